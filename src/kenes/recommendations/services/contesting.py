"""Contesting an assessment: with reasons, in an organisation's name; it returns to the agenda."""

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
from kenes.members.models import Organisation
from kenes.recommendations import permissions, recorded, standing
from kenes.recommendations.models import Assessment, Contest
from kenes.recommendations.services.changes import by, held, touch
from kenes.record.services.publishing import Said, publish

LONGEST_REASON = 5_000  # characters


@transaction.atomic
def contest(
    assessment: Assessment,
    *,
    organisation: Organisation,
    reason: str,
    language: str,
    actor: Actor,
    now: datetime,
) -> Contest:
    """Contest what another assessor says last; until they assess anew, the sides differ.

    Raises ValidationError: no reasons, one's own assessment, an older one, or twice.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.CONTEST, organisation)
    recommendation = held(assessment.recommendation)
    reason = tidied("reason", reason, most=LONGEST_REASON)
    if not reason:
        raise ValidationError({"reason": _("Say why you contest it.")})
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose the language you have written in.")})
    if assessment.organisation_id == organisation.pk:
        raise ValidationError(_("This is your own assessment: make a new one instead."))
    newest = standing.latest(recommendation.assessments.filter(by=assessment.by))
    if newest[assessment.by].pk != assessment.pk:
        raise ValidationError(_("A newer assessment has taken its place by now: contest that."))
    if assessment.contests.filter(organisation=organisation).exists():
        raise ValidationError(_("Your organisation has contested this assessment already."))
    made = Contest.objects.create(
        assessment=assessment,
        organisation=organisation,
        reason=reason,
        language=language,
        at=now,
    )
    before, after = standing.settle(recommendation)
    touch(recommendation, now)
    publish(
        write(
            "recommendation.contest",
            recommendation,
            actor=actor,
            at=now,
            assessment=assessment.pk,
            organisation=organisation.pk,
        ),
        Said(
            subject=recommendation.number,
            state=recorded.contest_state(made),
            act={"by": by(organisation)},
            before=before,
            after=after,
            language=language,
        ),
    )
    return made
