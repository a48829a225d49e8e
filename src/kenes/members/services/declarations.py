"""Declarations of interests and funding: one form for every seat of every chamber."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.journal.services import write
from kenes.members import permissions, recorded
from kenes.members.calendar import months_after
from kenes.members.models import Declaration, Organisation
from kenes.members.services import bylaws
from kenes.record.services.publishing import Said, publish

LONGEST = 5_000  # characters


@transaction.atomic
def declare(
    user: User,
    organisation: Organisation,
    *,
    interests: str,
    funding: str,
    language: str,
    actor: Actor,
    now: datetime,
) -> Declaration:
    """Declare for an organisation one sits for. Empty means: none, and says so in public.

    Raises ValidationError by field.
    """
    authorise(actor, permissions.DECLARE, organisation)
    for name, text in (("interests", interests), ("funding", funding)):
        if len(text) > LONGEST:
            raise ValidationError({name: _("Write at most %(n)s characters.") % {"n": LONGEST}})
    made = Declaration.objects.create(
        user=user,
        organisation=organisation,
        interests=interests.strip(),
        funding=funding.strip(),
        language=language,
        made_at=now,
    )
    publish(
        write("declaration.make", made, actor=actor, at=now, organisation=organisation.slug),
        Said(
            subject=recorded.subject_of(made),
            state=recorded.declaration_state(made),
            language=language,
        ),
    )
    return made


def renewal_on(declaration: Declaration | None, today: date) -> date:
    """The day by which a person declares anew; today for who has not declared."""
    if declaration is None:
        return today
    months = bylaws.in_force(today).number("declaration_months")
    return months_after(declaration.made_at.date(), months)
