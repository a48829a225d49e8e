"""Changes in law as a recommendation's page shows them: what, and whose word stands on each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kenes.access.policy import may
from kenes.access.types import Actor
from kenes.languages.fields import picked
from kenes.law.telling import cited_in_full
from kenes.members.models import Side
from kenes.recommendations import in_law, permissions
from kenes.recommendations.models import LawChange, LawStanding, LawView, Recommendation


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change with the words that stand on it."""

    pk: int
    act: str
    provision: str
    in_force_on: date
    obligation: str  # "" for none
    obligation_url: str
    standing: str  # in words
    tone: str  # as {% status %} has it
    waits_for: tuple[str, ...]  # sides that have not confirmed it, in words
    words: tuple[LawView, ...]
    may_confirm: bool
    may_contest: bool


_TONES: Mapping[str, str] = {
    LawStanding.CONFIRMED: "done",
    LawStanding.CONTESTED: "wait",
    LawStanding.RECORDED: "plain",
}


def changes(recommendation: Recommendation, actor: Actor) -> tuple[Change, ...]:
    """The changes in the order of their days (views, obligations prefetched)."""
    found = list(recommendation.law_changes.all())
    speaks_for: tuple[int, ...] = ()
    if found and may(actor, permissions.CONFIRM_LAW):
        speaks_for = tuple(
            one.pk
            for one in permissions.contests_for(actor)
            if may(actor, permissions.CONFIRM_LAW, one)
        )
    return tuple(_change(one, speaks_for) for one in found)


def side_name(side: str) -> str:
    """A side that confirms, for "waits for the word of …"."""
    return _("the State or parliament") if side == Side.STATE else _("civil society")


def _change(change: LawChange, speaks_for: tuple[int, ...]) -> Change:
    views = list(change.views.all())
    words = in_law.latest(views)
    standing = in_law.standing(views)
    stands = {one.organisation_id: one.confirms for one in words}
    obligation = change.obligation
    return Change(
        pk=change.pk,
        act=picked(change.act)[0],
        provision=picked(change.provision)[0],
        in_force_on=change.in_force_on,
        obligation=cited_in_full(obligation) if obligation else "",
        obligation_url=obligation.get_absolute_url() if obligation else "",
        standing=str(standing.label),
        tone=_TONES[standing],
        waits_for=tuple(side_name(side) for side in in_law.waits_for(views)),
        words=words,
        may_confirm=any(stands.get(pk) is not True for pk in speaks_for),
        may_contest=any(stands.get(pk) is not False for pk in speaks_for),
    )
