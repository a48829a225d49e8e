"""When a consultation has closed: no order, no moment and no key of a row tells who was who.

Rows are numbered as they come, and people sign in one after another: whoever lays the one order
beside the other has most names. So all rows are written anew, in the order of a draw; only the
order of one participant's votes on one statement stays, since the last of them counts.
"""

import secrets
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import TypeVar

import numpy as np
from django.db import models, transaction
from django.utils import timezone

from kenes.engines.opinionmap.kinds import Ints
from kenes.opinions.models import (
    Consultation,
    Entrance,
    Exposure,
    Participant,
    Statement,
    Vote,
)

_Row = TypeVar("_Row", bound=models.Model)
_AT_ONCE = 2_000
_not_put_off = models.ExpressionWrapper(
    models.Q(put_off_at=None), output_field=models.BooleanField()
)


@transaction.atomic
def seal(consultation: Consultation) -> None:
    """Once, and again without harm. It is closed: nobody writes here any more.

    Every row is of the day it opened from now on: people sign in on few days, so that a day
    would part them almost as well as an hour does.
    """
    day = consultation.opened_on or timezone.localdate()
    moment = _midnight(day)
    Entrance.objects.filter(of=consultation).delete()
    _forget_authors(consultation)
    people = Participant.objects.filter(of=consultation)
    votes = Vote.objects.filter(of=consultation)
    shown = Exposure.objects.filter(participant__of=consultation)
    kept = list(people.values_list("pk", "number", "way", "chamber_id"))
    secrets.SystemRandom().shuffle(kept)
    place = {row[0]: n for n, row in enumerate(kept)}
    cast = _drawn(votes.order_by("pk").values_list("participant", "statement", "value"), place)
    seen = _drawn(
        shown.order_by("pk").values_list("participant", "statement", _not_put_off), place
    )
    for rows in (votes, shown, people):
        rows._raw_delete(rows.db)
    _write(
        Participant(
            pk=pk, of=consultation, number=number, way=way, chamber_id=chamber, entered_on=day
        )
        for pk, number, way, chamber in kept
    )
    _write(
        Vote(of=consultation, participant_id=who, statement_id=what, value=value, at=moment)
        for who, what, value in cast.tolist()
    )
    _write(
        Exposure(
            participant_id=who,
            statement_id=what,
            at=moment,
            put_off_at=None if was_not_put_off else moment,
        )
        for who, what, was_not_put_off in seen.tolist()
    )


def _forget_authors(consultation: Consultation) -> None:
    """When a statement was proposed is public by its day."""
    proposed = list(Statement.objects.filter(of=consultation, author__isnull=False))
    for one in proposed:
        one.author, one.proposed_at = None, _midnight(timezone.localdate(one.proposed_at))
    Statement.objects.bulk_update(proposed, ["author", "proposed_at"], batch_size=_AT_ONCE)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _drawn(rows: "models.QuerySet[models.Model, tuple[int, ...]]", place: dict[int, int]) -> Ints:
    """Rows that begin with a participant and a statement: participants in the order of the draw,
    each one's statements as they are numbered, votes on one statement as they came."""
    read = np.array(list(rows.iterator(chunk_size=50_000)), np.int64).reshape(-1, 3)
    ranks = np.array([place[who] for who in read[:, 0].tolist()], np.int64)
    ordered: Ints = read[np.lexsort((read[:, 1], ranks))]  # stable: equals stay in their order
    return ordered


def _write(rows: Iterable[_Row]) -> None:
    for part in _parts(iter(rows)):
        type(part[0])._default_manager.bulk_create(part)


def _parts(rows: Iterator[_Row]) -> Iterator[list[_Row]]:
    while part := list(islice(rows, _AT_ONCE)):
        yield part
