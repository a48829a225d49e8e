"""What both sides share in consultations, and what has come of it; the longest agreed first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Prefetch, QuerySet, Value
from django.db.models.functions import Cast, Concat

from kenes.database import paging
from kenes.opinions.models import Statement
from kenes.proposals import telling as of_proposals
from kenes.proposals.lifecycle import Status as ProposalStatus
from kenes.proposals.models import Link, Proposal, Version

ROWS = 25
_LONGEST = paging.Order(field="agreed_on", read=date.fromisoformat)
_CARRIED = (ProposalStatus.ADOPTED, ProposalStatus.ADOPTED_IN_PART)


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A proposal that follows from a statement, and where it stands."""

    number: str
    url: str
    standing: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Row:
    statement: Statement
    since: date
    followed: tuple[Followed, ...]


def cited() -> Concat:
    """A statement's public number, in a query."""
    return Concat("of__number", Value("."), Cast("number", CharField()), output_field=CharField())


def undone() -> QuerySet[Statement]:
    """Shared by both sides, and no proposal that follows from it was adopted."""
    rows = Statement.objects.filter(agreed_on__isnull=False).annotate(public_number=cited())
    adopted = Link.objects.filter(number=OuterRef("public_number"), of__status__in=_CARRIED)
    return rows.filter(~Exists(adopted)).select_related("of")


def page(*, after: str, before: str, today: date) -> paging.Page[Row]:
    """The page after the place ``after`` or before ``before``; three queries."""
    found = paging.page(undone(), _LONGEST, size=ROWS, after=after, before=before)
    return found.of(_rows(found.rows, today))


def _rows(statements: Iterable[Statement], today: date) -> list[Row]:
    rows = list(statements)
    followed = _followed([one.cited for one in rows], today)
    return [
        Row(statement=one, since=one.agreed_on, followed=tuple(followed.get(one.cited, ())))
        for one in rows
        if one.agreed_on
    ]


def _followed(numbers: list[str], today: date) -> dict[str, list[Followed]]:
    """What is public of it; drafts are their authors' own."""
    current = Prefetch("of__versions", Version.objects.filter(is_current=True))
    links = (
        Link.objects.filter(number__in=numbers, of__in=Proposal.objects.public())
        .select_related(
            "of__organisation", "of__chamber", "of__referred_to", "of__referred_to_body"
        )
        .prefetch_related(current)
        .order_by("of_id")
    )
    found: dict[str, list[Followed]] = {}
    for link in links:
        found.setdefault(link.number, []).append(
            Followed(
                number=link.of.number,
                url=link.of.get_absolute_url(),
                standing=of_proposals.standing(link.of, today),
                tone=of_proposals.tone(link.of),
            )
        )
    return found
