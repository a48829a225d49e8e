"""What was made of a matter elsewhere in the house, told by each app of its own.

A page of a lower app shows what higher ones have about it without knowing them: each registers,
when it is ready, a function that finds its own things by the matter's public number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

MOST = 20  # of one kind; the rest is counted by nobody and found on its own pages


@dataclass(frozen=True, kw_only=True)
class Related:
    """One thing that everybody may know of. ``status``: where it stands, in words."""

    title: str
    url: str
    number: str = ""  # that people cite; "" where it has none of its own
    status: str = ""
    tone: str = "plain"  # as {% status %} has it
    language: str = ""  # of the title, where that is known
    organisation_id: int | None = None  # whose turn it is, or was


@dataclass(frozen=True, kw_only=True)
class Group:
    name: str
    heading: str
    items: tuple[Related, ...]
    has_more: bool


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of thing. ``about`` takes a public number, the day, and how many it may return."""

    name: str
    order: int  # the place of its group among the others
    heading: Callable[[], str]  # in the reader's language
    about: Callable[[str, date, int], Sequence[Related]]


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Called once for each kind, when its app is ready."""
    _SOURCES[source.name] = source


def about(number: str, today: date) -> tuple[Group, ...]:
    """What was made of the matter, kind by kind; kinds of which there is nothing are left out."""
    groups = []
    for source in sorted(_SOURCES.values(), key=lambda one: one.order):
        found = tuple(source.about(number, today, MOST + 1))
        if found:
            groups.append(
                Group(
                    name=source.name,
                    heading=source.heading(),
                    items=found[:MOST],
                    has_more=len(found) > MOST,
                )
            )
    return tuple(groups)
