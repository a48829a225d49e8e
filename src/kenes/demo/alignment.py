"""What the demonstration’s organisations found of its laws beside the country’s obligations."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from kenes.access.types import Actor
from kenes.alignment.models import Pair
from kenes.alignment.services import opening, viewing
from kenes.demo import law
from kenes.demo.acts import Act
from kenes.demo.body import Composition
from kenes.demo.people import sitting_for
from kenes.law import models

Row = Mapping[str, Any]


class Alignment:
    """The matrix while it is being filled."""

    def __init__(self, actor: Actor, composition: Composition) -> None:
        self.actor = actor
        self.organisations = composition.organisations
        self.pairs: dict[str, Pair] = {}

    def acts(self) -> Iterator[Act]:
        for place, row in enumerate(law.table("matrix")["pairs"]):
            yield Act(day=row["on"], do=partial(self._open, str(place), row))
            for view in row["views"]:
                yield Act(day=view["on"], do=partial(self._view, str(place), view))

    def _open(self, key: str, row: Row, now: datetime) -> None:
        code, number = row["article"]
        self.pairs[key] = opening.open_(
            models.Obligation.objects.get(instrument__code=code, number=number),
            models.Act.objects.get(code=row["act"]),
            row["anchor"],
            actor=self.actor,
            now=now,
        )

    def _view(self, key: str, row: Row, now: datetime) -> None:
        organisation = self.organisations[row["by"]]
        viewing.view(
            self.pairs[key],
            organisation=organisation,
            finding=row["finding"],
            reason=row["reason"],
            language=row["language"],
            actor=sitting_for(organisation, now),
            now=now,
        )
