"""The rows of a table and the acts they amend, as the engine takes them."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from django.db.models import OuterRef, QuerySet, Subquery

from kenes.engines.lawtext import amending, tree
from kenes.law import trees
from kenes.law.models import Text
from kenes.law.models import Version as LawVersion
from kenes.proposals.lifecycle import DECIDED, Change, Status
from kenes.proposals.models import Amendment, Proposal, Version

_KEPT = 8  # trees of texts at hand: a text never changes

Group = tuple[int, int, str]  # act, base version, language


@dataclass(frozen=True, kw_only=True)
class Base:
    """The text that a group of rows amends, as a tree."""

    text: Text
    act: tree.Act


def working(proposal: Proposal) -> QuerySet[Amendment]:
    """The table as its authors write it, with acts and bases."""
    return _with_law(Amendment.objects.filter(of=proposal, version=None))


def taken(version: Version) -> QuerySet[Amendment]:
    """The table that a version took."""
    return _with_law(Amendment.objects.filter(version=version))


def is_open(proposal: Proposal) -> bool:
    """Whether its table still asks for something; what was decided does not."""
    return proposal.status not in DECIDED or proposal.status == Status.REFERRED


def group_of(row: Amendment) -> Group:
    return row.act_id, row.base_id, row.language


def grouped(rows: Iterable[Amendment]) -> dict[Group, list[Amendment]]:
    """Rows that amend the same text, groups in the order of their first rows."""
    found: OrderedDict[Group, list[Amendment]] = OrderedDict()
    for row in rows:
        found.setdefault(group_of(row), []).append(row)
    return found


def is_erased(row: Amendment) -> bool:
    """Whether two officers had its words erased."""
    return row.change != Change.REPEAL and not row.wording


def for_engine(row: Amendment) -> amending.Amendment:
    return amending.Amendment(
        key=str(row.pk),
        change=amending.Change(row.change),
        anchor=row.anchor,
        place=amending.Place(row.place or amending.Place.AFTER),
        wording=row.wording,
        before=row.before if row.before and row.change != Change.INSERT else None,
    )


def bases(rows: Sequence[Amendment]) -> dict[Group, Base]:
    """The texts that rows amend, as trees; a group whose text is not there is left out.

    Two queries, and none for a text that was read before.
    """
    wanted = {(row.base_id, row.language): group_of(row) for row in rows}
    texts = Text.objects.filter(version__in={row.base_id for row in rows})
    found = {
        wanted[text.version_id, text.language]: text
        for text in texts
        if (text.version_id, text.language) in wanted
    }
    acts = _TREES.of(list(found.values()))
    return {group: Base(text=text, act=acts[text.pk]) for group, text in found.items()}


def tree_of(text: Text) -> tree.Act:
    return _TREES.of([text])[text.pk]


def newest(acts: Iterable[int]) -> dict[int, LawVersion]:
    """The newest version of each act, with its texts' languages at hand; two queries."""
    last = LawVersion.objects.filter(act=OuterRef("act")).order_by("-on").values("pk")[:1]
    found = LawVersion.objects.filter(act__in=set(acts), pk=Subquery(last))
    return {one.act_id: one for one in found.select_related("act").prefetch_related("texts")}


def fingerprint(rows: Iterable[Amendment]) -> str:
    """Of a table as it was seen: equal while nobody has changed it."""
    said = ",".join(f"{row.pk}:{row.edited}:{row.order}:{row.base_id}" for row in rows)
    return sha256(said.encode()).hexdigest()[:16]


def content(row: Amendment) -> tuple[object, ...]:
    """What a reader of the row is told, in whatever version it stands."""
    return (
        row.act_id,
        row.base_id,
        row.language,
        str(row.change),
        row.anchor,
        str(row.place),
        row.wording,
        row.before,
        row.justification,
    )


def _with_law(rows: QuerySet[Amendment]) -> QuerySet[Amendment]:
    return rows.select_related("act", "base").order_by("order", "id")


class _Trees:
    """Trees of texts that were read lately, by key and hash."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str], tree.Act] = OrderedDict()
        self._lock = Lock()

    def of(self, texts: Sequence[Text]) -> dict[int, tree.Act]:
        with self._lock:
            found = {
                text.pk: self._kept[text.pk, text.sha256]
                for text in texts
                if (text.pk, text.sha256) in self._kept
            }
        lacking = [text for text in texts if text.pk not in found]
        if lacking:
            found |= trees.acts_of(lacking)
        with self._lock:
            for text in texts:
                self._kept[text.pk, text.sha256] = found[text.pk]
                self._kept.move_to_end((text.pk, text.sha256))
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found


_TREES = _Trees()
