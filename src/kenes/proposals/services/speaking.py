"""What organisations say of a proposal: comments on paragraphs, and positions."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members.models import Organisation
from kenes.proposals import permissions, recorded, texts
from kenes.proposals.lifecycle import Stance
from kenes.proposals.models import Comment, Position, Proposal
from kenes.proposals.services import changes
from kenes.record.services.publishing import Said, publish

LONGEST = 5_000  # characters


@transaction.atomic
def comment(
    proposal: Proposal,
    *,
    organisation: Organisation,
    version: int,
    paragraph: int,
    text: str,
    language: str,
    actor: Actor,
    now: datetime,
) -> Comment:
    """Comment on a paragraph of the current version, or on the whole (0).

    ``version`` is the one the person read. Raises ValidationError when it is no longer current,
    or by field.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.COMMENT, changes.speaking(proposal, organisation, now))
    current, kept = changes.current(proposal), texts.tidy(text)
    if not kept:
        raise ValidationError({"text": _("Write your comment.")})
    changes.check_length("text", kept, most=LONGEST)
    if current.number != version:
        raise ValidationError(
            _("A new version was made while you were writing. Check whether your comment fits it.")
        )
    if not 0 <= paragraph <= len(texts.flat(current)):
        raise ValidationError(_("The text has no such paragraph."))
    made = Comment.objects.create(
        of=proposal,
        version=current,
        paragraph=paragraph,
        organisation=organisation,
        chamber=changes.chamber_of(organisation),
        person=actor.name[:200],
        text=kept,
        language=language,
        at=now,
    )
    publish(
        write(
            "proposal.comment",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            comment=made.pk,
            organisation=organisation.pk,
            version=current.number,
            paragraph=paragraph,
        ),
        Said(
            subject=proposal.number,
            state=recorded.comment_state(made, current.number),
            act={"by": f"organisation/{organisation.pk}"},
            language=language,
        ),
    )
    return made


@transaction.atomic
def take_position(
    proposal: Proposal,
    *,
    organisation: Organisation,
    stance: str,
    reason: str,
    language: str,
    actor: Actor,
    now: datetime,
) -> Position:
    """Say where an organisation stands from now on; what it said before stays to be read.

    Raises ValidationError by field: reservation and opposition need reasons.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(
        actor,
        permissions.TAKE_POSITION,
        changes.speaking(proposal, organisation, now),
    )
    kept = texts.tidy(reason)
    if stance not in Stance.values:
        raise ValidationError({"stance": _("Choose a position.")})
    if stance != Stance.SUPPORT and not kept:
        raise ValidationError({"reason": _("A reservation or an opposition needs its reasons.")})
    changes.check_length("reason", kept, most=LONGEST)
    latest = proposal.positions.filter(organisation=organisation).order_by("-id").first()
    if latest and (latest.stance, latest.reason) == (stance, kept):
        raise ValidationError(_("This is the position of your organisation already."))
    current = changes.current(proposal)
    made = Position.objects.create(
        of=proposal,
        version=current,
        organisation=organisation,
        chamber=changes.chamber_of(organisation),
        stance=stance,
        reason=kept,
        language=language,
        at=now,
    )
    publish(
        write(
            "proposal.position",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            organisation=organisation.pk,
            stance=stance,
            position=made.pk,
        ),
        Said(
            subject=proposal.number,
            state=recorded.position_state(made, current.number),
            act={"by": f"organisation/{organisation.pk}"},
            language=language,
        ),
    )
    return made
