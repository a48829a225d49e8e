"""Whose names and which recommendations the cells of a sheet mean."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kenes.implementation.importing.doubts import Note
from kenes.implementation.models import RoadMap
from kenes.languages.types import LANGUAGES
from kenes.members.models import Organisation
from kenes.recommendations.models import Recommendation

MOST_LOOKUPS = 3_000  # names asked of the database for one sheet
LOOKED_AT = 50
NAMED = 4  # of many that could be meant, so many are told
LONGEST = 300  # characters of a name
_AGREED = re.compile(r"\(\s*(?:по согласованию|келісім бойынша|by agreement|as agreed)\s*\)", re.I)
_BREAK = re.compile(r"[;\n]+")


def folded(name: str) -> str:
    """A name as it is compared: without case, marks at its ends and doubled spaces."""
    return " ".join(name.casefold().replace("ё", "е").split()).strip(" .,;:")


@dataclass
class Names:
    """Organisations by the names a sheet gives them; ``known_as`` is what a person has chosen."""

    known_as: Mapping[str, int]
    _found: dict[str, Organisation | list[Organisation]] = field(default_factory=dict)
    _lookups: int = 0
    _chosen: dict[int, Organisation] | None = None

    def all_in(self, cell: str) -> tuple[list[Organisation], list[Note]]:
        """The organisations a cell names, in their order, and what is not understood of it."""
        text = _AGREED.sub("", cell)
        if whole := self._exactly(text):
            return [whole], []
        made: list[Organisation] = []
        wrong: list[Note] = []
        for part in _BREAK.split(text):
            for name in self._parted(part):
                one = self._one(name)
                if isinstance(one, Organisation):
                    made.append(one)
                else:
                    wrong.append(one)
        return list(dict.fromkeys(made)), wrong

    def _parted(self, text: str) -> Iterable[str]:
        """A list with commas, where names have commas as well: the longest known names win."""
        pieces = [piece.strip() for piece in text.split(",")]
        start = 0
        while start < len(pieces):
            for end in range(min(len(pieces), start + 6), start + 1, -1):
                name = ", ".join(pieces[start:end])
                if self._exactly(name):
                    break
            else:
                end, name = start + 1, pieces[start]
            if folded(name):
                yield name
            start = end

    def _one(self, name: str) -> Organisation | Note:
        if exact := self._exactly(name):
            return exact
        near = self._near(name)
        if isinstance(near, Organisation):
            return near
        if len(near) == 1:
            return near[0]
        if near:
            named = "; ".join(f"{one.slug} ({one})" for one in near[:NAMED])
            return Note("several", {"name": name.strip()[:LONGEST], "choices": named})
        return Note("nobody", {"name": name.strip()[:LONGEST]})

    def _exactly(self, name: str) -> Organisation | None:
        """The one organisation of just this name in any language, or of this address."""
        near = self._near(name)
        if isinstance(near, Organisation):
            return near
        wanted = folded(name)
        same = [
            one
            for one in near
            if wanted == one.slug
            or any(folded(getattr(one, f"name_{code}")) == wanted for code in LANGUAGES)
        ]
        return same[0] if len(same) == 1 else None

    def _near(self, name: str) -> Organisation | list[Organisation]:
        key = folded(name)
        if key not in self._found:
            self._found[key] = self._asked(key)
        return self._found[key]

    def _asked(self, key: str) -> Organisation | list[Organisation]:
        if key in self.known_as:
            if self._chosen is None:
                rows = Organisation.objects.filter(pk__in=set(self.known_as.values()))
                self._chosen = {one.pk: one for one in rows}
            if chosen := self._chosen.get(self.known_as[key]):
                return chosen
        if not key or len(key) > LONGEST or not key.isprintable():
            return []
        self._lookups += 1
        if self._lookups > MOST_LOOKUPS:
            return []
        found = list(Organisation.objects.named(key)[:LOOKED_AT])
        if re.fullmatch(r"[a-z0-9-]{1,80}", key):
            found += Organisation.objects.filter(slug=key).exclude(pk__in=[o.pk for o in found])
        return found


class Recommendations:
    """Recommendations by their number or paragraph: the road map's own before all others."""

    def __init__(self, roadmap: RoadMap, wanted: Iterable[str]) -> None:
        self._own = {goal.recommendation.number for goal in roadmap.goals.all()}
        self._by_paragraph: dict[str, list[str]] = {}
        own: dict[str, list[str]] = {}
        for goal in roadmap.goals.all():
            own.setdefault(goal.recommendation.paragraph, []).append(goal.recommendation.number)
        names = set(wanted)
        numbers = {name for name in names if name.startswith("R-")}
        known = Recommendation.objects.filter(number__in=numbers - self._own)
        self._numbers = self._own | set(known.values_list("number", flat=True))
        strangers = {name for name in names - numbers if name not in own}
        rows = Recommendation.objects.filter(paragraph__in=strangers).order_by("number")
        for paragraph, number in rows.values_list("paragraph", "number")[:10_000]:
            self._by_paragraph.setdefault(paragraph, []).append(number)
        self._by_paragraph |= own

    def of(
        self, named: Iterable[tuple[str, int]], column: str
    ) -> tuple[dict[str, int], list[Note]]:
        """Numbers with weights, and what is not understood."""
        made: dict[str, int] = {}
        wrong: list[Note] = []
        for name, weight in named:
            if name in self._numbers:
                made.setdefault(name, weight)
                continue
            found = self._by_paragraph.get(name, [])
            if len(found) == 1:
                made.setdefault(found[0], weight)
            elif found:
                choices = ", ".join(found[:NAMED])
                wrong.append(Note("paragraphs", {"name": name, "choices": choices}, column))
            else:
                wrong.append(Note("no_recommendation", {"name": name}, column))
        return made, wrong

    def is_new(self, number: str) -> bool:
        """Whether the road map does not group it yet."""
        return number not in self._own
