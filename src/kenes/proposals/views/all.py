"""All proposals, and two versions of one beside each other."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.database import paging
from kenes.members.models import Chamber
from kenes.proposals import listing, matter, permissions, telling
from kenes.proposals.comparing import Compared, compared, wording_of
from kenes.proposals.lifecycle import Status
from kenes.proposals.models import Proposal, Version
from kenes.proposals.table import rows as having
from kenes.proposals.table.comparing import ComparedRow
from kenes.proposals.table.comparing import compared as compared_tables
from kenes.proposals.table.reading import read
from kenes.proposals.table.staleness import stale_among
from kenes.proposals.views.asking import visible
from kenes.ui.asking import actor_of


@dataclass(frozen=True, kw_only=True)
class Row:
    number: str
    url: str
    title: str
    language: str
    organisation: str
    side: str
    chamber: str
    status: str
    tone: str
    standing: str
    proposal: Proposal
    is_stale: bool  # its table, for its authors: the law has changed under it


@dataclass(frozen=True, kw_only=True)
class Page:
    words: str
    status: str
    chamber: str
    statuses: tuple[tuple[str, str], ...]
    chambers: tuple[Chamber, ...]
    rows: tuple[Row, ...]
    drafts: tuple[Row, ...]
    pages: paging.Page[Proposal]
    is_narrowed: bool
    may_begin: bool


@dataclass(frozen=True, kw_only=True)
class ComparePage:
    proposal: Proposal
    versions: tuple[Version, ...]
    before: Version
    after: Version
    compared: Compared
    table: tuple[ComparedRow, ...]  # rows that differ

    @property
    def is_same(self) -> bool:
        return self.compared.is_same and not self.table


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    filters = {
        "q": request.GET.get("q", "")[:200].strip(),
        "status": request.GET.get("status", ""),
        "chamber": request.GET.get("chamber", "")[:60],
    }
    pages = listing.newest_first(
        listing.found(status=filters["status"], chamber=filters["chamber"], words=filters["q"]),
        filters=filters,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    drafts = listing.own_drafts(actor)
    titles = matter.titles([*pages.rows, *drafts])
    stale = _stale(actor, [*pages.rows, *drafts])
    page = Page(
        words=filters["q"],
        status=filters["status"],
        chamber=filters["chamber"],
        statuses=tuple(
            (value, str(label)) for value, label in Status.choices if value != Status.DRAFT
        ),
        chambers=tuple(one for one in Chamber.objects.all() if one.votes),
        rows=tuple(_row(one, titles, stale) for one in pages.rows),
        drafts=tuple(_row(one, titles, stale) for one in drafts),
        pages=pages,
        is_narrowed=any(filters.values()),
        may_begin=bool(may(actor, permissions.BEGIN)),
    )
    return render(request, "proposals/all.html", {"page": page})


@require_safe
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """Two versions, word by word: by default the current one against the one before."""
    proposal = visible(number, actor_of(request))
    versions = tuple(proposal.versions.all())
    by_number = {str(one.number): one for one in versions}
    after = by_number.get(request.GET.get("to", "")) or versions[-1]
    earlier = [one for one in versions if one.number < after.number]
    before = by_number.get(request.GET.get("from", "")) or (earlier or [after])[-1]
    page = ComparePage(
        proposal=proposal,
        versions=versions,
        before=before,
        after=after,
        compared=compared(wording_of(before), wording_of(after)),
        table=compared_tables(
            *(read(list(having.taken(one))) for one in (before, after)),
        ),
    )
    return render(request, "proposals/compare.html", {"page": page})


def _stale(actor: Actor, proposals: list[Proposal]) -> frozenset[int]:
    """Told to the authors; one query, and none for who is no author of any."""
    own = [one.pk for one in proposals if one.organisation_id in actor.organisation_ids]
    return stale_among(own) if own else frozenset()


def _row(proposal: Proposal, titles: dict[int, Version], stale: frozenset[int]) -> Row:
    version = titles[proposal.pk]
    return Row(
        number=proposal.number,
        url=proposal.get_absolute_url(),
        title=version.title,
        language=proposal.language,
        organisation=proposal.organisation.name,
        side=proposal.chamber.side,
        chamber=proposal.chamber.name,
        status=proposal.get_status_display(),
        tone=telling.tone(proposal),
        standing=telling.standing(proposal, timezone.localdate()),
        proposal=proposal,
        is_stale=proposal.pk in stale and not proposal.is_decided,
    )
