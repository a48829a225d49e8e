"""The public pages of bodies and organisations, and the secretary's forms."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kenes.members.models import Body, Duty, Organisation, Seat, Tenure
from kenes.members.tests.conftest import FOUNDED, Council

PUBLIC = [
    "bodies/",
    "bodies/council/",
    "by-laws/",
    "organisations/",
    "organisations/qalqan/",
]


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.KENES_SECOND_FACTOR = False


@pytest.fixture
def secretary(client: Client, council: Council) -> Client:
    client.force_login(council.secretary_user)
    return client


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_everyone_reads_the_composition_and_gets_no_cookie(
    client: Client, council: Council, language: str, path: str
) -> None:
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    assert not response.cookies
    assert b"csrfmiddlewaretoken" not in response.content


@pytest.mark.parametrize("path", PUBLIC)
def test_markup_in_a_name_is_shown_as_text(client: Client, council: Council, path: str) -> None:
    Body.objects.update(name_en="<script>alert(2)</script>")
    page = client.get(f"/en/{path}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_body_shows_holder_vacancy_and_past_terms(client: Client, council: Council) -> None:
    Tenure.objects.create(
        seat=council.seat,
        person_name="Dana",
        organisation=council.organisation,
        capacity="alternate",
        starts_on=FOUNDED,
        ends_on=date(2021, 5, 1),
        ended_because="moved abroad",
    )
    Seat.objects.create(
        body=council.body, chamber=council.chamber, label="empty chair", created_on=FOUNDED
    )
    page = client.get("/ru/bodies/council/").content.decode()
    assert "Клара" in page
    assert "Amina" in page
    assert "moved abroad" in page
    assert "empty chair" in page
    assert 'class="badge wait"' in page


def test_past_terms_are_reached_page_by_page(client: Client, council: Council) -> None:
    Tenure.objects.bulk_create(
        Tenure(
            seat=council.seat,
            person_name=f"Person {number:02}.",
            organisation=council.organisation,
            capacity="alternate",
            starts_on=FOUNDED,
            ends_on=date(2021, 5, 1),
        )
        for number in range(65)
    )
    seen, address = [], "/en/bodies/council/"
    while address:
        page = client.get(address)
        seen += [term.person for term in page.context["page"].terms]
        following = page.context["page"].earlier_url
        address = f"/en/bodies/council/{following}" if following else ""
    assert sorted(seen) == [f"Person {number:02}." for number in range(65)]


def test_a_website_is_a_plain_link_that_lends_no_weight(client: Client, council: Council) -> None:
    council.organisation.website = "https://qalqan.example/?a=1&b=2"
    council.organisation.save()
    page = client.get("/en/organisations/qalqan/").content.decode()
    link = '<a href="https://qalqan.example/?a=1&amp;b=2" rel="noopener nofollow">'
    assert link in page


def test_all_organisations_are_reached_both_ways(client: Client, council: Council) -> None:
    for number in range(120):
        Organisation.objects.create(slug=f"o{number}", kind="ngo", name_en=f"Club {number:03}")
    forward, address = [], "/en/organisations/"
    while True:
        shown = client.get(address).context["page"].organisations
        forward.append([row.slug for row in shown.rows])
        if not shown.next_url:
            break
        address = "/en/organisations/" + shown.next_url
    assert [len(slugs) for slugs in forward] == [50, 50, 21]
    assert [slug for slugs in forward for slug in slugs if slug != "qalqan"] == [
        f"o{number}" for number in range(120)
    ]
    back = client.get("/en/organisations/" + shown.previous_url).context["page"].organisations
    assert [row.slug for row in back.rows] == forward[1]
    assert back.previous_url
    assert back.next_url


@pytest.mark.parametrize("place", ["zz.1", "00.x", "", "7f", "00.99999999999999999999", "-1.-1"])
def test_a_place_that_cannot_be_read_is_no_error(
    client: Client, council: Council, place: str
) -> None:
    for way in ("after", "before"):
        assert client.get("/en/organisations/", {way: place}).status_code == 200
    assert client.get("/en/bodies/council/", {"before": place}).status_code == 200


def test_an_organisation_is_found_by_its_kazakh_name(client: Client, council: Council) -> None:
    found = client.get("/en/organisations/", {"q": "ҚАЛҚ"}).context["page"].organisations
    assert [row.slug for row in found.rows] == ["qalqan"]
    assert client.get("/en/organisations/", {"q": "nobody"}).status_code == 200


@pytest.mark.parametrize(
    "path", ["bodies/", "bodies/council/", "organisations/", "organisations/qalqan/"]
)
def test_a_page_asks_as_often_for_thirty_rows_as_for_one(
    client: Client,
    council: Council,
    path: str,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: Any,
) -> None:
    client.get(f"/en/{path}?0")  # the body's name is kept from here on
    with django_assert_max_num_queries(20) as few:
        client.get(f"/en/{path}?a")
    for number in range(30):
        group = Body.objects.create(
            slug=f"g{number}", kind="working_group", parent=council.body, name_en="Group"
        )
        given = Organisation.objects.create(slug=f"o{number}", kind="ngo", name_en="Club")
        seat = Seat.objects.create(
            body=council.body,
            chamber=council.chamber,
            organisation=given,
            label=f"seat {number}",
            created_on=FOUNDED,
        )
        Seat.objects.create(
            body=group,
            chamber=council.chamber,
            organisation=council.organisation,
            label="1",
            created_on=FOUNDED,
        )
        for organisation, ends in ((given, None), (council.organisation, date(2021, 1, 1))):
            Tenure.objects.create(
                seat=seat,
                person_name=f"Person {number}",
                organisation=organisation,
                capacity="holder",
                starts_on=FOUNDED,
                ends_on=ends,
            )
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(f"/en/{path}?b")


MANAGED = [
    "manage/",
    "manage/bodies/new/",
    "manage/bodies/council/",
    "manage/bodies/council/change/",
    "manage/bodies/council/seats/new/",
    "manage/bodies/council/offices/new/",
    "manage/chambers/new/",
    "manage/chambers/civil/",
    "manage/organisations/new/",
    "manage/organisations/qalqan/",
    "manage/organisations/qalqan/change/",
    "manage/organisations/qalqan/duties/new/",
    "manage/duties/{duty}/end/",
    "manage/by-laws/adopt/",
    "manage/seats/{seat}/",
    "manage/seats/{seat}/change/",
    "manage/seats/{seat}/appoint/",
    "manage/seats/{seat}/abolish/",
    "manage/terms/{term}/end/",
    "manage/offices/{office}/end/",
]


@pytest.mark.parametrize("path", MANAGED)
def test_the_forms_are_the_secretarys(client: Client, council: Council, path: str) -> None:
    duty = Duty.objects.create(
        organisation=council.organisation,
        kind="validator",
        person_name="Dana",
        starts_on=FOUNDED,
    )
    place = {
        "seat": council.seat.pk,
        "term": council.holder.pk,
        "office": council.body.offices.get().pk,
        "duty": duty.pk,
    }
    address = "/en/" + path.format(**place)
    assert client.get(address).headers["Location"].startswith("/en/account/login/")
    client.force_login(council.member_user)
    refused = client.get(address)
    assert refused.status_code == 403
    assert "Your role does not include this." in refused.content.decode()
    client.force_login(council.secretary_user)
    assert client.get(address).status_code == 200


def test_the_secretary_builds_a_group_and_seats_somebody(secretary: Client) -> None:
    found = secretary.post(
        "/en/manage/bodies/new/",
        {
            "name_en": "Group",
            "slug": "group",
            "kind": "working_group",
            "parent": Body.objects.get().pk,
            "purpose_ru": "Вопросы выборов",
            "order": 1,
        },
    )
    assert found.headers["Location"] == "/en/manage/bodies/group/"
    assert Body.objects.get(slug="group").purpose == {"ru": "Вопросы выборов"}
    seat = secretary.post(
        "/en/manage/bodies/group/seats/new/",
        {
            "label": "1",
            "chamber": Seat.objects.get().chamber_id,
            "organisation": "қалқан",
            "created_on": timezone.localdate(),
        },
    )
    address = seat.headers["Location"]
    term = {"person_name": "Helen", "capacity": "holder", "starts_on": timezone.localdate()}
    refused = secretary.post(f"{address}appoint/", {**term, "user": "helen@example.org"})
    assert "Nobody signs in with this e-mail" in refused.content.decode()
    secretary.post(f"{address}appoint/", {**term, "user": "clara@example.org"})
    assert Tenure.objects.get(person_name="Helen").organisation.slug == "qalqan"


def test_ending_a_term_says_what_follows_and_asks_why(secretary: Client, council: Council) -> None:
    address = f"/en/manage/terms/{council.holder.pk}/end/"
    page = secretary.get(address).content.decode()
    assert "shown as vacant until somebody is appointed" in page
    secretary.post(address, {"on": timezone.localdate(), "reason": ""})
    council.holder.refresh_from_db()
    assert council.holder.ends_on is None
    secretary.post(address, {"on": timezone.localdate(), "reason": "resigned"})
    council.holder.refresh_from_db()
    assert council.holder.ended_because == "resigned"


def test_a_service_s_refusal_stands_beside_its_field(secretary: Client, council: Council) -> None:
    page = secretary.post(
        "/en/manage/organisations/new/", {"name_en": "Twin", "slug": "qalqan", "kind": "ngo"}
    )
    assert page.status_code == 200
    assert page.context["page"].form.errors["slug"]


def test_an_ambiguous_name_offers_addresses(secretary: Client, council: Council) -> None:
    for number in (1, 2):
        Organisation.objects.create(slug=f"twin-{number}", kind="ngo", name_en="Twin")
    page = secretary.post(
        f"/en/manage/seats/{council.seat.pk}/change/", {"label": "1", "organisation": "twin"}
    )
    assert "twin-1 (Twin), twin-2 (Twin)" in page.content.decode()
