"""Who is at the table now: the quorum of a meeting, counted from its rows."""

from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from kenes.meetings.models import Meeting
from kenes.meetings.rules import counting
from kenes.members.models import Chamber, Seat, Side
from kenes.members.services import bylaws


def quorum_of(meeting: Meeting, day: date) -> counting.Quorum:
    """Seats that are present and needed, by chamber, under the by-laws of ``day``; four queries.

    A seat counts when an organisation holds it; of a closed meeting, who was there to the end.
    """
    seats = (
        Seat.objects.filter(body=meeting.body_id, abolished_on=None, organisation__isnull=False)
        .exclude(chamber__side=Side.OBSERVER)
        .order_by("chamber__order", "chamber")
    )
    held = dict(seats.values_list("chamber").annotate(n=Count("pk")))
    here = meeting.presences.filter(left_at=None, seat__in=seats.order_by().values("pk"))
    present = dict(here.values_list("seat__chamber").order_by().annotate(n=Count("pk")))
    percent = bylaws.in_force(day).number("quorum_percent")
    return counting.quorum(held, present, percent)


def in_words(found: counting.Quorum) -> str:
    """Which chambers lack how many: for the sentence that refuses."""
    names = {one.pk: str(one) for one in Chamber.objects.filter(pk__in=_keys(found))}
    return "; ".join(
        _("%(chamber)s: %(present)s of %(needed)s")
        % {"chamber": names[one.chamber], "present": one.present, "needed": one.needed}
        for one in found.lacking
    )


def _keys(found: counting.Quorum) -> list[int]:
    return [one.chamber for one in found.lacking]
