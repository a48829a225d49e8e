"""A comparative table as it is read: act by act, row by row, against the law of its base.

The rows of one text are applied one after the other, so that what is stacked rests on what stands
before it, and what does not fit is said in words beside the row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kenes.engines.lawtext import amending
from kenes.engines.lawtext.amending import Conflict
from kenes.languages.dates import written
from kenes.law.models import Act
from kenes.law.models import Version as LawVersion
from kenes.proposals import texts
from kenes.proposals.lifecycle import Change, Place
from kenes.proposals.models import Amendment
from kenes.proposals.table import rows as having
from kenes.proposals.table import words
from kenes.proposals.table.rivals import Rival
from kenes.ui.differences import Piece, Row


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The wordings line by line, with what goes and what comes against the one it rests on."""

    in_force: tuple[Row, ...]
    base: tuple[Row, ...]  # () where it is the wording in force
    proposed: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row. Wordings as printed lines, and as they are shown: what goes, what comes."""

    row: Amendment
    number: int  # through the whole table, from 1
    element: str  # the provision as it is cited, in the language of the text
    cited: str  # the one its address leads to: of an insertion, what it goes behind or into
    change: str
    in_force: str
    base: str  # with the rows before it; equal to ``in_force`` where none changes it
    proposed: str
    shown: Shown
    stacked: str  # "" where it rests on none
    conflicts: tuple[Conflict, ...]
    says: tuple[str, ...]  # of its conflicts
    rivals: tuple[Rival, ...]  # other proposals on the same provision
    is_erased: bool

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def reasons(self) -> str:
        return self.row.justification

    @property
    def is_new(self) -> bool:
        return self.row.change == Change.INSERT

    @property
    def is_repeal(self) -> bool:
        return self.row.change == Change.REPEAL

    @property
    def up(self) -> int:
        """The place above it."""
        return self.number - 1

    @property
    def down(self) -> int:
        return self.number + 1

    @property
    def is_blocked(self) -> bool:
        """Whether it makes no law as it is written."""
        return bool(self.conflicts)


@dataclass(frozen=True, kw_only=True)
class Group:
    """The rows that amend one text. ``later``: a newer version of the act, where there is one."""

    act: Act
    base: LawVersion
    language: str
    title: str
    lines: tuple[Line, ...]
    is_missing: bool  # its text is not there in this language
    later: LawVersion | None
    has_text: bool  # the newer version is known in this language

    @property
    def later_day(self) -> str:
        return written(self.later.on) if self.later else ""


@dataclass(frozen=True, kw_only=True)
class Table:
    groups: tuple[Group, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def is_stale(self) -> bool:
        """Whether the law has changed since."""
        return any(group.later for group in self.groups)


NOTHING = Table(groups=())


def read(
    rows: Sequence[Amendment],
    *,
    rivals: Mapping[int, Sequence[Rival]] | None = None,
    is_open: bool = True,
) -> Table:
    """The table of rows with their acts and bases at hand, in the reader's language.

    ``rivals`` by key of the row (``table.rivals``). ``is_open``: whether it matters that the law
    has changed since. Four queries at most, however many rows.
    """
    if not rows:
        return NOTHING
    by_group = having.grouped(rows)
    found, newest = having.bases(rows), having.newest(act for act, _base, _code in by_group)
    groups, number = [], 0
    for key, those in by_group.items():
        base = found.get(key)
        lines = _lines(those, base, rivals or {}, number)
        number += len(lines)
        act, version = those[0].act, those[0].base
        last = newest.get(act.pk)
        later = last if is_open and last is not None and last.on > version.on else None
        groups.append(
            Group(
                act=act,
                base=version,
                language=key[2],
                title=words.act_in(act, version),
                lines=lines,
                is_missing=base is None,
                later=later,
                has_text=later is not None
                and any(text.language == key[2] for text in later.texts.all()),
            )
        )
    return Table(groups=tuple(groups))


def _lines(
    rows: Sequence[Amendment],
    base: having.Base | None,
    rivals: Mapping[int, Sequence[Rival]],
    before: int,
) -> tuple[Line, ...]:
    numbers = {str(row.pk): before + place for place, row in enumerate(rows, 1)}
    if base is None:
        return tuple(_unplaced(row, numbers[str(row.pk)], rivals) for row in rows)
    those = [having.for_engine(row) for row in rows if not having.is_erased(row)]
    is_whole = len(those) == len(rows)  # else what rested on erased words rests on nothing now
    applied = amending.apply(base.act, those)
    steps = {step.key: step for step in applied.steps}
    old = words.cited_all(base.act, {row.anchor for row in rows})
    new = words.cited_all(applied.act, {step.anchor for step in applied.steps})
    made = []
    for row in rows:
        step = steps.get(str(row.pk))
        if step is None:
            cited = old[row.anchor]
            made.append(_unplaced(row, numbers[str(row.pk)], rivals, element=cited, cited=cited))
            continue
        is_new = row.change == Change.INSERT and step.is_applied
        line = _unplaced(
            row,
            numbers[step.key],
            rivals,
            element=new[step.anchor] if is_new else _where(row, old[row.anchor]),
            cited=old[row.anchor],
        )
        made.append(
            replace(
                line,
                in_force=step.in_force,
                base=step.before,
                shown=_shown(step.in_force, step.before, line.proposed, is_repeal=line.is_repeal),
                stacked=_stacked(step, numbers),
                conflicts=step.conflicts if is_whole else (),
                says=tuple(words.conflict(one) for one in step.conflicts if is_whole),
            )
        )
    return tuple(made)


def _unplaced(
    row: Amendment,
    number: int,
    rivals: Mapping[int, Sequence[Rival]],
    *,
    element: str = "",
    cited: str = "",
) -> Line:
    """A row as it is kept, without the law beside it."""
    return Line(
        row=row,
        number=number,
        element=element or row.anchor,
        cited=cited or row.anchor,
        change=row.get_change_display(),
        in_force=row.before,
        base=row.before,
        proposed=row.wording,
        shown=_shown(row.before, row.before, row.wording, is_repeal=row.change == Change.REPEAL),
        stacked="",
        conflicts=(),
        says=(),
        rivals=tuple(rivals.get(row.pk, ())),
        is_erased=having.is_erased(row),
    )


def _where(row: Amendment, element: str) -> str:
    """Of an insertion that has no place of its own yet."""
    if row.change != Change.INSERT:
        return element
    return words.where(element if row.anchor else "", is_first=row.place == Place.FIRST)


def _stacked(step: amending.Step, numbers: Mapping[str, int]) -> str:
    found = sorted(numbers[key] for key in step.stacked_on if key in numbers)
    return words.stacked(found) if found else ""


def _shown(in_force: str, base: str, proposed: str, *, is_repeal: bool) -> Shown:
    compared = compared_lines(base, proposed) if base and proposed else ()
    gone = side(compared, "ins") if compared else _plain(base, "del" if is_repeal else "same")
    return Shown(
        in_force=gone if in_force == base else _plain(in_force),
        base=() if in_force == base else gone,
        proposed=side(compared, "del") if compared else _plain(proposed),
    )


def compared_lines(before: str, after: str) -> tuple[Row, ...]:
    """Two wordings as printed lines, line beside line, word by word."""
    return texts.compare("\n\n".join(before.split("\n")), "\n\n".join(after.split("\n")))


def side(compared: Sequence[Row], without: str) -> tuple[Row, ...]:
    """One side of a comparison: without what came ("ins"), or what went ("del")."""
    found = [
        tuple(part for one in row.pieces if one.kind != without for part in _trimmed(one))
        for row in compared
    ]
    return tuple(Row(pieces=pieces) for pieces in found if pieces)


def _trimmed(piece: Piece) -> Iterator[Piece]:
    """Blanks at the ends of a marked piece are not marked: no line is drawn under them."""
    if piece.kind == "same" or not piece.text.strip():
        yield piece
        return
    bare = piece.text.strip()
    before, _bare, after = piece.text.partition(bare)
    for kind, text in (("same", before), (piece.kind, bare), ("same", after)):
        if text:
            yield Piece(kind=kind, text=text)


def _plain(text: str, kind: str = "same") -> tuple[Row, ...]:
    return tuple(Row(pieces=(Piece(kind=kind, text=line),)) for line in text.split("\n") if line)
