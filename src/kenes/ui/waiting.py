"""What waits for a person, as their desk lists it; each app finds its own."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing with its one action."""

    title: str
    label: str  # of what is to be done
    url: str
    due: date | None = None
    clock: str = ""  # the due date in words
