"""Two wordings of a proposal beside each other, word by word, as a page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kenes.proposals import texts
from kenes.proposals.models import PARTS, Version
from kenes.ui.differences import Row, compare_line


@dataclass(frozen=True, kw_only=True)
class ComparedPart:
    label: str
    rows: tuple[Row, ...]

    @property
    def is_same(self) -> bool:
        return all(row.is_same for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Compared:
    title: Row
    parts: tuple[ComparedPart, ...]

    @property
    def is_same(self) -> bool:
        return self.title.is_same and all(part.is_same for part in self.parts)


def label_of(part: str) -> str:
    """The name of a part of a proposal."""
    return {
        "problem": _("Problem"),
        "proposal": _("What is proposed"),
        "justification": _("Justification"),
        "claims": _("Claims"),
        "table": _("Comparative table"),
    }[part]


def wording_of(version: Version) -> dict[str, str]:
    return {name: getattr(version, name) for name in ("title", *PARTS)}


def compared(before: Mapping[str, str], after: Mapping[str, str]) -> Compared:
    """``before`` and ``after`` have a title and the parts of a text."""
    return Compared(
        title=compare_line(before["title"], after["title"]),
        parts=tuple(
            ComparedPart(label=label_of(part), rows=texts.compare(before[part], after[part]))
            for part in PARTS
        ),
    )
