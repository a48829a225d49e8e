"""The map's arithmetic on other machines: an existing Dask cluster.

Participants are cut into blocks, the same whatever the number of workers, and partial results are
added up here in the order of the blocks: the same votes give the same numbers, bit by bit, on any
cluster of equal machines. Every task reads one block; there is no shuffle.

A block is the result of a task whose graph, kept by the scheduler, holds the block itself. When a
worker dies, the scheduler makes its blocks again on another one, without asking here (scattered
data would be lost with the worker). The price: the scheduler keeps one copy of the votes.

Needs the extra ``[cluster]``, and the same versions on every machine: EngineError says what is
missing.
"""

import asyncio
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import numpy as np
from scipy.sparse import csr_array

from kenes.engines.opinionmap import blocks
from kenes.engines.opinionmap.counting import Counts
from kenes.engines.opinionmap.errors import EngineError
from kenes.engines.opinionmap.kinds import Floats, Ints, Sparse
from kenes.engines.opinionmap.votes import Votes

CONNECT_S = 10.0  # for the scheduler to answer, and again for a first worker to be there
LOST_S = 10.0  # without any worker: a supervised one is started again within seconds
LOOK_S = 1.0  # between two looks whether anybody is still there
CELLS_A_BLOCK = 500_000  # some milliseconds of work, some megabytes to send
EQUAL = ("kenes", "numpy", "scipy", "dask", "distributed")  # Python: up to its minor version


class Cluster:
    """``votes`` on the workers of the scheduler at ``address``, until ``close`` or the end of
    ``with``. ``block_rows``: participants in a block; None for about CELLS_A_BLOCK votes in each.
    Beside the blocks, workers keep the centred votes of the last mean: 8 bytes a vote.

    Raises EngineError: no such address, nobody answers, no worker, versions that differ; and in
    every method: all workers lost for LOST_S seconds, the scheduler lost.
    """

    def __init__(self, address: str, votes: Votes, *, block_rows: int | None = None) -> None:
        if not re.fullmatch(r"(tcp|tls)://[^\s/]+:\d{1,5}", address):
            raise EngineError(
                f"“{address}” is no engine: write local, or the address of a Dask scheduler, "
                "tcp://host:port."
            )
        self._address = address
        self._matrix = votes.matrix
        self._bounds = _bounds(votes.matrix.indptr, block_rows)
        self._centred: tuple[Floats, Sequence[Any]] | None = None  # of the last mean
        self._client = _connected(address)
        try:
            self._check()
            self._blocks: Sequence[Any] = self._sent()
        except BaseException:
            self.close()
            raise

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self._matrix.shape
        return int(rows), int(columns)

    def totals(self) -> Counts:
        """(M,) over everybody."""
        counted = self._gathered(self._submitted(blocks.totals, self._blocks))
        return sum(counted, start=Counts.none(self.shape[1]))

    def votes_each(self) -> Ints:
        """(N,) cells of each row; known here."""
        each: Ints = np.diff(self._matrix.indptr).astype(np.int64)
        return each

    def product(self, mean: Floats, vectors: Floats) -> Floats:
        """(M, c) = CᵀC · vectors (M, c)."""
        parts = self._gathered(
            self._submitted(blocks.product, self._centred_blocks(mean), vectors=vectors)
        )
        return sum(parts, start=np.zeros(vectors.shape))

    def positions(self, mean: Floats, components: Floats) -> Floats:
        """(N, 2) of everybody."""
        parts = self._gathered(
            self._submitted(blocks.positions, self._centred_blocks(mean), components=components)
        )
        return np.concatenate([np.empty((0, len(components))), *parts])

    def counts(self, labels: Ints, groups: int) -> Counts:
        """(G, M) by label, (N,) from 0 to G − 1; those with −1 are counted nowhere."""
        cut = [labels[first:last] for first, last in self._pairs]
        counted = self._gathered(
            self._submitted(blocks.counts_by, self._blocks, cut, groups=groups)
        )
        return sum(counted, start=Counts.none(groups, self.shape[1]))

    def scores(self, table: Floats) -> Floats:
        """(N, G) of each participant, the sum over their votes of ``table`` (3, M, G)."""
        parts = self._gathered(self._submitted(blocks.scores, self._blocks, table=table))
        return np.concatenate([np.empty((0, table.shape[2])), *parts])

    def rows(self, which: Ints) -> Sparse:
        """(n, M) int8: they are still here, nothing has to be fetched."""
        return self._matrix[which]

    def close(self) -> None:
        """Lets the workers forget the votes. The cluster itself goes on."""
        self._centred, self._blocks = None, []
        self._client.close(timeout=LOOK_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def _pairs(self) -> Iterator[tuple[int, int]]:
        return zip(self._bounds[:-1].tolist(), self._bounds[1:].tolist(), strict=True)

    def _part(self, first: int, last: int) -> Sparse:
        start, stop = self._matrix.indptr[first], self._matrix.indptr[last]
        return csr_array(
            (
                self._matrix.data[start:stop],
                self._matrix.indices[start:stop],
                self._matrix.indptr[first : last + 1] - start,
            ),
            (last - first, self._matrix.shape[1]),
        )

    def _sent(self) -> Sequence[Any]:
        """The blocks, one after the other: all at once would be a message too large for Dask."""
        with self._told():
            return [
                self._client.submit(_held, self._part(first, last), pure=False)
                for first, last in self._pairs
            ]

    def _centred_blocks(self, mean: Floats) -> Sequence[Any]:
        """Kept for the last mean: it stays the same through all steps to the components."""
        if self._centred is None or not np.array_equal(self._centred[0], mean):
            self._centred = None  # lets the workers forget the last ones before they make others
            self._centred = mean.copy(), self._submitted(blocks.centred, self._blocks, mean=mean)
        return self._centred[1]

    def _submitted(self, function: Callable[..., Any], *over: Any, **same: Any) -> Sequence[Any]:
        """One task a block, in order."""
        if self._client.status == "closed":
            raise EngineError(f"The connection to {self._address} is closed.")
        with self._told():
            # Equal arguments would be one task to a shared scheduler, kept by whoever came first.
            futures: list[Any] = self._client.map(function, *over, pure=False, **same)
        return futures

    def _gathered(self, futures: Sequence[Any]) -> list[Any]:
        """Results in order, or EngineError as soon as nobody is left to compute them: waiting for
        Dask alone would wait for a new worker for ever."""
        loop = self._client.loop.asyncio_loop
        waiting = asyncio.run_coroutine_threadsafe(
            self._client.gather(list(futures), asynchronous=True), loop
        )
        last_seen = time.monotonic()
        with self._told():
            while True:
                try:
                    results: list[Any] = waiting.result(LOOK_S)
                    return results
                except TimeoutError:
                    if waiting.done():
                        raise
                now = time.monotonic()
                if self._is_anybody_there():
                    last_seen = now
                elif now - last_seen > LOST_S:
                    is_connected = self._client.status == "running"
                    nobody = "No worker of the" if is_connected else "The"
                    has_not = "has" if is_connected else "has not"
                    raise EngineError(
                        f"{nobody} scheduler at {self._address} {has_not} answered for "
                        f"{LOST_S:.0f} s."
                    )

    def _is_anybody_there(self) -> bool:
        asked = asyncio.run_coroutine_threadsafe(
            self._client.scheduler.ncores(), self._client.loop.asyncio_loop
        )
        try:
            return bool(asked.result(LOOK_S))
        except (TimeoutError, OSError):
            return False

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What Dask raises, in a sentence."""
        from distributed import KilledWorker

        try:
            yield
        except KilledWorker as error:
            raise EngineError(
                f"Workers of {self._address} died again and again at the same piece of work; "
                "most often they have too little memory."
            ) from error
        except (CancelledError, OSError) as error:
            raise EngineError(f"The scheduler at {self._address} is gone.") from error
        except ImportError as error:
            self._check()  # a worker that came later, and has something else installed
            raise EngineError(f"Something is missing on a worker: {error}.") from error

    def _check(self) -> None:
        """Raises EngineError unless there are workers and all machines have the same versions."""
        try:
            self._client.wait_for_workers(1, timeout=CONNECT_S)
        except TimeoutError as error:
            raise EngineError(
                f"The scheduler at {self._address} has no workers, after {CONNECT_S:.0f} s."
            ) from error
        with self._told():
            found = self._client.get_versions(packages=list(EQUAL))
        here = _versions(found["client"])
        machines = {self._address: found["scheduler"], **found["workers"]}
        for machine, packages in machines.items():
            there = _versions(packages)
            for name, version in here.items():
                if there[name] != version:
                    has = there[name] or "none"
                    raise EngineError(
                        f"{machine} has {name} {has}, this machine {version}: install the same "
                        "versions everywhere."
                    )


def _connected(address: str) -> Any:
    try:
        from distributed import Client, Security
    except ImportError as error:
        raise EngineError(
            'Other machines need the extra “cluster”: pip install "kenes[cluster]".'
        ) from error
    connect: Callable[..., Any] = Client
    security: Callable[[], Any] = Security
    try:
        # Asked before, because a client that fails over it takes 20 s to be gone.
        told = security().get_connection_args("client")
        if address.startswith("tls:") and told["ssl_context"] is None:
            raise EngineError(f"{address} needs certificates, and Dask is told of none here.")
        return connect(address, timeout=CONNECT_S, set_as_default=False)
    except OSError as error:
        raise EngineError(
            f"No scheduler answers at {address} within {CONNECT_S:.0f} s."
        ) from error


def _bounds(indptr: Ints, block_rows: int | None) -> Ints:
    """Where blocks begin, and N: from the votes alone, so that sums do not depend on workers."""
    rows = len(indptr) - 1
    if block_rows is not None:
        starts = np.arange(0, rows, block_rows)
    else:
        filled = np.arange(0, int(indptr[-1]), CELLS_A_BLOCK)
        starts = np.unique(np.searchsorted(indptr, filled, side="left").clip(max=rows - 1))
    return np.append(starts, rows).astype(np.int64)


def _held(block: Sparse) -> Sparse:
    return block


def _versions(machine: dict[str, Any]) -> dict[str, str | None]:
    packages = machine["packages"]
    python = str(packages["python"]).split(".")[:2]
    return {"Python": ".".join(python), **{name: packages[name] for name in EQUAL}}
