"""Asking an institution, and withdrawing what was asked."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.languages.dates import written
from kenes.languages.types import current_language
from kenes.replies import permissions
from kenes.replies.forms import AskForm, WithdrawForm, names_of
from kenes.replies.services import asking, withdrawing
from kenes.replies.views.one import get_visible
from kenes.ui.asking import FormPage, actor_of, ask, form_page, tell


@dataclass(frozen=True, kw_only=True)
class Page:
    form: AskForm
    draft: str  # under which the browser keeps what was typed
    asking_for: str  # "" where there is a choice


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """Ask an institution; ``to`` and ``about`` of the address fill the form."""
    actor = actor_of(request)
    authorise(actor, permissions.ASK)
    form = AskForm(
        request.POST or None,
        names=names_of(actor),
        for_body=bool(actor.roles & permissions.FOR_THE_BODY),
        initial={
            "to": request.GET.get("to", "")[:300],
            "about": request.GET.get("about", "")[:20],
            "language": current_language(),
            "visibility": "public",
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = asking.ask(**form.facts, actor=actor, now=timezone.now())
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(
                request,
                _("%(number)s is asked. The reply of %(name)s is due on %(day)s.")
                % {
                    "number": made.number,
                    "name": made.addressee,
                    "day": written(made.due_on),
                },
            )
            return redirect("replies:one", made.number)
    page = Page(form=form, draft="ask", asking_for=form.only_name)
    status = 422 if form.is_bound else 200
    return render(request, "replies/ask.html", {"page": page}, status=status)


@form_page
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_visible(number, actor)
    authorise(actor, permissions.WITHDRAW, found)
    here = reverse("replies:one", args=[number])
    page = FormPage(
        title=_("Withdraw %(number)s") % {"number": number},
        back_url=here,
        back=number,
        form=WithdrawForm(request.POST if request.method == "POST" else None),
        button=_("Withdraw it"),
        consequence=_(
            "%(name)s owes no reply any more. The request stays to be read. "
            "This cannot be undone; you can ask again."
        )
        % {"name": found.addressee},
    )
    return ask(
        request,
        page,
        lambda form: withdrawing.withdraw(
            found, reason=form.cleaned_data["reason"], actor=actor, now=timezone.now()
        ),
        done=_("%(number)s is withdrawn.") % {"number": number},
        then=here,
    )
