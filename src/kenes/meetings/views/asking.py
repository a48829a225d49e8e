"""Pages of one form about a meeting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse

from kenes.access.moves import IllegalMove
from kenes.access.types import Actor, NotAllowed
from kenes.meetings.models import Meeting
from kenes.record.onwards import onwards
from kenes.ui import asking
from kenes.ui.asking import Asking, faster


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
    """As ``ui.asking.act_on``, then on to ``then``.

    ``signs``: the meeting whose newest entry the ``actor`` is asked to sign on the way.
    """
    return asking.act_on(
        request,
        page,
        act,
        done=done,
        go=lambda made: onwards(then(made) if callable(then) else then, signs, actor),
        template="meetings/form.html",
    )


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
        messages.warning(request, faster())
    else:
        messages.success(request, done)
        return True
    return False
