"""A meeting being held, for tests of its floor; and whether its traces agree with one another."""

import json
from typing import Any

from kenes.journal.services import write
from kenes.meetings import recorded
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Happening, Item, Meeting, Presence
from kenes.meetings.services import items
from kenes.meetings.tests.conftest import Table
from kenes.record.models import Entry
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import shown_of


def chair(table: Table, **delta: float) -> dict[str, Any]:
    """Who presides, and when."""
    return {"actor": table.actor("farida"), "now": table.later(**delta)}


def held(table: Table, *keys: str, about: str = "") -> tuple[Meeting, Item, dict[str, Presence]]:
    """An open meeting with its second item under discussion, and who is present, by key."""
    meeting = table.meeting(Status.OPEN)
    meeting.items.filter(order=2).update(about=about)
    enter(meeting, table)
    keys = keys or ("bolat", "clara", "damir", "helen")
    here = dict(zip(keys, table.present(meeting, *keys), strict=True))
    return meeting, items.begin(meeting.items.all()[1], **chair(table)), here


def enter(meeting: Meeting, table: Table) -> None:
    """Let the record know a meeting that a test has set up row by row."""
    act = write("meeting.plan", meeting, actor=table.actor("amina"), at=table.now)
    publish(act, Said(subject=meeting.number, state=recorded.state_of(meeting)))


def told(meeting: Meeting) -> list[str]:
    """What happened, in its order, which has no gaps and ends at the meeting's version."""
    rows = list(Happening.objects.filter(meeting=meeting).order_by("version"))
    meeting.refresh_from_db()
    assert [row.version for row in rows] == list(range(1, meeting.version + 1))
    return [row.kind for row in rows]


def recorded_state(number: str) -> dict[str, Any]:
    """What the record says of a matter now: its entries, one upon the other."""
    state: dict[str, Any] = {}
    for entry in Entry.objects.filter(subject=number).order_by("pk"):
        for name, said in entry.told.items():
            if not name.startswith("act."):
                state[name] = json.loads(said["payload"])
    return {name: value for name, value in state.items() if value is not None}


def agrees(number: str) -> bool:
    """The record says of a matter what is shown of it, no more and no less."""
    shown = shown_of([number])[number]
    plain = {name: value for name, value in shown.items() if value is not None}
    assert recorded_state(number) == json.loads(json.dumps(plain))
    return True
