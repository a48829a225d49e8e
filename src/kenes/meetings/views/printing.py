"""The agenda and the minutes of a meeting as files, made when they are asked for."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise
from kenes.engines.typeset import Document, to_docx, to_pdf
from kenes.languages.types import current_language
from kenes.meetings import permissions, printing
from kenes.meetings.views.asking import meeting_of
from kenes.meetings.views.minutes import minutes_at
from kenes.ui.asking import actor_of
from kenes.ui.papers import sent

_MAKERS: dict[str, Callable[[Document], bytes]] = {"pdf": to_pdf, "docx": to_docx}


@require_safe
def agenda_pdf(request: HttpRequest, number: str) -> HttpResponse:
    return _agenda(request, number, "pdf")


@require_safe
def agenda_docx(request: HttpRequest, number: str) -> HttpResponse:
    return _agenda(request, number, "docx")


@require_safe
def minutes_pdf(request: HttpRequest, number: str) -> HttpResponse:
    return _minutes(request, number, "pdf")


@require_safe
def minutes_docx(request: HttpRequest, number: str) -> HttpResponse:
    return _minutes(request, number, "docx")


def _agenda(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Told to whom the meeting's page tells it."""
    actor, meeting = actor_of(request), meeting_of(number)
    authorise(actor, permissions.READ, meeting)
    if not meeting.shows_agenda_to(actor):
        raise Http404
    content = _MAKERS[kind](printing.agenda(meeting))
    return sent(content, f"{meeting.number}-agenda-{current_language()}.{kind}")


def _minutes(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Published ones for everybody; drafts, marked as such, for whom their page is for."""
    found = minutes_at(number, actor_of(request))
    content = _MAKERS[kind](printing.minutes_of(found))
    return sent(content, f"{found.meeting.number}-minutes-{current_language()}.{kind}")
