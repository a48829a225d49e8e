"""The search index: postings of recommendation ids, true in the transaction that changes them."""

from kenes.recommendations.index.batch import Batch, forget, rebuild, refresh, together
from kenes.recommendations.index.read import Reader, facet_counts, out_of_step

__all__ = [
    "Batch",
    "Reader",
    "facet_counts",
    "forget",
    "out_of_step",
    "rebuild",
    "refresh",
    "together",
]
