"""A consultation in words: as its page, lists, files and e-mails say where it stands."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.languages.dates import written
from kenes.members.services import bylaws
from kenes.opinions.lifecycle import Circle, Moderation, Proposing, Status
from kenes.opinions.models import Consultation

_STEP = 5  # counts of people move by so many while it is open
_TONES = {Status.DRAFT: "plain", Status.OPEN: "wait", Status.CLOSED: "done"}


def standing(consultation: Consultation, today: date) -> str:
    """Where it stands, in one sentence."""
    if consultation.status == Status.DRAFT:
        return _("In preparation: only those who prepare it read it.")
    if consultation.status == Status.CLOSED:
        closed = written(closed_on(consultation) or today)
        if consultation.answered_at is None:
            return _("Closed on %(day)s.") % {"day": closed}
        answered = written(timezone.localtime(consultation.answered_at).date())
        return _("Closed on %(day)s, answered by the body on %(answered)s.") % {
            "day": closed,
            "answered": answered,
        }
    last = consultation.closes_on or today
    days = (last - today).days
    if days < 0:
        return _("Its last day is over: it is being closed.")
    if days == 0:
        return _("Open until tonight.")
    return ngettext(
        "Open until %(day)s: %(n)s day more.", "Open until %(day)s: %(n)s days more.", days
    ) % {"day": written(last), "n": days}


def tone(consultation: Consultation) -> str:
    """As ``{% status %}`` has it."""
    return _TONES[Status(consultation.status)]


def closed_on(consultation: Consultation) -> date | None:
    at = consultation.closed_at
    return timezone.localtime(at).date() if at else None


def who(consultation: Consultation) -> str:
    """Who may take part, as a sentence."""
    return {
        Circle.MEMBERS: _("Members of the chambers take part."),
        Circle.INVITED: _("Members of the chambers take part, and those who are invited."),
        Circle.PUBLIC: _("Everybody may take part."),
    }[Circle(consultation.circle)]


def proposing(consultation: Consultation) -> str:
    """Who proposes statements and when they are shown, as a sentence."""
    if consultation.proposing == Proposing.SECRETARIAT:
        return _("Statements come from the secretariat alone.")
    if consultation.moderation == Moderation.AFTER:
        return _(
            "Everybody who takes part may propose statements; those of a day are put to the vote "
            "together on the next, and the moderator may reject one afterwards."
        )
    return _(
        "Everybody who takes part may propose statements; the moderator looks at each before it "
        "is put to the vote."
    )


def people(count: int, least: int) -> str:
    """How many have taken part so far: never exactly, and nothing of a few."""
    about = count - count % _STEP
    if count < least or not about:
        return ngettext(
            "fewer than %(n)s person so far", "fewer than %(n)s people so far", least
        ) % {"n": least}
    return ngettext("%(n)s person or a few more", "%(n)s people or a few more", about) % {
        "n": about
    }


def people_in_all(count: int | None, least: int) -> str:
    """How many took part, when it has closed; None where nothing is published of so few."""
    if count is None or count < least:
        return ngettext("fewer than %(n)s person", "fewer than %(n)s people", least) % {"n": least}
    return ngettext("%(n)s person", "%(n)s people", count) % {"n": count}


def statements(count: int) -> str:
    return ngettext("%(n)s statement", "%(n)s statements", count) % {"n": count}


def answer_due(consultation: Consultation) -> date | None:
    """By when the body answers what was found; None while it is open."""
    closed = closed_on(consultation)
    if closed is None:
        return None
    laws = bylaws.in_force(closed)
    return laws.due_on(closed, laws.number("consultation_summary_days"))


def earliest_last_day(today: date) -> date:
    """Of one that opens today, by the by-laws."""
    return today + timedelta(days=bylaws.in_force(today).number("consultation_days"))
