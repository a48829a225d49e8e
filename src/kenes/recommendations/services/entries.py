"""Recording a recommendation by hand, correcting it, translating it, moving it along its axes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.types import TranslationState
from kenes.members import numbers
from kenes.members.models import Organisation
from kenes.recommendations import index, permissions, recorded
from kenes.recommendations.lifecycle import Assessor, Grade
from kenes.recommendations.models import (
    Assessment,
    Document,
    LawChange,
    Recommendation,
    RecommendationText,
    Step,
)
from kenes.recommendations.rows import is_incomplete
from kenes.recommendations.services import wording
from kenes.record.services.publishing import Said, publish

# What a person may correct; each is shown on the recommendation's path when it changes.
CORRECTABLE = (
    "mechanism",
    "symbol",
    "paragraph",
    "page",
    "country",
    "states",
    "session",
    "cycle",
    "published_on",
    "heading",
    "themes",
    "affected",
    "sdgs",
    "position",
    "position_verbatim",
    "action",
    "stage",
)
AXES = ("position", "action", "stage")


class ChangedMeanwhile(Exception):
    """Somebody else changed the recommendation after it was opened; ``str`` says so."""


@transaction.atomic
def record(
    *,
    text: str,
    language: str,
    facts: Mapping[str, Any],
    document: Document | None = None,
    actor: Actor,
    now: datetime,
) -> Recommendation:
    """Enter one recommendation by hand; ``facts`` are fields of ``CORRECTABLE``.

    Raises ValidationError when the text is empty or the paragraph is in the register already.
    """
    authorise(actor, permissions.RECORD)
    if not text.strip():
        raise ValidationError({"text": _("A recommendation needs its text.")})
    values = dict(facts)
    said_on = values.get("published_on") or timezone.localdate(now)
    (number,) = numbers.take("R", said_on.year)
    key = natural_key_by_hand(number, values)
    if known := Recommendation.objects.filter(natural_key=key).first():
        raise ValidationError(
            {
                "paragraph": _("Paragraph %(paragraph)s of %(symbol)s is already %(number)s.")
                % {
                    "paragraph": values["paragraph"],
                    "symbol": values["symbol"],
                    "number": known.number,
                }
            }
        )
    recommendation = Recommendation.objects.create(
        number=number,
        natural_key=key,
        document=document,
        language=language,
        is_incomplete=is_incomplete({"country": "", "mechanism": "", **values}),
        created_at=now,
        changed_at=now,
        **values,
    )
    RecommendationText.objects.create(
        recommendation=recommendation,
        language=language,
        text=text.strip(),
        state=TranslationState.ORIGINAL,
    )
    index.refresh([recommendation.pk])
    publish(
        write("recommendation.record", recommendation, actor=actor, at=now, number=number),
        Said(
            subject=number,
            state={
                **recorded.facts_state(recommendation),
                **recorded.texts_state({language: (text.strip(), TranslationState.ORIGINAL)}),
            },
            language=language,
        ),
    )
    return recommendation


def natural_key_by_hand(number: str, values: Mapping[str, Any]) -> str:
    """Symbol and paragraph where both are known, so that a later import meets its twin."""
    if values.get("symbol") and values.get("paragraph"):
        return f"{values['symbol']}#{values['paragraph']}"
    return f"kenes:{number}"


@transaction.atomic
def correct(
    recommendation: Recommendation,
    *,
    facts: Mapping[str, Any],
    text: str | None = None,
    reason: Mapping[str, str],
    seen_at: datetime | None = None,
    organisation: Organisation | None = None,
    actor: Actor,
    now: datetime,
) -> Recommendation:
    """Change what the register says; ``reason`` is public, by language.

    ``seen_at`` is ``changed_at`` as the person saw it. Raises ChangedMeanwhile when somebody
    was faster, ValidationError when the text would become empty.
    """
    authorise(actor, permissions.CORRECT, recommendation)
    recommendation = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    if seen_at is not None and recommendation.changed_at != seen_at:
        raise ChangedMeanwhile(
            _(
                "Someone changed this recommendation while you were editing. "
                "Compare and save again."
            )
        )
    changed = {
        name: (getattr(recommendation, name), value)
        for name, value in facts.items()
        if name in CORRECTABLE and getattr(recommendation, name) != value
    }
    is_reworded = text is not None and bool(text.strip())
    before_act = recorded.Before(recommendation, texts=is_reworded)
    for name, (_before, after) in changed.items():
        setattr(recommendation, name, after)
    if text is not None and _reword(recommendation, text):
        changed["text"] = ("", "")
    if not changed:
        return recommendation
    recommendation.changed_at = now
    recommendation.is_incomplete = is_incomplete(
        {"country": recommendation.country, "mechanism": recommendation.mechanism}
    )
    recommendation.save()
    steps = Step.objects.bulk_create(
        Step(
            recommendation=recommendation,
            axis=name if name in AXES or name == "text" else "facts",
            before=str(before)[:40] if name in AXES else "",
            after=str(after)[:40] if name in AXES else name,
            at=now,
            organisation=organisation,
            reason=dict(reason),
        )
        for name, (before, after) in changed.items()
    )
    index.refresh([recommendation.pk])
    state = before_act.changes(recommendation)
    for step in steps:
        state |= recorded.step_state(step)
    publish(
        write(
            "recommendation.correct",
            recommendation,
            actor=actor,
            at=now,
            changes={name: [_plain(a), _plain(b)] for name, (a, b) in changed.items()},
        ),
        Said(
            subject=recommendation.number,
            state=state,
            act={"reason": dict(reason), "by": _by(organisation)},
        ),
    )
    return recommendation


@transaction.atomic
def translate(
    recommendation: Recommendation,
    *,
    language: str,
    text: str,
    checked: bool,
    actor: Actor,
    now: datetime,
) -> RecommendationText:
    """Set the translation into ``language``; the prevailing text is corrected, not translated."""
    authorise(actor, permissions.TRANSLATE, recommendation)
    recommendation = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    if language == recommendation.language:
        raise ValidationError(
            {"language": _("This is the prevailing language: correct its text.")}
        )
    if not text.strip():
        raise ValidationError({"text": _("A translation needs its text.")})
    translation, _created = recommendation.texts.update_or_create(
        language=language,
        defaults={
            "text": text.strip(),
            "state": TranslationState.CHECKED if checked else TranslationState.DRAFT,
        },
    )
    recommendation.changed_at = now
    recommendation.save(update_fields=["changed_at"])
    index.refresh([recommendation.pk])
    publish(
        write(
            "recommendation.translate",
            recommendation,
            actor=actor,
            at=now,
            language=language,
            state=translation.state,
        ),
        Said(
            subject=recommendation.number,
            state=recorded.texts_state({language: (translation.text, translation.state)}),
            language=language,
        ),
    )
    return translation


@transaction.atomic
def assess(
    recommendation: Recommendation,
    *,
    by: Assessor,
    grade: Grade,
    on: date,
    evidence_until: date | None = None,
    note: Mapping[str, str] | None = None,
    organisation: Organisation | None = None,
    actor: Actor,
    now: datetime,
) -> Assessment:
    """Put one side's assessment beside the others'; none is replaced."""
    authorise(actor, permissions.ASSESS, by)
    if on > timezone.localdate(now):
        raise ValidationError({"on": _("An assessment cannot be dated in the future.")})
    if evidence_until and evidence_until > on:
        raise ValidationError(
            {"evidence_until": _("Evidence cannot be later than the assessment itself.")}
        )
    assessment = Assessment.objects.create(
        recommendation=recommendation,
        by=by,
        grade=grade,
        on=on,
        evidence_until=evidence_until,
        note=dict(note or {}),
        organisation=organisation,
    )
    _touch(recommendation, now)
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
            act={"by": _by(organisation)},
        ),
    )
    return assessment


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
    actor: Actor,
    now: datetime,
) -> LawChange:
    """Record a change in law: the provision before and after, and who confirmed it."""
    authorise(actor, permissions.CORRECT, recommendation)
    given = {"act": act, "provision": provision, "after": after, "confirmed_by": confirmed_by}
    for name, texts in given.items():
        if not any(text.strip() for text in texts.values()):
            raise ValidationError({name: _("A change in law needs this.")})
    change = LawChange.objects.create(
        recommendation=recommendation,
        act=dict(act),
        provision=dict(provision),
        before=dict(before),
        after=dict(after),
        in_force_on=in_force_on,
        confirmed_by=dict(confirmed_by),
    )
    _touch(recommendation, now)
    facts = {"in_force": str(in_force_on)}
    publish(
        write("recommendation.law_change", recommendation, actor=actor, at=now, **facts),
        Said(subject=recommendation.number, state=recorded.law_state(change)),
    )
    return change


def _touch(recommendation: Recommendation, now: datetime) -> None:
    Recommendation.objects.filter(pk=recommendation.pk).update(changed_at=now)
    index.refresh([recommendation.pk])


def _reword(recommendation: Recommendation, text: str) -> bool:
    """Set the prevailing wording; checked translations go stale. False when nothing changed."""
    if not text.strip():
        raise ValidationError({"text": _("A recommendation needs its text.")})
    current = recommendation.texts.filter(language=recommendation.language).first()
    if current and current.text == text.strip():  # none: it was redacted
        return False
    wording.replace(recommendation, recommendation.language, text.strip())
    return True


def _by(organisation: Organisation | None) -> str | None:
    """Whose word it is, where it is an organisation's."""
    return f"organisation/{organisation.pk}" if organisation else None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
