"""The pages of a meeting while it is held: its floor, its public page, the wall."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor, NotAllowed
from kenes.languages.types import LANGUAGES, current_language
from kenes.meetings import permissions
from kenes.meetings.lifecycle import Status
from kenes.meetings.live import frames, tickets
from kenes.meetings.live.floor import seen
from kenes.meetings.live.gathering import Rows, gather
from kenes.meetings.live.own import Own, own, scope_for
from kenes.meetings.live.scopes import Scope, scope_of
from kenes.meetings.live.sight import Floor
from kenes.meetings.models import Meeting
from kenes.ui.asking import actor_of

HELD = (Status.CALLED, Status.OPEN, Status.CLOSED)


@dataclass(frozen=True, kw_only=True)
class Tongue:
    code: str
    url: str
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """``refreshes``: without scripts, it loads itself anew; not where something is typed."""

    title: str
    back_url: str
    floor: Floor
    own: Own
    may_cast: bool
    is_inside: bool
    refreshes: bool
    can: str  # what this person may do beside leading
    token: str
    stream: str  # "": there is none, the page asks
    ticket: str
    poll_url: str
    now: str
    languages: tuple[Tongue, ...] = ()
    is_dark: bool = False


def visible(number: str, *, of: tuple[str, ...] = HELD) -> Meeting:
    """A meeting that has a floor. Raises Http404."""
    if not number.isprintable():
        raise Http404  # PostgreSQL would not even look for it
    meeting = Meeting.objects.select_related("body").filter(number=number, status__in=of).first()
    if meeting is None:
        raise Http404
    return meeting


@require_safe
def floor(request: HttpRequest, number: str) -> HttpResponse:
    """For who is at the table: what each can do is on it."""
    actor, meeting, now = actor_of(request), visible(number), timezone.now()
    authorise(actor, permissions.READ, meeting)
    scope = scope_of(meeting, actor)
    if scope is None:
        raise NotAllowed(_("Only those who are invited follow this meeting."))
    if scope == Scope.PUBLIC:
        return redirect("meetings:watch", number=number)
    if part := request.GET.get("part"):
        return _asked(request, meeting, actor, part, now)
    rows = gather(meeting, now)
    return _shown(request, "meetings/floor/page.html", rows, scope, actor, is_inside=True)


@require_safe
def watch(request: HttpRequest, number: str) -> HttpResponse:
    """For everybody, when the meeting is public."""
    actor, meeting, now = actor_of(request), visible(number), timezone.now()
    authorise(actor, permissions.READ, meeting)
    if not meeting.is_public:
        raise NotAllowed(_("Only those who are invited follow this meeting."))
    if request.GET.get("part"):
        return _public(request, meeting, Scope.PUBLIC, now)
    return _shown(request, "meetings/floor/page.html", gather(meeting, now), Scope.PUBLIC, actor)


@require_safe
def projector(request: HttpRequest, number: str) -> HttpResponse:
    """For the wall. It shows what everybody may see, since walls are photographed.

    Of a meeting that is not public, the wall of its room shows what the room sees.
    """
    actor, meeting, now = actor_of(request), visible(number), timezone.now()
    authorise(actor, permissions.READ, meeting)
    scope = Scope.PUBLIC if meeting.is_public else Scope.ROOM
    if not meeting.is_public and scope_of(meeting, actor) is None:
        raise NotAllowed(_("Only those who are invited follow this meeting."))
    if request.GET.get("part"):
        return _public(request, meeting, scope, now)
    return _shown(request, "meetings/floor/projector.html", gather(meeting, now), scope, actor)


def told(request: HttpRequest, meeting: Meeting, actor: Actor, now: datetime) -> dict[str, Any]:
    """What a page of a person is told: all that is seen, their own part, a fresh ticket."""
    rows = gather(meeting, now)
    scope = scope_for(rows, actor)
    if scope is None:
        raise NotAllowed(_("Only those who are invited follow this meeting."))
    _rows, frame = frames.draw(meeting.pk, scope, current_language(), now, rows)
    if frame is None:
        raise Http404
    mine = own(rows, actor)
    context = {"floor": seen(rows, scope), "own": mine, "may_cast": bool(mine.vote)}
    parts = {
        name: render_to_string(f"meetings/floor/{name}.html", context) for name in ("cast", "own")
    }
    known = frame.told()
    return {
        **known,
        "parts": {**known["parts"], **parts},
        "own": True,
        "scope": scope,
        "can": _can(actor, meeting),
        "ticket": _ticket(meeting, scope, now),
    }


def _asked(
    request: HttpRequest, meeting: Meeting, actor: Actor, part: str, now: datetime
) -> HttpResponse:
    found = told(request, meeting, actor, now)
    if part == "own":
        found["parts"] = {name: found["parts"][name] for name in ("cast", "own")}
    return _kept_nowhere(JsonResponse(found))


def _public(request: HttpRequest, meeting: Meeting, scope: Scope, now: datetime) -> HttpResponse:
    frame = frames.kept(meeting, scope, current_language(), now)
    if frame is None:
        raise Http404
    found = {
        **frame.told(),
        "own": True,
        "scope": scope,
        "can": "",
        "ticket": _ticket(meeting, scope, now),
    }
    return _kept_nowhere(JsonResponse(found))


def _shown(
    request: HttpRequest,
    template: str,
    rows: Rows,
    scope: Scope,
    actor: Actor,
    *,
    is_inside: bool = False,
) -> HttpResponse:
    meeting = rows.meeting
    mine = own(rows, actor) if is_inside else Own()
    stream = address(request)
    page = Page(
        title=_title(meeting),
        back_url=meeting.get_absolute_url(),
        floor=seen(rows, scope),
        own=mine,
        may_cast=bool(mine.vote),
        is_inside=is_inside,
        refreshes=scope != Scope.LEAD and not mine.may_vote,
        can=_can(actor, meeting) if is_inside else "",
        token=get_token(request) if is_inside else "",
        stream=f"{stream}/live/{meeting.number}" if stream else "",
        ticket=_ticket(meeting, scope, rows.now),
        poll_url=request.path,
        now=rows.now.isoformat(timespec="milliseconds"),
        languages=_languages(request, meeting),
        is_dark="dark" in request.GET,
    )
    response = _kept_nowhere(render(request, template, {"page": page}))
    allowed: dict[str, list[str]] = {"trusted-types": ["kenes-live"]}
    if stream:
        allowed["connect-src"] = [stream]
    response._csp_update = allowed  # type: ignore[attr-defined]
    return response


def address(request: HttpRequest) -> str:
    """Where this page's browser finds the stream; "" when nobody has said and none can be told.

    ``kenes serve`` has it on the port after its own, so a host that is named with its port tells.
    """
    if settings.KENES_LIVE_ADDRESS:
        return str(settings.KENES_LIVE_ADDRESS).rstrip("/")
    host, colon, port = request.get_host().rpartition(":")
    if not colon or not port.isdigit():
        return ""
    return f"{request.scheme}://{host}:{int(port) + 1}"


def _title(meeting: Meeting) -> str:
    return capfirst(f"{meeting.name}, {meeting.body}")


def _ticket(meeting: Meeting, scope: Scope, now: datetime) -> str:
    return tickets.written(meeting.pk, meeting.number, scope, current_language(), now)


def _can(actor: Actor, meeting: Meeting) -> str:
    places = (("note", permissions.NOTE), ("decide", permissions.DECIDE))
    return " ".join(name for name, action in places if may(actor, action, meeting))


def _languages(request: HttpRequest, meeting: Meeting) -> tuple[Tongue, ...]:
    here, rest = current_language(), request.get_full_path()[3:]
    return tuple(
        Tongue(code=code, url=f"/{code}{rest}", is_here=code == here) for code in LANGUAGES
    )


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, no_store=True, private=True)
    return response
