"""The demonstration's people at their table since 2020, and the few acts that tests begin with."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Body, Duty, DutyKind, Office, Organisation, Tenure
from kenes.replies.models import Reply, Request
from kenes.replies.services import asking, drafting, signing

SINCE = date(2020, 1, 1)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
TODAY = date(2026, 3, 2)
HOSTILE = "<script>alert(1)</script> Ұлы =1+1 \u202eسلام {{ 7 }}"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Organisations are named after who sits for them; the ministry has both duties filled."""

    users: dict[str, User]
    ministry: Organisation  # bolat drafts, irina signs
    qalqan: Organisation  # clara's association
    taza_su: Organisation  # helen's association
    committee: Organisation  # damir's, of parliament
    lakes: Organisation  # erik's, observing

    def actor(self, name: str, today: date = TODAY) -> Actor:
        return actor_for(self.users[name], today=today)

    def ask(self, **facts: Any) -> Request:
        """Clara asks the ministry, unless told otherwise."""
        now = facts.setdefault("now", NOW)
        return asking.ask(
            **{
                "addressee": self.ministry,
                "text": HOSTILE,
                "language": "en",
                "asked_by": self.qalqan,
                "actor": self.actor("clara", now.date()),
                **facts,
            }
        )

    def draft(self, request: Request, **facts: Any) -> Reply:
        """Bolat saves a draft."""
        now = facts.setdefault("now", NOW)
        is_question = request.kind == "question"
        return drafting.save_draft(
            request,
            **{
                "kind": "answered" if is_question else "accepted",
                "text": f"The answer. {HOSTILE}",
                "language": "en",
                "edited": 0,
                "actor": self.actor("bolat", now.date()),
                **facts,
            },
        )

    def hand_up(self, request: Request, **facts: Any) -> Reply:
        reply = self.draft(request, **facts)
        return drafting.hand_up(
            reply,
            edited=reply.edited,
            actor=self.actor("bolat", facts.get("now", NOW).date()),
            now=facts.get("now", NOW),
        )

    def reply(self, request: Request, **facts: Any) -> Reply:
        """Bolat drafts and hands up, Irina signs."""
        reply = self.hand_up(request, **facts)
        now = facts.get("now", NOW)
        return signing.sign(
            reply, edited=reply.edited, actor=self.actor("irina", now.date()), now=now
        )

    def give(self, name: str, kind: DutyKind, organisation: Organisation) -> Duty:
        return Duty.objects.create(
            organisation=organisation,
            kind=kind,
            person_name=name,
            user=self.users[name],
            starts_on=SINCE,
        )


@pytest.fixture
def table(cast: dict[str, User]) -> Table:
    for model in (Tenure, Office, Duty):
        model._default_manager.update(starts_on=SINCE)
    Body.objects.update(country="KAZ")
    by_slug = {one.slug: one for one in Organisation.objects.all()}
    return Table(
        users=cast,
        ministry=by_slug["of-bolat"],
        qalqan=by_slug["of-clara"],
        taza_su=by_slug["of-helen"],
        committee=by_slug["of-damir"],
        lakes=by_slug["of-erik"],
    )
