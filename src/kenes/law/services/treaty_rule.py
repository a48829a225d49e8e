"""The rank of ratified treaties among the laws: versioned, since constitutions change it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.tidying import tidied_all
from kenes.law import permissions, recorded
from kenes.law.models import TreatyRule
from kenes.law.services import changes
from kenes.members.actors import as_of
from kenes.record.services.publishing import Said, publish

LONGEST = 2_000  # characters


def rule_on(day: date) -> TreatyRule | None:
    """The rule in force on a day; None while none is known."""
    return TreatyRule.objects.filter(since__lte=day).order_by("-since").first()


@transaction.atomic
def enter(
    *,
    since: date,
    rule: Mapping[str, str],
    basis: Mapping[str, str],
    treaty_prevails: bool | None = None,
    actor: Actor,
    now: datetime,
) -> TreatyRule:
    """State the rule from a day on; earlier ones stay. Raises ValidationError by field."""
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    changes.check_day("since", since)
    kept = tidied_all("rule", rule, most=LONGEST)
    if not kept:
        raise ValidationError({"rule": _("Write the rule in one language at least.")})
    if TreatyRule.objects.filter(since=since).exists():
        raise ValidationError({"since": _("A rule that begins on this day is there already.")})
    made = TreatyRule.objects.create(
        since=since,
        rule=kept,
        basis=tidied_all("basis", basis, most=LONGEST),
        treaty_prevails=treaty_prevails,
        entered_at=now,
    )
    publish(
        write("treaty_rule.enter", made, actor=actor, at=now, since=since.isoformat()),
        Said(subject=recorded.rule_subject(made), state=recorded.rule_state(made)),
    )
    return made
