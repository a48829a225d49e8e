"""Proposing a statement: its rules, and those that say about the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import may
from kenes.access.types import VISITOR
from kenes.opinions import permissions
from kenes.opinions.forms.voting import ProposeForm
from kenes.opinions.lifecycle import Moderation, StatementStatus
from kenes.opinions.models import Consultation, Statement
from kenes.opinions.services import proposing, stating
from kenes.opinions.views.door import found, participant_of, without
from kenes.ui.asking import Asking, attempt, form_page, posted, refuse

_SHOWN = 3  # statements like it


@dataclass(frozen=True, kw_only=True)
class Page(Asking):
    consultation: Consultation
    alike: Sequence[Statement] = field(default=())


@form_page
def propose(request: HttpRequest, number: str) -> HttpResponse:
    consultation = found(number)
    who = participant_of(request, consultation)
    if who is None:
        return without(request, consultation)
    form = ProposeForm(posted(request), languages=consultation.languages)
    decision = may(VISITOR, permissions.PROPOSE, consultation)
    status, alike = HTTPStatus.OK, []
    if request.method == "POST" or not decision:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if decision else HTTPStatus.FORBIDDEN
    if request.method == "POST" and not decision:
        refuse(form, decision.reason)
    elif request.method == "POST" and form.is_valid():
        text, language = form.cleaned_data["text"], form.cleaned_data["language"]
        if "other" not in request.POST:
            alike = _alike(consultation, text, language)
        if not alike:
            refused, made = attempt(
                form, lambda: proposing.propose(who, text, language, now=timezone.now())
            )
            if not refused:
                messages.success(request, _told(made))
                return redirect("opinions:vote", number=number)
    page = _page(consultation, form, alike, decision.reason)
    answer = render(request, "opinions/propose.html", {"page": page}, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(
    consultation: Consultation, form: ProposeForm, alike: Sequence[Statement], refusal: str
) -> Page:
    return Page(
        consultation=consultation,
        alike=alike,
        title=_("Propose a statement"),
        back_url=reverse("opinions:vote", args=[consultation.number]),
        back=consultation.name,
        form=form,
        button=_("Propose"),
        other_button=_("Mine says something else: propose it") if alike else "",
        draft=f"statement-{consultation.number}",
        refusal=refusal,
    )


def _alike(consultation: Consultation, text: str, language: str) -> list[Statement]:
    found = stating.alike(consultation, text, language)
    return [one for one in found if one.status == StatementStatus.SHOWN][:_SHOWN]


def _told(made: Statement) -> str:
    if made.of.moderation == Moderation.AFTER:
        return _("Your statement is put to the vote tomorrow, together with the others of today.")
    return _("Your statement waits for the moderator, who does not learn whose it is.")
