"""New versions of a public text: the earlier ones stay as they were said."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.types import current_language
from kenes.proposals import permissions, recorded, texts
from kenes.proposals.models import PARTS, Proposal, Version
from kenes.proposals.services import amending, changes, linking
from kenes.proposals.table import rows as having
from kenes.record.services.publishing import Said, publish

LONGEST_NOTE = 2_000  # characters
MOST = 50  # versions


@transaction.atomic
def revise(
    proposal: Proposal,
    *,
    wording: Mapping[str, str],
    links: Sequence[str],
    note: str,
    seen: int,
    table: str | None = None,
    actor: Actor,
    now: datetime,
) -> Version:
    """Put a new version in the place of the current one; ``note`` says what has changed.

    It takes the comparative table as its authors have it by now; a version of the same words with
    another table is a change too. ``seen`` is the proposal's ``edited`` and ``table`` the
    fingerprint of the table as the person opened them, None for whatever it is. Raises
    ChangedMeanwhile when a colleague was faster, ValidationError by field.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.REVISE, proposal)
    version = changes.current(proposal)
    if proposal.edited != seen:
        raise changes.ChangedMeanwhile(version, proposal.edited)
    kept, said = changes.wording(wording), texts.tidy(note)
    changes.check_length("note", said, most=LONGEST_NOTE)
    if lacking := {part: _("This cannot be empty.") for part in PARTS if not kept[part]}:
        raise ValidationError(lacking)
    if not said:
        raise ValidationError({"note": _("Say what has changed.")})
    if version.number >= MOST:
        raise ValidationError(_("At most %(n)s versions are taken.") % {"n": MOST})
    rows = list(having.working(proposal))
    if table is not None and table != having.fingerprint(rows):
        raise ValidationError(
            _(
                "The comparative table was changed while you were writing. Look at it, then "
                "publish."
            )
        )
    if said_of_rows := amending.lacking(proposal):
        raise ValidationError({"table": said_of_rows})
    is_same = all(getattr(version, name) == text for name, text in kept.items())
    is_same = is_same and not amending.differs(proposal, version)
    if not linking.put(proposal, links) and is_same:
        raise ValidationError(_("Nothing has changed in the text."))
    Version.objects.filter(pk=version.pk).update(is_current=False)
    made = Version.objects.create(
        of=proposal,
        number=version.number + 1,
        made_by_id=actor.user_id,
        made_at=now,
        note=said,
        **kept,
    )
    taken = amending.take_into(made)
    proposal.edited += 1
    proposal.save(update_fields=["edited"])
    changes.find_by(proposal, made.title)
    step = changes.leave_step(
        proposal,
        "revise",
        str(proposal.status),
        now=now,
        organisation=proposal.organisation,
        reason={current_language(): said},
        facts={"version": made.number},
    )
    publish(
        write(
            "proposal.revise",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            version=made.number,
        ),
        Said(
            subject=proposal.number,
            state={
                **recorded.version_state(made),
                **recorded.current_state(made),
                **recorded.links_state(proposal),
                **recorded.amendments_state(taken, made.number),
                **recorded.step_state(step),
            },
            act={"by": f"organisation/{proposal.organisation_id}"},
            language=proposal.language,
        ),
    )
    return made
