"""Sentences in the reader's language, out of facts that nobody can turn against them."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from kenes.accounts.models import User
from kenes.languages.types import LANGUAGES
from kenes.notifications import words
from kenes.notifications.lifecycle import Category, Mode
from kenes.notifications.models import Notice
from kenes.notifications.tests.conftest import NOON
from kenes.notifications.titles import SENTENCES, plain, sentence

NAMES = {"kk": "Ішкі істер министрлігі", "ru": "МВД", "en": "Ministry of Internal Affairs"}
FACTS = {
    "who": "Bolat",
    "number": "Q-2026-001",
    "title": "Access of lawyers",
    "asker": {"kk": "Қалқан", "ru": "Калкан", "en": "Qalqan"},
    "addressee": NAMES,
    "organisation": NAMES,
    "body": NAMES,
    "by": NAMES,
    "due": "2026-12-25",
    "until": "2026-12-25",
    "on": "2026-12-25",
    "kind": "declined",
    "stance": "oppose",
    "outcome": "not_adopted",
    "office": "moderator",
    "duty": "validator",
    "seat": "civil 1",
    "version": 2,
    "person": "Clara",
    "document": "report.pdf",
    "hours": "10:00–13:00 (UTC+5)",
}
DAYS = {"kk": "2026 жылғы 25 желтоқсан", "ru": "25 декабря 2026 г.", "en": "25 December 2026"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said_in_every_language(language: str) -> None:
    for code in SENTENCES:
        with translation.override(language):
            said = sentence(code, FACTS)
        assert said
        assert "%" not in said
        assert "{" not in said
    with translation.override(language):
        due = sentence("reminder.before_due", FACTS)
    assert NAMES[language] in due
    assert DAYS[language] in due


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_is_in_its_readers_language_whatever_is_active(language: str) -> None:
    user = User.objects.create_user("a@kenes.example", full_name="Әсел", language=language)
    notices = [
        Notice(pk=n, user=user, category=category, title="request.asked", facts=FACTS)
        for n, category in enumerate((Category.REQUESTS, Category.PLACES), 1)
    ]
    told = words.letter(user, notices, Mode.DAILY, NOON)
    with translation.override(language):
        assert str(Category.REQUESTS.label) in told.body
        assert str(Category.PLACES.label) in told.body
        assert sentence("request.asked", FACTS) in told.body
    assert NAMES[language] in told.body
    assert told.body.count(f"/{language}/notices/") == 3
    assert "Әсел" in told.body


def test_codes_have_the_words_of_the_house() -> None:
    assert sentence("reply.signed", FACTS).endswith("Q-2026-001: declined, with reasons")
    assert "as validator of" in sentence("duty.given", FACTS)
    assert sentence("duty.given", {**FACTS, "who": ""}).startswith("The operator entered you")
    body = sentence("request.asked", {**FACTS, "asker": ""})
    assert body.startswith("The body, through its secretariat, asks Ministry")


def test_a_sentence_of_a_later_version_says_its_number() -> None:
    assert sentence("something.new", FACTS) == "Q-2026-001"
    assert sentence("reply.returned", {"who": "Irina"}) == "Irina returned the draft reply to –"


@pytest.mark.parametrize(
    "hostile",
    [
        "a\r\nBcc: b",
        "a\u2028Bcc: b",
        "a\x85Bcc: b",
        "a\x00\x1b\x07Bcc: b",
        "\u202ea\u2066Bcc: b\u2069",
        "  a\t\vBcc:\fb  ",
    ],
)
def test_a_fact_is_one_line_without_anything_invisible(hostile: str) -> None:
    assert plain(hostile) == "a Bcc: b"
    said = sentence("import.ready", {"who": hostile, "document": "x"})
    assert said.startswith("a Bcc: b had")


def test_a_per_cent_sign_in_a_name_is_a_per_cent_sign() -> None:
    assert sentence("import.ready", {"who": "%(number)s 5%", "document": "%s"}).startswith(
        "%(number)s 5% had %s read in"
    )


@pytest.mark.django_db
def test_however_long_a_title_is_its_letter_has_a_short_subject() -> None:
    user = User.objects.create_user("a@kenes.example", full_name="A")
    notice = Notice(
        pk=1,
        user=user,
        category=Category.PROPOSALS,
        title="proposal.commented",
        facts={**FACTS, "title": "ә" * 5_000, "by": {"en": "x" * 5_000}},
    )
    told = words.letter(user, [notice], Mode.AT_ONCE, NOON)
    assert len(told.subject) <= 150
    assert len(told.body) < 2_000
    assert max(len(line.encode()) for line in told.body.splitlines()) < 990
