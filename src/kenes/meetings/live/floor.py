"""What is seen of a meeting's floor: one read-model for pages, projector and stream.

Made for a scope in the language that is active. Under the Chatham House rule what is said is told
and who said it is not: to everybody, then, no name of a person or an organisation is shown while
such an item is on the floor, but chambers only.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.meetings.lifecycle import (
    Choice,
    ItemStatus,
    Status,
    TurnKind,
    TurnStatus,
    VoteStatus,
    Why,
)
from kenes.meetings.live.announcing import announced
from kenes.meetings.live.gathering import Rows, gather
from kenes.meetings.live.scopes import Scope
from kenes.meetings.live.sight import (
    Absent,
    Ballot,
    Bench,
    ChamberTime,
    Decided,
    Floor,
    Line,
    Outcome,
    Paper,
    ShownItem,
    Turned,
    Who,
)
from kenes.meetings.models import Cast, Decision, Item, Meeting, Presence, Turn, Vote
from kenes.meetings.reading import worded
from kenes.meetings.rules import queue
from kenes.members.models import Chamber, OfPerson, Organisation
from kenes.record.subjects import kind_of


def floor(meeting: Meeting, scope: Scope, now: datetime) -> Floor:
    """The floor of a meeting as ``scope`` sees it, in the active language."""
    return seen(gather(meeting, now), scope)


def seen(rows: Rows, scope: Scope) -> Floor:
    """The same from rows that were fetched already."""
    meeting, shown = rows.meeting, rows.shown
    hides = bool(scope == Scope.PUBLIC and shown and shown.is_confidential)
    look = _Look(rows, scope, hides)
    lines = look.agenda()
    speaking, waiting = look.list()
    ballot = look.ballot(rows.vote) if rows.vote else None
    return Floor(
        number=meeting.number,
        name=meeting.name,
        scope=scope,
        version=meeting.version,
        status=str(meeting.get_status_display()),
        is_open=meeting.status == Status.OPEN,
        is_called=meeting.status == Status.CALLED,
        is_closed=meeting.status == Status.CLOSED,
        opened=hour(meeting.opened_at),
        stage=_stage(rows),
        said=announced(rows, look.named),
        item=look.item(shown) if shown else None,
        next_item=next((line for line in lines if line.is_next), None),
        agenda=lines,
        speaking=speaking,
        waiting=waiting,
        spoken=look.spoken() if scope == Scope.LEAD else (),
        times=look.times(),
        ballot=ballot,
        decisions=tuple(look.decided(one) for one in reversed(rows.decisions)),
        benches=look.benches(),
        others=look.others(),
        has_quorum=rows.quorum.is_met,
        absent=look.absent() if scope == Scope.LEAD else (),
        hides_names=hides,
    )


def hour(at: datetime | None) -> str:
    """``14:05``, as the clock on the wall shows it."""
    return timezone.localtime(at).strftime("%H:%M") if at else ""


def _stage(rows: Rows) -> str:
    vote = rows.vote.pk if rows.vote and rows.vote.status == VoteStatus.OPEN else 0
    item = rows.shown.pk if rows.shown and rows.shown.status == ItemStatus.PRESENT else 0
    return f"{rows.meeting.status}-{item}-{vote}"


def _iso(at: datetime | None) -> str:
    return at.isoformat(timespec="milliseconds") if at else ""


def _chamber_of(presence: Presence) -> int | None:
    """Whose time a speech counts on; None: observers and guests together."""
    return presence.chamber_id if presence.chamber and presence.chamber.votes else None


class _Look:
    """One scope's view of the rows."""

    def __init__(self, rows: Rows, scope: Scope, hides: bool) -> None:
        self.rows, self.scope, self.hides = rows, scope, hides

    def who(self, presence: Presence) -> Who:
        return self._who(presence, presence.chamber, presence.organisation, presence)

    def _who(
        self,
        person: OfPerson | None,
        chamber: Chamber | None,
        organisation: Organisation | None,
        presence: Presence | None = None,
        seat: int = 0,
    ) -> Who:
        side, label = (chamber.side, str(chamber)) if chamber else ("", "")
        if self.hides:
            return Who(side=side, chamber=label or _("another participant"))
        told = self.scope != Scope.PUBLIC
        return Who(
            side=side,
            chamber=label,
            name=person.person if person else "",
            organisation=str(organisation) if organisation else "",
            presence=presence.pk if presence and told else 0,
            seat=(seat or (presence.seat_id if presence else 0) or 0) if told else 0,
        )

    def named(self, presence: Presence) -> str:
        """Somebody for a sentence."""
        who = self.who(presence)
        return ", ".join(filter(None, (who.name, who.organisation))) or who.chamber

    def item(self, item: Item) -> ShownItem:
        is_present = item.status == ItemStatus.PRESENT
        kind = kind_of(item.about) if item.about else None
        return ShownItem(
            pk=item.pk,
            order=item.order,
            title=worded(item.title),
            note=worded(item.note),
            about=item.about,
            about_url=kind.url(item.about) if kind else "",
            presenter="" if self.hides or not item.presenter else str(item.presenter),
            minutes=item.minutes,
            since=_iso(item.began_at) if is_present else "",
            began=hour(item.began_at),
            status=str(item.get_status_display()),
            is_present=is_present,
            is_confidential=item.is_confidential,
            papers=tuple(
                Paper(
                    pk=one.pk,
                    name=one.name,
                    size=one.size,
                    media_type=one.media_type,
                    by="" if self.hides or not one.organisation else str(one.organisation),
                    is_late=one.is_late,
                )
                for one in self.rows.papers
                if one.file
            ),
        )

    def agenda(self) -> tuple[Line, ...]:
        waiting = [one.pk for one in self.rows.items if one.status == ItemStatus.WAITING]
        return tuple(
            Line(
                pk=one.pk,
                order=one.order,
                title=worded(one.title),
                status=str(one.get_status_display()),
                is_present=one.status == ItemStatus.PRESENT,
                is_waiting=one.status == ItemStatus.WAITING,
                is_next=waiting[:1] == [one.pk],
                is_confidential=one.is_confidential,
            )
            for one in self.rows.items
        )

    def _turns(self, *statuses: str) -> list[Turn]:
        shown = self.rows.shown
        return [
            one
            for one in self.rows.turns
            if shown and one.item_id == shown.pk and one.status in statuses
        ]

    def list(self) -> tuple[Turned | None, tuple[Turned, ...]]:
        """Who has the floor, and who waits for it in which order."""
        rows, shown = self.rows, self.rows.shown
        if shown is None or shown.status != ItemStatus.PRESENT:
            return None, ()
        asked = {one.pk: one for one in self._turns(TurnStatus.ASKED)}
        held = self._turns(TurnStatus.SPEAKING)
        order = queue.ordered(
            [
                queue.Asked(
                    key=one.pk,
                    chamber=_chamber_of(one.presence),
                    is_point=one.kind == TurnKind.POINT_OF_ORDER,
                    resumes=one.resumes,
                )
                for one in asked.values()
            ],
            spoken_on(rows, shown),
        )
        waiting = tuple(self._turned(asked[one.key]) for one in order)
        return (self._turned(held[0]) if held else None), waiting

    def _turned(self, turn: Turn) -> Turned:
        is_held = turn.status == TurnStatus.SPEAKING
        return Turned(
            pk=turn.pk,
            who=self.who(turn.presence),
            is_point=turn.kind == TurnKind.POINT_OF_ORDER,
            at=hour(turn.began_at if is_held else turn.asked_at),
            since=_iso(turn.began_at) if is_held else "",
            limit=self.rows.speaking_minutes * 60 if is_held else 0,
            summary=turn.summary if self.scope == Scope.LEAD else "",
            language=turn.language,
        )

    def spoken(self) -> tuple[Turned, ...]:
        found = self._turns(TurnStatus.SPOKEN, TurnStatus.SPEAKING)
        return tuple(self._turned(one) for one in sorted(found, key=_began, reverse=True))

    def times(self) -> tuple[ChamberTime, ...]:
        """In the body's order of chambers, which is no order of rank."""
        rows, shown = self.rows, self.rows.shown
        here = queue.seconds(spoken_on(rows, shown)) if shown else {}
        in_all = queue.seconds(spoken_on(rows, None))
        held = [one for one in self._turns(TurnStatus.SPEAKING) if one.began_at]
        speaks = {_chamber_of(one.presence): _iso(one.began_at) for one in held}
        for one in held:  # what runs is counted by who looks
            passed = _passed(one, rows.now)
            chamber = _chamber_of(one.presence)
            if one.kind != TurnKind.POINT_OF_ORDER:
                here[chamber] = here.get(chamber, 0) - passed
                in_all[chamber] = in_all.get(chamber, 0) - passed
        scale = max(sum(here.values()), (shown.minutes if shown else 15) * 60, 60)
        keys: Iterable[int | None] = (one.chamber for one in rows.quorum.chambers)
        return tuple(
            ChamberTime(
                side=rows.chambers[key].side if key else "observer",
                chamber=str(rows.chambers[key]) if key else _("observers and guests"),
                seconds=max(here.get(key, 0), 0),
                in_all=max(in_all.get(key, 0), 0),
                since=speaks.get(key, ""),
                scale=scale,
            )
            for key in (*keys, *((None,) if None in in_all else ()))
        )

    def ballot(self, vote: Vote) -> Ballot:
        rows, is_open = self.rows, vote.status == VoteStatus.OPEN
        told = {one["chamber"]: one for one in vote.result.get("chambers", ())}
        why = vote.result.get("why", "")
        is_void = vote.status == VoteStatus.VOID
        return Ballot(
            pk=vote.pk,
            kind=str(vote.get_kind_display()),
            is_test=vote.kind == "consensus",
            rule=str(vote.get_rule_display()),
            is_secret=vote.is_secret,
            keeps_reasons=not (vote.is_secret or (rows.shown and rows.shown.is_confidential)),
            question=worded(vote.question),
            is_open=is_open,
            is_void=is_void,
            is_newest=self._is_newest(vote),
            opened=hour(vote.opened_at),
            closed=hour(vote.closed_at),
            voted=tuple(self._cast_by(one) for one in rows.casts)
            if is_open and not vote.is_secret
            else (),
            count=len(rows.casts),
            present=sum(one.present for one in rows.quorum.chambers),
            outcomes=()
            if is_open or is_void
            else tuple(self._outcome(key, one, vote) for key, one in told.items()),
            is_carried=bool(vote.result.get("carried")),
            why=str(Why(why).label) if why in Why.values else "",
        )

    def _is_newest(self, vote: Vote) -> bool:
        last = max((one.began_at for one in self.rows.turns if one.began_at), default=None)
        return vote.closed_at is None or last is None or last < vote.closed_at

    def _cast_by(self, cast: Cast) -> Who:
        return self._who(None, cast.chamber, cast.organisation, seat=cast.seat_id)

    def _outcome(self, key: int, told: dict[str, int], vote: Vote) -> Outcome:
        chamber = self.rows.chambers[key]
        casts = () if vote.is_secret or self.hides else self.rows.casts
        return Outcome(
            side=chamber.side,
            chamber=str(chamber),
            for_=told[Choice.FOR],
            against=told[Choice.AGAINST],
            abstain=told[Choice.ABSTAIN],
            present=told["present"],
            carried=bool(told["carried"]),
            votes=tuple(
                (self._cast_by(one), str(one.get_choice_display()), one.reason)
                for one in casts
                if one.chamber_id == key
            ),
        )

    def decided(self, decision: Decision) -> Decided:
        hides = self.hides or (self.scope == Scope.PUBLIC and decision.item.is_confidential)
        number = decision.recommendation
        kind = kind_of(number) if number else None
        return Decided(
            pk=decision.pk,
            number=decision.number,
            item=decision.item.order,
            kind=str(decision.get_kind_display()),
            text=worded(decision.text),
            amended=worded(decision.amended),
            recommendation=number,
            recommendation_url=kind.url(number) if kind else "",
            dissent=()
            if hides
            else tuple(
                str(self.rows.dissenting[pk])
                for pk in decision.dissent
                if pk in self.rows.dissenting
            ),
            at=hour(decision.at),
            is_corrected=decision.corrected_at is not None,
        )

    def benches(self) -> tuple[Bench, ...]:
        rows = self.rows
        seated: dict[int, list[Who]] = {}
        for one in rows.presences:
            if one.seat_id and one.chamber_id and not self.hides:
                seated.setdefault(one.chamber_id, []).append(self.who(one))
        return tuple(
            Bench(
                side=rows.chambers[one.chamber].side,
                chamber=str(rows.chambers[one.chamber]),
                present=one.present,
                seats=one.seats,
                needed=one.needed,
                is_met=one.is_met,
                people=tuple(seated.get(one.chamber, ())),
            )
            for one in rows.quorum.chambers
        )

    def others(self) -> tuple[Who, ...]:
        if self.hides:
            return ()
        return tuple(self.who(one) for one in self.rows.presences if not one.seat_id)

    def absent(self) -> tuple[Absent, ...]:
        here = {one.user_id for one in self.rows.presences if one.user_id}
        names = {one.person_name for one in self.rows.presences if not one.user_id}
        return tuple(
            Absent(
                invitation=one.pk,
                name=one.person,
                organisation=str(one.organisation) if one.organisation else "",
                side=one.seat.chamber.side if one.seat else "",
                chamber=str(one.seat.chamber) if one.seat else "",
                answer=str(one.get_answer_display()),
                is_alternate=one.is_alternate,
            )
            for one in self.rows.invitations
            if (one.user_id not in here if one.user_id else one.person_name not in names)
        )


def spoken_on(rows: Rows, item: Item | None) -> list[queue.Spoken]:
    """Speeches on the item, or of the whole meeting, in the order in which they began."""
    found = [
        one
        for one in rows.turns
        if one.began_at
        and one.kind != TurnKind.POINT_OF_ORDER
        and one.status != TurnStatus.ASKED
        and (item is None or one.item_id == item.pk)
    ]
    return [
        queue.Spoken(chamber=_chamber_of(one.presence), seconds=_passed(one, rows.now))
        for one in sorted(found, key=_began)
    ]


def _began(turn: Turn) -> datetime:
    return turn.began_at or turn.asked_at


def _passed(turn: Turn, now: datetime) -> int:
    """Seconds of a speech, so far or in all."""
    if turn.began_at is None:
        return 0
    return max(int(((turn.ended_at or now) - turn.began_at).total_seconds()), 0)
