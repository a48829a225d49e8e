"""A recommendation's page names the public proposals that follow from it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.proposals import related
from kenes.proposals.models import Proposal
from kenes.proposals.services import drafting
from kenes.proposals.tests.conftest import Table
from kenes.proposals.tests.laws import Law, law
from kenes.recommendations.services import entries

__all__ = ["law"]
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


def test_an_act_and_its_provisions_name_the_proposals_that_amend_them(
    table: Table, law: Law, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def found(place: str = "") -> list[str]:
        key = f"act/{law.code.pk}{place}"
        return [one.number for one in related.about(key, table.today, 20)]

    draft = table.draft()
    law.add(draft, "art_2__para_1", "1. Адвокат допускается в течение часа.")
    assert found() == []
    proposal = drafting.submit(draft, actor=table.actor("clara"), now=table.now)
    with django_assert_num_queries(2):
        assert found() == [proposal.number]
    assert found("/art_2") == found("/art_2__para_1") == [proposal.number]
    assert found("/art_2__para_2") == found("/art_1") == []
    for nonsense in ("act/", "act/x", "act/99999999999999999999", "act/1/\x00"):
        assert related.about(nonsense, table.today, 20) == []
