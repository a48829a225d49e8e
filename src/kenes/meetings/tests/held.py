"""A meeting that was held, row by row: everything minutes have to tell, and hostile words."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kenes.meetings import happenings
from kenes.meetings.lifecycle import (
    Choice,
    DecisionKind,
    ItemStatus,
    Status,
    TurnKind,
    TurnStatus,
    VoteKind,
    VoteRule,
    VoteStatus,
)
from kenes.meetings.models import (
    Cast,
    Decision,
    Happening,
    Item,
    Meeting,
    Minutes,
    Presence,
    Turn,
    Vote,
)
from kenes.meetings.services import circulating
from kenes.meetings.services.composing import compose
from kenes.meetings.tests.conftest import HOSTILE, Table

SUMMARY = f"Three hours are enough. {HOSTILE}"


@dataclass
class Held:
    """``items``: the first is dealt with, the second is under the Chatham House rule, the third
    is postponed."""

    table: Table
    meeting: Meeting
    items: list[Item]
    here: dict[str, Presence]
    vote: Vote
    decision: Decision

    def compose(self) -> Minutes:
        return compose(
            self.meeting, actor=self.table.actor("amina"), now=self.table.later(hours=4)
        )

    def at(self, status: str) -> Minutes:
        """The minutes at a status, on the way people would have gone."""
        minutes = self.compose()
        act: dict[str, Any] = {"actor": self.table.actor("amina")}
        if status == "draft":
            return minutes
        minutes = circulating.circulate(minutes, now=self.table.later(hours=5), **act)
        if status == "circulated":
            return minutes
        minutes = circulating.settle(minutes, now=self.table.later(days=20), **act)
        if status == "settled":
            return minutes
        chair = self.table.actor("farida")
        circulating.approve(minutes, actor=chair, now=self.table.later(days=20))
        return circulating.publish(minutes, now=self.table.later(days=20), **act)

    def speak(self, item: Item, key: str, summary: str, **facts: Any) -> Turn:
        minute = item.turns.count() + 1
        return Turn.objects.create(
            **{
                "meeting": self.meeting,
                "item": item,
                "presence": self.here[key],
                "status": TurnStatus.SPOKEN,
                "asked_at": self.table.now,
                "began_at": self.table.later(minutes=10 + minute),
                "ended_at": self.table.later(minutes=11 + minute),
                "summary": summary,
                "language": "en" if summary else "",
                **facts,
            }
        )


def held(table: Table, **facts: Any) -> Held:
    meeting = table.meeting(Status.CLOSED, **facts)
    meeting.invitations.filter(user=table.users["bolat"]).update(person_name_kk="Болат Серікұлы")
    items = list(meeting.items.all())
    keys = ("bolat", "clara", "damir", "helen", "erik")
    here = dict(zip(keys, table.present(meeting, *keys), strict=True))
    here["farida"] = Presence.objects.create(
        meeting=meeting,
        user=table.users["farida"],
        person_name="Farida Akhmet",
        person_name_kk="Фарида Ахмет",
        arrived_at=table.now,
    )
    Presence.objects.filter(pk=here["helen"].pk).update(
        arrived_at=table.later(minutes=20),
        left_at=table.later(hours=2),
        person_name_ru="Хелен Ким",
    )
    here["helen"].refresh_from_db()
    chambers = [here[key].chamber_id for key in ("bolat", "damir", "clara")]
    quorum = [{"chamber": chamber, "present": 1, "seats": 2, "needed": 1} for chamber in chambers]
    said = [
        (happenings.OPENED, None, {"quorum": quorum}, 0),
        (happenings.ITEM_BEGUN, items[0], {}, 5),
        (happenings.QUORUM, None, {"is_met": False, "quorum": quorum}, 40),
        (happenings.QUORUM, None, {"is_met": True, "quorum": quorum}, 45),
        (happenings.ITEM_BEGUN, items[1], {}, 60),
        (happenings.ITEM_BEGUN, items[0], {}, 90),
    ]
    for version, (kind, item, more, minute) in enumerate(said, 1):
        Happening.objects.create(
            meeting=meeting,
            version=version,
            kind=kind,
            item=item,
            facts=more,
            at=table.now + timedelta(minutes=minute),
        )
    for item, status, began in zip(items, ("done", "done", "postponed"), (5, 60, 0), strict=True):
        item.status = status
        item.began_at = table.later(minutes=began) if began else None
        item.save()
    Item.objects.filter(pk=items[0].pk).update(about="P-2026-014", note={"en": "To adopt it."})
    Item.objects.filter(pk=items[1].pk).update(is_confidential=True)
    for item in items:
        item.refresh_from_db()
    assert items[2].status == ItemStatus.POSTPONED
    vote = Vote.objects.create(
        meeting=meeting,
        item=items[0],
        kind=VoteKind.VOTE,
        rule=VoteRule.MAJORITY,
        question={"en": f"Adopt it? {HOSTILE}"},
        status=VoteStatus.CLOSED,
        opened_at=table.later(minutes=50),
        closed_at=table.later(minutes=52),
        result={
            "chambers": [
                {"chamber": chamber, "present": 1, "seats": 2, "for": 1, "against": 0}
                for chamber in chambers
            ],
            "carried": True,
            "why": "carried",
        },
    )
    for key, choice in (
        ("bolat", Choice.AGAINST),
        ("clara", Choice.FOR),
        ("damir", Choice.ABSTAIN),
    ):
        Cast.objects.create(
            vote=vote,
            seat_id=here[key].seat_id or 0,
            organisation_id=here[key].organisation_id or 0,
            chamber_id=here[key].chamber_id or 0,
            choice=choice,
            reason=f"No budget {HOSTILE}" if choice == Choice.AGAINST else "",
            at=table.now,
        )
    decision = Decision.objects.create(
        number=f"D-{table.today.year}-{Decision.objects.count() + 1:03}",
        meeting=meeting,
        item=items[0],
        kind=DecisionKind.ADOPT,
        text={"en": f"The proposal is adopted. {HOSTILE}", "ru": "Предложение принято."},
        amended={"en": "The first meeting takes place within three hours."},
        vote=vote,
        dissent=[here["bolat"].organisation_id],
        at=table.later(minutes=53),
    )
    made = Held(table=table, meeting=meeting, items=items, here=here, vote=vote, decision=decision)
    made.speak(items[0], "clara", SUMMARY)
    made.speak(items[0], "bolat", "Алты сағат керек.", language="kk")
    made.speak(items[0], "helen", "Of order.", kind=TurnKind.POINT_OF_ORDER)
    made.speak(items[0], "damir", "")
    made.speak(
        items[1],
        "clara",
        "Clara Weber of Qalqan said, with Kim of taza su, that superiors are feared.",
    )
    made.speak(items[1], "bolat", "Болат Серікұлының министрлігі келіседі.", language="kk")
    made.speak(items[1], "erik", "")
    return made
