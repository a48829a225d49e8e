"""Where a proposal stands and what comes next, as every page, list and e-mail says it."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.languages.dates import written
from kenes.proposals.lifecycle import DECIDED, Status
from kenes.proposals.models import Proposal


def standing(proposal: Proposal, today: date) -> str:
    """Where it stands, in one sentence."""
    tell = {
        Status.DRAFT: _draft,
        Status.SUBMITTED: _submitted,
        Status.RETURNED: _returned,
        Status.IN_COMMENT: _in_comment,
        Status.AGENDA: _on_agenda,
    }.get(Status(proposal.status), _decided)
    return tell(proposal, today)


def tone(proposal: Proposal) -> str:
    """As ``{% status %}`` has it."""
    if proposal.status in {Status.ADOPTED, Status.ADOPTED_IN_PART}:
        return "done"
    return "plain" if proposal.status in DECIDED | {Status.DRAFT} else "wait"


def days_left(until: date, today: date) -> str:
    """``6 days left``, ``the last day``."""
    days = (until - today).days
    if days == 0:
        return _("today is the last day")
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


def _draft(proposal: Proposal, today: date) -> str:
    return _("A draft: its authors alone read it.")


def _submitted(proposal: Proposal, today: date) -> str:
    due = proposal.form_due_on
    if due is None:
        return _("Waiting for the secretariat’s check of its form.")
    if due < today:
        return ngettext(
            "Waiting for the secretariat’s check of its form, overdue by %(n)s day.",
            "Waiting for the secretariat’s check of its form, overdue by %(n)s days.",
            (today - due).days,
        ) % {"n": (today - due).days}
    return _("Waiting for the secretariat’s check of its form, due by %(day)s.") % {
        "day": written(due)
    }


def _returned(proposal: Proposal, today: date) -> str:
    if proposal.appealed_at:
        return _("Returned for its form; an appeal waits for the chair since %(day)s.") % {
            "day": written(timezone.localdate(proposal.appealed_at))
        }
    return _("Returned for its form: its author mends it or appeals to the chair.")


def _in_comment(proposal: Proposal, today: date) -> str:
    until = proposal.comments_until
    if until is None or until < today:
        return _("The time for comments is over; it waits to be put on an agenda.")
    return _("Open for comments until %(day)s: %(left)s.") % {
        "day": written(until),
        "left": days_left(until, today),
    }


def _on_agenda(proposal: Proposal, today: date) -> str:
    if proposal.agenda_on is None:
        return _("On the agenda of a coming meeting.")
    return _("On the agenda of the meeting of %(day)s.") % {"day": written(proposal.agenda_on)}


def _decided(proposal: Proposal, today: date) -> str:
    day = written(proposal.decided_on) if proposal.decided_on else ""
    if proposal.status == Status.ADOPTED:
        return _("Adopted on %(day)s.") % {"day": day}
    if proposal.status == Status.ADOPTED_IN_PART:
        return _("Adopted in part on %(day)s.") % {"day": day}
    if proposal.status == Status.REFERRED:
        return _("Referred to %(name)s on %(day)s.") % {"name": proposal.goes_to, "day": day}
    if proposal.status == Status.NOT_ADOPTED:
        return _("Not adopted on %(day)s, with reasons.") % {"day": day}
    return _("Withdrawn by its author.")
