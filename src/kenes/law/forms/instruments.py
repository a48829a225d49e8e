"""What the secretariat fills in about instruments. What is wrong with it, the services say."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.languages.types import Language, current_language, in_order
from kenes.law.lifecycle import InstrumentKind
from kenes.law.models import Commitment, Instrument, Report
from kenes.law.services.commitments import statuses_of
from kenes.ui.fields import ByLanguageForm, choices, choose, day_field, lines, spread

_TOP = 2**31 - 1
Articles = list[tuple[str, Mapping[str, str]]]


class InstrumentForm(ByLanguageForm):
    """An instrument that the catalogue does not know."""

    code = forms.CharField(
        label=gettext_lazy("Short name in addresses"),
        help_text=gettext_lazy("Small Latin letters, digits and hyphens: minsk-1995."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=InstrumentKind.choices, initial=InstrumentKind.OTHER
    )
    parent = forms.CharField(
        label=gettext_lazy("Treaty it belongs to"),
        required=False,
        help_text=gettext_lazy("Of a protocol: the treaty’s short name in addresses, as iccpr."),
    )
    adopted_on = day_field(label=gettext_lazy("Adopted on"))
    in_force_on = day_field(label=gettext_lazy("In force since"), required=False)
    mechanism = forms.CharField(
        label=gettext_lazy("Mechanism"),
        required=False,
        help_text=gettext_lazy("Who looks after it: a committee, an organisation."),
    )
    reports_every = forms.IntegerField(
        label=gettext_lazy("A report is due every … years"),
        required=False,
        min_value=0,
        max_value=_TOP,
        help_text=gettext_lazy("Leave it empty where there are no reports."),
    )
    has_complaints = forms.BooleanField(
        label=gettext_lazy("Its mechanism takes complaints of individuals"), required=False
    )
    articles = forms.CharField(
        label=gettext_lazy("Articles"),
        widget=lines(10),
        required=False,
        help_text=gettext_lazy(
            "One on a line: its number, then a short label in your language, as "
            "“14 | Fair trial”. Labels in the other languages stay as they are."
        ),
    )

    def __init__(self, *args: Any, instrument: Instrument | None = None, **kwargs: Any) -> None:
        self.of = instrument
        if instrument is not None:
            kwargs["initial"] = self._facts(instrument)
        super().__init__(*args, **kwargs)
        self.ask("name", gettext_lazy("Name in full: %(language)s"))
        self.ask("short", gettext_lazy("Short name: %(language)s"))
        if instrument is not None:
            del self.fields["code"]
        named = [name for name in self.fields if name.startswith(("name_", "short_"))]
        self.order_fields(["code", "kind", *named])

    def clean_parent(self) -> Instrument | None:
        code = self.cleaned_data["parent"].strip()
        if not code:
            return None
        found = Instrument.objects.filter(code=code).first() if code.isprintable() else None
        if found is None:
            raise ValidationError(
                _("There is no instrument with the short name “%(code)s”.") % {"code": code[:40]}
            )
        return found

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        names = ("kind", "adopted_on", "in_force_on", "mechanism", "reports_every")
        return {
            **{name: self.cleaned_data[name] for name in (*names, "has_complaints", "parent")},
            "name": self.words("name"),
            "short": self.words("short"),
            "articles": self._articles(),
        }

    def _articles(self) -> Articles:
        known = {one.number: one.label for one in self.of.obligations.all()} if self.of else {}
        found: Articles = []
        for line in self.cleaned_data["articles"].splitlines():
            if not line.strip():
                continue
            number, _bar, label = (part.strip() for part in line.partition("|"))
            found.append((number, {**known.get(number, {}), current_language(): label}))
        return found

    def _facts(self, one: Instrument) -> dict[str, Any]:
        here = current_language()
        return {
            "kind": one.kind,
            "parent": one.parent.code if one.parent else "",
            "adopted_on": one.adopted_on,
            "in_force_on": one.in_force_on,
            "mechanism": one.mechanism,
            "reports_every": one.reports_every,
            "has_complaints": one.has_complaints,
            "articles": "\n".join(
                f"{row.number} | {row.label.get(here, '')}" for row in one.obligations.all()
            ),
            **spread({"name": one.name, "short": one.short}),
        }


class CommitmentForm(ByLanguageForm):
    """What the country has done; ``seen``: when what stood there before was changed."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), widget=choices())
    signed_on = day_field(label=gettext_lazy("Signed on"), required=False)
    joined_on = day_field(
        label=gettext_lazy("Ratified or acceded to on"),
        required=False,
        help_text=gettext_lazy("The day the instrument of ratification was deposited."),
    )
    joined_year = forms.IntegerField(
        label=gettext_lazy("Year, where the day is not known"),
        required=False,
        min_value=0,
        max_value=_TOP,
    )
    in_force_on = day_field(label=gettext_lazy("In force for the country since"), required=False)
    takes_complaints = forms.TypedChoiceField(
        label=gettext_lazy("Complaints of individuals"),
        required=False,
        choices=[
            ("", gettext_lazy("not known")),
            ("yes", gettext_lazy("accepted")),
            ("no", gettext_lazy("not accepted")),
        ],
        coerce=lambda said: said == "yes",
        empty_value=None,
    )
    complaints_since = day_field(
        label=gettext_lazy("Complaints are accepted since"), required=False
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        help_text=gettext_lazy("Where this is published: the depositary, the gazette."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        before: Commitment | None = getattr(instrument, "commitment", None)
        kwargs["initial"] = self._facts(before) if before else {}
        super().__init__(*args, **kwargs)
        choose(self, "status", [(one.value, one.label) for one in statuses_of(instrument)])
        self.ask(
            "reservations", gettext_lazy("Reservations and declarations: %(language)s"), rows=4
        )
        self.ask("note", gettext_lazy("Note: %(language)s"), rows=3)
        if not instrument.has_complaints:
            del self.fields["takes_complaints"], self.fields["complaints_since"]
        if instrument.kind in {InstrumentKind.DECLARATION, InstrumentKind.OSCE}:
            for name in ("joined_on", "joined_year", "in_force_on"):
                del self.fields[name]
            self.fields["signed_on"].label = _("Endorsed or signed on")
        last = [name for name in ("source", "seen") if name in self.fields]
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        left = ("reservations_", "note_", "seen")
        plain = {k: v for k, v in self.cleaned_data.items() if not k.startswith(left)}
        return {**plain, "reservations": self.words("reservations"), "note": self.words("note")}

    def _facts(self, one: Commitment) -> dict[str, Any]:
        takes = {None: "", True: "yes", False: "no"}[one.takes_complaints]
        names = ("status", "signed_on", "joined_on", "joined_year", "in_force_on")
        return {
            **{name: getattr(one, name) for name in (*names, "complaints_since", "source")},
            "takes_complaints": takes,
            "seen": one.changed_at.isoformat(),
            **spread({"reservations": one.reservations, "note": one.note}),
        }


class ReportForm(ByLanguageForm):
    due_on = day_field(label=gettext_lazy("Due on"), required=False)
    submitted_on = day_field(label=gettext_lazy("Submitted on"), required=False)
    considered_on = day_field(label=gettext_lazy("Considered on"), required=False)
    symbol = forms.CharField(
        label=gettext_lazy("Document symbol"),
        required=False,
        help_text=gettext_lazy("As the mechanism has it: CCPR/C/KAZ/3."),
    )

    def __init__(self, *args: Any, report: Report | None = None, **kwargs: Any) -> None:
        if report is not None:
            names = ("due_on", "submitted_on", "considered_on", "symbol")
            facts = {name: getattr(report, name) for name in names}
            kwargs["initial"] = {**facts, **spread({"name": report.name})}
        super().__init__(*args, **kwargs)
        self.ask(
            "name",
            gettext_lazy("Name of the report: %(language)s"),
            help_text=gettext_lazy("As in “third periodic report”."),
        )
        self.order_fields([f"name_{code}" for code in in_order(current_language())])

    def facts(self) -> dict[str, Any]:
        plain = {k: v for k, v in self.cleaned_data.items() if not k.startswith("name_")}
        return {**plain, "name": self.words("name")}


class TextFileForm(forms.Form):
    """A file with the wording of an instrument."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=Language.choices
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.xml,.akn"}),
        help_text=gettext_lazy(
            "JSON, a list of articles with “article” and “text”; or Akoma Ntoso. UTF-8."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": current_language()}
        super().__init__(*args, **kwargs)


class TextForm(forms.Form):
    """The preview's own: what was read, and what to do about articles not listed."""

    texts = forms.CharField(widget=forms.HiddenInput)
    language = forms.ChoiceField(choices=Language.choices, widget=forms.HiddenInput)
    adding = forms.BooleanField(
        label=gettext_lazy("Add the articles that are not listed here"), required=False
    )


class TableFileForm(forms.Form):
    """A table of ratifications."""

    country = forms.CharField(
        label=gettext_lazy("Country, two letters"),
        max_length=2,
        help_text=gettext_lazy("Only its rows are read."),
    )
    file = forms.FileField(
        label=gettext_lazy("Table"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv"}),
        help_text=gettext_lazy(
            "CSV with the columns “iso2”, “status”, “year ratification or accession”, "
            "“instrument”."
        ),
    )


class TableForm(forms.Form):
    """The preview's own: the rows that were read."""

    rows = forms.CharField(widget=forms.HiddenInput)
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        help_text=gettext_lazy("Public: it stands beside what is stated."),
    )
