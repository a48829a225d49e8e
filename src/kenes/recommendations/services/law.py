"""Axis 5: a change in law, with the provision before and after and who confirms it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members.actors import as_of
from kenes.recommendations import permissions, recorded
from kenes.recommendations.models import LawChange, Recommendation
from kenes.recommendations.services.changes import held, tidied_all, touch
from kenes.record.services.publishing import Said, publish

FIRST_DAY, LAST_YEAR = date(1945, 1, 1), 2200


@transaction.atomic
def record_law_change(
    recommendation: Recommendation,
    *,
    act: Mapping[str, str],
    provision: Mapping[str, str],
    before: Mapping[str, str],
    after: Mapping[str, str],
    in_force_on: date,
    confirmed_by: Mapping[str, str],
    is_new: bool = False,
    actor: Actor,
    now: datetime,
) -> LawChange:
    """Record a change in law; each text by language.

    ``is_new``: there was no such provision, so ``before`` is empty. Raises ValidationError.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.CORRECT, recommendation)
    recommendation = held(recommendation)
    needed = {
        "act": _("Name the act that was changed."),
        "provision": _("Name the provision: article and paragraph."),
        "after": _("Write the provision as it reads now."),
        "confirmed_by": _("Name who confirms that the law has changed so."),
    }
    texts = {"act": act, "provision": provision, "after": after, "confirmed_by": confirmed_by}
    said = {name: tidied_all(name, given) for name, given in {**texts, "before": before}.items()}
    for name, sentence in needed.items():
        if not said[name]:
            raise ValidationError({name: sentence})
    if is_new and said["before"]:
        raise ValidationError(
            {"before": _("A new provision had no wording before: leave this empty.")}
        )
    if not is_new and not said["before"]:
        raise ValidationError(
            {"before": _("Write the provision as it read before, or tick that it is new.")}
        )
    if in_force_on < FIRST_DAY or in_force_on.year >= LAST_YEAR:
        raise ValidationError({"in_force_on": _("Look at the year once more.")})
    change = LawChange.objects.create(
        recommendation=recommendation, in_force_on=in_force_on, **said
    )
    touch(recommendation, now)
    publish(
        write(
            "recommendation.law_change",
            recommendation,
            actor=actor,
            at=now,
            in_force=str(in_force_on),
        ),
        Said(subject=recommendation.number, state=recorded.law_state(change)),
    )
    return change
