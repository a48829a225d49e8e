"""The minutes of the demonstration's meetings: composed, translated, corrected, published."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from functools import partial
from typing import Any

from django.utils import translation

from kenes.demo.acts import Act
from kenes.demo.meetings import Meetings, Sitting, meetings
from kenes.languages.types import LANGUAGES
from kenes.meetings.composing.composition import told
from kenes.meetings.composing.story import gather
from kenes.meetings.models import Correction, Minutes, Paragraph
from kenes.meetings.services import circulating, composing, correcting, editing
from kenes.members.models import Organisation

_AFTERNOON, _EVENING = time(16), time(17)

Row = Mapping[str, Any]


class Minuting:
    """The minutes while they are written; what a person said is translated by the secretary."""

    def __init__(self, meetings: Meetings) -> None:
        self.meetings = meetings
        self.organisations: Mapping[str, Organisation] = meetings.organisations
        self.corrections: dict[tuple[str, int], Correction] = {}

    def acts(self) -> Iterator[Act]:
        """From the first draft to the last numbered correction."""
        for meeting in meetings():
            key, row = meeting["key"], meeting.get("minutes")
            if row is None:
                continue
            yield Act(day=row["composed"], do=partial(self._compose, key), at=_AFTERNOON)
            yield Act(day=row["composed"], do=partial(self._translate, key), at=_EVENING)
            yield Act(day=row["circulated"], do=partial(self._circulate, key))
            for place, one in enumerate(row.get("corrections", [])):
                yield Act(day=one["on"], do=partial(self._propose, key, place, one), at=time(15))
                if "outcome" in one:
                    do = partial(self._answer, key, place, one)
                    yield Act(day=one["answered"], do=do, at=_EVENING)
            if "settled" in row:
                yield Act(day=row["settled"], do=partial(self._settle, key))
            for name, day in row.get("approved", {}).items():
                yield Act(day=day, do=partial(self._approve, key, name))
            if "published" in row:
                yield Act(day=row["published"], do=partial(self._publish, key), at=_EVENING)
            for one in row.get("afterwards", []):
                yield Act(day=one["on"], do=partial(self._correct, key, one))

    def _compose(self, key: str, now: datetime) -> None:
        meeting = self.meetings.sittings[key].meeting
        composing.compose(meeting, actor=self.meetings.secretary(now), now=now)

    def _translate(self, key: str, now: datetime) -> None:
        """Write what was said in the other languages that the file has it in."""
        sitting = self.meetings.sittings[key]
        sentences = {one.key: one for one in told(gather(sitting.meeting))}
        for name, words in sitting.words.items():
            given = [code for code in LANGUAGES if code in words]
            if given == [sitting.meeting.language]:
                continue
            texts = {}
            for code in given:
                with translation.override(code):
                    texts[code] = sentences[name].say(words[code])
            self._write(sitting, name, texts, now)

    def _write(self, sitting: Sitting, name: str, texts: Mapping[str, str], now: datetime) -> None:
        paragraph = self._paragraph(sitting, name)
        kept = {text.language: text.text for text in paragraph.texts.all()}
        editing.edit(
            paragraph,
            texts={**kept, **texts},
            checked=list(texts),
            seen=paragraph.minutes.edited,
            actor=self.meetings.secretary(now),
            now=now,
        )

    def _circulate(self, key: str, now: datetime) -> None:
        circulating.circulate(self._minutes(key), actor=self.meetings.secretary(now), now=now)

    def _propose(self, key: str, place: int, row: Row, now: datetime) -> None:
        sitting = self.meetings.sittings[key]
        paragraph = self._paragraph(sitting, self._spoken(sitting, row))
        self.corrections[key, place] = correcting.propose(
            paragraph,
            organisation=self.organisations[row["by"]],
            language=row["lang"],
            text=_reworded(paragraph, row),
            reason=row["reason"],
            actor=self.meetings.actor(sitting.came[row["by"]].user, now),
            now=now,
        )

    def _answer(self, key: str, place: int, row: Row, now: datetime) -> None:
        """Accept or decline; a translation left behind is made again where the file has it."""
        sitting, by = self.meetings.sittings[key], {"actor": self.meetings.secretary(now)}
        settle = {"accept": correcting.accept, "decline": correcting.decline}[row["outcome"]]
        settle(self.corrections[key, place], reason=row["answer"], now=now, **by)
        name = self._spoken(sitting, row)
        for code, (old, new) in row.get("again", {}).items():
            text = self._paragraph(sitting, name).texts.get(language=code).text
            assert old in text, (key, old)  # noqa: S101
            self._write(sitting, name, {code: text.replace(old, new)}, now)

    def _settle(self, key: str, now: datetime) -> None:
        circulating.settle(self._minutes(key), actor=self.meetings.secretary(now), now=now)

    def _approve(self, key: str, name: str, now: datetime) -> None:
        chair = self.meetings.actor(self.meetings.user(name), now)
        circulating.approve(self._minutes(key), actor=chair, now=now)

    def _publish(self, key: str, now: datetime) -> None:
        circulating.publish(self._minutes(key), actor=self.meetings.secretary(now), now=now)

    def _correct(self, key: str, row: Row, now: datetime) -> None:
        """A numbered correction of what is published."""
        sitting = self.meetings.sittings[key]
        paragraph = self._paragraph(sitting, self._spoken(sitting, row))
        correcting.correct_published(
            paragraph,
            language=row["lang"],
            text=_reworded(paragraph, row),
            reason=row["reason"],
            actor=self.meetings.secretary(now),
            now=now,
        )

    def _minutes(self, key: str) -> Minutes:
        return Minutes.objects.get(meeting=self.meetings.sittings[key].meeting)

    def _paragraph(self, sitting: Sitting, name: str) -> Paragraph:
        rows = Paragraph.objects.select_related("minutes__meeting")
        return rows.get(minutes__meeting=sitting.meeting, source__key=name)

    def _spoken(self, sitting: Sitting, row: Row) -> str:
        """The paragraph that tells what somebody said under an item."""
        return sitting.speeches[row["item"], row["by"]]


def _reworded(paragraph: Paragraph, row: Row) -> str:
    text = paragraph.texts.get(language=row["lang"]).text
    assert row["old"] in text, row["old"]  # noqa: S101
    return str(text.replace(row["old"], row["new"]))
