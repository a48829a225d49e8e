"""Pages of one form on the floor: nothing typed is lost, whatever the refusal."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kenes.access.moves import IllegalMove
from kenes.access.types import Actor, NotAllowed
from kenes.meetings.models import Meeting
from kenes.meetings.services.changes import ChangedMeanwhile
from kenes.meetings.views import floor as pages
from kenes.record.onwards import signing_first
from kenes.ui.asking import faster, tell


@dataclass(frozen=True, kw_only=True)
class Asking:
    """``signs``: the newest entry on the meeting is signed on the way."""

    title: str
    meeting: Meeting
    back_url: str
    back: str
    form: forms.BaseForm
    button: str
    consequence: str = ""
    draft: str = ""
    is_grave: bool = False
    quote: str = ""
    quote_language: str = ""
    signs: bool = False


def act_on(
    request: HttpRequest,
    page: Asking,
    act: Callable[[Any], Any],
    *,
    actor: Actor,
    done: str,
    template: str = "meetings/floor/form.html",
    brief: Callable[[], dict[str, Any]] | None = None,
) -> HttpResponse:
    """Show ``page``; once its form is valid, ``act`` on it and go back to where it came from.

    A page that sent it from a script is told what has changed, or why it was refused: all of the
    floor, or what ``brief`` says of it.
    """
    if request.method != "POST":
        return render(request, template, {"page": page})
    is_done = page.form.is_valid() and attempt(page.form, lambda: act(page.form))
    if wants_json(request):
        refused = "" if is_done else _first(page.form)
        if brief is not None:
            told = {**brief(), "refused": refused}
            return JsonResponse(told, status=422 if refused else 200)
        return answered(request, page.meeting, actor, refused)
    if is_done:
        messages.success(request, done)
        to = page.back_url
        return redirect(signing_first(page.meeting.number, actor, to) if page.signs else to)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, template, {"page": page}, status=status)


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> bool:
    """Whether it was done; what a service refuses, the form says."""
    try:
        act()
    except ValidationError as error:
        tell(form, error)
    except (NotAllowed, ChangedMeanwhile) as error:
        form.add_error(None, str(error))
    except IllegalMove:
        form.add_error(None, faster())
    else:
        return True
    return False


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def answered(
    request: HttpRequest, meeting: Meeting, actor: Actor, refused: str = ""
) -> HttpResponse:
    """What a page's script is told after an act: how things stand, and what was refused."""
    meeting.refresh_from_db()
    found = pages.told(request, meeting, actor, timezone.now())
    return JsonResponse({**found, "refused": refused}, status=422 if refused else 200)


def _first(form: forms.BaseForm) -> str:
    return next((str(error) for errors in form.errors.values() for error in errors), "")
