"""Amendments that were written against an earlier version, brought to a later one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kenes.engines.lawtext.amending import Amender, Amendment, Change, Conflict, Place
from kenes.engines.lawtext.compare import compare
from kenes.engines.lawtext.merging import merged
from kenes.engines.lawtext.tree import Act, walk
from kenes.engines.lawtext.wording import is_same, read_unit
from kenes.engines.lawtext.writing import as_lines


class Turn(StrEnum):
    """What the later version means for an amendment."""

    SAME = "same"  # nothing has changed there
    MOVED = "moved"  # the provision stands elsewhere or has another number
    MERGED = "merged"  # it was reworded elsewhere in it, and both changes go together
    CONFLICT = "conflict"  # the same words were changed: a person has to decide
    GONE = "gone"  # there is no such provision any more
    DONE = "done"  # the law says already what was proposed


_CARRIED = frozenset({Turn.SAME, Turn.MOVED, Turn.MERGED})
_GONE = frozenset({Conflict.GONE, Conflict.REPEALED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Rebased:
    """One amendment on the later version. ``amendment``: as it would be carried on; its wording
    is the merged one where both changes go together, else its author's own."""

    key: str
    turn: Turn
    amendment: Amendment
    theirs: str  # lines of the provision in the later version, after the earlier amendments


def rebase(old: Act, new: Act, amendments: Sequence[Amendment]) -> tuple[Rebased, ...]:
    """Each amendment of a list against ``old``, on ``new``; in their order, so that stacked ones
    rest on what the earlier ones become."""
    moving = _Moving(old, new, amendments)
    return tuple(moving.take(one) for one in amendments)


class _Moving:
    """A list of amendments on its way from one version to the other."""

    def __init__(self, old: Act, new: Act, amendments: Sequence[Amendment]) -> None:
        self._homes = {
            row.old.anchor: row.new.anchor if row.new else ""
            for row in compare(old, new).rows
            if row.old is not None
        }
        self._old, self._new = list(walk(old)), {one.anchor: one for one in walk(new)}
        self._before, self._now = Amender(old), Amender(new)
        self._open: set[str] = set()  # those a person has to decide
        self._done = _done(old, new, amendments)

    def take(self, one: Amendment) -> Rebased:
        base = one.before if one.before is not None else self._before.written(one.anchor)
        # What an earlier amendment of the list has put in keeps its own address.
        is_new = self._before.is_new(one.anchor)
        anchor = one.anchor if is_new else self._homes.get(one.anchor, one.anchor)
        rests_on = self._before.take(one).stacked_on
        made = self._turned(one, base, anchor)
        if made.turn in _CARRIED:
            # As when the number it gives was given to something else meanwhile.
            against = set(self._now.take(made.amendment).conflicts)
            if against:
                is_gone = against <= _GONE
                turn = Turn.GONE if is_gone else Turn.CONFLICT
                made = replace(made, turn=turn, amendment=one if is_gone else made.amendment)
        if made.turn == Turn.GONE and self._open.intersection(rests_on):
            made = replace(made, turn=Turn.CONFLICT)
        if made.turn == Turn.CONFLICT:
            self._open.add(one.key)
        return made

    def _turned(self, one: Amendment, base: str, anchor: str) -> Rebased:
        is_insertion = one.change == Change.INSERT
        theirs = "" if is_insertion else self._now.written(anchor)
        carried = replace(one, anchor=anchor, before=None if is_insertion else theirs)
        made = Rebased(key=one.key, turn=Turn.DONE, amendment=carried, theirs=theirs)
        if one.key in self._done:
            return made
        if is_insertion:
            return self._inserted(made, one)
        if not self._now.stands(anchor):
            is_repeal = one.change == Change.REPEAL and anchor != one.anchor
            turn = Turn.DONE if is_repeal else Turn.GONE
            return replace(made, turn=turn, amendment=one)
        is_untouched = _is_alike(theirs, base, self._now.language)
        stays = Turn.SAME if is_same(theirs, base) and anchor == one.anchor else Turn.MOVED
        if one.change == Change.REPEAL:
            return replace(made, turn=stays if is_untouched else Turn.CONFLICT)
        if is_same(theirs, one.wording):
            return made
        if is_same(theirs, base):
            return replace(made, turn=stays)
        wording, is_clean = merged(base, one.wording, theirs)
        if not is_clean:
            return replace(made, turn=Turn.CONFLICT)
        turn = Turn.MOVED if is_untouched else Turn.MERGED
        return replace(made, turn=turn, amendment=replace(carried, wording=wording))

    def _inserted(self, made: Rebased, one: Amendment) -> Rebased:
        anchor = made.amendment.anchor
        if one.anchor and not anchor:
            spot = self._beside(one) if one.place == Place.AFTER else None
            if spot is None:
                return replace(made, turn=Turn.GONE, amendment=one)
            anchor = spot.anchor
            made = replace(made, amendment=spot)
        there = self._now.twin(one.wording, anchor, one.place)
        if there:
            turn = Turn.DONE if is_same(there, one.wording) else Turn.CONFLICT
            return replace(made, turn=turn, theirs=there)
        return replace(made, turn=Turn.SAME if anchor == one.anchor else Turn.MOVED)

    def _beside(self, one: Amendment) -> Amendment | None:
        """Where to put what stood behind a provision that is gone: behind the nearest before it
        that is still there, else before all; None where all of it is gone."""
        gone = next((placed for placed in self._old if placed.anchor == one.anchor), None)
        home = self._homes.get(gone.parent, gone.parent) if gone else ""
        if gone is None or (gone.parent and not home):
            return None
        last = replace(one, anchor=home, place=Place.FIRST)
        for placed in self._old:
            if placed is gone:
                break
            there = self._new.get(self._homes[placed.anchor])
            if placed.parent == gone.parent and there is not None and there.parent == home:
                last = replace(one, anchor=there.anchor)
        return last


def _done(old: Act, new: Act, amendments: Sequence[Amendment]) -> set[str]:
    """Keys of those after which the act would read, where they touch it, as it reads now."""
    amender, law = Amender(old), Amender(new)
    applied = [one.key for one in amendments if amender.take(one).is_applied]
    made = amender.act()
    result = Amender(made)
    found = set()
    for key in applied:
        anchor = amender.spot(key)
        if anchor:
            is_there = is_same(result.written(anchor), law.written(anchor))
        else:
            is_there = made.units == new.units
        if is_there:
            found.add(key)
    return found


def _is_alike(one: str, other: str, language: str) -> bool:
    """The same words, whatever number they bear."""
    units = [read_unit(wording, language) for wording in (one, other)]
    if None in units:
        return is_same(one, other)
    bare = [as_lines([replace(unit, number="")], language) for unit in units if unit is not None]
    return bare[0] == bare[1]
