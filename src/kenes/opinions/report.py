"""What a map says, in words and pictures: from the published facts to what a page shows.

Knows neither the database nor who reads, so that the report of a file of votes is the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kenes.engines.opinionmap import picture
from kenes.opinions.disclosure import Facts
from kenes.opinions.rows import Name, Row, Telling, Words
from kenes.opinions.shares import percent

MOST_SHARED = MOST_DIVIDING = 7  # told at length; the table has the rest
MOST_ROWS = 60  # of the table
MOST_DRAWN = 60  # statements in the picture
_MOST_MAJOR = 9
_LONGEST_ON_MAP = 16  # characters of a chamber's name
SURE, FAIRLY = 0.9, 0.7  # certainty
ORDERS = ("number", "shared", "divides", "votes")


@dataclass(frozen=True, kw_only=True)
class Stand:
    """What tells a group from the others."""

    statement: Words
    said: str


@dataclass(frozen=True, kw_only=True)
class Group:
    letter: str
    pattern: int
    people: str
    stands: tuple[Stand, ...]


@dataclass(frozen=True, kw_only=True)
class Chamber:
    name: Name
    people: str


@dataclass(frozen=True, kw_only=True)
class Bloc:
    said: str
    statements: tuple[Words, ...]  # whose place it changes
    without: str
    first: tuple[Words, ...]  # what comes first without it


@dataclass(frozen=True, kw_only=True)
class Report:
    """``is_told``: there is anything to tell. ``is_coarse``: while it goes on."""

    is_told: bool
    is_coarse: bool
    is_whole: bool  # nothing is hidden or rounded
    least: int
    headline: str
    lede: str
    certainty: str
    basis: str
    picture: picture.Picture | None
    shared: tuple[Row, ...]
    more_shared: int
    divides: tuple[Row, ...]
    more_dividing: int
    groups: tuple[Group, ...]
    chambers: tuple[Chamber, ...]
    too_few: tuple[Words, ...]
    blocs: tuple[Bloc, ...]
    table: tuple[Row, ...]
    more_rows: int
    order: str
    heads: tuple[str, ...]  # of the table: groups and chambers


def report(
    facts: Facts,
    words: Callable[[int], Words],
    names: Mapping[str, Name],
    *,
    order: str = "number",
    is_whole: bool = False,
) -> Report:
    """``words`` tells of each statement how it is read, ``names`` of each chamber's slug."""
    return _Writing(facts, words, names, is_whole).report(order if order in ORDERS else "number")


class _Writing:
    def __init__(
        self,
        facts: Facts,
        words: Callable[[int], Words],
        names: Mapping[str, Name],
        is_whole: bool,
    ) -> None:
        self._facts, self._words, self._is_whole = facts, words, is_whole
        self._telling = Telling(facts, words, names, is_whole=is_whole)
        self._rows = {one["statement"]: one for one in facts["statements_"]}

    def report(self, order: str) -> Report:
        facts = self._facts
        shared, divides = facts["shared"], facts["divides"]
        table = self._in_order(order)
        return Report(
            is_told=facts["persons"] is not None and bool(self._rows),
            is_coarse=not facts["is_final"],
            is_whole=self._is_whole,
            least=facts["least"],
            headline=self._headline(),
            lede=self._lede(),
            certainty=self._certainty(),
            basis=self._basis(),
            picture=self._picture() if self._rows else None,
            shared=self._told(shared[:MOST_SHARED]),
            more_shared=max(len(shared) - MOST_SHARED, 0),
            divides=self._told(divides[:MOST_DIVIDING]),
            more_dividing=max(len(divides) - MOST_DIVIDING, 0),
            groups=tuple(self._group(i) for i in range(len(facts["groups"])))
            if self._telling.k
            else (),
            chambers=tuple(self._chambers()),
            too_few=tuple(self._words(n) for n in facts["too_few"]),
            blocs=tuple(self._bloc(one) for one in facts["blocs"]),
            table=self._told(table[:MOST_ROWS]),
            more_rows=max(len(table) - MOST_ROWS, 0),
            order=order,
            heads=(
                *self._telling.letters(),
                *(self._telling.names[slug].label for slug in self._telling.slugs),
            ),
        )

    def _headline(self) -> str:
        if self._facts["persons"] is None:
            return _("Too few people have voted")
        return {
            2: _("Two groups of opinion"),
            3: _("Three groups of opinion"),
            4: _("Four groups of opinion"),
            5: _("Five groups of opinion"),
            6: _("Six groups of opinion"),
            7: _("Seven groups of opinion"),
        }.get(self._facts["k"], _("One circle of opinion"))

    def _lede(self) -> str:
        shared, all_ = len(self._facts["shared"]), len(self._rows)
        said = {"n": shared, "of": all_}
        if self._telling.k:
            return (
                ngettext(
                    "They share %(n)s statement of %(of)s.",
                    "They share %(n)s statements of %(of)s.",
                    shared,
                )
                % said
            )
        return (
            ngettext(
                "Most people share %(n)s statement of %(of)s.",
                "Most people share %(n)s statements of %(of)s.",
                shared,
            )
            % said
        )

    def _certainty(self) -> str:
        sure = self._facts["certainty"]
        if sure is None:
            return ""
        if self._facts["k"] < 2:
            if sure >= SURE:
                return _("Sure: other people of the same kind would form no groups either.")
            return _("Unsure: other people of the same kind might form groups.")
        if sure >= SURE:
            return _("Sure: other people of the same kind would form the same groups.")
        if sure >= FAIRLY:
            return _("Fairly sure: other people of the same kind would form nearly these groups.")
        return _("Unsure: other people of the same kind might form other groups.")

    def _basis(self) -> str:
        persons, votes = self._facts["persons"], self._facts["votes"]
        if persons is None:
            return ""
        people = ngettext("%(n)s person", "%(n)s people", persons) % {"n": persons}
        cast = ngettext("%(n)s vote", "%(n)s votes", votes) % {"n": votes}
        if self._facts["is_final"]:
            return _("By %(people)s, with %(votes)s.") % {"people": people, "votes": cast}
        return _("By about %(people)s so far, with about %(votes)s.") % {
            "people": people,
            "votes": cast,
        }

    def _told(self, numbers: Iterable[int]) -> tuple[Row, ...]:
        return tuple(self._telling.row(self._rows[number]) for number in numbers)

    def _group(self, at: int) -> Group:
        group = self._facts["groups"][at]
        return Group(
            letter=group["letter"],
            pattern=at % 7,
            people=self._people(group["persons"]),
            stands=tuple(self._stand(one) for one in group["represents"]),
        )

    def _stand(self, one: Mapping[str, Any]) -> Stand:
        said = {
            "share": percent(one["share"], is_exact=self._is_whole),
            "elsewhere": percent(one["elsewhere"], is_exact=self._is_whole),
        }
        if one["side"] == "agree":
            words = _("%(share)s agree; elsewhere %(elsewhere)s") % said
        else:
            words = _("%(share)s disagree; elsewhere %(elsewhere)s") % said
        return Stand(statement=self._words(one["statement"]), said=words)

    def _people(self, persons: int | None) -> str:
        if persons is None:
            return _("too few people to be shown alone")
        if self._is_whole:
            return ngettext("%(n)s person", "%(n)s people", persons) % {"n": persons}
        return ngettext("about %(n)s person", "about %(n)s people", persons) % {"n": persons}

    def _chambers(self) -> Iterable[Chamber]:
        known = {one["slug"]: one["persons"] for one in self._facts["chambers"]}
        for slug in self._telling.slugs:
            yield Chamber(name=self._telling.names[slug], people=self._people(known[slug]))

    def _bloc(self, one: Mapping[str, Any]) -> Bloc:
        persons, without = one["persons"], one["without"]
        if persons is None:
            return Bloc(
                said=_("A few people voted almost alike; together they are counted as one."),
                statements=(),
                without="",
                first=(),
            )
        said = ngettext(
            "About %(n)s person voted almost alike; together they are counted as one.",
            "About %(n)s people voted almost alike; together they are counted as one.",
            persons,
        ) % {"n": persons}
        k = without["k"]
        groups = ngettext("%(n)s group of opinion", "%(n)s groups of opinion", k) % {"n": k}
        return Bloc(
            said=said,
            statements=tuple(self._words(n) for n in one["changes"] if n in self._rows),
            without=_("Without them: %(groups)s.") % {"groups": groups},
            first=tuple(self._words(n) for n in without["shared"][:3] if n in self._rows),
        )

    def _in_order(self, order: str) -> list[int]:
        numbers = sorted(self._rows)
        if order == "votes":
            return sorted(numbers, key=lambda n: -(self._rows[n]["votes"] or 0))
        if order in {"shared", "divides"}:
            first = {n: i for i, n in enumerate(self._facts[order])}
            return sorted(numbers, key=lambda n: first.get(n, len(numbers)))
        return numbers

    def _picture(self) -> picture.Picture:
        groups = [self._facts["groups"][i] for i in self._telling.shown]
        return picture.draw(
            [
                picture.Group(
                    letter=one["letter"],
                    share=one["share"],
                    spread=picture.Spread(
                        centre=tuple(one["centre"]),
                        axes=(one["spread"][0], one["spread"][1]),
                        angle=one["spread"][2],
                    ),
                )
                for one in groups
            ],
            [
                picture.Chamber(
                    kind=self._telling.names[one["slug"]].kind,
                    label=_on_map(self._telling.names[one["slug"]]),
                    at=tuple(one["centre"]),
                )
                for one in self._facts["chambers"]
                if one["centre"]
            ],
            self._drawn(),
        )

    def _drawn(self) -> list[picture.Statement]:
        """What is told at length first, then what has most votes."""
        facts = self._facts
        told = [one["statement"] for group in facts["groups"] for one in group["represents"][:2]]
        majors = _without_doubles(facts["shared"][:5], facts["divides"][:3], told)[:_MOST_MAJOR]
        rest = _without_doubles(majors, facts["shared"], facts["divides"], self._in_order("votes"))
        return [
            picture.Statement(
                number=number,
                at=tuple(self._rows[number]["at"]),
                is_shared=bool(self._rows[number]["shared"]),
                is_major=number in majors,
            )
            for number in rest[:MOST_DRAWN]
            if self._rows[number]["at"]
        ]


def _on_map(name: Name) -> str:
    """A word there is room for."""
    short = {
        "state": pgettext("on the map", "state"),
        "parliament": pgettext("on the map", "parliament"),
        "civil": pgettext("on the map", "civil society"),
        "nhri": pgettext("on the map", "rights body"),
        "": pgettext("on the map", "public"),
    }
    return short.get(name.kind, Truncator(name.label).chars(_LONGEST_ON_MAP))


def _without_doubles(*parts: Sequence[int]) -> list[int]:
    return list(dict.fromkeys(one for part in parts for one in part))
