"""Confirming a change in law, or contesting it: a named person, in an organisation's name."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.tidying import tidied
from kenes.languages.types import LANGUAGES
from kenes.members.actors import as_of
from kenes.members.models import Organisation, Seat
from kenes.recommendations import in_law, permissions, recorded
from kenes.recommendations.models import LawChange, LawView
from kenes.recommendations.services.changes import by, held, touch
from kenes.record.services.publishing import Said, publish

LONGEST_REASON = 5_000  # characters


@transaction.atomic
def confirm(
    change: LawChange, *, organisation: Organisation, actor: Actor, now: datetime
) -> LawView:
    """Confirm that the law has changed so and that this is what was recommended.

    Raises ValidationError when the organisation has confirmed it already.
    """
    return _say(
        change,
        organisation=organisation,
        confirms=True,
        reason="",
        language=change.recommendation.language,
        actor=actor,
        now=now,
    )


@transaction.atomic
def contest(
    change: LawChange,
    *,
    organisation: Organisation,
    reason: str,
    language: str,
    actor: Actor,
    now: datetime,
) -> LawView:
    """Contest it, with reasons: the matter returns to the agenda.

    Raises ValidationError: no reasons, or the same organisation's word stands against it already.
    """
    reason = tidied("reason", reason, most=LONGEST_REASON)
    if not reason:
        raise ValidationError({"reason": _("Say why you contest it.")})
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose the language you have written in.")})
    return _say(
        change,
        organisation=organisation,
        confirms=False,
        reason=reason,
        language=language,
        actor=actor,
        now=now,
    )


def _say(
    change: LawChange,
    *,
    organisation: Organisation,
    confirms: bool,
    reason: str,
    language: str,
    actor: Actor,
    now: datetime,
) -> LawView:
    actor = as_of(actor, now)
    authorise(actor, permissions.CONFIRM_LAW, organisation)
    recommendation = held(change.recommendation)
    stands = {view.organisation_id: view for view in in_law.latest(change.views.all())}
    earlier = stands.get(organisation.pk)
    if earlier is not None and earlier.confirms == confirms:
        raise ValidationError(
            _("Your organisation has confirmed this change already.")
            if confirms
            else _("Your organisation has contested this change already.")
        )
    view = LawView.objects.create(
        change=change,
        organisation=organisation,
        side=_side(actor, organisation),
        confirms=confirms,
        person=actor.name,
        reason=reason,
        language=language,
        at=now,
    )
    before, after = in_law.settle(recommendation, now)
    touch(recommendation, now)
    publish(
        write(
            "recommendation.law_view",
            recommendation,
            actor=actor,
            at=now,
            change=change.pk,
            organisation=organisation.pk,
            confirms=confirms,
        ),
        Said(
            subject=recommendation.number,
            type="law_change.confirmed" if confirms else "law_change.contested",
            state=recorded.law_view_state(view),
            act={"by": by(organisation)},
            before=before,
            after=after,
            language=language,
        ),
    )
    return view


def _side(actor: Actor, organisation: Organisation) -> str:
    """The side of the chamber in which the actor speaks for the organisation."""
    seats = Seat.objects.filter(pk__in=actor.seat_ids, organisation=organisation)
    found = seats.order_by("pk").values_list("chamber__side", flat=True)
    return next((side for side in found if side in in_law.SPEAKING), "")
