"""Drawing the map of a consultation: while votes arrive, and once when it has closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import log2
from typing import Any

from django.db import transaction
from django.utils import timezone

from kenes.access.types import operator
from kenes.engines.opinionmap import OpinionMap as Map
from kenes.engines.opinionmap import Result, routing
from kenes.engines.opinionmap.votes import Votes
from kenes.journal.services import write
from kenes.members.models import Chamber, Side
from kenes.members.services import bylaws
from kenes.opinions import disclosure, recorded
from kenes.opinions.gathering import Gathered, chambers_of, left_out
from kenes.opinions.gathering import shown as shown_of
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation, OpinionMap
from kenes.record.services.publishing import Said, publish

ACTOR = operator("kenes consultation")
_STATUS = {"agree": 1, "disagree": -1}


def votes_of(consultation: Consultation, *, now: datetime) -> Votes:
    gathered = Gathered(consultation=consultation)
    gathered.refresh(now)
    return gathered.votes()


def draw(
    consultation: Consultation, *, now: datetime, gathered: Gathered | None = None
) -> OpinionMap:
    """Draw it anew, and keep it: what is asked next, and what may be published.

    Of a closed consultation the final map is drawn, from all votes, once, when its rows are
    sealed; and the record tells of it.
    """
    gathered = gathered or Gathered(consultation=consultation)
    if consultation.status == Status.CLOSED:
        return _final(consultation, now)
    gathered.refresh(now)
    known = OpinionMap.objects.filter(of=consultation, is_final=False).first()
    drawn = known or OpinionMap(of=consultation, is_final=False)
    least = _least(now)
    fitted = _fit(consultation, gathered, drawn.facts, least=least)
    since = gathered.persons_since(drawn.facts_vote)
    if disclosure.should_move(drawn.facts, since, least=least):
        drawn.facts = _facts(fitted, drawn, least=least, is_final=False)
        drawn.facts_at, drawn.facts_vote = now, gathered.last
        drawn.groups = fitted.told["groups"]
    _fill(drawn, fitted.told, gathered, now)
    drawn.routing = _routing(consultation, fitted, least=least)
    with transaction.atomic():
        if Consultation.objects.select_for_update().get(pk=consultation.pk).status == Status.OPEN:
            drawn.save()
    return drawn


def _final(consultation: Consultation, now: datetime) -> OpinionMap:
    known = OpinionMap.objects.filter(of=consultation, is_final=True).first()
    if known is not None:
        return known
    if not consultation.is_sealed:
        raise RuntimeError(f"{consultation.number} is not sealed yet")
    gathered = Gathered(consultation=consultation)
    gathered.refresh(now)
    drawn = OpinionMap(of=consultation, is_final=True, facts_at=now, facts_vote=gathered.last)
    last = OpinionMap.objects.filter(of=consultation, is_final=False).first() or drawn
    fitted = _fit(consultation, gathered, last.facts, least=_least(now))
    drawn.facts = _facts(fitted, last, least=_least(now), is_final=True)
    _fill(drawn, fitted.told, gathered, now)
    with transaction.atomic():
        Consultation.objects.select_for_update().get(pk=consultation.pk)
        known = OpinionMap.objects.filter(of=consultation, is_final=True).first()
        if known is not None:  # two drew it at once: from the same votes, the same map
            return known
        drawn.save()
        OpinionMap.objects.filter(of=consultation, is_final=False).delete()
        _mark_agreed(consultation, drawn)
        publish(
            write("consultation.map", consultation, actor=ACTOR, at=now),
            Said(subject=consultation.number, state=recorded.map_state(drawn)),
        )
    return drawn


def _mark_agreed(consultation: Consultation, drawn: OpinionMap) -> None:
    """What both sides share waits from now on for what will come of it."""
    shared = [row["statement"] for row in drawn.facts["statements_"] if row["sides_agree"]]
    closed = consultation.closed_at or drawn.at
    consultation.statements.filter(number__in=shared).update(
        agreed_on=timezone.localtime(closed).date()
    )


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """``told``: the result as a dictionary, which of a large map takes its time."""

    result: Result
    told: dict[str, Any]
    votes: Votes
    chambers: dict[int, str]


def _fit(
    consultation: Consultation, gathered: Gathered, previous: Mapping[str, Any], *, least: int
) -> Fitted:
    """``previous``: what was published last. Of what bridges, that and nothing else is gone by:
    it is what would flicker."""
    votes = gathered.votes()
    out, meta = left_out(consultation, votes)
    chambers = chambers_of(consultation)
    told = {row["statement"]: row.get("bridges") for row in previous.get("statements_", ())}
    # Fewer who vote as one are counted as they are: what tells of so few is not published.
    result = Map(least_bloc=least).fit(
        votes,
        out=out,
        meta=meta,
        chambers=chambers,
        bridged={number: _STATUS.get(status or "", 0) for number, status in told.items()},
    )
    return Fitted(result=result, told=result.as_dict(), votes=votes, chambers=chambers)


def _routing(consultation: Consultation, fitted: Fitted, *, least: int) -> dict[str, Any]:
    """By chamber, under its key, how much each statement is to be asked: those on which it has
    less than may be told come first.

    Whoever draws cards under a hundred names learns next to nothing of the votes: which side is
    stronger has no part in it, and powers of two tell no share.
    """
    shown = {one.number: one.is_about_voter for one in shown_of(consultation)}
    meta = [number for number, is_about_voter in shown.items() if is_about_voter]
    found = routing.weigh(fitted.result, list(shown), meta=meta, least=least)
    keys = {"": "", **{slug: str(pk) for pk, slug in Chamber.objects.values_list("pk", "slug")}}
    return {
        "everybody": _coarse(found.everybody),
        "chambers": {keys[slug]: _coarse(each) for slug, each in found.chambers.items()},
    }


def _coarse(weights: Mapping[int, float]) -> dict[str, float]:
    return {str(number): 2.0 ** round(log2(weight)) for number, weight in weights.items()}


def _facts(fitted: Fitted, last: OpinionMap, *, least: int, is_final: bool) -> dict[str, object]:
    sides = Chamber.objects.exclude(side=Side.OBSERVER).values_list("slug", "side")
    table = disclosure.Table(of=fitted.chambers, sides=dict(sides))
    return disclosure.facts(
        fitted.told,
        fitted.votes,
        table,
        least=least,
        is_final=is_final,
        previous=disclosure.Before(
            facts=last.facts, groups={int(one): group for one, group in last.groups.items()}
        ),
    )


def _fill(drawn: OpinionMap, told: Mapping[str, Any], gathered: Gathered, now: datetime) -> None:
    drawn.at, drawn.last_vote = now, gathered.last
    drawn.votes, drawn.persons = told["votes"], told["participants"]


def _least(now: datetime) -> int:
    return bylaws.in_force(timezone.localdate(now)).number("least_group")
