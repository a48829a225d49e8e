"""Votes as arrays: what counts of a changed vote and a merged statement, and what comes late."""

from datetime import UTC, datetime, timedelta

import pytest

from kenes.members.models import Body, BodyKind
from kenes.opinions.gathering import Gathered, left_out
from kenes.opinions.lifecycle import Circle, StatementStatus, Way
from kenes.opinions.models import Consultation, Participant, Statement, Vote

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    body = Body.objects.create(slug="council", kind=BodyKind.PLENARY, name_en="Council")
    made = Consultation.objects.create(
        number="C-2026-001", body=body, circle=Circle.PUBLIC, created_at=LONG_AGO
    )
    for number in (1, 2, 3):
        Statement.objects.create(
            of=made,
            number=number,
            text={"en": f"Statement {number}"},
            language="en",
            status=StatementStatus.SHOWN,
            proposed_at=LONG_AGO,
        )
    for number in (70, 5):
        Participant.objects.create(of=made, number=number, way=Way.PUBLIC, entered_on=NOW.date())
    return made


def vote(
    consultation: Consultation, person: int, statement: int, value: int, at: datetime = LONG_AGO
) -> Vote:
    return Vote.objects.create(
        of=consultation,
        participant=Participant.objects.get(of=consultation, number=person),
        statement=Statement.objects.get(of=consultation, number=statement),
        value=value,
        at=at,
    )


def merge(consultation: Consultation, number: int, into: int) -> None:
    rows = Statement.objects.filter(of=consultation)
    rows.filter(number=number).update(
        status=StatementStatus.MERGED, merged_into=rows.get(number=into)
    )


def cells(gathered: Gathered) -> dict[tuple[int, int], int]:
    votes = gathered.votes()
    matrix = votes.matrix.tocoo()
    rows, columns = matrix.coords
    return {
        (int(votes.participants[row]), int(votes.statements[column])): int(value)
        for row, column, value in zip(rows, columns, matrix.data, strict=True)
    }


def gathered(consultation: Consultation) -> Gathered:
    found = Gathered(consultation=consultation)
    found.refresh(NOW)
    return found


def test_the_latest_vote_counts_and_a_pass_is_a_vote(consultation: Consultation) -> None:
    vote(consultation, 70, 1, 1)
    vote(consultation, 5, 2, 0)
    vote(consultation, 70, 1, -1)
    assert cells(gathered(consultation)) == {(70, 1): -1, (5, 2): 0}


def test_a_vote_on_a_merged_statement_counts_for_the_other(consultation: Consultation) -> None:
    vote(consultation, 70, 2, 1)
    vote(consultation, 5, 1, -1)
    vote(consultation, 5, 2, 1)  # later, but there is a vote on the one it was merged into
    merge(consultation, 2, into=1)
    assert cells(gathered(consultation)) == {(70, 1): 1, (5, 1): -1}


def test_what_was_merged_twice_is_followed_to_the_end(consultation: Consultation) -> None:
    vote(consultation, 70, 3, 1)
    merge(consultation, 3, into=2)
    merge(consultation, 2, into=1)
    assert cells(gathered(consultation)) == {(70, 1): 1}


def test_a_row_that_ends_late_is_not_lost(consultation: Consultation) -> None:
    """Two transactions: the one that was numbered first may end last."""
    late = vote(consultation, 70, 1, 1, at=NOW)
    vote(consultation, 5, 1, -1, at=NOW)
    kept = late.pk
    late.delete()
    found = gathered(consultation)
    assert cells(found) == {(5, 1): -1}
    Vote.objects.create(
        pk=kept,
        of=late.of,
        participant=late.participant,
        statement=late.statement,
        value=1,
        at=NOW,
    )
    assert found.refresh(NOW + timedelta(seconds=1))
    assert cells(found) == {(5, 1): -1, (70, 1): 1}


def test_what_is_unsettled_is_read_again_and_counted_once(consultation: Consultation) -> None:
    vote(consultation, 70, 1, 1)
    vote(consultation, 5, 1, -1, at=NOW)
    found = gathered(consultation)
    vote(consultation, 5, 2, 1, at=NOW)
    assert found.refresh(NOW)
    assert not found.refresh(NOW)
    assert len(found.events) == 3
    assert cells(found) == {(70, 1): 1, (5, 1): -1, (5, 2): 1}


def test_how_many_different_people_voted_since(consultation: Consultation) -> None:
    first = vote(consultation, 70, 1, 1)
    vote(consultation, 70, 2, 1)
    vote(consultation, 70, 3, 1)
    vote(consultation, 5, 1, 1)
    found = gathered(consultation)
    assert found.persons_since(0) == 2
    assert found.persons_since(first.pk) == 2
    assert found.persons_since(found.last) == 0


def test_a_rejected_statement_and_one_about_the_voter_are_left_out(
    consultation: Consultation,
) -> None:
    for number in (1, 2, 3):
        vote(consultation, 70, number, 1)
    rows = Statement.objects.filter(of=consultation)
    rows.filter(number=1).update(status=StatementStatus.REJECTED)
    rows.filter(number=3).update(is_about_voter=True)
    votes = gathered(consultation).votes()
    out, meta = left_out(consultation, votes)
    assert votes.statements.tolist() == [1, 2, 3]
    assert out.tolist() == [True, False, True]
    assert meta.tolist() == [False, False, True]


def test_nobody_has_voted(consultation: Consultation) -> None:
    found = gathered(consultation)
    assert found.last == 0
    assert cells(found) == {}
