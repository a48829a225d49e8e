"""Composing the body: who may, what is refused and why, what the journal keeps."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kenes.access.types import VISITOR, NotAllowed
from kenes.journal.models import Entry
from kenes.members.models import Body, Organisation, Seat
from kenes.members.services import bodies, offices, organisations, seats
from kenes.members.tests.conftest import Council

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)
NGO = {"slug": "taza-su", "kind": "ngo", "name_en": "Taza Su"}
GROUP = {"slug": "group", "kind": "working_group", "name_en": "Group"}


def term(**facts: Any) -> dict[str, Any]:
    return {"person_name": "Gulnar", "capacity": "alternate", "starts_on": TODAY, **facts}


ACTS: dict[str, Callable[[Council, Any], Any]] = {
    "create a body": lambda c, actor: bodies.create_body(
        facts={**GROUP, "parent": c.body}, actor=actor, now=NOW
    ),
    "change a body": lambda c, actor: bodies.change_body(
        c.body, facts={"name_ru": "Совет"}, actor=actor, now=NOW
    ),
    "create a chamber": lambda c, actor: bodies.create_chamber(
        facts={"slug": "state", "side": "state", "name_en": "State"}, actor=actor, now=NOW
    ),
    "change a chamber": lambda c, actor: bodies.change_chamber(
        c.chamber, facts={"name_ru": "Общество"}, actor=actor, now=NOW
    ),
    "enter an organisation": lambda c, actor: organisations.create(
        facts=NGO, actor=actor, now=NOW
    ),
    "change an organisation": lambda c, actor: organisations.change(
        c.organisation, facts={"website": "https://qalqan.example/"}, actor=actor, now=NOW
    ),
    "create a seat": lambda c, actor: seats.create(
        c.body, facts={"chamber": c.chamber, "label": "2", "created_on": TODAY},
        actor=actor, now=NOW,
    ),
    "change a seat": lambda c, actor: seats.change(
        c.seat, facts={"label": "first"}, actor=actor, now=NOW
    ),
    "appoint": lambda c, actor: seats.appoint(c.seat, facts=term(), actor=actor, now=NOW),
    "end a term": lambda c, actor: seats.end(
        c.holder, on=TODAY, reason="resigned", actor=actor, now=NOW
    ),
    "abolish a seat": lambda c, actor: seats.abolish(c.seat, on=TODAY, actor=actor, now=NOW),
    "give an office": lambda c, actor: offices.give(
        c.body, facts={"kind": "chair", "person_name": "Farida", "starts_on": TODAY},
        actor=actor, now=NOW,
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_only_the_secretariat_composes_the_body(council: Council, act: Any) -> None:
    with pytest.raises(NotAllowed, match="Sign in to do this"):
        act(council, VISITOR)
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        act(council, council.member)
    assert not Entry.objects.exists()
    act(council, council.secretary)
    assert Entry.objects.order_by("id")[0].actor_name == "Amina"


def test_a_change_is_journaled_with_before_and_after(council: Council) -> None:
    organisations.change(
        council.organisation, facts={"kind": "other"}, actor=council.secretary, now=NOW
    )
    entry = Entry.objects.get()
    assert entry.kind == "organisation.change"
    assert entry.facts == {"changes": {"kind": ["ngo", "other"]}}


def test_saving_without_a_change_writes_nothing(council: Council) -> None:
    organisations.change(
        council.organisation, facts={"kind": "ngo"}, actor=council.secretary, now=NOW
    )
    assert not Entry.objects.exists()


def test_a_name_in_no_language_is_refused(council: Council) -> None:
    with pytest.raises(ValidationError, match="at least one language"):
        organisations.create(facts={"slug": "x", "kind": "ngo"}, actor=council.secretary, now=NOW)
    with pytest.raises(ValidationError, match="at least one language"):
        bodies.change_body(council.body, facts={"name_en": ""}, actor=council.secretary, now=NOW)
    assert Body.objects.get().name_en == "Council"


def test_an_address_taken_already_is_refused(council: Council) -> None:
    with pytest.raises(ValidationError) as refused:
        organisations.create(facts={**NGO, "slug": "qalqan"}, actor=council.secretary, now=NOW)
    assert "slug" in refused.value.message_dict


def test_a_script_is_no_website(council: Council) -> None:
    with pytest.raises(ValidationError) as refused:
        organisations.create(
            facts={**NGO, "website": "javascript:alert(1)"}, actor=council.secretary, now=NOW
        )
    assert "website" in refused.value.message_dict


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "plenary", "slug": "second", "name_en": "Second"}, "kind"),
        (GROUP, "parent"),
    ],
)
def test_the_tree_has_one_root(council: Council, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        bodies.create_body(facts=facts, actor=council.secretary, now=NOW)
    assert field in refused.value.message_dict


def test_no_body_is_under_itself(council: Council) -> None:
    actor = council.secretary
    group = bodies.create_body(facts={**GROUP, "parent": council.body}, actor=actor, now=NOW)
    under = bodies.create_body(
        facts={**GROUP, "slug": "sub", "kind": "subgroup", "parent": group}, actor=actor, now=NOW
    )
    with pytest.raises(ValidationError, match="under itself"):
        bodies.change_body(group, facts={"parent": under}, actor=actor, now=NOW)


def test_a_chamber_with_seats_keeps_its_side(council: Council) -> None:
    with pytest.raises(ValidationError, match="cannot change any more"):
        bodies.change_chamber(
            council.chamber, facts={"side": "state"}, actor=council.secretary, now=NOW
        )


def test_a_seat_has_one_holder_at_a_time(council: Council) -> None:
    actor = council.secretary
    with pytest.raises(ValidationError, match="Clara serves then"):
        seats.appoint(council.seat, facts=term(capacity="holder"), actor=actor, now=NOW)
    seats.end(council.holder, on=TODAY, reason="resigned", actor=actor, now=NOW)
    with pytest.raises(ValidationError, match="Clara serves then"):
        seats.appoint(council.seat, facts=term(capacity="holder"), actor=actor, now=NOW)
    tomorrow = date(2026, 3, 3)
    after = seats.appoint(
        council.seat, facts=term(capacity="holder", starts_on=tomorrow), actor=actor, now=NOW
    )
    assert after.organisation == council.organisation


def test_nobody_is_holder_and_alternate_at_once(council: Council) -> None:
    with pytest.raises(ValidationError, match="holder and alternate"):
        seats.appoint(
            council.seat, facts=term(user=council.member_user), actor=council.secretary, now=NOW
        )


def test_a_vacant_seat_takes_the_organisation_of_its_first_term(council: Council) -> None:
    actor = council.secretary
    seat = seats.create(
        council.body,
        facts={"chamber": council.chamber, "label": "2", "created_on": TODAY},
        actor=actor,
        now=NOW,
    )
    with pytest.raises(ValidationError, match="say who is represented"):
        seats.appoint(seat, facts=term(), actor=actor, now=NOW)
    seats.appoint(seat, facts=term(organisation=council.organisation), actor=actor, now=NOW)
    assert Seat.objects.get(pk=seat.pk).organisation == council.organisation


def test_a_term_ends_once_with_a_reason_and_stays_as_history(council: Council) -> None:
    actor = council.secretary
    with pytest.raises(ValidationError, match="Say why"):
        seats.end(council.holder, on=TODAY, reason=" ", actor=actor, now=NOW)
    with pytest.raises(ValidationError, match="before it begins"):
        seats.end(council.holder, on=date(2019, 1, 1), reason="x", actor=actor, now=NOW)
    ended = seats.end(council.holder, on=TODAY, reason="resigned", actor=actor, now=NOW)
    assert (ended.ends_on, ended.ended_because) == (TODAY, "resigned")
    with pytest.raises(ValidationError, match="ended already"):
        seats.end(council.holder, on=TODAY, reason="again", actor=actor, now=NOW)


def test_an_abolished_seat_ends_its_terms_and_takes_no_more(council: Council) -> None:
    actor = council.secretary
    seats.abolish(council.seat, on=TODAY, actor=actor, now=NOW)
    council.holder.refresh_from_db()
    assert council.holder.ends_on == TODAY
    with pytest.raises(ValidationError, match="abolished by then"):
        seats.appoint(council.seat, facts=term(), actor=actor, now=NOW)
    with pytest.raises(ValidationError, match="abolished already"):
        seats.abolish(council.seat, on=TODAY, actor=actor, now=NOW)


def test_the_last_secretary_cannot_leave(council: Council) -> None:
    actor = council.secretary
    office = council.body.offices.get()
    with pytest.raises(ValidationError, match="name another secretary first"):
        offices.end(office, on=TODAY, actor=actor, now=NOW)
    offices.give(
        council.body,
        facts={
            "kind": "secretary",
            "person_name": "Clara",
            "user": council.member_user,
            "starts_on": TODAY,
        },
        actor=actor,
        now=NOW,
    )
    assert offices.end(office, on=TODAY, actor=actor, now=NOW).ends_on == TODAY


def test_a_body_has_one_chair(council: Council) -> None:
    ACTS["give an office"](council, council.secretary)
    with pytest.raises(ValidationError, match="name a co-chair"):
        ACTS["give an office"](council, council.secretary)


def test_words_find_an_organisation_by_their_beginnings_in_any_language(council: Council) -> None:
    for words in ("қалқ", "щит калк", "ҰЛЫ", "сёл", "\u202eسلا"):
        found = list(Organisation.objects.named(words))
        assert found == ([] if words == "сёл" else [council.organisation]), words


def test_kazakh_letters_stand_where_the_alphabet_has_them(council: Council) -> None:
    names = ["Өрлеу", "Оян", "Ңау", "Нұр", "Әділ", "Азат", "Бірлік", "Zhas", "7 күн", "«Ар»"]
    for number, name in enumerate(names):
        Organisation.objects.create(slug=f"o{number}", kind="ngo", name_kk=name)
    placed = Organisation.objects.exclude(pk=council.organisation.pk).order_by("sort_kk", "id")
    assert [row.name_kk for row in placed] == [
        "7 күн", "Zhas", "Азат", "«Ар»", "Әділ", "Бірлік", "Нұр", "Ңау", "Оян", "Өрлеу",
    ]  # fmt: skip
