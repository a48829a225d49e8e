"""A consultation in preparation, one that is open, and one that has closed."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from kenes.access.types import VISITOR, Role
from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Body
from kenes.opinions.models import Consultation
from kenes.opinions.services import entering, preparing, stating

Things = dict[str, dict[str, Any]]


def consulted(people: dict[Role, User]) -> Things:
    """Of the open one a statement that waits; of the closed one those put to the vote."""
    act: dict[str, Any] = {"actor": actor_for(people[Role.SECRETARY]), "now": timezone.now()}
    draft, one, closed = (_prepared(act) for _n in range(3))
    last = timezone.localdate() + timedelta(days=20)
    one, closed = (preparing.open_(each, closes_on=last, **act) for each in (one, closed))
    who, _secret = entering.enter(one, actor=VISITOR, now=act["now"])
    waits = stating.propose(who, "It waits for a decision", "en", now=act["now"])
    preparing.close(closed, because="x", **act)
    shown = {"number": closed.number, "place": 1}
    return {
        "opinions": {"number": one.number, "place": waits.number},
        "root:cite_consultation": {"number": one.number},
        "root:cite_statement": shown,
        **dict.fromkeys(("opinions:statement", "opinions:carry"), shown),
        **dict.fromkeys(
            ("opinions:change", "opinions:open", "opinions:discard", "opinions:drop"),
            {"number": draft.number, "place": 1},
        ),
    }


def _prepared(act: dict[str, Any]) -> Consultation:
    made = preparing.prepare(
        body=Body.objects.earliest("pk"),
        name={"en": "n"},
        question={"en": "q"},
        circle="public",
        **act,
    )
    stating.seed_many(made, "\n".join(f"Statement {n}" for n in range(5)), "en", **act)
    return made
