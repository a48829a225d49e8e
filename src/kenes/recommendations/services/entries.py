"""Recording a recommendation by hand, correcting it, translating it."""

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
from kenes.recommendations.models import Document, Recommendation, RecommendationText, Step
from kenes.recommendations.rows import is_incomplete
from kenes.recommendations.services import wording
from kenes.recommendations.services.changes import by
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
            act={"reason": dict(reason), "by": by(organisation)},
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


def _reword(recommendation: Recommendation, text: str) -> bool:
    """Set the prevailing wording; checked translations go stale. False when nothing changed."""
    if not text.strip():
        raise ValidationError({"text": _("A recommendation needs its text.")})
    current = recommendation.texts.filter(language=recommendation.language).first()
    if current and current.text == text.strip():  # none: it was redacted
        return False
    wording.replace(recommendation, recommendation.language, text.strip())
    return True


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
