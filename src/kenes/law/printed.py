"""Provisions as a page prints them: rows with what stands before their words, in reading order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from kenes.engines.lawtext import writing
from kenes.engines.lawtext.tree import Kind
from kenes.law import trees
from kenes.law.models import Act, Provision, Text

WIDE = frozenset(str(kind) for kind in Kind if kind.rank < Kind.ARTICLE.rank)
MOST_ENTRIES = 800  # of contents
HEADED = (*WIDE, str(Kind.ARTICLE))
_NARROW = frozenset({str(Kind.SUBPARAGRAPH), str(Kind.INDENT)})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One unit without its children; ``head`` is «Статья 5» or «1.», ``title`` «Статья 5. Суд»."""

    anchor: str
    url: str
    kind: str
    head: str
    title: str
    heading: str
    text: str
    tail: str

    @property
    def is_wide(self) -> bool:
        return self.kind in WIDE

    @property
    def is_article(self) -> bool:
        return self.kind == Kind.ARTICLE

    @property
    def is_narrow(self) -> bool:
        return self.kind in _NARROW


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the contents."""

    url: str
    label: str
    is_wide: bool


def lines(
    rows: Iterable[Provision], language: str, address: Callable[[str], str]
) -> tuple[Line, ...]:
    """``address`` of a provision's page; "" where it has none."""
    found = []
    for row in rows:
        head = writing.heading_of(trees.unit_of(row), language)
        found.append(
            Line(
                anchor=row.anchor,
                url=address(row.anchor),
                kind=row.kind,
                head=head,
                title=_titled(head, row.heading),
                heading=row.heading,
                text=row.text,
                tail=row.tail,
            )
        )
    return tuple(found)


def contents(
    rows: Iterable[Provision], language: str, address: Callable[[str], str]
) -> tuple[Entry, ...]:
    """Chapters and articles with their headings; of very many the chapters alone."""
    rows = [row for row in rows if row.kind in HEADED]
    if len(rows) > MOST_ENTRIES:
        rows = [row for row in rows if row.kind in WIDE] or rows
    return tuple(
        Entry(
            url=address(row.anchor),
            label=_titled(writing.heading_of(trees.unit_of(row), language), row.heading),
            is_wide=row.kind in WIDE,
        )
        for row in rows
    )


def headed(text: Text) -> Sequence[Provision]:
    """The chapters and articles of a text, without their words; one query."""
    rows = Provision.objects.filter(of=text, kind__in=HEADED).order_by("order")
    return list(rows.only("anchor", "kind", "number", "heading", "depth", "of_id"))


def addresses(act: Act, on: date, language: str = "") -> Callable[[str], str]:
    """The permanent addresses of provisions as they read on a day.

    ``language``: of the text, where the reader has chosen another than their own.
    """
    # Reversed once for all: a page has thousands.
    before = reverse("law:version", args=[act.code, on.isoformat()])
    after = f"/?language={language}" if language else "/"
    return lambda anchor: f"{before}{anchor}{after}"


def _titled(head: str, heading: str) -> str:
    return f"{head}. {heading}" if head and heading else head or heading
