"""One meeting: where it stands, its agenda with papers, who calls it, its path."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Action, Actor
from kenes.languages.dates import written
from kenes.languages.types import Language
from kenes.meetings import calendar, permissions, reading, recorded, telling
from kenes.meetings.lifecycle import Answer, Mode, Status
from kenes.meetings.models import Decision, Invitation, Meeting, Paper
from kenes.meetings.permissions import Tabling
from kenes.meetings.services import calling
from kenes.meetings.views.asking import meeting_of
from kenes.members.models import Organisation
from kenes.record.services import bundling
from kenes.ui.asking import actor_of
from kenes.ui.path import PathStep


@dataclass(frozen=True, kw_only=True)
class Way:
    """Something this person may do here."""

    label: str
    url: str
    is_main: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    meeting: Meeting
    title: reading.Words
    when: str
    standing: str
    tone: str
    reason: reading.Words  # of an extra meeting
    short_notice: reading.Words
    place: reading.Words
    language: str  # of the minutes
    link: str  # "" to who is not invited
    call_by: str  # until when a plan is called with all notice
    ways: tuple[Way, ...]
    answer: str  # what this person has said of coming; "" when they are not invited
    agenda: reading.Agenda | None
    own_papers: tuple[Paper, ...]
    papers_until: str
    table_url: str
    takes_out: frozenset[int]  # papers this person may take out
    needed: tuple[reading.Needed, ...]
    decisions: tuple[reading.Decided, ...]
    path: tuple[PathStep, ...]
    record: bundling.Standing
    calendar_url: str
    waits_without_day: bool  # cancelled: its proposals wait for another day


def cite(request: HttpRequest, number: str) -> HttpResponse:
    """The permanent address of a number: leads to the page in the reader's language."""
    with override(get_language_from_request(request)):
        return redirect("meetings:one", number=number)


def cite_decision(request: HttpRequest, number: str) -> HttpResponse:
    """The permanent address of a decision: its place on the page of its meeting."""
    decision = get_object_or_404(Decision.objects.select_related("meeting"), number=number)
    with override(get_language_from_request(request)):
        return redirect(f"{decision.meeting.get_absolute_url()}#{number}")


@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    actor, meeting = actor_of(request), meeting_of(number)
    authorise(actor, permissions.READ, meeting)
    page = _page(meeting, actor, timezone.localdate())
    return render(request, "meetings/one.html", {"page": page, "meeting": meeting})


@require_safe
def ics(request: HttpRequest, number: str) -> HttpResponse:
    """The meeting for one's calendar; with its link for who is invited."""
    actor, meeting = actor_of(request), meeting_of(number)
    authorise(actor, permissions.READ, meeting)
    link = meeting.link if _sees_link(meeting, actor, _invited(meeting, actor)) else ""
    url = request.build_absolute_uri(meeting.get_absolute_url())
    response = HttpResponse(
        calendar.of_meeting(meeting, url=url, now=timezone.now(), link=link),
        content_type=f"{calendar.MEDIA_TYPE}; charset=utf-8; method=PUBLISH",
    )
    response["Content-Disposition"] = f'attachment; filename="{meeting.number}.ics"'
    return response


def _page(meeting: Meeting, actor: Actor, today: date) -> Page:
    record = bundling.standing(meeting.number, recorded.state_of(meeting))
    invited = _invited(meeting, actor)
    agenda = reading.agenda_of(meeting, actor)
    own = () if agenda else reading.own_papers(meeting, actor)
    papers = [*own, *(_papers(agenda) if agenda else ())]
    tables = _tables(meeting, actor)
    until, call_by = meeting.papers_until, _call_by(meeting, today)
    return Page(
        meeting=meeting,
        title=reading.worded(meeting.title or {}),
        when=telling.day_and_hour(meeting),
        standing=telling.standing(meeting, today),
        tone=telling.tone(meeting),
        reason=reading.worded(meeting.reason),
        short_notice=reading.worded(meeting.short_notice),
        place=reading.worded(meeting.place),
        language=str(Language(meeting.language).label),
        link=meeting.link if _sees_link(meeting, actor, invited) else "",
        call_by=written(call_by) if call_by else "",
        ways=_ways(meeting, actor, invited),
        answer=str(invited.get_answer_display()) if invited else "",
        agenda=agenda,
        own_papers=own,
        papers_until=written(until) if until else "",
        table_url=reverse("meetings:table", args=[meeting.number]) if tables else "",
        takes_out=frozenset(
            paper.pk for paper in papers if tables and reading.may_take_out(paper, actor)
        ),
        needed=reading.needed_of(meeting, today),
        decisions=reading.decisions_of(meeting),
        path=reading.path_of(meeting, record.by_field, call_by),
        record=record,
        calendar_url=reverse("meetings:ics", args=[meeting.number]),
        waits_without_day=meeting.status == Status.CANCELLED and meeting.called_at is not None,
    )


def _papers(agenda: reading.Agenda) -> list[Paper]:
    beside = [paper for part in agenda.parts for row in part.rows for paper in row.papers]
    return [*agenda.papers, *beside]


def _invited(meeting: Meeting, actor: Actor) -> Invitation | None:
    if not actor.is_signed_in:
        return None
    return meeting.invitations.filter(user=actor.user_id).first()


def _sees_link(meeting: Meeting, actor: Actor, invited: Invitation | None) -> bool:
    return invited is not None or bool(may(actor, permissions.PLAN))


def _tables(meeting: Meeting, actor: Actor) -> bool:
    """Whether this person may table a paper, for an organisation or for the secretariat."""
    if may(actor, permissions.TABLE, Tabling(meeting=meeting, organisation=None)):
        return True
    own = Organisation.objects.filter(pk__in=actor.organisation_ids).first()
    return own is not None and bool(
        may(actor, permissions.TABLE, Tabling(meeting=meeting, organisation=own))
    )


def _call_by(meeting: Meeting, today: date) -> date | None:
    """The last day to call it with the notice of the by-laws; None once that has passed."""
    if meeting.status != Status.PLANNED:
        return None
    day = calling.notice_until(meeting, today)
    return day if day >= today else None


def _ways(meeting: Meeting, actor: Actor, invited: Invitation | None) -> tuple[Way, ...]:
    """What this person may do, the one thing to do next first."""
    is_drafted = meeting.status == Status.PLANNED and meeting.items.exists()
    is_placed = bool(meeting.ends_at and (meeting.place or meeting.mode == Mode.ONLINE))
    places: list[tuple[Action, str, str, bool]] = [
        (permissions.CALL, "call", _("Call the meeting"), is_drafted and is_placed),
        (permissions.CHANGE_AGENDA, "agenda", _("Prepare the agenda"), not is_drafted),
        (
            permissions.CHANGE,
            "change",
            _("Change day, hour or place"),
            is_drafted and not is_placed,
        ),
        (permissions.CHANGE, "invited", _("Who is invited, and who comes"), False),
        (permissions.CANCEL, "cancel", _("Cancel the meeting"), False),
    ]
    found = [
        Way(
            label=label,
            url=reverse(f"meetings:{name}", args=[meeting.number]),
            is_main=is_main and meeting.status == Status.PLANNED,
        )
        for action, name, label, is_main in places
        if may(actor, action, meeting)
    ]
    if invited and may(actor, permissions.ANSWER, invited):
        is_open = invited.answer == Answer.NONE
        label = _("Say whether you come") if is_open else _("Change your answer")
        url = reverse("meetings:answer", args=[meeting.number])
        found.insert(0, Way(label=label, url=url, is_main=is_open))
    return tuple(found)
