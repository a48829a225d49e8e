"""A real scheduler and real workers, some of which die."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kenes.engines.opinionmap import OpinionMap, Votes, cluster
from kenes.engines.opinionmap.blocks import Blocks, means
from kenes.engines.opinionmap.cluster import Cluster
from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.errors import EngineError
from kenes.engines.opinionmap.kinds import Floats
from kenes.engines.opinionmap.local import Local

pytestmark = pytest.mark.filterwarnings(
    # Dask tells, in a table, what the error then says in a sentence.
    "ignore::distributed.versions.VersionMismatchWarning"
)
SAME = 1e-9


class Machines:
    """Processes of Dask on this machine, ended with it: workers first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        told = folder / "scheduler.json"
        self.scheduler = self._started("scheduler", "--port", "0", "--scheduler-file", str(told))
        self.address = str(_written(told)["address"])

    def add(self, count: int = 1, *, path: Path | None = None) -> None:
        more = {"PYTHONPATH": str(path)} if path else {}
        options = ("--nthreads", "1", "--no-nanny", "--death-timeout", "30")
        for _ in range(count):
            self.workers.append(self._started("worker", self.address, *options, more=more))

    def kill(self, number: int) -> None:
        self.workers[number].send_signal(signal.SIGKILL)

    def stop(self) -> None:
        for process in [*self.workers, self.scheduler]:
            process.terminate()
            process.wait()

    def _started(self, *words: str, more: dict[str, str] | None = None) -> Any:
        # One thread of arithmetic each: many workers share one machine here.
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **(more or {})}
        options = ("--host", "127.0.0.1", "--no-dashboard")
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words, *options],
            env=environment,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def _written(path: Path) -> dict[str, Any]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            found: dict[str, Any] = json.loads(path.read_text())
            return found
        except (FileNotFoundError, json.JSONDecodeError):
            time.sleep(0.05)
    raise AssertionError(f"{path} was not written")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Machines]:
    """A scheduler without workers."""
    machines = Machines(tmp_path)
    yield machines
    machines.stop()


@pytest.fixture
def two(empty: Machines) -> Machines:
    empty.add(2)
    return empty


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of two workers that live through all tests."""
    machines = Machines(tmp_path_factory.mktemp("dask"))
    machines.add(2)
    yield machines.address
    machines.stop()


def _votes(participants: int = 600, statements: int = 40, seed: int = 1) -> Votes:
    """Of three groups, heavy voters and light ones."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 3, participants)
    lean = rng.normal(0, 2, (3, statements))[group]
    is_cast = rng.random((participants, statements)) < rng.uniform(0.1, 0.9, (participants, 1))
    values = np.where(rng.random(lean.shape) < 1 / (1 + np.exp(-lean)), 1, -1)
    values[rng.random(lean.shape) < 0.1] = 0
    rows, columns = np.nonzero(is_cast)
    return Votes.of(rows, columns, values[is_cast].astype(np.int8))


def _equal(found: Counts, wanted: Counts) -> bool:
    names = ("agrees", "disagrees", "seen")
    return all(np.array_equal(getattr(found, name), getattr(wanted, name)) for name in names)


def _vectors(votes: Votes) -> Floats:
    return np.random.default_rng(2).normal(size=(len(votes.statements), 3))


@pytest.mark.parametrize("block_rows", [None, 1_000, 77])
def test_a_cluster_computes_what_one_machine_does(address: str, block_rows: int | None) -> None:
    votes = _votes()
    rng = np.random.default_rng(3)
    labels = rng.integers(-1, 4, len(votes.participants))
    vectors, table = _vectors(votes), rng.normal(size=(3, len(votes.statements), 4))
    local: Blocks = Local(votes.matrix)
    with Cluster(address, votes, block_rows=block_rows) as away:
        assert away.shape == local.shape
        assert _equal(away.totals(), local.totals())
        assert np.array_equal(away.votes_each(), local.votes_each())
        assert _equal(away.counts(labels, 4), local.counts(labels, 4))
        which = np.array([500, 3, 77])
        assert (away.rows(which) != local.rows(which)).nnz == 0
        np.testing.assert_allclose(away.scores(table), local.scores(table), rtol=0, atol=SAME)
        # Another mean must not be answered from what is kept of the first.
        for mean in (means(local.totals()), np.zeros(len(vectors))):
            for found, wanted in (
                (away.product(mean, vectors), local.product(mean, vectors)),
                (away.positions(mean, vectors.T), local.positions(mean, vectors.T)),
            ):
                np.testing.assert_allclose(found, wanted, rtol=SAME, atol=SAME)


def test_blocks_are_cut_by_votes_and_cover_everybody(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    votes = _votes()
    monkeypatch.setattr(cluster, "CELLS_A_BLOCK", 1_000)
    bounds = cluster._bounds(votes.matrix.indptr, None)
    each = np.diff(votes.matrix.indptr[bounds])
    assert (bounds[0], bounds[-1]) == (0, 600)
    assert len(each) > 5
    assert each.max() <= 1_000 + votes.votes_each.max()


@pytest.mark.parametrize("block_rows", [None, 50])
def test_a_whole_map_is_the_same(address: str, block_rows: int | None) -> None:
    votes = _votes()
    out = np.zeros(len(votes.statements), np.bool_)
    out[[3, 17]] = True
    maps = OpinionMap(resamples=5)
    here = maps.fit(votes, out=out).as_dict()
    with Cluster(address, votes, block_rows=block_rows) as away:
        there = maps.fit(votes, out=out, blocks=away).as_dict()
    assert here["k"] == 3
    assert here["groups"] == there["groups"]
    _assert_near(here, there, "")


def _assert_near(one: Any, other: Any, where: str) -> None:
    if isinstance(one, dict):
        assert list(one) == list(other), where
        for key in one:
            _assert_near(one[key], other[key], f"{where}/{key}")
    elif isinstance(one, list | tuple):
        assert len(one) == len(other), where
        for i, (first, second) in enumerate(zip(one, other, strict=True)):
            _assert_near(first, second, f"{where}/{i}")
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=SAME, abs=SAME), where
    else:
        assert one == other, where


def test_nobody_and_one_person_are_answered(address: str) -> None:
    nothing = np.empty(0, np.int64)
    with Cluster(address, Votes.of(nothing, nothing, nothing.astype(np.int8))) as away:
        assert away.shape == (0, 0)
        assert away.totals().seen.shape == (0,)
        assert away.positions(np.zeros(0), np.zeros((2, 0))).shape == (0, 2)
    one = Votes.of(np.array([5]), np.array([9]), np.array([1], np.int8))
    with Cluster(address, one) as away:
        assert away.totals().agrees.tolist() == [1]


def test_one_of_two_workers_dies_half_way(two: Machines) -> None:
    votes = _votes()
    mean = means(Local(votes.matrix).totals())
    vectors = _vectors(votes)
    wanted = Local(votes.matrix).product(mean, vectors)
    with Cluster(two.address, votes, block_rows=50) as away:
        away._client.wait_for_workers(2, timeout=20)
        found = []
        for step in range(20):
            if step == 10:
                two.kill(0)
            found.append(away.product(mean, vectors))
        assert len(away._client.nthreads()) == 1
        assert _equal(away.totals(), Local(votes.matrix).totals())
    np.testing.assert_allclose(found[0], wanted, rtol=SAME, atol=SAME)
    # Sums are taken in the order of blocks, so that not even rounding tells that somebody died.
    assert all(np.array_equal(one, found[0]) for one in found)


def test_a_worker_that_comes_later_takes_over(two: Machines) -> None:
    votes = _votes()
    with Cluster(two.address, votes, block_rows=50) as away:
        two.kill(0)
        two.kill(1)
        two.add()
        assert _equal(away.totals(), Local(votes.matrix).totals())


def test_when_all_workers_die_an_error_comes_in_time(
    two: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "LOST_S", 1.0)
    votes = _votes()
    with Cluster(two.address, votes, block_rows=50) as away:
        assert away.totals().seen.sum() == votes.count
        two.kill(0)
        two.kill(1)
        began = time.monotonic()
        with pytest.raises(EngineError, match="No worker of the scheduler at tcp://127.*answered"):
            away.totals()
        assert time.monotonic() - began < 5


def test_when_the_scheduler_dies_an_error_comes_in_time(
    two: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "LOST_S", 1.0)
    votes = _votes()
    with Cluster(two.address, votes, block_rows=50) as away:
        two.scheduler.kill()
        two.scheduler.wait()
        began = time.monotonic()
        with pytest.raises(EngineError, match="The scheduler at tcp://127.0.0.1:"):
            away.totals()
        assert time.monotonic() - began < 5


def test_a_closed_cluster_does_not_answer_with_nothing(address: str) -> None:
    with Cluster(address, _votes()) as away:
        pass
    with pytest.raises(EngineError, match="closed"):
        away.totals()


def test_a_scheduler_without_workers_is_told(
    empty: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 1.0)
    with pytest.raises(EngineError, match="has no workers, after 1 s"):
        Cluster(empty.address, _votes())


def test_a_worker_with_another_version_is_told(empty: Machines, tmp_path: Path) -> None:
    installed = tmp_path / "other" / "kenes-0.0.1.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.4\nName: kenes\nVersion: 0.0.1\n")
    empty.add(path=installed.parent)
    with pytest.raises(EngineError, match=r"has kenes 0\.0\.1, this machine .* same versions"):
        Cluster(empty.address, _votes())


def test_nobody_at_the_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 1.0)
    with pytest.raises(EngineError, match="No scheduler answers at tcp://127.0.0.1:1 within 1 s"):
        Cluster("tcp://127.0.0.1:1", _votes())


def test_an_encrypted_address_without_certificates_is_told() -> None:
    with pytest.raises(EngineError, match="tls://127.0.0.1:1 needs certificates"):
        Cluster("tls://127.0.0.1:1", _votes())


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineError, match=r'pip install "kenes\[cluster\]"'):
        Cluster("tcp://127.0.0.1:1", _votes())


@pytest.mark.parametrize("address", ["", "localhost", "http://127.0.0.1:8786", "tcp://host"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(EngineError, match="is no engine: write local, or"):
        Cluster(address, _votes())
