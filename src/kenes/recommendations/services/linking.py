"""What a recommendation is linked to: others that ask for the same, and provisions it concerns."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.law.models import Act, Provision
from kenes.members.actors import as_of
from kenes.recommendations import permissions, recorded
from kenes.recommendations.models import Concern, Recommendation, Similar
from kenes.recommendations.services.changes import held
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import State

MOST = 50  # links of a kind


@transaction.atomic
def link_similar(
    recommendation: Recommendation, other: Recommendation, *, actor: Actor, now: datetime
) -> None:
    """Say that two recommendations ask for the same. Raises ValidationError: itself, or twice."""
    actor = as_of(actor, now)
    authorise(actor, permissions.LINK, recommendation)
    # Both, or two people could link them from both sides at once.
    pair = Recommendation.objects.select_for_update().order_by("pk")
    both = {one.pk: one for one in pair.filter(pk__in=[recommendation.pk, other.pk])}
    if recommendation.pk == other.pk:
        raise ValidationError({"other": _("This is the recommendation itself.")})
    if len(both) < 2:  # an import was undone meanwhile
        raise ValidationError({"other": _("That recommendation is no longer in the register.")})
    recommendation = both[recommendation.pk]
    if are_linked(recommendation, other):
        raise ValidationError({"other": _("These two are linked already.")})
    if recommendation.similar.count() >= MOST:
        raise ValidationError({"other": _("At most %(n)s links are kept.") % {"n": MOST}})
    Similar.objects.create(recommendation=recommendation, other=other, found_at=now)
    pair.filter(pk__in=both).update(changed_at=now)  # no undone import takes one of them away
    _linked(recommendation, actor, now)


@transaction.atomic
def unlink_similar(
    recommendation: Recommendation, other: Recommendation, *, actor: Actor, now: datetime
) -> None:
    """Take the link out. Raises ValidationError when there is none."""
    actor = as_of(actor, now)
    authorise(actor, permissions.LINK, recommendation)
    link = _either_way(recommendation, other).select_related("recommendation").first()
    if link is None:
        raise ValidationError({"other": _("These two are not linked.")})
    recommendation = held(link.recommendation)
    before = _links(recommendation)
    link.delete()
    _unlinked(recommendation, before, actor, now)


@transaction.atomic
def link_provision(
    recommendation: Recommendation, act: Act, anchor: str, *, actor: Actor, now: datetime
) -> None:
    """Say which provision it concerns; "": the act as a whole. Raises ValidationError by field."""
    actor = as_of(actor, now)
    authorise(actor, permissions.LINK, recommendation)
    recommendation = held(recommendation)
    newest = act.versions.order_by("-on").first()
    known = Provision.objects.filter(of__version=newest, anchor=anchor) if newest else None
    if anchor and (known is None or not known.exists()):
        raise ValidationError(
            {
                "anchor": _("%(act)s has no provision at “%(address)s”.")
                % {"act": act.short_title, "address": anchor}
            }
        )
    if recommendation.concerns.filter(act=act, anchor=anchor).exists():
        raise ValidationError({"anchor": _("This provision is linked already.")})
    if recommendation.concerns.count() >= MOST:
        raise ValidationError({"anchor": _("At most %(n)s links are kept.") % {"n": MOST}})
    Concern.objects.create(recommendation=recommendation, act=act, anchor=anchor, found_at=now)
    Recommendation.objects.filter(pk=recommendation.pk).update(changed_at=now)
    _linked(recommendation, actor, now)


@transaction.atomic
def unlink_provision(
    recommendation: Recommendation, act: Act, anchor: str, *, actor: Actor, now: datetime
) -> None:
    """Take the link out. Raises ValidationError when there is none."""
    actor = as_of(actor, now)
    authorise(actor, permissions.LINK, recommendation)
    recommendation = held(recommendation)
    before = _links(recommendation)
    if not recommendation.concerns.filter(act=act, anchor=anchor).delete()[0]:
        raise ValidationError({"anchor": _("This provision is not linked.")})
    _unlinked(recommendation, before, actor, now)


def are_linked(one: Recommendation, other: Recommendation) -> bool:
    return _either_way(one, other).exists()


def _either_way(one: Recommendation, other: Recommendation) -> QuerySet[Similar]:
    pairs = Similar.objects.filter(recommendation=one, other=other)
    return pairs | Similar.objects.filter(recommendation=other, other=one)


def _linked(recommendation: Recommendation, actor: Actor, now: datetime) -> None:
    publish(
        write("recommendation.link", recommendation, actor=actor, at=now),
        Said(subject=recommendation.number, state=_links(recommendation)),
    )


def _unlinked(recommendation: Recommendation, before: State, actor: Actor, now: datetime) -> None:
    """What there is nothing of any more has ended."""
    state = {**dict.fromkeys(before), **_links(recommendation)}
    publish(
        write("recommendation.unlink", recommendation, actor=actor, at=now),
        Said(subject=recommendation.number, state=state),
    )


def _links(recommendation: Recommendation) -> State:
    """As they are in the database now."""
    rows = Recommendation.objects.prefetch_related(*recorded.LINK_ROWS)
    return recorded.links_state(rows.get(pk=recommendation.pk))
