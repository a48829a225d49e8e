"""Minutes on their way from a draft to publication: circulated, settled, approved, published."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.access.policy import authorise
from kenes.access.types import Actor, NotAllowed
from kenes.journal.services import write
from kenes.languages.dates import written
from kenes.meetings import lifecycle, permissions, recorded
from kenes.meetings.lifecycle import CorrectionStatus, MinutesStatus
from kenes.meetings.models import Approval, Minutes
from kenes.meetings.services import minuted
from kenes.members.models import Office
from kenes.members.services import bylaws
from kenes.record.models import Entry
from kenes.record.services import publishing
from kenes.record.services.keeping import root_over
from kenes.record.services.publishing import Said
from kenes.record.subjects import State

FIELDS = 200  # told by one entry of the record: long minutes take several


@transaction.atomic
def circulate(minutes: Minutes, *, actor: Actor, now: datetime) -> Minutes:
    """Show the draft to those who were present or invited, and open it for corrections.

    Raises ValidationError where the Chatham House rule is not kept.
    """
    minutes, actor = minuted.minutes_taken_up(minutes, actor, now)
    authorise(actor, permissions.COMPOSE_MINUTES, minutes)
    _move(minutes, "circulate")
    minuted.check_all_names(minutes)
    minutes.circulated_at = now
    minutes.corrections_until = corrections_until(timezone.localdate(now))
    minutes.save()
    write(
        "minutes.circulate",
        minutes,
        actor=actor,
        at=now,
        number=minutes.meeting.number,
        until=str(minutes.corrections_until),
    )
    return minutes


@transaction.atomic
def settle(minutes: Minutes, *, actor: Actor, now: datetime) -> Minutes:
    """End the time for corrections; the text then waits for the approval of the chairs.

    After its last day the secretary or a chair does it. Before, it takes every chair and co-chair
    of the body: each agrees by this act, and the last one's ends it. Raises ValidationError while
    a correction is not settled.
    """
    minutes, actor = minuted.minutes_taken_up(minutes, actor, now)
    authorise(actor, permissions.SETTLE, minutes)
    lifecycle.after("minutes.settle", minutes.status)
    if waiting := minutes.corrections.filter(status=CorrectionStatus.PROPOSED).count():
        raise ValidationError(
            ngettext(
                "%(n)s correction has to be settled before.",
                "%(n)s corrections have to be settled before.",
                waiting,
            )
            % {"n": waiting}
        )
    today = timezone.localdate(now)
    if minutes.corrections_until and today <= minutes.corrections_until:
        _agree(minutes, actor, today)
    if not awaited(minutes, today):
        _move(minutes, "settle")
        minutes.settled_at = now
    minutes.save()
    write(
        "minutes.settle",
        minutes,
        actor=actor,
        at=now,
        number=minutes.meeting.number,
        agreed=minutes.agreed,
        is_open=minutes.status == MinutesStatus.CIRCULATED,
    )
    return minutes


@transaction.atomic
def reopen(minutes: Minutes, *, actor: Actor, now: datetime) -> Minutes:
    """Open them for corrections again; approvals were given to a text that may change now."""
    minutes, actor = minuted.minutes_taken_up(minutes, actor, now)
    authorise(actor, permissions.SETTLE, minutes)
    before = minutes.status
    _move(minutes, "reopen")
    fallen: State = {}
    for approval in minutes.approvals.all():
        fallen |= dict.fromkeys(recorded.approval_state(approval))
    minutes.approvals.all().delete()
    minutes.corrections_until = corrections_until(timezone.localdate(now))
    minutes.settled_at, minutes.agreed = None, []
    minutes.save()
    number = minutes.meeting.number
    publishing.publish(
        write(
            "minutes.reopen",
            minutes,
            actor=actor,
            at=now,
            number=number,
            until=str(minutes.corrections_until),
        ),
        Said(subject=number, state=fallen, before=before, after=str(minutes.status)),
    )
    return minutes


@transaction.atomic
def approve(minutes: Minutes, *, actor: Actor, now: datetime) -> list[Approval]:
    """A chair or co-chair approves the text as it stands, once for each office they hold."""
    minutes, actor = minuted.minutes_taken_up(minutes, actor, now)
    authorise(actor, permissions.APPROVE, minutes)
    own = _offices(minutes, timezone.localdate(now), actor)
    given = set(minutes.approvals.values_list("office_id", flat=True))
    made = [
        Approval.objects.create(
            minutes=minutes,
            user_id=int(actor.user_id or 0),
            office=office,
            person_name=office.person_name,
            person_name_kk=office.person_name_kk,
            person_name_ru=office.person_name_ru,
            at=now,
        )
        for office in own
        if office.pk not in given
    ]
    if not made:
        raise ValidationError(_("You have approved these minutes."))
    state: State = {}
    for approval in made:
        state |= recorded.approval_state(approval)
    number = minutes.meeting.number
    publishing.publish(
        write("minutes.approve", minutes, actor=actor, at=now, number=number),
        Said(subject=number, state=state),
    )
    return made


@transaction.atomic
def publish(minutes: Minutes, *, actor: Actor, now: datetime) -> Minutes:
    """Publish what every chair and co-chair has approved, with the record's root of this moment.

    Nothing of it is changed afterwards. Raises ValidationError while an approval is lacking.
    """
    minutes, actor = minuted.minutes_taken_up(minutes, actor, now)
    authorise(actor, permissions.PUBLISH, minutes)
    before = minutes.status
    _check_approved(minutes, timezone.localdate(now))
    minuted.check_all_names(minutes)
    _move(minutes, "publish")
    minutes.published_at = now
    minutes.root = root_now()
    minutes.save()
    number = minutes.meeting.number
    act = write(
        "minutes.publish",
        minutes,
        actor=actor,
        at=now,
        number=number,
        late=timezone.localdate(now) > minutes.due_on,
    )
    publishing.publish_many(
        act,
        [
            Said(
                subject=number,
                state=part,
                before=before,
                after=str(minutes.status),
                language=minutes.language,
            )
            for part in _parts(_published_state(minutes))
        ],
    )
    return minutes


def corrections_until(today: date) -> date:
    """The last day for corrections to what circulates from ``today``."""
    laws = bylaws.in_force(today)
    return laws.due_on(today, laws.number("corrections_days"))


def chairs_of(minutes: Minutes, day: date) -> Sequence[Office]:
    """Whose approval the minutes need: the chairs and co-chairs of the body on a day."""
    return list(permissions.presiding(minutes.meeting, day).order_by("kind", "id"))


def awaited(minutes: Minutes, today: date) -> list[Office]:
    """The chairs who have to agree before the time for corrections ends early; none after it."""
    if minutes.corrections_until is None or today > minutes.corrections_until:
        return []
    return [one for one in chairs_of(minutes, today) if one.pk not in minutes.agreed]


def lacking(minutes: Minutes, today: date) -> list[Office]:
    """The chairs and co-chairs who have not approved."""
    given = {one.office_id for one in minutes.approvals.all()}
    return [one for one in chairs_of(minutes, today) if one.pk not in given]


def root_now() -> dict[str, Any]:
    """The line that commits to all that the record said before; {} before it was ever signed."""
    line = root_over(Entry.objects.integrated().order_by("index").first())
    return {"line": line} if line else {}


def _move(minutes: Minutes, act: str) -> None:
    minutes.status = lifecycle.after(f"minutes.{act}", minutes.status)


def _offices(minutes: Minutes, day: date, actor: Actor) -> list[Office]:
    """The offices by which the actor presides over this body."""
    own = [one for one in chairs_of(minutes, day) if one.user_id == actor.user_id]
    if not own or not actor.is_signed_in:
        raise NotAllowed(_("Only a chair or co-chair of this body can do this."))
    return own


def _agree(minutes: Minutes, actor: Actor, today: date) -> None:
    """Note that a chair agrees to end the time for corrections before its last day."""
    chairs = [one for one in chairs_of(minutes, today) if one.user_id == actor.user_id]
    if not chairs or not actor.is_signed_in:
        raise ValidationError(
            _("Corrections can be proposed until %(day)s. The chairs together may end it earlier.")
            % {"day": written(minutes.corrections_until) if minutes.corrections_until else ""}
        )
    minutes.agreed = sorted({*minutes.agreed, *(one.pk for one in chairs)})


def _check_approved(minutes: Minutes, today: date) -> None:
    if not chairs_of(minutes, today):
        raise ValidationError(_("This body has no chair: nobody can approve its minutes."))
    if waiting := lacking(minutes, today):
        names = ", ".join(one.person for one in waiting)
        raise ValidationError(_("Not approved yet by: %(names)s.") % {"names": names})


def _published_state(minutes: Minutes) -> State:
    """What publication shows: all of the minutes but the approvals, which were told before."""
    minutes.meeting.minutes = minutes
    state = recorded.minutes_state(minutes.meeting)
    return {name: value for name, value in state.items() if not name.startswith("approval.")}


def _parts(state: State) -> Iterator[State]:
    fields = iter(state.items())
    while part := dict(islice(fields, FIELDS)):
        yield part
