"""Quorum and the result of a vote, by chamber: numbers in, facts out, no database.

Every chamber is counted by itself, and all of them have to agree: no side outvotes another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kenes.meetings.lifecycle import Choice, VoteRule, Why

Counts = Mapping[str, int]  # choice -> how often


@dataclass(frozen=True, kw_only=True)
class ChamberQuorum:
    """One chamber: the seats that are held, how many of them are here, how many it needs."""

    chamber: int
    present: int
    seats: int
    needed: int

    @property
    def is_met(self) -> bool:
        return self.present >= self.needed

    def told(self) -> dict[str, int]:
        """As happenings keep it."""
        return {
            "chamber": self.chamber,
            "present": self.present,
            "seats": self.seats,
            "needed": self.needed,
        }


@dataclass(frozen=True)
class Quorum:
    """All chambers that have a seat in the body, in their order."""

    chambers: tuple[ChamberQuorum, ...]

    @property
    def is_met(self) -> bool:
        """A body in which no seat is held can decide nothing."""
        return bool(self.chambers) and all(one.is_met for one in self.chambers)

    @property
    def lacking(self) -> tuple[ChamberQuorum, ...]:
        return tuple(one for one in self.chambers if not one.is_met)

    def told(self) -> list[dict[str, int]]:
        return [one.told() for one in self.chambers]


def needed(seats: int, percent: int) -> int:
    """How many of ``seats`` make a quorum of ``percent``; a part of a person is a person."""
    return -(-seats * percent // 100)


def quorum(seats: Mapping[int, int], present: Mapping[int, int], percent: int) -> Quorum:
    """``seats`` and ``present`` by chamber; a chamber without seats has no say and is left out."""
    return Quorum(
        tuple(
            ChamberQuorum(
                chamber=chamber,
                present=present.get(chamber, 0),
                seats=count,
                needed=needed(count, percent),
            )
            for chamber, count in seats.items()
            if count
        )
    )


def carries(rule: str, counts: Counts) -> Why:
    """What one chamber's votes come to. Abstentions are recorded and carry nothing.

    Consensus: no seat objects. In every rule at least one seat has to be for it: a chamber that
    is silent, or abstains as a whole, has not agreed.
    """
    for_, against = counts.get(Choice.FOR, 0), counts.get(Choice.AGAINST, 0)
    if rule == VoteRule.CONSENSUS:
        if against:
            return Why.OBJECTION
        return Why.CARRIED if for_ else Why.SILENT
    if not for_ + against:
        return Why.SILENT
    if rule == VoteRule.TWO_THIRDS:
        return Why.CARRIED if 3 * for_ >= 2 * (for_ + against) else Why.SHORT
    return Why.CARRIED if for_ > against else Why.SHORT


def result(rule: str, counts: Mapping[int, Counts], found: Quorum) -> dict[str, Any]:
    """The result as a vote keeps it: each chamber of the quorum, and all of them together.

    ``why`` is why it was not carried: an objection before a shortfall before silence.
    """
    chambers, reasons = [], []
    for one in found.chambers:
        own = counts.get(one.chamber, {})
        why = carries(rule, own)
        reasons.append(why)
        chambers.append(
            {
                "chamber": one.chamber,
                "present": one.present,
                "seats": one.seats,
                **{str(choice): own.get(choice, 0) for choice in Choice},
                "carried": why == Why.CARRIED,
            }
        )
    order = (Why.OBJECTION, Why.SHORT, Why.SILENT)
    why = next((reason for reason in order if reason in reasons), Why.CARRIED)
    is_carried = bool(chambers) and why == Why.CARRIED
    return {"chambers": chambers, "carried": is_carried, "why": str(why)}


def void(found: Quorum, why: str) -> dict[str, Any]:
    """What a void vote keeps: who was here. Its counts say nothing and are not shown."""
    told = [
        {"chamber": one.chamber, "present": one.present, "seats": one.seats}
        for one in found.chambers
    ]
    return {"chambers": told, "carried": False, "why": why}
