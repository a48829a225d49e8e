"""What a request or a reply has to say, and may not."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.languages.dates import written
from kenes.languages.types import LANGUAGES
from kenes.members import calendar
from kenes.members.services import bylaws
from kenes.replies.lifecycle import NEEDS_WORDS, TAKES, ReplyKind
from kenes.replies.models import Reply, Request

LONGEST_REQUEST = 5_000  # characters
LONGEST_REPLY = 20_000
LONGEST_NOTE = 2_000


def checked(text: str, longest: int, *, field: str = "text") -> str:
    """The text without blanks around it. Raises ValidationError when it cannot be kept."""
    if "\x00" in text:
        raise ValidationError({field: _("The text holds a character that is no letter.")})
    found = text.replace("\r\n", "\n").strip()
    if len(found) > longest:
        raise ValidationError({field: _("Write at most %(n)s characters.") % {"n": longest}})
    return found


def check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose one of the three languages.")})


def check_kind(request: Request, kind: str) -> None:
    """Raise ValidationError unless such a request takes such a reply."""
    if kind not in TAKES[request.kind]:
        raise ValidationError({"kind": _("Choose what the reply says.")})


def check_reply(reply: Reply, request: Request, now: datetime) -> None:
    """Raise ValidationError, by field, unless the reply can be signed today."""
    check_kind(request, reply.kind)
    if reply.kind in NEEDS_WORDS and not reply.text:
        reason = (
            _("Write the answer.")
            if reply.kind == ReplyKind.ANSWERED
            else _("Give the reasons: a refusal without them is no reply.")
        )
        raise ValidationError({"text": reason})
    if reply.kind == ReplyKind.MORE_TIME:
        _check_until(reply.until, request, timezone.localdate(now))
    if reply.kind == ReplyKind.REFERRED:
        _check_referral(reply, request)


def latest_extension(request: Request, today: date) -> date:
    """The last day to which the by-laws let the reply be put off."""
    laws = bylaws.in_force(today)
    return laws.due_on(request.first_due_on, laws.number("extension_days"))


def _check_until(until: date | None, request: Request, today: date) -> None:
    if request.is_extended:
        raise ValidationError(
            {"until": _("The time was extended already, and it is extended once only.")}
        )
    if until is None:
        raise ValidationError({"until": _("Say until which day.")})
    if until <= request.due_on or until <= today:
        raise ValidationError(
            {
                "until": _("Name a later day than %(day)s.")
                % {"day": written(max(request.due_on, today))}
            }
        )
    latest = latest_extension(request, today)
    if until > latest:
        raise ValidationError(
            {"until": _("The by-laws allow %(day)s at the latest.") % {"day": written(latest)}}
        )
    laws = bylaws.in_force(today)
    days_off = calendar.parse_days(laws.text("holidays"))
    if not calendar.is_working_day(until, laws.country, days_off):
        raise ValidationError({"until": _("Nobody works on that day: name a working day.")})


def _check_referral(reply: Reply, request: Request) -> None:
    other = reply.referred_to
    if other is None:
        raise ValidationError({"referred_to": _("Name the institution it is referred to.")})
    if other.pk == request.addressee_id:
        raise ValidationError({"referred_to": _("It is with this institution already.")})
    if other.pk == request.asked_by_id:
        raise ValidationError({"referred_to": _("This is the organisation that asked.")})
    if other.pk in _had_it(request):
        raise ValidationError(
            {"referred_to": _("This institution had it before and passed it on.")}
        )


def _had_it(request: Request) -> set[int]:
    """The institutions a request has passed through before it came here."""
    found, earlier = set(), request.follows
    while earlier is not None:
        found.add(earlier.addressee_id)
        earlier = earlier.follows
    return found


def reminder_day(asked_on: date, due_on: date, days: int) -> date | None:
    """``days`` after asking, or the day before it is due; None where there is no time for it."""
    day = min(asked_on + timedelta(days=days), due_on - timedelta(days=1))
    return day if day > asked_on else None
