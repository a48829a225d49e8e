"""Drawing the map of a consultation: while votes arrive, and once when it has closed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from kenes.access.types import operator
from kenes.engines.opinionmap import OpinionMap as Map
from kenes.engines.opinionmap import Result
from kenes.engines.opinionmap.votes import Votes
from kenes.journal.services import write
from kenes.members.models import Chamber, Side
from kenes.members.services import bylaws
from kenes.opinions import disclosure, recorded
from kenes.opinions.gathering import Gathered, chambers_of, left_out
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation, OpinionMap
from kenes.record.services.publishing import Said, publish

ACTOR = operator("kenes consultation")
# Of all time, how much the follower may spend on one consultation's certainty and blocs.
_SHARE = 0.5
_AT_ONCE = 10  # final maps in one pass


def votes_of(consultation: Consultation, *, now: datetime) -> Votes:
    gathered = Gathered(consultation=consultation)
    gathered.refresh(now)
    return gathered.votes()


def draw(
    consultation: Consultation, *, now: datetime, gathered: Gathered | None = None
) -> OpinionMap:
    """Draw it anew, and keep it: what is asked next, and what may be published.

    Of a closed consultation the final map is drawn, from all votes, once; and the record tells
    of it.
    """
    gathered = gathered or Gathered(consultation=consultation)
    if consultation.status == Status.CLOSED:
        return _final(consultation, now)
    gathered.refresh(now)
    fitted = _fit(consultation, gathered)
    known = OpinionMap.objects.filter(of=consultation, is_final=False).first()
    drawn = known or OpinionMap(of=consultation, is_final=False)
    least = _least(now)
    since = gathered.persons_since(drawn.facts_vote)
    if disclosure.should_move(drawn.facts, since, least=least):
        drawn.facts = _facts(fitted, drawn.facts, least=least, is_final=False)
        drawn.facts_at, drawn.facts_vote = now, gathered.last
    _fill(drawn, fitted.result, gathered, now)
    with transaction.atomic():
        if Consultation.objects.select_for_update().get(pk=consultation.pk).status == Status.OPEN:
            drawn.save()
    return drawn


def _final(consultation: Consultation, now: datetime) -> OpinionMap:
    known = OpinionMap.objects.filter(of=consultation, is_final=True).first()
    if known is not None:
        return known
    gathered = Gathered(consultation=consultation)
    gathered.refresh(now)
    fitted = _fit(consultation, gathered)
    drawn = OpinionMap(of=consultation, is_final=True, facts_at=now, facts_vote=gathered.last)
    live = OpinionMap.objects.filter(of=consultation, is_final=False).first()
    previous = live.facts if live else {}
    drawn.facts = _facts(fitted, previous, least=_least(now), is_final=True)
    _fill(drawn, fitted.result, gathered, now)
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
    result: Result
    votes: Votes
    chambers: dict[int, str]


def _fit(consultation: Consultation, gathered: Gathered) -> Fitted:
    votes = gathered.votes()
    out, meta = left_out(consultation, votes)
    chambers = chambers_of(consultation)
    result = Map().fit(votes, out=out, meta=meta, chambers=chambers)
    return Fitted(result=result, votes=votes, chambers=chambers)


def _facts(
    fitted: Fitted, previous: dict[str, object], *, least: int, is_final: bool
) -> dict[str, object]:
    sides = Chamber.objects.exclude(side=Side.OBSERVER).values_list("slug", "side")
    table = disclosure.Table(of=fitted.chambers, sides=dict(sides))
    return disclosure.facts(
        fitted.result,
        fitted.votes,
        table,
        least=least,
        is_final=is_final,
        previous=previous,
    )


def _fill(drawn: OpinionMap, result: Result, gathered: Gathered, now: datetime) -> None:
    told = result.as_dict()
    drawn.at, drawn.last_vote = now, gathered.last
    drawn.votes, drawn.persons = told["votes"], told["participants"]
    drawn.routing = told["priorities"]


def _least(now: datetime) -> int:
    return bylaws.in_force(timezone.localdate(now)).number("least_group")


@dataclass(kw_only=True)
class Follower:
    """Keeps the maps of open consultations up to date, and draws those of closed ones.

    ``clock`` tells seconds. A map that takes long to draw is drawn less often, so that a large
    consultation leaves the machine to those who vote.
    """

    clock: Callable[[], float] = time.monotonic
    _kept: dict[int, Gathered] = field(default_factory=dict)
    _not_before: dict[int, float] = field(default_factory=dict)

    def step(self, now: datetime) -> int:
        """One pass; how many maps were drawn."""
        return self._follow(now) + self._finish(now)

    def _follow(self, now: datetime) -> int:
        drawn = 0
        open_ = list(Consultation.objects.filter(status=Status.OPEN).order_by("pk"))
        self._forget(open_)
        for consultation in open_:
            kept = self._kept.setdefault(consultation.pk, Gathered(consultation=consultation))
            began = self.clock()
            if began < self._not_before.get(consultation.pk, 0.0):
                continue
            if kept.refresh(now):
                draw(consultation, now=now, gathered=kept)
                took = self.clock() - began
                self._not_before[consultation.pk] = self.clock() + took * (1 - _SHARE) / _SHARE
                drawn += 1
        return drawn

    def _finish(self, now: datetime) -> int:
        final = OpinionMap.objects.filter(of=OuterRef("pk"), is_final=True)
        left = Consultation.objects.filter(~Exists(final), status=Status.CLOSED)
        closed = list(left.order_by("pk")[:_AT_ONCE])
        for one in closed:
            draw(one, now=now)
        return len(closed)

    def _forget(self, open_: list[Consultation]) -> None:
        keys = {one.pk for one in open_}
        self._kept = {pk: one for pk, one in self._kept.items() if pk in keys}
