"""Coming in: accepting an invitation, setting up the second factor."""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kenes.accounts.forms.people import AcceptForm
from kenes.accounts.second_factor import lacks_second_factor
from kenes.accounts.services import invitations
from kenes.ui.asking import actor_of, form_page, tell


@dataclass(frozen=True, kw_only=True)
class AcceptPage:
    email: str
    form: AcceptForm


@dataclass(frozen=True, kw_only=True)
class GonePage:
    sentence: str


@never_cache
@form_page
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The invited person chooses name and password, then signs in with it."""
    try:
        user = invitations.find(token, timezone.now()).user
        known = {"full_name": user.full_name, "language": user.language}
        form = AcceptForm(request.POST or None, initial=known)
        if request.method == "POST" and form.is_valid():
            try:
                invitations.accept(
                    token,
                    full_name=form.cleaned_data["full_name"],
                    language=form.cleaned_data["language"],
                    password=form.cleaned_data["password"],
                    actor=actor_of(request),
                    now=timezone.now(),
                )
            except ValidationError as error:
                tell(form, error)
            else:
                messages.success(request, _("Welcome. Sign in with the password you chose."))
                return redirect("account_login")
    except invitations.InvitationGone as gone:
        return render(
            request,
            "accounts/gone.html",
            {"page": GonePage(sentence=str(gone))},
            status=HTTPStatus.GONE,
        )
    return render(
        request, "accounts/accept.html", {"page": AcceptPage(email=user.email, form=form)}
    )


@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is needed and the two kinds to choose from."""
    if not lacks_second_factor(request.user):  # type: ignore[arg-type]
        return redirect("mfa_index")
    return render(request, "accounts/second_factor.html")
