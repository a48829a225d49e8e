"""How one statement is told: its words, how each circle of people voted on it, what is shared."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kenes.opinions import findings
from kenes.opinions.disclosure import Facts
from kenes.opinions.shares import brief


@dataclass(frozen=True, kw_only=True)
class Words:
    """A statement as it is read here. ``language``: "" for the page's own."""

    number: int
    text: str
    language: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Name:
    """Of a chamber. ``kind``: its side, which has a shape; "" for who is of none."""

    label: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    """How one circle of people voted. ``agree``, ``passed``, ``disagree``: widths, of 100."""

    label: str
    kind: str  # "all", "group", or a chamber's side
    said: str
    brief: str = ""  # both shares, for a table
    agree: int = 0
    passed: int = 0
    disagree: int = 0

    @property
    def is_told(self) -> bool:
        return self.agree + self.passed + self.disagree > 0

    @property
    def disagree_from(self) -> int:
        return self.agree + self.passed


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Of common ground; ``value`` is "" without enough votes."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Row:
    statement: Words
    side: str  # in words: what is shared of it; "" for nothing
    votes: str
    everybody: Bar
    groups: tuple[Bar, ...]
    chambers: tuple[Bar, ...]
    sides: tuple[Bar, ...]  # of the table, where a chamber is too small to be told
    is_enough: bool
    both_sides: bool
    measures: tuple[Measure, ...]
    skew: str = ""  # a sentence, where some groups answered it less than others

    @property
    def bars(self) -> tuple[tuple[Bar, ...], ...]:
        """Of each group, or of all where they are one circle; and of each chamber of which enough
        has voted, or of its side."""
        chambers = (*self.sides, *(bar for bar in self.chambers if bar.is_told))
        return tuple(part for part in (self.groups or (self.everybody,), chambers) if part)

    @property
    def silent(self) -> str:
        """Chambers of which not enough has voted, and whose side is not told either."""
        told = {bar.kind for bar in self.sides}
        left = (bar for bar in self.chambers if not bar.is_told)
        return ", ".join(bar.label for bar in left if findings.side_of(bar.kind) not in told)

    @property
    def cells(self) -> tuple[Bar, ...]:
        """In the order of the table's heads."""
        return (*self.groups, *self.chambers)


class Telling:
    """Rows of one map. ``words`` tells of each statement how it is read, ``names`` of chambers."""

    def __init__(
        self,
        facts: Facts,
        words: Callable[[int], Words],
        names: Mapping[str, Name],
        *,
        is_whole: bool,
    ) -> None:
        self._facts, self._words, self._is_whole = facts, words, is_whole
        slugs = [one["slug"] for one in facts["chambers"]]
        self.slugs = [slug for slug in names if slug in slugs]
        self.slugs += [slug for slug in slugs if slug not in names]
        self.names = {slug: names.get(slug) or _unnamed(slug) for slug in self.slugs}
        self.shown = [i for i, one in enumerate(facts["groups"]) if one["persons"] is not None]

    @property
    def k(self) -> int:
        """Groups that are told apart: 0 where all are one crowd."""
        return len(self.shown) if len(self.shown) > 1 else 0

    def letters(self) -> list[str]:
        if not self.k:
            return []
        return [
            pgettext("group of opinion", "Group %(letter)s")
            % {"letter": self._facts["groups"][i]["letter"]}
            for i in self.shown
        ]

    def row(self, row: Mapping[str, Any]) -> Row:
        is_exact, groups, cells = row["exact"], self._facts["groups"], row["by_group"]
        bars = [
            self._bar(label, "group", cells[i] if i < len(cells) else None, is_exact)
            for label, i in zip(self.letters(), self.shown if self.k else (), strict=True)
        ]
        whole = self._is_whole
        chambers = [
            self._bar(self.names[slug].label, self.names[slug].kind, cell, whole)
            for slug in self.slugs
            for cell in [row["by_chamber"].get(slug)]
        ]
        everybody = row if row["agree"] is not None else None
        return Row(
            statement=self._words(row["statement"]),
            side=self._side(row["shared"]),
            votes=self._votes(row["votes"]),
            everybody=self._bar(_("All"), "all", everybody, is_exact),
            groups=tuple(bars) if groups else (),
            chambers=tuple(chambers),
            sides=tuple(self._sides(row)),
            is_enough=row["enough"],
            both_sides=row["sides_agree"],
            measures=tuple(_measures(row)),
            skew=self._skew(row) if row.get("is_skewed") else "",
        )

    def _sides(self, row: Mapping[str, Any]) -> Iterable[Bar]:
        """Sides of the table that tell more than their chambers, of which one is too small."""
        labels = {
            findings.STATE: _("State and Parliament"),
            findings.CIVIL: _("All civil society"),
        }
        for side, label in labels.items():
            chambers = [s for s in self.slugs if findings.side_of(self.names[s].kind) == side]
            cell = row["by_side"].get(side)
            if cell and not all(row["by_chamber"].get(slug) for slug in chambers):
                yield self._bar(label, side, cell, self._is_whole)

    def _skew(self, row: Mapping[str, Any]) -> str:
        shares = findings.weighed(row, self._facts["groups"])
        said = {
            side: brief(round(20 * share) / 20, is_exact=False) for side, share in shares.items()
        }
        return (
            _(
                "Some groups answered this less than others. "
                "Each by its size: %(agree)s agree, %(disagree)s disagree."
            )
            % said
        )

    def _side(self, shared: str | None) -> str:
        if shared is None:
            return ""
        if self.k:
            agreed = _("every group agrees"), _("every group rejects it")
        else:
            agreed = _("most agree"), _("most reject it")
        return agreed[shared != "agree"]

    def _votes(self, votes: int | None) -> str:
        if votes is None:
            return _("fewer than %(n)s votes") % {"n": self._facts["least"]}
        if self._is_whole:
            return ngettext("%(n)s vote", "%(n)s votes", votes) % {"n": votes}
        return ngettext("about %(n)s vote", "about %(n)s votes", votes) % {"n": votes}

    def _bar(self, label: str, kind: str, cell: Mapping[str, Any] | None, is_exact: bool) -> Bar:
        if cell is None:
            return Bar(label=label, kind=kind, said=_("not enough votes"))
        agree, passed, disagree = cell["agree"], cell["pass"], cell["disagree"]
        agreed, rejected = (brief(one, is_exact=is_exact) for one in (agree, disagree))
        said = _("%(agree)s agree, %(disagree)s disagree") % {
            "agree": agreed,
            "disagree": rejected,
        }
        # Shares at the ends are not what they were: the bar is whole all the same.
        total = agree + passed + disagree
        first, second = round(100 * agree / total), round(100 * (agree + passed) / total)
        return Bar(
            label=label,
            kind=kind,
            said=said,
            brief=f"{agreed}\N{NO-BREAK SPACE}/ {rejected}",
            agree=first,
            passed=second - first,
            disagree=100 - second,
        )


def _measures(row: Mapping[str, Any]) -> Iterable[Measure]:
    labels = {
        "polis": _("Product"),
        "geometric": _("Geometric mean"),
        "lower": _("Lower bound"),
        "bridging": _("Bridging"),
    }
    for name, label in labels.items():
        value = row["strength"].get(name)
        said = "" if value is None else f"{value:.2f}"
        if name == "bridging" and said and row.get("bridges"):
            said = _("%(value)s, bridges") % {"value": said}
        yield Measure(label=label, value=said)


def _unnamed(slug: str) -> Name:
    return Name(label=slug or _("The public"), kind=slug)
