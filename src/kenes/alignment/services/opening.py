"""Putting an obligation beside a provision, and following a provision that has moved."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.alignment import permissions, recorded
from kenes.alignment.models import Pair
from kenes.journal.services import write
from kenes.languages.dates import written
from kenes.law import addresses
from kenes.law.models import Act, Obligation, Provision, Version
from kenes.members import numbers
from kenes.members.actors import as_of
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import changed


@transaction.atomic
def open_(obligation: Obligation, act: Act, anchor: str, *, actor: Actor, now: datetime) -> Pair:
    """Put an obligation beside a provision of the newest version; "": the act is silent on it.

    What is there already is returned as it is. Raises ValidationError on ``act`` or ``anchor``.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.OPEN)
    act = Act.objects.select_for_update().get(pk=act.pk)  # two at once make one pair
    version = newest_version(act)
    check_place(version, anchor)
    known = Pair.objects.filter(obligation=obligation, act=act, anchor=anchor).first()
    if known is not None:
        return known
    (number,) = numbers.take("A", timezone.localdate(now).year)
    pair = Pair.objects.create(
        number=number,
        obligation=obligation,
        act=act,
        version=version,
        anchor=anchor,
        opened_at=now,
    )
    publish(
        write("alignment.open", pair, actor=actor, at=now, number=number),
        Said(subject=number, state=recorded.facts_state(pair)),
    )
    return pair


@transaction.atomic
def renew(pair: Pair, anchor: str, *, actor: Actor, now: datetime) -> Pair:
    """Follow the provision to where it stands in the newest version; views keep their dates.

    Raises ValidationError on ``anchor``: there is no such provision, or it has a pair already.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.OPEN)
    act = Act.objects.select_for_update().get(pk=pair.act_id)
    pair = (
        Pair.objects.select_for_update(of=("self",))
        .select_related("obligation__instrument", "version")
        .get(pk=pair.pk)
    )
    version = newest_version(act)
    check_place(version, anchor)
    others = Pair.objects.filter(obligation=pair.obligation_id, act=act, anchor=anchor)
    if other := others.exclude(pk=pair.pk).first():
        raise ValidationError(
            {
                "anchor": _("This provision stands beside the obligation already: %(number)s.")
                % {"number": other.number}
            }
        )
    before = recorded.facts_state(pair)
    pair.version, pair.anchor = version, anchor
    changes = changed(before, recorded.facts_state(pair))
    if not changes:
        raise ValidationError(_("It stands there already: nothing has changed."))
    pair.save(update_fields=["version", "anchor"])
    publish(
        write("alignment.open", pair, actor=actor, at=now, number=pair.number),
        Said(subject=pair.number, state=changes),
    )
    return pair


def newest_version(act: Act) -> Version:
    """Raises ValidationError on ``act``: its wording is not in the house."""
    version = Version.objects.filter(act=act).order_by("-on").first()
    if version is None:
        raise ValidationError({"act": _("The wording of this act is not in the house yet.")})
    return version


def check_place(version: Version, anchor: str) -> None:
    """Raises ValidationError on ``anchor``: no article, nor a part of one, stands there."""
    if not anchor:
        return
    found = None
    if len(anchor) <= 200 and anchor.isprintable():
        rows = Provision.objects.filter(of__version=version, anchor=anchor)
        found = rows.only("kind").first()
    if found is None:
        raise ValidationError(
            {
                "anchor": _("The version of %(day)s has no such provision: %(address)s.")
                % {"day": written(version.on), "address": anchor[:200].replace("\x00", "")}
            }
        )
    if not addresses.is_cited(found):
        raise ValidationError({"anchor": _("Choose an article, or a part of one.")})
