"""The by-laws as their page shows them: rules in words, and what each version changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kenes.members.models import ByLaws
from kenes.members.rules import CHAPTERS, RULES, Chapter, Rule
from kenes.members.services import bylaws


@dataclass(frozen=True, kw_only=True)
class Line:
    """One rule with its value and its default, in words.

    ``since``: the version by which the body chose the value; None where the default holds.
    """

    rule: Rule
    value: str
    default: str
    since: ByLaws | None


@dataclass(frozen=True, kw_only=True)
class Section:
    chapter: Chapter
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a version says of a rule otherwise than the version before it."""

    rule: Rule
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version: ``until`` is its last day, where another one followed."""

    laws: ByLaws
    until: date | None
    is_coming: bool
    is_current: bool
    changes: tuple[Change, ...]

    @property
    def was_overtaken(self) -> bool:
        """True for one that was replaced before its first day was over."""
        return self.until is not None and self.until < self.laws.starts_on


def sections(versions: Sequence[ByLaws]) -> tuple[Section, ...]:
    """All rules in their chapters; ``versions`` to the one in force, the oldest first."""
    return tuple(
        Section(chapter=chapter, lines=tuple(_line(rule, versions) for rule in chapter.rules))
        for chapter in CHAPTERS
    )


def _line(rule: Rule, versions: Sequence[ByLaws]) -> Line:
    value, since = rule.default, None
    for version in versions:
        if (said := version.values.get(rule.name, rule.default)) != value:
            value, since = said, version
    return Line(
        rule=rule,
        value=rule.in_words(value),
        default=rule.in_words(rule.default),
        since=None if value == rule.default else since,
    )


def history(today: date) -> tuple[Version, ...]:
    """Every version, the newest first; one query."""
    versions = list(ByLaws.objects.order_by("starts_on", "number"))
    current = max(
        (place for place, one in enumerate(versions) if one.starts_on <= today), default=-1
    )
    return tuple(
        Version(
            laws=one,
            until=_until(versions, place),
            is_coming=place > current,
            is_current=place == current,
            changes=changes(versions[place - 1] if place else None, one),
        )
        for place, one in enumerate(versions)
    )[::-1]


def _until(versions: Sequence[ByLaws], place: int) -> date | None:
    following = versions[place + 1 :]
    return following[0].starts_on - timedelta(days=1) if following else None


def changes(before: ByLaws | None, after: ByLaws) -> tuple[Change, ...]:
    """The rules that ``after`` sets otherwise; the first version is held against the defaults."""
    old, new = bylaws.complete(before), bylaws.complete(after)
    return tuple(
        Change(
            rule=rule,
            before=rule.in_words(old[rule.name]),
            after=rule.in_words(new[rule.name]),
        )
        for rule in RULES
        if old[rule.name] != new[rule.name]
    )
