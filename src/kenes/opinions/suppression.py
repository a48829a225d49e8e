"""Which cells of a table of votes are not told, so that none is found by taking others from it."""

from collections.abc import Sequence

from kenes.opinions import findings


def hidden(
    counts: Sequence[int], least: int, *, rest: int = 0, kin: Sequence[str] = ()
) -> frozenset[int]:
    """Which cells of a table are not shown, ``rest`` people being in none of them. What is hidden,
    they included, is of ``least`` people and of two cells, unless the whole table is hidden.

    ``kin``: of each cell what it is part of, so that the fewest parts are touched."""
    small = {i for i, count in enumerate(counts) if 0 < count < least}
    if not small and not 0 < rest < least:
        return frozenset()
    touched = {kin[i] for i in small if kin}
    others = sorted(
        (i for i in range(len(counts)) if i not in small),
        key=lambda i: (bool(kin) and kin[i] not in touched, counts[i]),
    )
    chosen = set(small)
    for i in others:
        lived_in = sum(1 for j in chosen if counts[j]) + (rest > 0)
        if lived_in > 1 and rest + sum(counts[j] for j in chosen) >= least:
            break
        chosen.add(i)
    return frozenset(chosen)


def told_whole(
    counts: Sequence[int], kin: Sequence[str], unseen: frozenset[int], least: int, *, rest: int
) -> frozenset[str]:
    """Which sides may be told as a whole, the ``unseen`` cells in them: neither a side less its
    shown cells nor the table less what is told leaves fewer people, or cells, than ``hidden``."""
    parts = {side: [counts[i] for i in unseen if kin[i] == side] for side in findings.SIDES}
    told = frozenset(side for side, part in parts.items() if _is_many(part, least))
    left = [counts[i] for i in unseen if kin[i] not in told]
    if _is_many([*left, rest], least):
        return told
    return frozenset(side for side, part in parts.items() if not any(part))


def _is_many(cells: Sequence[int], least: int) -> bool:
    """Whether nobody is in them, or so many that they may be told together."""
    lived_in = [count for count in cells if count]
    return not lived_in or (len(lived_in) > 1 and sum(lived_in) >= least)
