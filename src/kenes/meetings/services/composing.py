"""Minutes composed from what happened; what was written by hand stays when they are again."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.types import LANGUAGES, TranslationState
from kenes.meetings import permissions
from kenes.meetings.composing import paragraphs
from kenes.meetings.composing.composition import Told, told
from kenes.meetings.composing.story import gather
from kenes.meetings.models import Meeting, Minutes, Paragraph, ParagraphText
from kenes.meetings.services.changes import taken_up
from kenes.meetings.services.minuted import changed
from kenes.members.services import bylaws


@transaction.atomic
def compose(meeting: Meeting, *, actor: Actor, now: datetime) -> Minutes:
    """Write the minutes of a meeting that is closed, in three languages at once.

    While they are a draft they can be composed anew: what was written or changed by hand stays
    where it stood, and all else is told again as it is known now.
    """
    meeting, actor = taken_up(meeting, actor, now)
    minutes = Minutes.objects.select_for_update().filter(meeting=meeting).first()
    if minutes:
        minutes.meeting = meeting
    authorise(actor, permissions.COMPOSE_MINUTES, minutes or meeting)
    is_new = minutes is None
    if minutes is None:
        minutes = Minutes.objects.create(
            meeting=meeting,
            language=meeting.language,
            composed_at=now,
            due_on=due_on(meeting),
        )
        minutes.meeting = meeting
    else:
        minutes.composed_at = now
        minutes.save(update_fields=["composed_at"])
    count = _write(minutes, told(gather(meeting)), is_new=is_new)
    changed(minutes)
    write(
        "minutes.compose",
        minutes,
        actor=actor,
        at=now,
        number=meeting.number,
        paragraphs=count,
        anew=not is_new,
    )
    return minutes


def due_on(meeting: Meeting) -> date:
    """By when the by-laws of the meeting's day ask its minutes to be published."""
    day = timezone.localdate(meeting.closed_at) if meeting.closed_at else meeting.on
    laws = bylaws.in_force(day)
    return laws.due_on(day, laws.number("minutes_days"))


def is_by_hand(paragraph: Paragraph) -> bool:
    """Written, or changed, by a person: composing anew leaves it alone."""
    return paragraph.kind == paragraphs.TEXT or bool(paragraph.source.get("edited"))


def _write(minutes: Minutes, wanted: Sequence[Told], *, is_new: bool) -> int:
    """Put the paragraphs in their order; returns how many there are."""
    existing = [] if is_new else list(minutes.paragraphs.order_by("order", "id"))
    kept = {
        one.source.get("key"): one
        for one in existing
        if one.kind != paragraphs.TEXT and is_by_hand(one)
    }
    after = _followers(existing, {one.key for one in wanted})
    order: list[Paragraph] = [*after[""]]
    made: list[tuple[Paragraph, Told]] = []
    for one in wanted:
        paragraph = kept.get(one.key)
        if paragraph is None:
            paragraph = Paragraph(
                minutes=minutes, item=one.item, kind=one.kind, source={"key": one.key}
            )
            made.append((paragraph, one))
        order += [paragraph, *after[one.key]]
    for place, paragraph in enumerate(order, 1):
        paragraph.order = place
    staying = [one for one in order if one.pk]
    minutes.paragraphs.exclude(pk__in=[one.pk for one in staying]).delete()
    Paragraph.objects.bulk_update(staying, ["order"], batch_size=500)
    texts = _texts(minutes.language, made)
    Paragraph.objects.bulk_create([paragraph for paragraph, _told in made])
    ParagraphText.objects.bulk_create(texts)
    return len(order)


def _followers(existing: Sequence[Paragraph], keys: set[str]) -> dict[str, list[Paragraph]]:
    """Paragraphs by hand that no fact asks for, by the composed one that they stand after."""
    found: dict[str, list[Paragraph]] = defaultdict(list)
    anchor = ""
    for one in existing:
        key = one.source.get("key", "")
        if key in keys and one.kind != paragraphs.TEXT:
            anchor = key
        elif is_by_hand(one):
            found[anchor].append(one)
    return found


def _texts(prevailing: str, made: Sequence[tuple[Paragraph, Told]]) -> list[ParagraphText]:
    """The wording of new paragraphs: composed of the same facts, every language is as good.

    Where a person's words are lacking in a language, nothing is written in it; in the prevailing
    one the paragraph remembers in which language it was said.
    """
    found: list[ParagraphText] = []
    for language in LANGUAGES:
        with override(language):
            for paragraph, one in made:
                text = one.text(language)
                state = TranslationState.CHECKED if text else TranslationState.DRAFT
                if language == prevailing:
                    state = TranslationState.ORIGINAL
                    if not text:
                        paragraph.source["lacks"] = True
                found.append(
                    ParagraphText(paragraph=paragraph, language=language, text=text, state=state)
                )
    return found
