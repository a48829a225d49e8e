"""A request with its number and its clock, before anybody is told."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.members import numbers
from kenes.members.models import Organisation
from kenes.members.services import bylaws
from kenes.replies.models import Request
from kenes.replies.services.wording import reminder_day

LONGEST_CLOCK = 366  # days


def open_request(
    *,
    addressee: Organisation,
    asked_by: Organisation | None,
    asker_id: int | None,
    kind: str,
    about: str,
    text: str,
    language: str,
    is_public: bool,
    now: datetime,
    days: int | None = None,
    due_on: date | None = None,
    follows: Request | None = None,
) -> Request:
    """Save a request; call inside the transaction of the act. Raises ValidationError by field."""
    today = timezone.localdate(now)
    due, remind = _clock(addressee, today, days=days, due_on=due_on)
    (number,) = numbers.take("Q", today.year)
    return Request.objects.create(
        number=number,
        kind=kind,
        about=about,
        addressee=addressee,
        addressee_kind=addressee.kind,
        asked_by=asked_by,
        asker_id=asker_id,
        language=language,
        text=text,
        is_public=is_public,
        asked_at=now,
        asked_on=today,
        due_on=due,
        first_due_on=due,
        remind_on=remind,
        follows=follows,
    )


def _clock(
    addressee: Organisation, today: date, *, days: int | None, due_on: date | None
) -> tuple[date, date | None]:
    """When the reply is due, a working day, and when to remind of it."""
    laws = bylaws.in_force(today)
    if days is not None and due_on is not None:
        raise ValueError("give the days or the due date, not both")
    if days is not None:
        if not 1 <= days <= LONGEST_CLOCK:
            raise ValidationError(
                {
                    "days": _("Give a number from %(least)s to %(most)s.")
                    % {"least": 1, "most": LONGEST_CLOCK}
                }
            )
        due = laws.due_on(today, days)
    elif due_on is not None:
        if due_on <= today:
            raise ValidationError({"due_on": _("The reply cannot be due before tomorrow.")})
        if (due_on - today).days > LONGEST_CLOCK:
            raise ValidationError({"due_on": _("A reply is due within a year.")})
        due = laws.due_on(due_on, 0)
    else:
        due = laws.reply_due_on(addressee, today)
    return due, reminder_day(today, due, laws.number("reminder_day"))
