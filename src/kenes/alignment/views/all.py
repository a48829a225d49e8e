"""The matrix, its file, and all gaps."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.alignment import exporting, listing, matrix, permissions, telling
from kenes.alignment.models import Pair
from kenes.alignment.narrowing import (
    Narrowing,
    acts,
    first_instrument,
    instruments,
    narrowing,
    themes,
)
from kenes.alignment.standing import SIDES, sides_with_gap
from kenes.database import paging
from kenes.law.rank import Rank, rank_on
from kenes.members.models import Side
from kenes.ui.asking import actor_of
from kenes.ui.exports import FORMATS, download

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    of: Narrowing
    instruments: Choices
    acts: Choices
    themes: Choices
    sides: tuple[Side, ...]
    found: matrix.Slice
    looked: matrix.Looked
    rank: Rank | None
    may_open: bool
    export: str  # the address of the file without its format


@dataclass(frozen=True, kw_only=True)
class Gap:
    pair: Pair
    title: str
    provision: str
    sides: tuple[tuple[Side, str], ...]  # with what each finds


@dataclass(frozen=True, kw_only=True)
class GapsPage:
    of: Narrowing
    instruments: Choices
    acts: Choices
    themes: Choices
    sides: Choices
    rows: tuple[Gap, ...]
    pages: paging.Page[Pair]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    of = _chosen(request)
    page = Page(
        of=of,
        instruments=tuple(instruments(of.instrument)),
        acts=tuple(acts(of.act)),
        themes=tuple(themes(of.instrument)),
        sides=matrix.sides(),
        found=matrix.page(
            of, after=request.GET.get("after", ""), before=request.GET.get("before", "")
        ),
        looked=matrix.looked_at(of),
        rank=rank_on(timezone.localdate()),
        may_open=bool(may(actor, permissions.OPEN)),
        export=of.link(),
    )
    return render(request, "alignment/matrix.html", {"page": page})


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """What the matrix shows, all of it; ``format`` is one of FORMATS."""
    authorise(actor_of(request), permissions.READ)
    format_ = request.GET.get("format", "csv")
    if format_ not in FORMATS:
        raise Http404
    of = _chosen(request)
    return download(
        format_,
        f"kenes-alignment-{timezone.localdate()}",
        exporting.columns(),
        exporting.rows(of),
    )


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    authorise(actor_of(request), permissions.READ)
    of = narrowing(request.GET)
    pages = listing.page(
        of, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    page = GapsPage(
        of=of,
        instruments=tuple(instruments(of.instrument)),
        acts=tuple(acts(of.act)),
        themes=tuple(themes(of.instrument)),
        sides=tuple((str(side), str(side.label)) for side in SIDES),
        rows=_gaps(pages.rows),
        pages=pages,
    )
    return render(request, "alignment/gaps.html", {"page": page})


def _chosen(request: HttpRequest) -> Narrowing:
    """What is asked for; without instrument and act, the first instrument there is a pair of."""
    of = narrowing(request.GET)
    if of.instrument or of.act:
        return of
    return Narrowing(instrument=first_instrument(), theme=of.theme, side=of.side)


def _gaps(pairs: tuple[Pair, ...]) -> tuple[Gap, ...]:
    named = telling.provisions(pairs)
    return tuple(
        Gap(
            pair=pair,
            title=telling.title(pair),
            provision=named[pair.pk],
            sides=tuple(
                (side, telling.word(pair.standing[side])) for side in sides_with_gap(pair.standing)
            ),
        )
        for pair in pairs
    )
