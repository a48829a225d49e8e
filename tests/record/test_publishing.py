"""Entering acts: with the act or not at all, without a name, and only what was said."""

import json
from datetime import datetime

import pytest
from django.db import transaction

from kenes.access.types import operator
from kenes.engines.ledger.entry import committed, decode_bytes
from kenes.engines.ledger.errors import Malformed
from kenes.journal.services import write
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import entries
from kenes.record.models import Entry
from kenes.record.services.publishing import Said, pseudonym, publish
from tests.record.conftest import WORDS

pytestmark = pytest.mark.django_db


def test_each_act_on_a_matter_is_an_entry(matter: Recommendation) -> None:
    made = Entry.objects.filter(subject=matter.number).order_by("id")
    assert [entry.type for entry in made] == [
        "recommendation.recorded",
        "recommendation.corrected",
        "recommendation.assessed",
    ]
    corrected = made[1].form()
    assert set(corrected.commitments) >= {"position", "act.reason"}
    assert "action" not in corrected.commitments, "what did not change is not said again"


def test_an_entry_holds_commitments_and_no_words(matter: Recommendation) -> None:
    entry = Entry.objects.get(subject=matter.number, type="recommendation.recorded")
    assert WORDS.encode() not in bytes(entry.data)
    assert b"KAZ" not in bytes(entry.data)
    told = entry.told["text.en"]
    assert json.loads(told["payload"]) == {"state": "original", "text": WORDS}
    commitment = committed(decode_bytes(told["salt"]), told["payload"])
    assert entry.form().commitments["text.en"] == commitment


def test_the_same_words_give_another_commitment_each_time(
    matter: Recommendation, now: datetime
) -> None:
    again = entries.record(text=WORDS, language="en", facts={}, actor=operator("test"), now=now)
    made = Entry.objects.filter(subject__in=[matter.number, again.number])
    commitments = [e.form().commitments.get("text.en") for e in made.filter(type__endswith="ded")]
    assert len(set(commitments)) == 2


def test_what_is_rolled_back_was_never_entered(matter: Recommendation, now: datetime) -> None:
    before = Entry.objects.count()
    with transaction.atomic():
        entries.record(text="Gone", language="en", facts={}, actor=operator("test"), now=now)
        transaction.set_rollback(True)
    assert Entry.objects.count() == before


def test_a_person_has_one_pseudonym_that_is_not_their_number(matter: Recommendation) -> None:
    assert pseudonym(7, "") == pseudonym(7, "renamed since") != pseudonym(8, "")
    assert pseudonym(None, "kenes demo") != pseudonym(None, "kenes user")
    made = {entry.form().actor for entry in Entry.objects.filter(subject=matter.number)}
    assert made == {pseudonym(None, "test")}


def test_an_act_enters_only_its_own_types(matter: Recommendation, now: datetime) -> None:
    act = write("recommendation.assess", matter, actor=operator("test"), at=now)
    with pytest.raises(ValueError, match="does not enter"):
        publish(act, Said(subject=matter.number, type="recommendation.in_law"))


def test_an_act_too_large_for_an_entry_is_refused_whole(
    matter: Recommendation, now: datetime
) -> None:
    state = {f"field.{number}": "x" for number in range(1_000)}
    before = Entry.objects.count()
    act = write("recommendation.assess", matter, actor=operator("test"), at=now)
    with pytest.raises(Malformed, match="too large"):
        publish(act, Said(subject=matter.number, state=state))
    assert Entry.objects.count() == before
