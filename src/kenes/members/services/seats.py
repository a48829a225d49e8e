"""Seats, and the terms people serve on them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members import permissions, recorded
from kenes.members.models import Body, Seat, Tenure
from kenes.members.services.changes import put
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import changed


@transaction.atomic
def create(body: Body, *, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Seat:
    """Add a seat to ``body``; ``facts`` are its fields. Raises ValidationError by field."""
    authorise(actor, permissions.CHANGE_SEAT, body)
    if body.closed_on and body.closed_on <= facts["created_on"]:
        raise ValidationError({"created_on": _("The body was closed by then.")})
    seat = Seat(body=body, **facts)
    _check_label(seat)
    seat.full_clean()
    seat.save()
    publish(
        write("seat.create", seat, actor=actor, at=now, label=seat.label, body=body.slug),
        Said(subject=recorded.subject_of(seat), state=recorded.seat_state(seat)),
    )
    return seat


@transaction.atomic
def change(seat: Seat, *, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Seat:
    """Change a seat's label or the organisation it is given to; served terms stay as served."""
    authorise(actor, permissions.CHANGE_SEAT, seat)
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    before = recorded.seat_state(seat)
    changes = put(seat, facts)
    _check_label(seat)
    if changes:
        publish(
            write("seat.change", seat, actor=actor, at=now, changes=changes),
            Said(
                subject=recorded.subject_of(seat),
                state=changed(before, recorded.seat_state(seat)),
            ),
        )
    return seat


@transaction.atomic
def appoint(seat: Seat, *, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Tenure:
    """Seat a person as holder or alternate; ``facts`` are fields of the term.

    The organisation is the seat's own unless told. Raises ValidationError by field
    when the seat is not there in that time, somebody serves then already, or the person does so in
    the other capacity.
    """
    authorise(actor, permissions.CHANGE_SEAT, seat)
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    tenure = Tenure(seat=seat, **{"organisation": seat.organisation, **facts})
    if tenure.organisation_id is None:
        raise ValidationError(
            {"organisation": _("The seat is given to no organisation: say who is represented.")}
        )
    _check_time(seat, tenure)
    tenure.full_clean()
    tenure.save()
    before = recorded.seat_state(seat)
    if seat.organisation_id is None:
        seat.organisation = tenure.organisation
        seat.save(update_fields=["organisation"])
    publish(
        write(
            "tenure.start",
            tenure,
            actor=actor,
            at=now,
            seat=seat.pk,
            capacity=tenure.capacity,
            starts_on=tenure.starts_on.isoformat(),
        ),
        Said(
            subject=recorded.subject_of(tenure),
            state={
                **changed(before, recorded.seat_state(seat)),
                **recorded.term_state(tenure),
            },
        ),
    )
    return tenure


@transaction.atomic
def end(tenure: Tenure, *, on: date, reason: str, actor: Actor, now: datetime) -> Tenure:
    """End a term; ``on`` is its last day. Raises ValidationError by field."""
    authorise(actor, permissions.CHANGE_SEAT, tenure.seat)
    tenure = Tenure.objects.select_for_update().get(pk=tenure.pk)
    if tenure.ended_because:
        raise ValidationError(_("This term has been ended already."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the term ends: it stays in the history.")})
    if on < tenure.starts_on:
        raise ValidationError({"on": _("A term cannot end before it begins.")})
    if tenure.ends_on and on > tenure.ends_on:
        raise ValidationError({"on": _("The term ends earlier than that already.")})
    before = recorded.term_state(tenure)
    tenure.ends_on, tenure.ended_because = on, reason.strip()
    tenure.full_clean()
    tenure.save(update_fields=["ends_on", "ended_because"])
    facts = {"on": on.isoformat(), "reason": tenure.ended_because}
    publish(
        write("tenure.end", tenure, actor=actor, at=now, **facts),
        Said(
            subject=recorded.subject_of(tenure),
            state=changed(before, recorded.term_state(tenure)),
        ),
    )
    return tenure


@transaction.atomic
def abolish(seat: Seat, *, on: date, actor: Actor, now: datetime) -> Seat:
    """Abolish a seat from ``on``; terms still running end with it. Raises ValidationError."""
    authorise(actor, permissions.CHANGE_SEAT, seat)
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if seat.abolished_on:
        raise ValidationError(_("This seat has been abolished already."))
    if on < seat.created_on:
        raise ValidationError({"on": _("A seat cannot be abolished before it was created.")})
    if seat.tenures.filter(starts_on__gt=on).exists():
        raise ValidationError({"on": _("A later term is entered for this seat: end it first.")})
    for tenure in seat.tenures.filter(Q(ends_on=None) | Q(ends_on__gt=on)):
        end(tenure, on=on, reason=_("The seat was abolished."), actor=actor, now=now)
    before = recorded.seat_state(seat)
    seat.abolished_on = on
    seat.save(update_fields=["abolished_on"])
    publish(
        write("seat.abolish", seat, actor=actor, at=now, on=on.isoformat()),
        Said(
            subject=recorded.subject_of(seat),
            state=changed(before, recorded.seat_state(seat)),
        ),
    )
    return seat


def _check_label(seat: Seat) -> None:
    twins = Seat.objects.filter(body_id=seat.body_id, label=seat.label).exclude(pk=seat.pk)
    if twins.exists():
        raise ValidationError({"label": _("Another seat of this body has this label.")})


def _check_time(seat: Seat, tenure: Tenure) -> None:
    if tenure.starts_on < seat.created_on:
        raise ValidationError({"starts_on": _("The seat did not exist yet on that day.")})
    if seat.abolished_on and (tenure.ends_on is None or tenure.ends_on > seat.abolished_on):
        raise ValidationError({"starts_on": _("The seat is abolished by then.")})
    if tenure.ends_on and tenure.ends_on < tenure.starts_on:
        raise ValidationError({"ends_on": _("A term cannot end before it begins.")})
    then = seat.tenures.filter(Q(ends_on=None) | Q(ends_on__gte=tenure.starts_on))
    if tenure.ends_on:
        then = then.filter(starts_on__lte=tenure.ends_on)
    for other in then:
        if other.capacity == tenure.capacity:
            raise ValidationError(
                {
                    "starts_on": _("%(person)s serves then: end that term first.")
                    % {"person": other.person_name}
                }
            )
        if tenure.user_id and other.user_id == tenure.user_id:
            raise ValidationError(
                {"person_name": _("Nobody is holder and alternate of the same seat at once.")}
            )
