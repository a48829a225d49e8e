"""Papers tabled for a meeting or an item of its agenda."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.files.papers import paper
from kenes.journal.services import write
from kenes.meetings import permissions, recorded
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Item, Meeting, Paper
from kenes.meetings.permissions import Tabling
from kenes.meetings.services.changes import taken_up
from kenes.members.models import Organisation
from kenes.record.services.publishing import Said, publish

MOST = 200  # papers of one meeting


@transaction.atomic
def table(
    meeting: Meeting,
    *,
    item: Item | None = None,
    organisation: Organisation | None = None,
    path: Path,
    name: str,
    actor: Actor,
    now: datetime,
) -> Paper:
    """Keep the file at ``path`` with the meeting, without what could act or name its authors.

    ``organisation`` tables it; None: the secretariat. After the day for papers it is late, and
    shown so. Raises ValidationError for what is no paper, or for one too many.
    """
    meeting, actor = taken_up(meeting, actor, now)
    authorise(actor, permissions.TABLE, Tabling(meeting=meeting, organisation=organisation))
    if item is not None and not meeting.items.filter(pk=item.pk).exists():
        raise ValidationError({"item": _("This item was taken off the agenda.")})
    if meeting.papers.count() >= MOST:
        raise ValidationError({"file": _("At most %(n)s papers are taken.") % {"n": MOST}})
    try:
        kept = paper(path, name)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    digest = sha256(kept.content).hexdigest()
    if meeting.papers.filter(sha256=digest, item=item).exists():
        raise ValidationError({"file": _("This paper is there already.")})
    until = meeting.papers_until
    made = Paper(
        meeting=meeting,
        item=item,
        organisation=organisation,
        name=_fitting(kept.name),
        media_type=kept.media_type,
        size=len(kept.content),
        sha256=digest,
        added_at=now,
        is_late=until is not None and timezone.localdate(now) > until,
    )
    made.file.save(f"{digest}{Path(kept.name).suffix}", ContentFile(kept.content), save=False)
    made.save()
    if meeting.status == Status.PLANNED:
        write("agenda.prepare", meeting, actor=actor, at=now, number=meeting.number, paper=made.pk)
        return made
    publish(
        write(
            "meeting.table",
            meeting,
            actor=actor,
            at=now,
            number=meeting.number,
            paper=made.pk,
            organisation=organisation.pk if organisation else None,
        ),
        Said(
            subject=meeting.number,
            state=recorded.paper_state(made),
            act={"by": f"organisation/{organisation.pk}"} if organisation else {},
        ),
    )
    return made


@transaction.atomic
def take_out(tabled: Paper, *, actor: Actor, now: datetime) -> None:
    """Take a paper back before the meeting is over; the record keeps that it was there."""
    meeting, actor = taken_up(tabled.meeting, actor, now)
    held = meeting.papers.select_related("organisation").filter(pk=tabled.pk).first()
    if held is None:
        raise ValidationError(_("This paper was taken out already."))
    by = held.organisation
    authorise(actor, permissions.TABLE, Tabling(meeting=meeting, organisation=by))
    state = dict.fromkeys(recorded.paper_state(held))
    _delete_file(held)
    held.delete()
    if meeting.status == Status.PLANNED:
        write("agenda.prepare", meeting, actor=actor, at=now, number=meeting.number)
        return
    publish(
        write("meeting.take_out", meeting, actor=actor, at=now, number=meeting.number),
        Said(
            subject=meeting.number,
            state=state,
            act={"by": f"organisation/{by.pk}"} if by else {},
        ),
    )


def _delete_file(tabled: Paper) -> None:
    """Delete the file once the transaction is through, unless another paper has it too."""
    storage, name = tabled.file.storage, str(tabled.file.name)

    def delete() -> None:
        if name and not Paper.objects.filter(file=name).exists():
            storage.delete(name)

    transaction.on_commit(delete)


def _fitting(name: str) -> str:
    """A name that fits its column and keeps its ending."""
    stem, suffix = Path(name).stem, Path(name).suffix
    return f"{stem[: 200 - len(suffix)]}{suffix}"
