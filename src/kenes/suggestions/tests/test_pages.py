"""What waits, why, and deciding it, on pages."""

from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kenes.accounts.models import User
from kenes.recommendations.models import Recommendation
from kenes.suggestions import listing
from kenes.suggestions.lifecycle import SuggestionKind, SuggestionStatus
from kenes.suggestions.listing import pieces
from kenes.suggestions.models import UNKNOWN, Suggestion
from kenes.suggestions.services import deciding
from kenes.suggestions.tests.learning import (
    MACHINE,
    TORTURE,
    act_on,
    learned,
    of,
    recommend,
    run,
)

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def test_the_pages_show_what_waits_and_why(
    register: Recommendation, client: Client, signed_in: SignedIn
) -> None:
    assert client.get("/en/suggestions/").status_code == 302
    learned()
    run()
    secretary = signed_in("amina")
    for language in ("kk", "ru", "en"):
        page = secretary.get(f"/{language}/suggestions/")
        assert page.status_code == 200
    text = page.content.decode()
    assert "it never suggests the position of a State" in text
    assert "Because of:" in text
    assert secretary.get("/en/suggestions/?kind=theme&after=900_1").status_code == 200
    assert secretary.get("/en/suggestions/?kind=x&after=nonsense").status_code == 200
    one = secretary.get(f"/en/suggestions/of/{register.number}/").content.decode()
    assert 'value="accept"' in one
    assert secretary.get("/en/suggestions/of/R-1-1/").status_code == 404
    member = signed_in("clara")
    assert 'value="accept"' not in member.get("/en/suggestions/").content.decode()


def test_several_are_decided_at_once_and_each_by_itself(
    register: Recommendation, signed_in: SignedIn
) -> None:
    learned()
    run(register.number)
    client = signed_in("amina")
    rows = list(register.suggestions.all())
    deciding.reject(rows[0], actor=MACHINE, now=timezone.now())
    sent = {"act": "reject", "suggestion": [row.pk for row in rows], "next": "//evil.example/"}
    answer = client.post("/en/suggestions/decide/", sent, follow=True)
    assert answer.redirect_chain[0][0] == "/en/suggestions/"
    text = answer.content.decode()
    assert "Somebody was faster" in text
    assert not register.suggestions.filter(status=SuggestionStatus.OPEN).exists()
    nothing = client.post("/en/suggestions/decide/", {"act": "reject"}, follow=True)
    assert "Choose at least one" in nothing.content.decode()
    bad = client.post("/en/suggestions/decide/", {"act": "x", "suggestion": "1"}, follow=True)
    assert "Choose at least one" in bad.content.decode()
    for where in ("0001-01-01", "a\0b", "inbox"):
        answer = client.post("/en/suggestions/decide/", {"act": "reject", "next": where})
        assert answer.headers["Location"] == "/en/suggestions/"
    assert signed_in("clara").post("/en/suggestions/decide/", sent).status_code == 403


def test_a_recommendations_own_page_tells_them_to_who_is_signed_in_only(
    register: Recommendation, client: Client, signed_in: SignedIn
) -> None:
    learned()
    run(register.number)
    url = f"/en/recommendations/{register.number}/"
    assert "Suggested by the machine" not in client.get(url).content.decode()
    member = signed_in("clara").get(url).content.decode()
    assert "Suggested by the machine" in member
    assert 'value="accept"' not in member
    secretary = signed_in("amina")
    assert 'value="accept"' in secretary.get(url).content.decode()
    row = of(register, SuggestionKind.THEME)[TORTURE]
    sent = {"act": "accept", "suggestion": row.pk, "next": f"{url}#suggested"}
    answer = secretary.post("/en/suggestions/decide/", sent, follow=True)
    assert answer.redirect_chain[0][0] == f"{url}#suggested"
    assert "1 suggestion accepted." in answer.content.decode()


def test_only_what_has_one_value_is_asked_for(
    register: Recommendation, signed_in: SignedIn
) -> None:
    for value in (TORTURE, "right-to-peaceful-assembly"):
        Suggestion.objects.create(of=register, kind=SuggestionKind.THEME, value=value)
    client = signed_in("amina")
    page = client.get(f"/en/suggestions/?kind=theme&value={TORTURE}").content.decode()
    assert page.count('name="suggestion"') == 1
    both = client.get("/en/suggestions/?kind=theme").content.decode()
    assert both.count('name="suggestion"') == 2
    for bad in ("kind=%00", "kind=theme&value=%00", "value=x", "after=9_" + "9" * 30, "after=-_1"):
        assert client.get(f"/en/suggestions/?{bad}").status_code == 200
    assert client.get("/en/suggestions/of/%00/").status_code == 404


def test_a_page_asks_as_often_for_thirty_as_for_one(
    register: Recommendation,
    signed_in: SignedIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    fit = learned()
    client = signed_in("amina")

    def queries() -> int:
        with django_assert_max_num_queries(60) as counted:
            assert client.get("/en/suggestions/").status_code == 200
        return len(counted)

    def suggest(n: int) -> None:
        one = recommend(f"Recommendation {n}")
        for kind, value in (
            ("theme", TORTURE),
            ("similar", register.number),
            ("provision", "procedure-code#art_1"),
        ):
            Suggestion.objects.create(of=one, kind=kind, value=value, fit=fit, reason=["R"])

    suggest(0)
    queries()  # what is kept for a while is kept now
    first = queries()
    for number in range(1, 15):
        suggest(number)
    queries()
    assert queries() == first
    page = client.get("/en/suggestions/").content.decode()
    assert page.count('name="suggestion"') == 30
    assert "after=-1_" in page


def test_the_pages_show_each_suggestion_once_forwards_and_backwards(
    register: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "ROWS", 3)
    fit, one = learned(), recommend("Recommendation")
    likely = (700, 900, 700, UNKNOWN, 900, 700, UNKNOWN)
    made = [
        Suggestion.objects.create(
            of=one, kind="theme", value=f"T{n}", fit=fit, reason=["R"], probability=probability
        )
        for n, probability in enumerate(likely)
    ]
    surest = [row.pk for row in sorted(made, key=lambda row: (-row.probability, row.pk))]

    def walk(way: str, url: str) -> list[list[int]]:
        seen = []
        while True:
            given = {"after": "", "before": ""} | dict(parse_qsl(url.removeprefix("?")))
            page = listing.surest_first(listing.waiting(), filters={}, **given)
            seen.append([row.pk for row in page.rows])
            if not (url := getattr(page, way)):
                return seen

    forwards = walk("next_url", "")
    assert forwards == [surest[:3], surest[3:6], surest[6:]]
    last = listing.surest_first(
        listing.waiting(), filters={}, after=f"{made[5].probability}_{made[5].pk}", before=""
    )
    assert [row.pk for row in last.rows] == surest[5:]
    assert walk("previous_url", last.previous_url) == [surest[2:5], surest[:2]]


def test_words_of_the_reason_are_marked_where_they_stand() -> None:
    assert pieces("End torture now: torture, torturers", ["torture", "End"]) == (
        ("End", True),
        (" ", False),
        ("torture", True),
        (" now: ", False),
        ("torture", True),
        (", torturers", False),
    )
    assert pieces("a  b c", ["a b"]) == (("a  b", True), (" c", False))
    assert pieces("(a+)", ["", "a+"]) == (("(", False), ("a+", True), (")", False))
    assert pieces("text", []) == (("text", False),)


def test_hostile_words_stay_words(
    register: Recommendation, signed_in: SignedIn, cast: dict[str, User]
) -> None:
    other = recommend("<script>alert(1)</script> End torture & more")
    row = Suggestion.objects.create(
        of=other, kind=SuggestionKind.SIMILAR, value=register.number, reason=["<script>alert"]
    )
    client = signed_in("amina")
    page = client.get("/en/suggestions/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    act_on(deciding.accept, row, cast)
    page = client.get(f"/en/recommendations/{register.number}/").content.decode()
    assert "<script>alert" not in page  # told of both
    assert other.number in page
