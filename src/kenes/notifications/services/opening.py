"""Reading notices: a page of them by key, and the mark that they were read."""

from dataclasses import dataclass
from datetime import datetime

from kenes.notifications.models import Notice

ROWS = 50


@dataclass(frozen=True, kw_only=True)
class Slice:
    """The newest notices before a place, and whether there are older ones."""

    rows: tuple[Notice, ...]
    is_more: bool


def newest(user_id: int, *, before: int | None) -> Slice:
    found = Notice.objects.of(user_id).select_related("act", "letter").order_by("-pk")
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: ROWS + 1])
    return Slice(rows=tuple(rows[:ROWS]), is_more=len(rows) > ROWS)


def mark_read(notice: Notice, now: datetime) -> None:
    """The first opening is kept."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)


def mark_all_read(user_id: int, *, through: int, now: datetime) -> int:
    """Mark what its reader saw; what came after ``through`` was not on the page yet."""
    unread = Notice.objects.of(user_id).unread().filter(pk__lte=through)
    return unread.update(read_at=now)
