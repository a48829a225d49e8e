"""Declarations of interests and funding: one form for every seat of every chamber."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor, NotAllowed
from kenes.accounts.models import User
from kenes.journal.services import write
from kenes.languages.types import LANGUAGES
from kenes.members import permissions, recorded
from kenes.members.calendar import months_after
from kenes.members.composition import current
from kenes.members.models import Declaration, Organisation, Tenure
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

    The same said twice on one day is one declaration. Raises ValidationError by field.
    """
    authorise(actor, permissions.DECLARE, organisation)
    if actor.user_id != user.pk:
        raise NotAllowed(_("Everyone declares for themselves."))
    texts = {"interests": _one_a_line(interests), "funding": _one_a_line(funding)}
    errors = {
        name: _("Write at most %(n)s characters.") % {"n": LONGEST}
        for name, text in texts.items()
        if len(text) > LONGEST
    }
    if language not in LANGUAGES:
        errors["language"] = _("Choose the language you write in.")
    if errors:
        raise ValidationError(errors)
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # one at a time
    today = timezone.localdate(now)
    last = latest(of=[user.pk], for_organisations=[organisation.pk]).get(
        (user.pk, organisation.pk)
    )
    if last and timezone.localdate(last.made_at) == today and _says(last, language, texts):
        return last
    made = Declaration.objects.create(
        user=user,
        organisation=organisation,
        language=language,
        made_at=now,
        **texts,
        **_names(user, organisation, today),
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


def months_between(today: date) -> int:
    """After how many months a declaration is renewed, as the by-laws have it."""
    return bylaws.in_force(today).number("declaration_months")


def renewal_on(declaration: Declaration | None, today: date, months: int | None = None) -> date:
    """The day from which a person declares anew; today for who has not declared.

    ``months`` spares asking the by-laws once more.
    """
    if declaration is None:
        return today
    made_on = timezone.localdate(declaration.made_at)
    return months_after(made_on, months_between(today) if months is None else months)


def latest(
    *, of: Collection[int], for_organisations: Collection[int]
) -> dict[tuple[int, int], Declaration]:
    """The newest declaration by person and organisation; one query. Takes and gives keys."""
    newest = (
        Declaration.objects.filter(user__in=of, organisation__in=for_organisations)
        .order_by()
        .values("user", "organisation")
        .annotate(last=Max("pk"))
    )
    found = Declaration.objects.filter(pk__in=newest.values("last"))
    return {(one.user_id, one.organisation_id): one for one in found}


def due_for(actor: Actor, today: date) -> tuple[Organisation, ...]:
    """The organisations for which this person has to declare, or to declare anew."""
    if actor.user_id is None or not actor.organisation_ids:
        return ()
    known = latest(of=[actor.user_id], for_organisations=actor.organisation_ids)
    months = months_between(today)
    due = [
        pk
        for pk in actor.organisation_ids
        if renewal_on(known.get((actor.user_id, pk)), today, months) <= today
    ]
    return tuple(Organisation.objects.filter(pk__in=due)) if due else ()


def _one_a_line(text: str) -> str:
    return "\n".join(line for line in map(str.strip, text.splitlines()) if line)


def _says(one: Declaration, language: str, texts: Mapping[str, str]) -> bool:
    return one.language == language and all(
        getattr(one, name) == text for name, text in texts.items()
    )


def _names(user: User, organisation: Organisation, today: date) -> dict[str, str]:
    """The person's name as their seat has it, in each language."""
    term = Tenure.objects.filter(current(today), user=user, organisation=organisation).first()
    if term is None:
        return {"person_name": user.full_name}
    return {
        name: getattr(term, name) for name in ("person_name", "person_name_kk", "person_name_ru")
    }
