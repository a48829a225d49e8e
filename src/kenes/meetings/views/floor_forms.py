"""What is done on the floor with words of one's own: pages of one form each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Action, Actor
from kenes.meetings import permissions
from kenes.meetings.forms.floor import CastForm, GuestForm, NoteForm, OpenForm, QuestionForm
from kenes.meetings.lifecycle import VoteKind
from kenes.meetings.live.own import Own, voted
from kenes.meetings.live.scopes import presence_of
from kenes.meetings.models import Cast, Item, Meeting, Turn, Vote
from kenes.meetings.reading import Words, worded
from kenes.meetings.services import attending, holding, speaking, voting
from kenes.meetings.views.floor import visible
from kenes.meetings.views.floor_asking import Asking, act_on
from kenes.members.actors import sender_of
from kenes.ui.asking import actor_of, draft_name, form_page, posted
from kenes.ui.fields import spread


@dataclass(frozen=True, kw_only=True)
class Polled:
    """An open vote, for who has voted."""

    pk: int
    question: Words
    is_open: bool = True


def floor_url(meeting: Meeting) -> str:
    return reverse("meetings:floor", args=[meeting.number])


def looking(request: HttpRequest, actor: Actor, action: Action, subject: Any) -> None:
    """Who only looks is refused here; who sends something, by the service, beside their words."""
    if request.method != "POST":
        authorise(actor, action, subject)


@form_page
def open_(request: HttpRequest, number: str) -> HttpResponse:
    actor, meeting = actor_of(request), visible(number)
    looking(request, actor, permissions.OPEN, meeting)
    page = Asking(
        title=_("Open the meeting"),
        meeting=meeting,
        back_url=floor_url(meeting),
        back=_("The floor"),
        form=OpenForm(posted(request)),
        button=_("Open the meeting"),
        consequence=_(
            "Its hour is public at once. Without a quorum in every chamber it informs, and "
            "cannot decide."
        ),
    )
    return act_on(
        request,
        page,
        lambda form: holding.open_(
            meeting, reason=form.words("reason"), actor=actor, now=timezone.now()
        ),
        actor=actor,
        done=_("The meeting is open."),
    )


@form_page
def close(request: HttpRequest, number: str) -> HttpResponse:
    actor, meeting = actor_of(request), visible(number)
    looking(request, actor, permissions.CLOSE, meeting)
    page = Asking(
        title=_("Close the meeting"),
        meeting=meeting,
        back_url=floor_url(meeting),
        back=_("The floor"),
        form=Form(posted(request)),
        button=_("Close it"),
        is_grave=True,
        consequence=_(
            "The item under discussion and the speech end. Nobody speaks or votes any more; "
            "decisions and notes can still be completed. This cannot be undone."
        ),
    )
    return act_on(
        request,
        page,
        lambda form: holding.close(meeting, actor=actor, now=timezone.now()),
        actor=actor,
        done=_("The meeting is closed."),
    )


@form_page
def guest(request: HttpRequest, number: str) -> HttpResponse:
    """Mark somebody present who was not invited."""
    actor, meeting = actor_of(request), visible(number)
    looking(request, actor, permissions.LEAD, meeting)
    page = Asking(
        title=_("Somebody else is here"),
        meeting=meeting,
        back_url=floor_url(meeting),
        back=_("The floor"),
        form=GuestForm(posted(request)),
        button=_("Mark as present"),
        consequence=_("A guest can be given the floor and has no vote."),
    )
    return act_on(
        request,
        page,
        lambda form: attending.arrive(
            meeting,
            person_name=form.cleaned_data["person_name"],
            organisation=form.cleaned_data["organisation"],
            is_online=form.cleaned_data["is_online"],
            actor=actor,
            now=timezone.now(),
        ),
        actor=actor,
        done=_("Marked as present."),
    )


@form_page
def note(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """What was said, in short, for the minutes."""
    actor, meeting = actor_of(request), visible(number)
    looking(request, actor, permissions.NOTE, meeting)
    turn = get_object_or_404(rows_of(meeting, Turn, pk).select_related("presence"))
    turn.meeting = meeting
    page = Asking(
        title=_("Note of a speech: %(name)s") % {"name": turn.presence.person},
        meeting=meeting,
        back_url=floor_url(meeting),
        back=_("The floor"),
        form=NoteForm(posted(request), turn=turn),
        button=_("Save the note"),
        draft=draft_name(actor, "note", turn.pk),
    )
    return act_on(
        request,
        page,
        lambda form: speaking.note(
            turn,
            summary=form.cleaned_data["summary"],
            language=form.cleaned_data["language"],
            actor=actor,
            now=timezone.now(),
        ),
        actor=actor,
        done=_("The note is saved."),
    )


@form_page
def put(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Put a question to the seats: a test of consensus, or a vote."""
    actor, meeting, now = actor_of(request), visible(number), timezone.now()
    looking(request, actor, permissions.LEAD, meeting)
    item = get_object_or_404(rows_of(meeting, Item, pk))
    item.meeting = meeting
    form = QuestionForm(
        posted(request),
        test_first=voting.needs_test_first(item, now),
        secret=voting.is_secret_by_law(meeting, now),
        initial=spread({"question": item.note}),
    )
    title = worded(item.title)
    page = Asking(
        title=_("Put a question on item %(n)s") % {"n": item.order},
        meeting=meeting,
        back_url=floor_url(meeting),
        back=_("The floor"),
        form=form,
        button=_("Open the vote"),
        consequence=_voting_words(item, now),
        draft=draft_name(actor, "put", item.pk, item.votes.count()),
        quote=title.text,
        quote_language=title.language,
    )
    return act_on(
        request,
        page,
        lambda form: voting.open_(
            item,
            kind=form.cleaned_data["kind"],
            is_secret=form.secrecy,
            question=form.words("question"),
            actor=actor,
            now=now,
        ),
        actor=actor,
        done=_("The vote is open."),
    )


@form_page
def cast(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Vote for the seat one sits on; the floor has the same on it."""
    actor = sender_of(request) if request.method == "POST" else actor_of(request)
    meeting = visible(number)
    looking(request, actor, permissions.CAST, meeting)
    vote = get_object_or_404(rows_of(meeting, Vote, pk).select_related("item"))
    vote.meeting = meeting
    question = worded(vote.question)
    page = Asking(
        title=_("Your vote"),
        meeting=meeting,
        back_url=floor_url(meeting),
        back=_("The floor"),
        form=CastForm(
            posted(request),
            is_test=vote.kind == VoteKind.CONSENSUS,
            takes_reason=voting.keeps_reasons(vote),
        ),
        button=_("Cast my vote"),
        consequence=_("A vote cannot be changed."),
        quote=question.text,
        quote_language=question.language,
    )

    made: list[Cast] = []

    def act(form: CastForm) -> None:
        done = voting.cast(
            vote,
            choice=form.cleaned_data["choice"],
            reason=form.cleaned_data.get("reason", ""),
            actor=actor,
            now=timezone.now(),
        )
        made.append(done)

    return act_on(
        request,
        page,
        act,
        actor=actor,
        done=_("Your vote is cast."),
        brief=lambda: _voted(vote, made[0] if made else _known(meeting, vote, actor)),
    )


def _known(meeting: Meeting, vote: Vote, actor: Actor) -> Cast | None:
    """The vote this person's seat has cast already."""
    presence = presence_of(meeting, actor)
    return vote.casts.filter(seat=presence.seat).first() if presence and presence.seat else None


def _voted(vote: Vote, cast: Cast | None) -> dict[str, str]:
    """One's own part alone: a full hall votes at one moment, the stream tells the rest to all."""
    if cast is None:
        return {}
    ballot = Polled(pk=vote.pk, question=worded(vote.question))
    mine = Own(seat=cast.seat_id, **voted(vote, cast))
    context = {"floor": {"ballot": ballot}, "own": mine, "may_cast": True}
    return {"cast": render_to_string("meetings/floor/cast.html", context)}


def rows_of(meeting: Meeting, model: Any, pk: int) -> Any:
    if pk >= 2**63:
        raise Http404
    return model.objects.filter(meeting=meeting, pk=pk)


def _voting_words(item: Item, now: datetime) -> str:
    """How it is decided under the by-laws, before the question is put."""
    rule = voting.rule_for(item, now).label
    secret = voting.is_secret_by_law(item.meeting, now)
    cast = ""
    if secret is not None:
        cast = _("Votes are secret.") if secret else _("Votes are open: each seat’s is recorded.")
    words = _("A test of consensus succeeds when no seat objects; a vote carries by %(rule)s.")
    return f"{words % {'rule': rule}} {cast}".strip()
