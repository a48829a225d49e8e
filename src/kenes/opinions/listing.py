"""Consultations and statements in lists, a page by its key."""

from datetime import date

from django.db.models import Count, QuerySet

from kenes.database import paging
from kenes.opinions.lifecycle import StatementStatus, Status
from kenes.opinions.models import Consultation, Statement

ROWS = 30
STATEMENTS = 50
_SOONEST = paging.Order(field="closes_on", read=date.fromisoformat)
_NEWEST = paging.Order(field="id", falls=True)
_BY_NUMBER = paging.Order(field="number")
PUBLIC = (StatementStatus.SHOWN, StatementStatus.REJECTED, StatementStatus.MERGED)


def found(status: Status, body: str) -> QuerySet[Consultation]:
    """Of one status, and of one body where its slug is given."""
    rows = Consultation.objects.filter(status=status).select_related("body")
    return rows.filter(body__slug=body) if body else rows


def by_number(number: str) -> Consultation | None:
    """Whatever was typed."""
    if len(number) > 20 or not number.isprintable():
        return None
    return Consultation.objects.select_related("body").filter(number=number).first()


def page(
    status: Status, body: str, *, after: str, before: str, kept: dict[str, str]
) -> paging.Page[Consultation]:
    """Open ones by their last day, others the newest first."""
    order = _SOONEST if status == Status.OPEN else _NEWEST
    rows = found(status, body)
    return paging.page(rows, order, size=ROWS, after=after, before=before, kept=kept)


def statements(
    consultation: Consultation, status: str, *, after: str, before: str
) -> paging.Page[Statement]:
    """Of one status, in the order of their numbers: of those that wait by no order at all."""
    rows = consultation.statements.filter(status=status).select_related("of", "merged_into")
    return paging.page(
        rows, _BY_NUMBER, size=STATEMENTS, after=after, before=before, kept={"show": status}
    )


def counts(consultation: Consultation) -> dict[str, int]:
    """How many statements there are, by status; one query."""
    rows = consultation.statements.order_by().values_list("status")
    known = dict(rows.annotate(count=Count("pk")))
    return {str(status): known.get(str(status), 0) for status in StatementStatus}
