"""Assessments side by side, contested ones, and changes in law: services and pages."""

from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kenes.access.types import NotAllowed
from kenes.members.models import Organisation
from kenes.recommendations.models import Assessment, Contest, Recommendation
from kenes.recommendations.tests.conftest import HOSTILE, Around
from kenes.record.models import Entry
from kenes.record.services import bundling

pytestmark = pytest.mark.django_db


def form(around: Around, **facts: Any) -> dict[str, Any]:
    """An assessment as a member of civil society fills it in."""
    return {
        "organisation": around.organisation("clara").pk,
        "by": "civil",
        "grade": "partly",
        "on": str(around.today),
        "evidence_until": str(around.ago(3)),
        "evidence": f"https://example.org/report\n{HOSTILE}",
        "note": HOSTILE,
        **facts,
    }


def test_evidence_and_its_last_day_stand_in_the_record(around: Around) -> None:
    one = around.recommended()
    made = around.assess(one, "civil", "partly", evidence="A visit", evidence_until=around.ago(2))
    entry = Entry.objects.get(subject=one.number, type="recommendation.assessed")
    assert "A visit" in entry.told[f"assessment.{made.pk}"]["payload"]
    assert bundling.standing(one.number).differing == ()


def test_an_entry_tells_where_the_sides_stood_before_and_after(around: Around) -> None:
    one = around.recommended()
    around.assess(one, "civil", "partly")
    around.assess(one, "state", "partly")
    last = Entry.objects.filter(subject=one.number).latest("id").form()
    assert (last.before, last.after) == ("", "not_done")


@pytest.mark.parametrize(
    ("field", "by", "grade", "facts"),
    [
        ("evidence_until", "civil", "partly", {"evidence": "A visit"}),
        ("verbatim", "civil", "partly", {"verbatim": "B1"}),
        ("verbatim", "mechanism", "not_assessed", {}),
        ("grade", "mechanism", "partly", {"verbatim": "B1"}),
        ("assessor", "independent", "partly", {}),
        ("assessor", "state", "partly", {"assessor": "Somebody"}),
        ("evidence", "civil", "partly", {"evidence": "x" * 10_001}),
    ],
)
def test_an_assessment_that_cannot_be_is_told_where(
    around: Around, field: str, by: str, grade: str, facts: dict[str, Any]
) -> None:
    one = around.recommended()
    with pytest.raises(ValidationError) as told:
        around.assess(one, by, grade, **facts)
    assert list(told.value.message_dict) == [field]


def test_no_day_is_in_the_future_nor_before_what_it_is_about(around: Around) -> None:
    one = around.adopted(days=10)
    given: list[tuple[str, dict[str, Any]]] = [
        ("on", {"on": around.ago(-1)}),
        ("on", {"on": around.ago(11)}),
        ("evidence_until", {"evidence_until": around.ago(-1)}),
        ("evidence_until", {"evidence_until": around.today.replace(year=2)}),
    ]
    for field, facts in given:
        with pytest.raises(ValidationError) as told:
            around.assess(one, "state", "partly", **facts)
        assert list(told.value.message_dict) == [field]


def test_an_independent_assessor_has_no_seat_at_the_table(around: Around) -> None:
    one = around.recommended()
    with pytest.raises(ValidationError, match="independent"):
        around.assess(one, "independent", "partly", organisation=around.organisation("clara"))
    apart = Organisation.objects.create(slug="institute", kind="other", name_en="Institute")
    assert around.assess(one, "independent", "partly", organisation=apart)
    observer = around.organisation("erik")  # observers sit beside the table, not at it
    assert around.assess(one, "independent", "partly", organisation=observer)


@pytest.mark.parametrize("by", ["state", "nhri", "independent", "mechanism"])
def test_a_member_speaks_for_their_own_side_only(around: Around, by: str) -> None:
    with pytest.raises(NotAllowed):
        around.assess(
            around.recommended(),
            by,
            "not_assessed",
            organisation=around.organisation("clara"),
            actor=around.actor("clara"),
        )


def test_a_member_speaks_in_the_name_of_their_own_organisation_only(around: Around) -> None:
    one, actor = around.recommended(), around.actor("clara")
    for theirs in (around.organisation("helen"), None):
        with pytest.raises(NotAllowed):
            around.assess(one, "civil", "partly", organisation=theirs, actor=actor)
    assert around.assess(
        one, "civil", "partly", organisation=around.organisation("clara"), actor=actor
    )


def test_a_member_fills_in_the_form_and_their_words_are_shown_as_words(
    around: Around, signed_in: Any
) -> None:
    one, client = around.recommended(), signed_in("clara")
    address = f"/en/recommendations/{one.number}/assess/"
    assert client.get(address).status_code == 200
    assert client.post(address, form(around)).status_code == 302
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    assert (
        '<a href="https://example.org/report" rel="nofollow noopener noreferrer external">' in page
    )
    assert "<script>alert" not in page
    assert "Qalqan" in page


@pytest.mark.parametrize(
    "facts",
    [
        {"evidence_until": ""},
        {"evidence_until": "9999-12-31"},
        {"on": "0001-01-01"},
        {"on": "31.12.2020x"},
        {"by": "state"},
        {"by": ""},
        {"organisation": "10000000000000000000000"},
        {"organisation": "x"},
        {"grade": "perfect"},
        {"note": "a\x00b"},
    ],
)
def test_nothing_typed_is_lost_whatever_is_wrong(
    around: Around, signed_in: Any, facts: dict[str, Any]
) -> None:
    one, client = around.recommended(), signed_in("clara")
    sent = form(around, **facts)
    answer = client.post(f"/en/recommendations/{one.number}/assess/", sent)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert "https://example.org/report" in answer.content.decode()
    assert not Assessment.objects.exists()


def test_the_secretariat_records_a_committees_grade_as_printed(
    around: Around, signed_in: Any
) -> None:
    one, client = around.recommended(source_grade="B"), signed_in("amina")
    facts = {"by": "mechanism", "grade": "not_assessed", "verbatim": "C2", "organisation": ""}
    answer = client.post(
        f"/en/recommendations/{one.number}/assess/",
        form(around, **facts, assessor="The Committee"),
    )
    assert answer.status_code == 302
    made = Assessment.objects.get()
    assert (made.grade, made.grade_verbatim) == ("not_assessed", "C2")
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    assert "“C2”" in page
    assert "The Committee" in page


def test_a_chamber_that_does_not_assess_is_told_so(around: Around, signed_in: Any) -> None:
    one, client = around.recommended(), signed_in("damir")
    address = f"/en/recommendations/{one.number}/assess/"
    assert client.get(address).status_code == 403
    answer = client.post(address, form(around, note="Long thoughts"))
    assert answer.status_code == 403
    assert "Long thoughts" in answer.content.decode()
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    assert "Record an assessment" not in page


def test_assessments_stand_side_by_side_and_none_hides_another(
    around: Around, client: Client
) -> None:
    one = around.recommended(source_grade="B1")
    around.assess(one, "state", "implemented", days=9, note={"en": "first word"})
    around.assess(one, "state", "partly", days=3, note={"en": "second word"})
    page = client.get(f"/en/recommendations/{one.number}/")
    columns = page.context["page"].columns
    assert [column.by for column in columns] == ["state", "civil", "mechanism"]
    assert columns[0].newest.note == "second word"
    assert [view.note for view in columns[0].earlier] == ["first word"]
    assert columns[1].newest is None
    text = page.content.decode()
    assert "Has not assessed it yet." in text
    assert "1 earlier assessment" in text
    assert "“B1”" in text


def test_a_contest_stands_beside_the_assessment_and_in_the_record(
    around: Around, signed_in: Any
) -> None:
    one = around.recommended()
    seen = around.assess(one, "state", "implemented", organisation=around.organisation("bolat"))
    client = signed_in("clara")
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    address = f"/en/recommendations/{one.number}/assessments/{seen.pk}/contest/"
    assert address in page
    assert client.get(address).status_code == 200
    sent = {"organisation": around.organisation("clara").pk, "reason": HOSTILE, "language": "en"}
    assert client.post(address, sent).status_code == 302
    page = client.get(f"/en/recommendations/{one.number}/").content.decode()
    assert "An assessment is contested" in page
    assert "<script>alert" not in page
    assert address not in page  # once
    entry = Entry.objects.filter(subject=one.number).latest("id")
    assert (entry.type, entry.form().after) == ("assessment.contested", "contested")
    assert bundling.standing(one.number).differing == ()
    assert client.post(address, sent).status_code == 422
    assert Contest.objects.count() == 1


def test_one_does_not_contest_oneself_nor_what_is_superseded(around: Around) -> None:
    one = around.recommended()
    own = around.assess(one, "civil", "partly", organisation=around.organisation("clara"))
    with pytest.raises(ValidationError, match="your own"):
        around.contest(own, "clara")
    assert around.contest(own, "helen")  # of the same side, and of another opinion
    around.assess(one, "civil", "not_begun", organisation=around.organisation("clara"))
    with pytest.raises(ValidationError, match="newer"):
        around.contest(own, "bolat")


@pytest.mark.parametrize("reason", ["", " \x00\n", "x" * 5_001])
def test_a_contest_needs_its_reasons(around: Around, reason: str) -> None:
    seen = around.assess(around.recommended(), "state", "partly")
    with pytest.raises(ValidationError) as told:
        around.contest(seen, "clara", reason)
    assert list(told.value.message_dict) == ["reason"]


def test_who_holds_no_seat_contests_nothing(around: Around, signed_in: Any) -> None:
    one = around.recommended()
    seen = around.assess(one, "state", "partly")
    for key in ("erik", "irina"):
        with pytest.raises((NotAllowed, Organisation.DoesNotExist)):
            around.contest(seen, key)
    address = f"/en/recommendations/{one.number}/assessments/{seen.pk}/contest/"
    assert signed_in("amina").get(address).status_code == 403
    answer = signed_in("amina").post(address, {"reason": "My thoughts", "language": "en"})
    assert answer.status_code == 403
    assert "My thoughts" in answer.content.decode()


def test_an_assessment_is_contested_under_its_own_recommendation(
    around: Around, signed_in: Any
) -> None:
    one, other = around.recommended(), around.recommended("Another")
    seen, client = around.assess(one, "state", "partly"), signed_in("clara")
    for number, pk in ((other.number, seen.pk), (one.number, 10**30), ("R-0\x00", seen.pk)):
        address = f"/en/recommendations/{number}/assessments/{pk}/contest/"
        assert client.get(address).status_code == 404


def test_the_register_is_narrowed_to_what_is_contested(around: Around, client: Client) -> None:
    one = around.recommended()
    around.recommended("Another")
    around.contest(around.assess(one, "state", "partly"), "clara")
    page = client.get("/en/register/?standing=contested")
    assert [row.number for row in page.context["page"].rows] == [one.number]
    assert "assessed differently, or contested" in page.content.decode()


def test_a_page_costs_the_same_however_much_was_said(around: Around, client: Client) -> None:
    def cost() -> int:
        caches["pages"].clear()
        client.get(f"/en/recommendations/{one.number}/")  # names that are kept for a minute
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/en/recommendations/{one.number}/").status_code == 200
        return len(queries)

    one = around.recommended()
    around.contest(
        around.assess(one, "state", "partly", organisation=around.organisation("bolat")), "clara"
    )
    for_one = cost()
    for key, by in (("clara", "civil"), ("helen", "civil"), ("bolat", "state")) * 4:
        seen = around.assess(one, by, "partly", organisation=around.organisation(key))
        around.contest(seen, "damir")
    assert Recommendation.objects.get(pk=one.pk).assessments.count() == 13
    assert cost() == for_one
