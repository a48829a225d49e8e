"""Assessing implementation: every assessor beside the others, none in another's place."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor, NotAllowed
from kenes.journal.services import write
from kenes.languages.tidying import tidied, tidied_all
from kenes.members.actors import as_of
from kenes.members.models import Organisation, Seat, Side
from kenes.recommendations import permissions, recorded, standing
from kenes.recommendations.lifecycle import Assessor, Grade
from kenes.recommendations.models import Assessment, Recommendation
from kenes.recommendations.services.changes import by as whose
from kenes.recommendations.services.changes import held, touch
from kenes.record.services.publishing import Said, publish

FIRST_DAY = date(1945, 1, 1)  # no assessment of obligations is older


@transaction.atomic
def assess(
    recommendation: Recommendation,
    *,
    by: Assessor,
    grade: Grade,
    on: date,
    evidence_until: date | None = None,
    evidence: str = "",
    verbatim: str = "",
    note: Mapping[str, str] | None = None,
    organisation: Organisation | None = None,
    assessor: str = "",
    actor: Actor,
    now: datetime,
) -> Assessment:
    """Put one assessment beside the others; none is replaced.

    ``evidence``: sources, one a line, with the day up to which they were looked at.
    ``verbatim``: the grade as the mechanism printed it; it is not converted.
    ``assessor``: who, where that is no organisation here. Raises ValidationError, NotAllowed.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.ASSESS, by)
    recommendation = held(recommendation)
    evidence, assessor = tidied("evidence", evidence), tidied("assessor", assessor, most=200)
    verbatim = tidied("verbatim", verbatim, most=100)
    reasons = tidied_all("note", note or {})
    _check_days(recommendation, on, evidence_until, evidence, timezone.localdate(now))
    _check_grade(by, grade, verbatim)
    _check_assessor(by, organisation, assessor, timezone.localdate(now))
    _check_own(by, organisation, actor)
    assessment = Assessment.objects.create(
        recommendation=recommendation,
        by=by,
        grade=grade,
        grade_verbatim=verbatim,
        on=on,
        evidence_until=evidence_until,
        evidence=evidence,
        note=reasons,
        organisation=organisation,
        assessor=assessor,
    )
    before, after = standing.settle(recommendation)
    touch(recommendation, now)
    publish(
        write(
            "recommendation.assess",
            recommendation,
            actor=actor,
            at=now,
            by=by,
            grade=grade,
            on=str(on),
        ),
        Said(
            subject=recommendation.number,
            state=recorded.assessment_state(assessment),
            act={"by": whose(organisation)},
            before=before,
            after=after,
        ),
    )
    return assessment


def _check_days(
    recommendation: Recommendation,
    on: date,
    evidence_until: date | None,
    evidence: str,
    today: date,
) -> None:
    if on > today:
        raise ValidationError({"on": _("An assessment cannot be dated in the future.")})
    origin = getattr(recommendation, "origin", None)
    if on < (origin.adopted_on if origin else FIRST_DAY):
        raise ValidationError(
            {"on": _("An assessment cannot be older than the recommendation itself.")}
        )
    if evidence_until and evidence_until > on:
        raise ValidationError(
            {"evidence_until": _("Evidence cannot be later than the assessment itself.")}
        )
    if evidence_until and evidence_until < FIRST_DAY:
        raise ValidationError({"evidence_until": _("Look at the year once more.")})
    if evidence and evidence_until is None:
        raise ValidationError(
            {"evidence_until": _("Say up to which day the evidence was looked at.")}
        )


def _check_grade(by: Assessor, grade: Grade, verbatim: str) -> None:
    """A mechanism's own grade stands in its own words, on its own scale."""
    if by != Assessor.MECHANISM:
        if verbatim:
            raise ValidationError(
                {"verbatim": _("Only the mechanism has grades of its own: leave this empty.")}
            )
        return
    if not verbatim:
        raise ValidationError({"verbatim": _("Write the grade as the mechanism printed it.")})
    if grade != Grade.NOT_ASSESSED:
        raise ValidationError(
            {
                "grade": _(
                    "A grade in the mechanism’s own words is not converted: "
                    "choose “not assessed” here."
                )
            }
        )


def _check_assessor(
    by: Assessor, organisation: Organisation | None, assessor: str, today: date
) -> None:
    """An independent assessor is named, and sits nowhere at the table."""
    if assessor and by not in {Assessor.INDEPENDENT, Assessor.MECHANISM}:
        raise ValidationError(
            {"assessor": _("A side is named by its organisation: leave this empty.")}
        )
    if by != Assessor.INDEPENDENT:
        return
    if organisation is None and not assessor:
        raise ValidationError({"assessor": _("Name the independent assessor.")})
    seated = Seat.objects.filter(
        Q(abolished_on=None) | Q(abolished_on__gt=today), organisation=organisation
    ).exclude(chamber__side=Side.OBSERVER)
    if organisation is not None and seated.exists():
        raise ValidationError(
            {
                "organisation": _(
                    "%(name)s has a seat at the table: an independent assessor has none."
                )
                % {"name": organisation}
            }
        )


def _check_own(by: Assessor, organisation: Organisation | None, actor: Actor) -> None:
    """A member speaks in the name of an organisation they sit for in that chamber."""
    if actor.roles & permissions.RECORDS_ANY:
        return
    if organisation is None or not permissions.sits_for(actor, organisation, by):
        raise NotAllowed(_("You hold no seat for this organisation."))
