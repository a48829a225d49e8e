"""Parity with Polis: the same results as the public service pol.is, its quirks included.

Its mathematics, and each quirk, stand where they are reproduced. What a running server remembers
from one computation to the next, a single computation cannot know: base clusters of earlier
ticks, the smoothing of k, and who once was in.
"""

from kenes.engines.opinionmap.compat.fitting import fit, given_base_clusters, given_groups
from kenes.engines.opinionmap.compat.result import ParticipantStatistics, PolisResult

__all__ = ["ParticipantStatistics", "PolisResult", "fit", "given_base_clusters", "given_groups"]
