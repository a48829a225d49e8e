"""Puppets are named, and people who think alike are not."""

from pathlib import Path

import numpy as np
import pytest

from kenes.engines.opinionmap import blocs
from kenes.engines.opinionmap.errors import VotesError
from kenes.engines.opinionmap.opinion_map import OpinionMap
from kenes.engines.opinionmap.tests.attacks import STYLES, attacked, conversation
from kenes.engines.opinionmap.votes import Votes

CONVERSATIONS = (
    "15-per-hour-seattle",
    "brexit-consensus",
    "canadian-electoral-reform",
    "scoop-hivemind.affordable-housing",
    "scoop-hivemind.biodiversity",
    "scoop-hivemind.ubi",
    "vtaiwan.uberx",
)


@pytest.fixture(scope="module")
def taxis(shared_data: Path) -> Votes:
    return conversation(shared_data / "polis" / "vtaiwan.uberx")


def first_ten(votes: Votes) -> np.ndarray:
    """Ids of the statements that the map puts first."""
    plain = OpinionMap(resamples=0, with_bridging=False)
    result = plain.fit(votes, times=blocs.first_votes(votes))
    return result.statements[result.common.order[:10]]


@pytest.fixture(scope="module")
def ten(taxis: Votes) -> np.ndarray:
    return first_ten(taxis)


def made(
    seed: int = 0, people: int = 400, statements: int = 60, *, of_group: float = 0.9
) -> tuple[np.ndarray, ...]:
    """Two camps that agree with their own statements, each person on a third of all."""
    generator = np.random.default_rng(seed)
    camp = np.arange(people) % 2
    side = generator.choice([-1, 1], (2, statements))
    voted = generator.random((people, statements)) < 1 / 3
    who, what = np.nonzero(voted)
    as_camp = generator.random(len(who)) < of_group
    values = np.where(as_camp, side[camp[who], what], generator.integers(-1, 2, len(who)))
    return who, what, values.astype(np.int8)


def with_copies(count: int, length: int = 30, seed: int = 1) -> Votes:
    generator = np.random.default_rng(seed)
    who, what, values = made()
    listed = np.arange(length)
    choice = generator.choice([-1, 1], length)
    copies = np.repeat(np.arange(1_000, 1_000 + count), length)
    return Votes.of(
        np.append(who, copies),
        np.append(what, np.tile(listed, count)),
        np.append(values, np.tile(choice, count)).astype(np.int8),
    )


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_no_bloc_is_seen_in_real_conversations(shared_data: Path, name: str) -> None:
    votes = conversation(shared_data / "polis" / name)
    assert blocs.find(votes) == ()
    assert blocs.find(votes, times=blocs.first_votes(votes)) == ()


@pytest.mark.parametrize("of_group", [0.7, 0.9, 0.97])
def test_camps_of_one_mind_are_no_blocs(of_group: float) -> None:
    for seed in range(5):
        assert blocs.find(Votes.of(*made(seed, of_group=of_group))) == ()


@pytest.mark.parametrize("share", [0.05, 0.1])
@pytest.mark.parametrize("style", STYLES)
def test_puppets_are_named(taxis: Votes, ten: np.ndarray, style: str, share: float) -> None:
    targets = np.searchsorted(taxis.statements, ten)
    votes = attacked(taxis, targets, share, style)
    is_puppet = votes.participants > taxis.participants.max()
    (bloc,) = blocs.find(votes, times=blocs.first_votes(votes) if share == 0.1 else None)
    named = is_puppet[bloc.rows]
    assert named.sum() >= 0.9 * is_puppet.sum()
    assert (~named).sum() <= 2  # one who really rejects all ten stands among them
    assert not bloc.agrees[np.isin(bloc.statements, ten)].any()
    assert bloc.likeness >= 0.85
    assert bloc.probability < 1e-15


@pytest.mark.parametrize(
    ("style", "share"), [("identical", 0.05), ("noisy", 0.1), ("spread", 0.05), ("only", 0.1)]
)
def test_puppets_take_little_from_the_first_ten(
    taxis: Votes, ten: np.ndarray, style: str, share: float
) -> None:
    votes = attacked(taxis, np.searchsorted(taxis.statements, ten), share, style)
    assert len(np.intersect1d(first_ten(votes), ten)) >= 6


@pytest.mark.parametrize("count", [13, 20, 60])
def test_copies_are_found_whole_and_alone(count: int) -> None:
    (bloc,) = blocs.find(with_copies(count))
    assert bloc.participants.tolist() == list(range(1_000, 1_000 + count))
    assert bloc.likeness == 1.0
    assert bloc.votes == 30 * count
    assert bloc.span_seconds is None


def crowd(seed: int, lists: str = "", *, voted_on: float = 1.0, noise: float = 0.0) -> Votes:
    """460 people of two camps, on forty statements of which all share the first eight; and 24
    puppets who reject those eight and vote on the others as ``lists`` has it."""
    generator = np.random.default_rng(seed)
    columns = np.arange(40)
    sides = np.where(columns < 8, 1, np.where((columns + np.arange(2)[:, None]) % 2, -1, 1))
    camp = (generator.random(460) > 0.55).astype(int)
    who, what = np.nonzero(generator.random((460, 40)) < 0.4)
    is_loyal = generator.random(len(who)) < 0.88
    values = np.where(is_loyal, 1, -1) * sides[camp[who], what]
    values[generator.random(len(who)) < 0.06] = 0
    rest = {"agree": np.ones(40), "random": generator.choice([-1, 1], 40), "camp": sides[0]}
    listed = np.where(columns < 8, -1, rest.get(lists, np.zeros(40)))
    puppets, cast = np.nonzero(generator.random((24 if lists else 0, 40)) < voted_on)
    is_noise = generator.random(len(puppets)) < noise
    choices = np.where(is_noise, generator.integers(-1, 2, len(puppets)), listed[cast])
    return Votes.of(
        np.append(who, 1_000 + puppets),
        np.append(what, cast),
        np.append(values, choices).astype(np.int8),
    )


@pytest.mark.parametrize("voted_on", [1.0, 0.6])
@pytest.mark.parametrize("lists", ["agree", "random", "camp"])
def test_copies_are_named_whatever_else_is_on_their_list(lists: str, voted_on: float) -> None:
    """Also where the list is one camp's opinion, so that a whole camp comes half-way to it."""
    for seed in range(3):
        (bloc,) = blocs.find(crowd(seed, lists, voted_on=voted_on))
        assert (bloc.participants >= 1_000).sum() >= 20
        assert (bloc.participants < 1_000).sum() <= 1
        assert len(set(range(8)) & set(bloc.statements.tolist())) >= 6


def test_near_copies_are_named_as_well() -> None:
    for seed in (0, 1):
        (bloc,) = blocs.find(crowd(seed, "random", noise=0.04))
        assert (bloc.participants >= 1_000).sum() >= 20
        assert (bloc.participants < 1_000).sum() <= 2


def test_a_crowd_without_puppets_has_no_bloc() -> None:
    for seed in range(5):
        assert blocs.find(crowd(seed)) == ()


def test_fewer_are_named_when_they_came_together() -> None:
    votes = with_copies(6)
    assert blocs.find(votes) == ()
    generator = np.random.default_rng(2)
    times = generator.uniform(0, 1_000_000, len(votes.participants))
    is_copy = votes.participants >= 1_000
    assert blocs.find(votes, times=times) == ()
    times[is_copy] = 500_000 + np.arange(6)
    (bloc,) = blocs.find(votes, times=times)
    assert bloc.participants.tolist() == votes.participants[is_copy].tolist()
    assert bloc.span_seconds == 5


def test_those_who_pass_or_agree_throughout_are_no_bloc() -> None:
    who, what, values = made()
    for value in (0, 1):
        more = np.repeat(np.arange(1_000, 1_030), 60)
        values_of_all = np.where(what < 60, np.where(value, 1, values), values)
        votes = Votes.of(
            np.append(who, more),
            np.append(what, np.tile(np.arange(60), 30)),
            np.append(values_of_all, np.full(len(more), value)).astype(np.int8),
        )
        assert blocs.find(votes) == ()


def test_the_order_of_votes_changes_nothing() -> None:
    votes = with_copies(20)
    rows, columns = votes.matrix.tocoo().coords
    order = np.random.default_rng(3).permutation(votes.count)
    again = Votes.of(
        votes.participants[rows][order],
        votes.statements[columns][order],
        votes.matrix.data[order],
    )
    (one,), (other,) = blocs.find(votes), blocs.find(again)
    assert one.participants.tolist() == other.participants.tolist()
    assert (one.likeness, one.probability) == (other.likeness, other.probability)


def test_a_bloc_counts_as_one_and_can_be_left_out() -> None:
    votes = with_copies(20)
    found = blocs.find(votes)
    weights = blocs.weights(votes, found)
    assert weights.sum() == pytest.approx(400 + 1)
    without = blocs.leave_out(votes, found[0])
    assert without.participants.tolist() == list(range(400))
    assert without.count == votes.count - found[0].votes
    assert blocs.find(without) == ()


def test_few_or_no_votes_have_no_blocs() -> None:
    nothing = np.empty(0, np.int64)
    assert blocs.find(Votes.of(nothing, nothing, nothing.astype(np.int8))) == ()
    assert blocs.first_votes(Votes.of(nothing, nothing, nothing.astype(np.int8))) is None
    passes = Votes.of(np.arange(40), np.zeros(40, np.int64), np.zeros(40, np.int8))
    assert blocs.find(passes) == ()


def test_times_that_do_not_fit_are_refused() -> None:
    with pytest.raises(VotesError, match="do not fit"):
        blocs.find(with_copies(13), times=np.zeros(3))
