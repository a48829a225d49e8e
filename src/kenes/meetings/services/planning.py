"""A meeting is planned, changed, cancelled."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.dates import written
from kenes.languages.types import LANGUAGES
from kenes.meetings import lifecycle, permissions, recorded
from kenes.meetings.lifecycle import MeetingKind, Mode, Status
from kenes.meetings.models import Meeting
from kenes.meetings.services import scheduling
from kenes.meetings.services.changes import LONGEST_TITLE, Before, said, taken_up
from kenes.members import numbers
from kenes.members.actors import as_of
from kenes.members.models import Body
from kenes.members.services import bylaws
from kenes.record.services.publishing import Said, publish

MOST_YEARS = 5  # ahead
LONGEST = timedelta(days=7)  # from the beginning of a meeting to its end
CHANGEABLE = (
    "title", "reason", "place", "link", "mode", "on", "starts_at", "ends_at", "papers_until",
    "is_public", "language",
)  # fmt: skip
_check_link = URLValidator(schemes=["http", "https"])


@transaction.atomic
def plan(
    body: Body,
    *,
    kind: str,
    mode: str,
    on: date,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    title: Mapping[str, str] | None = None,
    place: Mapping[str, str] | None = None,
    link: str = "",
    reason: Mapping[str, str] | None = None,
    language: str,
    is_public: bool | None = None,
    actor: Actor,
    now: datetime,
) -> Meeting:
    """Enter a meeting in the plan of its year; ``is_public``: None follows the by-laws.

    Raises ValidationError by field.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.PLAN)
    today = timezone.localdate(now)
    made = Meeting(body=body, kind=kind, mode=mode, on=on, planned_at=now)
    if is_public is None:
        is_public = bylaws.in_force(today).text("sittings") == "public"
    facts = {
        "title": title or {},
        "reason": reason or {},
        "place": place or {},
        "link": link,
        "on": on,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "is_public": is_public,
        "language": language,
    }
    _set(made, facts)
    check(made, today)
    (made.number,) = numbers.take("M", on.year)
    made.save()
    publish(
        write("meeting.plan", made, actor=actor, at=now, number=made.number, on=str(on)),
        Said(subject=made.number, state=recorded.facts_state(made), after=str(made.status)),
    )
    return made


@transaction.atomic
def plan_year(
    body: Body,
    *,
    days: Sequence[date],
    mode: str,
    hours: Callable[[date], Mapping[str, Any]] | None = None,
    actor: Actor,
    now: datetime,
    **facts: Any,
) -> list[Meeting]:
    """The quarterly meetings of a year at once, each an act of its own; all or none.

    ``hours`` gives begin and end on a day; ``facts`` are those of ``plan`` for all of them.
    Raises ValidationError, naming the day that is wrong: ``on_2`` is the second.
    """
    if not days:
        raise ValidationError(_("Give the day of at least one meeting."))
    for place, day in enumerate(days):
        if day in days[:place]:
            raise ValidationError({f"on_{place + 1}": _("This day is given twice.")})
    made = []
    for place, day in enumerate(days):
        try:
            made.append(
                plan(
                    body,
                    kind=MeetingKind.QUARTERLY,
                    mode=mode,
                    on=day,
                    actor=actor,
                    now=now,
                    **(hours(day) if hours else {}),
                    **facts,
                )
            )
        except ValidationError as error:
            if hasattr(error, "error_dict") and "on" in error.error_dict:
                error.error_dict[f"on_{place + 1}"] = error.error_dict.pop("on")
            raise
    return made


@transaction.atomic
def change(meeting: Meeting, *, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Meeting:
    """Change day, hour, place, link or words; who was invited is told.

    ``facts`` are those of CHANGEABLE, and ``short_notice`` where the day comes nearer. A day
    alone takes the hours along. Raises ValidationError by field.
    """
    meeting, actor = taken_up(meeting, actor, now)
    authorise(actor, permissions.CHANGE, meeting)
    before, was = Before(meeting), (meeting.on, meeting.starts_at, meeting.ends_at)
    held_back = (meeting.link, meeting.language)
    given = {name: facts[name] for name in CHANGEABLE if name in facts}
    if "on" in given and given["on"] != meeting.on and "starts_at" not in given:
        given |= _hours_on(meeting, given["on"])
    if given.get("starts_at") and "on" not in given:
        given["on"] = timezone.localdate(given["starts_at"])
    _set(meeting, given)
    today = timezone.localdate(now)
    if meeting.papers_until and meeting.on != was[0] and "papers_until" not in given:
        moved = meeting.papers_until + (meeting.on - was[0])
        meeting.papers_until = min(max(moved, today), meeting.on)
    check(meeting, today if meeting.on != was[0] else meeting.on)
    if meeting.status == Status.CALLED:
        meeting.papers_until = meeting.papers_until or papers_until(meeting, today)
        check_called(meeting, now if meeting.starts_at != was[1] else None)
        if meeting.on < was[0]:
            check_notice(meeting, facts.get("short_notice", {}), since=today)
    changes = before.changes(meeting)
    if not changes and held_back == (meeting.link, meeting.language):
        return meeting
    if meeting.status == Status.CALLED:
        meeting.sequence += 1
    meeting.save()
    if meeting.on != was[0]:
        scheduling.follow(meeting, actor=actor, now=now)
    if not changes:
        write("meeting.relink", meeting, actor=actor, at=now, number=meeting.number)
        return meeting
    publish(
        write(
            "meeting.change",
            meeting,
            actor=actor,
            at=now,
            number=meeting.number,
            fields=sorted(changes),
        ),
        Said(subject=meeting.number, state=changes),
    )
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, *, reason: Mapping[str, str], actor: Actor, now: datetime) -> Meeting:
    """It is not held. The proposals on its agenda wait for another day.

    Raises ValidationError without a reason.
    """
    meeting, actor = taken_up(meeting, actor, now)
    authorise(actor, permissions.CANCEL, meeting)
    kept = said("reason", reason, needed=_("Say why: others have prepared for it."))
    before = Before(meeting)
    meeting.status = lifecycle.after("meeting.cancel", meeting.status)
    meeting.cancelled_because = kept
    if meeting.called_at:
        meeting.sequence += 1
    meeting.save()
    scheduling.follow(meeting, actor=actor, now=now)
    publish(
        write("meeting.cancel", meeting, actor=actor, at=now, number=meeting.number),
        Said(
            subject=meeting.number,
            state=before.changes(meeting),
            before=before.status,
            after=str(meeting.status),
        ),
    )
    return meeting


def papers_until(meeting: Meeting, today: date) -> date:
    """The last day for papers by the by-laws; never one that has passed."""
    days = bylaws.in_force(today).number("papers_days")
    return max(today, meeting.on - timedelta(days=days))


def check(meeting: Meeting, today: date) -> None:
    """Raises ValidationError with all that is wrong with the facts of a meeting, by field."""
    errors: dict[str, str] = {}
    if meeting.kind not in MeetingKind.values:
        errors["kind"] = _("Choose one of the kinds.")
    if meeting.mode not in Mode.values:
        errors["mode"] = _("Choose one of the forms.")
    if meeting.language not in LANGUAGES:
        errors["language"] = _("Choose one of the three languages.")
    if meeting.on < today:
        errors["on"] = _("This day has passed.")
    elif meeting.on.year > today.year + MOST_YEARS:
        errors["on"] = ngettext(
            "A meeting is planned at most %(n)s year ahead.",
            "A meeting is planned at most %(n)s years ahead.",
            MOST_YEARS,
        ) % {"n": MOST_YEARS}
    elif meeting.body.closed_on and meeting.body.closed_on <= meeting.on:
        errors["on"] = _("The body is closed by that day.")
    errors |= _wrong_hours(meeting)
    if meeting.papers_until and meeting.papers_until > meeting.on:
        errors["papers_until"] = _("Papers are due by the day of the meeting at the latest.")
    if meeting.kind == MeetingKind.EXTRA and not meeting.reason:
        errors["reason"] = _("Say why an extra meeting is needed.")
    errors |= _wrong_link(meeting)
    if errors:
        raise ValidationError(errors)


def check_called(meeting: Meeting, now: datetime | None) -> None:
    """What who is invited has to know. ``now``: where the hour must not have passed."""
    errors: dict[str, str] = {}
    if meeting.starts_at is None:
        errors["starts_at"] = _("Say at what hour it begins.")
    elif now and meeting.starts_at <= now:
        errors["starts_at"] = _("This hour has passed.")
    if meeting.ends_at is None:
        errors["ends_at"] = _("Say by what hour it ends.")
    if meeting.mode != Mode.ONLINE and not meeting.place:
        errors["place"] = _("Say where it is held.")
    if meeting.mode != Mode.ROOM and not meeting.link:
        errors["link"] = _("Give the link by which people join online.")
    if errors:
        raise ValidationError(errors)


def check_notice(meeting: Meeting, why: Mapping[str, str], *, since: date) -> None:
    """Keep why the notice from ``since`` on is shorter than the by-laws ask for, where it is.

    Raises ValidationError without a reason.
    """
    needed = bylaws.in_force(since).number("notice_days")
    given = (meeting.on - since).days
    if given >= needed:
        meeting.short_notice = {}
        return
    asked = ngettext(
        "The by-laws ask for %(n)s day’s notice, until %(day)s: say why it is shorter.",
        "The by-laws ask for %(n)s days’ notice, until %(day)s: say why it is shorter.",
        needed,
    ) % {"n": needed, "day": written(since + timedelta(days=needed))}
    meeting.short_notice = said("short_notice", why, needed=asked)


def _set(meeting: Meeting, facts: Mapping[str, Any]) -> None:
    """Take over what is given. Raises ValidationError for words that are too long."""
    for name, value in facts.items():
        if name in {"title", "place"}:
            value = said(name, value, most=LONGEST_TITLE)
        elif name == "reason":
            value = said(name, value)
        elif name == "link":
            value = str(value).strip()
        setattr(meeting, name, value)


def _hours_on(meeting: Meeting, day: date) -> dict[str, datetime]:
    """The hours of a meeting on another day, as clocks on the wall show them."""
    zone, moved = timezone.get_default_timezone(), {}
    for name in ("starts_at", "ends_at"):
        if at := getattr(meeting, name):
            local = timezone.localtime(at, zone)
            later = day + (local.date() - meeting.on)
            moved[name] = datetime.combine(later, local.time(), tzinfo=zone)
    return moved


def _wrong_hours(meeting: Meeting) -> dict[str, str]:
    starts, ends = meeting.starts_at, meeting.ends_at
    if starts and timezone.localdate(starts) != meeting.on:
        return {"starts_at": _("It begins on the day of the meeting.")}
    if ends and not starts:
        return {"starts_at": _("Say at what hour it begins.")}
    if starts and ends and ends <= starts:
        return {"ends_at": _("It ends after it begins.")}
    if starts and ends and ends - starts > LONGEST:
        return {"ends_at": _("This is more than a week after it begins.")}
    return {}


def _wrong_link(meeting: Meeting) -> dict[str, str]:
    if not meeting.link:
        if meeting.mode == Mode.ONLINE:
            return {"link": _("Give the link by which people join online.")}
        return {}
    try:
        if len(meeting.link) > LONGEST_TITLE or not meeting.link.isprintable():
            raise ValidationError("")
        _check_link(meeting.link)
    except ValidationError:
        return {"link": _("This is no address: write it as https://example.org/room.")}
    return {}
