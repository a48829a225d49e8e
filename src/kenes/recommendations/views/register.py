"""The register: search, facets, the table of what was found, and its address."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.languages.types import current_language
from kenes.recommendations import permissions
from kenes.recommendations.index.keys import FACETS, latest_grades
from kenes.recommendations.labels import facet_name, label
from kenes.recommendations.listing import in_law_since, listed
from kenes.recommendations.marks import Part, marked
from kenes.recommendations.models import LawStanding, Recommendation, RecommendationText
from kenes.recommendations.query import Query, Sort, from_address
from kenes.recommendations.search import Facet, Search, Slice
from kenes.ui.exports import FORMATS

SIZE = 20  # recommendations a page
# The facets that are offered, in the order of the page; the others can only stand in an address.
OFFERED = tuple(facet for facet in FACETS if facet not in {"language", "document", "symbol"})
# Facets whose few answers are shown unasked.
_OPEN = frozenset({"position", "stage"})


@dataclass(frozen=True, kw_only=True)
class Option:
    code: str
    label: str
    count: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class FacetList:
    """One facet as the page shows it."""

    field: str
    name: str
    options: tuple[Option, ...]
    chosen: int  # how many options are ticked
    is_open: bool
    all_url: str  # where all its options are listed; "" when they are


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One thing the register is narrowed by, and the address without it."""

    name: str
    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Row:
    number: str
    url: str
    parts: tuple[Part, ...]
    text: RecommendationText | None
    needs_note: bool  # the text is not in the reader's language, or no checked translation
    country: str
    mechanism: str
    session: str
    published_on: date | None
    position: str
    stage: str
    state_view: str
    civil_view: str
    law: str  # where the sides stand on it; "" for none
    in_law_since: date | None  # as both sides confirm


@dataclass(frozen=True, kw_only=True)
class Way:
    """A link that may be the one the page stands at."""

    label: str
    url: str
    is_here: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    query: Query
    total: int
    shown: str  # "21–40"
    facets: tuple[FacetList, ...]
    hidden: tuple[tuple[str, str], ...]  # facets of the address that the page does not offer
    chips: tuple[Chip, ...]
    rows: tuple[Row, ...]
    sorts: tuple[Way, ...]
    exports: tuple[Way, ...]
    previous_url: str
    next_url: str
    register_url: str
    canonical: str  # query string
    is_narrowed: bool
    may_save: bool
    suggested_name: str


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """What the address asks for; an address written otherwise leads to its canonical form."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    authorise(actor, permissions.READ)
    query = from_address(request.GET)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    opened = request.GET.get("all", "")
    opened = opened if opened in OFFERED else ""
    address = query.address(after=after if not before else "", all=opened, before=before)
    if request.META.get("QUERY_STRING", "") != address:
        return HttpResponseRedirect(_url(address))
    search = Search(query)
    found = search.page(size=SIZE, after=after, before=before)
    chips = _chips(query)
    page = Page(
        query=query,
        total=len(search),
        shown=_shown(found),
        facets=_facets(search, opened),
        hidden=tuple(pair for pair in query.pairs() if pair[0] not in {*OFFERED, "q", "sort"}),
        chips=chips,
        rows=tuple(_row(r, query) for r in listed(found.ids)),
        sorts=_sorts(query),
        exports=_exports(query),
        previous_url=_url(query.address(before=found.before)) if found.before else "",
        next_url=_url(query.address(after=found.after)) if found.after else "",
        register_url=_url(""),
        canonical=query.address(),
        is_narrowed=bool(chips),
        may_save=bool(chips) and bool(may(actor, permissions.SAVE_SEARCH)),
        suggested_name=", ".join(chip.label for chip in chips)[:120],
    )
    return render(request, "recommendations/register.html", {"page": page})


def chip_labels(query: Query) -> str:
    """What a question asks, in a line."""
    return " · ".join(f"{chip.name}: {chip.label}" for chip in _chips(query))


def _url(address: str) -> str:
    place = reverse("recommendations:register")
    return f"{place}?{address}" if address else place


def _shown(found: Slice) -> str:
    if not found.ids:
        return "0"
    first, last = number_format(found.first), number_format(found.first + len(found.ids) - 1)
    return f"{first}–{last}"


def _facets(search: Search, opened: str) -> tuple[FacetList, ...]:
    facets = search.facets(OFFERED, opened=[opened])
    return tuple(_facet(facet, search.query, opened) for facet in facets if _tells(facet))


def _tells(facet: Facet) -> bool:
    """A facet with one answer only narrows nothing."""
    return len(facet.values) > 1 or any(value.is_chosen for value in facet.values)


def _facet(facet: Facet, query: Query, opened: str) -> FacetList:
    options = tuple(
        Option(
            code=value.code,
            label=label(facet.field, value.code),
            count=number_format(value.count),
            is_chosen=value.is_chosen,
        )
        for value in facet.values
    )
    chosen = sum(option.is_chosen for option in options)
    return FacetList(
        field=facet.field,
        name=facet_name(facet.field),
        options=options,
        chosen=chosen,
        is_open=bool(chosen) or facet.field in _OPEN or facet.field == opened,
        all_url=_url(query.address(all=facet.field)) if facet.has_more else "",
    )


def _chips(query: Query) -> tuple[Chip, ...]:
    chips = [
        Chip(
            name=facet_name(facet),
            label=label(facet, code),
            url=_url(query.without(facet, code).address()),
        )
        for facet, codes in query.filters
        for code in codes
    ]
    if query.text:
        rest = Query(filters=query.filters, sort=query.sort)
        words = Chip(name=_("Words"), label=query.text, url=_url(rest.address()))
        chips.insert(0, words)
    return tuple(chips)


def _sorts(query: Query) -> tuple[Way, ...]:
    names = {Sort.NEWEST: _("Newest"), Sort.OLDEST: _("Oldest"), Sort.NUMBER: _("Number")}
    return tuple(
        Way(
            label=name,
            url=_url(Query(text=query.text, filters=query.filters, sort=sort).address()),
            is_here=sort == query.sort,
        )
        for sort, name in names.items()
    )


def _exports(query: Query) -> tuple[Way, ...]:
    place = reverse("recommendations:export")
    return tuple(
        Way(label=format_.upper(), url=f"{place}?{query.address(format=format_)}")
        for format_ in FORMATS
    )


def _row(recommendation: Recommendation, query: Query) -> Row:
    r, language = recommendation, current_language()
    text = r.text_for(language)
    grades = latest_grades(r.assessments.all())
    return Row(
        number=r.number,
        url=reverse("recommendations:one", args=[r.number]),
        parts=marked(text.text, query.asked, text.language) if text else (),
        text=text,
        needs_note=text is not None
        and (text.language != language or text.state not in {"original", "checked"}),
        country=label("country", r.country),
        mechanism=label("mechanism", r.mechanism),
        session=r.session,
        published_on=r.published_on,
        position=label("position", r.position),
        stage=label("stage", r.stage),
        state_view=label("assessed_state", grades.get("state", "")),
        civil_view=label("assessed_civil", grades.get("civil", "")),
        law="" if r.law in {"", LawStanding.CONFIRMED} else label("law", r.law),
        in_law_since=in_law_since(r),
    )
