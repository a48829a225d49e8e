"""Recommendations the body itself adopts: what is entered, what is refused, what is shown."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from kenes.access.types import NotAllowed
from kenes.journal.models import Entry as Act
from kenes.recommendations import index
from kenes.recommendations.models import Recommendation
from kenes.recommendations.tests.conftest import HOSTILE, Around
from kenes.record.models import Entry
from kenes.record.services import bundling
from kenes.record.subjects import shown_of

pytestmark = pytest.mark.django_db


def test_what_the_body_adopts_stands_in_the_register_as_its_own(around: Around) -> None:
    one = around.adopted(
        ("bolat", 30), ("damir", None), decision="D-2026-012", themes=[], sdgs=["16.b"]
    )
    assert one.number == f"R-{around.ago(100).year}-001"
    assert (one.mechanism, one.position, one.stage) == ("body", "pending", "assigned")
    texts = dict(one.texts.values_list("language", "state"))
    assert texts == {"en": "original", "ru": "checked"}
    assert one.origin.due_on == around.ago(-30)
    assert [a.organisation.slug for a in one.addressees.all()] == ["of-bolat", "of-damir"]
    assert set(index.Reader().one("mechanism", "body")) == {one.pk}
    assert set(index.Reader().one("sdg", "16.b")) == {one.pk}


def test_nobody_is_asked_for_a_position_where_nobody_is_addressed(around: Around) -> None:
    one = around.adopted()
    assert (one.position, one.stage, one.origin.due_on) == ("unknown", "received", None)


def test_the_record_says_what_is_shown_of_it(around: Around) -> None:
    one = around.adopted(("bolat", 30))
    entry = Entry.objects.get(subject=one.number)
    assert entry.type == "recommendation.adopted"
    assert bundling.standing(one.number).differing == ()
    assert shown_of([one.number])[one.number]["addressees"] == [
        {
            "organisation": f"organisation/{around.organisation('bolat').pk}",
            "due": around.ago(-30).isoformat(),
        }
    ]


def test_of_what_others_recommended_nothing_is_told_that_was_not_before(around: Around) -> None:
    one = around.recommended()
    around.assess(one, "civil", "partly")
    state = shown_of([one.number])[one.number]
    assert not {"origin", "addressees", "standing"} & state.keys()
    (assessed,) = [part for name, part in state.items() if name.startswith("assessment.")]
    assert not {"evidence", "assessor"} & assessed.keys()


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("texts", {"texts": {"ru": "Только по-русски"}}),
        ("texts", {"texts": {"en": " \x00 "}}),
        ("texts", {"texts": {"en": "x" * 10_001}}),
        ("language", {"language": "fr"}),
        ("adopted_on", {"days": -1}),
        ("decision", {"decision": "M-2026-001"}),
        ("proposal", {"proposal": "<script>"}),
        ("meeting", {"meeting": "M-2026-001'; --"}),
        ("themes", {"themes": ["no-such-theme"]}),
        ("sdgs", {"sdgs": ["99"]}),
    ],
)
def test_what_cannot_be_is_told_where_it_stands(
    around: Around, field: str, given: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError) as told:
        around.adopted(("bolat", 30), **given)
    assert list(told.value.message_dict) == [field]
    assert not Recommendation.objects.exists()


@pytest.mark.parametrize("due", [-101, 365 * 400])
def test_a_deadline_is_after_the_adoption_and_this_side_of_reason(
    around: Around, due: int
) -> None:
    with pytest.raises(ValidationError, match="deadline|year"):
        around.adopted(("bolat", due))


def test_an_institution_is_named_once(around: Around) -> None:
    with pytest.raises(ValidationError, match="named twice"):
        around.adopted(("bolat", 5), ("bolat", 6))


def test_one_decision_adopts_one_recommendation(around: Around) -> None:
    made = around.adopted(decision="D-2026-012")
    with pytest.raises(ValidationError, match=made.number):
        around.adopted(decision="D-2026-012")


def test_the_chair_and_the_secretary_enter_it_and_nobody_else(around: Around) -> None:
    assert around.adopted(actor=around.actor("farida"))
    for key in ("bolat", "clara", "damir", "erik", "galym"):
        with pytest.raises(NotAllowed):
            around.adopted(actor=around.actor(key))
    assert Act.objects.filter(kind="recommendation.adopt").count() == 1


def test_who_left_office_meanwhile_adopts_nothing(around: Around) -> None:
    actor = around.actor("amina")
    around.users["amina"].offices.all().delete()
    with pytest.raises(NotAllowed):
        around.adopted(actor=actor)


def test_its_page_says_out_of_what_it_came_and_whom_it_addresses(
    around: Around, client: Client
) -> None:
    one = around.adopted(("bolat", -3), proposal="", decision="D-2026-012")
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    assert "D-2026-012" in page
    assert "Ministry of Internal Affairs" in page
    assert "overdue by 3 days" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "Carried out by those it addresses" in page


def test_its_deadline_is_no_matter_any_more_once_both_sides_say_it_is_done(
    around: Around, client: Client
) -> None:
    one = around.adopted(("bolat", -3))
    around.assess(one, "state", "implemented")
    around.assess(one, "civil", "implemented")
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    assert "overdue" not in page
    assert "Carried out by those it addresses" not in page


def test_it_reads_in_every_language(around: Around, client: Client) -> None:
    one = around.adopted(("bolat", 3), texts={"en": HOSTILE, "kk": "Қорытындыны жариялау"})
    for language in ("kk", "ru", "en"):
        assert client.get(f"/{language}/recommendations/{one.number}/").status_code == 200


def test_the_year_of_its_number_is_that_of_the_adoption(around: Around) -> None:
    on = date(around.today.year - 1, 12, 30)
    one = around.adopted(("bolat", 3), adopted_on=on, decision="D-2025-001")
    assert one.number.startswith(f"R-{on.year}-")
    assert one.published_on == on < around.today - timedelta(days=1)
