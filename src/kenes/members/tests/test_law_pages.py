"""The page of the by-laws and the form of their adoption."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from kenes.access.types import operator
from kenes.members.models import ByLaws
from kenes.members.rules import CHAPTERS, RULES
from kenes.members.services import bylaws
from kenes.members.tests.conftest import Council

PAGE = "/en/by-laws/"
FORM = "/en/manage/by-laws/adopt/"
HOSTILE = "Decision <script>alert(1)</script> & «Шешім»"


@pytest.fixture(autouse=True)
def no_second_factor(settings: Settings) -> None:
    settings.KENES_SECOND_FACTOR = False


@pytest.fixture
def secretary(client: Client, council: Council) -> Client:
    client.force_login(council.secretary_user)
    return client


def adopt(starts_on: date, decision: str = "Decision 1", **values: Any) -> ByLaws:
    return bylaws.adopt(
        values=values,
        decision=decision,
        starts_on=starts_on,
        actor=operator("test"),
        now=timezone.now(),
    )


def words(page: str) -> str:
    """The text of a page's main part."""
    inner = page[page.index("<main") : page.index("</main>")]
    return re.sub(r" (?=[,.])", "", " ".join(re.sub(r"<[^>]+>", " ", inner).split()))


def given(**changes: Any) -> dict[str, Any]:
    """What a browser sends of the form as it was opened, with changes."""
    values = {**bylaws.complete(bylaws.newest())}
    newest = bylaws.newest()
    return {
        **values,
        "seen": newest.number if newest else 0,
        "decision": "Decision 7",
        "starts_on": timezone.localdate().isoformat(),
        **changes,
    }


def test_before_any_version_the_defaults_are_said_to_be_in_force(
    client: Client, council: Council
) -> None:
    page = words(client.get(PAGE).content.decode())
    assert "The body has adopted nothing of its own yet: the defaults are in force." in page
    for rule in RULES:
        assert str(rule.label) in page
        assert str(rule.source) in page
    assert "chosen by the body" not in page
    assert "Versions" not in page
    assert "Adopt new by-laws" not in page


def test_what_the_body_chose_is_marked_with_its_version_and_the_default(
    client: Client, council: Council
) -> None:
    today = timezone.localdate()
    adopt(date(2024, 3, 1), HOSTILE, notice_days=20)
    adopt(date(2025, 3, 1), "Decision 2", notice_days=20, decision_mode="majority")
    adopt(today + timedelta(days=40), "Decision 3", notice_days=14)
    body = client.get(PAGE).content.decode()
    page = words(body)
    assert "<script>alert" not in body
    assert "Version 2, in force since 1 March 2025, adopted by: Decision 2" in page
    assert "20 days chosen by the body version 1, since 1 March 2024 The default is 14" in page
    assert "by a majority in each chamber chosen by the body version 2" in page
    assert page.count("chosen by the body") == 2
    assert "Version 3 is adopted and not in force yet" in page
    assert "Version 3 not in force yet" in page
    assert "Version 2 in force" in page
    assert "Version 1 1 March 2024 – 28 February 2025" in page
    assert "Notice of a meeting: 14 days → 20 days" in page
    assert "Notice of a meeting: 20 days → 14 days" in page
    assert 'id="version-1"' in body


def test_a_version_comes_into_force_with_its_day(client: Client, council: Council) -> None:
    today = timezone.localdate()
    adopt(today, notice_days=20)
    assert "Version 1, in force since" in words(client.get(PAGE).content.decode())
    ByLaws.objects.update(starts_on=today + timedelta(days=1))
    page = words(client.get(f"{PAGE}?tomorrow").content.decode())
    assert "the defaults are in force" in page
    assert "Version 1 is adopted and not in force yet" in page


def test_the_page_asks_as_often_for_thirty_versions_as_for_one(
    client: Client, council: Council, django_assert_max_num_queries: Any,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    adopt(date(2020, 1, 1), notice_days=20)
    client.get(f"{PAGE}?0")
    with django_assert_max_num_queries(14) as few:
        client.get(f"{PAGE}?a")
    asked = len(few)  # now: the next request forgets what was asked
    for n in range(30):
        adopt(date(2021, 1, 1) + timedelta(days=n), notice_days=21 + n)
    client.get(f"{PAGE}?1")  # the name of the body is kept anew
    with django_assert_num_queries(asked):
        client.get(f"{PAGE}?b")


def test_only_the_secretary_is_shown_the_way_to_adopt(client: Client, council: Council) -> None:
    assert FORM not in client.get(PAGE).content.decode()
    client.force_login(council.member_user)
    assert FORM not in client.get(PAGE).content.decode()
    assert client.post(FORM, given(notice_days=20)).status_code == 403
    assert not ByLaws.objects.exists()
    client.force_login(council.secretary_user)
    assert FORM in client.get(PAGE).content.decode()
    assert 'href="/en/by-laws/"' in client.get("/en/bodies/").content.decode()


def test_the_form_holds_every_rule_with_its_default_and_source(secretary: Client) -> None:
    adopt(date(2025, 1, 1), notice_days=20, holidays="2026-12-17")
    page = secretary.get(FORM).content.decode()
    for chapter in CHAPTERS:
        assert f"<legend>{chapter.title}</legend>" in page
    form = secretary.get(FORM).context["page"].form
    for rule in RULES:
        assert str(rule.source) in str(form[rule.name].help_text)
        assert rule.in_words(rule.default) in str(form[rule.name].help_text)
    assert form["notice_days"].value() == 20
    assert form["holidays"].value() == "2026-12-17"
    assert form["seen"].value() == 1
    assert 'data-draft="bylaws-1"' in page


def test_a_version_is_adopted_as_it_was_written(secretary: Client) -> None:
    sent = given(notice_days="20", decision_mode="two_thirds", holidays="2026-12-17\r\n2027-01-02")
    answer = secretary.post(FORM, sent)
    assert answer.headers["Location"] == PAGE
    made = ByLaws.objects.get()
    assert made.values == {
        "notice_days": 20,
        "decision_mode": "two_thirds",
        "holidays": "2026-12-17, 2027-01-02",
    }
    assert (made.decision, made.starts_on) == ("Decision 7", timezone.localdate())
    assert "Version 1 of the by-laws is adopted." in secretary.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((rule.name, value) for rule in RULES if rule.least for value in ("", "0", "999", "x")),
        ("decision_mode", "by lot"),
        ("holidays", "tomorrow"),
        ("comment_days_short", "31"),
        ("decision", " "),
        ("decision", "x" * 301),
        ("starts_on", ""),
        ("starts_on", "31 December"),
        ("starts_on", "2023-12-31"),  # before the newest
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_on_top(
    secretary: Client, name: str, value: str
) -> None:
    adopt(date(2024, 1, 1), minutes_days=10)
    page = secretary.post(FORM, given(**{"notice_days": "33", name: value}))
    assert ByLaws.objects.count() == 1
    assert page.status_code == 200
    assert list(page.context["page"].form.errors) == [name]
    body = page.content.decode()
    assert f'<a href="#id_{name}">' in body
    assert f'id="id_{name}_error"' in body
    if name != "notice_days":
        assert 'value="33"' in body  # what was typed is not lost


def test_what_concerns_no_field_stands_on_top(secretary: Client) -> None:
    adopt(date(2024, 1, 1), minutes_days=10)
    same = secretary.post(FORM, given())
    assert "Version 1 says the same: change a rule first." in same.content.decode()
    stale = secretary.post(FORM, given(notice_days="20", seen="0"))
    assert "Version 1 was adopted meanwhile" in stale.content.decode()
    assert ByLaws.objects.count() == 1
