"""What a sheet would do to a road map, row by row: nothing is done here.

A row is the measure of the same number and title; else the one of the same title, which has moved;
else the one of the same number, which has a new title. So the same sheet changes nothing twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, TextChoices
from django.utils.translation import pgettext_lazy

from kenes.implementation import places
from kenes.implementation.facts import FIELDS, Facts, checked, facts_of
from kenes.implementation.importing.doubts import Note
from kenes.implementation.importing.matching import Names, Recommendations, folded
from kenes.implementation.importing.reading import Line
from kenes.implementation.models import Contribution, Measure, RoadMap, Staged
from kenes.languages.types import in_order

_WORDS = ("title", "result", "budget_source", "indicator")
_VALUES = ("baseline", "target")
FALLBACK = "KZT"


class Outcome(TextChoices):
    NEW = "new", pgettext_lazy("row of a sheet", "new")
    CHANGED = "changed", pgettext_lazy("row of a sheet", "changed")
    SAME = "same", pgettext_lazy("row of a sheet", "the same")
    WRONG = "wrong", pgettext_lazy("row of a sheet", "not understood")
    HEADING = "heading", pgettext_lazy("row of a sheet", "a heading")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """``facts`` of a row that was understood; ``changes`` are field -> (before, after)."""

    line: Line
    outcome: Outcome
    facts: Facts | None = None
    measure: Measure | None = None
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    problems: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()


def judge(staged: Staged) -> list[Judged]:
    """Every row, as the road map stands now; a constant number of queries and one a name."""
    roadmap = RoadMap.objects.prefetch_related("goals__recommendation").get(pk=staged.roadmap_id)
    measures = list(
        Measure.objects.filter(roadmap=roadmap)
        .select_related("owner")
        .prefetch_related(Prefetch("contributions", Contribution.objects.numbered()))
    )
    lines = [Line.unpacked(kept) for kept in staged.rows]
    wanted = {name for line in lines for name, _weight in line.goals}
    judge_ = _Judge(
        roadmap=roadmap,
        language=staged.language,
        names=Names(staged.known_as),
        known=Recommendations(roadmap, wanted),
        pairs=_paired(lines, measures),
        taken=[one.place for one in measures],
    )
    return _unique(list(map(judge_.line, lines)), measures)


def _paired(lines: Sequence[Line], measures: Iterable[Measure]) -> dict[int, Measure]:
    """Which measure each line is about, by the line's index."""
    by_place: dict[str, Measure] = {}
    by_title: dict[str, list[Measure]] = {}
    for one in measures:
        by_place[one.place] = one
        for text in {folded(text) for text in one.title.values()}:
            by_title.setdefault(text, []).append(one)
    titles = [folded(line.values.get("title", "")) for line in lines]
    pairs: dict[int, Measure] = {}
    taken: set[int] = set()

    def pair(index: int, measure: Measure | None) -> None:
        if measure is not None and measure.pk not in taken and index not in pairs:
            pairs[index] = measure
            taken.add(measure.pk)

    for index, line in enumerate(lines):
        same = by_place.get(line.values.get("place", ""))
        if titles[index] and same in by_title.get(titles[index], ()):
            pair(index, same)
    for index, title in enumerate(titles):
        free = [one for one in by_title.get(title, ()) if one.pk not in taken]
        if len(free) == 1:
            pair(index, free[0])
    for index, line in enumerate(lines):
        pair(index, by_place.get(line.values.get("place", "")))
    return pairs


@dataclass
class _Judge:
    roadmap: RoadMap
    language: str
    names: Names
    known: Recommendations
    pairs: dict[int, Measure]
    taken: list[str]
    _at: int = -1

    def line(self, line: Line) -> Judged:
        self._at += 1
        if line.is_heading:
            return Judged(line=line, outcome=Outcome.HEADING)
        measure = self.pairs.get(self._at)
        before = facts_of(measure) if measure else None
        problems, notes = list(line.problems), list(line.notes)
        given = self._given(line, before, problems, notes)
        facts = None
        if not problems:
            try:
                facts = checked(self.roadmap, given)
            except ValidationError as error:
                problems += _told(error, line)
        if facts is None:
            return Judged(
                line=line, outcome=Outcome.WRONG, measure=measure, problems=tuple(problems)
            )
        if measure is None:
            self.taken.append(facts.place)
        changes = _changes(before, facts)
        outcome = Outcome.NEW if measure is None else Outcome.CHANGED if changes else Outcome.SAME
        return Judged(
            line=line,
            outcome=outcome,
            facts=facts,
            measure=measure,
            changes=changes,
            notes=tuple(notes),
        )

    def _given(
        self,
        line: Line,
        before: dict[str, Any] | None,
        problems: list[Note],
        notes: list[Note],
    ) -> dict[str, Any]:
        """The facts a line gives; what its sheet has no column for stays as it was."""
        given: dict[str, Any] = dict(before or {})
        had, values = line.columns, line.values
        if place := values.get("place"):
            given["place"] = place
        elif before is None:
            given["place"] = places.following(self.taken)
        for name in _WORDS:
            if name in had or values.get(name):
                given[name] = self._worded(given.get(name) or {}, values.get(name, ""))
        for name in _VALUES:
            if name in had:
                given[name] = values[name]
        for name in ("due_on", "starts_on"):
            if values.get(name):
                given[name] = date.fromisoformat(values[name])
            elif name in had:
                given[name] = None
        if "budget" in had:
            self._money(given, values, line, notes)
        self._people(given, line, problems)
        named, wrong = self.known.of(line.goals, had.get("goals", had["title"]))
        problems += wrong
        if line.goals or "goals" in had:
            given["goals"] = named
            notes += [Note("new_goal", {"number": one}) for one in named if self.known.is_new(one)]
        return given

    def _money(
        self, given: dict[str, Any], values: Mapping[str, str], line: Line, notes: list[Note]
    ) -> None:
        text = values.get("budget", "")
        given["budget"] = Decimal(text) if text else None
        currency = values.get("currency") or given.get("currency") or ""
        if text and not currency:
            currency = FALLBACK
            notes.append(Note("currency", {"currency": FALLBACK}, line.columns["budget"]))
        given["currency"] = currency if text else ""

    def _people(self, given: dict[str, Any], line: Line, problems: list[Note]) -> None:
        """The first organisation of the cell is responsible, the others act together with it."""
        column = line.columns["owner"]
        found, wrong = self.names.all_in(line.values["owner"])
        problems += [Note(one.code, one.facts, column) for one in wrong]
        if not found:
            if not wrong:
                problems.append(Note("no_owner", {}, column))
            return
        given["owner"], others = found[0], found[1:]
        if "partners" in line.columns:
            named, wrong = self.names.all_in(line.values["partners"])
            problems += [Note(one.code, one.facts, line.columns["partners"]) for one in wrong]
            others += named
            given["partners"] = list(dict.fromkeys(one.pk for one in others))
        elif others:
            given["partners"] = list(dict.fromkeys(one.pk for one in others))

    def _worded(self, texts: Mapping[str, str], text: str) -> dict[str, str]:
        """A text put beside its translations; what a reader was shown for it is no new one."""
        shown = next((texts[code] for code in in_order(self.language) if texts.get(code)), "")
        if " ".join(text.split()) == " ".join(shown.split()):
            return dict(texts)
        return {**texts, self.language: text}


def _changes(before: Mapping[str, Any] | None, facts: Facts) -> dict[str, tuple[Any, Any]]:
    if before is None:
        return {}
    return {
        name: (before[name], getattr(facts, name))
        for name in FIELDS
        if before[name] != getattr(facts, name)
    }


def _told(error: ValidationError, line: Line) -> list[Note]:
    """What a check refused: its sentence is made for the reader, and made anew for the next."""
    found = getattr(error, "message_dict", {"": error.messages})
    return [
        Note("refused", {"sentence": sentence}, line.columns.get(name, ""))
        for name, sentences in found.items()
        for sentence in sentences
    ]


def _unique(judged: list[Judged], measures: Iterable[Measure]) -> list[Judged]:
    """A number may stand once among all measures as they would be; a second row is told so."""
    moved = {one.measure.pk for one in judged if one.facts and one.measure}
    taken = {one.place: "" for one in measures if one.pk not in moved}
    made = []
    for one in judged:
        if one.facts is None:
            made.append(one)
            continue
        other = taken.get(one.facts.place)
        if other is None:
            taken[one.facts.place] = one.line.cell("place")
            made.append(one)
            continue
        note = Note(
            "place_twice" if other else "place_taken",
            {"place": one.facts.place, "cell": other},
            one.line.columns.get("place", ""),
        )
        made.append(
            Judged(line=one.line, outcome=Outcome.WRONG, measure=one.measure, problems=(note,))
        )
    return made
