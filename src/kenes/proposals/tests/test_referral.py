"""What is referred goes to an institution, or to a working group of the body's own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from kenes.members.models import Body, BodyKind
from kenes.proposals import exporting, listing, telling
from kenes.proposals.lifecycle import Status
from kenes.proposals.models import Proposal
from kenes.proposals.services import deciding
from kenes.proposals.tests.conftest import HOSTILE, SAID, Table
from kenes.record.models import Entry

Enter = Callable[[str], Client]


@pytest.fixture
def group(table: Table) -> Body:
    return Body.objects.create(
        slug="rule-of-law",
        kind=BodyKind.WORKING_GROUP,
        parent=Body.objects.get(kind=BodyKind.PLENARY),
        name_en=f"Rule of law {HOSTILE}",
    )


@pytest.fixture
def enter(table: Table, settings: Settings) -> Enter:
    settings.KENES_SECOND_FACTOR = False

    def entered(key: str) -> Client:
        client = Client()
        client.force_login(table.users[key])
        return client

    return entered


def refer(table: Table, proposal: Proposal, **given: Any) -> Proposal:
    facts: dict[str, Any] = {
        "outcome": Status.REFERRED,
        "on": table.today,
        "reason": SAID,
        "actor": table.actor("farida"),
        "now": table.now,
    }
    return deciding.decide(proposal, **{**facts, **given})


def test_it_goes_to_a_working_group_and_comes_back(table: Table, group: Body) -> None:
    proposal = refer(table, table.at(Status.AGENDA), referred_to_body=group)
    assert (proposal.goes_to, proposal.referred_to) == (group, None)
    assert list(group.referred_proposals.all()) == [proposal]
    assert "Referred to Rule of law" in telling.standing(proposal, table.today)
    entry = Entry.objects.latest("pk")
    assert f"body/{group.pk}" in entry.told["decision"]["payload"]
    back = deciding.schedule(proposal, actor=table.actor("amina"), now=table.later(60))
    assert back.goes_to is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ("nobody", "referred_to"),
        ("both", "referred_to_body"),
        ("plenary", "referred_to_body"),
        ("closed", "referred_to_body"),
        ("adopted", "referred_to_body"),
    ],
)
def test_it_goes_to_one_that_can_work_on_it(
    table: Table, group: Body, given: str, field: str
) -> None:
    closed = Body.objects.create(
        slug="closed", kind=BodyKind.WORKING_GROUP, parent=group.parent, name_en="Closed",
        closed_on=table.today,
    )  # fmt: skip
    facts: dict[str, dict[str, Any]] = {
        "nobody": {},
        "both": {"referred_to": table.organisation("bolat"), "referred_to_body": group},
        "plenary": {"referred_to_body": group.parent},
        "closed": {"referred_to_body": closed},
        "adopted": {"outcome": Status.ADOPTED, "referred_to_body": group},
    }
    with pytest.raises(ValidationError) as refused:
        refer(table, table.at(Status.AGENDA), **facts[given])
    assert list(refused.value.message_dict) == [field]
    assert Proposal.objects.get().status == Status.AGENDA


def test_the_form_offers_working_groups_and_every_page_tells_the_one_chosen(
    table: Table, group: Body, enter: Enter
) -> None:
    proposal = table.at(Status.AGENDA)
    here, client = f"/en/proposals/{proposal.number}/", enter("farida")
    asked = client.get(f"{here}decide/").content.decode()
    assert "Rule of law &lt;script&gt;" in asked
    assert "Council" not in asked.partition("referred_to_body")[2].partition("</select>")[0]
    form = {"outcome": "referred", "on": str(table.today), "reason_en": "To be worked out"}
    refused = client.post(f"{here}decide/", {**form, "referred_to_body": "10000000000"})
    assert refused.status_code == 422
    assert "To be worked out" in refused.content.decode()
    client.post(f"{here}decide/", {**form, "referred_to_body": str(group.pk)})
    for address in (here, "/en/proposals/"):
        shown = Client().get(address).content.decode()
        assert "Referred to Rule of law &lt;script&gt;" in shown
        assert "<script>alert" not in shown


def test_a_file_and_a_list_name_it_in_the_same_few_queries(
    table: Table, group: Body, django_assert_num_queries: Any
) -> None:
    proposal = refer(table, table.at(Status.AGENDA), referred_to_body=group)
    (told,) = exporting.exported(iter([proposal]))
    assert told["referred_to"]["slug"] == "rule-of-law"
    with django_assert_num_queries(1):
        page = listing.newest_first(listing.found(), filters={}, after="", before="")
        assert [str(row.goes_to) for row in page.rows] == [str(group)]
