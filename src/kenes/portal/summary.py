"""What the front page tells: where things stand, from the search index, in a few queries."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from kenes.members.models import Body, BodyKind, Chamber
from kenes.recommendations import index
from kenes.recommendations.labels import facet_name, label
from kenes.recommendations.lifecycle import Position, Stage
from kenes.recommendations.models import Document, LawChange, Recommendation

LATEST = 5


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a table of where things stand."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A recommendation that is now law."""

    recommendation: Recommendation
    in_force_on: date


@dataclass(frozen=True, kw_only=True)
class Table:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    body: Body | None
    total: int
    tables: tuple[Table, ...]
    in_law: tuple[Changed, ...]
    documents: tuple[Document, ...]
    chambers: tuple[Chamber, ...]


def page() -> Page:
    """The front page; the number of queries does not depend on the register's size."""
    counts = index.facet_counts(["position", "stage"])
    changes = LawChange.objects.order_by("-in_force_on", "-id").select_related("recommendation")
    return Page(
        body=Body.objects.filter(kind=BodyKind.PLENARY).first(),
        total=sum(counts["position"].values()),
        tables=(
            _table("position", Position.values, counts["position"]),
            _table("stage", Stage.values, counts["stage"]),
        ),
        in_law=tuple(
            Changed(recommendation=change.recommendation, in_force_on=change.in_force_on)
            for change in changes.prefetch_related("recommendation__texts")[:LATEST]
        ),
        documents=tuple(Document.objects.defer("text").order_by("-published_on", "-id")[:LATEST]),
        chambers=tuple(Chamber.objects.all()),
    )


def _table(field: str, codes: list[str], counts: dict[str, int]) -> Table:
    register = reverse("recommendations:register")
    lines = (
        Line(label=label(field, code), count=counts[code], url=f"{register}?{field}={code}")
        for code in codes
        if counts.get(code)
    )
    return Table(title=facet_name(field), lines=tuple(lines))
