"""From the journal to notices: every act is looked at once it is committed, none twice.

On PostgreSQL an act can get its number early and be committed late. So numbers that are missing
below the cursor are kept as gaps, looked for at every pass, and given up only when every
transaction that could still bring them is over.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Max, Q
from django.utils import timezone

from kenes.journal.models import Entry
from kenes.notifications.about.matters import Matter, Told
from kenes.notifications.audience import AUDIENCE
from kenes.notifications.models import Cursor, Gap, Notice
from kenes.notifications.people import People
from kenes.notifications.services.choosing import Choices

log = logging.getLogger(__name__)
CHUNK = 500  # acts a transaction
BATCH = 500  # rows a statement


@dataclass(frozen=True, kw_only=True)
class _Window:
    """The first and last of some numbers of the journal."""

    first: int
    last: int


def read_journal(now: datetime) -> int:
    """Make notices of all that happened since the last time; returns how many were made."""
    made = _read_gaps(now)
    while True:
        told, is_more = _read_on(now)
        made += told
        if not is_more:
            return made


def catch_up(now: datetime, *, since: datetime) -> int:
    """Take over a history: what happened since a moment is told in the house and by no letter,
    what happened before it not at all. Returns how many notices were made."""
    before = Entry.objects.filter(at__lt=since).aggregate(last=Max("pk"))["last"] or 0
    with transaction.atomic():
        cursor = _cursor()
        cursor.position = max(cursor.position, before)
        cursor.save()
    newest = Notice.objects.aggregate(last=Max("pk"))["last"] or 0
    made = read_journal(now)
    Notice.objects.filter(pk__gt=newest).update(is_waiting=False)
    return made


def unread_since(moment: datetime) -> int:
    """How many acts of before a moment, that somebody should be told of, were not looked at."""
    cursor = Cursor.objects.first()
    after = cursor.position if cursor else 0
    return Entry.objects.filter(pk__gt=after, at__lt=moment, kind__in=AUDIENCE).count()


def faults() -> int:
    """How many acts could not be told, and are tried again at every pass."""
    return Gap.objects.filter(is_fault=True).count()


@transaction.atomic
def _read_on(now: datetime) -> tuple[int, bool]:
    """The next acts after the cursor: how many notices were made of them, and is there more."""
    cursor = _cursor()
    acts = list(Entry.objects.filter(pk__gt=cursor.position).order_by("pk")[:CHUNK])
    if not acts:
        return 0, False
    if connection.vendor != "sqlite":  # there, one writer waits for the other
        numbers = [act.pk for act in acts]
        for hole in _holes(cursor.position + 1, numbers[-1], numbers):
            Gap.objects.create(first=hole.first, last=hole.last)
    made = _tell(acts, now)
    cursor.position = acts[-1].pk
    cursor.save()
    return made, len(acts) == CHUNK


@transaction.atomic
def _read_gaps(now: datetime) -> int:
    """Acts that were missing, and those that could not be told."""
    _cursor()
    made = 0
    oldest = _oldest_running()  # before the rows are read: what ended by then is seen below
    for gap in Gap.objects.order_by("first"):
        span = Q(pk__gte=gap.first, pk__lte=gap.last)
        acts = list(Entry.objects.filter(span).order_by("pk"))
        gap.delete()
        made += _tell(acts, now, is_again=gap.is_fault)
        if gap.is_fault or (gap.horizon is not None and oldest >= gap.horizon):
            continue
        # At first sight a transaction may have its number and not have begun to count as one.
        horizon = gap.horizon or _next_to_begin()
        for hole in _holes(gap.first, gap.last, [act.pk for act in acts]):
            Gap.objects.create(first=hole.first, last=hole.last, horizon=horizon)
    return made


def _cursor() -> Cursor:
    """The cursor, kept from any other pass until the transaction ends."""
    Cursor.objects.get_or_create(pk=1)
    return Cursor.objects.select_for_update().get(pk=1)


def _holes(first: int, last: int, found: Iterable[int]) -> Iterator[_Window]:
    """What is missing from ``first`` to ``last``, ``found`` being in order."""
    expected = first
    for number in found:
        if number > expected:
            yield _Window(first=expected, last=number - 1)
        expected = number + 1
    if expected <= last:
        yield _Window(first=expected, last=last)


def _oldest_running() -> int:
    """Every transaction with a smaller number is over."""
    return _asked("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")


def _next_to_begin() -> int:
    """No transaction has this number yet, nor a larger one."""
    return _asked("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")


def _asked(statement: str) -> int:
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def _tell(acts: Iterable[Entry], now: datetime, *, is_again: bool = False) -> int:
    """Make the notices of some acts; one that cannot be told is kept to be tried again."""
    people = People(timezone.localdate(now))
    rows: list[Notice] = []
    for act in acts:
        if act.kind not in AUDIENCE:
            continue
        try:
            with transaction.atomic():  # what is asked of the database may fail as well
                rows += _notices(act, now, people)
        except (InterfaceError, OperationalError):  # the database is away: nobody's fault
            raise
        except Exception:
            if not is_again:
                log.exception("act %s (%s) could not be told", act.pk, act.kind)
            Gap.objects.create(first=act.pk, last=act.pk, is_fault=True)
    if not rows:
        return 0
    choices = Choices.of({row.user_id for row in rows})
    wanted = []
    for row in rows:
        row.is_shown, row.is_waiting = choices.at(row.user_id, row.category)
        if row.is_shown or row.is_waiting:
            wanted.append(row)
    known = Notice.objects.filter(act__in={row.act_id for row in wanted})
    before = known.count()
    Notice.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=BATCH)
    return known.count() - before


def _notices(act: Entry, now: datetime, people: People) -> list[Notice]:
    row = AUDIENCE[act.kind]
    made = []
    for matter in row.about(act):
        for user_id, told in _readers(act, matter, row.told, people).items():
            made.append(
                Notice(
                    user_id=user_id,
                    act=act,
                    category=told.category,
                    subject=matter.subject,
                    url=matter.url,
                    title=told.title,
                    facts=matter.facts,
                    is_restricted=matter.sees is not None,
                    made_at=now,
                )
            )
    return made


def _readers(act: Entry, matter: Matter, told: Iterable[Told], people: People) -> dict[int, Told]:
    """Each person once, as whom it concerns most; none who acted, or may not know of it."""
    found: dict[int, Told] = {}
    for one in told:
        for user_id in one.to(act, matter.thing, people):
            if user_id != act.actor_id or one.even_own:
                found.setdefault(user_id, one)
    sees = matter.sees
    if sees is None:
        return found
    return {user_id: one for user_id, one in found.items() if sees(people.actor(user_id))}


def may_still_know(notice: Notice, today: date) -> bool:
    """Whether the reader may be told of a restricted matter at this very moment."""
    if not notice.is_restricted:
        return True
    actor = People(today).actor(notice.user_id)
    for matter in AUDIENCE[notice.act.kind].about(notice.act):
        if matter.subject == notice.subject:
            return matter.sees is None or matter.sees(actor)
    return False
