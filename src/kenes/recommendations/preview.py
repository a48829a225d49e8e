"""What a person sees of an import before it is saved: rows by source page, differences, doubts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.engines.undocs.types import Item
from kenes.recommendations.labels import label
from kenes.recommendations.lifecycle import Position, RequestedAction
from kenes.recommendations.messages import doubt_sentence
from kenes.recommendations.models import Document, Import, ImportRow, Outcome
from kenes.recommendations.rows import unpack
from kenes.recommendations.services.staging import Known, differences, known_by_key

ROWS = 50  # on one sheet
SHOWN: dict[str, dict[str, Any]] = {
    "doubtful": {"is_doubtful": True},
    "new": {"outcome": Outcome.NEW},
    "changed": {"outcome": Outcome.CHANGED},
    "same": {"outcome": Outcome.SAME},
    "repeated": {"outcome": Outcome.REPEATED},
    "not_understood": {"outcome": Outcome.NOT_UNDERSTOOD},
}


@dataclass(frozen=True, kw_only=True)
class Difference:
    field: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row as shown: what was read, what it is, and why to look twice."""

    row: ImportRow
    item: Item | None
    states: str
    position: str
    doubts: tuple[str, ...]
    differences: tuple[Difference, ...]
    may_include: bool

    @classmethod
    def of(cls, row: ImportRow, known: Mapping[str, Known], document: Document) -> "Row":
        if row.outcome == Outcome.NOT_UNDERSTOOD:
            why = doubt_sentence(row.item["code"], row.item["facts"])
            return cls(
                row=row,
                item=None,
                states="",
                position="",
                doubts=(why,),
                differences=(),
                may_include=False,
            )
        item = unpack(row.item)
        held = known.get(row.natural_key)
        found = differences(item, document, held) if held else {}
        return cls(
            row=row,
            item=item,
            states=", ".join(label("state", code) for code in item.states),
            position=str(Position(item.position).label),
            doubts=tuple(doubt_sentence(d.code, d.facts) for d in item.doubts),
            differences=tuple(
                Difference(field=field_name(name), before=shown(name, a), after=shown(name, b))
                for name, (a, b) in found.items()
            ),
            may_include=row.outcome in {Outcome.NEW, Outcome.CHANGED},
        )


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One view of the rows: those of a source page, or the next fifty of a kind."""

    rows: tuple[Row, ...]
    page: int | None
    show: str
    image_url: str
    previous_url: str
    next_url: str
    tabs: tuple[tuple[str, str, int, bool], ...]  # label, address, rows, is current


def sheet_of(import_: Import, query: QueryDict) -> Sheet:
    """The sheet that ``?page=`` (of the source), ``?show=`` (a kind) and ``?after=`` ask for."""
    show = query.get("show", "")
    base = reverse("recommendations:import", args=[import_.pk])
    rows = import_.rows.order_by("index")
    page: int | None = None
    previous_url = next_url = ""
    if show in SHOWN or not import_.document.page_count:
        rows = rows.filter(**SHOWN.get(show, {}))
        after = _whole(query.get("after", "")) or 0
        chosen = list(rows.filter(index__gt=after)[: ROWS + 1])
        if len(chosen) > ROWS:
            next_url = f"{base}?show={show}&after={chosen[ROWS - 1].index}"
        if after:
            previous_url = f"{base}?show={show}"
        chosen = chosen[:ROWS]
    else:
        page = _whole(query.get("page", "")) or _first_page(rows)
        chosen = list(rows.filter(page=page)[: ROWS * 2])
        previous_url = _page_url(base, rows.filter(page__lt=page).order_by("-page"))
        next_url = _page_url(base, rows.filter(page__gt=page).order_by("page"))
    known = known_by_key(row.natural_key for row in chosen if row.natural_key)
    image = ""
    if import_.document.media_type == "application/pdf":
        shown_page = page or next((row.page for row in chosen if row.page), None)
        if shown_page:
            image = reverse(
                "recommendations:document_page", args=[import_.document_id, shown_page]
            )
    return Sheet(
        rows=tuple(Row.of(row, known, import_.document) for row in chosen),
        page=page,
        show=show,
        image_url=image,
        previous_url=previous_url,
        next_url=next_url,
        tabs=_tabs(import_, base, show),
    )


def field_name(name: str) -> str:
    """The field's name for a reader."""
    names = {
        "mechanism": _("mechanism"),
        "kind": _("kind"),
        "symbol": _("document symbol"),
        "paragraph": _("paragraph"),
        "annotation_id": _("annotation"),
        "page": _("page"),
        "country": _("country concerned"),
        "states": _("recommending States"),
        "session": _("session"),
        "cycle": _("cycle"),
        "published_on": _("date"),
        "heading": _("stands under"),
        "themes": _("themes"),
        "affected": _("affected groups"),
        "sdgs": _("sustainable development goals"),
        "position": _("position"),
        "position_verbatim": _("position in the source’s words"),
        "action": _("requested action"),
        "source_grade": _("the source’s assessment"),
        "text": _("text"),
    }
    return names.get(name, _("place in the source"))


def shown(name: str, value: Any) -> str:
    """A field's value for a reader."""
    if value in (None, "", []):
        return "—"
    facets = {"states": "state", "themes": "theme", "affected": "affected", "sdgs": "sdg"}
    if name in facets:
        return "; ".join(label(facets[name], code) for code in value)
    if name in {"country", "mechanism"}:
        return label(name, value)
    if name == "position":
        return str(Position(value).label)
    if name == "action":
        return str(RequestedAction(value).label)
    if name == "doubts":
        return "; ".join(doubt_sentence(d["code"], d["facts"]) for d in value)
    return str(value)


def _tabs(import_: Import, base: str, show: str) -> tuple[tuple[str, str, int, bool], ...]:
    counts = {**import_.counts, "doubtful": import_.rows.filter(is_doubtful=True).count()}
    names = {
        "doubtful": _("To look at"),
        "new": _("New"),
        "changed": _("Changed"),
        "same": _("The same"),
        "repeated": _("Repeated"),
        "not_understood": _("Not understood"),
    }
    everything = _("By page") if import_.document.page_count else _("All")
    tabs = [(everything, base, import_.total, show not in SHOWN)]
    tabs += [
        (name, f"{base}?show={kind}", counts.get(kind, 0), show == kind)
        for kind, name in names.items()
        if counts.get(kind, 0)
    ]
    return tuple(tabs)


def _first_page(rows: "QuerySet[ImportRow]") -> int | None:
    return rows.exclude(page=None).order_by("page").values_list("page", flat=True).first()


def _page_url(base: str, rows: "QuerySet[ImportRow]") -> str:
    page = rows.values_list("page", flat=True).first()
    return f"{base}?page={page}" if page else ""


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
