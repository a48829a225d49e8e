"""What those who take part write."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import Language, current_language
from kenes.opinions.words import LONGEST_STATEMENT
from kenes.ui.fields import choose


class ProposeForm(forms.Form):
    """One statement, in a language of the consultation."""

    text = forms.CharField(
        label=_("Statement"),
        help_text=_("At most 280 characters. Others read it as you write it; it is not changed."),
        # How long it may be is for the service: what is too long comes back whole.
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        strip=False,
        max_length=20 * LONGEST_STATEMENT,
    )
    language = forms.ChoiceField(label=_("Language of the text"))

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "language", [(code, Language(code).label) for code in languages])
        here = current_language()
        self.initial.setdefault("language", here if here in languages else languages[0])
