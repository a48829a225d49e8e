"""The shape of what an act is about, and small helpers of its functions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import translation

from kenes.access.types import Actor
from kenes.journal.models import Entry
from kenes.languages.fields import Named
from kenes.languages.types import LANGUAGES
from kenes.notifications.lifecycle import Category
from kenes.notifications.people import People


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One thing an act is about. ``facts`` is what the sentence names; ``thing`` the row itself.

    ``sees`` tells who may know of it; None: everybody.
    """

    subject: str
    url: str
    thing: Any
    facts: dict[str, Any] = field(default_factory=dict)
    sees: Callable[[Actor], bool] | None = None


Audience = Callable[[Entry, Any, People], Iterable[int]]


@dataclass(frozen=True, kw_only=True)
class Told:
    """Whom an act is told, and under which sentence; ``to`` takes act, thing and people."""

    category: Category
    title: str
    to: Audience
    even_own: bool = False  # also who did it: a machine went on with it in their name


@dataclass(frozen=True, kw_only=True)
class Row:
    """One act: the matters it is about, and who is told, the most concerned first."""

    about: Callable[[Entry], Iterable[Matter]]
    told: tuple[Told, ...]


def key_of(act: Entry) -> int:
    """The key of the row an act was done to."""
    return int(act.subject.rpartition(":")[2])


def path(name: str, *args: Any) -> str:
    """An address without its language: the reader's own is put before it."""
    with translation.override("en"):
        return reverse(name, args=args)[len("/en") :]


def names(thing: Named) -> dict[str, str]:
    """A name by language, for the facts."""
    found = {code: str(getattr(thing, f"name_{code}")) for code in LANGUAGES}
    return {code: name for code, name in found.items() if name} or {"en": str(thing)}


def who(act: Entry) -> str:
    """Who acted; nothing for a command typed on the machine."""
    return act.actor_name if act.actor_id is not None else ""
