"""Other proposals on the same provisions: two tables that touch one paragraph are told so."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from kenes.engines.lawtext import amending
from kenes.proposals.lifecycle import DECIDED, Status
from kenes.proposals.models import Amendment, Proposal
from kenes.proposals.table import rows as having

MOST = 2_000  # rows of other proposals that are looked at
_OWN = ""  # no proposal is numbered so


@dataclass(frozen=True, kw_only=True)
class Rival:
    """A public proposal that is not decided and touches the provision too."""

    number: str

    @property
    def url(self) -> str:
        return reverse("proposals:table", args=[self.number])


def found(proposal: Proposal, rows: Sequence[Amendment]) -> dict[int, list[Rival]]:
    """By key of the row; one query, and the texts of the rows.

    What is decided or withdrawn is no rival any more; neither is a draft, which nobody knows of.
    """
    if not rows:
        return {}
    others = (
        Amendment.objects.filter(
            act__in={row.act_id for row in rows},
            version__is_current=True,
            of__submitted_at__isnull=False,
        )
        .exclude(of=proposal.pk)
        .exclude(of__status__in=DECIDED - {Status.REFERRED})
        .select_related("of")
        .order_by("of_id", "order")[:MOST]
    )
    by_act: dict[int, list[Amendment]] = defaultdict(list)
    for other in others:
        by_act[other.act_id].append(other)
    if not by_act:
        return {}
    told: dict[int, list[Rival]] = defaultdict(list)
    bases = having.bases(rows)
    for key, own in having.grouped(rows).items():
        base = bases.get(key)
        if base is not None and by_act[key[0]]:
            _tell(told, base, own, by_act[key[0]])
    return told


def _tell(
    told: dict[int, list[Rival]],
    base: having.Base,
    own: Sequence[Amendment],
    others: Sequence[Amendment],
) -> None:
    """Other proposals beside one's own, and not those others beside each other."""
    mine = [having.for_engine(row) for row in own if not having.is_erased(row)]
    tops = {_top(row.anchor) for row in own}
    theirs: dict[str, list[amending.Amendment]] = defaultdict(list)
    for row in others:
        if not having.is_erased(row) and _may_meet(_top(row.anchor), tops):
            theirs[row.of.number].append(having.for_engine(row))
    if not theirs:
        return
    found = amending.conflicts_between(base.act, {_OWN: mine, **theirs}, of=_OWN)
    for pk, number in dict.fromkeys((int(one.key), one.other) for one in found):
        told[pk].append(Rival(number=number))


def _top(anchor: str) -> str:
    """The article an address is in, or the widest unit."""
    return anchor.partition("__")[0]


def _may_meet(top: str, tops: set[str]) -> bool:
    """Whether it is worth looking: articles meet in themselves, and chapters meet anything."""
    return top in tops or not all(one.startswith("art") for one in (top, *tops))
