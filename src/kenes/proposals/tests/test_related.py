"""A recommendation's page names the public proposals that follow from it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.proposals import related
from kenes.proposals.models import Proposal
from kenes.proposals.services import drafting
from kenes.recommendations.services import entries

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> Ұлы әділет"


def begun(cast: dict[str, User], number: str) -> Proposal:
    words = {"title": HOSTILE, "problem": "p", "proposal": "q", "justification": "j"}
    return drafting.begin(
        organisation=Organisation.objects.get(slug="of-clara"),
        language="en",
        wording=words,
        links=[number],
        actor=actor_for(cast["clara"]),
        now=timezone.now(),
    )


def test_a_proposal_is_named_once_it_is_submitted(cast: dict[str, User], client: Client) -> None:
    now, facts = timezone.now(), {"country": "KAZ", "mechanism": "UPR"}
    made: Any = entries.record(
        text="Ratify", language="en", facts=facts, actor=operator("test"), now=now
    )
    draft = begun(cast, made.number)
    today = timezone.localdate(now)
    assert related.about(made.number, today, 20) == []
    submitted = drafting.submit(draft, actor=actor_for(cast["clara"]), now=now)
    [item] = related.about(made.number, today, 20)
    assert (item.number, item.title) == (submitted.number, HOSTILE)
    page = client.get(f"/en/recommendations/{made.number}/").content.decode()
    assert submitted.number in page
    assert "What was made of it" in page
    assert "<script>alert" not in page
