"""What the body answers to a consultation, as its pages and papers show it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.languages.dates import written
from kenes.opinions import telling
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation
from kenes.opinions.worded import Told, in_each


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``texts``: in the reader's language first; none while it is waited for."""

    texts: tuple[Told, ...] = ()
    whole_url: str = ""  # where it is read whole
    signed: str = ""  # by whom and when, and when it was corrected, in a sentence
    waits: str = ""  # until when it is waited for, in a sentence
    is_erased: bool = False

    @property
    def begins(self) -> Told | None:
        """Its first paragraph, for a page about something else."""
        if not self.texts:
            return None
        first = self.texts[0]
        return replace(first, text=first.text.partition("\n\n")[0])

    @property
    def goes_on(self) -> bool:
        return self.begins != next(iter(self.texts), None)


def answer_of(consultation: Consultation, today: date) -> Answer | None:
    """None before it has closed: nobody owes anything yet."""
    if consultation.status != Status.CLOSED:
        return None
    if consultation.answered_at is None:
        return Answer(waits=_waits(consultation, today))
    return Answer(
        texts=in_each(consultation.answer),
        whole_url=f"{consultation.get_absolute_url()}#answer",
        signed=_signed(consultation),
        is_erased=not consultation.answer,
    )


def _signed(consultation: Consultation) -> str:
    said = {
        "name": consultation.answered_by,
        "body": consultation.body,
        "day": _day(consultation.answered_at),
        "corrected": _day(consultation.answer_corrected_at),
    }
    if not consultation.answered_by:  # erased
        if consultation.answer_corrected_at:
            return _("%(body)s, %(day)s, corrected on %(corrected)s") % said
        return _("%(body)s, %(day)s") % said
    if consultation.answer_corrected_at:
        return _("Signed by %(name)s for: %(body)s, %(day)s, corrected on %(corrected)s") % said
    return _("Signed by %(name)s for: %(body)s, %(day)s") % said


def _day(at: datetime | None) -> str:
    return written(timezone.localtime(at).date()) if at else ""


def _waits(consultation: Consultation, today: date) -> str:
    due = telling.answer_due(consultation)
    said = {"day": written(due) if due else ""}
    if due and due < today:
        return _("The answer was due on %(day)s and is not published yet.") % said
    return _("The body answers by %(day)s.") % said
