"""The bridging score beside optimisers of the same loss, and puppets beside the map they attack.

    python benchmarks/bridging.py [PARTICIPANTS]

Bridging: two camps on 1,000 statements, each participant on one in twenty (100,000 participants:
5 million votes). Aims: at most 6 s of CPU, better 1.5; Spearman 0.999 with the minimum of the loss
that L-BFGS finds; beside it Adam on all votes at once, with the settings of Community Notes.
Blocs: the seconds it takes to find none there, and the first ten statements of
vTaiwan's UberX under attack (aim: 6 of 10 kept, the bloc named, by every style).
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from _rows import DATA
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.stats import spearmanr

from kenes.engines.opinionmap import blocs, bridging
from kenes.engines.opinionmap.kinds import Floats, Sparse
from kenes.engines.opinionmap.opinion_map import OpinionMap
from kenes.engines.opinionmap.tests.attacks import STYLES, attacked, conversation
from kenes.engines.opinionmap.votes import Votes

STATEMENTS, SHARE = 1_000, 0.05
AIM, BETTER = 6.0, 1.5  # seconds of CPU for 5 million votes


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    matrix = made(people)
    (found, cpu, wall) = timed(lambda: bridging.fit(matrix))
    print(
        f"bridging of {matrix.nnz:,} votes: {cpu:.2f} s of CPU, {wall:.2f} s, "
        f"{found.iterations} rounds (aim {AIM}: {cpu / AIM:.2f}; better {BETTER}: "
        f"{cpu / BETTER:.2f})",
        flush=True,
    )
    loss = Loss(matrix)
    beside("L-BFGS", loss, lbfgs, found, cpu)
    beside("Adam", loss, adam, found, cpu)
    puppets(people, matrix)


def made(people: int) -> Sparse:
    generator = np.random.default_rng(1)
    camp = np.where(np.arange(people) % 2 == 0, -1.0, 1.0) + generator.normal(0, 0.5, people)
    level, slope = generator.normal(0, 1, STATEMENTS), generator.normal(0, 1.5, STATEMENTS)
    count = generator.binomial(STATEMENTS, SHARE, people)
    rows = np.repeat(np.arange(people), count)
    cells = np.unique(rows * STATEMENTS + generator.integers(0, STATEMENTS, len(rows)))
    rows, columns = np.divmod(cells, STATEMENTS)
    chance = 1 / (1 + np.exp(-level[columns] - slope[columns] * camp[rows]))
    values = np.where(generator.random(len(cells)) < chance, 1, -1)
    values[generator.random(len(cells)) < 0.15] = 0
    return csr_array((values.astype(np.int8), (rows, columns)), (people, STATEMENTS))


class Loss:
    """Of Community Notes, from votes one by one, with its gradient."""

    def __init__(self, matrix: Sparse) -> None:
        self.shape = matrix.shape
        cells = matrix.tocoo()
        kept = cells.data != 0
        self.rows, self.columns = (each[kept] for each in cells.coords)
        self.ratings = (cells.data[kept] > 0).astype(np.float64)

    def __call__(self, numbers: Floats) -> tuple[float, Floats]:
        height, width = self.shape
        parts = np.split(numbers, np.cumsum([1, height, width, height]))
        mu, people, statements, f, g = parts
        rows, columns = self.rows, self.columns
        error = mu + people[rows] + statements[columns] + f[rows] * g[columns] - self.ratings
        scales = (0.15, 0.15, 0.15, 0.03, 0.03)
        slopes = (
            np.array([error.sum()]),
            np.bincount(rows, error, height),
            np.bincount(columns, error, width),
            np.bincount(rows, error * g[columns], height),
            np.bincount(columns, error * f[rows], width),
        )
        value = error @ error / len(error)
        gradient = []
        for part, scale, slope in zip(parts, scales, slopes, strict=True):
            value += scale * (part @ part) / len(part)
            gradient.append(2 * slope / len(error) + 2 * scale * part / len(part))
        return float(value), np.concatenate(gradient)

    def start(self) -> Floats:
        height, width = self.shape
        start: Floats = 0.1 * np.random.default_rng(0).standard_normal(1 + 2 * (height + width))
        return start

    def statements_of(self, numbers: Floats) -> Floats:
        height, width = self.shape
        intercepts: Floats = numbers[1 + height : 1 + height + width]
        return intercepts


def lbfgs(loss: Loss) -> Floats:
    exactly = {"maxiter": 1_000, "maxfun": 2_000, "ftol": 1e-10, "gtol": 1e-8}
    result: Floats = minimize(loss, loss.start(), method="L-BFGS-B", jac=True, options=exactly).x
    return result


def adam(loss: Loss) -> Floats:
    """Steps of 0.2, until the loss changes by less than 1e-7: the settings of Community Notes."""
    numbers, before = loss.start(), np.inf
    mean, square = np.zeros_like(numbers), np.zeros_like(numbers)
    for step in range(1, 2_000):
        value, gradient = loss(numbers)
        if abs(before - value) < 1e-7:
            break
        before = value
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        numbers = numbers - 0.2 * (mean / (1 - 0.9**step)) / (
            np.sqrt(square / (1 - 0.999**step)) + 1e-8
        )
    return numbers


def beside(
    what: str,
    loss: Loss,
    optimiser: Callable[[Loss], Floats],
    found: bridging.Bridging,
    cpu: float,
) -> None:
    (numbers, other, _wall) = timed(lambda: optimiser(loss))
    ours = np.concatenate(
        (
            [found.mu],
            found.participant_intercepts,
            found.intercepts,
            found.participant_factors,
            found.factors,
        )
    )
    print(
        f"  {what}: {other:.1f} s of CPU, {other / cpu:.0f} times ours; Spearman "
        f"{spearmanr(loss.statements_of(numbers), found.intercepts)[0]:.6f} (aim 0.999); loss "
        f"{loss(numbers)[0]:.8f}, ours {loss(ours)[0]:.8f}",
        flush=True,
    )


def puppets(people: int, matrix: Sparse) -> None:
    votes = Votes(participants=np.arange(people), statements=np.arange(STATEMENTS), matrix=matrix)
    (found, cpu, _wall) = timed(lambda: blocs.find(votes))
    print(f"blocs in {matrix.nnz:,} votes: {len(found)} (aim 0), {cpu:.2f} s of CPU", flush=True)
    votes = conversation(DATA / "polis" / "vtaiwan.uberx")
    plain = OpinionMap(resamples=0, with_bridging=False)
    unaware = OpinionMap(resamples=0, with_bridging=False, with_blocs=False)
    result = plain.fit(votes)
    ten = result.statements[result.common.order[:10]]
    for style in STYLES:
        for share in (0.05, 0.1):
            attack = attacked(votes, np.searchsorted(votes.statements, ten), share, style)
            is_puppet = attack.participants > votes.participants.max()
            for bloc in blocs.find(attack, times=blocs.first_votes(attack)):
                print(
                    f"  {share:.0%} puppets, {style}: bloc of {len(bloc.rows)}, "
                    f"{is_puppet[bloc.rows].sum()} of {is_puppet.sum()} puppets, likeness "
                    f"{bloc.likeness:.2f}",
                    end="; ",
                )
            kept = [first_ten(one, attack, ten) for one in (plain, unaware)]
            print(f"kept {kept[0]} of 10 (aim 6), not looking for blocs {kept[1]}", flush=True)


def first_ten(opinions: OpinionMap, votes: Votes, ten: Any) -> int:
    result = opinions.fit(votes)
    return len(np.intersect1d(result.statements[result.common.order[:10]], ten))


def timed(act: Callable[[], Any]) -> tuple[Any, float, float]:
    """What comes of it, and the seconds of CPU and of the clock it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = act()
    return result, time.process_time() - cpu, time.perf_counter() - wall


if __name__ == "__main__":
    main()
