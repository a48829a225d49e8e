"""What a person may do about a matter in a higher app, offered on the page of a lower one.

As ``related`` does for what was made of a matter: each app registers, when it is ready, a function
that finds its own ways by the matter's public number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from kenes.access.types import Actor


@dataclass(frozen=True, kw_only=True)
class Way:
    """One act, as a link to where it is done."""

    label: str
    url: str
    is_main: bool = False


Source = Callable[[str, Actor, date], Sequence[Way]]
_SOURCES: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Called once for each app, when it is ready."""
    _SOURCES[name] = source


def about(number: str, actor: Actor, today: date) -> tuple[Way, ...]:
    """What this person may do about the matter elsewhere."""
    return tuple(way for source in _SOURCES.values() for way in source(number, actor, today))
