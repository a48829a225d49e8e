"""The numbers that a word processor gives by itself, as it would print them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from kenes.engines.lawtext.numbering import roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DEEPEST = 8  # level of a list, from 0
_LATIN, _RUSSIAN = "abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщэюя"
_ALPHABETS = {
    "lowerLetter": _LATIN,
    "upperLetter": _LATIN.upper(),
    "russianLower": _RUSSIAN,
    "russianUpper": _RUSSIAN.upper(),
}
_MOST_STYLES = 20  # one resting on another


@dataclass(frozen=True, kw_only=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""  # «Статья %1.»
    style: str = ""  # whose paragraphs stand on it
    restarts: int = -1  # behind a number of which level, from 1; 0: never; -1: of any wider one
    is_plain: bool = False  # wider levels in it are written in figures


class Numbering:
    """The counters of a document's lists."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}  # abstract list -> level
        self._lists: dict[str, str] = {}  # list -> abstract list
        self._own: dict[str, dict[int, _Level]] = {}  # list -> levels it has otherwise
        self._begins: dict[str, dict[int, int]] = {}  # list -> level -> where it begins anew
        self._counts: dict[str, dict[int, int]] = {}  # abstract list -> level -> last number
        self._begun: set[str] = set()
        self._styles: dict[str, Any] = {}
        for style in styles.iter(f"{W}style") if styles is not None else ():
            self._styles.setdefault(style.get(f"{W}styleId", ""), style)
        if numbering is not None:
            self._read(numbering)

    def of(self, paragraph: Any) -> str:
        """The number a paragraph bears; counts on."""
        key, depth = self._place(paragraph)
        if key not in self._lists or depth > DEEPEST:
            return ""
        abstract = self._lists[key]
        levels = {**self._levels.get(abstract, {}), **self._own.get(key, {})}
        level = levels.get(depth)
        if level is None or level.format in {"bullet", "none"}:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if key not in self._begun:
            self._begun.add(key)
            for at, start in self._begins.get(key, {}).items():
                counts[at] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            if _begins_anew(levels.get(deeper), depth):
                del counts[deeper]
        said = level.text
        for at in range(depth + 1):
            known = levels.get(at, _Level())
            form = "decimal" if level.is_plain else known.format
            said = said.replace(f"%{at + 1}", _written(counts.get(at, known.start), form))
        return said.strip()

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and level a paragraph stands in, by itself or by its style; "" for none."""
        facts = paragraph.find(f"{W}pPr")
        if facts is None:
            return "", 0
        said = list_of(facts)
        name = _value(facts, "pStyle") or ""
        if said is not None:
            return said
        for _step in range(_MOST_STYLES):
            style = self._styles.get(name)
            if style is None:
                break
            own = style.find(f"{W}pPr")
            said = list_of(own) if own is not None else None
            if said is not None:
                key, depth = said
                return key, self._level_of(key, name, depth)
            name = _value(style, "basedOn") or ""
        return "", 0

    def _level_of(self, key: str, style: str, depth: int) -> int:
        levels = self._levels.get(self._lists.get(key, ""), {})
        return next((at for at, level in levels.items() if level.style == style), depth)

    def _read(self, root: Any) -> None:
        named: dict[str, str] = {}  # style of a list -> abstract list
        linked: dict[str, str] = {}  # abstract list -> style it takes its levels from
        for one in root.iter(f"{W}abstractNum"):
            key = one.get(f"{W}abstractNumId", "")
            self._levels[key] = _levels(one.iter(f"{W}lvl"))
            if (style := _value(one, "styleLink")) is not None:
                named[style] = key
            if (style := _value(one, "numStyleLink")) is not None:
                linked[key] = style
        for one in root.iter(f"{W}num"):
            key, abstract = one.get(f"{W}numId", ""), _value(one, "abstractNumId") or ""
            self._lists[key] = named.get(linked.get(abstract, ""), abstract)
            for override in one.iter(f"{W}lvlOverride"):
                self._own.setdefault(key, {}).update(_levels(override.iter(f"{W}lvl")))
                start = _value(override, "startOverride")
                if start is not None:
                    at = _number(override.get(f"{W}ilvl"))
                    self._begins.setdefault(key, {})[at] = _number(start)


def list_of(facts: Any) -> tuple[str, int] | None:
    """The list and level that the facts of a paragraph name; None where they name none."""
    numbered = facts.find(f"{W}numPr")
    if numbered is None:
        return None
    key = _value(numbered, "numId") or ""
    return ("" if key == "0" else key), _number(_value(numbered, "ilvl"))


def _levels(found: Iterable[Any]) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for one in found:
        level = _Level(
            start=_number(_value(one, "start") or "1"),
            format=_value(one, "numFmt") or "decimal",
            text=_value(one, "lvlText") or "",
            style=_value(one, "pStyle") or "",
            is_plain=one.find(f"{W}isLgl") is not None,
        )
        restarts = _value(one, "lvlRestart")
        if restarts is not None:
            level = replace(level, restarts=_number(restarts))
        levels[_number(one.get(f"{W}ilvl"))] = level
    return levels


def _begins_anew(level: _Level | None, behind: int) -> bool:
    """Whether a deeper level starts again behind a number of the level ``behind``."""
    if level is None or level.restarts < 0:
        return True
    return behind < level.restarts


def _value(parent: Any, name: str) -> str | None:
    one = parent.find(f"{W}{name}")
    said: str | None = None if one is None else one.get(f"{W}val")
    return said


def _number(text: str | None) -> int:
    said = text or "0"
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0


def _written(value: int, form: str) -> str:
    alphabet = _ALPHABETS.get(form)
    if alphabet and value >= 1:
        return alphabet[(value - 1) % len(alphabet)] * min(1 + (value - 1) // len(alphabet), 5)
    if form in {"lowerRoman", "upperRoman"} and 0 < value < 400:
        return roman(value).upper() if form == "upperRoman" else roman(value)
    return f"{value:02}" if form == "decimalZero" else str(value)
