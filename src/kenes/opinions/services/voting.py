"""Voting: one statement after another, each vote a row that stays.

Nothing here is journalled, and nothing tells a result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.access.types import VISITOR, NotAllowed
from kenes.engines.opinionmap.routing import next_statement
from kenes.opinions.lifecycle import Choice, StatementStatus
from kenes.opinions.limits import TooMany
from kenes.opinions.models import Consultation, Exposure, OpinionMap, Participant, Statement, Vote
from kenes.opinions.permissions import is_open

ENOUGH = 10  # statements voted on, after which the map may be looked at
MOST_VOTES = 20  # within ``PER``: no reader is faster
PER = timedelta(seconds=10)
_ROUTED = 2  # seconds a process keeps the weights; the map is drawn about as often
# No lock and no transaction: that the consultation is open, the statement is put to the vote, the
# vote differs from the last one and does not come too fast is asked in the statement that writes
# it, so nothing can change between.
_CAST = """
INSERT INTO {vote} (of_id, participant_id, statement_id, value, at)
SELECT c.id, %s, s.id, %s, %s FROM {consultation} c JOIN {statement} s ON s.of_id = c.id
WHERE c.id = %s AND c.status = 'open' AND s.number = %s AND s.status = 'shown'
AND COALESCE((SELECT v.value FROM {vote} v WHERE v.participant_id = %s
  AND v.statement_id = s.id ORDER BY v.id DESC LIMIT 1), 9) <> %s
AND (SELECT COUNT(*) FROM (SELECT v.at FROM {vote} v WHERE v.participant_id = %s
  ORDER BY v.id DESC LIMIT {most}) latest WHERE latest.at > %s) < {most}
"""
# Asked with every vote: composing it costs more than running it.
_ROWS = """
SELECT s.id, s.number, s.id IN (SELECT v.statement_id FROM {vote} v WHERE v.participant_id = %s),
  e.id IS NOT NULL, e.put_off_at
FROM {statement} s LEFT JOIN {exposure} e ON e.statement_id = s.id AND e.participant_id = %s
WHERE s.of_id = %s AND s.status = 'shown' ORDER BY s.number
"""
# Whoever closes holds the row: a vote waits for the end of that, and looks again.
_HELD = {"postgresql": "FOR KEY SHARE OF c"}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a participant has come. ``all``: the statements that are put to the vote."""

    voted: int
    all: int

    @property
    def is_enough(self) -> bool:
        """Whether they have voted, as the by-laws mean it."""
        return self.all > 0 and self.voted >= min(ENOUGH, self.all)

    @property
    def is_done(self) -> bool:
        return self.voted >= self.all


@dataclass(frozen=True, kw_only=True)
class Dealt:
    """The next card: a statement, or none when all are voted on."""

    standing: Standing
    statement: Statement | None = None


@dataclass(frozen=True)
class _Row:
    """A statement that is put to the vote, and what one has done about it."""

    pk: int
    number: int
    has_voted: bool
    was_shown: bool
    put_off_at: Any  # a moment as the database writes it, to be compared with others


def cast(participant: Participant, statement_number: int, value: int, *, now: datetime) -> bool:
    """Vote on a statement, or vote otherwise; False when one has voted just so already.

    Raises ValidationError, NotAllowed once the consultation is closed, TooMany.
    """
    if value not in Choice.values:
        raise ValidationError({"value": _("Choose agree, pass or disagree.")})
    if not 0 < statement_number < 2**31:
        raise _not_there()
    written = connection.ops.adapt_datetimefield_value
    who, what = participant.pk, participant.of_id
    facts = [who, value, written(now), what, statement_number, who, value, who, written(now - PER)]
    with connection.cursor() as cursor:
        cursor.execute(_sql(_CAST) + _HELD.get(connection.vendor, ""), facts)
        if cursor.rowcount > 0:
            return True
    return _refused(participant, statement_number, value)


def _sql(text: str) -> str:
    models = {"vote": Vote, "consultation": Consultation, "statement": Statement}
    tables = {name: one._meta.db_table for name, one in models.items()}
    return text.format(**tables, exposure=Exposure._meta.db_table, most=MOST_VOTES)


def _refused(participant: Participant, number: int, value: int) -> bool:
    """Why nothing was written; False when there was nothing to write."""
    _check_open(participant)
    statement = _shown(participant, number)
    if value_of(participant, statement) == value:
        return False
    seconds = int(PER.total_seconds())
    raise TooMany(
        ngettext(
            "These votes come faster than anybody reads. Wait %(n)s second and vote again.",
            "These votes come faster than anybody reads. Wait %(n)s seconds and vote again.",
            seconds,
        )
        % {"n": seconds},
        seconds=seconds,
    )


def put_off(participant: Participant, statement_number: int, *, now: datetime) -> None:
    """Come back to a statement after the others. Raises ValidationError, NotAllowed."""
    _check_open(participant)
    statement = _shown(participant, statement_number)
    rows = Exposure.objects.filter(participant=participant, statement=statement)
    if not rows.update(put_off_at=now):
        _expose(participant, statement.pk, now, put_off_at=now)


def standing(participant: Participant) -> Standing:
    return _standing(_rows(participant))


def deal(participant: Participant, *, now: datetime, number: int | None = None) -> Dealt:
    """The statement to show next, with how far one has come; that it is shown is kept.
    ``number``: that statement, when it is put to the vote.

    What was shown and not answered is shown again, so that going back or reloading a page uses up
    no statement. What was put off comes after all others, the longest put off first.
    """
    rows = _rows(participant)
    reached = _standing(rows)
    asked = next((row for row in rows if row.number == number), None) if number else None
    chosen = asked or _chosen(participant, rows)
    if chosen is None:
        return Dealt(standing=reached)
    if not chosen.was_shown:
        _expose(participant, chosen.pk, now)
    statement = Statement.objects.get(pk=chosen.pk)
    statement.of = participant.of
    return Dealt(standing=reached, statement=statement)


def value_of(participant: Participant, statement: Statement) -> int | None:
    """The vote that counts; None without one."""
    mine = Vote.objects.filter(participant=participant, statement=statement).order_by("-id")
    return mine.values_list("value", flat=True).first()


def own(participant: Participant) -> QuerySet[Statement]:
    """The statements one has voted on, each with ``own``, the vote that counts."""
    mine = Vote.objects.filter(participant=participant)
    latest = mine.filter(statement=OuterRef("pk")).order_by("-id").values("value")[:1]
    rows = Statement.objects.filter(of=participant.of_id, pk__in=mine.values("statement"))
    return rows.annotate(own=Subquery(latest))


def _rows(participant: Participant) -> list[_Row]:
    """The statements that are put to the vote."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(_ROWS), [participant.pk, participant.pk, participant.of_id])
        return [_Row(*row) for row in cursor.fetchall()]


def _standing(rows: Sequence[_Row]) -> Standing:
    return Standing(voted=sum(row.has_voted for row in rows), all=len(rows))


def _chosen(participant: Participant, rows: Sequence[_Row]) -> _Row | None:
    left = [row for row in rows if not row.has_voted]
    fresh = [row for row in left if not row.was_shown]
    seen = [row for row in left if row.was_shown]
    for row in seen:
        if row.put_off_at is None:
            return row
    if fresh:
        return _drawn(participant, fresh)
    return min(seen, key=lambda row: (row.put_off_at, row.number), default=None)


def _drawn(participant: Participant, rows: Sequence[_Row]) -> _Row:
    """At random, in proportion to how much each is to be asked; what is new as much as any."""
    known = _weights(participant)
    most = max(known.values(), default=1.0)
    weights = np.array([known.get(str(row.number), most) for row in rows], np.float64)
    place = next_statement(weights, np.arange(len(rows)), np.random.default_rng())
    return rows[place or 0]


def _weights(participant: Participant) -> dict[str, float]:
    """By the number of a statement, as JSON has it: as people of their chamber are asked."""
    chamber = str(participant.chamber_id or "")
    key = f"opinions:routing:{participant.of_id}:{chamber}"
    known: dict[str, float] | None = cache.get(key)
    if known is None:
        drawn = OpinionMap.objects.filter(of=participant.of_id, is_final=False)
        table = drawn.values_list("routing", flat=True).first() or {}
        known = table.get("chambers", {}).get(chamber) or table.get("everybody", {})
        cache.set(key, known, _ROUTED)
    return known


def _expose(
    participant: Participant, statement: int, now: datetime, *, put_off_at: datetime | None = None
) -> None:
    shown = Exposure(
        participant=participant, statement_id=statement, at=now, put_off_at=put_off_at
    )
    Exposure.objects.bulk_create([shown], ignore_conflicts=True)


def _shown(participant: Participant, number: int) -> Statement:
    rows = Statement.objects.filter(of=participant.of_id, status=StatementStatus.SHOWN)
    found = rows.filter(number=number).first() if 0 < number < 2**31 else None
    if found is None:
        raise _not_there()
    return found


def _not_there() -> ValidationError:
    return ValidationError({"statement": _("This statement is not put to the vote any more.")})


def _check_open(participant: Participant) -> None:
    decision = is_open(VISITOR, Consultation.objects.get(pk=participant.of_id))
    if not decision:
        raise NotAllowed(decision.reason)
