"""Lists of requests by key: a deep page costs what the first does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q

from kenes.members.models import Organisation, OrganisationKind
from kenes.replies import telling
from kenes.replies.models import Request, RequestQuerySet

ROWS = 50
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


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One page of requests and the ways on from it."""

    rows: tuple[Row, ...]
    previous_url: str
    next_url: str


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
    found: RequestQuerySet, by: str, *, after: str, before: str, today: date, **kept: str
) -> Slice:
    """The page after the place ``after`` or before ``before``, in the order of ``found``.

    ``by`` is the date the list is ordered by, ``-`` before it for the newest first.
    """
    field, falls = by.removeprefix("-"), by.startswith("-")
    behind, ahead = _place(before), _place(after)
    if behind:
        back = found.filter(_beyond(field, behind, rising=falls)).order_by(
            *((field, "id") if falls else (f"-{field}", "-id"))
        )
        taken = list(back[: ROWS + 1])
        is_more_behind, is_more_ahead = len(taken) > ROWS, True
        taken = taken[:ROWS][::-1]
    else:
        if ahead:
            found = found.filter(_beyond(field, ahead, rising=not falls))
        taken = list(found[: ROWS + 1])
        is_more_behind, is_more_ahead = ahead is not None, len(taken) > ROWS
        taken = taken[:ROWS]
    kept = {name: value for name, value in kept.items() if value}
    return Slice(
        rows=rows_of(taken, today),
        previous_url=_link(kept, before=_name(taken[0], field))
        if taken and is_more_behind
        else "",
        next_url=_link(kept, after=_name(taken[-1], field)) if taken and is_more_ahead else "",
    )


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


def _beyond(field: str, place: tuple[date, int], *, rising: bool) -> Q:
    day, pk = place
    way = "gt" if rising else "lt"
    return Q(**{f"{field}__{way}e": day}) & (
        Q(**{f"{field}__{way}": day}) | Q(**{f"pk__{way}": pk})
    )


def _name(request: Request, field: str) -> str:
    """The request's place as a link carries it: ``2026-12-01.55``."""
    return f"{getattr(request, field).isoformat()}.{request.pk}"


def _place(name: str) -> tuple[date, int] | None:
    """The place a link carries; None when it carries none that can be read."""
    day, _dot, pk = name.partition(".")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None


def _link(kept: dict[str, str], **place: str) -> str:
    return "?" + urlencode({**kept, **place})
