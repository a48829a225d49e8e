"""How an institution that owes answers has given them: one function, for one page at a time.

Only for state bodies and for those who give money or watch. Never for an association: Kenes
keeps no score of them, and nothing here can be sorted, listed or compared.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from kenes.members.calendar import months_after
from kenes.members.models import Organisation, OrganisationKind
from kenes.replies.lifecycle import RequestStatus
from kenes.replies.models import Request

MONTHS = 12
ANSWERABLE = frozenset(
    {
        OrganisationKind.STATE_BODY,
        OrganisationKind.DONOR,
        OrganisationKind.MISSION,
        OrganisationKind.INTERNATIONAL,
    }
)


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Public replies given in the last months, and those that are owed today."""

    in_time: int
    late: int
    overdue: int
    waiting: int  # and not due yet


def of(organisation: Organisation, *, today: date) -> Rates | None:
    """How it has replied in the last twelve months, and what it owes; None for all who are not
    to be counted.

    One query. A reply counts in the month it was given and what is overdue counts until it is
    given: nothing is forgotten by waiting. What was asked in confidence is not counted.
    """
    if organisation.kind not in ANSWERABLE:
        return None
    given = Q(
        status__in=[RequestStatus.ANSWERED, RequestStatus.REFERRED],
        answered_on__gt=months_after(today, -MONTHS),
    )
    open_ = Q(status=RequestStatus.WAITING)
    counts = (
        Request.objects.public()
        .filter(addressee=organisation)
        .aggregate(
            in_time=Count("pk", filter=given & Q(answered_on__lte=F("due_on"))),
            late=Count("pk", filter=given & Q(answered_on__gt=F("due_on"))),
            overdue=Count("pk", filter=open_ & Q(due_on__lt=today)),
            waiting=Count("pk", filter=open_ & Q(due_on__gte=today)),
        )
    )
    return Rates(**counts)
