"""Duties: one drafts, another signs; for a time, and for one organisation."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kenes.access.types import Actor, NotAllowed, Role
from kenes.accounts.models import User
from kenes.journal.models import Entry
from kenes.members.actors import actor_for
from kenes.members.models import Duty, Organisation
from kenes.members.services import duties
from kenes.members.tests.conftest import Council
from kenes.record.models import Entry as Published

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def bolat(council: Council) -> User:
    return User.objects.create_user("bolat@example.org", full_name="Bolat")


@pytest.fixture
def other(council: Council) -> Organisation:
    return Organisation.objects.create(slug="other", kind="state_body", name_en="Other")


def give(council: Council, kind: str, user: User | None, **facts: Any) -> Duty:
    given = {"kind": kind, "user": user, "person_name": str(user), "starts_on": TODAY, **facts}
    organisation = given.pop("organisation", council.organisation)
    return duties.give(organisation, facts=given, actor=council.secretary, now=NOW)


def test_the_secretariat_gives_and_ends_and_nobody_else(council: Council, bolat: User) -> None:
    facts = {"kind": "focal_point", "person_name": "Bolat", "user": bolat, "starts_on": TODAY}
    with pytest.raises(NotAllowed):
        duties.give(council.organisation, facts=facts, actor=council.member, now=NOW)
    assert not Duty.objects.exists()
    duty = duties.give(council.organisation, facts=facts, actor=council.secretary, now=NOW)
    with pytest.raises(NotAllowed):
        duties.end(duty, on=TODAY, actor=council.member, now=NOW)
    duties.end(duty, on=TODAY, actor=council.secretary, now=NOW)
    kinds = ("duty.give", "duty.end")
    assert [one.kind for one in Entry.objects.filter(kind__in=kinds).order_by("id")] == list(kinds)
    subjects = Published.objects.filter(act__kind__in=kinds).values_list("subject", flat=True)
    assert set(subjects) == {f"organisation/{council.organisation.pk}"}


@pytest.mark.parametrize("first", ["focal_point", "validator"])
@pytest.mark.parametrize("second", ["focal_point", "validator"])
def test_nobody_drafts_and_signs_for_one_organisation(
    council: Council, bolat: User, other: Organisation, first: str, second: str
) -> None:
    give(council, first, bolat)
    with pytest.raises(ValidationError, match="two persons draft and sign"):
        give(council, second, bolat, person_name="Under another name")
    assert give(council, second, bolat, organisation=other).kind == second
    assert give(council, second, council.member_user).kind == second


@pytest.mark.parametrize("has_account", [True, False])
def test_a_person_without_an_account_is_known_by_name(
    council: Council, bolat: User, has_account: bool
) -> None:
    give(council, "focal_point", bolat if has_account else None, person_name="Bolat Serikuly")
    with pytest.raises(ValidationError, match="two persons draft and sign"):
        give(council, "validator", None, person_name=" bolat serikuly ")
    assert give(council, "validator", None, person_name="Irina Sokolova").person


def test_two_with_accounts_may_have_one_name(council: Council, bolat: User) -> None:
    give(council, "focal_point", bolat, person_name="Kim")
    assert give(council, "validator", council.member_user, person_name="Kim").pk


@pytest.mark.parametrize(
    ("starts", "ends", "meets"),
    [
        (-10, -1, False),
        (-10, 0, True),
        (-10, None, True),
        (5, 5, True),
        (10, None, True),
        (11, None, False),
        (11, 20, False),
    ],
)
def test_the_other_duty_can_come_before_or_after(
    council: Council, bolat: User, starts: int, ends: int | None, meets: bool
) -> None:
    give(council, "focal_point", bolat, ends_on=TODAY + 10 * DAY)
    when = {
        "starts_on": TODAY + starts * DAY,
        "ends_on": None if ends is None else TODAY + ends * DAY,
    }
    if meets:
        with pytest.raises(ValidationError):
            give(council, "validator", bolat, **when)
    else:
        assert give(council, "validator", bolat, **when).pk


def test_a_duty_does_not_end_before_it_begins(council: Council, bolat: User) -> None:
    with pytest.raises(ValidationError) as caught:
        give(council, "validator", bolat, ends_on=TODAY - DAY)
    assert list(caught.value.message_dict) == ["ends_on"]
    duty = give(council, "validator", bolat)
    with pytest.raises(ValidationError, match="before it begins"):
        duties.end(duty, on=TODAY - DAY, actor=council.secretary, now=NOW)
    duty.ends_on = TODAY - DAY
    with pytest.raises(IntegrityError), transaction.atomic():
        duty.save()


def test_a_duty_ends_earlier_and_not_later(council: Council, bolat: User) -> None:
    duty = give(council, "validator", bolat, ends_on=TODAY + 9 * DAY)
    with pytest.raises(ValidationError, match="ends earlier than that already"):
        duties.end(duty, on=TODAY + 10 * DAY, actor=council.secretary, now=NOW)
    ended = duties.end(duty, on=TODAY + 2 * DAY, actor=council.secretary, now=NOW)
    assert ended.ends_on == TODAY + 2 * DAY


@pytest.mark.parametrize("kind", ["", "deputy", "signatory"])
def test_there_are_two_duties_and_no_third(council: Council, bolat: User, kind: str) -> None:
    with pytest.raises(ValidationError) as caught:
        give(council, kind, bolat)
    assert list(caught.value.message_dict) == ["kind"]


def test_whom_one_drafts_and_signs_for_follows_the_days(
    council: Council, bolat: User, other: Organisation
) -> None:
    give(council, "focal_point", bolat, ends_on=TODAY + 10 * DAY)
    give(council, "validator", bolat, organisation=other, starts_on=TODAY + 5 * DAY)
    give(council, "validator", None, person_name="Without an account")

    def on(days: int) -> Actor:
        return actor_for(bolat, today=TODAY + days * DAY)

    none: frozenset[int] = frozenset()
    one, two = frozenset({council.organisation.pk}), frozenset({other.pk})
    assert [(on(n).drafts_for, on(n).signs_for) for n in (-1, 0, 4, 5, 10, 11)] == [
        (none, none),
        (one, none),
        (one, none),
        (one, two),
        (one, two),
        (none, two),
    ]
    assert {Role.FOCAL_POINT, Role.VALIDATOR} <= on(5).roles
    assert Role.FOCAL_POINT not in on(-1).roles | on(11).roles
    assert not on(5).organisation_ids  # a duty is no seat
    assert Role.MEMBER not in on(5).roles


def test_a_seat_alone_neither_drafts_nor_signs(council: Council) -> None:
    assert not council.member.drafts_for | council.member.signs_for
    assert not council.member.roles & {Role.FOCAL_POINT, Role.VALIDATOR}
