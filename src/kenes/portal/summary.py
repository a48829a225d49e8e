"""What the front page tells: when the body meets, what waits, what is agreed, where things stand.

A few queries, each off an index, whatever the size of the register.
"""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.implementation import still
from kenes.languages.dates import written
from kenes.meetings import telling as of_meetings
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Meeting
from kenes.members.models import Body, BodyKind, Chamber
from kenes.recommendations import index
from kenes.recommendations.labels import facet_name, label
from kenes.recommendations.lifecycle import Position, Stage
from kenes.recommendations.models import Document, LawChange, Recommendation
from kenes.replies import telling as of_replies
from kenes.replies.models import Request

LATEST = 5
FIRST = 3  # of what is agreed, and of what waits


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a table of where things stand."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A recommendation that is now law."""

    recommendation: Recommendation
    in_force_on: date


@dataclass(frozen=True, kw_only=True)
class Table:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """The meeting that is being held, or the next one."""

    meeting: Meeting
    when: str
    standing: str
    tone: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Waits:
    """A request in public that is not answered yet."""

    number: str
    title: str
    asked: str
    clock: str
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    body: Body | None
    sitting: Sitting | None
    waits: tuple[Waits, ...]
    undone: tuple[still.Row, ...]
    total: int
    tables: tuple[Table, ...]
    in_law: tuple[Changed, ...]
    documents: tuple[Document, ...]
    chambers: tuple[Chamber, ...]


def page(today: date) -> Page:
    """The front page on a day."""
    counts = index.facet_counts(["position", "stage"])
    changes = LawChange.objects.order_by("-in_force_on", "-id").select_related("recommendation")
    return Page(
        body=Body.objects.filter(kind=BodyKind.PLENARY).first(),
        sitting=_sitting(today),
        waits=_waits(today),
        undone=still.page(after="", before="", today=today).rows[:FIRST],
        total=sum(counts["position"].values()),
        tables=(
            _table("position", Position.values, counts["position"]),
            _table("stage", Stage.values, counts["stage"]),
        ),
        in_law=tuple(
            Changed(recommendation=change.recommendation, in_force_on=change.in_force_on)
            for change in changes.prefetch_related("recommendation__texts")[:LATEST]
        ),
        documents=tuple(Document.objects.defer("text").order_by("-published_on", "-id")[:LATEST]),
        chambers=tuple(Chamber.objects.all()),
    )


def _sitting(today: date) -> Sitting | None:
    """Of the plenary or any group: the one being held, else the nearest that is called or planned.

    One that lasts over midnight is still the one being held.
    """
    rows = Meeting.objects.select_related("body")
    held = rows.filter(status=Status.OPEN).order_by("on", "id").first()
    meeting = held or rows.ahead(today).first()
    if meeting is None:
        return None
    return Sitting(
        meeting=meeting,
        when=of_meetings.day_and_hour(meeting),
        standing=of_meetings.standing(meeting, today),
        tone=of_meetings.tone(meeting),
        is_open=meeting.is_open and meeting.is_public,
    )


def _waits(today: date) -> tuple[Waits, ...]:
    """What has waited longest beyond its day, or is due first."""
    first = Request.objects.public().waiting().order_by("due_on", "id")
    return tuple(
        Waits(
            number=one.number,
            title=of_replies.title(one),
            asked=_("asked on %(day)s") % {"day": written(one.asked_on)},
            clock=of_replies.clock(one, today),
            is_overdue=one.is_overdue(today),
        )
        for one in first.select_related("addressee")[:FIRST]
    )


def _table(field: str, codes: list[str], counts: dict[str, int]) -> Table:
    register = reverse("recommendations:register")
    lines = (
        Line(label=label(field, code), count=counts[code], url=f"{register}?{field}={code}")
        for code in codes
        if counts.get(code)
    )
    return Table(title=facet_name(field), lines=tuple(lines))
