"""The text of minutes, changed by the secretary, paragraph by paragraph.

A draft is changed freely. Once it circulates, its prevailing text changes by corrections alone,
which everybody sees; translations are still made and checked.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.types import LANGUAGES, TranslationState
from kenes.meetings import permissions
from kenes.meetings.composing import paragraphs
from kenes.meetings.lifecycle import MinutesStatus
from kenes.meetings.models import Minutes, Paragraph, ParagraphText
from kenes.meetings.services import minuted
from kenes.meetings.services.changes import ChangedMeanwhile

UP, DOWN = "up", "down"


@transaction.atomic
def edit(
    paragraph: Paragraph,
    *,
    texts: Mapping[str, str],
    checked: Collection[str] = (),
    seen: int,
    actor: Actor,
    now: datetime,
) -> Paragraph:
    """Save a paragraph's wording in each language.

    ``checked`` are the languages whose translation was compared with the prevailing text. A new
    prevailing text leaves all other translations behind: they are stale until somebody checks
    them. ``seen`` is ``minutes.edited`` as the page was opened. Raises ChangedMeanwhile,
    ValidationError on ``text_<language>``.
    """
    paragraph, minutes, actor = minuted.paragraph_taken_up(paragraph, actor, now)
    authorise(actor, permissions.WRITE_MINUTES, minutes)
    if paragraph.source.get("edited", 0) > seen:
        raise ChangedMeanwhile(
            _(
                "Someone saved this paragraph while you were writing. Theirs is shown beside "
                "yours: bring them together and save again."
            )
        )
    wanted = minuted.tidied(texts)
    rows = {one.language: one for one in paragraph.texts.select_for_update()}
    prevailing = rows[minutes.language]
    is_new = prevailing.text != wanted[minutes.language]
    if is_new and minutes.status != MinutesStatus.DRAFT:
        raise ValidationError(
            {
                f"text_{minutes.language}": _(
                    "The minutes are open for corrections: propose one, so that everybody sees "
                    "what is changed."
                )
            }
        )
    if is_new and not wanted[minutes.language] and not paragraph.source.get("lacks"):
        raise ValidationError(
            {f"text_{minutes.language}": _("Write it, or take the paragraph out.")}
        )
    for language in LANGUAGES:
        minuted.check_names(paragraph, [wanted[language]], f"text_{language}")
    # What was said in another language first was not said of a text that did not exist.
    goes_stale = is_new and bool(prevailing.text)
    for language, row in rows.items():
        state = _state(row, wanted[language], language in checked, goes_stale=goes_stale)
        if language == minutes.language:
            state = TranslationState.ORIGINAL
        row.text, row.state = wanted[language], state
    ParagraphText.objects.bulk_update(rows.values(), ["text", "state"])
    if wanted[minutes.language]:
        paragraph.source.pop("lacks", None)
    paragraph.source["edited"] = minuted.changed(minutes)
    paragraph.save(update_fields=["source"])
    _tell(paragraph, minutes, "edit", actor=actor, now=now)
    return paragraph


@transaction.atomic
def add(
    minutes: Minutes,
    *,
    after: Paragraph | None = None,
    texts: Mapping[str, str],
    checked: Collection[str] = (),
    actor: Actor,
    now: datetime,
) -> Paragraph:
    """Write a paragraph of one's own after another; None: before all. It belongs to its item."""
    minutes, actor = minuted.minutes_taken_up(minutes, actor, now)
    authorise(actor, permissions.COMPOSE_MINUTES, minutes)
    wanted = minuted.tidied(texts)
    if not wanted[minutes.language]:
        raise ValidationError(
            {f"text_{minutes.language}": _("Write it in the prevailing language.")}
        )
    place = 0
    if after is not None:
        after = minutes.paragraphs.select_related("item").filter(pk=after.pk).first()
        if after is None:
            raise ValidationError(_("This paragraph was taken out meanwhile."))
        place = after.order
    minutes.paragraphs.filter(order__gt=place).update(order=F("order") + 1)
    made = Paragraph(
        minutes=minutes,
        order=place + 1,
        item=after.item if after else None,
        kind=paragraphs.TEXT,
        source={"edited": minuted.changed(minutes)},
    )
    for language in LANGUAGES:
        minuted.check_names(made, [wanted[language]], f"text_{language}")
    made.save()
    ParagraphText.objects.bulk_create(
        ParagraphText(
            paragraph=made,
            language=language,
            text=text,
            state=TranslationState.ORIGINAL
            if language == minutes.language
            else _first_state(text, language in checked),
        )
        for language, text in wanted.items()
    )
    _tell(made, minutes, "add", actor=actor, now=now)
    return made


@transaction.atomic
def remove(paragraph: Paragraph, *, actor: Actor, now: datetime) -> None:
    """Take a paragraph out of a draft. A composed one comes back when it is composed anew."""
    paragraph, minutes, actor = minuted.paragraph_taken_up(paragraph, actor, now)
    authorise(actor, permissions.COMPOSE_MINUTES, minutes)
    _tell(paragraph, minutes, "remove", actor=actor, now=now)
    paragraph.delete()
    minuted.changed(minutes)


@transaction.atomic
def move(paragraph: Paragraph, *, to: str, actor: Actor, now: datetime) -> Paragraph:
    """Move a paragraph of one's own one place up or down; at an end it stays where it is.

    It goes over to the item whose paragraphs it stands among.
    """
    paragraph, minutes, actor = minuted.paragraph_taken_up(paragraph, actor, now)
    authorise(actor, permissions.COMPOSE_MINUTES, minutes)
    if paragraph.kind != paragraphs.TEXT:
        raise ValidationError(_("Only paragraphs written by hand are moved."))
    rows = list(minutes.paragraphs.order_by("order", "id"))
    place = next(i for i, one in enumerate(rows) if one.pk == paragraph.pk)
    other = place - 1 if to == UP else place + 1
    if to not in {UP, DOWN} or not 0 <= other < len(rows):
        return paragraph
    rows[place], rows[other] = rows[other], rows[place]
    for order, row in enumerate(rows, 1):
        row.order = order
    Paragraph.objects.bulk_update(rows, ["order"], batch_size=500)
    above = rows[other - 1] if other else None
    Paragraph.objects.filter(pk=paragraph.pk).update(item=above.item_id if above else None)
    minuted.changed(minutes)
    _tell(paragraph, minutes, "move", actor=actor, now=now)
    paragraph.refresh_from_db()
    return paragraph


def _state(row: ParagraphText, text: str, is_checked: bool, *, goes_stale: bool) -> str:
    """Of a translation, after its text or the prevailing one has changed."""
    if not text:
        return TranslationState.DRAFT
    if is_checked:
        return TranslationState.CHECKED
    if text != row.text:
        return TranslationState.DRAFT
    if goes_stale:
        return TranslationState.STALE
    return row.state


def _first_state(text: str, is_checked: bool) -> str:
    return TranslationState.CHECKED if text and is_checked else TranslationState.DRAFT


def _tell(
    paragraph: Paragraph, minutes: Minutes, how: str, *, actor: Actor, now: datetime
) -> None:
    write(
        "minutes.edit",
        minutes,
        actor=actor,
        at=now,
        number=minutes.meeting.number,
        paragraph=paragraph.pk,
        how=how,
    )
