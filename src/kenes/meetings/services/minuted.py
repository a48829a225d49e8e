"""What every act on minutes does alike: hold their row, look at what is written, find names."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from kenes.access.types import Actor
from kenes.languages.types import LANGUAGES
from kenes.meetings.composing import paragraphs
from kenes.meetings.models import Minutes, Paragraph
from kenes.meetings.rules.chatham import Names, persons_of
from kenes.meetings.services.changes import taken_up

LONGEST = 60_000  # characters of a paragraph: three hundred people, a line each
LONGEST_REASON = 5_000


def minutes_taken_up(minutes: Minutes, actor: Actor, now: datetime) -> tuple[Minutes, Actor]:
    """The row as it is now, held with its meeting's, and the person as they are now."""
    meeting, actor = taken_up(minutes.meeting, actor, now)
    held = Minutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk)
    held.meeting = meeting
    return held, actor


def paragraph_taken_up(
    paragraph: Paragraph, actor: Actor, now: datetime
) -> tuple[Paragraph, Minutes, Actor]:
    """A paragraph of minutes that are held. Raises ValidationError when it was taken out."""
    minutes, actor = minutes_taken_up(paragraph.minutes, actor, now)
    found = minutes.paragraphs.select_related("item").filter(pk=paragraph.pk).first()
    if found is None:
        raise ValidationError(_("This paragraph was taken out meanwhile."))
    found.minutes = minutes
    return found, minutes, actor


def changed(minutes: Minutes) -> int:
    """Count a change of the text; returns its number, by which others notice it."""
    minutes.edited = F("edited") + 1
    minutes.save(update_fields=["edited"])
    minutes.refresh_from_db(fields=["edited"])
    return minutes.edited


def tidy(text: str, field: str, *, most: int = LONGEST) -> str:
    """As it is kept. Raises ValidationError on ``field`` when it is too long."""
    kept = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(kept) > most:
        raise ValidationError({field: _("Write at most %(n)s characters.") % {"n": most}})
    return kept


def needed(text: str, field: str, sentence: str, *, most: int = LONGEST_REASON) -> str:
    """As ``tidy``; raises ValidationError on ``field`` when there is nothing."""
    kept = tidy(text, field, most=most)
    if not kept:
        raise ValidationError({field: sentence})
    return kept


def tidied(texts: Mapping[str, str]) -> dict[str, str]:
    """A text in each language, by language; a code that is none is left out."""
    return {code: tidy(texts.get(code, ""), f"text_{code}") for code in LANGUAGES}


def language_of(code: str) -> str:
    """Raises ValidationError for a code that is no language of the body."""
    if code not in LANGUAGES:
        raise ValidationError({"language": _("Choose one of the languages.")})
    return code


def is_of_views(paragraph: Paragraph) -> bool:
    """Whether the Chatham House rule asks it to name nobody."""
    item = paragraph.item
    return bool(item and item.is_confidential and paragraph.kind in paragraphs.VIEWS)


def check_names(paragraph: Paragraph, texts: Collection[str], field: str) -> None:
    """Raises ValidationError when a text under the Chatham House rule names who was there."""
    if not is_of_views(paragraph):
        return
    names = Names(persons_of(paragraph.minutes.meeting))
    for text in texts:
        if name := names.person_in(text):
            raise ValidationError(
                {
                    field: _(
                        "This is said under the Chatham House rule: write it without %(name)s."
                    )
                    % {"name": name}
                }
            )


def check_all_names(minutes: Minutes) -> None:
    """The same of all paragraphs, told by their numbers."""
    rows = list(minutes.paragraphs.select_related("item").prefetch_related("texts"))
    numbers = paragraphs.numbered(rows)
    names = Names(persons_of(minutes.meeting))
    wrong = [
        _("Paragraph %(number)s is under the Chatham House rule and names %(name)s.")
        % {"number": numbers.get(row.pk, 0), "name": name}
        for row in rows
        if is_of_views(row)
        and (name := next(filter(None, (names.person_in(t.text) for t in row.texts.all())), ""))
    ]
    if wrong:
        raise ValidationError(wrong)
