"""What Polis would say of a conversation."""

from dataclasses import dataclass
from typing import Any

from kenes.engines.opinionmap.compat.figures import ParticipantStatistics, PolisFigures
from kenes.engines.opinionmap.compat.map_object import map_object
from kenes.engines.opinionmap.compat.server_object import server_object
from kenes.engines.opinionmap.kinds import Flags

__all__ = ["ParticipantStatistics", "PolisResult"]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class PolisResult(PolisFigures):
    """The figures, and how they are written."""

    def as_polis_object(
        self,
        *,
        accepted: Flags | None = None,
        last_vote: int | None = None,
        last_moderation: int | None = None,
        tick: int = 0,
    ) -> dict[str, Any]:
        """As a Polis server gives it out (``/api/v3/math/pca2``), JSON-serialisable.

        ``accepted`` (M,): statements a moderator let through; times in milliseconds since 1970.
        """
        return server_object(
            self,
            accepted=accepted,
            last_vote=last_vote,
            last_moderation=last_moderation,
            tick=tick,
        )

    def as_dict(self) -> dict[str, Any]:
        """As the default mode's result, with null for what Polis doesn't know, and under
        ``polis`` the object of its server."""
        return map_object(self)
