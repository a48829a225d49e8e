"""Acts on requests and replies: who asked, who answers, and what only some may know of."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from kenes.access.policy import may
from kenes.access.types import Action, Actor
from kenes.journal.models import Entry
from kenes.members.models import DutyKind
from kenes.notifications.about.matters import Matter, key_of, names, path, who
from kenes.notifications.people import People
from kenes.replies import permissions
from kenes.replies.lifecycle import ReminderKind, ReplyStatus
from kenes.replies.models import Reminder, Reply, Request


def request(act: Entry) -> Iterator[Matter]:
    found = Request.objects.filter(pk=key_of(act)).select_related("addressee", "asked_by")
    for one in found:
        yield _matter(one, one)


def signed(act: Entry) -> Iterator[Matter]:
    for one in _replies(act):
        yield _matter(one.request, one, kind=one.kind)


def handed_up(act: Entry) -> Iterator[Matter]:
    """A draft that waits for a signature; it is nobody's business but who may sign it."""
    for one in _replies(act).filter(status=ReplyStatus.HANDED_UP):
        yield _inner(act, one, "replies:sign", permissions.SIGN, one)


def returned(act: Entry) -> Iterator[Matter]:
    for one in _replies(act).filter(status=ReplyStatus.DRAFT):
        yield _inner(act, one, "replies:draft", permissions.DRAFT, one.request)


def reminders(act: Entry) -> Iterator[Matter]:
    """Those of deadlines that still run: who has replied in between is left in peace."""
    found = Reminder.objects.filter(pk__in=act.facts.get("reminders", []))
    for one in found.select_related("request__addressee", "request__asked_by").order_by("pk"):
        if one.request.is_waiting and one.request.due_on == one.due_on:
            yield _matter(one.request, one)


def answering(act: Entry, one: Request, people: People) -> set[int]:
    return people.answering(one.addressee_id)


def validators(act: Entry, one: Reply, people: People) -> set[int]:
    return people.answering(one.request.addressee_id, DutyKind.VALIDATOR)


def focal_points(act: Entry, one: Reply, people: People) -> set[int]:
    return people.answering(one.request.addressee_id, DutyKind.FOCAL_POINT)


def asking(act: Entry, one: Reply, people: People) -> set[int]:
    """The people of who asked: of an organisation, or of the body's secretariat."""
    asked_by = one.request.asked_by_id
    return people.secretaries() if asked_by is None else people.sitting([asked_by])


def reminded(act: Entry, one: Reminder, people: People) -> set[int]:
    return people.answering(one.request.addressee_id) if _is(one, "before_due") else set()


def late(act: Entry, one: Reminder, people: People) -> set[int]:
    """Who has not replied; and the secretaries, who bring it before the body."""
    if _is(one, "before_due"):
        return set()
    return people.answering(one.request.addressee_id) | people.secretaries()


def _is(one: Reminder, kind: str) -> bool:
    return one.kind == ReminderKind(kind)


def _replies(act: Entry) -> Any:
    found = Reply.objects.filter(pk=key_of(act))
    return found.select_related("request__addressee", "request__asked_by")


def _matter(request: Request, thing: Any, **facts: Any) -> Matter:
    """Never the words of a request, nor the person who asked: organisations, number, day."""
    asked_by = request.asked_by
    return Matter(
        subject=request.number,
        url=path("replies:one", request.number),
        thing=thing,
        facts={
            "number": request.number,
            "asker": names(asked_by) if asked_by else "",
            "addressee": names(request.addressee),
            "due": request.due_on.isoformat(),
            **facts,
        },
        sees=None if request.is_public else partial(_sees, request.pk),
    )


def _inner(act: Entry, one: Reply, page: str, needed: Action, of: Request | Reply) -> Matter:
    """A draft, told to who can go on with it and to nobody else."""
    number = one.request.number
    return Matter(
        subject=number,
        url=path(page, number),
        thing=one,
        facts={"who": who(act), "number": number},
        sees=partial(_may, needed, of),
    )


def _sees(pk: int, actor: Actor) -> bool:
    return Request.objects.visible_to(actor).filter(pk=pk).exists()


def _may(needed: Action, subject: Any, actor: Actor) -> bool:
    return bool(may(actor, needed, subject))
