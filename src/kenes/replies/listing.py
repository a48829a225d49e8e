"""Lists of requests by key: a deep page costs what the first does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from kenes.database import paging
from kenes.members.models import Organisation, OrganisationKind
from kenes.replies import telling
from kenes.replies.models import Request, RequestQuerySet

ROWS = 50
LONGEST_DUE = paging.Order(field="due_on", read=date.fromisoformat)
NEWEST = paging.Order(field="asked_on", read=date.fromisoformat, falls=True)
_CHUNK = 500  # rows of a file held at once

# The columns of a file, in order: names that programs may rely on. No column tells how an
# organisation has answered: see rates.
COLUMNS = (
    "number",
    "kind",
    "about",
    "addressee",
    "addressee_kind",
    "asked_by",
    "asked_on",
    "due_on",
    "days_left",
    "text",
    "text_language",
)

_CELLS = (
    "number",
    "kind",
    "about",
    "addressee_id",
    "addressee_kind",
    "asked_by_id",
    "asked_on",
    "due_on",
    "text",
    "language",
)


@dataclass(frozen=True, kw_only=True)
class Row:
    request: Request
    side: str
    asker: str
    clock: str  # "" for what waits no more
    ended_on: date | None
    is_overdue: bool


def rows_of(found: Iterable[Request], today: date) -> tuple[Row, ...]:
    return tuple(
        Row(
            request=request,
            side=telling.side_of(request.addressee),
            asker=telling.asker(request),
            clock=telling.clock(request, today) if request.is_waiting else "",
            ended_on=request.answered_on or request.withdrawn_on,
            is_overdue=request.is_overdue(today),
        )
        for request in found
    )


def open_requests(kind: str = "") -> RequestQuerySet:
    """Public requests that wait, the longest due first; of one kind of institution, or all."""
    found = Request.objects.public().waiting().select_related("addressee", "asked_by")
    if kind in OrganisationKind.values:
        found = found.filter(addressee_kind=kind)
    return found.order_by("due_on", "id")


def asked_of(organisation_id: int) -> RequestQuerySet:
    """All public requests to one organisation, the newest first."""
    found = Request.objects.public().filter(addressee=organisation_id)
    return found.select_related("addressee", "asked_by").order_by("-asked_on", "-id")


def page(
    found: RequestQuerySet,
    order: paging.Order,
    *,
    after: str,
    before: str,
    today: date,
    **kept: str,
) -> paging.Page[Row]:
    """The page after the place ``after`` or before ``before``; places come from the links."""
    cut = paging.page(found, order, size=ROWS, after=after, before=before, kept=kept)
    return cut.of(rows_of(cut.rows, today))


def file_rows(found: RequestQuerySet, today: date) -> Iterator[tuple[Any, ...]]:
    """The cells of ``COLUMNS``, a few rows held at a time."""
    names: dict[int, str] = {}
    rows = found.select_related(None).values_list(*_CELLS).iterator(chunk_size=_CHUNK)
    while some := list(islice(rows, _CHUNK)):
        _learn(names, some)
        for number, kind, about, to, to_kind, by, asked_on, due_on, text, language in some:
            yield (
                number,
                kind,
                about,
                names[to],
                to_kind,
                names[by] if by else "",
                asked_on.isoformat(),
                due_on.isoformat(),
                (due_on - today).days,
                text,
                language,
            )


def _learn(names: dict[int, str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add the names of the organisations that these rows name first."""
    wanted = {pk for row in rows for pk in (row[3], row[5]) if pk} - names.keys()
    if wanted:
        found = Organisation.objects.filter(pk__in=wanted)
        names.update((organisation.pk, str(organisation)) for organisation in found)
