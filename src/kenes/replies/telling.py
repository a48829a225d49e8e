"""The state of a request in words, as every page and file says it."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kenes.languages.dates import written
from kenes.members.models import Organisation, OrganisationKind
from kenes.replies.lifecycle import ReplyKind, RequestKind, RequestStatus
from kenes.replies.models import Reply, Request
from kenes.replies.rates import Rates

# Whose word and pattern stand beside an organisation; "" for those of no side.
SIDES: Mapping[str, str] = {
    OrganisationKind.STATE_BODY: "state",
    OrganisationKind.PARLIAMENT: "parliament",
    OrganisationKind.NGO: "civil",
    OrganisationKind.NHRI: "nhri",
    OrganisationKind.MISSION: "observer",
    OrganisationKind.INTERNATIONAL: "observer",
    OrganisationKind.DONOR: "observer",
    OrganisationKind.OTHER: "",
}


def side_of(organisation: Organisation | None) -> str:
    return SIDES[organisation.kind] if organisation else ""


def asker(request: Request) -> str:
    """Who asks: an organisation, or the body itself."""
    return str(request.asked_by) if request.asked_by else _("the body, through its secretariat")


def title(request: Request) -> str:
    """What it is and whom it is asked of."""
    forms = {
        RequestKind.QUESTION: _("Question to: %(name)s"),
        RequestKind.PROPOSAL: _("Request about a proposal to: %(name)s"),
        RequestKind.RECOMMENDATION: _("Request about a recommendation to: %(name)s"),
    }
    return forms[RequestKind(request.kind)] % {"name": request.addressee}


def clock(request: Request, today: date) -> str:
    """``due in 6 days``, ``due today``, ``overdue by 3 days``."""
    days = request.days_left(today)
    if days < 0:
        return ngettext("overdue by %(n)s day", "overdue by %(n)s days", -days) % {"n": -days}
    if days == 0:
        return _("due today")
    return ngettext("due in %(n)s day", "due in %(n)s days", days) % {"n": days}


def standing(request: Request, today: date) -> str:
    """Where it stands, in one sentence."""
    name = {"name": request.addressee}
    if request.status == RequestStatus.WAITING:
        return _waiting(request, today)
    if request.status == RequestStatus.WITHDRAWN:
        return _("Withdrawn: no reply of %(name)s is waited for any more.") % name
    on = {**name, "day": written(request.answered_on or today)}
    said = (
        _("%(name)s referred it to another institution on %(day)s")
        if request.status == RequestStatus.REFERRED
        else _("%(name)s replied on %(day)s")
    ) % on
    return f"{said}, {_timely(request)}."


def _waiting(request: Request, today: date) -> str:
    days, name = request.days_left(today), request.addressee
    if days < 0:
        form = ngettext(
            "Waiting for the reply of %(name)s, overdue by %(n)s day.",
            "Waiting for the reply of %(name)s, overdue by %(n)s days.",
            -days,
        )
        return form % {"name": name, "n": -days}
    if days == 0:
        return _("Waiting for the reply of %(name)s, due today.") % {"name": name}
    form = ngettext(
        "Waiting for the reply of %(name)s, due in %(n)s day.",
        "Waiting for the reply of %(name)s, due in %(n)s days.",
        days,
    )
    return form % {"name": name, "n": days}


def _timely(request: Request) -> str:
    late = (request.answered_on - request.due_on).days if request.answered_on else 0
    if late <= 0:
        return pgettext("a reply came", "in time")
    return ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late}


def said(reply: Reply) -> str:
    """What a reply says, with the day or the institution it names."""
    if reply.kind == ReplyKind.MORE_TIME and reply.until:
        return _("more time until %(day)s") % {"day": written(reply.until)}
    if reply.kind == ReplyKind.REFERRED and reply.referred_to:
        return _("referred to %(name)s") % {"name": reply.referred_to}
    return str(reply.get_kind_display())


def heading(reply: Reply) -> str:
    """What stands over a signed reply."""
    if reply.kind == ReplyKind.ANSWERED:
        return _("Answer")
    return _("Reply: %(said)s") % {"said": said(reply)}


def consequence(reply: Reply, request: Request) -> str:
    """What the signature will do, before it is given."""
    seen = (
        _("The reply and your name will be public, and they stay so.")
        if request.is_public
        else _("Both organisations and the body’s officers will read the reply with your name.")
    )
    if reply.until:
        then = _("The reply will be due on %(day)s; this can be done once only.") % {
            "day": written(reply.until)
        }
    elif reply.referred_to:
        then = _("%(name)s will read the request and owe a reply, on a clock of its own.") % {
            "name": reply.referred_to
        }
    else:
        then = _("%(number)s counts as answered.") % {"number": request.number}
    return f"{then} {seen}"


def rate_sentences(rates: Rates) -> tuple[str, ...]:
    """How an institution has replied, as plain sentences; figures alone would invite a table."""
    told = []
    if rates.in_time:
        form = ngettext(
            "In the last 12 months it gave %(n)s public reply in time.",
            "In the last 12 months it gave %(n)s public replies in time.",
            rates.in_time,
        )
        told.append(form % {"n": rates.in_time})
    if rates.late:
        form = ngettext(
            "In the last 12 months it gave %(n)s public reply late.",
            "In the last 12 months it gave %(n)s public replies late.",
            rates.late,
        )
        told.append(form % {"n": rates.late})
    if rates.overdue:
        form = ngettext(
            "%(n)s reply is overdue today.", "%(n)s replies are overdue today.", rates.overdue
        )
        told.append(form % {"n": rates.overdue})
    if rates.waiting:
        form = ngettext(
            "%(n)s reply is waited for and not due yet.",
            "%(n)s replies are waited for and not due yet.",
            rates.waiting,
        )
        told.append(form % {"n": rates.waiting})
    if not told:
        return (_("It owes no public reply, and it gave none in the last 12 months."),)
    return tuple(told)
