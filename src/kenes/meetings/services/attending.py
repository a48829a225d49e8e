"""Who is here: people come and go, sit on a seat or beside it, and the quorum with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor, NotAllowed
from kenes.accounts.models import User
from kenes.journal.services import write
from kenes.meetings import happenings, permissions
from kenes.meetings.lifecycle import TurnStatus
from kenes.meetings.models import Invitation, Meeting, Presence, Turn
from kenes.meetings.rules import counting
from kenes.meetings.rules.quorum import quorum_of
from kenes.meetings.services import changes, speaking
from kenes.members.models import Capacity, Chamber, Organisation, Seat, Tenure

LONGEST_NAME = 200  # characters


@dataclass(frozen=True, kw_only=True)
class _Comer:
    """Somebody about to be marked present, and the seat they may sit on."""

    user_id: int | None
    names: Mapping[str, str]
    seat: Seat | None
    organisation: Organisation | None
    chamber: Chamber | None
    is_holder: bool = False


@transaction.atomic
def arrive(
    meeting: Meeting,
    *,
    invitation: Invitation | None = None,
    person_name: str = "",
    user: User | None = None,
    seat: Seat | None = None,
    organisation: Organisation | None = None,
    is_online: bool = False,
    actor: Actor,
    now: datetime,
) -> Presence:
    """Mark somebody present: oneself by one's invitation; officers anybody, by name as well.

    On a seat sits one person: its holder or their alternate. An alternate who comes while the
    holder is there, sits beside; a holder who comes later takes the seat over, and the alternate
    stays without it. Observers and guests have none. Coming again when the seat is free takes it.
    Raises ValidationError by field, NotAllowed.
    """
    meeting, actor = changes.taken_up(meeting, actor, now)
    authorise(actor, permissions.ATTEND, meeting)
    if invitation is None or invitation.user_id != actor.user_id:
        _only_officers(actor)
    today = timezone.localdate(now)
    comer = (
        _invited(meeting, invitation, today)
        if invitation is not None
        else _named(meeting, person_name, user, seat, organisation, today)
    )
    before = quorum_of(meeting, today)
    seat = _seat_for(meeting, comer, actor, now)
    _refuse_twice(meeting, comer, seat, actor, now)
    made = _sit(meeting, comer, seat, is_online=is_online, actor=actor, now=now)
    _tell_quorum(meeting, before, now)
    return made


@transaction.atomic
def leave(presence: Presence, *, actor: Actor, now: datetime) -> Presence:
    """Somebody leaves: oneself, or marked by an officer. Their speech and places on lists end.

    Raises ValidationError when they have left already.
    """
    meeting, actor = changes.taken_up(presence.meeting, actor, now)
    presence = speaking.here(meeting, presence)
    authorise(actor, permissions.ATTEND, presence)
    before = quorum_of(meeting, timezone.localdate(now))
    _end(meeting, presence, actor, now)
    _tell_quorum(meeting, before, now)
    return presence


def _only_officers(actor: Actor) -> None:
    if not actor.roles & permissions.OFFICERS:
        raise NotAllowed(_("This is another person’s invitation."))


def _invited(meeting: Meeting, invitation: Invitation, today: date) -> _Comer:
    """As invited; who has lost the seat since comes without one."""
    found = (
        Invitation.objects.filter(meeting=meeting, pk=invitation.pk)
        .select_related("seat__chamber", "seat__organisation", "organisation")
        .first()
    )
    if found is None:
        raise ValidationError(_("This invitation is not to this meeting."))
    seat = found.seat
    tenure = _tenure(seat, found.user_id, found.person_name, today) if seat else None
    return _Comer(
        user_id=found.user_id,
        names=_names(found),
        seat=_votes(meeting, seat) if tenure else None,
        organisation=found.organisation or (seat.organisation if seat else None),
        chamber=seat.chamber if seat else None,
        is_holder=tenure is not None and tenure.capacity == Capacity.HOLDER,
    )


def _named(
    meeting: Meeting,
    person_name: str,
    user: User | None,
    seat: Seat | None,
    organisation: Organisation | None,
    today: date,
) -> _Comer:
    """Somebody who was not invited, as an officer sees them. Raises ValidationError by field."""
    name = " ".join(person_name.replace("\x00", "").split()) or (user.full_name if user else "")
    if not name:
        raise ValidationError({"person_name": _("Write who has come.")})
    if len(name) > LONGEST_NAME:
        raise ValidationError(
            {"person_name": _("Write at most %(n)s characters.") % {"n": LONGEST_NAME}}
        )
    if seat is None:
        return _Comer(
            user_id=user.pk if user else None,
            names={"person_name": name},
            seat=None,
            organisation=organisation,
            chamber=None,
        )
    tenure = _tenure(seat, user.pk if user else None, name, today)
    if seat.body_id != meeting.body_id or tenure is None:
        raise ValidationError(
            {"seat": _("On a seat sits its holder or their alternate, as they are appointed.")}
        )
    return _Comer(
        user_id=tenure.user_id,
        names=_names(tenure),
        seat=_votes(meeting, seat),
        organisation=seat.organisation,
        chamber=seat.chamber,
        is_holder=tenure.capacity == Capacity.HOLDER,
    )


def _names(of: Invitation | Tenure | Presence) -> dict[str, str]:
    return {
        "person_name": of.person_name,
        "person_name_kk": of.person_name_kk,
        "person_name_ru": of.person_name_ru,
    }


def _tenure(seat: Seat, user_id: int | None, name: str, today: date) -> Tenure | None:
    """The person's term on the seat today: by their account, or without one by their name."""
    who = Q(user=user_id) if user_id is not None else Q(user=None, person_name=name)
    found = Tenure.objects.filter(who, seat=seat).order_by("capacity")
    current = [one for one in found if one.is_current(today)]
    return max(current, key=lambda one: one.capacity == Capacity.HOLDER, default=None)


def _votes(meeting: Meeting, seat: Seat | None) -> Seat | None:
    """The seat where it is one of this body that votes and counts; else nothing to sit on."""
    is_one = (
        seat is not None
        and seat.body_id == meeting.body_id
        and seat.chamber.votes
        and seat.abolished_on is None
        and seat.organisation_id is not None
    )
    return seat if is_one else None


def _seat_for(meeting: Meeting, comer: _Comer, actor: Actor, now: datetime) -> Seat | None:
    """The seat, freed for its holder; None when another person sits on it rightly."""
    if comer.seat is None:
        return None
    sitting = (
        Presence.objects.filter(meeting=meeting, seat=comer.seat, left_at=None)
        .select_related("organisation", "chamber")
        .first()
    )
    if sitting is None:
        return comer.seat
    if _is_same(comer, sitting):
        raise ValidationError(_already_here(sitting))
    if not comer.is_holder:
        return None
    _end(meeting, sitting, actor, now)
    beside = _Comer(
        user_id=sitting.user_id,
        names=_names(sitting),
        seat=None,
        organisation=sitting.organisation,
        chamber=sitting.chamber,
    )
    _sit(meeting, beside, None, is_online=sitting.is_online, actor=actor, now=now)
    return comer.seat


def _refuse_twice(
    meeting: Meeting, comer: _Comer, seat: Seat | None, actor: Actor, now: datetime
) -> None:
    """A person is here once; who sat beside a seat that is free now takes it."""
    here = Presence.objects.filter(meeting=meeting, left_at=None)
    if comer.user_id is not None:
        known = here.filter(user=comer.user_id).first()
    else:
        known = here.filter(
            user=None, person_name=comer.names["person_name"], organisation=comer.organisation
        ).first()
    if known is None:
        return
    if seat is None or known.seat_id is not None:
        raise ValidationError(_already_here(known))
    _end(meeting, known, actor, now)


def _is_same(comer: _Comer, sitting: Presence) -> bool:
    if comer.user_id is not None or sitting.user_id is not None:
        return comer.user_id == sitting.user_id
    return comer.names["person_name"] == sitting.person_name


def _already_here(presence: Presence) -> str:
    return _("%(name)s is marked present already.") % {"name": presence.person}


def _sit(
    meeting: Meeting,
    comer: _Comer,
    seat: Seat | None,
    *,
    is_online: bool,
    actor: Actor,
    now: datetime,
) -> Presence:
    made = Presence.objects.create(
        meeting=meeting,
        user_id=comer.user_id,
        seat=seat,
        organisation=comer.organisation,
        chamber=comer.chamber,
        is_online=is_online,
        arrived_at=now,
        **comer.names,
    )
    write("floor.arrive", made, actor=actor, at=now, meeting=meeting.number)
    changes.happened(meeting, happenings.ARRIVED, now=now, presence=made.pk)
    return made


def _end(meeting: Meeting, presence: Presence, actor: Actor, now: datetime) -> None:
    speaking.stop(meeting, of=presence, actor=actor, now=now)
    asked = Turn.objects.filter(presence=presence, status=TurnStatus.ASKED)
    for turn in asked.select_related("item"):
        speaking.take_off(meeting, turn, actor=actor, now=now)
    presence.left_at = max(now, presence.arrived_at)
    presence.save(update_fields=["left_at"])
    write("floor.leave", presence, actor=actor, at=now, meeting=meeting.number)
    changes.happened(meeting, happenings.LEFT, now=now, presence=presence.pk)


def _tell_quorum(meeting: Meeting, before: counting.Quorum, now: datetime) -> None:
    """While the meeting is held, note that this act has lost or found the quorum."""
    if not meeting.is_open:
        return
    after = quorum_of(meeting, timezone.localdate(now))
    if after.is_met != before.is_met:
        changes.happened(
            meeting,
            happenings.QUORUM,
            now=now,
            is_met=after.is_met,
            quorum=after.told(),
        )
