"""Forms of requests and replies: an official answers in five minutes."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.access.types import Actor
from kenes.languages.dates import written
from kenes.languages.types import Language, current_language
from kenes.members.forms.fields import OrganisationField
from kenes.members.models import Organisation
from kenes.replies.lifecycle import TAKES, ReplyKind, RequestKind
from kenes.replies.models import Reply, Request
from kenes.ui.fields import choices, choose, lines

_KINDS = (
    (RequestKind.QUESTION, _("an answer to a question")),
    (RequestKind.PROPOSAL, _("whether it accepts a proposal")),
    (RequestKind.RECOMMENDATION, _("whether it accepts a recommendation")),
)
_REPLIES = {
    ReplyKind.ANSWERED: _("It answers the question"),
    ReplyKind.ACCEPTED: _("It accepts"),
    ReplyKind.IN_PART: _("It accepts in part, with reasons for the rest"),
    ReplyKind.DECLINED: _("It declines, with reasons"),
    ReplyKind.REFERRED: _("It refers the request to another institution"),
    ReplyKind.MORE_TIME: _("It needs more time, until a date"),
}


class Words(forms.CharField):
    """Text that is asked for, though a draft is saved without it: the service says when not."""

    def validate(self, value: Any) -> None:
        """Nothing is demanded yet."""


class AskForm(forms.Form):
    """``BODY`` stands for the body itself, in whose name the secretariat asks."""

    BODY = "body"

    to = OrganisationField(
        label=_("Whom you ask"),
        help_text=_(
            "A state body, parliament, an association, a donor, a mission: its name in any of "
            "the three languages, or its address."
        ),
    )
    asked_by = forms.ChoiceField(label=_("In whose name"))
    kind = forms.ChoiceField(label=_("What you expect"), choices=_KINDS)
    about = forms.CharField(
        label=_("About"),
        required=False,
        max_length=20,
        help_text=_("The number of a proposal or a recommendation, as R-2014-126."),
    )
    text = forms.CharField(label=_("What you ask"), widget=lines(8))
    language = forms.ChoiceField(label=_("Language of the text"), choices=Language.choices)
    visibility = forms.ChoiceField(
        label=_("Who reads it"),
        widget=choices(),
        choices=(
            ("public", _("Everyone: the question and the reply are in the public record")),
            (
                "restricted",
                _(
                    "The people of both organisations, of one it may be referred to, and the "
                    "body’s officers; that there is a request of this number can be noticed"
                ),
            ),
        ),
        initial="public",
    )

    def __init__(
        self,
        *args: Any,
        names: tuple[Organisation, ...],
        for_body: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        answers = [(str(one.pk), str(one)) for one in names]
        if for_body:
            answers.insert(0, (self.BODY, str(_("the body, through its secretariat"))))
        else:
            del self.fields["kind"]
        field = choose(self, "asked_by", answers)
        field.initial = answers[0][0] if answers else ""
        self.only_name = answers[0][1] if len(answers) == 1 else ""
        if self.only_name:
            field.widget = forms.HiddenInput()
        self._names = {str(one.pk): one for one in names}

    @property
    def facts(self) -> dict[str, Any]:
        """What ``asking.ask`` takes."""
        given = self.cleaned_data
        return {
            "addressee": given["to"],
            "asked_by": self._names.get(given["asked_by"]),
            "kind": given.get("kind") or RequestKind.QUESTION,
            "about": given["about"].strip().upper(),
            "text": given["text"],
            "language": given["language"],
            "is_public": given["visibility"] == "public",
        }


class ReplyForm(forms.Form):
    use_required_attribute = False

    kind = forms.ChoiceField(label=_("The institution replies"), widget=choices())
    text = Words(label=_("Text of the reply"), widget=lines(12))
    language = forms.ChoiceField(label=_("Language of the text"), choices=Language.choices)
    until = forms.DateField(
        label=_("More time until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    referred_to = OrganisationField(label=_("Referred to"), required=False)
    edited = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(
        self, data: Any = None, *, request: Request, reply: Reply | None, latest: date
    ) -> None:
        given = {
            "kind": reply.kind if reply else TAKES[request.kind][0],
            "text": reply.text if reply else "",
            "language": reply.language if reply else current_language(),
            "until": reply.until if reply else None,
            "referred_to": reply.referred_to if reply else None,
            "edited": reply.edited if reply else 0,
        }
        super().__init__(data, initial=given)
        kinds = [kind for kind in TAKES[request.kind] if not _is_spent(kind, request)]
        choose(self, "kind", [(kind, _REPLIES[kind]) for kind in kinds])
        if ReplyKind.MORE_TIME not in kinds:
            del self.fields["until"]
        else:
            self.fields["until"].help_text = _(
                "Only where more time is needed; the by-laws allow %(day)s at the latest, once."
            ) % {"day": written(latest)}
        self.fields["referred_to"].help_text = _(
            "Only where another institution has to reply: its name or its address."
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What ``drafting.save_draft`` takes."""
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "text": given["text"],
            "language": given["language"],
            "until": given.get("until"),
            "referred_to": given["referred_to"],
            "edited": given["edited"],
        }


class SignForm(forms.Form):
    edited = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class ReturnForm(forms.Form):
    note = forms.CharField(
        label=_("What to change"),
        widget=lines(5),
        help_text=_("Only the people who draft and sign for your institution read this."),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("Who reads the request reads it too."),
    )


def names_of(actor: Actor) -> tuple[Organisation, ...]:
    """The organisations a person may ask for."""
    return tuple(Organisation.objects.filter(pk__in=actor.organisation_ids))


def _is_spent(kind: str, request: Request) -> bool:
    return kind == ReplyKind.MORE_TIME and request.is_extended
