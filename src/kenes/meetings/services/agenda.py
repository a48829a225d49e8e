"""The agenda: drafted from what waits, put in order, changed after its notice."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.meetings import permissions, recorded
from kenes.meetings.lifecycle import ItemStatus, Section, Status
from kenes.meetings.models import Item, Meeting
from kenes.meetings.services import scheduling
from kenes.meetings.services.awaiting import Waits, waiting
from kenes.meetings.services.changes import LONGEST_TITLE, said, taken_up
from kenes.members.models import Organisation
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import State, changed, shown_of

MOST = 300  # items of one agenda
MOST_MINUTES = 600
_NUMBER = re.compile(r"[A-Z]{1,2}-\d{4}-\d{1,7}(\.\d{1,5})?", re.ASCII)
_RANK = {section: place for place, section in enumerate(Section.values)}

__all__ = ["Waits", "add", "change_item", "draft", "move", "remove", "waiting"]


@transaction.atomic
def draft(
    meeting: Meeting, *, keys: Collection[str] | None = None, actor: Actor, now: datetime
) -> list[Item]:
    """Put what has come up on the agenda, or what is chosen by ``keys``; returns what is new.

    Done again it adds nothing twice: what stands on an agenda waits no longer.
    """
    meeting, actor = taken_up(meeting, actor, now)
    authorise(actor, permissions.CHANGE_AGENDA, meeting)
    found = waiting(meeting, timezone.localdate(now))
    chosen = [one for one in found if (one.is_new if keys is None else one.key in keys)]
    room = max(0, MOST - meeting.items.count())
    before = _shown(meeting)
    made = [_item_of(one, meeting) for one in chosen[:room]]
    if not made:
        return []
    for item in made:
        item.save()
    _arrange(meeting)
    _tell(meeting, before, made, actor=actor, now=now)
    return made


@transaction.atomic
def add(
    meeting: Meeting,
    *,
    section: str,
    title: Mapping[str, str],
    note: Mapping[str, str] | None = None,
    about: str = "",
    presenter: Organisation | None = None,
    minutes: int = 15,
    is_confidential: bool = False,
    actor: Actor,
    now: datetime,
) -> Item:
    """A new item at the end of its section. Raises ValidationError by field."""
    meeting, actor = taken_up(meeting, actor, now)
    authorise(actor, permissions.CHANGE_AGENDA, meeting)
    if meeting.items.count() >= MOST:
        raise ValidationError(_("At most %(n)s items are taken.") % {"n": MOST})
    before = _shown(meeting)
    item = Item(meeting=meeting, order=MOST + 1)
    facts = {
        "section": section,
        "title": title,
        "note": note or {},
        "about": about,
        "presenter": presenter,
        "minutes": minutes,
        "is_confidential": is_confidential,
    }
    _set(item, facts)
    item.save()
    _arrange(meeting)
    _tell(meeting, before, [item], actor=actor, now=now)
    item.refresh_from_db()
    return item


@transaction.atomic
def change_item(item: Item, *, facts: Mapping[str, Any], actor: Actor, now: datetime) -> Item:
    """Change words, section, time, presenter or what it is about. Raises ValidationError."""
    meeting, item, actor = _taken_up(item, actor, now)
    before, was = _shown(meeting), (item.about, item.section)
    off = Item(meeting=meeting, about=item.about)
    _set(item, facts)
    if item.section != was[1]:
        item.order = MOST + 1
    item.save()
    _arrange(meeting)
    if was[0] and item.about != was[0]:
        scheduling.follow(meeting, items=[off], actor=actor, now=now)
    _tell(meeting, before, [item] if item.about != was[0] else [], actor=actor, now=now)
    item.refresh_from_db()
    return item


@transaction.atomic
def move(item: Item, *, to: int, actor: Actor, now: datetime) -> Item:
    """Put it at a place of the whole agenda, counted from 1.

    Among items of another section it belongs to that section from then on.
    """
    meeting, item, actor = _taken_up(item, actor, now)
    before = _shown(meeting)
    rows = _in_order(meeting)
    here = next(place for place, one in enumerate(rows) if one.pk == item.pk)
    moved = rows.pop(here)
    there = max(0, min(to - 1, len(rows)))
    rows.insert(there, moved)
    earlier = rows[there - 1].section if there else Section.values[0]
    later = rows[there + 1].section if there + 1 < len(rows) else Section.values[-1]
    if not _RANK[earlier] <= _RANK[moved.section] <= _RANK[later]:
        moved.section = later if there < here else earlier
    for place, one in enumerate(rows, 1):
        one.order = place
    Item.objects.bulk_update(rows, ["order", "section"])
    _tell(meeting, before, [], actor=actor, now=now)
    return moved


@transaction.atomic
def remove(item: Item, *, actor: Actor, now: datetime) -> None:
    """Take it off the agenda; its papers stay with the meeting.

    Raises ValidationError for one that was dealt with.
    """
    meeting, item, actor = _taken_up(item, actor, now)
    if item.decisions.exists() or item.votes.exists() or item.turns.exists():
        raise ValidationError(_("It was spoken of at the meeting: it stays on the agenda."))
    before = _shown(meeting)
    off = Item(meeting=meeting, about=item.about)
    item.delete()
    _arrange(meeting)
    if off.about:
        scheduling.follow(meeting, items=[off], actor=actor, now=now)
    _tell(meeting, before, [], actor=actor, now=now)


def _taken_up(item: Item, actor: Actor, now: datetime) -> tuple[Meeting, Item, Actor]:
    """As ``changes.taken_up``, with the item as it is now. Raises ValidationError: it is gone."""
    meeting, actor = taken_up(item.meeting, actor, now)
    authorise(actor, permissions.CHANGE_AGENDA, meeting)
    held = meeting.items.filter(pk=item.pk).first()
    if held is None:
        raise ValidationError(_("This item was taken off the agenda."))
    if held.status != ItemStatus.WAITING:
        raise ValidationError(_("This item was called up already: it stays as it is."))
    held.meeting = meeting
    return meeting, held, actor


def _item_of(one: Waits, meeting: Meeting) -> Item:
    return Item(
        meeting=meeting,
        order=MOST + 1,
        section=one.section,
        title=one.title,
        note=one.note,
        about=one.about,
        presenter=one.presenter,
        minutes=one.minutes,
        is_confidential=one.is_confidential,
        carried_from=one.carried_from,
    )


def _set(item: Item, facts: Mapping[str, Any]) -> None:
    """Take over what is given, checked. Raises ValidationError by field."""
    errors: dict[str, Any] = {}
    for name, value in facts.items():
        try:
            setattr(item, name, _checked(item, name, value))
        except ValidationError as error:
            errors.update(getattr(error, "error_dict", {name: error.messages}))
    if errors:
        raise ValidationError(errors)


def _checked(item: Item, name: str, value: Any) -> Any:
    if name == "title":
        return said(name, value, most=LONGEST_TITLE, needed=_("An item needs a title."))
    if name == "note":
        return said(name, value)
    if name == "section" and value not in Section.values:
        raise ValidationError(_("Choose one of the sections."))
    if name == "minutes" and not 1 <= value <= MOST_MINUTES:
        raise ValidationError(_("Give from 1 to %(n)s minutes.") % {"n": MOST_MINUTES})
    if name == "about":
        return _about(item, str(value).strip().upper())
    return value


def _about(item: Item, number: str) -> str:
    """The public number of a matter that exists and is no item of the meeting yet."""
    if not number or number == item.about:
        return number
    if not _NUMBER.fullmatch(number) or not shown_of([number])[number]:
        raise ValidationError(_("No public matter has this number."))
    others = Item.objects.filter(meeting=item.meeting, about=number)
    if others.exclude(pk=item.pk).exists():
        raise ValidationError(_("This matter is on the agenda already."))
    return number


def _in_order(meeting: Meeting) -> list[Item]:
    return sorted(meeting.items.all(), key=lambda one: (_RANK[one.section], one.order, one.pk))


def _arrange(meeting: Meeting) -> None:
    """Number the items from 1 through the sections."""
    moved = []
    for place, one in enumerate(_in_order(meeting), 1):
        if one.order != place:
            one.order = place
            moved.append(one)
    Item.objects.bulk_update(moved, ["order"])


def _shown(meeting: Meeting) -> State:
    """What the record says of the agenda; nothing before its notice."""
    if meeting.status == Status.PLANNED:
        return {}
    state = recorded.agenda_state(meeting)
    for paper in meeting.papers.all():
        state |= recorded.paper_state(paper)
    return state


def _tell(
    meeting: Meeting, before: State, put_on: Collection[Item], *, actor: Actor, now: datetime
) -> None:
    """Note the change: in private while the agenda is written, in public after its notice."""
    facts = {"number": meeting.number}
    if meeting.status == Status.PLANNED:
        write("agenda.prepare", meeting, actor=actor, at=now, **facts)
        return
    changes = changed(before, _shown(meeting))
    if not changes:
        return
    scheduling.put_on(meeting, put_on, actor=actor, now=now)
    if meeting.status == Status.CALLED:
        meeting.sequence += 1
    else:
        meeting.version += 1  # who follows it sees the new agenda
    meeting.save(update_fields=["sequence", "version"])
    publish(
        write("agenda.change", meeting, actor=actor, at=now, **facts),
        Said(subject=meeting.number, state=changes),
    )
