"""Who is invited to a meeting, and who says that they come."""

from collections.abc import Iterator
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.journal.services import write
from kenes.meetings import permissions
from kenes.meetings.lifecycle import Answer, Status
from kenes.meetings.models import Invitation, Meeting
from kenes.meetings.services.changes import taken_up
from kenes.members.composition import benches, current
from kenes.members.models import Body, BodyKind, Office, Organisation, Tenure

LONGEST_NAME = 200
LONGEST_NOTE = 300
MOST_GUESTS = 300


def invite_all(meeting: Meeting, today: date) -> list[Invitation]:
    """Rows for all who sit on the body or serve it on a day and have none yet; two queries more
    than the body’s page. The caller holds the meeting and tells the journal."""
    known = {_who(one) for one in meeting.invitations.all()}
    made = []
    for one in _called(meeting, today):
        if _who(one) not in known:
            known.add(_who(one))
            made.append(one)
    return Invitation.objects.bulk_create(made)


@transaction.atomic
def invite(
    meeting: Meeting,
    *,
    user: User | None = None,
    person_name: str = "",
    organisation: Organisation | None = None,
    actor: Actor,
    now: datetime,
) -> Invitation:
    """A guest by name, with an account or without. Raises ValidationError."""
    meeting, actor = taken_up(meeting, actor, now)
    authorise(actor, permissions.CHANGE, meeting)
    name = " ".join((user.full_name if user else person_name).replace("\x00", "").split())
    if not name:
        raise ValidationError({"person_name": _("Say who is invited.")})
    if len(name) > LONGEST_NAME:
        raise ValidationError(
            {"person_name": _("Write at most %(n)s characters.") % {"n": LONGEST_NAME}}
        )
    same = meeting.invitations.filter(user=user) if user else meeting.invitations.none()
    if same.exists():
        raise ValidationError({"user": _("This person is invited already.")})
    if meeting.invitations.filter(seat=None).count() >= MOST_GUESTS:
        raise ValidationError(_("At most %(n)s guests are invited.") % {"n": MOST_GUESTS})
    made = Invitation.objects.create(
        meeting=meeting, user=user, person_name=name, organisation=organisation
    )
    write(
        "invitation.send",
        meeting,
        actor=actor,
        at=now,
        number=meeting.number,
        invitations=[made.pk],
    )
    return made


@transaction.atomic
def invite_new(meeting: Meeting, *, actor: Actor, now: datetime) -> list[Invitation]:
    """Those who have come to the body since the meeting was called."""
    meeting, actor = taken_up(meeting, actor, now)
    authorise(actor, permissions.CHANGE, meeting)
    if meeting.status != Status.CALLED:
        raise ValidationError(_("Who sits on the body is invited when the meeting is called."))
    made = invite_all(meeting, timezone.localdate(now))
    if made:
        write(
            "invitation.send",
            meeting,
            actor=actor,
            at=now,
            number=meeting.number,
            invitations=[one.pk for one in made],
        )
    return made


@transaction.atomic
def answer(
    invitation: Invitation, *, answer: str, note: str = "", actor: Actor, now: datetime
) -> Invitation:
    """Say whether one comes; it may be changed until the meeting opens.

    Raises ValidationError by field.
    """
    meeting, actor = taken_up(invitation.meeting, actor, now)
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    held.meeting = meeting
    authorise(actor, permissions.ANSWER, held)
    kept = " ".join(note.replace("\x00", "").split())
    if answer not in Answer.values or answer == Answer.NONE:
        raise ValidationError({"answer": _("Choose one of the answers.")})
    if answer == Answer.ALTERNATE and not sends_alternate(held):
        raise ValidationError({"answer": _("Only who holds a seat sends an alternate.")})
    if len(kept) > LONGEST_NOTE:
        raise ValidationError({"note": _("Write at most %(n)s characters.") % {"n": LONGEST_NOTE}})
    held.answer, held.note, held.answered_at = answer, kept, now
    held.save(update_fields=["answer", "note", "answered_at"])
    write(
        "invitation.answer",
        meeting,
        actor=actor,
        at=now,
        number=meeting.number,
        invitation=held.pk,
        answer=answer,
    )
    return held


def sends_alternate(invitation: Invitation) -> bool:
    return invitation.seat_id is not None and not invitation.is_alternate


def _who(invitation: Invitation) -> int | str:
    """An account, or a name that has none."""
    return invitation.user_id or invitation.person_name


def _called(meeting: Meeting, today: date) -> Iterator[Invitation]:
    """All who sit on the body, then its offices; somebody twice is the first that they are."""
    places = [place for bench in benches(meeting.body, today) for place in bench.places]
    for is_alternate in (False, True):
        for place in places:
            tenure = place.alternate if is_alternate else place.holder
            if tenure:
                yield _seated(meeting, tenure, is_alternate)
    for office in _offices(meeting.body, today):
        yield Invitation(
            meeting=meeting,
            user_id=office.user_id,
            person_name=office.person_name,
            person_name_kk=office.person_name_kk,
            person_name_ru=office.person_name_ru,
        )


def _seated(meeting: Meeting, tenure: Tenure, is_alternate: bool) -> Invitation:
    return Invitation(
        meeting=meeting,
        user_id=tenure.user_id,
        person_name=tenure.person_name,
        person_name_kk=tenure.person_name_kk,
        person_name_ru=tenure.person_name_ru,
        seat_id=tenure.seat_id,
        organisation_id=tenure.organisation_id,
        is_alternate=is_alternate,
    )


def _offices(body: Body, today: date) -> list[Office]:
    """Of the body; of the plenary where it has none of its own."""
    own = list(body.offices.filter(current(today)))
    if own or body.kind == BodyKind.PLENARY:
        return own
    return list(Office.objects.filter(current(today), body__kind=BodyKind.PLENARY))
