"""Statements: written by the secretariat, proposed, accepted, rejected, merged, translated."""

import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kenes.access.moves import IllegalMove
from kenes.access.types import NotAllowed
from kenes.opinions.lifecycle import RejectionGround, StatementStatus
from kenes.opinions.models import Consultation, Statement
from kenes.opinions.services import stating
from kenes.opinions.tests.conftest import SEEDS, House
from kenes.record.models import Entry

TEXT = "Lay judges decide together with professional ones"


def messages(raised: "pytest.ExceptionInfo[ValidationError]", field: str = "") -> list[str]:
    found = getattr(raised.value, "message_dict", {"": raised.value.messages})
    assert set(found) == {field}
    return list(found[field])


def seed(house: House, one: Consultation, text: dict[str, str], **given: Any) -> Statement:
    facts = {"language": "en", "actor": house.actor("amina"), "now": house.now, **given}
    return stating.seed(one, text, facts.pop("language"), **facts)


def test_a_seed_stands_in_three_languages_and_one_is_the_original(house: House) -> None:
    one = house.draft(seeds=0)
    made = seed(house, one, {"en": f"  {TEXT}\n", "kk": "Билер", "ru": ""}, is_about_voter=True)
    assert made.text == {"en": TEXT, "kk": "Билер"}
    assert (made.number, made.language, made.is_seed, made.is_about_voter) == (1, "en", True, True)
    with pytest.raises(ValidationError) as raised:
        seed(house, one, {"kk": "Басқа"}, language="ru")
    assert "in the language of its original" in messages(raised, "text")[0]


def test_many_are_taken_line_by_line_or_not_at_all(house: House) -> None:
    one, actor = house.draft(), house.actor("amina")
    text = f"{TEXT}\n\n{SEEDS[0].upper()}!\n{'x' * 281}\n{TEXT}.\nA sixth one \x00 is fine"
    with pytest.raises(ValidationError) as raised:
        stating.seed_many(one, text, "en", actor=actor, now=house.now)
    said = messages(raised, "text")
    assert len(said) == 3
    assert said[0].startswith("Line 3: Statement 1 says the same")
    assert said[1].startswith("Line 4: Write at most 280 characters; these are 281")
    assert said[2].startswith("Line 5: Statement 6 says the same")
    assert one.statements.count() == 5
    made = stating.seed_many(one, f"{TEXT}\r\nAnother", "en", actor=actor, now=house.now)
    assert [row.number for row in made] == [6, 7]
    assert made[0].text == {"en": TEXT}


@pytest.mark.parametrize("text", ["", " \n \n\x00", "\n".join(f"Number {n}" for n in range(501))])
def test_no_line_and_too_many_lines_are_said(text: str, house: House) -> None:
    one = house.draft()
    with pytest.raises(ValidationError) as raised:
        stating.seed_many(one, text, "en", actor=house.actor("amina"), now=house.now)
    assert "statement" in messages(raised, "text")[0]


def test_five_hundred_lines_take_little_time(house: House) -> None:
    one = house.draft(seeds=0)
    began = time.process_time()
    text = "\n".join(f"The house number {n} is painted in blue" for n in range(500))
    stating.seed_many(one, text, "en", actor=house.actor("amina"), now=house.now)
    assert time.process_time() - began < 3
    assert one.statements.count() == 500


def test_a_decision_is_published_whole_and_with_a_name(house: House) -> None:
    one = house.opened()
    made = house.proposed(one, TEXT)
    made = stating.accept(made, actor=house.actor("amina"), now=house.now)
    entry = Entry.objects.get(subject=made.cited)
    assert entry.type == "statement.put"
    assert entry.payloads()["text"] == f'{{"en":"{TEXT}"}}'
    assert "Amina" in entry.payloads()["person"]
    assert "author" not in entry.payloads()


def test_a_rejection_needs_a_ground_and_a_reason_and_may_be_thought_over(house: House) -> None:
    one, actor = house.opened(), house.actor("amina")
    made = house.proposed(one, TEXT)
    for ground, reason, field in (
        ("dislike", "No", "ground"),
        (RejectionGround.OFF_TOPIC, "", "reason"),
        (RejectionGround.OFF_TOPIC, "x" * 1_001, "reason"),
    ):
        with pytest.raises(ValidationError) as raised:
            stating.reject(made, ground=ground, reason=reason, actor=actor, now=house.now)
        assert messages(raised, field)
    made = stating.reject(
        made, ground=RejectionGround.OFF_TOPIC, reason="Of courts", actor=actor, now=house.now
    )
    assert (made.status, made.reason, made.words) == ("rejected", "Of courts", TEXT)
    made = stating.accept(made, actor=actor, now=house.now)
    assert (made.status, made.ground, made.reason) == ("shown", "", "")
    types = Entry.objects.filter(subject=made.cited).order_by("id").values_list("type", flat=True)
    assert list(types) == ["statement.rejected", "statement.put"]


def test_words_that_do_harm_are_nowhere_published(house: House) -> None:
    one, actor = house.opened(), house.actor("amina")
    made = house.proposed(one, "Mr Secret of 5 Abai Street takes bribes")
    made = stating.reject(
        made,
        ground=RejectionGround.PERSONAL_DATA,
        reason="It names a neighbour",
        actor=actor,
        now=house.now,
    )
    assert made.words == ""
    assert made.text["en"].startswith("Mr Secret")  # who moderates may think it over
    entry = Entry.objects.get(subject=made.cited)
    assert "Secret" not in str(entry.told)
    assert entry.payloads()["ground"] == '"personal_data"'


def test_a_merged_one_points_to_the_other_and_to_nothing_else(house: House) -> None:
    one, actor = house.opened(), house.actor("amina")
    other = house.opened()
    made = house.proposed(one, TEXT)
    rejected = stating.reject(
        one.statements.get(number=2),
        ground=RejectionGround.NOT_ONE,
        reason="Two",
        actor=actor,
        now=house.now,
    )
    for into in (made.number, rejected.number, 99, 0, -1):
        with pytest.raises(ValidationError) as raised:
            stating.merge(made, into=into, actor=actor, now=house.now)
        assert messages(raised, "into")
    assert other.statements.filter(number=1).exists()
    made = stating.merge(made, into=1, actor=actor, now=house.now)
    assert made.merged_into == one.statements.get(number=1)
    assert Entry.objects.get(subject=made.cited).payloads()["merged_into"] == f'"{one.number}.1"'
    with pytest.raises(IllegalMove):
        stating.accept(made, actor=actor, now=house.now)


def test_a_translation_stands_beside_the_original_which_never_changes(house: House) -> None:
    one, actor = house.opened(), house.actor("amina")
    made = one.statements.get(number=1)
    text = {"ru": "К судье за 48 часов", "kk": "", "en": "Something quite different"}
    made = stating.translate(made, text, actor=actor, now=house.now)
    assert made.text == {"en": SEEDS[0], "ru": "К судье за 48 часов"}
    with pytest.raises(ValidationError) as raised:
        stating.translate(made, {"ru": "К судье за 48 часов"}, actor=actor, now=house.now)
    assert messages(raised, "text") == ["Nothing has changed."]
    with pytest.raises(ValidationError):
        stating.translate(made, {"ru": "x" * 281}, actor=actor, now=house.now)
    types = Entry.objects.filter(subject=made.cited).order_by("id").values_list("type", flat=True)
    assert list(types) == ["statement.put", "statement.translated"]


@pytest.mark.parametrize("key", ["bolat", "clara", "erik"])
def test_only_who_leads_decides(key: str, house: House) -> None:
    one, actor = house.opened(), house.actor(key)
    made = house.proposed(one, TEXT)
    with pytest.raises(NotAllowed):
        stating.accept(made, actor=actor, now=house.now)
    with pytest.raises(NotAllowed):
        stating.translate(made, {"ru": "Да"}, actor=actor, now=house.now)
    with pytest.raises(NotAllowed):
        seed(house, one, {"en": "Mine"}, actor=actor)


def test_nothing_is_decided_before_it_opens_or_after_it_closes(house: House) -> None:
    draft, actor = house.draft(), house.actor("amina")
    with pytest.raises(ValidationError, match="not been opened"):
        stating.accept(draft.statements.get(number=1), actor=actor, now=house.now)
    one = house.opened()
    made = house.proposed(one, TEXT)
    house.closed(one)
    with pytest.raises(ValidationError, match="closed"):
        stating.accept(made, actor=actor, now=house.now)
    with pytest.raises(ValidationError, match="closed"):
        seed(house, one, {"en": "Late"})


def test_what_was_prepared_is_taken_out_and_what_was_opened_never(house: House) -> None:
    one, actor = house.draft(), house.actor("amina")
    stating.drop(one.statements.get(number=2), actor=actor, now=house.now)
    assert list(one.statements.values_list("number", flat=True)) == [1, 3, 4, 5]
    opened = house.opened()
    with pytest.raises(NotAllowed):
        stating.drop(opened.statements.get(number=2), actor=actor, now=house.now)


def test_those_that_are_ticked_are_accepted_and_others_stay(house: House) -> None:
    one, actor = house.opened(), house.actor("amina")
    first, second, third = (house.proposed(one, f"{TEXT}, part {n}") for n in range(3))
    ticked = [first.number, third.number, 1, 99]
    assert stating.accept_many(one, ticked, actor=actor, now=house.now) == 2
    assert [row.pk for row in one.statements.filter(status=StatementStatus.WAITING)] == [second.pk]
    numbers = one.statements.filter(pk__in=(first.pk, third.pk)).values_list("number", flat=True)
    assert set(numbers) == {6, 7}  # given by the decision


def test_likely_same_ones_are_found_among_two_thousand_at_once(house: House) -> None:
    one = house.opened()
    Statement.objects.bulk_create(
        Statement(
            of=one,
            number=n,
            text={"en": f"Village {n} needs its {word} school before the road {n * 7} is built"},
            language="en",
            status=StatementStatus.SHOWN,
            proposed_at=house.now,
        )
        for n, word in zip(range(6, 2_001), ("new", "own", "primary", "music") * 500, strict=False)
    )
    began = time.process_time()
    found = stating.alike(one, "A person who is detained must see a judge in 48 hours", "en")
    first = time.process_time() - began
    began = time.process_time()
    again = stating.alike(one, "A lawyer has to be present from the first question", "en")
    second = time.process_time() - began
    assert [row.number for row in found][:1] == [1]
    assert [row.number for row in again][:1] == [2]
    assert first < 1.5
    assert second < 0.3
    assert stating.alike(one, "Полностью другое", "ru") == []
    without = stating.alike(one, SEEDS[0], "en", without=[1])
    assert 1 not in [row.number for row in without]
