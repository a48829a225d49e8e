"""Axis 5: a change in law, the provision before and after, for both sides to confirm."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.dates import written
from kenes.languages.tidying import tidied_all
from kenes.law import wordings
from kenes.law.models import Obligation, Version
from kenes.members.actors import as_of
from kenes.recommendations import in_law, permissions, recorded
from kenes.recommendations.models import LawChange, Recommendation
from kenes.recommendations.services.changes import held, touch
from kenes.record.services.publishing import Said, publish

FIRST_DAY, LAST_YEAR = date(1945, 1, 1), 2200
LONGEST_WORDING = 100_000  # characters


@transaction.atomic
def record_law_change(
    recommendation: Recommendation,
    *,
    act: Mapping[str, str],
    provision: Mapping[str, str],
    before: Mapping[str, str],
    after: Mapping[str, str],
    in_force_on: date,
    amended_by: Mapping[str, str] | None = None,
    obligation: Obligation | None = None,
    is_new: bool = False,
    is_repealed: bool = False,
    actor: Actor,
    now: datetime,
) -> LawChange:
    """Record a change in an act that is not in the house; each text by language.

    ``is_new``: there was no such provision, so ``before`` is empty; ``is_repealed``: there is none
    any more, so ``after`` is. Raises ValidationError by field.
    """
    needed = {
        "act": (act, _("Name the act that was changed.")),
        "provision": (provision, _("Name the provision: article and paragraph.")),
    }
    said: dict[str, Any] = {}
    for name, (texts, sentence) in needed.items():
        said[name] = tidied_all(name, texts)
        if not said[name]:
            raise ValidationError({name: sentence})
    said["before"] = _side(
        "before",
        before,
        is_none=is_new,
        lacking=_("Write the provision as it read before, or tick that it is new."),
        too_much=_("A new provision had no wording before: leave this empty."),
    )
    said["after"] = _side(
        "after",
        after,
        is_none=is_repealed,
        lacking=_("Write the provision as it reads now, or tick that it was repealed."),
        too_much=_("A repealed provision has no wording any more: leave this empty."),
    )
    if not said["before"] and not said["after"]:
        raise ValidationError({"after": _("It cannot be new and repealed at once.")})
    return _enter(
        recommendation,
        LawChange(
            in_force_on=in_force_on,
            amended_by=tidied_all("amended_by", amended_by or {}),
            obligation=obligation,
            **said,
        ),
        actor=actor,
        now=now,
    )


@transaction.atomic
def record_from_versions(
    recommendation: Recommendation,
    *,
    before: Version,
    before_anchor: str,
    after: Version,
    after_anchor: str,
    obligation: Obligation | None = None,
    amended_by: Mapping[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> LawChange:
    """Record a change between two versions of an act of the house; its words are read there.

    An empty address: the provision is new, or repealed. ``amended_by`` says by which act, unless
    the later version does. Raises ValidationError by field.
    """
    if before.act_id != after.act_id:
        raise ValidationError({"after": _("These are versions of different acts.")})
    if before.on >= after.on:
        raise ValidationError(
            {
                "after": _("The later version has to be of a later day than %(day)s.")
                % {"day": written(before.on)}
            }
        )
    said = {
        "before": wordings.wordings(before, before_anchor) if before_anchor else {},
        "after": wordings.wordings(after, after_anchor) if after_anchor else {},
    }
    for name, version, anchor in (
        ("before", before, before_anchor),
        ("after", after, after_anchor),
    ):
        if anchor and not said[name]:
            raise ValidationError(
                {
                    name: _("There is no provision %(address)s in the version of %(day)s.")
                    % {"address": anchor, "day": written(version.on)}
                }
            )
    if not before_anchor and not after_anchor:
        raise ValidationError({"after": _("Choose the provision that has changed.")})
    act = after.act
    return _enter(
        recommendation,
        LawChange(
            act=act.name,
            provision=wordings.labels(after, after_anchor)
            if after_anchor
            else wordings.labels(before, before_anchor),
            in_force_on=after.on,
            before_version=before,
            before_anchor=before_anchor,
            after_version=after,
            after_anchor=after_anchor,
            obligation=obligation,
            amended_by=tidied_all("amended_by", amended_by or {}) or after.amended_by,
            **said,
        ),
        actor=actor,
        now=now,
    )


def _enter(
    recommendation: Recommendation, change: LawChange, *, actor: Actor, now: datetime
) -> LawChange:
    actor = as_of(actor, now)
    authorise(actor, permissions.CORRECT, recommendation)
    recommendation = held(recommendation)
    day = change.in_force_on
    if day < FIRST_DAY or day.year >= LAST_YEAR:
        raise ValidationError({"in_force_on": _("Look at the year once more.")})
    if change.before == change.after:
        raise ValidationError({"after": _("This is the wording as it was before.")})
    change.recommendation = recommendation
    change.save()
    before, after = in_law.settle(recommendation, now)
    touch(recommendation, now)
    publish(
        write(
            "recommendation.law_change",
            recommendation,
            actor=actor,
            at=now,
            in_force=str(day),
        ),
        Said(
            subject=recommendation.number,
            state=recorded.law_state(change),
            before=before,
            after=after,
        ),
    )
    return change


def _side(
    name: str, texts: Mapping[str, str], *, is_none: bool, lacking: str, too_much: str
) -> dict[str, str]:
    """The wording before or after; none where none is said to be. Raises ValidationError."""
    kept = tidied_all(name, texts, most=LONGEST_WORDING)
    if bool(kept) == is_none:
        raise ValidationError({name: too_much if is_none else lacking})
    return kept
