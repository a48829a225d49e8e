"""Organisations: entered and changed by the secretariat, never graded."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members import permissions, recorded
from kenes.members.models import Organisation
from kenes.members.services.changes import check_name, put
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import changed


@transaction.atomic
def create(*, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Organisation:
    """Enter an organisation; ``facts`` are its fields. Raises ValidationError by field."""
    authorise(actor, permissions.CHANGE_ORGANISATION)
    organisation = Organisation(**facts)
    check_name(organisation)
    organisation.full_clean()
    organisation.save()
    publish(
        write("organisation.create", organisation, actor=actor, at=now, slug=organisation.slug),
        Said(
            subject=recorded.subject_of(organisation),
            state=recorded.organisation_state(organisation),
        ),
    )
    return organisation


@transaction.atomic
def change(
    organisation: Organisation, *, facts: Mapping[str, Any], actor: Actor, now: datetime
) -> Organisation:
    """Change what is said of an organisation. Raises ValidationError by field."""
    authorise(actor, permissions.CHANGE_ORGANISATION, organisation)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = recorded.organisation_state(organisation)
    changes = put(organisation, facts)
    check_name(organisation)
    if changes:
        publish(
            write("organisation.change", organisation, actor=actor, at=now, changes=changes),
            Said(
                subject=recorded.subject_of(organisation),
                state=changed(before, recorded.organisation_state(organisation)),
            ),
        )
    return organisation
