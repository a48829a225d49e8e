"""The register's forms: a file to import, a row to correct, a recommendation by hand."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.engines import undocs
from kenes.languages.types import Language
from kenes.recommendations import labels
from kenes.recommendations.lifecycle import Position, RequestedAction, Stage
from kenes.recommendations.models import Mapping, Recommendation


class CodesField(forms.CharField):
    """Names or codes parted by semicolons or new lines; unknown ones are told by name."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, *, vocabulary: str, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.vocabulary = vocabulary

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return "; ".join(labels.label(self.vocabulary, code) for code in value)
        return value

    def clean(self, value: Any) -> list[str]:
        codes: list[str] = []
        unknown: list[str] = []
        for name in re.split(r"[;\n]", super().clean(value)):
            if not name.strip():
                continue
            code = labels.code(self.vocabulary, name.strip())
            (codes if code else unknown).append(code or name.strip())
        if unknown:
            raise ValidationError(
                _("Not known: %(names)s. Part names by semicolons.")
                % {"names": "; ".join(unknown)}
            )
        return list(dict.fromkeys(codes))


class CodeField(CodesField):
    """One name or code."""

    widget = forms.TextInput  # type: ignore[assignment]

    def prepare_value(self, value: Any) -> Any:
        return labels.label(self.vocabulary, value) if value else ""

    def clean(self, value: Any) -> Any:
        codes = super().clean(value)
        if len(codes) > 1:
            raise ValidationError(_("Only one is possible here."))
        return codes[0] if codes else ""


class MomentField(forms.DateTimeField):
    """A moment to the microsecond, as the page was when it was opened."""

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else value


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Document"),
        help_text=gettext_lazy(
            "A report of the Working Group or its addendum (PDF, DOCX, TXT), a thematic matrix "
            "(DOCX), a UHRI export (XLSX, JSON), UPR Info data or another table (CSV)."
        ),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    mapping = forms.ModelChoiceField(
        label=gettext_lazy("Saved columns"),
        queryset=Mapping.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("find out"),
        help_text=gettext_lazy("For tables of your own whose columns were described before."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("find out")),
            *((kind.value, labels.label("source", kind.value)) for kind in undocs.Kind),
        ]


class RowForm(forms.Form):
    """One row of an import, as the person sees it in the source."""

    number = forms.CharField(label=gettext_lazy("Paragraph"), max_length=40, required=False)
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 6}))
    states = CodesField(label=gettext_lazy("Recommending States"), vocabulary="state")
    position = forms.ChoiceField(label=gettext_lazy("Position"), choices=Position.choices)
    heading = forms.CharField(
        label=gettext_lazy("Stands under"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def __init__(self, *args: Any, item: undocs.Item, **kwargs: Any) -> None:
        self._item = item
        kwargs["initial"] = {name: getattr(item, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def item(self) -> undocs.Item:
        """The item as corrected; a person looked, so no doubt is left."""
        given = self.cleaned_data
        return replace(
            self._item,
            number=given["number"],
            text=given["text"],
            states=tuple(given["states"]),
            position=undocs.Position(given["position"]),
            heading=given["heading"],
            confidence=1.0,
            doubts=(),
        )


class RecommendationForm(forms.Form):
    """A recommendation entered or corrected by hand."""

    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 6}))
    language = forms.ChoiceField(
        label=gettext_lazy("Prevailing language"), choices=Language.choices
    )
    mechanism = CodeField(label=gettext_lazy("Mechanism"), vocabulary="mechanism")
    symbol = forms.CharField(label=gettext_lazy("Document symbol"), max_length=80, required=False)
    paragraph = forms.CharField(label=gettext_lazy("Paragraph"), max_length=40, required=False)
    country = CodeField(label=gettext_lazy("Country concerned"), vocabulary="country")
    states = CodesField(label=gettext_lazy("Recommending States"), vocabulary="state")
    session = forms.CharField(label=gettext_lazy("Session"), max_length=20, required=False)
    cycle = forms.IntegerField(
        label=gettext_lazy("Cycle"), required=False, min_value=1, max_value=20
    )
    published_on = forms.DateField(
        label=gettext_lazy("Date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    heading = forms.CharField(
        label=gettext_lazy("Stands under"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    themes = CodesField(label=gettext_lazy("Themes"), vocabulary="theme")
    affected = CodesField(label=gettext_lazy("Affected groups"), vocabulary="affected")
    sdgs = CodesField(label=gettext_lazy("Sustainable development goals"), vocabulary="sdg")
    position = forms.ChoiceField(
        label=gettext_lazy("Position"), choices=Position.choices, initial=Position.UNKNOWN
    )
    action = forms.ChoiceField(
        label=gettext_lazy("Requested action"),
        choices=RequestedAction.choices,
        initial=RequestedAction.UNKNOWN,
    )
    stage = forms.ChoiceField(label=gettext_lazy("Stage of work"), choices=Stage.choices)

    def facts(self) -> dict[str, Any]:
        """The fields a service takes."""
        left_out = {"text", "language", "reason", "seen_at"}
        return {name: v for name, v in self.cleaned_data.items() if name not in left_out}


class CorrectionForm(RecommendationForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("Public: it stands on the path beside the correction."),
    )
    seen_at = MomentField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, of: Recommendation, **kwargs: Any) -> None:
        text = of.text_for(of.language)
        initial = {
            name: getattr(of, name) for name in RecommendationForm.base_fields if name != "text"
        }
        initial |= {"text": text.text if text else "", "seen_at": of.changed_at}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        del self.fields["language"]  # the prevailing language does not change


class TranslationForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Translation"), widget=forms.Textarea(attrs={"rows": 6})
    )
    checked = forms.BooleanField(
        label=gettext_lazy("Checked against the prevailing text"), required=False
    )
