"""What the page of one meeting shows, gathered in the same few queries whatever its size."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.access.types import Actor
from kenes.languages.fields import picked
from kenes.meetings.lifecycle import ItemStatus, Section, Status
from kenes.meetings.models import Decision, Meeting, Paper
from kenes.meetings.permissions import OFFICERS
from kenes.meetings.rules.quorum import quorum_of
from kenes.members.models import Chamber
from kenes.record.models import Entry
from kenes.record.proofs import proved
from kenes.record.subjects import kind_of, titles_of
from kenes.ui.path import PathStep

_ALWAYS = (Section.LAW_MAKING, Section.OBLIGATIONS)  # the two standing questions


@dataclass(frozen=True, kw_only=True)
class Words:
    """A text and the language it is in."""

    text: str
    language: str


@dataclass(frozen=True, kw_only=True)
class About:
    """The matter an item is about."""

    number: str
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One item as it is shown."""

    pk: int
    number: int
    title: Words
    note: Words
    about: About | None
    presenter: str
    presenter_url: str
    minutes: int
    is_confidential: bool
    status: str  # "" before the meeting
    papers: tuple[Paper, ...]
    is_first: bool
    is_last: bool
    is_waiting: bool


@dataclass(frozen=True, kw_only=True)
class Part:
    """A section of the agenda; the two standing questions are shown without items too."""

    code: str
    label: str
    rows: tuple[Row, ...]
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Agenda:
    parts: tuple[Part, ...]
    papers: tuple[Paper, ...]  # of the meeting, not of one item
    count: int
    minutes: int
    over: int  # minutes more than the meeting has; 0: it fits, or its hours are not known


@dataclass(frozen=True, kw_only=True)
class Needed:
    """What a quorum takes in one chamber."""

    side: str
    name: str
    seats: int
    needed: int


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision as the page of its meeting lists it."""

    number: str
    kind: str
    text: Words
    item: int
    recommendation: str
    url: str  # of the recommendation


def worded(texts: Mapping[str, str]) -> Words:
    """The text in the reader’s language, or in the first that has one."""
    text, language = picked(dict(texts))
    return Words(text=text, language=language)


def agenda_of(meeting: Meeting, actor: Actor) -> Agenda | None:
    """Under its sections, with time and papers; None to who may not see it yet."""
    if not meeting.shows_agenda_to(actor):
        return None
    items = list(meeting.items.select_related("presenter"))
    papers: dict[int | None, list[Paper]] = defaultdict(list)
    for paper in meeting.papers.select_related("organisation"):
        papers[paper.item_id].append(paper)
    abouts = _abouts([one.about for one in items if one.about])
    is_told = meeting.status in {Status.OPEN, Status.CLOSED}
    rows: dict[str, list[Row]] = defaultdict(list)
    for place, item in enumerate(items):
        rows[item.section].append(
            Row(
                pk=item.pk,
                number=item.order,
                title=worded(item.title),
                note=worded(item.note),
                about=abouts.get(item.about),
                presenter=str(item.presenter) if item.presenter else "",
                presenter_url=reverse("members:organisation", args=[item.presenter.slug])
                if item.presenter
                else "",
                minutes=item.minutes,
                is_confidential=item.is_confidential,
                status=str(item.get_status_display()) if is_told else "",
                papers=tuple(papers[item.pk]),
                is_first=place == 0,
                is_last=place == len(items) - 1,
                is_waiting=item.status == ItemStatus.WAITING,
            )
        )
    minutes = sum(item.minutes for item in items)
    return Agenda(
        parts=tuple(
            Part(
                code=section.value,
                label=str(section.label),
                rows=tuple(rows[section]),
                minutes=sum(row.minutes for row in rows[section]),
            )
            for section in Section
            if rows[section] or section in _ALWAYS
        ),
        papers=tuple(papers[None]),
        count=len(items),
        minutes=minutes,
        over=max(0, minutes - _length(meeting)) if _length(meeting) else 0,
    )


def own_papers(meeting: Meeting, actor: Actor) -> tuple[Paper, ...]:
    """What one’s own organisations tabled, while the agenda is still hidden from them."""
    own = meeting.papers.filter(organisation__in=actor.organisation_ids)
    return tuple(own.select_related("organisation"))


def may_take_out(paper: Paper, actor: Actor) -> bool:
    """The paper’s side of the question; the meeting’s is its status."""
    return bool(actor.roles & OFFICERS) or paper.organisation_id in actor.organisation_ids


def needed_of(meeting: Meeting, today: date) -> tuple[Needed, ...]:
    """The quorum of each chamber under the by-laws of the day of the meeting."""
    found = quorum_of(meeting, max(meeting.on, today))
    chambers = Chamber.objects.in_bulk([one.chamber for one in found.chambers])
    return tuple(
        Needed(
            side=chambers[one.chamber].side,
            name=chambers[one.chamber].name,
            seats=one.seats,
            needed=one.needed,
        )
        for one in found.chambers
    )


def decisions_of(meeting: Meeting) -> tuple[Decided, ...]:
    """In the order they were taken; one query."""
    if meeting.status not in {Status.OPEN, Status.CLOSED}:
        return ()
    return tuple(_decided(one) for one in meeting.decisions.select_related("item"))


def path_of(
    meeting: Meeting, entries: Mapping[str, Entry], call_by: date | None
) -> tuple[PathStep, ...]:
    """Planned, called, held, minutes published; or cancelled on the way.

    ``call_by``: the last day to call a plan with the notice of the by-laws.
    """
    from_plan = entries.get("kind")
    steps = [
        proved(
            PathStep(
                title=_("Planned"), when=meeting.local_day(meeting.planned_at), by=_("Secretariat")
            ),
            from_plan,
        )
    ]
    if meeting.called_at:
        steps.append(
            proved(
                PathStep(
                    title=_("Called: agenda published, all who sit on the body invited"),
                    when=meeting.local_day(meeting.called_at),
                    by=_("Secretariat"),
                ),
                entries.get("papers_until"),
            )
        )
    if meeting.status == Status.CANCELLED:
        cancelled = PathStep(
            title=_("Cancelled"),
            when=_day_of(entries.get("cancelled_because")) or meeting.on,
            said=worded(meeting.cancelled_because).text,
        )
        return (*steps, proved(cancelled, entries.get("cancelled_because")))
    if meeting.closed_at and meeting.opened_at:
        held = PathStep(title=_("Held"), when=meeting.local_day(meeting.opened_at))
        steps.append(proved(held, entries.get("closed")))
    return (*steps, *_ahead(meeting, entries, call_by))


def _ahead(
    meeting: Meeting, entries: Mapping[str, Entry], call_by: date | None
) -> Sequence[PathStep]:
    minutes = getattr(meeting, "minutes", None)
    if minutes is not None and minutes.published_at:
        published = PathStep(
            title=_("Minutes approved and published"),
            when=meeting.local_day(minutes.published_at),
            by=_("Both sides"),
        )
        return [proved(published, entries.get("minutes.published"))]
    ahead = []
    if meeting.status == Status.PLANNED:
        ahead.append(
            PathStep(title=_("Called, with its agenda"), by=_("Secretariat"), due=call_by)
        )
    if meeting.status != Status.CLOSED:
        ahead.append(PathStep(title=_("Held"), due=meeting.on, by=_("The body")))
    ahead.append(
        PathStep(
            title=_("Minutes approved and published"),
            due=minutes.due_on if minutes is not None else None,
            by=_("Secretariat"),
        )
    )
    return [
        PathStep(title=one.title, by=one.by, due=one.due, state="open" if place else "next")
        for place, one in enumerate(ahead)
    ]


def _abouts(numbers: Iterable[str]) -> dict[str, About]:
    """Titles and pages of matters; one query for each kind of them."""
    found = {}
    for number, title in titles_of(numbers).items():
        kind = kind_of(number)
        bare = title.removeprefix(number).lstrip(": ")
        found[number] = About(number=number, title=bare, url=kind.url(number) if kind else "")
    return found


def _decided(one: Decision) -> Decided:
    made = one.recommendation
    return Decided(
        number=one.number,
        kind=str(one.get_kind_display()),
        text=worded(one.text),
        item=one.item.order,
        recommendation=made,
        url=reverse("recommendations:one", args=[made]) if made else "",
    )


def _length(meeting: Meeting) -> int:
    """Minutes from its beginning to its end; 0 while they are not known."""
    if not meeting.starts_at or not meeting.ends_at:
        return 0
    return int((meeting.ends_at - meeting.starts_at).total_seconds()) // 60


def _day_of(entry: Entry | None) -> date | None:
    return entry.act.at.date() if entry and entry.act else None
