"""The maps of open consultations a second behind the votes, and what closed ones still lack."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from kenes.opinions.gathering import Gathered
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation
from kenes.opinions.services import closing
from kenes.opinions.services.mapping import draw

# Of all time, how much the follower may spend on one consultation's certainty and blocs.
_SHARE = 0.5


@dataclass(kw_only=True)
class Follower:
    """Keeps the maps of open consultations up to date, and finishes closed ones.

    ``clock`` tells seconds. A map that takes long to draw is drawn less often, so that a large
    consultation leaves the machine to those who vote.
    """

    clock: Callable[[], float] = time.monotonic
    _kept: dict[int, Gathered] = field(default_factory=dict)
    _not_before: dict[int, float] = field(default_factory=dict)

    def step(self, now: datetime) -> int:
        """One pass; how many maps were drawn."""
        return self._follow(now) + closing.finish_left(now)

    def _follow(self, now: datetime) -> int:
        drawn = 0
        open_ = list(Consultation.objects.filter(status=Status.OPEN).order_by("pk"))
        self._forget(open_)
        for consultation in open_:
            kept = self._kept.setdefault(consultation.pk, Gathered(consultation=consultation))
            began = self.clock()
            if began < self._not_before.get(consultation.pk, 0.0):
                continue
            if kept.refresh(now):
                draw(consultation, now=now, gathered=kept)
                took = self.clock() - began
                self._not_before[consultation.pk] = self.clock() + took * (1 - _SHARE) / _SHARE
                drawn += 1
        return drawn

    def _forget(self, open_: list[Consultation]) -> None:
        keys = {one.pk for one in open_}
        self._kept = {pk: one for pk, one in self._kept.items() if pk in keys}
