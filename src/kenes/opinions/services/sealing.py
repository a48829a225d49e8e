"""When a consultation has closed: no order, no moment and no key of a row tells who was who.

Rows are numbered as they come, and people sign in one after another: whoever lays the one order
beside the other has most names. So all rows are written anew, in the order of a draw; only the
order of one participant's votes on one statement stays, since the last of them counts.

What ties people to their numbers goes at once (``forget``). Writing millions of rows takes
minutes: that is done a few people at a time, so that others are not kept waiting, and begun again
when it was broken off. Rows written anew have larger keys than all others, so that the order left
in the end is that of the last draw.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from time import sleep
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from kenes.opinions.models import (
    Consultation,
    Entrance,
    Exposure,
    Participant,
    Statement,
    Vote,
)

PEOPLE = 50  # written anew at once
# With so many parts, seconds between two in which others write: SQLite has one writer at a time,
# and who waits for it looks every tenth of a second.
_MANY, _REST = 20, 0.05
_VOTE = """
INSERT INTO {table} (of_id, participant_id, statement_id, value, at) VALUES (%s, %s, %s, %s, %s)
"""
_EXPOSURE = """
INSERT INTO {table} (participant_id, statement_id, at, put_off_at) VALUES (%s, %s, %s, %s)
"""


@transaction.atomic
def forget(consultation: Consultation) -> None:
    """By which digest somebody was known, from where they came and what they proposed."""
    Entrance.objects.filter(of=consultation).delete()
    Participant.objects.filter(of=consultation).exclude(digest="").update(digest="")
    _forget_authors(consultation)


def seal(consultation: Consultation) -> None:
    """Once, and again without harm. It is closed: nobody writes here any more.

    Every row is of the day it opened from now on: people sign in on few days, so that a day
    would part them almost as well as an hour does.
    """
    forget(consultation)
    people = list(Participant.objects.filter(of=consultation).values_list("pk", flat=True))
    secrets.SystemRandom().shuffle(people)
    is_long = len(people) > _MANY * PEOPLE
    for part in _parts(people):
        if is_long:
            sleep(_REST)
        with transaction.atomic():
            if _held(consultation).is_sealed:  # another process was faster
                return
            _rewrite(consultation, part)
    with transaction.atomic():
        _held(consultation)
        Consultation.objects.filter(pk=consultation.pk).update(is_sealed=True)


def _held(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_for_update().get(pk=consultation.pk)


def _rewrite(consultation: Consultation, people: Sequence[int]) -> None:
    """All rows of ``people``, in their order; each one's statements as they are numbered, votes
    on one statement as they came."""
    place = {pk: n for n, pk in enumerate(people)}
    persons = Participant.objects.filter(pk__in=people)
    votes = Vote.objects.filter(participant__in=people)
    shown = Exposure.objects.filter(participant__in=people)
    kept = sorted(persons, key=lambda one: place[one.pk])
    cast = list(votes.order_by("pk").values_list("participant", "statement", "value"))
    seen = list(shown.values_list("participant", "statement", "put_off_at"))
    for rows in (votes, shown, persons):
        rows._raw_delete(rows.db)
    day = _day(consultation)
    for one in kept:
        one.entered_on = day
    Participant.objects.bulk_create(kept)
    moment = connection.ops.adapt_datetimefield_value(_midnight(day))
    cast.sort(key=lambda row: (place[row[0]], row[1]))
    seen.sort(key=lambda row: (place[row[0]], row[1]))
    _write(
        _VOTE.format(table=Vote._meta.db_table),
        ((consultation.pk, who, what, value, moment) for who, what, value in cast),
    )
    _write(
        _EXPOSURE.format(table=Exposure._meta.db_table),
        ((who, what, moment, put_off and moment) for who, what, put_off in seen),
    )


def _write(sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """As models it takes five times as long."""
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))


def _forget_authors(consultation: Consultation) -> None:
    moment = _midnight(_day(consultation))
    rows = Statement.objects.filter(of=consultation, author__isnull=False)
    if connection.vendor == "sqlite":
        # Rows lie there by their keys, which are drawn; and each that is deleted is looked for
        # among all votes.
        rows.update(author=None, proposed_at=moment)
        return
    # Written anew too, by number: a database may keep rows as they came.
    proposed = list(rows.order_by("number"))
    rows._raw_delete(rows.db)
    for one in proposed:
        one.author, one.proposed_at = None, moment
    Statement.objects.bulk_create(proposed)


def _day(consultation: Consultation) -> date:
    return consultation.opened_on or timezone.localdate()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _parts(people: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(people), PEOPLE):
        yield people[start : start + PEOPLE]
