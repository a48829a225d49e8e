"""The votes of a consultation as arrays, kept up to date while more arrive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

import numpy as np
from django.db.models import Min

from kenes.engines.opinionmap.kinds import Flags, Ints
from kenes.engines.opinionmap.votes import Votes
from kenes.opinions.lifecycle import StatementStatus
from kenes.opinions.models import Consultation, Participant, Statement, Vote

# Two transactions may end in another order than their rows are numbered: what is younger than
# this is read again each time.
_UNSETTLED = timedelta(seconds=10)
_CHUNK = 50_000


@dataclass(kw_only=True)
class Gathered:
    """Events in the order of their keys: one row each of the vote's key, the participant's number,
    the statement's key and the value."""

    consultation: Consultation
    events: Ints = field(default_factory=lambda: np.empty((0, 4), np.int64))
    _settled: int = 0  # rows of ``events`` that are read no more

    @property
    def last(self) -> int:
        """The key of the newest vote; 0 without any."""
        return int(self.events[-1, 0]) if len(self.events) else 0

    def refresh(self, now: datetime) -> bool:
        """Read what has come since; whether there was anything."""
        before = self.last, len(self.events)
        kept = self.events[: self._settled]
        parts = [kept]
        newest = int(kept[-1, 0]) if len(kept) else 0
        fresh = Vote.objects.filter(of=self.consultation, pk__gt=newest)
        wanted = ("pk", "participant__number", "statement_id", "value")
        rows = fresh.order_by("pk").values_list(*wanted).iterator(chunk_size=_CHUNK)
        while part := list(islice(rows, _CHUNK)):
            parts.append(np.array(part, np.int64))
        self.events = np.concatenate(parts)
        # Asked after they were read, so that none of them is missed.
        young = fresh.filter(at__gte=now - _UNSETTLED).aggregate(first=Min("pk"))["first"]
        self._settled = (
            len(self.events) if young is None else int(np.searchsorted(self.events[:, 0], young))
        )
        return (self.last, len(self.events)) != before

    def persons_since(self, key: int) -> int:
        """Different people who voted after the vote ``key``."""
        return len(np.unique(self.events[self.events[:, 0] > key, 1]))

    def votes(self) -> Votes:
        """By the numbers of participants and statements. A vote on a statement that was merged
        counts for the one it was merged into, when its participant has none there."""
        own, counted = _numbers(self.consultation)
        key, people, asked, values = self.events.T
        columns = _looked_up(counted, asked)
        is_direct = columns == _looked_up(own, asked)
        order = np.where(is_direct, key, key - self.last - 1)  # direct ones are all later
        return Votes.of(people, columns, values.astype(np.int8), order)


def _numbers(consultation: Consultation) -> tuple[dict[int, int], dict[int, int]]:
    """Of each statement, by its key, its number and that of the one it counts for."""
    found = consultation.statements.values_list("pk", "number", "merged_into_id")
    number = {pk: (own, into) for pk, own, into in found}
    counted = {}
    for pk, (own, into) in number.items():
        last = own
        seen = {pk}
        while into is not None and into not in seen:
            seen.add(into)
            last, into = number[into]
        counted[pk] = last
    return {pk: own for pk, (own, _into) in number.items()}, counted


def _looked_up(table: Mapping[int, int], keys: Ints) -> Ints:
    """What is in the table under each of the keys, which are all there."""
    known = sorted(table)
    values = np.array([table[one] for one in known], np.int64)
    found: Ints = values[np.searchsorted(np.array(known, np.int64), keys)]
    return found


def left_out(consultation: Consultation, votes: Votes) -> tuple[Flags, Flags]:
    """(M,) each: statements that are no longer put to the vote, and those about who votes."""
    rows = consultation.statements.values_list("number", "status", "is_about_voter")
    known = {number: (status != StatementStatus.SHOWN, about) for number, status, about in rows}
    flags = np.array([known[one] for one in votes.statements.tolist()], np.bool_).reshape(-1, 2)
    return flags[:, 0] | flags[:, 1], flags[:, 1]


def chambers_of(consultation: Consultation) -> dict[int, str]:
    """Participant's number -> slug of the chamber; "" who is no member of one."""
    rows = Participant.objects.filter(of=consultation).values_list("number", "chamber__slug")
    return {number: slug or "" for number, slug in rows}


def shown(consultation: Consultation) -> list[Statement]:
    return list(consultation.statements.filter(status=StatementStatus.SHOWN))
