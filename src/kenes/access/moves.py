"""How anything that has a status moves, as data: services alone write a status, through these."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Move:
    """``action`` leads from any of ``sources`` to ``target``."""

    action: str
    sources: frozenset[str]
    target: str


class IllegalMove(Exception):
    """The status does not allow this action."""


def target_of(moves: Iterable[Move], action: str, status: str) -> str:
    """The status that ``action`` leads to from ``status``. Raises IllegalMove."""
    for move in moves:
        if move.action == action and status in move.sources:
            return move.target
    raise IllegalMove(f"{action}: {status}")
