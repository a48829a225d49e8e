"""The people of the cast around one table, and a proposal at any place of its life."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.proposals.lifecycle import OUTCOMES, FormGround, Status
from kenes.proposals.models import Proposal
from kenes.proposals.services import checking, deciding, drafting, revising, speaking, sponsoring

HOSTILE = "<script>alert(1)</script> Ұлы әділет \u202eعدالة"
WORDING = {
    "title": f"Access of lawyers to detainees {HOSTILE}",
    "problem": f"Lawyers wait for days.\n\nNobody answers for it. {HOSTILE}",
    "proposal": "The first meeting takes place within three hours.\n\nA register shows the hour.",
    "justification": f"Article 14 of the Covenant. {HOSTILE}",
}
SAID = {"en": f"As was said {HOSTILE}"}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass
class Table:
    """Who sits there, and what they do; each act goes through its service."""

    users: dict[str, User]
    now: datetime = field(default_factory=timezone.now)

    def actor(self, key: str) -> Actor:
        return actor_for(self.users[key])

    def organisation(self, key: str) -> Organisation:
        return Organisation.objects.get(slug=f"of-{key}")

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def later(self, days: int) -> datetime:
        return self.now + timedelta(days=days)

    def draft(self, by: str = "clara", **changes: Any) -> Proposal:
        return drafting.begin(
            organisation=self.organisation(by),
            language="en",
            wording={**WORDING, **changes},
            actor=self.actor(by),
            now=self.now,
        )

    def edit(self, proposal: Proposal, by: str, /, *, seen: int, **changes: Any) -> Proposal:
        return drafting.edit(
            proposal,
            wording={**WORDING, **changes},
            language="en",
            links=[],
            seen=seen,
            actor=self.actor(by),
            now=self.now,
        )

    def sponsor(self, proposal: Proposal, key: str) -> None:
        sponsoring.invite(
            proposal, self.organisation(key), actor=self.actor("clara"), now=self.now
        )
        sponsoring.join(proposal, self.organisation(key), actor=self.actor(key), now=self.now)

    def revise(self, proposal: Proposal, /, seen: int = 0, **changes: Any) -> Proposal:
        revising.revise(
            proposal,
            wording={**WORDING, **changes},
            links=[],
            note=f"The title is shorter {HOSTILE}",
            seen=seen,
            actor=self.actor("clara"),
            now=self.now,
        )
        proposal.refresh_from_db()
        return proposal

    def comment(self, proposal: Proposal, by: str, paragraph: int = 1, **given: Any) -> None:
        speaking.comment(
            proposal,
            organisation=self.organisation(by),
            **{
                "version": 1,
                "paragraph": paragraph,
                "text": f"Three hours are too long. {HOSTILE}",
                "language": "en",
                "actor": self.actor(by),
                "now": self.now,
                **given,
            },
        )

    def position(self, proposal: Proposal, by: str, stance: str, reason: str = "") -> None:
        speaking.take_position(
            proposal,
            organisation=self.organisation(by),
            stance=stance,
            reason=reason,
            language="en",
            actor=self.actor(by),
            now=self.now,
        )

    def at(self, status: str, by: str = "clara") -> Proposal:
        """A proposal that stands at a status, on the way people would have gone."""
        proposal = self.draft(by)
        if status == Status.DRAFT:
            return proposal
        act: dict[str, Any] = {"actor": self.actor("amina"), "now": self.now}
        proposal = drafting.submit(proposal, actor=self.actor(by), now=self.now)
        if status == Status.SUBMITTED:
            return proposal
        if status == Status.WITHDRAWN:
            return deciding.withdraw(proposal, reason=SAID, actor=self.actor(by), now=self.now)
        if status == Status.RETURNED:
            return checking.send_back(proposal, grounds=[FormGround.NOT_CLEAR], reason=SAID, **act)
        proposal = checking.accept(proposal, **act)
        if status == Status.IN_COMMENT:
            return proposal
        after: dict[str, Any] = {**act, "now": self.now + timedelta(days=60)}
        proposal = deciding.schedule(proposal, **after)
        if status == Status.AGENDA:
            return proposal
        assert status in OUTCOMES
        to = self.organisation("bolat") if status == Status.REFERRED else None
        return deciding.decide(
            proposal,
            outcome=status,
            on=timezone.localdate(after["now"]),
            reason=SAID,
            referred_to=to,
            **after,
        )


@pytest.fixture
def table(cast: dict[str, User]) -> Table:
    return Table(users=cast)


Draw = Callable[..., Proposal]
