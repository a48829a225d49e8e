"""Who is told what: one row for each act of which anybody is told."""

from kenes.notifications.about import consultations, house, meetings, requests, texts
from kenes.notifications.about.matters import Row, Told
from kenes.notifications.lifecycle import Category

_ASKED = Row(
    about=requests.request,
    told=(Told(category=Category.REQUESTS, title="request.asked", to=requests.answering),),
)
_REFERRED = Row(
    about=requests.request,
    told=(Told(category=Category.REQUESTS, title="request.referred", to=requests.answering),),
)
_WITHDRAWN = Row(
    about=requests.request,
    told=(Told(category=Category.REQUESTS, title="request.withdrawn", to=requests.answering),),
)
_SIGNED = Row(
    about=requests.signed,
    told=(
        Told(category=Category.REPLIES, title="reply.signed", to=requests.asking),
        Told(category=Category.DRAFTS, title="reply.signed", to=requests.focal_points),
    ),
)


def _of_proposal(title: str, category: Category | None = None) -> Row:
    """An act on a proposal: to its authors under a category of their own, to the others too."""
    own = (Told(category=category, title=title, to=texts.authors),) if category else ()
    others = Told(category=Category.PROPOSALS, title=title, to=texts.interested)
    return Row(about=texts.proposal, told=(*own, others))


def _to_authors(title: str) -> Row:
    told = Told(category=Category.PROPOSALS, title=title, to=texts.authors)
    return Row(about=texts.proposal, told=(told,))


def _to_invited(title: str, *, even_own: bool = False) -> Row:
    told = Told(category=Category.MEETINGS, title=title, to=meetings.invited, even_own=even_own)
    return Row(about=meetings.meeting, told=(told,))


def _of_consultation(title: str) -> Row:
    told = Told(category=Category.CONSULTATIONS, title=title, to=consultations.at_the_table)
    return Row(about=consultations.consultation, told=(told,))


AUDIENCE: dict[str, Row] = {
    # requests and replies; "quietly" is what was asked in confidence
    "request.ask": _ASKED,
    "request.ask_quietly": _ASKED,
    "request.refer": _REFERRED,
    "request.refer_quietly": _REFERRED,
    "request.withdraw": _WITHDRAWN,
    "request.withdraw_quietly": _WITHDRAWN,
    "reply.submit": Row(
        about=requests.handed_up,
        told=(Told(category=Category.DRAFTS, title="reply.handed_up", to=requests.validators),),
    ),
    "reply.return": Row(
        about=requests.returned,
        told=(Told(category=Category.DRAFTS, title="reply.returned", to=requests.focal_points),),
    ),
    "reply.sign": _SIGNED,
    "reply.sign_quietly": _SIGNED,
    "reply.remind": Row(
        about=requests.reminders,
        told=(
            Told(
                category=Category.REMINDERS,
                title="reminder.before_due",
                to=requests.reminded,
            ),
            Told(category=Category.REMINDERS, title="reminder.overdue", to=requests.late),
        ),
    ),
    # proposals
    "proposal.submit": Row(
        about=texts.proposal,
        told=(
            Told(category=Category.SUBMITTED, title="proposal.submitted", to=house.secretaries),
            Told(category=Category.PROPOSALS, title="proposal.submitted", to=texts.interested),
        ),
    ),
    "proposal.accept": _of_proposal("proposal.accepted", Category.FORM),
    "proposal.return": _of_proposal("proposal.returned", Category.FORM),
    "proposal.appeal": Row(
        about=texts.proposal,
        told=(Told(category=Category.SUBMITTED, title="proposal.appealed", to=house.chairs),),
    ),
    "proposal.overrule": _of_proposal("proposal.overruled", Category.FORM),
    "proposal.uphold": _of_proposal("proposal.upheld", Category.FORM),
    "proposal.revise": _of_proposal("proposal.revised"),
    "proposal.comment": _of_proposal("proposal.commented"),
    "proposal.position": _of_proposal("proposal.position"),
    "proposal.schedule": _of_proposal("proposal.scheduled"),
    "proposal.reschedule": _of_proposal("proposal.rescheduled"),
    "proposal.decide": _of_proposal("proposal.decided"),
    "proposal.withdraw": _of_proposal("proposal.withdrawn"),
    "proposal.invite": Row(
        about=texts.invitation,
        told=(Told(category=Category.INVITATIONS, title="proposal.invited", to=texts.invited),),
    ),
    "proposal.agree": _to_authors("proposal.joined"),
    "proposal.join": _to_authors("proposal.joined"),
    "proposal.decline": _to_authors("proposal.declined"),
    # meetings: who calls one wants it in their own calendar as well
    "meeting.call": _to_invited("meeting.called", even_own=True),
    "meeting.change": _to_invited("meeting.changed", even_own=True),
    "meeting.relink": _to_invited("meeting.changed", even_own=True),
    "agenda.change": _to_invited("meeting.agenda"),
    "meeting.cancel": Row(
        about=meetings.cancelled,
        told=(
            Told(
                category=Category.MEETINGS,
                title="meeting.cancelled",
                to=meetings.invited,
                even_own=True,
            ),
        ),
    ),
    "invitation.send": Row(
        about=meetings.invitation,
        told=(
            Told(
                category=Category.MEETINGS,
                title="meeting.called",
                to=meetings.newly_invited,
                even_own=True,
            ),
        ),
    ),
    # consultations: everybody at the table alike, whoever has voted
    "consultation.open": _of_consultation("consultation.opened"),
    "consultation.close": _of_consultation("consultation.closed"),
    "consultation.answer": _of_consultation("consultation.answered"),
    # places given
    "office.give": Row(
        about=house.office,
        told=(Told(category=Category.PLACES, title="office.given", to=house.holder),),
    ),
    "duty.give": Row(
        about=house.duty,
        told=(Told(category=Category.PLACES, title="duty.given", to=house.holder),),
    ),
    "tenure.start": Row(
        about=house.seat,
        told=(Told(category=Category.PLACES, title="seat.given", to=house.holder),),
    ),
    # a second officer is needed
    "record.redact_ask": Row(
        about=house.redaction,
        told=(Told(category=Category.SECOND, title="redaction.asked", to=house.officers),),
    ),
    "account.recovery_ask": Row(
        about=house.recovery,
        told=(Told(category=Category.SECOND, title="recovery.asked", to=house.officers),),
    ),
    # a document was read
    "import.read": Row(
        about=house.import_,
        told=(
            Told(
                category=Category.IMPORTS,
                title="import.ready",
                to=house.importers,
                even_own=True,
            ),
        ),
    ),
}
