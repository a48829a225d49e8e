"""Minutes as they are read: each paragraph in one language, with how far it can be relied on.

The page, the printed papers and the page of corrections all read this.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.languages.dates import written
from kenes.languages.types import LANGUAGES, Language, TranslationState
from kenes.meetings.composing import paragraphs
from kenes.meetings.lifecycle import MinutesStatus
from kenes.meetings.models import (
    Approval,
    Correction,
    Meeting,
    Minutes,
    Paragraph,
    ParagraphText,
)
from kenes.meetings.services import circulating


@dataclass(frozen=True, kw_only=True)
class Mended:
    """A numbered correction, printed beside its paragraph."""

    number: int
    at: datetime
    language: str
    before: str
    text: str
    reason: str

    @property
    def is_erased(self) -> bool:
        return not self.text


@dataclass(frozen=True, kw_only=True)
class Line:
    """A paragraph, or a heading, which has ``level`` and no number."""

    pk: int
    kind: str
    level: int  # 1, 2, 3; 0: a paragraph
    number: int  # 0: a heading
    anchor: str
    text: str
    language: str  # of ``text``
    note: str  # in the reader's language; "" where nothing is to be said
    beside: str  # the prevailing text, where another one is read; "" where it is the same
    corrections: tuple[Mended, ...]
    is_erased: bool


@dataclass(frozen=True, kw_only=True)
class Read:
    minutes: Minutes
    meeting: Meeting
    language: str  # in which they are read
    prevailing: str
    title: str
    lines: tuple[Line, ...]
    approvals: tuple[Approval, ...]
    root: str

    @property
    def is_prevailing(self) -> bool:
        return self.language == self.prevailing

    @property
    def incomplete(self) -> int:
        """Paragraphs whose translation cannot be relied on, or which have none."""
        return sum(1 for one in self.lines if one.note)


def of(meeting: Meeting) -> Minutes | None:
    """The minutes of a meeting, with the meeting at hand; None before they were composed."""
    found = Minutes.objects.filter(meeting=meeting).first()
    if found:
        found.meeting = meeting
    return found


def read(minutes: Minutes, language: str) -> Read:
    """Four queries, whatever their length."""
    code = language if language in LANGUAGES else minutes.language
    rows = list(minutes.paragraphs.order_by("order", "id").prefetch_related("texts"))
    numbers = paragraphs.numbered(rows)
    corrections = _numbered(minutes)
    lines = tuple(
        _line(row, minutes, code, numbers.get(row.pk, 0), corrections[row.pk]) for row in rows
    )
    title = next((one.text for one in lines if one.kind == paragraphs.TITLE), "")
    return Read(
        minutes=minutes,
        meeting=minutes.meeting,
        language=code,
        prevailing=minutes.language,
        title=title or minutes.meeting.number,
        lines=lines,
        approvals=tuple(minutes.approvals.select_related("office").order_by("id")),
        root=str(minutes.root.get("line", "")),
    )


def standing(found: Minutes, today: date) -> str:
    """Where the minutes stand, in one sentence."""
    if found.published_at:
        day = written(timezone.localdate(found.published_at))
        return _("Approved and published on %(day)s.") % {"day": day}
    if found.status == MinutesStatus.DRAFT:
        return _("Being written; not shown to those who were present yet.")
    if found.status == MinutesStatus.CIRCULATED:
        return _("Open for corrections until %(day)s.") % {
            "day": written(found.corrections_until) if found.corrections_until else ""
        }
    if waiting := circulating.lacking(found, today):
        names = ", ".join(one.person for one in waiting)
        return _("Waiting for approval by: %(names)s.") % {"names": names}
    return _("Approved; waiting to be published.")


def is_overdue(minutes: Minutes, today: date) -> bool:
    return not minutes.is_published and today > minutes.due_on


def proposed(minutes: Minutes) -> Sequence[Correction]:
    """Corrections proposed while they circulated, as their paragraphs stand."""
    found = minutes.corrections.filter(number=None).select_related("organisation", "paragraph")
    return list(found.order_by("paragraph__order", "id"))


def _numbered(minutes: Minutes) -> Mapping[int, list[Mended]]:
    found: dict[int, list[Mended]] = defaultdict(list)
    for one in minutes.corrections.filter(number__isnull=False).order_by("number"):
        found[one.paragraph_id].append(
            Mended(
                number=one.number or 0,
                at=one.at,
                language=one.language,
                before=one.before,
                text=one.text,
                reason=one.reason,
            )
        )
    return found


def _line(
    row: Paragraph, minutes: Minutes, language: str, number: int, corrections: list[Mended]
) -> Line:
    texts = {one.language: one for one in row.texts.all()}
    prevailing, own = texts[minutes.language], texts[language]
    shown = next((one for one in (own, prevailing, *texts.values()) if one.text), prevailing)
    is_erased = _is_erased(own, row, minutes) or not shown.text
    if is_erased:
        shown = own
    other = shown.language != minutes.language and bool(prevailing.text)
    return Line(
        pk=row.pk,
        kind=row.kind,
        level=paragraphs.HEADINGS.get(row.kind, 0),
        number=number,
        anchor=f"p{number}" if number else f"h{row.pk}",
        text=shown.text,
        language=shown.language,
        note="" if is_erased else _note(own, shown, minutes.language),
        beside=prevailing.text if other else "",
        # Of a translation its readers are told, and everybody of the prevailing text.
        corrections=tuple(
            one for one in corrections if one.language in {language, minutes.language}
        ),
        is_erased=is_erased,
    )


def _is_erased(text: ParagraphText, row: Paragraph, minutes: Minutes) -> bool:
    """An empty text that was written once: two officers have erased it from the record."""
    if text.text or not minutes.is_published or text.state == TranslationState.DRAFT:
        return False
    return not (text.state == TranslationState.ORIGINAL and row.source.get("lacks"))


def _note(own: ParagraphText, shown: ParagraphText, prevailing: str) -> str:
    """How far what is shown can be relied on."""
    if shown.language != own.language:
        if own.language == prevailing:
            return _(
                "Not written in the prevailing language yet; as it was noted: %(language)s."
            ) % {"language": Language(shown.language).label}
        if shown.language == prevailing:
            return _("Not translated yet: the prevailing text follows.")
        return _("Not translated yet; as it was noted: %(language)s.") % {
            "language": Language(shown.language).label
        }
    notes: dict[str, Any] = {
        TranslationState.DRAFT: _("Draft translation, not checked."),
        TranslationState.STALE: _("The prevailing text has changed since this translation."),
    }
    return str(notes.get(own.state, ""))
