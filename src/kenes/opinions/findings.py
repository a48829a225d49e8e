"""What all share, what divides and what a group stands for, from published numbers alone.

Whoever has the table that everybody sees can check it; it tells nothing that the table does not.
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

# The two sides of the table, by what a chamber stands for.
STATE, CIVIL = SIDES = ("state", "civil")
_SITS_ON = {"state": STATE, "parliament": STATE, "civil": CIVIL}
MAJORITY = 0.6  # of each group, to share a statement
DIVIDED = 0.5  # between mean votes of two groups, which are within −1 and 1
_Z = 1.28  # one-sided 90 %
_LEAST_APART = 0.1  # between a group and all others, for it to stand for a side
_MOST_OF_GROUP = 5
_VOTES = ("agree", "disagree")
_SKEWED = 0.1  # between the share of those who voted, and of all groups by their size
_ENDS, _HALF_STEP = (0.1, 0.9), 0.025  # of shares as they are told: whatever is beyond, and beside


def side_of(kind: str) -> str:
    """Of who stands for ``kind``; nothing for who sits on neither."""
    return _SITS_ON.get(kind, "")


def do_both_sides_agree(
    sides: Mapping[str, Mapping[str, Any] | None], chambers: Mapping[str, Mapping[str, Any] | None]
) -> bool:
    """Whether both sides of the table are told and clearly of one mind, and no chamber that is
    told leans to the other. ``chambers`` by slug; "" is who is of none."""
    told = [cell for side in SIDES if (cell := sides.get(side))]
    seats = [cell for slug, cell in chambers.items() if slug and cell]
    return len(told) == len(SIDES) and any(
        all(_is_clear(cell, vote) for cell in told)
        and all(cell[vote] >= cell[_other(vote)] for cell in seats)
        for vote in _VOTES
    )


def _other(side: str) -> str:
    return _VOTES[side == _VOTES[0]]


def _is_clear(cell: Mapping[str, Any], side: str) -> bool:
    """Whether most take the side, beyond the chance of who happened to vote."""
    least = max(MAJORITY, 0.5 + _Z / 2 / sqrt(max(cell["votes"], 1)))
    return bool(round(cell[side] - least, 6) >= 0)


def side_shared(row: Mapping[str, Any], shown: list[int]) -> str | None:
    """The side that most of every group take; of all who voted, where no groups are shown."""
    if not row["enough"]:
        return None
    cells = [row["by_group"][i] for i in shown] if len(shown) > 1 else [row]
    for side in _VOTES:
        if all(_is_clear(cell, side) for cell in cells):
            return side
    return None


def weighed(row: Mapping[str, Any], groups: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Both shares as if every group had voted as much as any, each by its size; nothing where a
    group is not told."""
    sizes = [group["persons"] for group in groups]
    cells = row["by_group"]
    if not row["enough"] or len(groups) < 2 or not all(sizes) or not all(cells):
        return {}
    return {side: _mixed(sizes, [cell[side] for cell in cells]) for side in _VOTES}


def _mixed(sizes: Sequence[int], shares: Sequence[float]) -> float:
    return sum(n * share for n, share in zip(sizes, shares, strict=True)) / sum(sizes)


def is_skewed(row: Mapping[str, Any], groups: Sequence[Mapping[str, Any]]) -> bool:
    """Whether who was asked and who answered moves a share of all by ten points, beyond what
    rounding and chance may do."""
    shares = weighed(row, groups)
    sizes = [group["persons"] for group in groups]
    for side, share in shares.items():
        bounds = [_bounds(cell[side]) for cell in row["by_group"]]
        low, high = (_mixed(sizes, ends) for ends in zip(*bounds, strict=True))
        least, most = _bounds(row[side])
        apart = abs(share - row[side])
        chance = _Z / 2 / sqrt(max(row["votes"], 1))
        if (low > most or high < least) and apart >= max(_SKEWED, chance) - 1e-9:
            return True
    return False


def _bounds(share: float) -> tuple[float, float]:
    """Between which a share may lie that is told so."""
    low, high = _ENDS
    return (
        0.0 if share <= low else share - _HALF_STEP,
        1.0 if share >= high else share + _HALF_STEP,
    )


def _least(row: Mapping[str, Any], side: str) -> float:
    """What the share is at least, by the chance of who happened to vote: in the group where that
    is least; of all, where no groups are told apart."""
    cells = [cell for cell in row["by_group"] if cell]
    told = cells if len(cells) > 1 else [row]
    return min(float(cell[side]) - _Z / 2 / sqrt(max(cell["votes"], 1)) for cell in told)


def shared(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Strongest first: by the group in which the side is weakest."""
    found = [row for row in rows if row["shared"]]

    def strength(row: Mapping[str, Any]) -> tuple[float, float, int]:
        whole = row["strength"]["geometric"] or 0.0
        return (-_least(row, row["shared"]), -whole, row["statement"])

    return [row["statement"] for row in sorted(found, key=strength)]


def divides(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The most first: mean votes of two groups lie far apart, and farther than chance would put
    them."""
    found = []
    for row in rows:
        cells = [cell for cell in row["by_group"] if cell]
        if not row["enough"] or len(cells) < 2:
            continue
        ordered = sorted(cells, key=_mean)
        low, high = ordered[0], ordered[-1]
        apart = _mean(high) - _mean(low)
        if apart >= DIVIDED and apart >= 2 * sqrt(1 / low["votes"] + 1 / high["votes"]):
            found.append((-round(apart, 2), row["statement"]))
    return [number for _apart, number in sorted(found)]


def _mean(cell: Mapping[str, Any]) -> float:
    return float(cell["agree"] - cell["disagree"])


def represents(
    rows: Sequence[Mapping[str, Any]], at: int, shown: list[int]
) -> list[dict[str, Any]]:
    """On what most of a group stand, and others do not: the most telling first."""
    found = []
    for row in rows:
        own = row["by_group"][at]
        others = [row["by_group"][i] for i in shown if i != at and row["by_group"][i]]
        if not own or not others:
            continue
        votes = sum(cell["votes"] for cell in others)
        for side in _VOTES:
            elsewhere = sum(cell[side] * cell["votes"] for cell in others) / votes
            chance = _Z * sqrt(0.25 / own["votes"] + 0.25 / votes)
            apart = own[side] - elsewhere
            if _is_clear(own, side) and apart > max(chance, _LEAST_APART):
                said = {"statement": row["statement"], "side": side, "share": own[side]}
                said["elsewhere"] = round(round(elsewhere * 20) / 20, 2)
                found.append((-round(own[side] * apart, 4), row["statement"], said))
    found.sort(key=lambda one: one[:2])
    return [said for _weight, _number, said in found[:_MOST_OF_GROUP]]
