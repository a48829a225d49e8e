"""Rows that were written against an earlier version, seen on the newest one of their act."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from kenes.engines.lawtext import amending, rebasing, tree
from kenes.engines.lawtext.merging import merged
from kenes.engines.lawtext.rebasing import Turn
from kenes.proposals.lifecycle import Change
from kenes.proposals.models import Amendment
from kenes.proposals.table import rows as having
from kenes.proposals.table import words
from kenes.proposals.table.reading import compared_lines
from kenes.ui.differences import Row

_OUT = frozenset({Turn.GONE, Turn.DONE})  # such rows are taken out


@dataclass(frozen=True, kw_only=True)
class Turned:
    """What the newer version means for a row. Wordings as printed lines."""

    row: Amendment
    number: int  # through the whole table
    turn: Turn
    says: str
    element: str  # as it was cited
    now: str  # as it is cited in the newer version; "" where it is gone or stays the same
    amendment: amending.Amendment  # on the newer version
    theirs: str  # the provision in the newer version
    wording: str  # to go on with: the author's own, or with the change of the law in it
    law: tuple[Row, ...]  # what has changed in the law
    proposed: tuple[Row, ...]  # what is proposed against the newer version

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def needs_a_person(self) -> bool:
        return self.turn == Turn.CONFLICT

    @property
    def needs_words(self) -> bool:
        """A repeal has none: it stays, or it is left out."""
        return self.needs_a_person and self.row.change != Change.REPEAL

    @property
    def falls_out(self) -> bool:
        return self.turn in _OUT


def turned(
    rows: Sequence[Amendment], old: tree.Act, new: tree.Act, numbers: dict[int, int]
) -> tuple[Turned, ...]:
    """Each row of a group on the newer text; ``numbers`` by key of the row."""
    amendments = [having.for_engine(row) for row in rows]
    found = _with_what_rests_on_open_ones(old, amendments, rebasing.rebase(old, new, amendments))
    before = words.cited_all(old, {row.anchor for row in rows})
    after = words.cited_all(new, {one.amendment.anchor for one in found})
    return tuple(
        _turned(row, one, numbers[row.pk], before[row.anchor], after[one.amendment.anchor])
        for row, one in zip(rows, found, strict=True)
    )


def _with_what_rests_on_open_ones(
    old: tree.Act, amendments: Sequence[amending.Amendment], found: Sequence[rebasing.Rebased]
) -> list[rebasing.Rebased]:
    """A row that rests on one a person has to decide waits for that person as well."""
    rests = {step.key: step.stacked_on for step in amending.apply(old, amendments).steps}
    waiting: set[str] = set()
    made = []
    for own, one in zip(amendments, found, strict=True):
        if one.turn not in _OUT and waiting.intersection(rests[one.key]):
            onto = replace(one.amendment, wording=own.wording)
            one = replace(one, turn=Turn.CONFLICT, amendment=onto)
        if one.turn == Turn.CONFLICT:
            waiting.add(one.key)
        made.append(one)
    return made


def _turned(row: Amendment, one: rebasing.Rebased, number: int, before: str, after: str) -> Turned:
    wording = one.amendment.wording
    if one.turn == Turn.CONFLICT and row.change == Change.REWORD:
        wording, _is_clean = merged(row.before, row.wording, one.theirs)
    is_changed = bool(one.theirs) and one.theirs != row.before and row.change != Change.INSERT
    is_there = one.turn != Turn.GONE
    return Turned(
        row=row,
        number=number,
        turn=one.turn,
        says=_says(row, one.turn),
        element=before or _("the beginning of the act"),
        now=after if is_there and after != before else "",
        amendment=replace(one.amendment, wording=wording),
        theirs=one.theirs,
        wording=wording,
        law=compared_lines(row.before, one.theirs) if is_changed else (),
        proposed=compared_lines(one.theirs, wording) if one.theirs and wording else (),
    )


def _says(row: Amendment, turn: Turn) -> str:
    if turn == Turn.CONFLICT and row.change == Change.INSERT:
        return _(
            "The law has a provision with this number now: give yours another, or leave it out."
        )
    if turn == Turn.CONFLICT and row.change == Change.REPEAL:
        return _("The law words it otherwise now: repeal it all the same, or leave the row out.")
    return {
        Turn.SAME: _("Nothing has changed here."),
        Turn.MOVED: _("The provision stands elsewhere now, and the row goes with it."),
        Turn.MERGED: _("The law changed other words of it: both changes are brought together."),
        Turn.CONFLICT: _("The law changed the same words: say how it is to read now."),
        Turn.GONE: _("The provision is gone from the act: the row is taken out."),
        Turn.DONE: _("The law says already what is proposed: the row is taken out."),
    }[turn]
