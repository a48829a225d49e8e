"""Bodies of the tree, and the chambers that send people to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members import permissions, recorded
from kenes.members.models import Body, BodyKind, Chamber
from kenes.members.services.changes import check_name, put
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import changed


@transaction.atomic
def create_body(*, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Body:
    """Found a body; ``facts`` are its fields. Raises ValidationError by field."""
    authorise(actor, permissions.CHANGE_BODY)
    body = Body(**facts)
    check_name(body)
    _check_place(body)
    body.full_clean()
    body.save()
    publish(
        write("body.create", body, actor=actor, at=now, slug=body.slug, kind_of=body.kind),
        Said(subject=recorded.subject_of(body), state=recorded.body_state(body)),
    )
    return body


@transaction.atomic
def change_body(body: Body, *, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Body:
    """Change a body's names, purpose, days or place. Raises ValidationError by field."""
    authorise(actor, permissions.CHANGE_BODY, body)
    body = Body.objects.select_for_update().get(pk=body.pk)
    before = recorded.body_state(body)
    changes = put(body, facts)
    check_name(body)
    _check_place(body)
    if changes:
        publish(
            write("body.change", body, actor=actor, at=now, changes=changes),
            Said(
                subject=recorded.subject_of(body),
                state=changed(before, recorded.body_state(body)),
            ),
        )
    return body


@transaction.atomic
def create_chamber(*, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Chamber:
    """Add a chamber or a class of observers. Raises ValidationError by field."""
    authorise(actor, permissions.CHANGE_BODY)
    chamber = Chamber(**facts)
    check_name(chamber)
    chamber.full_clean()
    chamber.save()
    publish(
        write(
            "chamber.create", chamber, actor=actor, at=now, slug=chamber.slug, side=chamber.side
        ),
        Said(subject=recorded.subject_of(chamber), state=recorded.chamber_state(chamber)),
    )
    return chamber


@transaction.atomic
def change_chamber(
    chamber: Chamber, *, facts: Mapping[str, Any], actor: Actor, now: datetime
) -> Chamber:
    """Change a chamber; its side stays once it has seats. Raises ValidationError by field."""
    authorise(actor, permissions.CHANGE_BODY, chamber)
    chamber = Chamber.objects.select_for_update().get(pk=chamber.pk)
    if facts.get("side", chamber.side) != chamber.side and chamber.seats.exists():
        raise ValidationError(
            {"side": _("This chamber has seats: whom it stands for cannot change any more.")}
        )
    before = recorded.chamber_state(chamber)
    changes = put(chamber, facts)
    check_name(chamber)
    if changes:
        publish(
            write("chamber.change", chamber, actor=actor, at=now, changes=changes),
            Said(
                subject=recorded.subject_of(chamber),
                state=changed(before, recorded.chamber_state(chamber)),
            ),
        )
    return chamber


def _check_place(body: Body) -> None:
    """A plenary stands alone at the top; the others hang under it, in no circle."""
    if body.kind == BodyKind.PLENARY:
        if body.parent_id:
            raise ValidationError({"parent": _("The plenary is under no other body.")})
        if Body.objects.filter(kind=BodyKind.PLENARY).exclude(pk=body.pk).exists():
            raise ValidationError({"kind": _("There is a plenary already.")})
        return
    if body.parent is None:
        raise ValidationError({"parent": _("Choose the body this one belongs to.")})
    above: Body | None = body.parent
    while above is not None:
        if above.pk == body.pk:
            raise ValidationError({"parent": _("A body cannot be under itself.")})
        above = above.parent
