"""All meetings, the plan of a year, and the feed for calendars."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.database import paging
from kenes.meetings import calendar, listing, permissions, telling
from kenes.meetings.lifecycle import MeetingKind, Status
from kenes.meetings.models import Meeting
from kenes.members.models import Body, BodyKind
from kenes.members.services import bylaws
from kenes.ui.asking import actor_of

YEARS = 6  # offered as filters, beside the coming one


@dataclass(frozen=True, kw_only=True)
class Row:
    meeting: Meeting
    url: str
    title: str
    when: str
    standing: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Page:
    bodies: tuple[Body, ...]
    body: str
    years: tuple[int, ...]
    year: int | None
    ahead: tuple[Row, ...]
    over: tuple[Row, ...]
    pages: paging.Page[Meeting]
    is_first: bool  # page of those that are over
    is_narrowed: bool
    plan_url: str
    feed_url: str
    may_plan: bool


@dataclass(frozen=True, kw_only=True)
class Quarter:
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """The year of one body: what the by-laws ask for, and what is planned."""

    body: Body
    bodies: tuple[Body, ...]
    year: int
    quarters: tuple[Quarter, ...]
    asked: str  # what the by-laws ask for
    counted: tuple[str, ...]  # how many are planned, held, cancelled
    lacking: str  # "" when enough are planned or held
    earlier_url: str
    later_url: str
    may_plan: bool


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    today = timezone.localdate()
    year = listing.year_of(request.GET.get("year", ""), today)
    body = request.GET.get("body", "")[:60]
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    rows = listing.found(body=body, year=year)
    filters = {"body": body, "year": str(year or "")}
    pages = listing.over(rows, today, filters=filters, after=after, before=before)
    is_first = not after and not before
    page = Page(
        bodies=tuple(Body.objects.all()),
        body=body,
        years=tuple(range(today.year + 1, today.year - YEARS, -1)),
        year=year,
        ahead=tuple(_row(one, today) for one in listing.ahead(rows, today)) if is_first else (),
        over=tuple(_row(one, today) for one in pages.rows),
        pages=pages,
        is_first=is_first,
        is_narrowed=bool(body or year),
        plan_url=reverse("meetings:plan", args=[year or today.year]),
        feed_url=request.build_absolute_uri(reverse("meetings:calendar")),
        may_plan=bool(may(actor, permissions.PLAN)),
    )
    return render(request, "meetings/all.html", {"page": page})


@require_safe
def plan(request: HttpRequest, year: int) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    today = timezone.localdate()
    if listing.year_of(str(year), today) is None:
        raise Http404
    bodies = tuple(Body.objects.all())
    body = _chosen(bodies, request.GET.get("body", ""))
    found = listing.found(body=body.slug, year=year).order_by("on", "id")
    rows = list(found[: listing.OF_A_YEAR])
    page = PlanPage(
        body=body,
        bodies=bodies,
        year=year,
        quarters=_quarters(rows, today),
        asked=_asked(date(year, 12, 31) if year < today.year else today, body),
        counted=_counted(rows),
        lacking=_lacking(rows, today, body),
        earlier_url=_plan_url(year - 1, body, today),
        later_url=_plan_url(year + 1, body, today),
        may_plan=bool(may(actor, permissions.PLAN)) and year >= today.year,
    )
    return render(request, "meetings/plan.html", {"page": page})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """What is ahead and what was held within a year, for calendars that look again."""
    authorise(actor_of(request), permissions.READ)
    now, today = timezone.now(), timezone.localdate()
    rows = listing.found(body=request.GET.get("body", "")[:60])
    found = list(
        rows.filter(on__gte=calendar.shown_from(today)).order_by("-on", "-id")[: calendar.LISTED]
    )
    told = [(one, request.build_absolute_uri(one.get_absolute_url())) for one in found]
    name = str(found[0].body) if found and request.GET.get("body") else _("Meetings")
    return HttpResponse(
        calendar.feed(told, name=name, now=now),
        content_type=f"{calendar.MEDIA_TYPE}; charset=utf-8",
    )


def _row(meeting: Meeting, today: date) -> Row:
    return Row(
        meeting=meeting,
        url=meeting.get_absolute_url(),
        title=meeting.name,
        when=telling.day_and_hour(meeting),
        standing=telling.standing(meeting, today),
        tone=telling.tone(meeting),
    )


def _chosen(bodies: tuple[Body, ...], slug: str) -> Body:
    """The body an address asks for; the plenary for none. Raises Http404."""
    for one in bodies:
        if one.slug == slug if slug else one.kind == BodyKind.PLENARY:
            return one
    raise Http404


def _quarters(rows: list[Meeting], today: date) -> tuple[Quarter, ...]:
    names = (_("First quarter"), _("Second quarter"), _("Third quarter"), _("Fourth quarter"))
    return tuple(
        Quarter(
            name=name,
            rows=tuple(_row(one, today) for one in rows if (one.on.month - 1) // 3 == place),
        )
        for place, name in enumerate(names)
    )


def _asked(day: date, body: Body) -> str:
    """The by-laws speak of the body itself; its groups meet as they need."""
    if body.kind != BodyKind.PLENARY:
        return ""
    least = bylaws.in_force(day).number("meetings_a_year")
    return ngettext(
        "The by-laws ask for at least %(n)s meeting a year.",
        "The by-laws ask for at least %(n)s meetings a year.",
        least,
    ) % {"n": least}


def _counted(rows: list[Meeting]) -> tuple[str, ...]:
    ahead = sum(one.status in {Status.PLANNED, Status.CALLED, Status.OPEN} for one in rows)
    held = sum(one.status == Status.CLOSED for one in rows)
    cancelled = sum(one.status == Status.CANCELLED for one in rows)
    said = [
        ngettext("%(n)s planned", "%(n)s planned", ahead) % {"n": ahead},
        ngettext("%(n)s held", "%(n)s held", held) % {"n": held},
    ]
    if cancelled:
        said.append(ngettext("%(n)s cancelled", "%(n)s cancelled", cancelled) % {"n": cancelled})
    if extra := sum(one.kind == MeetingKind.EXTRA for one in rows):
        said.append(ngettext("%(n)s of them extra", "%(n)s of them extra", extra) % {"n": extra})
    return tuple(said)


def _lacking(rows: list[Meeting], today: date, body: Body) -> str:
    if body.kind != BodyKind.PLENARY:
        return ""
    least = bylaws.in_force(today).number("meetings_a_year")
    short = least - sum(one.status != Status.CANCELLED for one in rows)
    if short <= 0:
        return ""
    return ngettext("%(n)s more is to be planned.", "%(n)s more are to be planned.", short) % {
        "n": short
    }


def _plan_url(year: int, body: Body, today: date) -> str:
    if listing.year_of(str(year), today) is None:
        return ""
    address = reverse("meetings:plan", args=[year])
    return address if body.kind == BodyKind.PLENARY else f"{address}?body={body.slug}"
