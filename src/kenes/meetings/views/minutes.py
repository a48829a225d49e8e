"""The minutes of a meeting as they are read, and the corrections proposed to them."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Action, Actor
from kenes.languages.dates import written
from kenes.languages.types import LANGUAGES, Language, current_language
from kenes.meetings import minutes as reading
from kenes.meetings import permissions
from kenes.meetings.composing import paragraphs
from kenes.meetings.lifecycle import CorrectionStatus, MinutesStatus
from kenes.meetings.models import Correction, Meeting, Minutes
from kenes.meetings.services import circulating
from kenes.meetings.views.asking import meeting_of
from kenes.ui.asking import actor_of
from kenes.ui.differences import Row, compare_line


@dataclass(frozen=True, kw_only=True)
class Way:
    """Something this person may do here."""

    label: str
    url: str
    is_main: bool = False


@dataclass(frozen=True, kw_only=True)
class InLanguage:
    code: str
    name: str
    url: str
    is_here: bool
    prevails: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    meeting: Meeting
    minutes: Minutes
    read: reading.Read
    standing: str
    tone: str
    overdue: str  # a sentence; "" when it is not
    due: str
    published: str
    languages: tuple[InLanguage, ...]
    prevailing_name: str
    is_beside: bool
    beside_url: str
    contents: tuple[reading.Line, ...]
    ways: tuple[Way, ...]
    awaited: tuple[str, ...]  # chairs who have not approved yet
    proposed: int
    may_propose: bool
    may_edit: bool
    may_correct: bool


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A proposed correction, word by word against the text it was proposed to."""

    correction: Correction
    number: int  # of the paragraph
    language: str
    row: Row
    is_waiting: bool
    is_outdated: bool  # the paragraph reads otherwise by now


@dataclass(frozen=True, kw_only=True)
class CorrectionsPage:
    meeting: Meeting
    minutes: Minutes
    standing: str
    proposals: tuple[Proposal, ...]
    may_settle: bool
    may_decide: bool
    may_propose: bool


def minutes_at(number: str, actor: Actor) -> Minutes:
    """The minutes of the address, as this person may know them. Raises Http404."""
    meeting = meeting_of(number)
    authorise(actor, permissions.READ, meeting)
    found = reading.of(meeting)
    if found is None or not permissions.may_read_minutes(actor, found):
        raise Http404
    return found


@require_safe
def minutes(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = minutes_at(number, actor)
    is_beside = request.GET.get("beside") == "prevailing"
    page = _page(found, actor, timezone.localdate(), is_beside=is_beside)
    return render(request, "meetings/minutes/page.html", {"page": page})


@require_safe
def corrections(request: HttpRequest, number: str) -> HttpResponse:
    """What was proposed while the minutes circulated, to be seen by all who read the draft."""
    actor = actor_of(request)
    found = minutes_at(number, actor)
    if found.circulated_at is None or not _was_among(found, actor):
        raise Http404
    page = CorrectionsPage(
        meeting=found.meeting,
        minutes=found,
        standing=reading.standing(found, timezone.localdate()),
        proposals=proposals(found),
        may_settle=bool(may(actor, permissions.SETTLE, found))
        and found.status == MinutesStatus.CIRCULATED,
        may_decide=bool(may(actor, permissions.SETTLE, found))
        and found.status == MinutesStatus.CIRCULATED,
        may_propose=bool(may(actor, permissions.PROPOSE, found)),
    )
    return render(request, "meetings/minutes/corrections.html", {"page": page})


def _was_among(found: Minutes, actor: Actor) -> bool:
    """Once the minutes are published, what was proposed stays with those who read the draft."""
    if not found.is_published or actor.roles & permissions.OFFICERS:
        return True
    if not actor.is_signed_in:
        return False
    own = {"user": actor.user_id}
    meeting = found.meeting
    return meeting.presences.filter(**own).exists() or meeting.invitations.filter(**own).exists()


def proposals(found: Minutes) -> tuple[Proposal, ...]:
    rows = list(found.paragraphs.order_by("order", "id").prefetch_related("texts"))
    numbers = paragraphs.numbered(rows)
    now = {(one.pk, text.language): text.text for one in rows for text in one.texts.all()}
    return tuple(proposal(one, numbers, now) for one in reading.proposed(found))


def proposal(
    one: Correction, numbers: dict[int, int], now: dict[tuple[int, str], str]
) -> Proposal:
    is_waiting = one.status == CorrectionStatus.PROPOSED
    return Proposal(
        correction=one,
        number=numbers.get(one.paragraph_id, 0),
        language=str(Language(one.language).label),
        row=compare_line(one.before, one.text),
        is_waiting=is_waiting,
        is_outdated=is_waiting and now.get((one.paragraph_id, one.language), "") != one.before,
    )


def _page(found: Minutes, actor: Actor, today: date, *, is_beside: bool) -> Page:
    read = reading.read(found, current_language())
    url = reverse("meetings:minutes", args=[found.meeting.number])
    is_overdue = reading.is_overdue(found, today)
    due = written(found.due_on)
    waiting = found.status == MinutesStatus.SETTLED
    return Page(
        meeting=found.meeting,
        minutes=found,
        read=read,
        standing=reading.standing(found, today),
        tone="done" if found.is_published else "wait",
        overdue=_("They were to be published by %(day)s.") % {"day": due} if is_overdue else "",
        due=due,
        published=written(timezone.localdate(found.published_at)) if found.published_at else "",
        languages=tuple(_languages(found)),
        prevailing_name=str(Language(found.language).label),
        is_beside=is_beside and not read.is_prevailing,
        beside_url="" if read.is_prevailing else f"{url}?beside=prevailing",
        contents=tuple(one for one in read.lines if one.level > 1 and one.text),
        ways=_ways(found, actor, today),
        awaited=tuple(one.person for one in circulating.lacking(found, today)) if waiting else (),
        proposed=found.corrections.filter(number=None).count() if not found.is_published else 0,
        may_propose=bool(may(actor, permissions.PROPOSE, found)),
        may_edit=bool(may(actor, permissions.WRITE_MINUTES, found)),
        may_correct=bool(may(actor, permissions.CORRECT_MINUTES, found)),
    )


def _languages(found: Minutes) -> list[InLanguage]:
    """The same minutes in each language of the house."""
    made = []
    for code in LANGUAGES:
        with override(code):
            url = reverse("meetings:minutes", args=[found.meeting.number])
        made.append(
            InLanguage(
                code=code,
                name=str(Language(code).label),
                url=url,
                is_here=code == current_language(),
                prevails=code == found.language,
            )
        )
    return made


def _ways(found: Minutes, actor: Actor, today: date) -> tuple[Way, ...]:
    """What this person may do, the one thing to do next first."""
    status, now = found.status, found.status
    is_ready = status == MinutesStatus.SETTLED and not circulating.lacking(found, today)
    has_approved = found.approvals.filter(user=actor.user_id).exists() if actor.user_id else False
    places: list[tuple[Action, str, str, bool, bool]] = [
        (permissions.PUBLISH, "publish", _("Publish the minutes"), is_ready, is_ready),
        (permissions.APPROVE, "approve", _("Approve the minutes"), not has_approved, True),
        (permissions.WRITE_MINUTES, "edit", _("Edit the text"), True, status == "draft"),
        (permissions.COMPOSE_MINUTES, "circulate", _("Circulate the draft"), True, False),
        (
            permissions.SETTLE,
            "settle",
            _("End the time for corrections"),
            now == MinutesStatus.CIRCULATED,
            False,
        ),
        (
            permissions.SETTLE,
            "reopen",
            _("Open for corrections again"),
            now == MinutesStatus.SETTLED,
            False,
        ),
    ]
    return tuple(
        Way(
            label=label,
            url=reverse(f"meetings:minutes_{name}", args=[found.meeting.number]),
            is_main=is_main,
        )
        for action, name, label, is_due, is_main in places
        if is_due and may(actor, action, found)
    )
