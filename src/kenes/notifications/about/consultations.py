"""Acts on consultations: everybody who has a seat is told, and nothing of who has voted."""

from collections.abc import Iterator

from kenes.journal.models import Entry
from kenes.notifications.about.matters import Matter, key_of, names, path
from kenes.notifications.people import People
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation


def consultation(act: Entry) -> Iterator[Matter]:
    """One that is as the act has left it: that it opened is no news once it has closed."""
    wanted = Status.OPEN if act.kind == "consultation.open" else Status.CLOSED
    for one in Consultation.objects.filter(pk=key_of(act), status=wanted):
        yield Matter(
            subject=one.number,
            url=path("opinions:one", one.number),
            thing=one,
            facts={
                "number": one.number,
                "title": names(one),
                "until": one.closes_on.isoformat() if one.closes_on else "",
            },
        )


def at_the_table(act: Entry, one: Consultation, people: People) -> set[int]:
    return people.seated()
