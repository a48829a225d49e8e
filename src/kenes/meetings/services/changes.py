"""What every act on a meeting does alike: hold its row, tell what happened, check the words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.access.types import Actor
from kenes.languages.types import LANGUAGES
from kenes.meetings import recorded
from kenes.meetings.models import Happening, Item, Meeting
from kenes.members.actors import as_of
from kenes.record.subjects import State, changed

LONGEST_TITLE = 300  # characters
LONGEST_TEXT = 10_000


class ChangedMeanwhile(Exception):
    """Somebody else changed it after it was opened; ``str(error)`` says so."""


class Before:
    """A meeting's own row before an act, to tell afterwards what the act has changed."""

    def __init__(self, meeting: Meeting) -> None:
        self._facts = recorded.facts_state(meeting)
        self.status = str(meeting.status)

    def changes(self, meeting: Meeting) -> State:
        return changed(self._facts, recorded.facts_state(meeting))


def taken_up(meeting: Meeting, actor: Actor, now: datetime) -> tuple[Meeting, Actor]:
    """The row as it is now, held until the transaction ends, and the person as they are now.

    Two secretaries at once, or a vote and its close, come one after the other here.
    """
    held = (
        Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    )
    return held, as_of(actor, now)


def happened(
    meeting: Meeting, kind: str, *, now: datetime, item: Item | None = None, **facts: Any
) -> Happening:
    """Note an act on the floor and raise the meeting's version, by which everybody sees it.

    ``kind`` is one of ``meetings.happenings``. The row is held (``taken_up``).
    """
    meeting.version += 1
    meeting.save(update_fields=["version"])
    return Happening.objects.create(
        meeting=meeting, version=meeting.version, kind=kind, item=item, facts=facts, at=now
    )


def said(
    field: str, given: Mapping[str, str], *, most: int = LONGEST_TEXT, needed: str = ""
) -> dict[str, str]:
    """Words by language, tidied, without the empty ones.

    Raises ValidationError on ``field``: one is too long, or, with ``needed``, there are none.
    """
    plain = {code: given.get(code, "").replace("\x00", "") for code in LANGUAGES}
    if most > LONGEST_TITLE:
        kept = {code: text.replace("\r\n", "\n").strip() for code, text in plain.items()}
    else:
        kept = {code: " ".join(text.split()) for code, text in plain.items()}
    kept = {code: text for code, text in kept.items() if text}
    if any(len(text) > most for text in kept.values()):
        raise ValidationError({field: _("Write at most %(n)s characters.") % {"n": most}})
    if needed and not kept:
        raise ValidationError({field: needed})
    return kept
