"""What an organisation finds: dated, with reasons, at a version of the act."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.alignment import permissions, recorded
from kenes.alignment.lifecycle import Finding
from kenes.alignment.models import Pair, View
from kenes.alignment.services import opening
from kenes.alignment.standing import gap_since, standing_of
from kenes.journal.services import write
from kenes.languages.tidying import tidied
from kenes.languages.types import LANGUAGES
from kenes.law.models import Provision, Version
from kenes.members.actors import as_of
from kenes.members.models import Organisation
from kenes.proposals.services.changes import chamber_of
from kenes.record.services.publishing import Said, publish

LONGEST = 5_000  # characters


@transaction.atomic
def view(
    pair: Pair,
    *,
    organisation: Organisation,
    finding: str,
    reason: str,
    language: str,
    version: Version | None = None,
    actor: Actor,
    now: datetime,
) -> View:
    """Say what an organisation finds from now on; what it said before stays to be read.

    ``version``: the one that was read, the newest unless told. Raises ValidationError by field.
    """
    actor = as_of(actor, now)
    pair = Pair.objects.select_for_update(of=("self",)).select_related("act").get(pk=pair.pk)
    authorise(actor, permissions.VIEW, organisation)
    if finding not in Finding.values:
        raise ValidationError({"finding": _("Choose what your organisation finds.")})
    kept = tidied("reason", reason, most=LONGEST)
    if not kept:
        raise ValidationError({"reason": _("A view needs its reasons.")})
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose a language of the body.")})
    read = _read(pair, version)
    latest = pair.views.filter(organisation=organisation).order_by("-id").first()
    if latest and (latest.finding, latest.reason, latest.version_id) == (finding, kept, read.pk):
        raise ValidationError(_("This is the view of your organisation already."))
    made = View.objects.create(
        of=pair,
        organisation=organisation,
        chamber=chamber_of(organisation),
        version=read,
        anchor=pair.anchor,
        finding=finding,
        reason=kept,
        language=language,
        person=actor.name[:200],
        at=now,
    )
    settle(pair, now)
    publish(
        write(
            "alignment.view",
            pair,
            actor=actor,
            at=now,
            number=pair.number,
            organisation=organisation.pk,
            finding=finding,
            view=made.pk,
        ),
        Said(
            subject=pair.number,
            state=recorded.view_state(made),
            act={"by": f"organisation/{organisation.pk}"},
            language=language,
        ),
    )
    return made


def settle(pair: Pair, now: datetime) -> None:
    """Bring what stands of each side, and since when there is a gap, up to its views."""
    pair.standing = standing_of(pair.views.select_related("chamber").order_by("id"))
    pair.gap_since = gap_since(pair.standing, pair.gap_since, timezone.localdate(now))
    pair.save(update_fields=["standing", "gap_since"])


def _read(pair: Pair, version: Version | None) -> Version:
    """The version a view is of. Raises ValidationError: the provision does not stand there."""
    if version is not None and version.act_id != pair.act_id:
        raise ValidationError(_("This version is of another act."))
    read = version or opening.newest_version(pair.act)
    there = Provision.objects.filter(of__version=read, anchor=pair.anchor)
    if pair.anchor and not there.exists():
        raise ValidationError(
            _("The provision is not where it was in this version: say first where it stands now.")
        )
    return read
