"""What the body answers to a consultation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.opinions.words import LONGEST_REASON
from kenes.ui.fields import ByLanguageForm, lines


class AnswerForm(ByLanguageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask(
            "answer",
            _("What the body answers: %(language)s"),
            rows=8,
            help_text=_(
                "What is done with what was found, by whom and until when; and why not, where "
                "nothing is done. In one language at least."
            ),
        )


class CorrectForm(AnswerForm):
    reason = forms.CharField(
        label=_("Why it is corrected"),
        widget=lines(2),
        max_length=LONGEST_REASON,
        help_text=_("It is published with your name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])
