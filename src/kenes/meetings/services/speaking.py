"""The speaking list: who asks for the floor, who has it, what is noted of what they said."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.types import LANGUAGES
from kenes.meetings import happenings, lifecycle, permissions
from kenes.meetings.lifecycle import ItemStatus, MinutesStatus, TurnKind, TurnStatus
from kenes.meetings.models import Item, Meeting, Minutes, Presence, Turn
from kenes.meetings.rules import queue
from kenes.meetings.services import changes

_HEARD = (TurnStatus.SPEAKING, TurnStatus.SPOKEN)


def waiting(item: Item) -> list[Turn]:
    """The speaking list of an item in the order in which the floor goes round; two queries."""
    asked = {
        one.pk: one
        for one in Turn.objects.filter(item=item, status=TurnStatus.ASKED)
        .select_related("presence__chamber", "presence__organisation", "item", "meeting")
        .order_by("id")
    }
    order = queue.ordered(
        [
            queue.Asked(
                key=one.pk,
                chamber=_chamber(one.presence),
                is_point=one.kind == TurnKind.POINT_OF_ORDER,
                resumes=one.resumes,
            )
            for one in asked.values()
        ],
        spoken(item),
    )
    return [asked[one.key] for one in order]


def spoken(item: Item, now: datetime | None = None) -> Sequence[queue.Spoken]:
    """The speeches on an item in their order, with their length; one query.

    ``now`` is needed for the length of the one that is being held.
    """
    heard = (
        Turn.objects.filter(item=item, status__in=_HEARD, kind=TurnKind.SPEECH)
        .select_related("presence__chamber")
        .order_by("began_at", "id")
    )
    return [
        queue.Spoken(chamber=_chamber(one.presence), seconds=seconds(one, now)) for one in heard
    ]


def seconds(turn: Turn, now: datetime | None = None) -> int:
    """How long a speech took, or has taken until ``now``."""
    end = turn.ended_at or now
    if turn.began_at is None or end is None:
        return 0
    return max(int((end - turn.began_at) / timedelta(seconds=1)), 0)


@transaction.atomic
def ask(
    item: Item,
    *,
    presence: Presence,
    kind: str = TurnKind.SPEECH,
    actor: Actor,
    now: datetime,
) -> Turn:
    """Put somebody who is present on the list of an item: oneself, or by an officer.

    A speech can be asked for before the item is begun, a point of order only on the item under
    discussion. Raises ValidationError: asked already, has the floor, the item is over.
    """
    meeting, actor = changes.taken_up(item.meeting, actor, now)
    item, presence = item_of(meeting, item), here(meeting, presence)
    turn = Turn(meeting=meeting, item=item, presence=presence, kind=kind, asked_at=now)
    authorise(actor, permissions.SPEAK, turn)
    if kind not in TurnKind.values:
        raise ValidationError({"kind": _("Choose a speech or a point of order.")})
    if item.status != ItemStatus.PRESENT and (
        kind == TurnKind.POINT_OF_ORDER or item.status != ItemStatus.WAITING
    ):
        raise ValidationError(_("This item is not under discussion."))
    own = Turn.objects.filter(meeting=meeting, item=item, presence=presence)
    if own.filter(status=TurnStatus.SPEAKING).exists():
        raise ValidationError(_("%(name)s has the floor.") % {"name": presence.person})
    if own.filter(status=TurnStatus.ASKED, kind=kind).exists():
        raise ValidationError(_("%(name)s is on the list already.") % {"name": presence.person})
    turn.save()
    write("turn.ask", turn, actor=actor, at=now, meeting=meeting.number, asked=str(kind))
    changes.happened(meeting, happenings.TURN_ASKED, now=now, item=item, turn=turn.pk)
    return turn


@transaction.atomic
def withdraw(turn: Turn, *, actor: Actor, now: datetime) -> Turn:
    """Take one's name off the list, or as an officer another's. Raises IllegalMove."""
    meeting, actor = changes.taken_up(turn.meeting, actor, now)
    turn = _turn_of(meeting, turn)
    authorise(actor, permissions.SPEAK, turn)
    take_off(meeting, turn, actor=actor, now=now)
    return turn


@transaction.atomic
def give(turn: Turn, *, ends: Turn | None = None, actor: Actor, now: datetime) -> Turn:
    """Give the floor to anybody on the list.

    One person speaks. ``ends`` is the speech that whoever clicked saw being held: it is ended
    first; when another one is held by now, nothing is done and they are told. A point of order
    needs no ``ends``: the speech it interrupts is ended, and its speaker stands first on the list
    again, to go on. Raises ValidationError, IllegalMove.
    """
    meeting, actor = changes.taken_up(turn.meeting, actor, now)
    authorise(actor, permissions.LEAD, meeting)
    return _give(meeting, _turn_of(meeting, turn), ends, actor, now)


@transaction.atomic
def give_first(item: Item, *, ends: Turn | None = None, actor: Actor, now: datetime) -> Turn:
    """Give the floor to who is first on the list. Raises ValidationError when nobody is."""
    meeting, actor = changes.taken_up(item.meeting, actor, now)
    authorise(actor, permissions.LEAD, meeting)
    list_ = waiting(item_of(meeting, item))
    if not list_:
        raise ValidationError(_("Nobody is on the list."))
    return _give(meeting, list_[0], ends, actor, now)


@transaction.atomic
def end(turn: Turn, *, actor: Actor, now: datetime) -> Turn:
    """End a speech: who holds it, or an officer. Raises IllegalMove."""
    meeting, actor = changes.taken_up(turn.meeting, actor, now)
    turn = _turn_of(meeting, turn)
    authorise(actor, permissions.SPEAK, turn)
    _end(meeting, turn, actor, now)
    return turn


@transaction.atomic
def note(turn: Turn, *, summary: str, language: str, actor: Actor, now: datetime) -> Turn:
    """Write down in short what was said; until the minutes are published. "": nothing of it.

    Raises ValidationError by field.
    """
    meeting, actor = changes.taken_up(turn.meeting, actor, now)
    turn = _turn_of(meeting, turn)
    authorise(actor, permissions.NOTE, turn)
    if turn.status not in _HEARD:
        raise ValidationError(_("Nothing has been said yet."))
    if Minutes.objects.filter(meeting=meeting, status=MinutesStatus.PUBLISHED).exists():
        raise ValidationError(_("The minutes are published: only a correction changes them."))
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose the language of the text.")})
    kept = changes.said("summary", {language: summary})
    turn.summary, turn.language = kept.get(language, ""), language
    turn.save(update_fields=["summary", "language"])
    write("turn.note", turn, actor=actor, at=now, meeting=meeting.number)
    changes.happened(meeting, happenings.TURN_NOTED, now=now, item=turn.item, turn=turn.pk)
    return turn


def stop(meeting: Meeting, *, actor: Actor, now: datetime, of: Presence | None = None) -> None:
    """End the speech that is being held, if one is, as part of another act; ``of``: theirs only.

    The meeting's row is held.
    """
    held = Turn.objects.filter(meeting=meeting, status=TurnStatus.SPEAKING)
    if of is not None:
        held = held.filter(presence=of)
    if turn := held.select_related("meeting", "item").first():
        turn.meeting = meeting
        _end(meeting, turn, actor, now)


def take_off(meeting: Meeting, turn: Turn, *, actor: Actor, now: datetime) -> None:
    """Take a name off the list, as part of an act that holds the meeting. Raises IllegalMove."""
    turn.status = lifecycle.after("turn.withdraw", turn.status)
    turn.save(update_fields=["status"])
    write("turn.withdraw", turn, actor=actor, at=now, meeting=meeting.number)
    changes.happened(meeting, happenings.TURN_WITHDRAWN, now=now, item=turn.item, turn=turn.pk)


def item_of(meeting: Meeting, item: Item) -> Item:
    """The item as it is now. Raises ValidationError when it was taken off the agenda."""
    found = Item.objects.filter(meeting=meeting, pk=item.pk).first()
    if found is None:
        raise ValidationError(_("This item was taken off the agenda."))
    found.meeting = meeting
    return found


def here(meeting: Meeting, presence: Presence) -> Presence:
    """Who is present at this very moment. Raises ValidationError when they have left."""
    found = (
        Presence.objects.filter(meeting=meeting, pk=presence.pk, left_at=None)
        .select_related("chamber", "organisation")
        .first()
    )
    if found is None:
        raise ValidationError(_("%(name)s has left.") % {"name": presence.person})
    found.meeting = meeting
    return found


def _give(meeting: Meeting, turn: Turn, ends: Turn | None, actor: Actor, now: datetime) -> Turn:
    if turn.item.status != ItemStatus.PRESENT:
        raise ValidationError(_("This item is not under discussion."))
    target = lifecycle.after("turn.give", turn.status)
    _clear(meeting, turn, ends, actor, now)
    turn.status, turn.began_at = target, now
    turn.save(update_fields=["status", "began_at"])
    write("turn.give", turn, actor=actor, at=now, meeting=meeting.number)
    changes.happened(meeting, happenings.TURN_GIVEN, now=now, item=turn.item, turn=turn.pk)
    return turn


def _clear(meeting: Meeting, turn: Turn, ends: Turn | None, actor: Actor, now: datetime) -> None:
    """See to it that nobody has the floor. Raises ValidationError when somebody keeps it."""
    held = (
        Turn.objects.filter(meeting=meeting, status=TurnStatus.SPEAKING)
        .select_related("presence", "item")
        .first()
    )
    if held is None:
        return
    held.meeting = meeting
    is_point = turn.kind == TurnKind.POINT_OF_ORDER
    interrupts = is_point and held.kind == TurnKind.SPEECH
    if not interrupts and (ends is None or held.pk != ends.pk):
        raise ValidationError(
            _("%(name)s has the floor: end this speech first.") % {"name": held.presence.person}
        )
    _end(meeting, held, actor, now)
    if interrupts and (ends is None or held.pk != ends.pk):
        _put_back(meeting, held, actor, now)


def _put_back(meeting: Meeting, held: Turn, actor: Actor, now: datetime) -> None:
    """Who was interrupted stands first on the list; one who asked to speak again stands once."""
    again, is_new = Turn.objects.get_or_create(
        meeting=meeting,
        item=held.item,
        presence=held.presence,
        kind=held.kind,
        status=TurnStatus.ASKED,
        defaults={"asked_at": now, "resumes": True},
    )
    if not is_new:
        return
    write("turn.ask", again, actor=actor, at=now, meeting=meeting.number, resumes=held.pk)
    changes.happened(meeting, happenings.TURN_ASKED, now=now, item=held.item, turn=again.pk)


def _end(meeting: Meeting, turn: Turn, actor: Actor, now: datetime) -> None:
    turn.status = lifecycle.after("turn.end", turn.status)
    turn.ended_at = now
    turn.save(update_fields=["status", "ended_at"])
    write("turn.end", turn, actor=actor, at=now, meeting=meeting.number)
    changes.happened(meeting, happenings.TURN_ENDED, now=now, item=turn.item, turn=turn.pk)


def _turn_of(meeting: Meeting, turn: Turn) -> Turn:
    found = Turn.objects.select_related("presence", "item").get(meeting=meeting, pk=turn.pk)
    found.meeting = meeting
    return found


def _chamber(presence: Presence) -> int | None:
    """The chamber a speech counts for; observers and guests have none."""
    chamber = presence.chamber
    return chamber.pk if chamber is not None and chamber.votes else None
