"""What both sides share: listed until a proposal that follows from it is adopted; a proposal
begun from a statement, linked both ways."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kenes.accounts.models import User
from kenes.members.models import Organisation, Tenure
from kenes.opinions import agreed
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation, Statement
from kenes.opinions.path import followed, path_of
from kenes.opinions.services import carrying, mapping
from kenes.opinions.tests.conftest import Enter, House
from kenes.opinions.tests.opened import opened
from kenes.opinions.tests.test_map_page import voted
from kenes.proposals.models import Proposal
from kenes.proposals.services import checking, deciding, drafting

AGREED = "/en/consultations/agreed/"


@pytest.fixture
def over(cast: dict[str, User]) -> Consultation:
    """Closed, its statements 1 to 3 shared by both sides."""
    one = voted(opened(12))
    now = timezone.now()
    rows = Consultation.objects.filter(pk=one.pk)
    rows.update(status=Status.CLOSED, closed_at=now, is_sealed=True)
    one.refresh_from_db()
    mapping.draw(one, now=now)
    return one


def listed(house: House) -> dict[int, tuple[str, ...]]:
    """By statement the proposals that follow from it."""
    page = agreed.page(after="", before="", today=house.today)
    return {row.statement.number: tuple(one.number for one in row.followed) for row in page.rows}


def carried(house: House, one: Consultation, place: int) -> Proposal:
    statement = Statement.objects.get(of=one, number=place)
    return carrying.propose(
        statement,
        organisation=organisation(house, "clara"),
        language="ru",
        actor=house.actor("clara"),
        now=house.now,
    )


def organisation(house: House, key: str) -> Organisation:
    tenure = Tenure.objects.filter(user=house.users[key]).select_related("organisation").first()
    assert tenure is not None
    assert tenure.organisation is not None
    return tenure.organisation


def submitted(house: House, made: Proposal) -> Proposal:
    by: dict[str, Any] = {"actor": house.actor("clara"), "now": house.now}
    made = drafting.submit(made, **by)
    return checking.accept(made, actor=house.actor("amina"), now=house.now)


def test_what_both_sides_share_is_listed_since_the_close(
    over: Consultation, house: House, enter: Enter
) -> None:
    assert listed(house) == {1: (), 2: (), 3: ()}
    shown = enter("").get(AGREED).content.decode()
    for place in (1, 2, 3):
        assert f'href="/en/consultations/{over.number}/statements/{place}/"' in shown
    assert "Nothing has followed from it yet." in shown
    assert "<script>alert" not in shown


def test_a_proposal_begun_from_it_is_linked_both_ways(
    over: Consultation, house: House, enter: Enter
) -> None:
    made = carried(house, over, 2)
    assert list(made.links.values_list("number", flat=True)) == [f"{over.number}.2"]
    assert listed(house)[2] == ()  # a draft is its authors' own
    page, statement = over.get_absolute_url(), f"{over.get_absolute_url()}statements/2/"
    assert followed(over) == []
    made = submitted(house, made)
    assert listed(house) == {1: (), 2: (made.number,), 3: ()}
    visitor = enter("")
    own = visitor.get(made.get_absolute_url()).content.decode()
    assert statement.removeprefix("/en") in own or f"{over.number}.2" in own
    assert f'href="{statement}"' in own
    for address in (page, statement, AGREED):
        assert made.number in visitor.get(address).content.decode()
    assert [one.number for one in followed(over)] == [made.number]
    titles = [step.title for step in path_of(over, house.today)]
    assert f"Followed by proposal {made.number}" in titles


def test_what_was_found_stands_in_the_draft_in_its_own_language(
    over: Consultation, house: House
) -> None:
    made = carried(house, over, 2)
    version = made.versions.get()
    assert version.title == "Утверждение 2"
    assert over.number in version.problem
    assert f"{over.number}.2" in version.justification


def test_one_that_is_not_done_stays_and_one_that_is_adopted_goes(
    over: Consultation, house: House
) -> None:
    first, second = (submitted(house, carried(house, over, place)) for place in (1, 2))
    for made, outcome in ((first, "adopted"), (second, "not_adopted")):
        by: dict[str, Any] = {"actor": house.actor("amina"), "now": house.later(days=90)}
        day = timezone.localdate(by["now"])
        made = deciding.schedule(made, **by)
        deciding.decide(made, outcome=outcome, on=day, reason={"en": "So"}, **by)
    assert listed(house) == {2: (second.number,), 3: ()}


def test_nothing_is_carried_before_anything_is_published(house: House) -> None:
    with pytest.raises(ValidationError, match="Nothing is published yet"):
        carried(house, house.opened(), 1)


def test_the_page_asks_no_more_of_a_long_list(over: Consultation, enter: Enter) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert enter("").get(AGREED).status_code == 200
        return len(seen)

    few = queries()
    day = timezone.localdate() - timedelta(days=1)
    Statement.objects.filter(of=over).update(agreed_on=day)
    assert queries() <= few


def test_an_erased_one_is_named_by_its_number(over: Consultation, enter: Enter) -> None:
    Statement.objects.filter(of=over, number=1).update(text={})
    assert f">{over.number}.1</a></h2>" in enter("").get(AGREED).content.decode()
