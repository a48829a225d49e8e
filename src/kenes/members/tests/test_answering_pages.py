"""Pages of who answers for an organisation, and of what its people declare."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.members.models import Declaration, Duty, Organisation, Seat, Tenure
from kenes.members.services import declarations
from kenes.members.tests.conftest import FOUNDED, Council

PUBLIC = "/en/organisations/qalqan/"
MANAGE = "/en/manage/organisations/qalqan/"
DECLARE = "/en/declare/qalqan/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def no_second_factor(settings: Settings) -> None:
    settings.KENES_SECOND_FACTOR = False


@pytest.fixture
def secretary(client: Client, council: Council) -> Client:
    client.force_login(council.secretary_user)
    return client


@pytest.fixture
def member(client: Client, council: Council) -> Client:
    client.force_login(council.member_user)
    return client


def words(client: Client, path: str = PUBLIC) -> str:
    page = client.get(path).content.decode()
    inner = page[page.index("<main") : page.index("</main>")]
    return re.sub(r" (?=[,.])", "", " ".join(re.sub(r"<[^>]+>", " ", inner).split()))


def duty(council: Council, kind: str, name: str, **facts: Any) -> Duty:
    given = {"starts_on": FOUNDED, **facts}
    return Duty.objects.create(
        organisation=council.organisation, kind=kind, person_name=name, **given
    )


def declare(council: Council, **given: Any) -> Declaration:
    facts = {"interests": "", "funding": "", "language": "en", "now": timezone.now(), **given}
    user = council.member_user
    return declarations.declare(user, council.organisation, actor=actor_for(user), **facts)


def test_who_drafts_and_who_signs_today_is_public(client: Client, council: Council) -> None:
    today = timezone.localdate()
    assert "Who answers for it Nobody is named yet." in words(client)
    duty(council, "focal_point", "Bolat", person_name_ru="Болат")
    duty(council, "validator", "Irina", starts_on=today, ends_on=today)
    duty(council, "validator", "Former", ends_on=today - DAY)
    duty(council, "validator", "Future", starts_on=today + DAY)
    page = words(client, f"{PUBLIC}?now")
    assert "Focal point, drafts its replies Bolat, since 1 January 2020" in page
    assert "Validator, signs its replies Irina, since" in page
    assert "Former" not in page
    assert "Future" not in page
    assert "Болат" in words(client, "/ru/organisations/qalqan/")


def test_the_secretary_names_and_relieves(secretary: Client, council: Council) -> None:
    assert "Nobody is named yet." in words(secretary, MANAGE)
    form = secretary.get(f"{MANAGE}duties/new/?as=validator").context["page"].form
    assert form["kind"].value() == "validator"
    given = {
        "kind": "validator",
        "person_name": "Clara",
        "user": "clara@example.org",
        "starts_on": FOUNDED,
    }
    wrong = secretary.post(f"{MANAGE}duties/new/", {**given, "user": "nobody@example.org"})
    assert "Nobody signs in with this e-mail" in wrong.content.decode()
    assert secretary.post(f"{MANAGE}duties/new/", given).headers["Location"] == MANAGE
    twice = secretary.post(f"{MANAGE}duties/new/", {**given, "kind": "focal_point"})
    assert "two persons draft and sign" in twice.content.decode()
    made = Duty.objects.get()
    assert made.user == council.member_user
    page = words(secretary, MANAGE)
    assert "Validator · from 1 January 2020 · End the duty of Clara" in page
    ending = f"/en/manage/duties/{made.pk}/end/"
    asked = secretary.get(ending).content.decode()
    assert "After its last day Clara can no longer sign replies of" in asked
    refused = secretary.post(ending, {"on": FOUNDED - DAY})
    assert "cannot end before it begins" in refused.content.decode()
    assert secretary.post(ending, {"on": FOUNDED}).headers["Location"] == MANAGE
    page = words(secretary, MANAGE)
    assert "Earlier Clara Validator · 1 January 2020 – 1 January 2020" in page
    assert "End the duty" not in page


def test_who_has_no_account_is_said_to_be_named_only(secretary: Client, council: Council) -> None:
    duty(council, "validator", "Dana")
    assert "has no account: is named and cannot act here" in words(secretary, MANAGE)


def test_markup_in_names_and_declarations_is_shown_as_text(
    client: Client, council: Council
) -> None:
    duty(council, "validator", "<script>alert(2)</script>")
    declare(council, interests="<script>alert(3)</script>")
    page = client.get(PUBLIC).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(3)" in page


def test_a_declaration_is_shown_line_by_line_and_none_is_said(
    client: Client, council: Council
) -> None:
    declare(council, interests="Advocate\nOwns a printing house", language="ru")
    body = client.get(PUBLIC).content.decode()
    assert '<ul lang="ru"><li>Advocate</li><li>Owns a printing house</li></ul>' in body
    page = words(client)
    assert "Sources of funding declared: none" in page
    assert "Declared on" in page
    assert "not declared" not in page


def test_who_sits_and_has_not_declared_is_told_by_name_in_words(
    client: Client, council: Council
) -> None:
    today = timezone.localdate()
    Tenure.objects.create(
        seat=council.seat,
        organisation=council.organisation,
        person_name="Dana",
        capacity="alternate",
        starts_on=FOUNDED,
    )
    Tenure.objects.create(
        seat=council.seat,
        organisation=council.organisation,
        person_name="Former",
        capacity="alternate",
        starts_on=FOUNDED,
        ends_on=today - DAY,
    )
    page = words(client)
    assert "Clara not declared yet Dana not declared yet" in page
    assert "Former not declared" not in page
    declare(council)
    page = words(client, f"{PUBLIC}?now")
    assert "Dana not declared yet" in page
    assert page.count("not declared yet") == 1


def test_a_renewal_that_is_due_is_said_with_its_day(client: Client, council: Council) -> None:
    made = declare(council, interests="Advocate")
    local = timezone.localdate(made.made_at)
    Declaration.objects.update(made_at=made.made_at - timedelta(days=364))
    assert "not declared anew yet" not in words(client, f"{PUBLIC}?1")
    Declaration.objects.update(made_at=made.made_at - timedelta(days=366))
    page = words(client, f"{PUBLIC}?2")
    assert "not declared anew yet due since" in page
    assert "Advocate" in page
    assert str(local.year) in page


def test_earlier_declarations_are_folded_and_kept(client: Client, council: Council) -> None:
    declare(council, interests="First")
    declare(council, interests="Second")
    body = client.get(PUBLIC).content.decode()
    folded = body[body.index("<details>") : body.index("</details>")]
    assert "First" in folded
    assert "Second" not in folded
    council.holder.ends_on = timezone.localdate() - DAY
    council.holder.save()
    body = client.get(f"{PUBLIC}?later").content.decode()
    folded = body[body.index("<details>") : body.index("</details>")]
    assert "Second" in folded
    assert folded.index("Second") < folded.index("First")


def test_the_lists_say_nothing_of_who_has_not_declared(client: Client, council: Council) -> None:
    for path in ("/en/organisations/", "/en/bodies/", "/en/bodies/council/"):
        assert "declare" not in words(client, path).lower()


def test_one_declares_from_the_own_organisation_s_page(member: Client, council: Council) -> None:
    assert f'href="{DECLARE}"' in member.get(PUBLIC).content.decode()
    page = member.get(DECLARE).content.decode()
    assert 'data-draft="declaration-0"' in page
    assert "ui/drafts.js" in page
    sent = {"interests": "Advocate\r\n", "funding": "", "language": "kk"}
    answer = member.post(DECLARE, sent)
    assert answer.headers["Location"] == f"{PUBLIC}#declarations"
    made = Declaration.objects.get()
    assert (made.interests, made.funding, made.language) == ("Advocate", "", "kk")
    form = member.get(DECLARE).context["page"].form
    assert (form["interests"].value(), form["language"].value()) == ("Advocate", "kk")


@pytest.mark.parametrize(
    ("name", "value"),
    [("interests", "x" * 5_001), ("funding", "x" * 10_001), ("language", "fr"), ("language", "")],
)
def test_what_cannot_be_declared_stands_beside_its_field(
    member: Client, council: Council, name: str, value: str
) -> None:
    sent = {"interests": "Kept", "funding": "Kept", "language": "en", name: value}
    page = member.post(DECLARE, sent)
    assert page.status_code == 200
    assert list(page.context["page"].form.errors) == [name]
    assert f'<a href="#id_{name}">' in page.content.decode()
    assert "Kept" in page.content.decode()
    assert not Declaration.objects.exists()


def test_others_are_told_why_they_do_not_declare_here(client: Client, council: Council) -> None:
    assert client.get(DECLARE).headers["Location"].startswith("/en/account/login/")
    client.force_login(council.secretary_user)
    assert client.get(DECLARE).status_code == 403
    client.force_login(council.member_user)
    Organisation.objects.create(slug="other", kind="ngo", name_en="Other")
    for method in (client.get, client.post):
        refused = method("/en/declare/other/")
        assert refused.status_code == 403
        assert "You do not sit for this organisation." in refused.content.decode()
    assert client.get("/en/declare/nobody/").status_code == 404
    assert "/en/declare/" not in client.get("/en/organisations/other/").content.decode()


@pytest.mark.parametrize("path", [PUBLIC, MANAGE, DECLARE])
def test_a_page_asks_as_often_for_thirty_people_as_for_one(
    client: Client,
    council: Council,
    path: str,
    django_assert_max_num_queries: Any,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    who = council.member_user if path == DECLARE else council.secretary_user
    client.force_login(who)
    duty(council, "focal_point", "Bolat")
    declare(council)
    declare(council)
    client.get(f"{path}?0")
    with django_assert_max_num_queries(30) as few:
        client.get(f"{path}?a")
    asked = len(few)  # now: the next request forgets what was asked
    users = User.objects.bulk_create(
        User(email=f"u{n}@example.org", full_name=f"Person {n}") for n in range(30)
    )
    for n, user in enumerate(users):
        seat = Seat.objects.create(
            body=council.body, chamber=council.chamber, label=str(n), created_on=FOUNDED
        )
        Tenure.objects.create(
            seat=seat,
            organisation=council.organisation,
            user=user,
            person_name=f"Person {n}",
            capacity="holder",
            starts_on=FOUNDED,
        )
        duty(council, "validator", f"Validator {n}", user=user, ends_on=[None, FOUNDED][n % 2])
        if n % 3:
            declarations.declare(
                user,
                council.organisation,
                interests=f"Interest {n}",
                funding="",
                language="en",
                actor=actor_for(user),
                now=timezone.now(),
            )
    client.get(f"{path}?1")  # the name of the body is kept anew
    with django_assert_num_queries(asked):
        page = client.get(f"{path}?b").content.decode()
    if path == PUBLIC:
        assert page.count("not declared yet") == 10
        assert "Interest 29" in page


def test_a_person_on_several_seats_declares_once(client: Client, council: Council) -> None:
    other = Seat.objects.create(
        body=council.body, chamber=council.chamber, label="another", created_on=FOUNDED
    )
    Tenure.objects.create(
        seat=other,
        organisation=council.organisation,
        user=council.member_user,
        person_name="Clara",
        capacity="alternate",
        starts_on=date(2021, 1, 1),
    )
    assert words(client).count("Clara not declared yet") == 1
