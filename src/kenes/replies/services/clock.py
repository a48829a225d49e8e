"""The clock: who is reminded of what, and what goes on the agenda because nobody replied."""

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members.models import Organisation
from kenes.replies.lifecycle import ReminderKind, RequestStatus
from kenes.replies.models import Reminder, Request, RequestQuerySet

CHUNK = 2_000  # reminders made in one transaction
CLOCK = Actor(name="kenes request tick")
# Each statement finds the next requests that are due for one kind of reminder and enters them; the
# unique constraint keeps two clocks from sending the same one.
_REMIND = """
INSERT INTO {reminder} (request_id, kind, due_on, made_at)
SELECT r.id, %(kind)s, r.due_on, %(now)s FROM {request} r
WHERE r.status = '{waiting}' AND r.id > %(after)s AND {falls_due}
  AND NOT EXISTS (
    SELECT 1 FROM {reminder} m
    WHERE m.request_id = r.id AND m.due_on = r.due_on AND m.kind IN ({sent})
  )
ORDER BY r.id LIMIT %(chunk)s
ON CONFLICT DO NOTHING
RETURNING id, request_id
"""
_FALLS_DUE = {
    ReminderKind.OVERDUE: "r.due_on < %(today)s",
    ReminderKind.BEFORE_DUE: "r.remind_on <= %(today)s AND r.due_on >= %(today)s",
}
# What has been sent already leaves nothing to say: the later kind covers the earlier one.
_SENT = {
    ReminderKind.OVERDUE: (ReminderKind.OVERDUE,),
    ReminderKind.BEFORE_DUE: (ReminderKind.BEFORE_DUE, ReminderKind.OVERDUE),
}


def tick(now: datetime) -> list[int]:
    """Make the reminders that are due by now; returns their ids, in the order they were made.

    Run it as often as you like: each is made once for each deadline. What was made before a
    crash stays made, and is in the journal as ``reply.remind`` with its ids.
    """
    today, made = timezone.localdate(now), []
    _follow_kinds()
    for kind in (ReminderKind.OVERDUE, ReminderKind.BEFORE_DUE):
        after = 0
        while rows := _chunk(kind, after, today, now):
            made += [pk for pk, _request in rows]
            after = max(request for _pk, request in rows)
    return made


def escalation(today: date) -> RequestQuerySet:
    """Public requests that are overdue, the longest first: they go on the next agenda."""
    return Request.objects.public().overdue(today).order_by("due_on", "id")


@transaction.atomic
def _chunk(kind: ReminderKind, after: int, today: date, now: datetime) -> list[tuple[int, int]]:
    """Make the next reminders of a kind, and tell the journal: ``(id, request)`` of each."""
    statement = _REMIND.format(
        reminder=connection.ops.quote_name(Reminder._meta.db_table),
        request=connection.ops.quote_name(Request._meta.db_table),
        waiting=RequestStatus.WAITING.value,
        falls_due=_FALLS_DUE[kind],
        sent=", ".join(f"'{sent.value}'" for sent in _SENT[kind]),
    )
    values = {
        "kind": kind.value,
        "now": connection.ops.adapt_datetimefield_value(now),
        "today": connection.ops.adapt_datefield_value(today),
        "after": after,
        "chunk": CHUNK,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = sorted((int(pk), int(request)) for pk, request in cursor.fetchall())
    if rows:
        first = Reminder.objects.get(pk=rows[0][0])
        ids = [pk for pk, _request in rows]
        write("reply.remind", first, actor=CLOCK, at=now, reminder=kind.value, reminders=ids)
    return rows


def _follow_kinds() -> None:
    """Open requests stand in the list under the kind their addressee is of today."""
    kind = Organisation.objects.filter(pk=OuterRef("addressee_id")).values("kind")
    strays = Request.objects.waiting().exclude(addressee_kind=F("addressee__kind"))
    if strays.exists():
        strays.update(addressee_kind=Subquery(kind))
