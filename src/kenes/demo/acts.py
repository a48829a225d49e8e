"""What the demonstration does, each thing on its own day, so that the journal reads as history."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something done on a day at an hour, noon where none matters; ``do`` is given the moment."""

    day: date
    do: Callable[[datetime], Any]
    at: time = time(12)


def perform(acts: Iterable[Act]) -> None:
    """Do the acts by day and hour; those of one moment in the order given."""
    for act in sorted(acts, key=lambda act: (act.day, act.at)):
        act.do(timezone.make_aware(datetime.combine(act.day, act.at)))
