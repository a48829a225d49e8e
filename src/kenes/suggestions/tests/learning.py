"""A register that a machine can learn from, out of a few lines."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.law.models import Act
from kenes.law.tests import made
from kenes.members.actors import actor_for
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import entries
from kenes.suggestions.models import Fit, Suggestion
from kenes.suggestions.services import fitting, suggesting

MACHINE = operator("test")
TORTURE, ASSEMBLY = (
    "prohibition-of-torture-ill-treatment-including-cruel-inhuman-or-degrading-treatment",
    "right-to-peaceful-assembly",
)
TEXTS = {
    TORTURE: [
        "Investigate every allegation of torture in prisons",
        "End torture and ill-treatment in police custody",
        "Punish officials who torture detainees",
        "Prevent torture in places of detention",
        "Train prison staff to prevent torture",
        "Compensate victims of torture and ill-treatment",
        "Visit prisons to prevent torture",
        "Record torture complaints of prisoners",
    ],
    ASSEMBLY: [
        "Allow peaceful assemblies without permission",
        "Let citizens hold peaceful rallies and pickets",
        "Do not punish organisers of peaceful assemblies",
        "Replace permission for rallies by notification",
        "Protect participants of peaceful assemblies",
        "Open more places for peaceful rallies",
        "Review the law on peaceful assemblies",
        "Refrain from detaining participants of rallies",
    ],
}


def recommend(text: str, **facts: Any) -> Recommendation:
    values = {"country": "KAZ", "mechanism": "UPR", **facts}
    return entries.record(
        text=text, language="en", facts=values, actor=MACHINE, now=timezone.now()
    )


def register() -> Recommendation:
    """Coded recommendations, one that nobody has coded yet, and an act."""
    for theme, texts in TEXTS.items():
        for text in texts:
            action = "specific" if theme == TORTURE else "consider"
            recommend(text, themes=[theme], action=action)
    now = timezone.now()
    act: Act = made.act("procedure-code", now=now)
    made.version(
        act,
        date(2020, 1, 1),
        "Article 1. Torture\nTorture of prisoners in detention is investigated.\n"
        "Article 2. Language\nProceedings are held in the language of the state.",
        now=now,
        language="en",
    )
    return recommend("Investigate torture in prisons and punish officials")


def learned() -> Fit:
    return fitting.fit(actor=MACHINE, now=timezone.now())


def run(*numbers: str) -> int:
    return suggesting.run(numbers, actor=MACHINE, now=timezone.now())


def of(one: Recommendation, kind: str) -> dict[str, Suggestion]:
    return {row.value: row for row in one.suggestions.filter(kind=kind)}


def act_on(
    act: Callable[..., Suggestion], row: Suggestion, cast: dict[str, User], key: str = "amina"
) -> Suggestion:
    return act(row, actor=actor_for(cast[key]), now=timezone.now())
