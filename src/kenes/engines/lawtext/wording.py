"""The proposed wording of a provision, read as what it replaces is built.

Not every act is built as its print tells: texts of several lines, words after the last paragraph,
units without a number. What a wording leaves as it was stays so to the byte.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kenes.engines.lawtext.reading import NotAnAct, beginning, read
from kenes.engines.lawtext.tree import Kind, Unit, plain_number
from kenes.engines.lawtext.writing import as_lines, heading_of


def printed(unit: Unit, language: str) -> str:
    """Its lines, as one text."""
    return "\n".join(as_lines([unit], language))


def tidy(wording: str) -> list[str]:
    """The lines of a wording as a reader takes them: without empty ones and spare blanks."""
    lines = (" ".join(line.split()) for line in wording.replace("\x00", "").splitlines())
    return [line for line in lines if line]


def is_same(one: str, other: str) -> bool:
    """Whether two wordings read the same."""
    return one == other or tidy(one) == tidy(other)


def read_unit(wording: str, language: str, kind: Kind | None = None) -> Unit | None:
    """One provision out of its lines; None when they are not one (of that kind)."""
    lines = tidy(wording)
    if not lines:
        return None
    if kind == Kind.INDENT:
        is_one = len(lines) == 1 and beginning(lines[0]) is None
        return Unit(kind=kind, text=lines[0]) if is_one else None
    try:
        found = read(lines, language=language, title="-").act
    except NotAnAct:
        return None
    if found.preamble or len(found.units) != 1 or (kind and found.units[0].kind != kind):
        return None
    return found.units[0]


def reworded(unit: Unit, wording: str, language: str) -> Unit | None:
    """The unit with another wording; None when that is not one unit of its kind."""
    lines = tidy(wording)
    if not lines:
        return None
    if lines == tidy(printed(unit, language)):
        return unit
    try:
        return _Filling(lines, language).whole(unit)
    except _UnfitError:
        return _read_again(unit, lines, language)


def keyed(units: Iterable[Unit]) -> Iterator[tuple[tuple[Kind, str, int], Unit]]:
    """Units with what tells them from those beside them: kind, number and which of these."""
    seen: dict[tuple[Kind, str], int] = {}
    for unit in units:
        name = (unit.kind, plain_number(unit.number))
        seen[name] = seen.get(name, 0) + 1
        yield (*name, seen[name]), unit


class _UnfitError(Exception):
    """A line does not stand where the old one stood."""


class _Filling:
    """Lines put, one for one, in the place of those of the unit as it was."""

    def __init__(self, lines: Sequence[str], language: str) -> None:
        self._lines = list(reversed(lines))
        self._language = language

    def whole(self, unit: Unit) -> Unit:
        """Raises _UnfitError where the lines are not as many, or not of the same kinds."""
        made = self._unit(unit)
        if self._lines:
            raise _UnfitError
        return made

    def _unit(self, unit: Unit) -> Unit:
        head, *_rest = as_lines([replace(unit, children=(), tail="")], self._language)
        first, *more = unit.text.split("\n") if unit.text else [""]
        is_wide = unit.kind.rank <= Kind.ARTICLE.rank
        if is_wide and unit.text:
            more = [first, *more]
        number, heading, text = unit.number, unit.heading, first
        if head.strip():
            line = self._next()
            if line != " ".join(head.split()):
                number, rest = self._opened(unit, line, head)
                heading, text = (rest, "") if is_wide else _parted(unit.heading, first, rest)
        followed = [self._line(one) for one in more]
        whole = followed if is_wide else [text, *followed]
        return replace(
            unit,
            number=number,
            heading=heading,
            text="\n".join(whole),
            children=tuple(self._unit(child) for child in unit.children),
            tail="\n".join(self._line(one) for one in unit.tail.split("\n")) if unit.tail else "",
        )

    def _opened(self, unit: Unit, line: str, printed_head: str) -> tuple[str, str]:
        """Number and words of the line that opens it now."""
        found, was = beginning(line), beginning(" ".join(printed_head.split()))
        named = heading_of(unit, self._language)
        is_plain = was is not None and was[:2] == (unit.kind, unit.number)
        if is_plain and found and found[0] == unit.kind:
            return found[1], found[2]
        if is_plain and found:
            raise _UnfitError
        # A number that print alone does not tell, or none: it stays.
        behind = line[len(named) :]
        if not line.startswith(named) or (named and behind[:1] not in {"", " ", ".", ":"}):
            raise _UnfitError
        if not named and (found and found[:2]) != (was and was[:2]):
            raise _UnfitError
        return unit.number, behind.lstrip(".: ") if named else line

    def _line(self, old: str) -> str:
        """A line that opens nothing."""
        was = " ".join(old.split())
        if not was:
            return old
        line = self._next()
        if line == was:
            return old
        if beginning(line):
            raise _UnfitError
        return line

    def _next(self) -> str:
        if not self._lines:
            raise _UnfitError
        return self._lines.pop()


def _parted(heading: str, text: str, words: str) -> tuple[str, str]:
    """Heading and text of a unit that prints both on one line."""
    if not heading:
        return "", words
    if not text:
        return words, ""
    if words.startswith(f"{heading} "):
        return heading, words[len(heading) + 1 :]
    if words.endswith(f" {text}"):
        return words[: -len(text) - 1], text
    return "", words


def _read_again(unit: Unit, lines: Sequence[str], language: str) -> Unit | None:
    """As print tells, but for what reads as before."""
    tail = tidy(unit.tail)
    is_ended = bool(tail) and len(lines) > len(tail) and list(lines[-len(tail) :]) == tail
    body = lines[: -len(tail)] if is_ended else lines
    found = read_unit("\n".join(body), language, unit.kind)
    if found is None:
        return None
    found = _with_lines(found, unit)
    known = dict(keyed(unit.children))
    children = []
    for key, child in keyed(found.children):
        old = known.get(key)
        again = reworded(old, printed(child, language), language) if old else None
        children.append(again or child)
    return replace(found, children=tuple(children), tail=unit.tail if is_ended else "")


def _with_lines(found: Unit, old: Unit) -> Unit:
    """A text of several lines stays one: by print alone its later lines are indents."""
    lines = old.text.split("\n")
    own = [found.text] if found.text else []
    leading = []
    for child in found.children:
        if child.kind != Kind.INDENT or child.children:
            break
        leading.append(child.text)
    pool = [*own, *leading]
    taken = len(lines) - len(own)
    if len(lines) < 2 or taken < 0 or pool[: len(lines)] != [" ".join(x.split()) for x in lines]:
        return found
    return replace(found, text=old.text, children=found.children[taken:])
