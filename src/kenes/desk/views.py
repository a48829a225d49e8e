"""The signed-in home: what waits for this person, each with its one action."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.access.policy import may
from kenes.access.types import Actor
from kenes.accounts import permissions as of_accounts
from kenes.accounts.models import Recovery
from kenes.journal import permissions as of_journal
from kenes.members import permissions as of_members
from kenes.members.models import Organisation
from kenes.recommendations import index, permissions
from kenes.recommendations.lifecycle import ImportStatus
from kenes.recommendations.models import Import, SavedSearch
from kenes.record import permissions as of_record
from kenes.record.models import Redaction

LISTED = 20


@dataclass(frozen=True, kw_only=True)
class Task:
    title: str
    label: str  # of its one action
    url: str


@dataclass(frozen=True, kw_only=True)
class Page:
    tasks: tuple[Task, ...]
    ways: tuple[tuple[str, str], ...]  # label, address
    organisations: tuple[Organisation, ...]
    searches: tuple[SavedSearch, ...]


def home(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = Page(
        tasks=(*_recoveries(actor), *_redactions(actor), *_tasks(actor)),
        ways=tuple(_ways(actor)),
        organisations=tuple(Organisation.objects.filter(pk__in=actor.organisation_ids)),
        searches=tuple(SavedSearch.objects.filter(user=actor.user_id)[:LISTED]),
    )
    return render(request, "desk/home.html", {"page": page})


def _ways(actor: Actor) -> list[tuple[str, str]]:
    """Where something new begins, for who may begin it."""
    places = (
        (permissions.START_IMPORT, _("Read in a document"), "recommendations:imports"),
        (permissions.RECORD, _("Enter a recommendation"), "recommendations:record"),
        (of_members.CHANGE_BODY, _("Bodies and seats"), "members:manage"),
        (of_accounts.READ, _("People"), "accounts:people"),
        (of_journal.READ, _("Journal"), "journal:entries"),
    )
    return [(label, reverse(name)) for action, label, name in places if may(actor, action)]


def _recoveries(actor: Actor) -> list[Task]:
    """Accounts that wait for this person as second officer."""
    waiting = Recovery.objects.filter(closed_at=None).select_related("user")[:LISTED]
    return [
        Task(
            title=_("Recover the account of %(person)s") % {"person": one.user},
            label=_("Check"),
            url=reverse("accounts:recovery_confirm", args=[one.pk]),
        )
        for one in waiting
        if may(actor, of_accounts.CONFIRM_RECOVERY, one)
    ]


def _redactions(actor: Actor) -> list[Task]:
    """Words that wait for this person to be erased, as second officer."""
    waiting = Redaction.objects.filter(closed_at=None).select_related("entry")[:LISTED]
    return [
        Task(
            title=_("%(officer)s asks to erase words about %(matter)s from the public record")
            % {"officer": one.asked_name, "matter": one.entry.subject},
            label=_("Decide"),
            url=reverse("record:decide", args=[one.pk]),
        )
        for one in waiting
        if may(actor, of_record.REDACT, one)
    ]


def _tasks(actor: Actor) -> list[Task]:
    if not may(actor, permissions.READ_IMPORT):
        return []
    waiting = Import.objects.filter(status=ImportStatus.READY).select_related("document")
    tasks = [
        Task(
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
        tasks.append(Task(title=title, label=_("Complete"), url=url))
    return tasks
