"""Two texts of an act beside each other, provision by provision and word by word."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kenes.engines.lawtext import compare as engine
from kenes.engines.lawtext import writing
from kenes.engines.lawtext.compare import Fate, Op, Words
from kenes.engines.lawtext.tree import Act, Kind, Placed, Unit, walk
from kenes.law import trees
from kenes.law.models import Provision
from kenes.ui.differences import Row as Pieces
from kenes.ui.differences import joined

_KINDS = {Op.KEEP: "same", Op.INSERT: "ins", Op.DELETE: "del"}
MOST = 300  # provisions of a page
Address = Callable[[str], str]  # of a provision's page


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One provision in both texts."""

    fate: str
    says: str  # what became of it, in words
    article: str  # that it is or stands in, with its heading; "" for what is wider
    head: str
    url: str
    old_label: str  # where it stood, when that was elsewhere
    old_url: str
    heading: Pieces | None
    text: Pieces | None
    tail: Pieces | None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    rows: tuple[Compared, ...]
    title: Pieces | None
    preamble: Pieces | None
    ending: Pieces | None
    counts: tuple[tuple[str, int], ...]  # in words, how many provisions
    is_same: bool
    start: int  # the place of the first row among all
    previous: int | None  # where the page before starts
    following: int | None


def no_address(_anchor: str) -> str:
    """Of a text that is not saved yet."""
    return ""


def compared(
    old: Act,
    new: Act,
    *,
    old_address: Address = no_address,
    new_address: Address = no_address,
    shows_all: bool = False,
    start: int = 0,
    most: int = MOST,
) -> Comparison:
    """``shows_all``: what is the same as well, else only what differs."""
    found = engine.compare(old, new)
    rows = [row for row in found.rows if shows_all or row.fate != Fate.SAME]
    start = start if 0 <= start < len(rows) else 0
    before = _Side(language=old.language, paths=_paths(old), address=old_address)
    after = _Side(language=new.language, paths=_paths(new), address=new_address)
    is_first, is_last = start == 0, start + most >= len(rows)
    return Comparison(
        rows=tuple(_compared(row, before, after) for row in rows[start : start + most]),
        title=_changed(found.title) if is_first else None,
        preamble=_changed(found.preamble) if is_first else None,
        ending=_changed(found.ending) if is_last else None,
        counts=counts(found.rows),
        is_same=found.is_same,
        start=start,
        previous=None if is_first else max(0, start - most),
        following=None if is_last else start + most,
    )


def counts(rows: Iterable[engine.Row]) -> tuple[tuple[str, int], ...]:
    """What became of the provisions that differ: in words, how many."""
    fates = [row.fate for row in rows]
    return tuple(
        (fate_in_words(fate), fates.count(fate))
        for fate in Fate
        if fate != Fate.SAME and fate in fates
    )


def fate_in_words(fate: Fate) -> str:
    return {
        Fate.SAME: _("the same"),
        Fate.CHANGED: _("reworded"),
        Fate.MOVED: _("moved"),
        Fate.MOVED_AND_CHANGED: _("moved and reworded"),
        Fate.INSERTED: _("new"),
        Fate.DELETED: _("repealed"),
    }[fate]


@dataclass(frozen=True, kw_only=True)
class Said:
    """A provision in one language: what stands before its words, and those."""

    head: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One provision in two languages; None where a language has none at that address."""

    anchor: str
    is_head: bool
    left: Said | None
    right: Said | None


def beside(
    left: Iterable[Provision], right: Iterable[Provision], languages: tuple[str, str]
) -> Iterator[Beside]:
    """Two languages of a version, by address; what only the second has stands at the end."""
    theirs = {row.anchor: row for row in right}
    for row in left:
        other = theirs.pop(row.anchor, None)
        yield Beside(
            anchor=row.anchor,
            is_head=_is_head(row),
            left=_said(row, languages[0]),
            right=_said(other, languages[1]) if other else None,
        )
    for row in theirs.values():
        yield Beside(
            anchor=row.anchor,
            is_head=_is_head(row),
            left=None,
            right=_said(row, languages[1]),
        )


def _is_head(row: Provision) -> bool:
    return Kind(row.kind).rank <= Kind.ARTICLE.rank


def _said(row: Provision, language: str) -> Said:
    head = writing.heading_of(trees.unit_of(row), language)
    words = [row.text, row.tail]
    if _is_head(row):
        head = f"{head}. {row.heading}" if row.heading else head
    else:
        words = [row.heading, *words]
    return Said(head=head, words="\n".join(filter(None, words)))


_Paths = dict[str, tuple[Unit, ...]]


@dataclass(frozen=True, kw_only=True)
class _Side:
    language: str
    paths: _Paths
    address: Address

    def label(self, anchor: str) -> str:
        return writing.label_of(self.paths[anchor], self.language) or anchor

    def article(self, anchor: str) -> str:
        """The heading of the article that it is or stands in."""
        for unit in self.paths[anchor]:
            if unit.kind == Kind.ARTICLE:
                head = writing.heading_of(unit, self.language)
                return f"{head}. {unit.heading}" if unit.heading else head
        return ""


def _paths(act: Act) -> _Paths:
    """The units each address stands in, and itself."""
    found: _Paths = {"": ()}
    for placed in walk(act):
        found[placed.anchor] = (*found[placed.parent], placed.unit)
    return found


def labels(act: Act, language: str) -> dict[str, str]:
    """How each provision of a text is cited, by its address."""
    paths = _paths(act)
    return {anchor: writing.label_of(path, language) for anchor, path in paths.items() if path}


def _compared(row: engine.Row, before: _Side, after: _Side) -> Compared:
    old, new = row.old, row.new
    here, placed = (after, new) if new else (before, old)
    assert placed is not None  # noqa: S101 (one of the two)
    was = old if old and new and old.anchor != new.anchor else None
    return Compared(
        fate=str(row.fate),
        says=fate_in_words(row.fate),
        article=here.article(placed.anchor),
        head=here.label(placed.anchor),
        url=here.address(placed.anchor),
        old_label=before.label(was.anchor) if was else "",
        old_url=before.address(was.anchor) if was else "",
        heading=_part(row, "heading", placed),
        text=_part(row, "text", placed),
        tail=_part(row, "tail", placed),
    )


def _part(row: engine.Row, name: str, placed: Placed) -> Pieces | None:
    if name in row.parts:
        return _pieces(row.parts[name])
    said = getattr(placed.unit, name)
    if not said:
        return None
    kind = {Fate.INSERTED: "ins", Fate.DELETED: "del"}.get(row.fate, "same")
    return Pieces.of((kind, said))


def _changed(words: Words) -> Pieces | None:
    return _pieces(words) if any(op != Op.KEEP for op, _text in words) else None


def _pieces(words: Words) -> Pieces:
    return Pieces.of(*joined([(_KINDS[op], text) for op, text in words]))
