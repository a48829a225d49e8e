"""Sure where groups are clear, unsure where they are not."""

import numpy as np
import pytest

from kenes.engines.opinionmap import certainty
from kenes.engines.opinionmap.certainty import bootstrap
from kenes.engines.opinionmap.kinds import Floats
from kenes.engines.opinionmap.local import Local
from kenes.engines.opinionmap.placing import place
from kenes.engines.opinionmap.tests.planted import planted, unstructured
from kenes.engines.opinionmap.votes import Votes


def borderline(seed: int, apart: float) -> Votes:
    """Two camps, so far apart; everybody votes on all forty statements."""
    rng = np.random.default_rng(seed)
    people, statements = 300, 40
    camp = np.where(np.arange(people) % 2, 1.0, -1.0)
    odds = np.outer(apart * camp + rng.standard_normal(people), rng.standard_normal(statements))
    values = np.where(rng.random(odds.shape) < 1 / (1 + np.exp(-odds)), 1, -1)
    who, what = np.indices(odds.shape)
    return Votes.of(who.ravel(), what.ravel(), values.ravel().astype(np.int8))


def test_clear_groups_are_certain() -> None:
    local = Local(planted(1).votes.matrix)
    found = place(local)
    sure = bootstrap(local, found)
    assert sure.shares[found.k - 1] > 0.9
    assert sure.shares.sum() == pytest.approx(1)
    assert sure.whole > 0.9
    assert sure.resamples == 50


def test_the_farther_apart_camps_are_the_surer() -> None:
    whole = []
    for apart in (0.8, 3.0):
        local = Local(borderline(1, apart).matrix)
        whole.append(bootstrap(local, place(local), resamples=20).whole)
    assert whole[1] > 0.95
    assert whole[1] > whole[0] + 0.05


def test_one_crowd_is_certain_to_be_one() -> None:
    local = Local(unstructured(1).matrix)
    sure = bootstrap(local, place(local))
    assert sure.shares[0] > 0.8
    assert sure.whole > 0.8


def test_those_between_groups_are_less_sure() -> None:
    local = Local(planted(2).votes.matrix)
    found = place(local)
    sure = bootstrap(local, found)
    own = found.chances[np.arange(len(found.labels)), found.labels]
    between, inside = found.is_in & (own < 0.9), found.is_in & (own > 0.999)
    assert sure.participants[between].mean() < sure.participants[inside].mean() - 0.1
    assert np.isnan(sure.participants[~found.is_in]).all()


def test_the_same_twice_and_other_people_leave_no_trace() -> None:
    local = Local(planted(3).votes.matrix)
    found = place(local)
    once, again = bootstrap(local, found, resamples=5), bootstrap(local, found, resamples=5)
    np.testing.assert_array_equal(once.participants, again.participants)
    np.testing.assert_array_equal(once.shares, again.shares)


def test_of_many_participants_some_tell_about_all(monkeypatch: pytest.MonkeyPatch) -> None:
    local = Local(planted(4, people=1500).votes.matrix)
    found = place(local)
    exact = bootstrap(local, found)
    monkeypatch.setattr(certainty, "MOST_DRAWN", 400)
    about = bootstrap(local, found)
    assert about.whole == pytest.approx(exact.whole, abs=0.05)

    def both(values: Floats) -> Floats:
        return values[found.is_in]

    assert np.corrcoef(both(about.participants), both(exact.participants))[0, 1] > 0.3
    assert not np.isnan(both(about.participants)).any()


def test_nobody_is_neither_sure_nor_unsure() -> None:
    nothing = np.empty(0, np.int64)
    local = Local(Votes.of(nothing, nothing, nothing.astype(np.int8)).matrix)
    sure = bootstrap(local, place(local))
    assert np.isnan(sure.whole)
    assert sure.resamples == 0
