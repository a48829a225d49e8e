"""What is done on the floor by one button."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kenes.access.moves import IllegalMove
from kenes.access.policy import authorise
from kenes.access.types import Actor, NotAllowed
from kenes.meetings import permissions
from kenes.meetings.lifecycle import ItemStatus, TurnKind
from kenes.meetings.live.scopes import presence_of, scope_of
from kenes.meetings.models import Invitation, Item, Meeting, Presence, Turn, Vote
from kenes.meetings.services import attending, items, speaking, voting
from kenes.meetings.views.floor import visible
from kenes.meetings.views.floor_asking import answered, wants_json
from kenes.ui.asking import actor_of, faster

LARGEST = 2**63 - 1
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class Call:
    """A button that was pressed: by whom, on what."""

    meeting: Meeting
    given: QueryDict
    actor: Actor
    now: datetime

    @property
    def by(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": self.now}

    def row(self, model: type[Row], name: str, *related: str) -> Row:
        """What the button was about. Raises ValidationError when it is not there."""
        found = self.row_or_none(model, name, *related)
        if found is None:
            raise ValidationError(_("This is not there any more: look at how things stand now."))
        return found

    def row_or_none(self, model: type[Row], name: str, *related: str) -> Row | None:
        key = self.given.get(name, "")
        if not (key.isascii() and key.isdigit() and int(key[:20]) <= LARGEST):
            return None
        rows = model._default_manager.filter(meeting=self.meeting, pk=int(key[:20]))
        found = rows.select_related(*related).first() if related else rows.first()
        if found is not None:
            found.meeting = self.meeting  # type: ignore[attr-defined]
        return found

    def present_item(self) -> Item:
        found = self.meeting.items.filter(status=ItemStatus.PRESENT).first()
        if found is None:
            raise ValidationError(_("No item is under discussion."))
        found.meeting = self.meeting
        return found

    def presence(self) -> Presence:
        """Who is meant: whom an officer names, else the person themselves."""
        if "presence" in self.given:
            return self.row(Presence, "presence")
        found = presence_of(self.meeting, self.actor)
        if found is None:
            raise ValidationError(_("You are not marked present at this meeting."))
        found.meeting = self.meeting
        return found


def _begin(call: Call) -> None:
    items.begin(call.row(Item, "item"), **call.by)


def _end(call: Call) -> None:
    items.end(call.row(Item, "item"), **call.by)


def _postpone(call: Call) -> None:
    items.postpone(call.row(Item, "item"), **call.by)


def _ask(call: Call, kind: str = TurnKind.SPEECH) -> None:
    speaking.ask(call.present_item(), presence=call.presence(), kind=kind, **call.by)


def _point(call: Call) -> None:
    _ask(call, TurnKind.POINT_OF_ORDER)


def _give(call: Call) -> None:
    ends = call.row_or_none(Turn, "ends", "presence")
    speaking.give(call.row(Turn, "turn", "presence"), ends=ends, **call.by)


def _finish(call: Call) -> None:
    speaking.end(call.row(Turn, "turn", "presence"), **call.by)


def _withdraw(call: Call) -> None:
    speaking.withdraw(call.row(Turn, "turn", "presence"), **call.by)


def _arrive(call: Call, *, is_online: bool = False) -> None:
    attending.arrive(
        call.meeting,
        invitation=call.row(Invitation, "invitation"),
        is_online=is_online,
        **call.by,
    )


def _arrive_online(call: Call) -> None:
    _arrive(call, is_online=True)


def _leave(call: Call) -> None:
    attending.leave(call.presence(), **call.by)


def _vote_close(call: Call) -> None:
    voting.close(call.row(Vote, "vote"), **call.by)


def _vote_void(call: Call) -> None:
    voting.void(call.row(Vote, "vote"), **call.by)


ACTS: dict[str, Callable[[Call], None]] = {
    "begin": _begin,
    "end": _end,
    "postpone": _postpone,
    "ask": _ask,
    "point": _point,
    "give": _give,
    "finish": _finish,
    "withdraw": _withdraw,
    "arrive": _arrive,
    "arrive-online": _arrive_online,
    "leave": _leave,
    "vote-close": _vote_close,
    "vote-void": _vote_void,
}


@require_POST
def act(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Do it and go back to the floor; a page's script is told how things stand then."""
    actor, meeting, now = actor_of(request), visible(number), timezone.now()
    authorise(actor, permissions.READ, meeting)
    if scope_of(meeting, actor) is None:
        raise NotAllowed(_("Only those who are invited follow this meeting."))
    if what not in ACTS:
        raise Http404
    refused = ""
    try:
        ACTS[what](Call(meeting=meeting, given=request.POST, actor=actor, now=now))
    except ValidationError as error:
        refused = " ".join(error.messages)
    except NotAllowed as error:
        refused = str(error)
    except IllegalMove:
        refused = faster()
    if wants_json(request):
        return answered(request, meeting, actor, refused)
    if refused:
        messages.error(request, refused)
    return redirect("meetings:floor", number=number)
