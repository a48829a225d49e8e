"""Votes: what is taken and refused, what comes next, how fast, and what stays after the close."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kenes.access.types import VISITOR, NotAllowed
from kenes.accounts.models import User
from kenes.opinions.lifecycle import StatementStatus, Status
from kenes.opinions.limits import TooMany
from kenes.opinions.models import Consultation, Exposure, OpinionMap, Participant, Statement, Vote
from kenes.opinions.services import entering, sealing, voting
from kenes.opinions.tests.opened import at, opened

pytestmark = pytest.mark.django_db


def someone(consultation: Consultation) -> Participant:
    return entering.enter(consultation, actor=VISITOR, now=at(12))[0]


def votes() -> list[tuple[int, int]]:
    return list(Vote.objects.order_by("pk").values_list("statement__number", "value"))


def test_every_act_of_voting_stays_and_the_same_again_is_none(cast: dict[str, User]) -> None:
    who = someone(opened())
    assert voting.cast(who, 3, 1, now=at(12))
    assert not voting.cast(who, 3, 1, now=at(12))
    assert voting.cast(who, 3, -1, now=at(12))
    assert voting.cast(who, 3, 1, now=at(12))
    assert voting.cast(who, 4, 0, now=at(12))
    assert votes() == [(3, 1), (3, -1), (3, 1), (4, 0)]
    assert Vote.objects.order_by("pk")[0].at == at(12)
    assert voting.standing(who) == voting.Standing(voted=2, all=12)
    assert [(one.number, one.own) for one in voting.own(who)] == [(3, 1), (4, 0)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("value", [2, 9, -2])
def test_a_value_outside_the_set_is_refused(value: int, cast: dict[str, User]) -> None:
    with pytest.raises(ValidationError, match="Choose agree"):
        voting.cast(someone(opened()), 1, value, now=at(12))


@pytest.mark.parametrize("status", ["waiting", "rejected", "merged", "none", "other"])
def test_what_is_not_put_to_the_vote_takes_none(status: str, cast: dict[str, User]) -> None:
    one = opened(3)
    number = {"none": 99, "other": 7}.get(status, 2)
    opened(7)
    if status in StatementStatus.values:
        into = one.statements.get(number=1) if status == "merged" else None
        one.statements.filter(number=2).update(status=status, merged_into=into)
    who = someone(one)
    with pytest.raises(ValidationError, match="not put to the vote"):
        voting.cast(who, number, 1, now=at(12))
    with pytest.raises(ValidationError, match="not put to the vote"):
        voting.put_off(who, number, now=at(12))
    assert votes() == []
    for huge in (0, -1, 2**31, 2**80):
        with pytest.raises(ValidationError, match="not put to the vote"):
            voting.cast(who, huge, 1, now=at(12))


def test_the_close_is_upheld_by_the_vote_itself(cast: dict[str, User]) -> None:
    """The page was read while it was open."""
    one = opened()
    who = someone(one)
    Consultation.objects.update(status=Status.CLOSED)
    with pytest.raises(NotAllowed, match="closed"):
        voting.cast(who, 1, 1, now=at(12))
    with pytest.raises(NotAllowed, match="closed"):
        voting.put_off(who, 1, now=at(12))
    assert votes() == []


def test_a_hundred_votes_a_second_are_answered_and_none_is_lost(cast: dict[str, User]) -> None:
    who = someone(opened(100))
    taken, refused = 0, []
    for n in range(100):
        try:
            voting.cast(who, n + 1, 1, now=at(12) + timedelta(milliseconds=10 * n))
            taken += 1
        except TooMany as error:
            refused.append(error.seconds)
    assert (taken, refused, Vote.objects.count()) == (20, [10] * 80, 20)
    voting.cast(who, 100, 1, now=at(12, 1))
    other = someone(Consultation.objects.get())
    voting.cast(other, 1, 1, now=at(12))  # others are not hindered


def test_each_statement_comes_once_and_put_off_ones_last(cast: dict[str, User]) -> None:
    one = opened(6)
    one.statements.filter(number=6).update(status=StatementStatus.WAITING)
    who = someone(one)
    seen = []
    for n in range(5):
        statement = voting.deal(who, now=at(12)).statement
        assert statement is not None
        seen.append(statement.number)
        if n < 2:
            voting.put_off(who, statement.number, now=at(12, n))
        else:
            voting.cast(who, statement.number, 1, now=at(12, n))
    assert sorted(seen) == [1, 2, 3, 4, 5]
    for n, expected in enumerate((*seen[:2], seen[0])):  # in turn, the longest put off first
        again = voting.deal(who, now=at(13)).statement
        assert again is not None
        assert again.number == expected
        voting.put_off(who, expected, now=at(13, n))
    for number in seen[:2]:
        voting.cast(who, number, 0, now=at(14))
    assert voting.deal(who, now=at(15)).statement is None
    assert voting.standing(who).is_done


def test_looking_again_uses_up_no_statement(cast: dict[str, User]) -> None:
    who = someone(opened(50))
    shown = {one.number for _n in range(20) if (one := voting.deal(who, now=at(12)).statement)}
    assert len(shown) == 1
    assert Exposure.objects.count() == 1


def test_what_was_asked_for_comes_and_is_kept_as_shown(cast: dict[str, User]) -> None:
    who = someone(opened(9))
    dealt = voting.deal(who, now=at(12), number=7)
    assert dealt.statement is not None
    assert dealt.statement.number == 7
    assert Exposure.objects.get().statement.number == 7
    nowhere = voting.deal(who, now=at(12), number=999)
    assert nowhere.statement is not None


def test_statements_are_drawn_by_their_weight(cast: dict[str, User]) -> None:
    """By the outcome: weights that do nothing would go unnoticed otherwise."""
    one = opened(3)
    routing = {
        "everybody": {"1": 8.0, "2": 1.0, "3": 1.0},
        "chambers": {"5": {"1": 1.0, "2": 8.0, "3": 1.0}},
    }
    OpinionMap.objects.create(of=one, at=at(12), routing=routing)
    for chamber, most in ((None, 1), (5, 2), (6, 1)):  # of the sixth nobody has voted yet
        who = Participant(of=one, pk=1, chamber_id=chamber)
        rows = voting._rows(who)
        drawn = Counter(voting._drawn(who, rows).number for _n in range(200))
        assert 130 <= drawn[most] <= 185
        assert min(drawn.values()) >= 5
        assert len(drawn) == 3


def test_a_new_statement_weighs_as_much_as_any(cast: dict[str, User]) -> None:
    one = opened(3)
    OpinionMap.objects.create(of=one, at=at(12), routing={"everybody": {"1": 9.0, "2": 0.001}})
    who = Participant(of=one, pk=1)
    rows = voting._rows(who)
    drawn = Counter(voting._drawn(who, rows).number for _n in range(200))
    assert 60 <= drawn[3] <= 140


@pytest.mark.parametrize(
    ("all_", "voted", "enough"), [(12, 9, False), (12, 10, True), (3, 3, True)]
)
def test_when_one_has_voted(all_: int, voted: int, enough: bool) -> None:
    assert voting.Standing(voted=voted, all=all_).is_enough is enough
    assert not voting.Standing(voted=0, all=0).is_enough


def test_ten_thousand_statements_are_dealt_with_in_a_few_queries(
    cast: dict[str, User], django_assert_max_num_queries: object
) -> None:
    one = opened(10_000)
    who = someone(one)
    Vote.objects.bulk_create(
        Vote(of=one, participant=who, statement=statement, value=1, at=at(11))
        for statement in one.statements.all()[:5_000]
    )
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        began = timezone.now()
        voting.cast(who, 9_999, 1, now=at(12))
        dealt = voting.deal(who, now=at(12))
        took = timezone.now() - began
    assert dealt.standing == voting.Standing(voted=5_001, all=10_000)
    assert took < timedelta(milliseconds=500)


def test_after_the_close_rows_tell_no_order_and_no_moment(cast: dict[str, User]) -> None:
    one = opened(5)
    people = [someone(one) for _n in range(30)]
    for n, who in enumerate(people):
        for number in (1, 2):
            voting.deal(who, now=at(13, n), number=number)
            voting.cast(who, number, 1, now=at(13, n, day=n % 5))
        voting.cast(who, 1, -1, now=at(14, n, day=n % 5))
        voting.put_off(who, 2, now=at(15, n))
    Statement.objects.filter(number=5).update(author=people[0], proposed_at=at(15, 33))
    latest = {who.pk: [(o.number, o.own) for o in voting.own(who)] for who in people}  # type: ignore[attr-defined]
    count = Vote.objects.count()
    sealing.seal(one)
    assert Vote.objects.count() == count
    assert {
        who.pk: [(o.number, o.own) for o in voting.own(who)]  # type: ignore[attr-defined]
        for who in people
    } == latest
    assert len({vote.at for vote in Vote.objects.all()}) == 1
    assert len({(shown.at, shown.put_off_at) for shown in Exposure.objects.all()}) == 2
    assert {who.entered_on for who in Participant.objects.all()} == {one.opened_on}
    came = [who.pk for who in people]
    for rows in (Vote.objects.order_by("pk"), Exposure.objects.order_by("pk")):
        order = list(dict.fromkeys(rows.values_list("participant_id", flat=True)))
        assert order != came
        assert set(order) == set(came)
    proposed = Statement.objects.get(number=5)
    assert proposed.author is None
    assert timezone.localtime(proposed.proposed_at).strftime("%H:%M") == "00:00"
    sealing.seal(one)
    assert Vote.objects.count() == count
