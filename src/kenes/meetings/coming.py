"""Who says that they come: for officers, counted by chamber against the quorum."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from kenes.meetings.lifecycle import Answer
from kenes.meetings.models import Invitation, Meeting
from kenes.meetings.rules.quorum import quorum_of
from kenes.members.models import Chamber


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Seats of one chamber whose holder or alternate comes, against what a quorum takes."""

    side: str
    name: str
    coming: int
    seats: int
    needed: int

    @property
    def is_enough(self) -> bool:
        return self.coming >= self.needed


@dataclass(frozen=True, kw_only=True)
class Group:
    """People of one chamber, or those beside the chambers."""

    side: str  # "": offices and guests
    name: str
    people: tuple[Invitation, ...]


@dataclass(frozen=True, kw_only=True)
class Coming:
    chambers: tuple[Expected, ...]
    groups: tuple[Group, ...]
    invited: int
    answered: int


def coming(meeting: Meeting, today: date) -> Coming:
    """A seat counts once, whoever comes for it; a holder’s “sends the alternate” counts."""
    rows = list(
        meeting.invitations.select_related("seat__chamber", "organisation", "user").order_by(
            "seat__chamber__order", "seat__chamber_id", "seat_id", "is_alternate", "id"
        )
    )
    seats: dict[int, set[int]] = defaultdict(set)
    groups: dict[Chamber | None, list[Invitation]] = defaultdict(list)
    for one in rows:
        chamber = one.seat.chamber if one.seat else None
        groups[chamber].append(one)
        if chamber and one.seat_id and one.answer in {Answer.COMES, Answer.ALTERNATE}:
            seats[chamber.pk].add(one.seat_id)
    found = quorum_of(meeting, max(meeting.on, today))
    names = Chamber.objects.in_bulk([one.chamber for one in found.chambers])
    return Coming(
        chambers=tuple(
            Expected(
                side=names[one.chamber].side,
                name=names[one.chamber].name,
                coming=len(seats[one.chamber]),
                seats=one.seats,
                needed=one.needed,
            )
            for one in found.chambers
        ),
        groups=tuple(
            Group(
                side=chamber.side if chamber else "",
                name=chamber.name if chamber else "",
                people=tuple(people),
            )
            for chamber, people in sorted(
                groups.items(), key=lambda pair: (pair[0] is None, pair[0].order if pair[0] else 0)
            )
        ),
        invited=len(rows),
        answered=sum(one.answer != Answer.NONE for one in rows),
    )
