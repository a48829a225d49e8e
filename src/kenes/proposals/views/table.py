"""The comparative table of a proposal: on a page, and as files."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.languages.types import current_language
from kenes.proposals import matter, permissions
from kenes.proposals.models import Proposal, Version
from kenes.proposals.services import amending
from kenes.proposals.table import rivals, words
from kenes.proposals.table import rows as having
from kenes.proposals.table.exporting import Paper
from kenes.proposals.table.files import FILES, made
from kenes.proposals.table.reading import Table, read
from kenes.proposals.views.asking import visible
from kenes.ui.asking import actor_of
from kenes.ui.papers import sent

SHOWN_INSIDE = 12  # rows on the page of the proposal itself; a longer table is on its own


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A table with what this person may do about it."""

    proposal: Proposal
    version: Version
    table: Table
    is_working: bool  # as its authors have it, not as a version took it
    is_long: bool
    url: str
    files: tuple[tuple[str, str], ...]  # label, address
    may_write: bool
    add_url: str
    differs: bool  # the authors' own is another than this one, which is the newest public one

    @property
    def is_there(self) -> bool:
        return bool(self.table.groups)

    @property
    def head(self) -> tuple[str, ...]:
        return words.head()

    @property
    def absent(self) -> str:
        return words.absent()

    @property
    def repealed(self) -> str:
        return words.repealed()


@dataclass(frozen=True, kw_only=True)
class Page:
    proposal: Proposal
    versions: tuple[Version, ...]
    shown: Shown
    published_url: str  # of the public one, where this is the authors' own
    publish_url: str  # where a new version would take the authors' own


@require_safe
def table(request: HttpRequest, number: str) -> HttpResponse:
    """Its authors' own for those who may write in it; a version's for everybody."""
    actor = actor_of(request)
    proposal = visible(number, actor)
    authorise(actor, permissions.READ, proposal)
    if number != proposal.number:
        return redirect("proposals:table", number=proposal.number)
    matter.gather(proposal)
    wanted = request.GET.get("version", "")
    version = matter.version_of(proposal, wanted)
    may_write = bool(may(actor, amending.action_of(proposal), proposal))
    working = proposal.is_draft or (may_write and not wanted)
    found = shown(proposal, version, actor, working=working)
    can_publish = not proposal.is_draft and may(actor, permissions.REVISE, proposal)
    page = Page(
        proposal=proposal,
        versions=() if proposal.is_draft else tuple(proposal.versions.all()),
        shown=found,
        published_url=""
        if proposal.is_draft or not working
        else f"{found.url}?version={version.number}",
        publish_url=reverse("proposals:revise", args=[number]) if can_publish else "",
    )
    return render(request, "proposals/table.html", {"page": page})


@require_safe
def file(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """A version's table, or that of a draft for its authors, as one of ``FILES``."""
    actor = actor_of(request)
    proposal = visible(number, actor)
    authorise(actor, permissions.READ, proposal)
    if kind not in FILES:
        raise Http404
    matter.gather(proposal)
    version = matter.version_of(proposal, request.GET.get("version", ""))
    found = shown(proposal, version, actor, working=proposal.is_draft)
    paper = Paper(
        proposal=proposal, version=version, table=found.table, is_draft=proposal.is_draft
    )
    content = made(paper, kind, timezone.now())
    return sent(content, f"{paper.name}-{current_language()}.{kind}")


def shown(proposal: Proposal, version: Version, actor: Actor, *, working: bool) -> Shown:
    """The table of a version, or its authors' own (``matter.gather``)."""
    every = sorted(proposal.amendments.all(), key=lambda row: (row.order, row.pk))
    own = [row for row in every if row.version_id is None]
    taken = [row for row in every if row.version_id == version.pk]
    rows = own if working else taken
    may_write = bool(may(actor, amending.action_of(proposal), proposal))
    url = reverse("proposals:table", args=[proposal.number])
    return Shown(
        proposal=proposal,
        version=version,
        table=read(
            rows,
            rivals=rivals.found(proposal, rows) if having.is_open(proposal) else {},
            is_open=having.is_open(proposal),
        ),
        is_working=working,
        is_long=len(rows) > SHOWN_INSIDE,
        url=url,
        files=_files(proposal, version) if rows and (proposal.is_draft or not working) else (),
        may_write=may_write,
        add_url=reverse("proposals:amend", args=[proposal.number]) if may_write else "",
        differs=may_write
        and not proposal.is_draft
        and version.is_current
        and [having.content(row) for row in own] != [having.content(row) for row in taken],
    )


def _files(proposal: Proposal, version: Version) -> tuple[tuple[str, str], ...]:
    query = "" if proposal.is_draft or version.is_current else f"?version={version.number}"
    return tuple(
        (label, reverse("proposals:table_file", args=[proposal.number, kind]) + query)
        for kind, label in FILES.items()
    )
