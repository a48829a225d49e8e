"""One's own account: name, language, password, factors, sessions."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kenes.accounts.forms.people import OwnForm
from kenes.accounts.models import User
from kenes.accounts.services import people
from kenes.accounts.sessions import SignedIn, signed_in
from kenes.ui.asking import FormPage, actor_of, ask, form_page


@dataclass(frozen=True, kw_only=True)
class SessionsPage:
    sessions: tuple[SignedIn, ...]
    others: int


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (the middleware let nobody else in)
    return request.user


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """What belongs to one's account, and where each part is changed."""
    return render(request, "accounts/profile.html")


@form_page
def rename(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    known = {"full_name": user.full_name, "language": user.language}
    page = FormPage(
        title=_("Your name and language"),
        back_url=reverse("accounts:profile"),
        back=_("Your account"),
        form=OwnForm(request.POST or None, initial=known),
        button=_("Save"),
    )
    return ask(
        request,
        page,
        lambda form: people.rename(
            user, **form.cleaned_data, actor=actor_of(request), now=timezone.now()
        ),
        done=_("Saved."),
        then=reverse("accounts:profile"),
    )


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in."""
    found = signed_in(_person(request), request.session.session_key, timezone.now())
    page = SessionsPage(sessions=found, others=sum(not row.is_this for row in found))
    return render(request, "accounts/sessions.html", {"page": page})


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    people.revoke(_person(request), pk, actor=actor_of(request), now=timezone.now())
    messages.success(request, _("That session is over."))
    return redirect("accounts:sessions")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    key = request.session.session_key or ""
    ended = people.revoke_others(
        _person(request), key, actor=actor_of(request), now=timezone.now()
    )
    messages.success(
        request,
        ngettext("%(n)s session is over.", "%(n)s sessions are over.", ended) % {"n": ended},
    )
    return redirect("accounts:sessions")
