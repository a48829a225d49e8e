"""What is left to do of a consultation that has closed, whoever comes to it first.

At once, when it closes, nobody votes any more and nothing ties people to numbers. Then its rows
are written anew (``sealing``) and its final map is drawn from them, which of very many votes takes
minutes: the follower does it, or the clock. Broken off at any place, it is done again.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from kenes.opinions import link
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation, OpinionMap, Vote
from kenes.opinions.services import mapping, sealing

FEW = 30_000  # votes: so many are sealed and drawn within the request


def finish(consultation: Consultation, *, now: datetime) -> None:
    """Nothing is published before the last of its rows is sealed."""
    consultation.refresh_from_db()
    if not consultation.is_sealed:
        sealing.seal(consultation)
        consultation.refresh_from_db()
    link.destroy(consultation)
    mapping.draw(consultation, now=now)


def finish_left(now: datetime) -> int:
    """All of which a process has left something to do; how many."""
    found = left()
    for one in found:
        finish(one, now=now)
    return len(found)


def left() -> list[Consultation]:
    drawn = OpinionMap.objects.filter(of=OuterRef("pk"), is_final=True)
    undone = Q(pk__in=link.kept()) | Q(is_sealed=False) | ~Q(Exists(drawn))
    return list(Consultation.objects.filter(undone, status=Status.CLOSED).order_by("pk"))


def are_few(consultation: Consultation) -> bool:
    return Vote.objects.filter(of=consultation)[: FEW + 1].count() <= FEW
