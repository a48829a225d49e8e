"""The body's own answer: what it does with what a consultation found."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.opinions import permissions, recorded, words
from kenes.opinions.models import Consultation
from kenes.opinions.services.preparing import held
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import changed


@transaction.atomic
def answer(
    consultation: Consultation, *, text: Mapping[str, str], actor: Actor, now: datetime
) -> Consultation:
    """Publish it, by language, in one at least. Raises ValidationError by field."""
    consultation, actor = held(consultation, actor, now)
    authorise(actor, permissions.ANSWER, consultation)
    kept = _written(text)
    if not consultation.maps.filter(is_final=True).exists():
        raise ValidationError(_("Its map is being drawn: answer when it is there."))
    before = recorded.state_of(consultation)
    consultation.answer, consultation.answered_at = kept, now
    consultation.answered_by = actor.name
    consultation.save(update_fields=["answer", "answered_at", "answered_by"])
    publish(
        write("consultation.answer", consultation, actor=actor, at=now),
        Said(
            subject=consultation.number,
            state=changed(before, recorded.state_of(consultation)),
        ),
    )
    return consultation


@transaction.atomic
def correct(
    consultation: Consultation,
    *,
    text: Mapping[str, str],
    because: str,
    actor: Actor,
    now: datetime,
) -> Consultation:
    """Publish another text in its place, with the reason; the record keeps both.

    Raises ValidationError by field.
    """
    consultation, actor = held(consultation, actor, now)
    authorise(actor, permissions.CORRECT_ANSWER, consultation)
    kept, reason = _written(text), words.reason(because)
    if kept == consultation.answer:
        raise ValidationError({"answer": _("Nothing has changed in the text.")})
    before = recorded.state_of(consultation)
    consultation.answer, consultation.answer_corrected_at = kept, now
    consultation.answered_by = actor.name
    consultation.save(update_fields=["answer", "answer_corrected_at", "answered_by"])
    publish(
        write("consultation.correct", consultation, actor=actor, at=now),
        Said(
            subject=consultation.number,
            state=changed(before, recorded.state_of(consultation)),
            act={"reason": reason},
        ),
    )
    return consultation


def _written(text: Mapping[str, str]) -> dict[str, str]:
    kept = words.by_language(text, field="answer", most=words.LONGEST_ANSWER, is_one_line=False)
    if not kept:
        raise ValidationError({"answer": _("Write the answer, in one language at least.")})
    return kept
