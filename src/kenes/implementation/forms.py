"""What people fill in about road maps and measures. What is wrong with it, the services say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.implementation.facts import OWNERS, facts_of
from kenes.implementation.importing.reading import goals_in
from kenes.implementation.lifecycle import MeasureStatus
from kenes.implementation.models import Measure, RoadMap
from kenes.languages.types import LANGUAGES, Language, current_language, in_order
from kenes.members.forms.fields import OrganisationField
from kenes.members.models import Organisation
from kenes.ui.fields import choices, day_field, hidden, lines, spread

MOST_PARTNERS = 50
_SEPARATORS = re.compile(r"[\s,;]+")


@dataclass(frozen=True, kw_only=True)
class Section:
    """Fields that stand together; ``is_folded`` where few need them."""

    legend: str
    fields: tuple[BoundField, ...]
    is_folded: bool = False

    @property
    def is_wrong(self) -> bool:
        return any(field.errors for field in self.fields)


class GoalsField(forms.CharField):
    """Recommendations by number, each with its weight: ``R-2014-126, R-2019-031 (2)``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Recommendations"))
        kwargs.setdefault(
            "help_text",
            gettext_lazy(
                "Their numbers, as R-2014-126, R-2019-031 (2): a weight in brackets where one "
                "counts for more."
            ),
        )
        super().__init__(widget=lines(3), required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Mapping) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = {name: weight for name, weight in goals_in(text) if name.startswith("R-")}
        left = re.sub(r"(?i)\bR-\d{4}-\d{1,7}\b|\(\s*\d{1,4}\s*\)|[×x]\s*\d{1,4}", "", text)
        if stray := _SEPARATORS.sub(" ", left).strip():
            raise ValidationError(
                _("“%(text)s” is no number of a recommendation.") % {"text": stray[:80]}
            )
        return found


def written(goals: Mapping[str, int]) -> str:
    """Numbers with weights as a person writes them."""
    return ", ".join(
        number + (f" ({weight})" if weight != 1 else "") for number, weight in goals.items()
    )


class PartnersField(forms.CharField):
    """Organisations, one on a line, each found as ``OrganisationField`` finds it."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Together with"),
            widget=lines(3),
            required=False,
            help_text=gettext_lazy("Names or addresses of organisations, one on a line."),
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            found = Organisation.objects.in_bulk([key for key in value if isinstance(key, int)])
            return "\n".join(found[key].slug for key in value if key in found)
        return value

    def clean(self, value: Any) -> Any:
        names = [name for name in super().clean(value).splitlines() if name.strip()]
        if len(names) > MOST_PARTNERS:
            raise ValidationError(_("Name at most %(n)s organisations.") % {"n": MOST_PARTNERS})
        one = OrganisationField(required=False)
        found = []
        for name in names:
            try:
                found.append(one.clean(name).pk)
            except ValidationError as error:
                raise ValidationError(
                    _("%(name)s: %(why)s") % {"name": name[:80], "why": " ".join(error.messages)}
                ) from error
        return found


class SectionedForm(forms.Form):
    """A long form in sections; a text has one field for each language, the reader's first."""

    texts: ClassVar[Mapping[str, tuple[Any, int]]] = {}  # name -> label, rows; 1: one line
    parts: ClassVar[Sequence[tuple[Any, Sequence[str]]]] = ()  # legend, names
    needed: ClassVar[frozenset[str]] = frozenset({"title", "reason"})  # texts there must be

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._codes = in_order(current_language())
        for name, (label, rows) in self.texts.items():
            for code in LANGUAGES:
                named = {"what": label, "language": Language(code).label}
                own = code == self._codes[0]
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=str(label) if own else _("%(what)s: %(language)s") % named,
                    required=False,
                    widget=forms.TextInput() if rows == 1 else lines(rows),
                    help_text=_("In at least one of the three languages.")
                    if own and name in self.needed
                    else "",
                )
        self.order_fields(
            [name for _legend, names in self.parts for name in self._expanded(names)]
        )

    def sections(self) -> Iterator[Section]:
        others: list[BoundField] = []
        for legend, names in self.parts:
            here = []
            for name in names:
                if name in self.texts:
                    own, *more = (self[f"{name}_{code}"] for code in self._codes)
                    here.append(own)
                    for one in more:  # what is written in another language alone is seen at once
                        (here if one.value() and not own.value() else others).append(one)
                elif name in self.fields:
                    here.append(self[name])
            if here:
                yield Section(legend=str(legend), fields=tuple(here))
        if others:
            yield Section(legend=_("In the other languages"), fields=tuple(others), is_folded=True)

    def said(self, name: str) -> dict[str, str]:
        """A text by language."""
        return {code: self.cleaned_data[f"{name}_{code}"] for code in LANGUAGES}

    def _expanded(self, names: Sequence[str]) -> Iterator[str]:
        for name in names:
            if name in self.texts:
                yield from (f"{name}_{code}" for code in self._codes)
            else:
                yield name


class RoadMapForm(SectionedForm):
    texts: ClassVar[Mapping[str, tuple[Any, int]]] = {
        "title": (gettext_lazy("Title"), 1),
        "purpose": (gettext_lazy("Purpose"), 4),
    }
    parts: ClassVar[Sequence[tuple[Any, Sequence[str]]]] = (
        (gettext_lazy("What it is"), ("title", "purpose", "starts_on", "ends_on")),
        (gettext_lazy("What it carries out"), ("goals",)),
    )
    starts_on = day_field(label=gettext_lazy("From"))
    ends_on = day_field(label=gettext_lazy("Until"))
    goals = GoalsField()
    seen = hidden(0)

    def facts(self) -> dict[str, Any]:
        return {
            "title": self.said("title"),
            "purpose": self.said("purpose"),
            **{name: self.cleaned_data[name] for name in ("starts_on", "ends_on", "goals")},
        }


class ChangeForm(RoadMapForm):
    """Of an adopted road map: the change is public, and so is its reason."""

    texts: ClassVar[Mapping[str, tuple[Any, int]]] = {
        **RoadMapForm.texts,
        "reason": (gettext_lazy("Reasons of the change"), 4),
    }
    parts: ClassVar[Sequence[tuple[Any, Sequence[str]]]] = (
        *RoadMapForm.parts,
        (gettext_lazy("Why it is changed"), ("reason",)),
    )


def of_roadmap(roadmap: RoadMap) -> dict[str, Any]:
    """A road map as its form begins with it."""
    goals = roadmap.goals.select_related("recommendation")
    return {
        **spread({"title": roadmap.title, "purpose": roadmap.purpose}),
        "starts_on": roadmap.starts_on,
        "ends_on": roadmap.ends_on,
        "goals": {goal.recommendation.number: goal.weight for goal in goals},
        "seen": roadmap.edited,
    }


class AdoptForm(forms.Form):
    on = day_field(label=gettext_lazy("Adopted on"))
    decision = forms.CharField(
        label=gettext_lazy("Number of the decision"),
        required=False,
        max_length=20,
        help_text=gettext_lazy(
            "As D-2026-012, where a meeting of the body decided it; empty otherwise."
        ),
    )


class MeasureForm(SectionedForm):
    texts: ClassVar[Mapping[str, tuple[Any, int]]] = {
        "title": (gettext_lazy("What is done"), 2),
        "result": (gettext_lazy("Form of completion"), 2),
        "budget_source": (gettext_lazy("Source of funds"), 1),
        "indicator": (gettext_lazy("Indicator"), 2),
    }
    parts: ClassVar[Sequence[tuple[Any, Sequence[str]]]] = (
        (gettext_lazy("The measure"), ("place", "title", "result", "goals")),
        (gettext_lazy("Who and by when"), ("owner", "partners", "starts_on", "due_on")),
        (gettext_lazy("Money"), ("budget", "currency", "budget_source")),
        (gettext_lazy("How it is seen that it is done"), ("indicator", "baseline", "target")),
    )
    place = forms.CharField(
        label=gettext_lazy("Number in the plan"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("As 1.2; empty: after the others."),
    )
    goals = GoalsField(
        label=gettext_lazy("Recommendations it serves"),
        help_text=gettext_lazy(
            "Numbers of this road map’s recommendations, as R-2014-126, R-2019-031 (2): a weight "
            "in brackets where the measure counts for more."
        ),
    )
    owner = OrganisationField(label=gettext_lazy("Responsible"))
    partners = PartnersField()
    starts_on = day_field(label=gettext_lazy("Begins"), required=False)
    due_on = day_field(label=gettext_lazy("Deadline"))
    budget = forms.DecimalField(
        label=gettext_lazy("Budget"), required=False, min_value=0, max_digits=16, decimal_places=2
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        required=False,
        max_length=3,
        help_text=gettext_lazy("Three letters, as KZT, USD or EUR."),
    )
    baseline = forms.CharField(label=gettext_lazy("Baseline"), required=False, max_length=100)
    target = forms.CharField(label=gettext_lazy("Target"), required=False, max_length=100)
    seen = hidden(0)

    def facts(self) -> dict[str, Any]:
        plain = (
            "place", "goals", "owner", "partners", "starts_on", "due_on", "budget", "currency",
            "baseline", "target",
        )  # fmt: skip
        return {
            **{name: self.said(name) for name in self.texts},
            **{name: self.cleaned_data[name] for name in plain if name in self.fields},
        }


class OwnersForm(MeasureForm):
    """What who owns a measure keeps up of it."""

    texts: ClassVar[Mapping[str, tuple[Any, int]]] = {
        name: value for name, value in MeasureForm.texts.items() if name in OWNERS
    }
    parts: ClassVar[Sequence[tuple[Any, Sequence[str]]]] = tuple(
        (legend, tuple(name for name in names if name in OWNERS))
        for legend, names in MeasureForm.parts
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("place", "goals", "owner", "starts_on", "due_on"):
            del self.fields[name]


def of_measure(measure: Measure) -> dict[str, Any]:
    """A measure as its form begins with it."""
    facts = facts_of(measure)
    words = {name: facts.pop(name) for name in MeasureForm.texts}
    return {**facts, **spread(words), "seen": measure.edited}


class ReportForm(forms.Form):
    status = forms.ChoiceField(
        label=gettext_lazy("How far it is"),
        choices=MeasureStatus.choices,
        widget=choices(),
    )
    percent = forms.IntegerField(
        label=gettext_lazy("Done, per cent"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=gettext_lazy(
            "A whole number from 0 to 100, as you estimate it. Empty: 0 of what is not begun, "
            "100 of what is done, else as it was."
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("What was done"),
        widget=lines(6),
        help_text=gettext_lazy("Of a measure that is dropped: why. Public at once."),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        widget=lines(3),
        required=False,
        help_text=gettext_lazy(
            "Documents and sources with their dates, one on a line. Addresses are shown as they "
            "are written."
        ),
    )
    on = day_field(label=gettext_lazy("As of"))
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=Language.choices
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": current_language(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy(
            "XLSX with one measure a row, at most 5,000 rows. Headings in Kazakh, Russian or "
            "English are recognised."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of its texts"),
        required=False,
        choices=[("", gettext_lazy("as its headings")), *Language.choices],
    )


class NamesForm(forms.Form):
    """Which organisations are meant by names that nobody could find."""

    def __init__(self, *args: Any, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = list(names)
        for place, name in enumerate(names):
            self.fields[f"name{place}"] = OrganisationField(
                label=_("“%(name)s” is") % {"name": name}, required=False, help_text=""
            )

    def chosen(self) -> dict[str, Organisation]:
        found = {name: self.cleaned_data[f"name{place}"] for place, name in enumerate(self._names)}
        return {name: one for name, one in found.items() if one is not None}
