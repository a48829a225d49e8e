"""What waits for a person about consultations, for their desk. Who has voted is not known."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.access.policy import may
from kenes.access.types import Actor, Role
from kenes.opinions import permissions, telling
from kenes.opinions.lifecycle import Moderation, StatementStatus, Status
from kenes.opinions.models import Consultation, OpinionMap, Statement
from kenes.proposals.telling import days_left
from kenes.ui.waiting import Waiting

LISTED = 10
NEAR = timedelta(days=3)  # before the last day


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """What waits, the most urgent kind first."""
    found: list[Waiting] = []
    if may(actor, permissions.MODERATE):
        found += _to_decide()
    if may(actor, permissions.PREPARE):
        found += _to_close(today)
    if may(actor, permissions.ANSWER):
        found += _to_answer(today)
    if Role.MEMBER in actor.roles:
        found += _open(today)
    return found


def _to_decide() -> Iterator[Waiting]:
    found = Statement.objects.filter(
        status=StatementStatus.WAITING, of__status=Status.OPEN, of__moderation=Moderation.BEFORE
    )
    rows = found.order_by().values("of").annotate(count=Count("pk"), oldest=Min("proposed_at"))
    counts = dict(rows.order_by("oldest").values_list("of", "count")[:LISTED])
    known = Consultation.objects.in_bulk(list(counts))
    for pk, count in counts.items():
        title = ngettext(
            "%(n)s statement waits in %(number)s: %(name)s",
            "%(n)s statements wait in %(number)s: %(name)s",
            count,
        )
        url = reverse("opinions:statements", args=[known[pk].number])
        yield Waiting(
            title=title % {"n": count, "number": known[pk].number, "name": known[pk].name},
            label=_("Decide"),
            url=f"{url}?show={StatementStatus.WAITING}",
        )


def _to_close(today: date) -> Iterator[Waiting]:
    near = Consultation.objects.filter(status=Status.OPEN, closes_on__lte=today + NEAR)
    for one in near.order_by("closes_on", "id")[:LISTED]:
        yield Waiting(
            title=_("%(number)s is about to close: %(name)s")
            % {"number": one.number, "name": one.name},
            label=_("Look at it"),
            url=one.get_absolute_url(),
            due=one.closes_on,
            clock=_clock(one.closes_on or today, today),
        )


def _to_answer(today: date) -> Iterator[Waiting]:
    """Closed ones that the body has not answered yet, the longest closed first."""
    closed = Consultation.objects.filter(status=Status.CLOSED, answered_at=None)
    drawn = OpinionMap.objects.filter(of=OuterRef("pk"), is_final=True)
    for one in closed.filter(Exists(drawn)).order_by("closed_at", "id")[:LISTED]:
        due = telling.answer_due(one) or today
        yield Waiting(
            title=_("The body answers what %(number)s found: %(name)s")
            % {"number": one.number, "name": one.name},
            label=_("Answer"),
            url=reverse("opinions:answer", args=[one.number]),
            due=due,
            clock=_clock(due, today),
        )


def _open(today: date) -> Iterator[Waiting]:
    """Told to every member alike: that one has voted is known to nobody."""
    rows = Consultation.objects.filter(status=Status.OPEN, closes_on__gte=today)
    for one in rows.order_by("closes_on", "id")[:LISTED]:
        yield Waiting(
            title=_("An open consultation: %(number)s, %(name)s")
            % {"number": one.number, "name": one.name},
            label=_("Look at it"),
            url=one.get_absolute_url(),
            due=one.closes_on,
            clock=_clock(one.closes_on or today, today),
        )


def _clock(due: date, today: date) -> str:
    days = (today - due).days
    if days > 0:
        return ngettext("overdue by %(n)s day", "overdue by %(n)s days", days) % {"n": days}
    return days_left(due, today)
