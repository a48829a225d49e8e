"""Offices: who presides over a body, moderates it, serves it as secretary."""

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
from kenes.members.models import Body, BodyKind, Office, OfficeKind
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import changed


@transaction.atomic
def give(body: Body, *, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Office:
    """Give a person an office of ``body``. Raises ValidationError by field."""
    authorise(actor, permissions.CHANGE_OFFICE, body)
    body = Body.objects.select_for_update().get(pk=body.pk)
    office = Office(body=body, **facts)
    if office.ends_on and office.ends_on < office.starts_on:
        raise ValidationError({"ends_on": _("A term cannot end before it begins.")})
    if office.kind == OfficeKind.CHAIR and _held(office).exists():
        raise ValidationError(
            {"kind": _("The body has a chair then: end that term first, or name a co-chair.")}
        )
    if office.user_id and _held(office).filter(user=office.user_id).exists():
        raise ValidationError({"person_name": _("This person holds this office then.")})
    office.full_clean()
    office.save()
    publish(
        write(
            "office.give",
            office,
            actor=actor,
            at=now,
            body=body.slug,
            office=office.kind,
            starts_on=office.starts_on.isoformat(),
        ),
        Said(subject=recorded.subject_of(office), state=recorded.office_state(office)),
    )
    return office


@transaction.atomic
def end(office: Office, *, on: date, actor: Actor, now: datetime) -> Office:
    """End an office; ``on`` is its last day. The last secretary stays. Raises ValidationError."""
    authorise(actor, permissions.CHANGE_OFFICE, office.body)
    # The plenary is the lock: two secretaries cannot dismiss each other at once.
    Body.objects.select_for_update().get(kind=BodyKind.PLENARY)
    office = Office.objects.select_for_update().get(pk=office.pk)
    if office.ends_on and office.ends_on < on:
        raise ValidationError({"on": _("The term ends earlier than that already.")})
    if on < office.starts_on:
        raise ValidationError({"on": _("A term cannot end before it begins.")})
    if office.kind == OfficeKind.SECRETARY and _is_last_secretary(office, on):
        raise ValidationError(
            _("Nobody would be left to keep the body's papers: name another secretary first.")
        )
    before = recorded.office_state(office)
    office.ends_on = on
    office.save(update_fields=["ends_on"])
    publish(
        write("office.end", office, actor=actor, at=now, on=on.isoformat()),
        Said(
            subject=recorded.subject_of(office),
            state=changed(before, recorded.office_state(office)),
        ),
    )
    return office


def _held(office: Office) -> Any:
    """Offices of the same kind in the same body whose time meets this one's."""
    same = Office.objects.filter(body=office.body_id, kind=office.kind)
    same = same.filter(Q(ends_on=None) | Q(ends_on__gte=office.starts_on))
    return same.filter(starts_on__lte=office.ends_on) if office.ends_on else same


def _is_last_secretary(office: Office, on: date) -> bool:
    others = Office.objects.filter(
        kind=OfficeKind.SECRETARY, user__is_active=True, starts_on__lte=on
    ).exclude(pk=office.pk)
    return not others.filter(Q(ends_on=None) | Q(ends_on__gt=on)).exists()
