"""A frame: the floor drawn for one scope in one language, and the bytes that tell of it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils import translation

from kenes.journal.services import latest
from kenes.meetings.live.drawing import drawn
from kenes.meetings.live.floor import seen
from kenes.meetings.live.gathering import Rows, gather
from kenes.meetings.live.scopes import Scope
from kenes.meetings.models import Meeting

# Acts that are none of the floor, such as a paper that is tabled, show as well, if not as soon.
ELSEWHERE = timedelta(seconds=3)
KEPT = 60  # seconds a frame is kept for those who ask


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """Which state of a meeting it is, and of the house; ``seen`` is when it was drawn."""

    version: int
    status: str
    journal: int
    now: datetime
    seen: datetime | None = None

    def is_news_to(self, known: "Stamp") -> bool:
        if (self.version, self.status) != (known.version, known.status):
            return True
        if self.journal == known.journal:
            return False
        return known.seen is None or self.now - known.seen >= ELSEWHERE

    def at(self, moment: datetime) -> "Stamp":
        return replace(self, seen=moment)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """``parts`` is HTML by name."""

    version: int
    stage: str
    said: str
    status: str
    now: datetime
    parts: dict[str, str]
    _events: dict[frozenset[str], bytes] = field(default_factory=dict, compare=False)

    def is_same(self, other: "Frame") -> bool:
        return (self.parts, self.stage, self.version) == (
            other.parts,
            other.stage,
            other.version,
        )

    def told(self, names: Iterable[str] | None = None) -> dict[str, Any]:
        """What a browser is told; ``names``: of these parts only."""
        wanted = self.parts if names is None else names
        return {
            "version": self.version,
            "stage": self.stage,
            "said": self.said,
            "status": self.status,
            "now": self.now.isoformat(timespec="milliseconds"),
            "parts": {name: self.parts[name] for name in self.parts if name in set(wanted)},
        }

    def event(self, since: "Frame | None") -> bytes:
        """The event for who was sent ``since``: what differs, made once for all of them."""
        names = frozenset(
            name
            for name, part in self.parts.items()
            if since is None or since.parts.get(name) != part
        )
        if names not in self._events:
            data = json.dumps(self.told(names), ensure_ascii=False, separators=(",", ":"))
            event = f"id: {self.version}\nevent: floor\ndata: {data}\n\n"
            self._events[names] = event.encode()
        return self._events[names]


def stamps(meetings: Iterable[int], now: datetime) -> dict[int, Stamp]:
    """The state of each of these meetings by key; two small queries."""
    journal = latest()
    rows = Meeting.objects.filter(pk__in=list(meetings)).values_list("pk", "version", "status")
    return {
        pk: Stamp(version=version, status=status, journal=journal, now=now)
        for pk, version, status in rows
    }


def draw(
    meeting: int, scope: Scope, language: str, now: datetime, rows: Rows | None = None
) -> tuple[Rows | None, Frame | None]:
    """The frame of a meeting, and the rows it was drawn from, for the next one.

    No frame: the meeting is gone, or everybody may follow it no more.
    """
    if rows is None:
        found = Meeting.objects.select_related("body").filter(pk=meeting).first()
        rows = gather(found, now) if found else None
    if rows is None or (scope == Scope.PUBLIC and not rows.meeting.is_public):
        return rows, None
    with translation.override(language):
        floor = seen(rows, scope)
        return rows, Frame(
            version=floor.version,
            stage=floor.stage,
            said=floor.said,
            status=floor.status,
            now=now,
            parts=drawn(floor),
        )


def kept(meeting: Meeting, scope: Scope, language: str, now: datetime) -> Frame | None:
    """The same, drawn once for all who ask while nothing in the house has changed."""
    key = f"floor:{meeting.pk}:{meeting.version}:{meeting.status}:{scope}:{language}:{latest()}"
    frame: Frame | None = cache.get(key)
    if frame is None:
        _rows, frame = draw(meeting.pk, scope, language, now)
        cache.set(key, frame, KEPT)
    return replace(frame, now=now) if frame else None
