"""Duties: who drafts an organisation's replies, and who signs them."""

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
from kenes.members.models import Duty, Organisation
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import changed


@transaction.atomic
def give(
    organisation: Organisation, *, facts: Mapping[str, Any], actor: Actor, now: datetime
) -> Duty:
    """Give a person a duty for an organisation. Nobody drafts and signs for the same one.

    Raises ValidationError by field.
    """
    authorise(actor, permissions.CHANGE_DUTY, organisation)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    duty = Duty(organisation=organisation, **facts)
    if duty.ends_on and duty.ends_on < duty.starts_on:
        raise ValidationError({"ends_on": _("A duty cannot end before it begins.")})
    then = organisation.duties.filter(Q(ends_on=None) | Q(ends_on__gte=duty.starts_on))
    if duty.ends_on:
        then = then.filter(starts_on__lte=duty.ends_on)
    if then.filter(_same_person(duty)).exists():
        raise ValidationError(
            {"person_name": _("This person has a duty here then: two persons draft and sign.")}
        )
    duty.full_clean()
    duty.save()
    publish(
        write("duty.give", duty, actor=actor, at=now, duty=duty.kind, of=organisation.slug),
        Said(subject=recorded.subject_of(duty), state=recorded.duty_state(duty)),
    )
    return duty


@transaction.atomic
def end(duty: Duty, *, on: date, actor: Actor, now: datetime) -> Duty:
    """End a duty; ``on`` is its last day. Raises ValidationError."""
    authorise(actor, permissions.CHANGE_DUTY, duty.organisation)
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    if duty.ends_on and duty.ends_on < on:
        raise ValidationError({"on": _("The duty ends earlier than that already.")})
    if on < duty.starts_on:
        raise ValidationError({"on": _("A duty cannot end before it begins.")})
    before = recorded.duty_state(duty)
    duty.ends_on = on
    duty.save(update_fields=["ends_on"])
    publish(
        write("duty.end", duty, actor=actor, at=now, on=on.isoformat()),
        Said(
            subject=recorded.subject_of(duty),
            state=changed(before, recorded.duty_state(duty)),
        ),
    )
    return duty


def _same_person(duty: Duty) -> Q:
    """Duties of the same person: by account; by name where one of the two has no account."""
    named = Q(person_name__iexact=duty.person_name.strip())
    if duty.user_id:
        return Q(user=duty.user_id) | Q(named, user=None)
    return named
