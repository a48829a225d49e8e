"""Pages of one form about a meeting: nothing typed is lost, whatever the refusal."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kenes.access.moves import IllegalMove
from kenes.access.types import Actor, NotAllowed
from kenes.meetings.forms.words import place_errors
from kenes.meetings.models import Meeting
from kenes.proposals.views.asking import Asking, onwards, refuse
from kenes.ui.asking import tell


def meeting_of(number: str) -> Meeting:
    """The meeting of an address; every meeting is public from its plan on. Raises Http404."""
    if not number.isprintable():
        raise Http404  # PostgreSQL would not even look for it
    found = Meeting.objects.select_related("body", "minutes").filter(number=number).first()
    if found is None:
        raise Http404
    return found


def act_on(
    request: HttpRequest,
    page: Asking,
    act: Callable[[Any], Any],
    *,
    done: str,
    then: str | Callable[[Any], str],
    signs: str = "",
    actor: Actor | None = None,
) -> HttpResponse:
    """Show ``page``; once its form is valid, ``act`` on it and go on to ``then``.

    ``signs``: the meeting whose newest entry the ``actor`` is asked to sign on the way.
    """
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if page.refusal:
            status = HTTPStatus.FORBIDDEN
            refuse(page.form, page.refusal)
        elif page.form.is_valid():
            refused, result = attempt(page.form, lambda: act(page.form))
            if not refused:
                messages.success(request, done)
                return onwards(then(result) if callable(then) else then, signs, actor)
    return render(request, "meetings/form.html", {"page": page}, status=status)


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> tuple[bool, Any]:
    """Whether a service refused, which the form then says; and what it returned."""
    try:
        return False, act()
    except ValidationError as error:
        tell(form, place_errors(form, error))
    except NotAllowed as error:
        form.add_error(None, str(error))
    except IllegalMove:
        form.add_error(None, _("Somebody was faster: the meeting stands otherwise by now."))
    return True, None


def try_to(request: HttpRequest, act: Callable[[], Any], done: str) -> bool:
    """For buttons without a form: do it, or say above the page why not."""
    try:
        act()
    except ValidationError as error:
        for sentence in error.messages:
            messages.warning(request, sentence)
    except NotAllowed as error:
        messages.warning(request, str(error))
    except IllegalMove:
        messages.warning(request, _("Somebody was faster: the meeting stands otherwise by now."))
    else:
        messages.success(request, done)
        return True
    return False
