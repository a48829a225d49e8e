"""Consultations in preparation, open, closed, and answered."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from kenes.access.types import VISITOR, Role
from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Body
from kenes.opinions.models import Consultation
from kenes.opinions.services import answering, entering, preparing, proposing, stating

Things = dict[str, dict[str, Any]]


def consulted(people: dict[Role, User]) -> Things:
    """Of the open one a statement that waits; of the closed one those put to the vote."""
    act: dict[str, Any] = {"actor": actor_for(people[Role.SECRETARY]), "now": timezone.now()}
    draft, *others = (_prepared(act) for _n in range(4))
    last = timezone.localdate() + timedelta(days=20)
    one, closed, answered = (preparing.open_(each, closes_on=last, **act) for each in others)
    who, _secret = entering.enter(one, actor=VISITOR, now=act["now"])
    waits = proposing.propose(who, "It waits for a decision", "en", now=act["now"])
    closed, answered = (preparing.close(each, because="x", **act) for each in (closed, answered))
    answering.answer(answered, text={"en": "It is done."}, **act)
    shown = {"number": closed.number, "place": 1}
    return {
        "opinions": {"number": one.number, "place": waits.number},
        "root:cite_consultation": {"number": one.number},
        "root:cite_statement": shown,
        **dict.fromkeys(("opinions:statement", "opinions:carry", "opinions:answer"), shown),
        "opinions:correct": {"number": answered.number},
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
