"""A consultation from its draft to its end: what each act needs, does and publishes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kenes.access.types import VISITOR, NotAllowed
from kenes.journal.models import Entry as Act
from kenes.opinions import keys, link
from kenes.opinions.lifecycle import StatementStatus, Status, Way
from kenes.opinions.models import (
    Consultation,
    Entrance,
    Exposure,
    Invitation,
    OpinionMap,
    Participant,
    Vote,
)
from kenes.opinions.services import (
    closing,
    entering,
    mapping,
    preparing,
    proposing,
    sealing,
    voting,
)
from kenes.opinions.tests.conftest import House
from kenes.record.models import Entry


def error(raised: "pytest.ExceptionInfo[ValidationError]", field: str = "") -> str:
    found = getattr(raised.value, "message_dict", {"": raised.value.messages})
    assert set(found) == {field}
    return " ".join(found[field])


def test_what_is_prepared_is_nobody_elses_and_has_no_number_yet(house: House) -> None:
    one = house.draft()
    assert one.status == Status.DRAFT
    assert one.number.startswith("draft-")
    assert {row.status for row in one.statements.all()} == {StatementStatus.WAITING}
    assert not Entry.objects.filter(type__startswith="consultation").exists()


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"name": {"en": " \x00 "}}, "name", "needs a title"),
        ({"name": {"ru": "x" * 301}}, "name", "at most 300"),
        ({"question": {"kk": "x" * 2_001}}, "question", "at most 2000"),
        ({"circle": "friends"}, "circle", "Choose one"),
        ({"languages": ["xx"]}, "languages", "at least one language"),
        ({"about": "P-2026-999"}, "about", "no such public number"),
        ({"about": "nonsense \x00 here"}, "about", "no such public number"),
        ({"entries_an_hour": 0}, "entries_an_hour", "from 1 to"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    given: dict[str, Any], field: str, said: str, house: House
) -> None:
    with pytest.raises(ValidationError) as raised:
        house.draft(**given)
    assert said in error(raised, field)
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("key", ["bolat", "clara", "damir", "erik"])
def test_only_the_secretariat_and_the_chair_hold_one(key: str, house: House) -> None:
    with pytest.raises(NotAllowed):
        preparing.prepare(**house.facts(), actor=house.actor(key), now=house.now)
    one = house.draft()
    last = house.today + timedelta(days=20)
    with pytest.raises(NotAllowed):
        preparing.open_(one, closes_on=last, actor=house.actor(key), now=house.now)


def test_it_is_changed_while_it_is_a_draft_and_never_after(house: House) -> None:
    one = house.draft()
    actor = house.actor("amina")
    facts = house.facts(name={"kk": "Әділет"}, circle="members")
    one = preparing.change(one, facts=facts, actor=actor, now=house.now)
    assert (one.name_kk, one.name_en, one.circle) == ("Әділет", "", "members")
    last = house.today + timedelta(days=20)
    one = preparing.open_(one, closes_on=last, actor=actor, now=house.now)
    with pytest.raises(NotAllowed, match="does not change"):
        preparing.change(one, facts=facts, actor=actor, now=house.now)
    with pytest.raises(NotAllowed):
        preparing.discard(one, actor=actor, now=house.now)


def test_a_draft_is_discarded_with_its_statements(house: House) -> None:
    preparing.discard(house.draft(), actor=house.actor("amina"), now=house.now)
    assert not Consultation.objects.exists()


def test_to_open_it_needs_a_question_five_statements_and_the_days_of_the_by_laws(
    house: House,
) -> None:
    actor, soon = house.actor("amina"), house.today + timedelta(days=20)
    bare = house.draft(question={})
    with pytest.raises(ValidationError) as raised:
        preparing.open_(bare, closes_on=soon, actor=actor, now=house.now)
    assert "what is asked" in error(raised)
    few = house.draft(seeds=4)
    with pytest.raises(ValidationError) as raised:
        preparing.open_(few, closes_on=soon, actor=actor, now=house.now)
    assert "1 more statement" in error(raised)
    one = house.draft()
    for days in (13, -3):
        early = house.today + timedelta(days=days)
        with pytest.raises(ValidationError) as raised:
            preparing.open_(one, closes_on=early, actor=actor, now=house.now)
        assert "By the by-laws" in error(raised, "closes_on")
    far = house.today + timedelta(days=800)
    with pytest.raises(ValidationError) as raised:
        preparing.open_(one, closes_on=far, actor=actor, now=house.now)
    assert "Name a day up to" in error(raised, "closes_on")
    one.refresh_from_db()
    assert one.status == Status.DRAFT


def test_opening_gives_it_its_number_and_puts_the_statements_to_the_vote(house: House) -> None:
    one = house.opened()
    year = house.today.year
    assert one.number == f"C-{year}-001"
    assert {row.status for row in one.statements.all()} == {StatementStatus.SHOWN}
    types = dict(Entry.objects.values_list("subject", "type"))
    assert types[one.number] == "consultation.opened"
    assert types[f"{one.number}.5"] == "statement.put"
    actor, last = house.actor("amina"), house.today + timedelta(days=30)
    with pytest.raises(NotAllowed):
        preparing.open_(one, closes_on=last, actor=actor, now=house.now)
    assert house.opened().number == f"C-{year}-002"


def test_it_is_extended_with_a_reason_and_never_shortened(house: House) -> None:
    one, actor = house.opened(), house.actor("amina")
    last = one.closes_on
    assert last is not None
    for closes_on, because, field in (
        (last, "More time", "closes_on"),
        (last - timedelta(days=1), "Less", "closes_on"),
        (last + timedelta(days=1), " \x00", "reason"),
        (last + timedelta(days=800), "For ever", "closes_on"),
    ):
        with pytest.raises(ValidationError) as raised:
            preparing.extend(one, closes_on=closes_on, because=because, actor=actor, now=house.now)
        assert error(raised, field)
    one = preparing.extend(
        one, closes_on=last + timedelta(days=7), because="More time", actor=actor, now=house.now
    )
    assert one.closes_on == last + timedelta(days=7)
    entry = Entry.objects.get(type="consultation.extended")
    assert entry.payloads()["act.reason"] == '"More time"'


def lively(house: House) -> Consultation:
    """A member, one invited and a visitor have come in and voted; a network is counted."""
    one = house.opened()
    (code,) = preparing.invite(one, 1, actor=house.actor("amina"), now=house.now)
    for key, given in (("clara", {}), ("", {"code": code}), ("", {"network": "ab"})):
        actor = house.actor(key) if key else VISITOR
        who, _secret = entering.enter(one, actor=actor, now=house.now, **given)
        voting.cast(who, 1, 1, now=house.later(minutes=1))
        voting.cast(who, 1, -1, now=house.later(minutes=2))
        voting.deal(who, now=house.now)
    return one


def is_sealed(one: Consultation) -> bool:
    """Nothing is left that ties people to numbers, or tells when they came."""
    moments = {*Vote.objects.values_list("at", flat=True)}
    moments |= {*Exposure.objects.values_list("at", flat=True)}
    return (
        not Participant.objects.exclude(digest="").exists()
        and not Entrance.objects.exists()
        and not link.kept()
        and all(at.minute == 0 == at.second for at in moments)
    )


def test_the_close_cuts_every_link_and_draws_the_final_map(house: House) -> None:
    one = lively(house)
    assert link.kept() == {one.pk}
    assert not is_sealed(one)
    before = Vote.objects.count()
    one = house.closed(one)
    assert is_sealed(one)
    assert Vote.objects.count() == before == 6
    assert one.closed_at == house.later(days=1)
    assert OpinionMap.objects.get(of=one).is_final
    types = Entry.objects.filter(subject=one.number).order_by("id").values_list("type", flat=True)
    assert list(types) == ["consultation.opened", "consultation.closed", "consultation.mapped"]
    with pytest.raises(NotAllowed, match="closed"):
        house.closed(one)


def test_the_clock_closes_on_the_day_after_the_last(house: House) -> None:
    one = lively(house)
    assert preparing.close_due(house.later(days=20)) == 0
    assert preparing.close_due(house.later(days=21)) == 1
    one.refresh_from_db()
    assert (one.status, one.closed_because) == (Status.CLOSED, "")
    assert is_sealed(one)
    assert OpinionMap.objects.get(of=one).is_final
    assert preparing.close_due(house.later(days=22)) == 0


@pytest.mark.parametrize("broken", ["seal", "destroy", "draw"])
def test_what_was_broken_off_is_finished_by_the_clock(
    broken: str, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = lively(house)
    place = {"seal": sealing, "destroy": link, "draw": mapping}[broken]

    def stop(*_given: Any, **_named: Any) -> None:
        raise OSError("the power is gone")

    with monkeypatch.context() as patched:
        patched.setattr(place, broken, stop)
        with pytest.raises(OSError, match="power"):
            house.closed(one)
    one.refresh_from_db()
    assert one.status == Status.CLOSED  # nobody votes any more, whatever is left to do
    assert preparing.close_due(house.later(days=1, minutes=1)) == 0
    assert is_sealed(one)
    assert OpinionMap.objects.get(of=one).is_final
    assert closing.left() == []


def test_who_was_faster_and_gave_more_time_is_heard(house: House) -> None:
    one = house.opened()
    last = house.today + timedelta(days=40)
    actor = house.actor("amina")
    preparing.extend(one, closes_on=last, because="More time", actor=actor, now=house.now)
    assert preparing.close_due(house.later(days=21)) == 0


def test_invitations_are_kept_as_digests_and_taken_back_together(house: House) -> None:
    one, actor = house.opened(circle="invited"), house.actor("amina")
    codes = preparing.invite(one, 3, actor=actor, now=house.now)
    assert len(set(codes)) == 3
    assert not Invitation.objects.filter(digest__in=codes).exists()
    who, secret = entering.enter(one, actor=VISITOR, code=codes[0], now=house.now)
    assert who.way == Way.INVITED
    assert preparing.take_back(one, house.now, actor=actor, now=house.now) == 3
    with pytest.raises(NotAllowed):
        entering.enter(one, actor=VISITOR, code=codes[1], now=house.now)
    assert entering.find(one, actor=VISITOR, secret=secret) == who
    with pytest.raises(ValidationError):
        preparing.take_back(one, house.now, actor=actor, now=house.now)


@pytest.mark.parametrize("count", [0, 501, 10**9])
def test_so_many_invitations_are_not_made(count: int, house: House) -> None:
    one = house.opened(circle="invited")
    with pytest.raises(ValidationError) as raised:
        preparing.invite(one, count, actor=house.actor("amina"), now=house.now)
    assert "1 to 500" in error(raised, "count")


@pytest.mark.parametrize("state", ["draft", "members", "closed"])
def test_nobody_is_invited_where_it_would_let_nobody_in(state: str, house: House) -> None:
    one = house.draft() if state == "draft" else house.opened(circle="members")
    if state == "closed":
        one = house.closed(one)
    with pytest.raises(ValidationError):
        preparing.invite(one, 1, actor=house.actor("amina"), now=house.now)


def test_the_journal_never_says_who_came_in_voted_or_proposed(house: House) -> None:
    one = lively(house)
    house.proposed(one, "Lay judges decide with the professional ones")
    acts = Act.objects.filter(at__gte=house.now).values_list("kind", "actor_id")
    own = {house.users["amina"].pk}
    assert {who for kind, who in acts if kind.startswith(("consult", "statement"))} <= own | {None}
    assert not Act.objects.filter(kind__in=("consultation.enter", "vote.cast")).exists()


def test_a_closed_one_takes_no_vote_and_no_statement(house: House) -> None:
    one = house.opened()
    who = house.participant(one)
    house.closed(one)
    with pytest.raises(NotAllowed):
        voting.cast(who, 1, 1, now=house.now)
    with pytest.raises(NotAllowed):
        proposing.propose(who, "Something else", "en", now=house.now)


def test_the_key_is_gone_from_the_disk(house: House) -> None:
    one = lively(house)
    place = keys.path(f"consultation-{one.pk}")
    assert place.exists()
    house.closed(one)
    assert not place.exists()
