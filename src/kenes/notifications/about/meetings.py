"""Acts on meetings: who is invited is told; who is not reads the public page."""

from collections.abc import Iterator

from kenes.journal.models import Entry
from kenes.meetings import telling
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Meeting
from kenes.notifications.about.matters import Matter, key_of, names, path
from kenes.notifications.people import People

_AHEAD = frozenset({Status.CALLED, Status.OPEN})


def meeting(act: Entry) -> Iterator[Matter]:
    """A meeting that is called and not over: of a plan, or of one cancelled since, nothing."""
    for one in _found(act):
        if one.status in _AHEAD and one.called_at and act.at >= one.called_at:
            yield _matter(one)


def invitation(act: Entry) -> Iterator[Matter]:
    """Guests of a plan get their letter with all others, when it is called."""
    yield from meeting(act)


def cancelled(act: Entry) -> Iterator[Matter]:
    for one in _found(act):
        if one.called_at:
            yield _matter(one)


def invited(act: Entry, one: Meeting, people: People) -> set[int]:
    """Everybody who is invited and can sign in."""
    rows = one.invitations.filter(user__is_active=True)
    return set(rows.values_list("user_id", flat=True))


def newly_invited(act: Entry, one: Meeting, people: People) -> set[int]:
    """Those whom this act invited."""
    rows = one.invitations.filter(pk__in=act.facts.get("invitations", []), user__is_active=True)
    return set(rows.values_list("user_id", flat=True))


def _found(act: Entry) -> Iterator[Meeting]:
    yield from Meeting.objects.filter(pk=key_of(act)).select_related("body")


def _matter(one: Meeting) -> Matter:
    return Matter(
        subject=one.number,
        url=path("meetings:one", one.number),
        thing=one,
        facts={
            "number": one.number,
            "body": names(one.body),
            "on": one.on.isoformat(),
            "hours": telling.hours(one),
        },
    )
