"""The public record says what the pages show of a consultation, through a whole life."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from kenes.opinions import recorded
from kenes.opinions.lifecycle import RejectionGround
from kenes.opinions.models import Consultation, OpinionMap, Statement
from kenes.opinions.services import preparing, stating
from kenes.opinions.tests.conftest import Enter, House
from kenes.record.models import Entry
from kenes.record.services import bundling, redacting
from kenes.record.services.checking import check, unrecorded
from kenes.record.services.integrating import integrate
from kenes.record.subjects import field_label, kind_of, shown_of, titles_of


@pytest.fixture
def life(house: House, settings: Any, tmp_path: Path) -> Consultation:
    """Every act there is, on one consultation."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    actor = house.actor("amina")
    one = house.opened()
    first = house.proposed(one, "Lay judges decide together with professional ones")
    second = house.proposed(one, "The neighbour at number 5 is a thief")
    third = house.proposed(one, "A judge is seen within two days")
    stating.accept(first, actor=actor, now=house.now)
    stating.translate(first, {"ru": "Присяжные"}, actor=actor, now=house.now)
    stating.reject(
        second,
        ground=RejectionGround.PERSONAL_DATA,
        reason="A private person",
        actor=actor,
        now=house.now,
    )
    stating.merge(third, into=1, actor=actor, now=house.now)
    stating.reject(
        first, ground=RejectionGround.NOT_ONE, reason="Two at once", actor=actor, now=house.now
    )
    stating.accept(first, actor=actor, now=house.now)
    stating.seed(one, {"en": "One more"}, "en", actor=actor, now=house.now)
    assert one.closes_on is not None
    last = one.closes_on + (house.later(days=5) - house.now)
    preparing.extend(one, closes_on=last, because="Asked for", actor=actor, now=house.now)
    house.proposed(one, "It waits when all is over")
    return house.closed(one)


def of(one: Consultation, findings: Any) -> list[Any]:
    return [f for f in findings if str(f.facts.get("subject", "")).startswith(one.number)]


def test_the_record_says_what_is_shown_after_a_whole_life(
    life: Consultation, house: House
) -> None:
    assert [one for one in unrecorded() if str(one).startswith("C-")] == []
    assert of(life, check(house.later(days=2)).findings) == []
    types = Entry.objects.filter(subject=life.number).order_by("id").values_list("type", flat=True)
    assert list(types) == [
        "consultation.opened",
        "consultation.extended",
        "consultation.closed",
        "consultation.mapped",
    ]
    assert bundling.standing(life.number).agrees
    for number in range(1, 10):
        subject = f"{life.number}.{number}"
        assert bundling.standing(subject).agrees, subject


def test_the_state_is_all_that_the_page_shows_and_never_an_author(life: Consultation) -> None:
    state = shown_of([life.number])[life.number]
    assert state["title"]["ru"] == "Правосудие"
    assert (state["status"], state["circle"]) == ("closed", "public")
    assert {"question", "body", "closes_on", "closed_at", "closed_because"} <= state.keys()
    numbers = [f"{life.number}.{n}" for n in range(1, 11)]
    states = shown_of(numbers)
    assert states[numbers[5]]["text"]["ru"] == "Присяжные"
    assert "text" not in states[numbers[6]]  # its words do harm
    assert states[numbers[7]]["merged_into"] == numbers[0]
    assert states[numbers[9]] == {}  # it was never decided
    assert "author" not in str(states)
    with override("ru"):
        assert titles_of([life.number])[life.number] == f"{life.number}: Правосудие"
        assert "Присяжные" in titles_of(numbers)[numbers[5]]
        assert all(field_label(life.number, name) for name in state)
    kind = kind_of(numbers[0])
    assert kind is not None
    with override("en"):
        assert kind.url(numbers[0]) == f"/en/consultations/{life.number}/statements/1/"
    assert kind.related(numbers[0]) == (life.number,)
    assert set(kind.related(life.number)) == set(numbers[:9])


def test_the_map_is_recorded_by_its_digest(life: Consultation) -> None:
    state = shown_of([life.number])[life.number]
    drawn = OpinionMap.objects.get(of=life)
    said = json.dumps(drawn.facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert state["map"] == sha256(said.encode()).hexdigest()
    OpinionMap.objects.update(facts={**drawn.facts, "k": 9})
    assert not bundling.standing(life.number).agrees


@pytest.mark.parametrize("number", ["C-2026-999", "C-2026-001.99", "C-x.1", "C-2026-001.0", "C-"])
def test_what_is_none_is_shown_as_nothing(number: str, life: Consultation) -> None:
    assert shown_of([number])[number] == {}


def test_drafts_are_nowhere_in_it(house: House) -> None:
    one = house.draft()
    assert shown_of([one.number, f"{one.number}.1"]) == {one.number: {}, f"{one.number}.1": {}}
    assert [n for n in recorded._every() if n.startswith("draft")] == []


def test_a_changed_row_is_found(life: Consultation, house: House) -> None:
    Statement.objects.filter(of=life, number=1).update(text={"en": "Something else"})
    found = of(life, check(house.later(days=2)).findings)
    assert {one.facts["subject"] for one in found} == {f"{life.number}.1"}


def test_erased_words_are_gone_from_the_page_which_says_so(
    life: Consultation,
    house: House,
    enter: Enter,
    django_capture_on_commit_callbacks: Any,
) -> None:
    integrate()
    subject = f"{life.number}.2"
    entry = Entry.objects.get(subject=subject)
    with django_capture_on_commit_callbacks() as callbacks:
        redaction = redacting.ask(
            entry,
            names=["text"],
            ground=redacting.Ground.PERSONAL,
            explanation="A name",
            actor=house.actor("amina"),
            now=house.now,
        )
        redacting.carry_out(redaction, actor=house.actor("farida"), now=house.now)
    for callback in callbacks:
        if "redacting" not in callback.__module__:  # SQLite's own files are of no matter here
            callback()
    assert Statement.objects.get(of=life, number=2).text == {}
    found = [one for one in of(life, check(house.later(days=2)).findings)]
    assert found == []
    page = enter("").get(f"/en/consultations/{life.number}/statements/").content.decode()
    assert "A lawyer is present" not in page
    assert "Erased from the public record by two officers." in page
