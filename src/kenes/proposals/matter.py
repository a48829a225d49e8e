"""What the page of one proposal shows, gathered in the same few queries whatever its size."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from kenes.access.types import Actor
from kenes.languages.types import current_language
from kenes.members.models import Chamber, Organisation
from kenes.proposals import texts
from kenes.proposals.comparing import label_of
from kenes.proposals.lifecycle import SponsorStatus
from kenes.proposals.models import (
    Amendment,
    Attachment,
    Claim,
    Comment,
    CoSponsor,
    Position,
    Proposal,
    Step,
    Version,
)
from kenes.recommendations.models import Recommendation, RecommendationText
from kenes.record.subjects import kind_of, titles_of
from kenes.replies import telling as of_replies
from kenes.replies.models import Request

SHOWN = 3  # comments of a paragraph before the rest is folded
LISTED = 50  # requests


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A comment; ``on_version`` is 0 where it was made on the version shown."""

    pk: int
    organisation: str
    url: str
    side: str
    chamber: str
    person: str
    text: str
    language: str
    at: datetime
    on_version: int


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A paragraph with what was said of it; the first remarks are shown, the others folded."""

    number: int  # 0: the whole
    text: str
    remarks: tuple[Remark, ...]
    folded: tuple[Remark, ...]

    @property
    def anchor(self) -> str:
        return f"p{self.number}"


@dataclass(frozen=True, kw_only=True)
class Section:
    name: str
    label: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Where an organisation stands, and where it stood before."""

    organisation: str
    url: str
    now: Position
    earlier: tuple[Position, ...]


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The positions of one chamber."""

    side: str
    name: str
    stands: tuple[Stand, ...]


@dataclass(frozen=True, kw_only=True)
class Asserted:
    """A claim and the side that makes it."""

    claim: Claim
    side: str


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Comments on wordings that stand no longer, where they can be read."""

    version: int
    count: int
    url: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A version of the text with what was said of it."""

    sections: tuple[Section, ...]
    whole: Passage  # remarks on no paragraph
    elsewhere: tuple[Elsewhere, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request about the proposal."""

    number: str
    title: str
    standing: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What the proposal follows from; the text of a recommendation is "" when it was taken out."""

    number: str
    text: str
    language: str
    url: str


def gather(*proposals: Proposal) -> None:
    """Fetch all that is told of proposals, with the names beside it; nine queries."""
    by = ("organisation", "chamber")
    prefetch_related_objects(
        list(proposals),
        Prefetch("versions", Version.objects.select_related("made_by")),
        Prefetch("cosponsors", CoSponsor.objects.select_related("organisation")),
        "links",
        Prefetch("amendments", Amendment.objects.select_related("act", "base")),
        "attachments",
        Prefetch("claims", Claim.objects.select_related("organisation")),
        Prefetch("comments", Comment.objects.select_related(*by)),
        Prefetch("positions", Position.objects.select_related(*by)),
        Prefetch("steps", Step.objects.select_related("organisation")),
    )


def version_of(proposal: Proposal, wanted: str) -> Version:
    """The version that the address asks for, else the current one (``gather``)."""
    versions = {str(version.number): version for version in proposal.versions.all()}
    return versions.get(wanted) or next(one for one in versions.values() if one.is_current)


def read(proposal: Proposal, version: Version) -> Reading:
    """A version with the remarks on it, each beside its paragraph (``gather``)."""
    placed, lost = _place(proposal, version)
    here = proposal.get_absolute_url()
    return Reading(
        sections=tuple(
            Section(
                name=part,
                label=label_of(part),
                passages=tuple(
                    _passage(one.number, one.text, placed.get(one.number, [])) for one in found
                ),
            )
            for part, found in texts.paragraphs(version).items()
        ),
        whole=_passage(0, "", placed.get(0, [])),
        elsewhere=tuple(
            Elsewhere(version=number, count=count, url=f"{here}?version={number}")
            for number, count in sorted(lost.items())
        ),
    )


def _place(proposal: Proposal, version: Version) -> tuple[dict[int, list[Remark]], dict[int, int]]:
    """Remarks by paragraph of ``version``; and how many have no place in it, by version.

    A remark on an earlier wording stays with its paragraph while that is unchanged.
    """
    versions = {one.pk: one for one in proposal.versions.all()}
    moves = {
        pk: texts.moved(one, version)
        for pk, one in versions.items()
        if one.number < version.number
    }
    urls = _Urls()
    placed: dict[int, list[Remark]] = defaultdict(list)
    lost: dict[int, int] = defaultdict(int)
    for comment in proposal.comments.all():
        of = versions[comment.version_id]
        place: int | None = comment.paragraph
        if of.number > version.number:
            continue
        if of.pk != version.pk and comment.paragraph:
            place = moves[of.pk].get(comment.paragraph)
        if place is None:
            lost[of.number] += 1
        else:
            on_version = 0 if of.pk == version.pk else of.number
            placed[place].append(_remark(comment, on_version, urls))
    return placed, lost


def _remark(comment: Comment, on_version: int, urls: "_Urls") -> Remark:
    return Remark(
        pk=comment.pk,
        organisation=comment.organisation.name,
        url=urls.of(comment.organisation),
        side=comment.chamber.side,
        chamber=comment.chamber.name,
        person=comment.person,
        text=comment.text,
        language=comment.language,
        at=comment.at,
        on_version=on_version,
    )


def _passage(number: int, text: str, remarks: list[Remark]) -> Passage:
    fold = SHOWN if len(remarks) > SHOWN + 1 else len(remarks)
    return Passage(
        number=number,
        text=text,
        remarks=tuple(remarks[:fold]),
        folded=tuple(remarks[fold:]),
    )


def benches(proposal: Proposal) -> tuple[Bench, ...]:
    """Every deciding chamber with the positions of its organisations (``gather``)."""
    taken: dict[int, dict[int, list[Position]]] = defaultdict(lambda: defaultdict(list))
    for position in proposal.positions.all():
        taken[position.chamber_id][position.organisation_id].append(position)
    urls = _Urls()
    return tuple(
        Bench(
            side=chamber.side,
            name=chamber.name,
            stands=tuple(
                Stand(
                    organisation=said[-1].organisation.name,
                    url=urls.of(said[-1].organisation),
                    now=said[-1],
                    earlier=tuple(said[-2::-1]),
                )
                for said in taken[chamber.pk].values()
            ),
        )
        for chamber in Chamber.objects.all()
        if chamber.votes
    )


def sponsors(proposal: Proposal, status: str = SponsorStatus.ACCEPTED) -> tuple[CoSponsor, ...]:
    return tuple(one for one in proposal.cosponsors.all() if one.status == status)


def claims(proposal: Proposal) -> tuple[Asserted, ...]:
    return tuple(
        Asserted(claim=one, side=of_replies.side_of(one.organisation))
        for one in proposal.claims.all()
    )


def papers(proposal: Proposal) -> tuple[Attachment, ...]:
    return tuple(proposal.attachments.all())


def requests(proposal: Proposal, actor: Actor, today: date) -> tuple[Asked, ...]:
    """What was asked of institutions about it; one query."""
    found = (
        Request.objects.about(proposal.number)
        .visible_to(actor)
        .select_related("addressee", "asked_by")
        .order_by("id")
    )
    return tuple(
        Asked(
            number=one.number,
            title=of_replies.title(one),
            standing=of_replies.standing(one, today),
            url=reverse("replies:one", args=[one.number]),
        )
        for one in found[:LISTED]
    )


def followed(proposal: Proposal) -> tuple[Followed, ...]:
    """The recommendations it follows from, with their texts, and what else; a few queries."""
    numbers = [link.number for link in proposal.links.all()]
    if not numbers:
        return ()
    known = {
        one.number: one.text_for()
        for one in Recommendation.objects.filter(number__in=numbers).prefetch_related("texts")
    }
    others = [number for number in numbers if not number.startswith("R-")]
    named = titles_of(others)
    return tuple(
        _other(number, named[number])
        if number in named
        else _followed(number, known.get(number), number in known)
        for number in numbers
    )


def _other(number: str, title: str) -> Followed:
    """A matter of an app above, as the record knows it."""
    kind = kind_of(number)
    return Followed(
        number=number,
        text=title.removeprefix(f"{number}: ").removeprefix(number),
        language=current_language(),
        url=kind.url(number) if kind and title != number else "",
    )


def _followed(number: str, text: RecommendationText | None, is_known: bool) -> Followed:
    return Followed(
        number=number,
        text=text.text if text else "",
        language=text.language if text else current_language(),
        url=reverse("recommendations:one", args=[number]) if is_known else "",
    )


class _Urls:
    """Addresses of organisations, each made once."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, organisation: Organisation) -> str:
        if organisation.pk not in self._known:
            self._known[organisation.pk] = reverse(
                "members:organisation", args=[organisation.slug]
            )
        return self._known[organisation.pk]


def titles(proposals: Iterable[Proposal]) -> dict[int, Version]:
    """The current version of each proposal, for lists; one query."""
    keys = [one.pk for one in proposals]
    found = Version.objects.filter(of__in=keys, is_current=True).only(
        "of_id", "number", "title", "is_current"
    )
    return {version.of_id: version for version in found}
