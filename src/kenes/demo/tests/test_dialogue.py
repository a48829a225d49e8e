"""What the files of the dialogue say, before anything is loaded."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from babel import Locale

from kenes.demo import sources
from kenes.demo.dialogue import FIRST_DAY, LAST_DAY, rows, wording
from kenes.demo.meetings import meetings
from kenes.languages.types import LANGUAGES
from kenes.proposals import texts
from kenes.proposals.lifecycle import OUTCOMES, ClaimKind, FormGround, Stance
from kenes.proposals.models import PARTS
from kenes.replies.lifecycle import TAKES, ReplyKind, RequestKind

pytestmark = pytest.mark.files

PROPOSALS, REQUESTS, ANSWERS = rows("proposals"), rows("requests"), rows("answers")
ORGANISATIONS = {row["slug"]: row for row in sources.tables("organisations", "organisations")}
BY_KEY = {row["key"]: row for row in PROPOSALS}
OUTCOME = {
    "adopt": "adopted",
    "adopt_in_part": "adopted_in_part",
    "not_adopt": "not_adopted",
    "refer": "referred",
}
DECIDED = {
    item["about"]: OUTCOME[event["kind"]]
    for meeting in meetings()
    for item in meeting["items"]
    for event in item.get("floor", [])
    if event["do"] == "decide" and event["kind"] in OUTCOME
} | {row["about"]: "schedule" for meeting in meetings() for row in meeting.get("titles", [])}
ONLY_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
SPEECH = ("comments", "positions", "claims", "steps", "versions", "sponsors")


def said() -> Iterator[tuple[str, str]]:
    """Everything anybody says, with the language it is in."""
    for row in PROPOSALS:
        yield from ((row["language"], row[part]) for part in ("title", *PARTS) if row[part])
        for version in row.get("versions", []):
            yield row["language"], version["note"]
            yield from ((row["language"], text) for text in version["paragraphs"].values())
        for one in (*row.get("comments", []), *row.get("claims", [])):
            yield one["lang"], one["text"]
        for one in row.get("claims", []):
            yield from ((one["lang"], one[name]) for name in ("method", "capacity") if name in one)
        yield from ((one["lang"], one["reason"]) for one in row.get("positions", []))
        for step in row.get("steps", []):
            yield from step.get("reason", {}).items()
    for row in REQUESTS:
        yield row["language"], row["text"]
    for row in (*REQUESTS, *ANSWERS):
        yield from ((one["language"], one["text"]) for one in row.get("replies", []))


def wordings(row: dict[str, Any]) -> list[tuple[date, int]]:
    """The day of each version, and how many paragraphs it has."""
    current = wording(row)
    found = [(row["begun"], current)]
    for version in sorted(row.get("versions", []), key=lambda one: one["on"]):
        current = wording(current, version["paragraphs"])
        found.append((version["on"], current))
    return [(on, sum(len(texts.split(one[part])) for part in PARTS)) for on, one in found]


def reached(row: dict[str, Any]) -> str:
    """What was done last, by a step or at a meeting; nothing for a draft."""
    if row["key"] in DECIDED:
        return DECIDED[row["key"]]
    steps = [step["act"] for step in row.get("steps", [])]
    return str((["submit"] if "submitted" in row else [""], steps)[bool(steps)][-1])


def test_every_file_is_short_enough_to_be_read() -> None:
    for file in (files("kenes.demo") / "data" / "dialogue").iterdir():
        assert len(file.read_text(encoding="utf-8").splitlines()) < 500, file.name


def test_proposals_are_about_a_third_each_in_the_three_languages() -> None:
    assert len(BY_KEY) == len(PROPOSALS)
    assert 14 <= len(PROPOSALS) <= 18
    shares = Counter(row["language"] for row in PROPOSALS)
    assert set(shares) == set(LANGUAGES)
    assert min(shares.values()) >= 5


def test_all_that_is_said_is_in_the_language_it_claims() -> None:
    for language, text in said():
        if language == "en":
            assert not CYRILLIC.search(text), text
        elif text:
            assert CYRILLIC.search(text), text
            assert bool(ONLY_KAZAKH.search(text)) == (language == "kk"), text


def test_no_state_is_named() -> None:
    names = {language: countries(language) for language in LANGUAGES}
    for language, text in said():
        assert not names[language].search(text), text
        assert not re.search("[Kк]a[zз]akh|азахстан|азақстан|теңге|тенге", text), text


def countries(language: str) -> re.Pattern[str]:
    named = Locale(language).territories.items()
    return re.compile(
        "|".join(rf"\b{re.escape(name)}\b" for code, name in named if code.isalpha())
    )


def test_nothing_is_said_twice() -> None:
    counts = Counter(" ".join(text.split()) for _language, text in said() if len(text) > 40)
    assert [text for text, count in counts.items() if count > 1] == []


def test_proposals_come_from_every_side_and_mostly_from_associations() -> None:
    kinds = Counter(ORGANISATIONS[row["organisation"]]["kind"] for row in PROPOSALS)
    assert kinds.keys() == {"ngo", "state_body", "parliament", "nhri"}
    assert kinds["ngo"] > len(PROPOSALS) / 2
    drafts = {row["organisation"] for row in PROPOSALS if "submitted" not in row}
    assert drafts == {"qalqan", "taza-su"}  # of Clara and of Helen


def test_what_was_submitted_has_one_to_four_paragraphs_in_each_part() -> None:
    for row in PROPOSALS:
        if "submitted" in row:
            for part in PARTS:
                assert 1 <= len(texts.split(row[part])) <= 5, (row["key"], part)


def test_every_way_of_a_proposal_is_gone() -> None:
    assert {reached(row) for row in PROPOSALS} == {
        *("", "submit", "appeal", "accept", "schedule", "withdraw"),
        *OUTCOMES,
    }
    acts = Counter(step["act"] for row in PROPOSALS for step in row.get("steps", []))
    assert acts["return"] >= 2
    assert acts["overrule"] == 1
    assert any(step.get("short") for row in PROPOSALS for step in row.get("steps", []))
    assert {len(wordings(row)) for row in PROPOSALS} == {1, 2, 3, 4}


def test_one_proposal_is_spoken_of_by_many_and_some_by_nobody() -> None:
    comments = [len(row.get("comments", [])) for row in PROPOSALS]
    stands = [{one["by"] for one in row.get("positions", [])} for row in PROPOSALS]
    assert max(comments) == 25
    assert 0 in comments
    most = max(stands, key=len)
    assert len(most) == 14
    assert {ORGANISATIONS[slug]["kind"] for slug in most} == {
        *("ngo", "state_body", "parliament", "nhri")
    }
    changed = [row for row in PROPOSALS if _changed(row)]
    assert len(changed) == 2


def _changed(row: dict[str, Any]) -> bool:
    counts = Counter(one["by"] for one in row.get("positions", []))
    return max(counts.values(), default=0) > 1


def test_claims_of_each_kind_come_from_several_sides_and_facts_say_how_they_were_counted() -> None:
    claims = [claim for row in PROPOSALS for claim in row.get("claims", [])]
    for kind in ClaimKind.values:
        makers = {ORGANISATIONS[one["by"]]["kind"] for one in claims if one["kind"] == kind}
        assert len(makers) >= 2, kind
    facts = [one for one in claims if one["kind"] == ClaimKind.FACT]
    assert all(one["evidence"] for one in facts)
    assert any("method" in one for one in facts if one["by"] == "interior")
    assert any("retracted" in one for one in claims)


def test_co_sponsors_accept_decline_leave_and_wait() -> None:
    sponsors = [one for row in PROPOSALS for one in row.get("sponsors", [])]
    assert {one.get("answer") for one in sponsors} == {"join", "decline", None}
    assert any("left" in one for one in sponsors)


def test_every_code_and_every_name_is_known() -> None:
    for row in PROPOSALS:
        said_by = {one["by"] for name in SPEECH for one in row.get(name, []) if "by" in one}
        assert {row["organisation"], *said_by} <= set(ORGANISATIONS)
        for one in row.get("positions", []):
            assert one["stance"] in Stance.values
            assert one["reason"] or one["stance"] == Stance.SUPPORT, one
        for step in row.get("steps", []):
            assert set(step.get("grounds", [])) <= set(FormGround.values)
            if step["act"] in {"return", "overrule"}:
                assert set(step["reason"]) == set(LANGUAGES), row["key"]
    for row in REQUESTS:
        assert {row.get("from", "qalqan"), row["to"]} <= set(ORGANISATIONS)
        assert {one["kind"] for one in row.get("replies", [])} <= set(TAKES[row["kind"]])


def test_links_lead_to_the_register_and_to_proposals() -> None:
    known = {f"{row['document']} {row['paragraph']}" for row in sources.recommendations()}
    for row in PROPOSALS:
        assert row["links"]
        assert set(row["links"]) <= known, row["key"]
    for row in REQUESTS:
        assert row.get("about", "lawyer") in known | set(BY_KEY), row["key"]


def test_a_comment_is_on_a_paragraph_that_its_version_has() -> None:
    for row in PROPOSALS:
        history = wordings(row)
        for one in row.get("comments", []):
            current = [count for on, count in history if on <= one["on"]][-1]
            assert 0 <= one["par"] <= current, (row["key"], one["text"])


def test_a_version_changes_paragraphs_that_were_there() -> None:
    for row in PROPOSALS:
        counts = [count for _on, count in wordings(row)]
        for version, count in zip(row.get("versions", []), counts, strict=False):
            numbers = [int(number) for number in version["paragraphs"]]
            assert numbers
            assert 1 <= min(numbers) <= max(numbers) <= count, row["key"]


def test_days_are_of_the_year_and_in_their_order() -> None:
    for row in PROPOSALS:
        days = [one["on"] for name in SPEECH for one in row.get(name, []) if "on" in one]
        for day in (row["begun"], row.get("submitted", row["begun"]), *days):
            assert FIRST_DAY <= day <= LAST_DAY, (row["key"], day)
            assert day.weekday() < 5, (row["key"], day)
        assert row["begun"] <= row.get("submitted", row["begun"])
    for row in (*REQUESTS, *ANSWERS):
        day = row.get("on", FIRST_DAY)
        for one in row.get("replies", []):
            for name in ("drafted", "up", "returned", "up_again", "signed"):
                if name in one:
                    assert day <= one[name] <= LAST_DAY, row
                    assert one[name].weekday() < 5, (row, name)
                    day = one[name]


def test_requests_go_every_way_and_are_answered_in_every_way() -> None:
    assert len({row["key"] for row in REQUESTS}) == len(REQUESTS)
    assert 25 <= len(REQUESTS) <= 35
    assert {row["kind"] for row in REQUESTS} == set(RequestKind.values)
    kinds = {one["kind"] for row in REQUESTS for one in row.get("replies", [])}
    assert kinds == set(ReplyKind.values)
    ways = {(_kind(row.get("from")), _kind(row["to"])) for row in REQUESTS}
    assert ways >= {
        ("ngo", "state_body"),
        ("parliament", "donor"),
        ("state_body", "ngo"),
        ("donor", "ngo"),
        ("mission", "state_body"),
        ("ngo", "parliament"),
        ("ngo", "international"),
        ("nhri", "state_body"),
        ("body", "state_body"),
    }
    assert sum(not row.get("public", True) for row in REQUESTS) == 1


def _kind(slug: str | None) -> str:
    return str(ORGANISATIONS[slug]["kind"]) if slug else "body"
