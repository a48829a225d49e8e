"""Corrections: proposed while minutes circulate, and numbered ones after their publication."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor, NotAllowed
from kenes.journal.services import write
from kenes.languages.types import TranslationState
from kenes.meetings import lifecycle, permissions, recorded
from kenes.meetings.lifecycle import CorrectionStatus, MinutesStatus
from kenes.meetings.models import Correction, Minutes, Paragraph, ParagraphText
from kenes.meetings.services import minuted
from kenes.members.models import Organisation
from kenes.record.services.publishing import Said, publish


@transaction.atomic
def propose(
    paragraph: Paragraph,
    *,
    organisation: Organisation | None = None,
    language: str,
    text: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Correction:
    """Propose other words for a paragraph, with the reason.

    ``organisation``: in whose name; None: the secretariat or the chair. Raises ValidationError by
    field, NotAllowed for somebody who was not there or does not speak for the organisation.
    """
    paragraph, minutes, actor = minuted.paragraph_taken_up(paragraph, actor, now)
    authorise(actor, permissions.PROPOSE, minutes)
    if organisation is None:
        if not actor.roles & permissions.OFFICERS:
            raise NotAllowed(_("Say for which organisation you speak."))
    elif organisation.pk not in actor.organisation_ids:
        raise NotAllowed(_("You do not speak for this organisation."))
    code = minuted.language_of(language)
    before = paragraph.texts.get(language=code).text
    made = Correction.objects.create(
        minutes=minutes,
        paragraph=paragraph,
        organisation=organisation,
        language=code,
        before=before,
        text=_other_words(paragraph, before, text),
        reason=minuted.needed(reason, "reason", _("Say why: the others read it.")),
        at=now,
    )
    write(
        "minutes.propose",
        minutes,
        actor=actor,
        at=now,
        number=minutes.meeting.number,
        paragraph=paragraph.pk,
        correction=made.pk,
    )
    return made


@transaction.atomic
def accept(correction: Correction, *, reason: str = "", actor: Actor, now: datetime) -> Correction:
    """Put a proposed correction into the text; translations of a prevailing text are stale then.

    Raises ValidationError when the paragraph has changed since it was proposed.
    """
    correction, paragraph, minutes, actor = _taken_up(correction, actor, now)
    rows = {one.language: one for one in paragraph.texts.select_for_update()}
    row = rows[correction.language]
    if row.text != correction.before:
        raise ValidationError(
            _(
                "The paragraph has changed since this was proposed. Decline it with this reason, "
                "or propose the words anew."
            )
        )
    minuted.check_names(paragraph, [correction.text], "text")
    _settle(correction, "accept", minuted.tidy(reason, "reason"), now)
    row.text = correction.text
    if correction.language == minutes.language:
        paragraph.source.pop("lacks", None)
        for other in rows.values():
            if other is not row and other.text and correction.before:
                other.state = TranslationState.STALE
    elif row.state == TranslationState.DRAFT:
        row.state = TranslationState.CHECKED  # two people have looked at it
    ParagraphText.objects.bulk_update(rows.values(), ["text", "state"])
    paragraph.source["edited"] = minuted.changed(minutes)
    paragraph.save(update_fields=["source"])
    _tell(correction, minutes, actor=actor, now=now)
    return correction


@transaction.atomic
def decline(correction: Correction, *, reason: str, actor: Actor, now: datetime) -> Correction:
    """Leave the text as it is. Raises ValidationError without a reason."""
    correction, _paragraph, minutes, actor = _taken_up(correction, actor, now)
    said = minuted.needed(reason, "reason", _("Say why: who proposed it reads it."))
    _settle(correction, "decline", said, now)
    _tell(correction, minutes, actor=actor, now=now)
    return correction


@transaction.atomic
def correct_published(
    paragraph: Paragraph,
    *,
    language: str,
    text: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Correction:
    """Correct published minutes: numbered, dated, printed beside the paragraph, which stays.

    A translation that is lacking is added in the same way.
    """
    paragraph, minutes, actor = minuted.paragraph_taken_up(paragraph, actor, now)
    authorise(actor, permissions.CORRECT_MINUTES, minutes)
    code = minuted.language_of(language)
    before = as_corrected(paragraph, code)
    last = minutes.corrections.aggregate(last=Max("number"))["last"] or 0
    made = Correction.objects.create(
        minutes=minutes,
        paragraph=paragraph,
        number=last + 1,
        language=code,
        before=before,
        text=_other_words(paragraph, before, text),
        reason=minuted.needed(reason, "reason", _("Say why: everybody reads it.")),
        status=CorrectionStatus.ACCEPTED,
        at=now,
        settled_at=now,
    )
    number = minutes.meeting.number
    publish(
        write(
            "minutes.correct",
            minutes,
            actor=actor,
            at=now,
            number=number,
            correction=made.number,
            paragraph=paragraph.pk,
        ),
        Said(subject=number, state=recorded.correction_state(made), language=code),
    )
    return made


def as_corrected(paragraph: Paragraph, language: str) -> str:
    """The words that hold: those of the newest numbered correction, or of the paragraph."""
    newest = (
        paragraph.corrections.filter(number__isnull=False, language=language)
        .order_by("-number")
        .first()
    )
    return newest.text if newest else paragraph.texts.get(language=language).text


def _taken_up(
    correction: Correction, actor: Actor, now: datetime
) -> tuple[Correction, Paragraph, Minutes, Actor]:
    paragraph, minutes, actor = minuted.paragraph_taken_up(correction.paragraph, actor, now)
    authorise(actor, permissions.SETTLE, minutes)
    lifecycle.after("minutes.settle", minutes.status)  # while they circulate
    held = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    return held, paragraph, minutes, actor


def _settle(correction: Correction, act: str, reason: str, now: datetime) -> None:
    correction.status = lifecycle.after(f"correction.{act}", correction.status)
    correction.settled_at, correction.settled_because = now, reason
    correction.save(update_fields=["status", "settled_at", "settled_because"])


def _other_words(paragraph: Paragraph, before: str, text: str) -> str:
    """Raises ValidationError when nothing is written, the same, or a name that must not be."""
    kept = minuted.needed(text, "text", _("Write how it should read."), most=minuted.LONGEST)
    if kept == before:
        raise ValidationError({"text": _("These are the words that stand there already.")})
    minuted.check_names(paragraph, [kept], "text")
    return kept


def _tell(correction: Correction, minutes: Minutes, *, actor: Actor, now: datetime) -> None:
    write(
        "minutes.settle",
        minutes,
        actor=actor,
        at=now,
        number=minutes.meeting.number,
        correction=correction.pk,
        outcome=str(correction.status),
        is_open=minutes.status == MinutesStatus.CIRCULATED,
    )
