"""The two directions in which opinions differ most: exact, and the same on every machine."""

from dataclasses import dataclass

import numpy as np

from kenes.engines.opinionmap.blocks import Blocks
from kenes.engines.opinionmap.kinds import Floats

COUNT = 2
_NARROW = 32  # statements for which the whole Gram matrix is made
_NIL = 1e-12  # of the largest: a variance that is rounding alone
_SAME = 1e-6  # relative: entries that rounding may swap
_STEPS = 3  # of a sample: its groups are those that exact components give
_BASIS = 16  # vectors Lanczos keeps: about the fewest products, on planted and on real votes


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Components:
    """``values`` (2,), eigenvalues of CᵀC, largest first; ``vectors`` (2, M), of length 1, or
    all 0 where nothing varies. The largest entry of each is positive."""

    values: Floats
    vectors: Floats


def leading(blocks: Blocks, mean: Floats, start: Floats | None = None) -> Components:
    """The leading two eigenvectors of CᵀC, C the centred votes (see ``blocks``).

    ``start`` (2, M): those of an earlier state, which save some products. By Lanczos (ARPACK,
    doi:10.1137/1.9780898719628) to the precision of the machine, small ones by the whole Gram
    matrix.
    """
    width = blocks.shape[1]
    if width == 0 or blocks.shape[0] == 0:
        return Components(values=np.zeros(COUNT), vectors=np.zeros((COUNT, width)))
    if width <= _NARROW:
        values, vectors = _whole(blocks, mean)
    else:
        values, vectors = _lanczos(blocks, mean, start)
    return _settled(values, vectors, width)


def nearby(blocks: Blocks, mean: Floats, start: Floats) -> Components:
    """As ``leading``, but only about: the best two directions within those that ``start`` (2, M),
    components of the whole of which this is a sample, reaches in ``_STEPS`` products.

    Three products of two vectors instead of some twenty of one, and nothing here is so large that
    it would wake a second core.
    """
    width = blocks.shape[1]
    if width <= _NARROW or not start.any(axis=1).all():
        return leading(blocks, mean, start)
    reached, images = [start.T], []
    for _ in range(_STEPS):
        images.append(blocks.product(mean, reached[-1]))
        lengths = np.sqrt((images[-1] ** 2).sum(axis=0))
        reached.append(images[-1] / np.where(lengths > 0, lengths, 1))
    basis, triangle = np.linalg.qr(np.hstack(reached[:_STEPS]))
    # A·Q of A·X and X = Q·R, without asking for more products
    pulled = basis.T @ np.hstack(images) @ np.linalg.pinv(triangle)
    values, within = np.linalg.eigh((pulled + pulled.T) / 2)
    vectors = (basis @ within[:, ::-1][:, :COUNT]).T
    return _settled(values[::-1][:COUNT], vectors, width)


def _whole(blocks: Blocks, mean: Floats) -> tuple[Floats, Floats]:
    values, vectors = np.linalg.eigh(blocks.product(mean, np.eye(blocks.shape[1])))
    return values[::-1][:COUNT], vectors.T[::-1][:COUNT]


def _lanczos(blocks: Blocks, mean: Floats, start: Floats | None) -> tuple[Floats, Floats]:
    from scipy.sparse.linalg import LinearOperator, eigsh

    width = blocks.shape[1]
    product = LinearOperator(
        (width, width),
        matvec=lambda x: blocks.product(mean, x.reshape(width, 1))[:, 0],
        dtype=np.float64,
    )
    # An even start could stand at right angles to what is sought; a falling one hardly can.
    first = np.linspace(1.5, 0.5, width) if start is None else start.sum(axis=0)
    first = blocks.product(mean, first.reshape(width, 1))[:, 0]  # a step that Lanczos begins at
    if not first.any():  # nothing varies, or nothing where the start looks
        return _whole(blocks, mean)
    values, vectors = eigsh(product, k=COUNT, v0=first, ncv=_BASIS, rng=0)
    order = np.argsort(-values, kind="stable")
    return values[order], vectors.T[order]


def _settled(values: Floats, vectors: Floats, width: int) -> Components:
    """Always two, with settled signs."""
    whole, lengths = np.zeros((COUNT, width)), np.zeros(COUNT)
    largest = max(float(values[0]), 0.0)
    for i, (value, vector) in enumerate(zip(values, vectors, strict=True)):
        if value <= _NIL * largest or largest <= 0:
            continue
        sizes = np.abs(vector)
        at = int(np.argmax(sizes >= sizes.max() * (1 - _SAME)))
        whole[i], lengths[i] = vector * np.sign(vector[at]), value
    return Components(values=lengths, vectors=whole)
