"""Papers beside the text of a proposal."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.files.papers import paper
from kenes.journal.services import write
from kenes.proposals import permissions, recorded
from kenes.proposals.models import Attachment, Proposal
from kenes.proposals.services import changes
from kenes.record.services.publishing import Said, publish

MOST = 10  # papers of one proposal


@transaction.atomic
def attach(
    proposal: Proposal, path: Path, *, name: str, actor: Actor, now: datetime
) -> Attachment:
    """Keep the file at ``path`` beside the text, without what could act or name its authors.

    Raises ValidationError for what is no paper, or for one too many.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, permissions.ATTACH, proposal)
    if proposal.attachments.count() >= MOST:
        raise ValidationError({"file": _("At most %(n)s papers are taken.") % {"n": MOST}})
    try:
        kept = paper(path, name)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    digest = sha256(kept.content).hexdigest()
    if proposal.attachments.filter(sha256=digest).exists():
        raise ValidationError({"file": _("This paper is there already.")})
    made = Attachment(
        of=proposal,
        name=_fitting(kept.name),
        media_type=kept.media_type,
        size=len(kept.content),
        sha256=digest,
        added_at=now,
    )
    made.file.save(f"{digest}{Path(kept.name).suffix}", ContentFile(kept.content), save=False)
    made.save()
    if proposal.is_draft:
        write("proposal.prepare", proposal, actor=actor, at=now, attachment=made.pk)
        return made
    publish(
        write(
            "proposal.attach",
            proposal,
            actor=actor,
            at=now,
            number=proposal.number,
            attachment=made.pk,
        ),
        Said(
            subject=proposal.number,
            state=recorded.attachment_state(made),
            act={"by": f"organisation/{proposal.organisation_id}"},
        ),
    )
    return made


@transaction.atomic
def detach(attachment: Attachment, *, actor: Actor, now: datetime) -> None:
    """Take a paper out of a draft; what is public stays."""
    proposal, actor = changes.taken_up(attachment.of, actor, now)
    authorise(actor, permissions.EDIT, proposal)
    delete_file(attachment)
    write("proposal.prepare", proposal, actor=actor, at=now, detached=attachment.pk)
    attachment.delete()


def delete_file(attachment: Attachment) -> None:
    """Delete the file once the transaction is through, unless another proposal has it too."""
    storage, name = attachment.file.storage, str(attachment.file.name)

    def delete() -> None:
        if not Attachment.objects.filter(file=name).exists():
            storage.delete(name)

    transaction.on_commit(delete)


def _fitting(name: str) -> str:
    """A name that fits its column and keeps its ending."""
    stem, suffix = Path(name).stem, Path(name).suffix
    return f"{stem[: 200 - len(suffix)]}{suffix}"
