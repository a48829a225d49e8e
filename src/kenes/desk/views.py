"""The signed-in home: what waits for this person, each with its one action."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.access.policy import may
from kenes.access.types import Actor
from kenes.accounts import permissions as of_accounts
from kenes.accounts.models import Recovery
from kenes.implementation import permissions as of_implementation
from kenes.implementation.waiting import waiting as measures_waiting
from kenes.journal import permissions as of_journal
from kenes.meetings import permissions as of_meetings
from kenes.meetings.waiting import waiting as meetings_waiting
from kenes.members import permissions as of_members
from kenes.members.models import Organisation
from kenes.members.services import declarations
from kenes.opinions import permissions as of_opinions
from kenes.opinions.waiting import waiting as consultations_waiting
from kenes.proposals import permissions as of_proposals
from kenes.proposals.waiting import waiting as proposals_waiting
from kenes.recommendations import index, permissions
from kenes.recommendations.lifecycle import ImportStatus
from kenes.recommendations.models import Import, SavedSearch
from kenes.recommendations.waiting import waiting as law_waiting
from kenes.record import permissions as of_record
from kenes.record.models import Redaction
from kenes.replies import permissions as of_replies
from kenes.replies import telling
from kenes.replies.lifecycle import ReplyStatus
from kenes.replies.models import Reply, Request
from kenes.suggestions import permissions as of_suggestions
from kenes.ui.waiting import Waiting

LISTED = 20


@dataclass(frozen=True, kw_only=True)
class Page:
    tasks: tuple[Waiting, ...]
    ways: tuple[tuple[str, str], ...]  # label, address
    organisations: tuple[Organisation, ...]
    searches: tuple[SavedSearch, ...]


def home(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = Page(
        tasks=_by_due_date(
            *_recoveries(actor),
            *_redactions(actor),
            *_requests(actor),
            *_declarations(actor),
            *proposals_waiting(actor)[:LISTED],
            *measures_waiting(actor, timezone.localdate()),
            *meetings_waiting(actor)[:LISTED],
            *law_waiting(actor),
            *consultations_waiting(actor, timezone.localdate()),
            *_tasks(actor),
        ),
        ways=tuple(_ways(actor)),
        organisations=tuple(Organisation.objects.filter(pk__in=actor.organisation_ids)),
        searches=tuple(SavedSearch.objects.filter(user=actor.user_id)[:LISTED]),
    )
    return render(request, "desk/home.html", {"page": page})


def _by_due_date(*tasks: Waiting) -> tuple[Waiting, ...]:
    """What has a day comes first, the earliest on top; the rest as it was given."""
    return tuple(sorted(tasks, key=lambda task: (task.due is None, task.due or date.max)))


def _ways(actor: Actor) -> list[tuple[str, str]]:
    """Where something new begins, for who may begin it."""
    places = (
        (of_proposals.BEGIN, _("Write a proposal"), "proposals:new"),
        (permissions.START_IMPORT, _("Read in a document"), "recommendations:imports"),
        (permissions.RECORD, _("Enter a recommendation"), "recommendations:record"),
        (of_meetings.PLAN, _("Plan a meeting"), "meetings:new"),
        (of_implementation.CHANGE, _("Prepare a road map"), "implementation:new"),
        (of_opinions.PREPARE, _("Prepare a consultation"), "opinions:new"),
        (of_suggestions.DECIDE, _("Suggestions of the machine"), "suggestions:inbox"),
        (of_members.CHANGE_BODY, _("Bodies and seats"), "members:manage"),
        (of_accounts.READ, _("People"), "accounts:people"),
        (of_journal.READ, _("Journal"), "journal:entries"),
    )
    return [(label, reverse(name)) for action, label, name in places if may(actor, action)]


def _recoveries(actor: Actor) -> list[Waiting]:
    """Accounts that wait for this person as second officer."""
    waiting = Recovery.objects.filter(closed_at=None).select_related("user")[:LISTED]
    return [
        Waiting(
            title=_("Recover the account of %(person)s") % {"person": one.user},
            label=_("Check"),
            url=reverse("accounts:recovery_confirm", args=[one.pk]),
        )
        for one in waiting
        if may(actor, of_accounts.CONFIRM_RECOVERY, one)
    ]


def _redactions(actor: Actor) -> list[Waiting]:
    """Words that wait for this person to be erased, as second officer."""
    waiting = Redaction.objects.filter(closed_at=None).select_related("entry")[:LISTED]
    return [
        Waiting(
            title=_("%(officer)s asks to erase words about %(matter)s from the public record")
            % {"officer": one.asked_name, "matter": one.entry.subject},
            label=_("Decide"),
            url=reverse("record:decide", args=[one.pk]),
        )
        for one in waiting
        if may(actor, of_record.REDACT, one)
    ]


def _requests(actor: Actor) -> list[Waiting]:
    """Replies that this person drafts or signs, the one that is due first on top."""
    waiting = Request.objects.to_answer(actor).order_by("due_on", "id")
    waiting = waiting.select_related("asked_by", "addressee").prefetch_related(
        Prefetch("replies", Reply.objects.unsigned().select_related("request"))
    )
    return [task for one in waiting[:LISTED] if (task := _request(actor, one))]


def _request(actor: Actor, one: Request) -> Waiting | None:
    draft = next(iter(one.replies.all()), None)
    is_up = draft is not None and draft.status == ReplyStatus.HANDED_UP
    if is_up and may(actor, of_replies.SIGN, draft):
        title, label, name = (
            _("Sign the reply to %(number)s: %(asker)s"),
            _("Read and sign"),
            "sign",
        )
    elif not is_up and may(actor, of_replies.DRAFT, one):
        title, label, name = _("Reply to %(number)s: %(asker)s"), _("Draft the reply"), "draft"
    else:
        return None
    return Waiting(
        title=title % {"number": one.number, "asker": telling.asker(one)},
        label=label,
        url=reverse(f"replies:{name}", args=[one.number]),
        due=one.due_on,
        clock=telling.clock(one, timezone.localdate()),
    )


def _declarations(actor: Actor) -> list[Waiting]:
    """Organisations for which this person sits and has to declare, or to declare anew."""
    return [
        Waiting(
            title=_("Declare your interests: %(organisation)s") % {"organisation": one},
            label=_("Declare"),
            url=reverse("members:declare", args=[one.slug]),
        )
        for one in declarations.due_for(actor, timezone.localdate())
        if may(actor, of_members.DECLARE, one)
    ]


def _tasks(actor: Actor) -> list[Waiting]:
    if not may(actor, permissions.READ_IMPORT):
        return []
    waiting = Import.objects.filter(status=ImportStatus.READY).select_related("document")
    tasks = [
        Waiting(
            title=_("%(document)s was read and waits to be checked") % {"document": one.document},
            label=_("Check"),
            url=reverse("recommendations:import", args=[one.pk]),
        )
        for one in waiting[:LISTED]
    ]
    if count := index.facet_counts(["incomplete"])["incomplete"].get("yes", 0):
        title = ngettext(
            "%(n)s record lacks its country or mechanism",
            "%(n)s records lack their country or mechanism",
            count,
        ) % {"n": count}
        url = f"{reverse('recommendations:register')}?incomplete=yes"
        tasks.append(Waiting(title=title, label=_("Complete"), url=url))
    return tasks
