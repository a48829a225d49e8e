"""Where a meeting stands and what comes next, as every page, list and e-mail says it."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.languages.dates import written
from kenes.languages.fields import pick
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Meeting


def tone(meeting: Meeting) -> str:
    """As ``{% status %}`` has it."""
    if meeting.status == Status.OPEN:
        return "done"
    return "wait" if meeting.status == Status.CALLED else "plain"


def day_and_hour(meeting: Meeting) -> str:
    """``3 June 2026, 10:00–13:00 (UTC+5)``; of a plan perhaps the day alone."""
    day = written(meeting.on)
    return f"{day}, {hours(meeting)}" if meeting.starts_at else day


def hours(meeting: Meeting) -> str:
    """``10:00–13:00 (UTC+5)``, as clocks of the house’s zone show them; "" while unknown."""
    if meeting.starts_at is None:
        return ""
    begins = timezone.localtime(meeting.starts_at)
    said = f"{begins:%H:%M}"
    if meeting.ends_at:
        ends = timezone.localtime(meeting.ends_at)
        said += f"–{ends:%H:%M}"
        if ends.date() != begins.date():
            said = f"{begins:%H:%M} – {written(ends.date())}, {ends:%H:%M}"
    return f"{said} ({zone(begins)})"


def zone(local: datetime) -> str:
    """``UTC+5``."""
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    sign, (whole, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"UTC{sign}{whole}" + (f":{rest:02}" if rest else "")


def standing(meeting: Meeting, today: date) -> str:
    """Where it stands, in one sentence."""
    tell = {
        Status.PLANNED: _planned,
        Status.CALLED: _called,
        Status.OPEN: _open,
        Status.CLOSED: _closed,
        Status.CANCELLED: _cancelled,
    }[Status(meeting.status)]
    return tell(meeting, today)


def days_until(day: date, today: date) -> str:
    """``today``, ``tomorrow``, ``in 6 days``."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}


def _planned(meeting: Meeting, today: date) -> str:
    if meeting.on < today:
        return _("It was planned for this day and has not been called.")
    return _("Planned, %(when)s. Its agenda is published when it is called.") % {
        "when": days_until(meeting.on, today)
    }


def _called(meeting: Meeting, today: date) -> str:
    if meeting.on < today:
        return _("It was called for this day and has not been opened.")
    if meeting.papers_until and meeting.papers_until >= today:
        return _("Called, %(when)s. Papers are taken until %(day)s.") % {
            "when": days_until(meeting.on, today),
            "day": written(meeting.papers_until),
        }
    return _("Called, %(when)s. Papers tabled now are shown as late.") % {
        "when": days_until(meeting.on, today)
    }


def _open(meeting: Meeting, today: date) -> str:
    return _("It is being held now.")


def _closed(meeting: Meeting, today: date) -> str:
    day = written(meeting.local_day(meeting.opened_at))
    minutes = getattr(meeting, "minutes", None)
    if minutes is None:
        return _("Held on %(day)s; its minutes are not written yet.") % {"day": day}
    if minutes.published_at:
        return _("Held on %(day)s; its minutes are published.") % {"day": day}
    return _("Held on %(day)s; its minutes are due by %(due)s.") % {
        "day": day,
        "due": written(minutes.due_on),
    }


def _cancelled(meeting: Meeting, today: date) -> str:
    why = pick(meeting.cancelled_because)
    return _("Cancelled: %(why)s") % {"why": why} if why else _("Cancelled.")
