"""From what a reader found to the fields of the register, and back again for the eye."""

from dataclasses import MISSING, fields
from datetime import date
from hashlib import sha256
from typing import Any

from kenes.engines.undocs.types import Action, Doubt, Item, Position
from kenes.recommendations.models import Document

# The fields a source may bring; what a source leaves empty never erases what is known.
SOURCED = (
    "mechanism",
    "kind",
    "symbol",
    "paragraph",
    "annotation_id",
    "page",
    "span_start",
    "span_end",
    "country",
    "states",
    "session",
    "cycle",
    "published_on",
    "heading",
    "raw",
    "themes",
    "affected",
    "sdgs",
    "position",
    "position_verbatim",
    "action",
    "source_grade",
    "doubts",
)
# A place belongs to its document: another source's page must not replace the first one's.
_PLACE = ("page", "span_start", "span_end", "raw", "doubts")
_DEFAULTS: dict[str, Any] = {
    field.name: field.default if field.default is not MISSING else None for field in fields(Item)
}
_TUPLES = frozenset({"states", "themes", "affected", "sdgs", "span"})


def pack(item: Item) -> dict[str, Any]:
    """The item as JSON, without what is left at its default."""
    packed: dict[str, Any] = {}
    for name, default in _DEFAULTS.items():
        value = getattr(item, name)
        if value != default and name != "doubts":
            packed[name] = value
    if item.doubts:
        packed["doubts"] = [{"code": d.code, "facts": d.facts} for d in item.doubts]
    return packed


def unpack(packed: dict[str, Any]) -> Item:
    """The item that ``pack`` wrote."""
    values: dict[str, Any] = {
        name: tuple(value) if name in _TUPLES and value is not None else value
        for name, value in packed.items()
    }
    values["doubts"] = tuple(Doubt(d["code"], d["facts"]) for d in packed.get("doubts", ()))
    values["position"] = Position(packed.get("position", Position.UNKNOWN))
    values["action"] = Action(packed.get("action", Action.UNKNOWN))
    return Item(**values)


def natural_key(item: Item, document: Document) -> str:
    """What makes the same recommendation the same in every source that carries it.

    Symbol and paragraph; else the source's own annotation id; else the document and paragraph;
    else a digest of who asked whom what, and when.
    """
    symbol = item.symbol or document.symbol
    if symbol and item.number:
        return f"{symbol}#{item.number}"
    if item.annotation_id:
        return f"uhri:{item.annotation_id}"
    if item.number:
        return f"{document.sha256[:24]}#{item.number}"
    said = "\x1f".join(
        (
            item.body,
            item.country or document.country,
            item.session or document.session,
            ",".join(item.states),
            " ".join(item.text.casefold().split()),
        )
    )
    return f"text:{sha256(said.encode()).hexdigest()[:40]}"


def sourced(item: Item, document: Document) -> dict[str, Any]:
    """The register's fields as this source gives them, in the order of ``SOURCED``."""
    start, end = item.span or (None, None)
    return {
        "mechanism": item.body or document.mechanism,
        "kind": item.kind,
        "symbol": item.symbol or document.symbol,
        "paragraph": item.number,
        "annotation_id": item.annotation_id,
        "page": item.page,
        "span_start": start,
        "span_end": end,
        "country": item.country or document.country,
        "states": list(item.states),
        "session": item.session or document.session,
        "cycle": item.cycle or document.cycle,
        "published_on": date.fromisoformat(item.published)
        if item.published
        else document.published_on,
        "heading": item.heading,
        "raw": item.raw,
        "themes": list(item.themes),
        "affected": list(item.affected),
        "sdgs": list(item.sdgs),
        "position": str(item.position),
        "position_verbatim": item.position_verbatim,
        "action": str(item.action),
        "source_grade": item.grade,
        "doubts": [{"code": d.code, "facts": d.facts} for d in item.doubts],
    }


def is_incomplete(values: dict[str, Any]) -> bool:
    """True when a record lacks what a reader needs to place it: kept, marked and listed."""
    return not values["country"] or not values["mechanism"]


def changes(
    known: dict[str, Any], offered: dict[str, Any], *, same_document: bool
) -> dict[str, tuple[Any, Any]]:
    """``field -> (before, after)`` for what a source would change in a known recommendation."""
    found = {}
    for name in SOURCED:
        before, after = known[name], offered[name]
        if after in (None, "", [], "unknown") or before == after:
            continue
        if name in _PLACE and not same_document:
            continue
        found[name] = (before, after)
    return found
