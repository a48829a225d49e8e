"""What entries are about. Each app tells the record of its own matters, in its ``recorded``.

The record knows a matter by its subject, ``R-2014-126`` or ``seat/12``, and nothing else of it;
the kind of matter knows what is shown, where, and how a word is erased.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from kenes.engines.ledger.contents import ACT

State = dict[str, Any]  # field -> value; values are JSON without numbers but whole ones


def _alone(subject: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of matter. All functions take subjects of this kind only."""

    name: str  # what stands before the slash, or the letter of its public numbers
    titles: Callable[[Sequence[str]], dict[str, str]]  # subject -> its name for a reader
    url: Callable[[str], str]  # subject -> the page that shows it; "" when it is gone
    shown: Callable[[Sequence[str]], dict[str, State]]  # what is shown now; absent: nothing
    every: Callable[[], Iterator[str]]  # all subjects that are shown now
    label: Callable[[str], str]  # a field, or a part of one, for a reader
    word: Callable[[str, str], str]  # what a code in a part of a field stands for
    # Subject, field, whether it is the field as shown now: erase it wherever it is kept.
    erase: Callable[[str, str, bool], None]
    related: Callable[[str], Sequence[str]] = _alone  # subjects a bundle takes along


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called once for each kind, when its app is ready."""
    _KINDS[kind.name] = kind


def kinds() -> tuple[Kind, ...]:
    return tuple(_KINDS.values())


def kind_of(subject: str) -> Kind | None:
    """The kind of a subject; None for what is about no matter (keys, the record itself)."""
    return _KINDS.get(subject.partition("/")[0] if "/" in subject else subject.partition("-")[0])


def field_label(subject: str, field: str) -> str:
    """The name of a field of a matter for a reader; an act's own fields as well."""
    kind = kind_of(subject)
    bare = field.removeprefix(ACT)
    return kind.label(bare) if kind else bare


def by_kind(subjects: Iterable[str]) -> dict[str, list[str]]:
    """Subjects by the name of their kind, each once; those of no kind are left out."""
    found: dict[str, list[str]] = {}
    for subject in dict.fromkeys(subjects):
        if kind := kind_of(subject):
            found.setdefault(kind.name, []).append(subject)
    return found


def titles_of(subjects: Iterable[str]) -> dict[str, str]:
    """Names for a reader; a subject stands for itself where there is none."""
    wanted = list(subjects)
    found = dict(zip(wanted, wanted, strict=True))
    for name, those in by_kind(wanted).items():
        found.update(_KINDS[name].titles(those))
    return found


def shown_of(subjects: Iterable[str]) -> dict[str, State]:
    """What is shown now of each subject; nothing of one that is gone."""
    wanted = list(subjects)
    found: dict[str, State] = {subject: {} for subject in wanted}
    for name, those in by_kind(wanted).items():
        found.update(_KINDS[name].shown(those))
    return found


def moment(at: datetime | None) -> str | None:
    """A moment as entries write it: UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def day(on: date | None) -> str | None:
    """A day as entries write it."""
    return on.isoformat() if on else None


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> State:
    """The fields that differ, with their new value; ``None`` for those that ended."""
    names = {**before, **after}
    return {name: after.get(name) for name in names if before.get(name) != after.get(name)}
