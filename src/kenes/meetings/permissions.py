"""What can be done about a meeting, by whom and when; roles are in access/grants.py."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.types import YES, Action, Actor, Decision, Role, When, all_of, no
from kenes.meetings.lifecycle import MinutesStatus, Status, allows
from kenes.meetings.models import Invitation, Item, Meeting, Minutes, Presence, Turn, Vote
from kenes.members.models import Office, OfficeKind, Organisation

# Who may act for another: mark somebody present, put them on the list, table their paper.
OFFICERS = frozenset({Role.SECRETARY, Role.CHAIR, Role.MODERATOR})


@dataclass(frozen=True, kw_only=True)
class Tabling:
    """An organisation tables a paper for a meeting; None: the secretariat does."""

    meeting: Meeting
    organisation: Organisation | None


def presiding(meeting: Meeting, day: date) -> QuerySet[Office]:
    """The chairs and co-chairs of the meeting's body on a day."""
    return Office.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day),
        body=meeting.body_id,
        kind__in=(OfficeKind.CHAIR, OfficeKind.CO_CHAIR),
        starts_on__lte=day,
    )


def _meeting(subject: Any) -> Meeting | None:
    if isinstance(subject, Meeting):
        return subject
    if isinstance(subject, (Item, Vote, Turn, Presence, Invitation, Minutes, Tabling)):
        return subject.meeting
    return None


def _can(act: str) -> When:
    """The meeting's status allows this act."""

    def when(actor: Actor, subject: Any) -> Decision:
        meeting = _meeting(subject)
        if meeting is None or allows(act, meeting.status):
            return YES
        return no(
            _("This cannot be done now: the meeting is %(status)s.")
            % {"status": meeting.get_status_display()}
        )

    return when


def _while(*statuses: Status) -> When:
    def when(actor: Actor, subject: Any) -> Decision:
        meeting = _meeting(subject)
        if meeting is None or meeting.status in statuses:
            return YES
        return no(
            _("This cannot be done now: the meeting is %(status)s.")
            % {"status": meeting.get_status_display()}
        )

    return when


def _tables(actor: Actor, subject: Any) -> Decision:
    """One's own organisation's paper; the secretariat its own and anybody's."""
    if not isinstance(subject, Tabling) or actor.roles & OFFICERS:
        return YES
    if subject.organisation and subject.organisation.pk in actor.organisation_ids:
        return YES
    return no(_("You do not speak for this organisation."))


def _invited(actor: Actor, subject: Any) -> Decision:
    if not isinstance(subject, Invitation) or subject.user_id == actor.user_id:
        return YES
    return YES if actor.roles & OFFICERS else no(_("This is another person’s invitation."))


def _attends(actor: Actor, subject: Any) -> Decision:
    """Who is invited comes and goes by themselves; officers see to everybody."""
    meeting = _meeting(subject)
    if meeting is None or actor.roles & OFFICERS:
        return YES
    if isinstance(subject, Presence):
        own = subject.user_id == actor.user_id
    else:
        own = meeting.invitations.filter(user=actor.user_id).exists()
    return YES if own else no(_("You are not invited to this meeting."))


def _present(actor: Actor, subject: Any) -> Decision:
    meeting = _meeting(subject)
    if meeting is None or actor.roles & OFFICERS:
        return YES
    if isinstance(subject, Turn):
        return YES if subject.presence.user_id == actor.user_id else no(_("It is not your turn."))
    here = meeting.presences.filter(user=actor.user_id, left_at=None).exists()
    return YES if here else no(_("You are not marked present at this meeting."))


def _on_a_seat(actor: Actor, subject: Any) -> Decision:
    """Present on a seat of a chamber that decides; nobody votes for another.

    ``subject``: the meeting, the vote, or the presence itself as it is now.
    """
    if isinstance(subject, Presence):
        own = subject.user_id is not None and subject.user_id == actor.user_id
        if own and subject.seat_id is not None and subject.left_at is None:
            return YES
        return no(_("Only who is present on a seat of a chamber votes."))
    meeting = _meeting(subject)
    if meeting is None:
        return YES
    here = meeting.presences.filter(
        user=actor.user_id, left_at=None, seat__isnull=False, seat__abolished_on=None
    )
    return YES if here.exists() else no(_("Only who is present on a seat of a chamber votes."))


def _minutes_are(*statuses: MinutesStatus) -> When:
    def when(actor: Actor, subject: Any) -> Decision:
        if not isinstance(subject, Minutes) or subject.status in statuses:
            return YES
        return no(
            _("This cannot be done now: the minutes are %(status)s.")
            % {"status": subject.get_status_display()}
        )

    return when


def _was_there(actor: Actor, subject: Any) -> Decision:
    """Who was present proposes corrections, and the officers."""
    if not isinstance(subject, Minutes) or actor.roles & OFFICERS:
        return YES
    there = subject.meeting.presences.filter(user=actor.user_id).exists()
    return YES if there else no(_("Those who were present propose corrections."))


def _presides(actor: Actor, subject: Any) -> Decision:
    """A chair or co-chair of the meeting's own body; the service asks it of the act's own day."""
    if not isinstance(subject, Minutes):
        return YES
    offices = presiding(subject.meeting, timezone.localdate())
    if actor.is_signed_in and offices.filter(user=actor.user_id).exists():
        return YES
    return no(_("Only a chair or co-chair of this body can do this."))


def _presides_or_writes(actor: Actor, subject: Any) -> Decision:
    return YES if Role.SECRETARY in actor.roles else _presides(actor, subject)


_held = _while(Status.OPEN)
_before = _while(Status.PLANNED, Status.CALLED)
_recorded = _while(Status.OPEN, Status.CLOSED)

READ = Action("meeting.read")
PLAN = Action("meeting.plan")
CALL = Action("meeting.call", when=_can("meeting.call"))
CHANGE = Action("meeting.change", when=_before)
CANCEL = Action("meeting.cancel", when=_can("meeting.cancel"))
OPEN = Action("meeting.open", when=_can("meeting.open"))
CLOSE = Action("meeting.close", when=_can("meeting.close"))
CHANGE_AGENDA = Action("agenda.change", when=_while(Status.PLANNED, Status.CALLED, Status.OPEN))
TABLE = Action(
    "meeting.table", when=all_of(_while(Status.PLANNED, Status.CALLED, Status.OPEN), _tables)
)
ANSWER = Action("invitation.answer", when=all_of(_while(Status.CALLED), _invited))
ATTEND = Action("floor.attend", when=all_of(_while(Status.CALLED, Status.OPEN), _attends))
SPEAK = Action("floor.speak", when=all_of(_held, _present))
LEAD = Action("floor.lead", when=_held)
NOTE = Action("floor.note", when=_recorded)
CAST = Action("vote.cast", when=all_of(_held, _on_a_seat))
DECIDE = Action("decision.make", when=_recorded)
CORRECT_DECISION = Action("decision.correct", when=_recorded)
COMPOSE_MINUTES = Action(
    "minutes.write", when=all_of(_while(Status.CLOSED), _minutes_are(MinutesStatus.DRAFT))
)
WRITE_MINUTES = Action(
    "minutes.write",
    when=all_of(
        _while(Status.CLOSED), _minutes_are(MinutesStatus.DRAFT, MinutesStatus.CIRCULATED)
    ),
)
PROPOSE = Action(
    "minutes.propose", when=all_of(_minutes_are(MinutesStatus.CIRCULATED), _was_there)
)
SETTLE = Action(
    "minutes.settle",
    when=all_of(
        _minutes_are(MinutesStatus.CIRCULATED, MinutesStatus.SETTLED), _presides_or_writes
    ),
)
APPROVE = Action("minutes.approve", when=all_of(_minutes_are(MinutesStatus.SETTLED), _presides))
PUBLISH = Action("minutes.publish", when=_minutes_are(MinutesStatus.SETTLED))
CORRECT_MINUTES = Action(
    "minutes.correct", when=all_of(_minutes_are(MinutesStatus.PUBLISHED), _presides_or_writes)
)


def may_read_minutes(actor: Actor, minutes: Minutes) -> bool:
    """Published ones: everybody. Before, officers; once circulated, who was present or invited."""
    if minutes.is_published or actor.roles & OFFICERS:
        return True
    if minutes.status == MinutesStatus.DRAFT or actor.user_id is None:
        return False
    meeting = minutes.meeting
    return (
        meeting.invitations.filter(user=actor.user_id).exists()
        or meeting.presences.filter(user=actor.user_id).exists()
    )
