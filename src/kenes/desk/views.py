"""The signed-in home: what waits for this person, each with its one action."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.access.policy import may
from kenes.access.types import Actor
from kenes.members.models import Organisation
from kenes.recommendations import index, permissions
from kenes.recommendations.lifecycle import ImportStatus
from kenes.recommendations.models import Import, SavedSearch

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
    ways = []
    if may(actor, permissions.START_IMPORT):
        ways = [
            (_("Read in a document"), reverse("recommendations:imports")),
            (_("Enter a recommendation"), reverse("recommendations:record")),
            (_("Bodies, seats and people"), reverse("members:manage")),
        ]
    page = Page(
        tasks=tuple(_tasks(actor)),
        ways=tuple(ways),
        organisations=tuple(Organisation.objects.filter(pk__in=actor.organisation_ids)),
        searches=tuple(SavedSearch.objects.filter(user=actor.user_id)[:LISTED]),
    )
    return render(request, "desk/home.html", {"page": page})


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
