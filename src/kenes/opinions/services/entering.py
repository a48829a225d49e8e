"""Coming in: each person under one number, which tells nothing of who they are.

Nothing here is journalled: who takes part is nobody's business.
"""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor, Role
from kenes.members.actors import as_of
from kenes.members.models import Seat
from kenes.opinions import link, permissions
from kenes.opinions.lifecycle import Status, Way
from kenes.opinions.limits import TooMany
from kenes.opinions.models import Consultation, Entrance, Invitation, Participant
from kenes.opinions.permissions import Entering

CODE, COOKIE = "code:", "cookie:"  # what a secret begins with: of one invited, of the public
LONGEST_SECRET = 100
KEPT = timedelta(days=1)  # how often people came in from where
_HOUR = timedelta(hours=1)
# Numbers are drawn from so many, from more once these are taken: in a row they would tell who
# came first. The same goes for keys of rows.
_NUMBERS = (10**6,) * 20 + (10**8,) * 20 + (2**31 - 1,) * 20
_KEYS = 2**53


def find(consultation: Consultation, *, actor: Actor, secret: str) -> Participant | None:
    """Who this is in an open consultation, if they have entered.

    A member is the member, whatever their browser has kept from before.
    """
    who = _who(actor, secret)
    if consultation.status != Status.OPEN or not who:
        return None
    rows = Participant.objects.filter(of=consultation, digest=link.digest(consultation, who))
    found = rows.first()
    if found is not None:
        found.of = consultation
    return found


def enter(
    consultation: Consultation,
    *,
    actor: Actor,
    code: str = "",
    secret: str = "",
    network: str = "",
    now: datetime,
) -> tuple[Participant, str]:
    """Take part; returns who one is from now on, and what the browser is to keep ("" for members).

    ``secret``: what it has kept so far. Who has a number goes on under it, and who turns out to be
    a member, or is invited, takes the number along: nobody counts twice. ``network``: a digest,
    ``network.digest``. Raises NotAllowed, ValidationError on ``code``, TooMany.
    """
    actor = as_of(actor, now)
    is_member = Role.MEMBER in actor.roles
    code = "" if is_member else code.strip()
    known = find(consultation, actor=actor, secret=secret)
    has_code = bool(code) and _is_valid(consultation, code)
    at_the_door = Entering(consultation=consultation, has_code=has_code or known is not None)
    authorise(actor, permissions.TAKE_PART, at_the_door)
    if code and not has_code:
        raise ValidationError({"code": _("This invitation does not hold any more.")})
    if known is None and not is_member and not has_code:
        _check_rate(consultation, network, now)  # a script is refused without any writing
    with transaction.atomic():
        consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
        authorise(actor, permissions.TAKE_PART, replace(at_the_door, consultation=consultation))
        if is_member:
            who, way = f"member:{actor.user_id}", Way.MEMBER
        elif has_code:
            who, way = f"{CODE}{code}", Way.INVITED
        elif known is not None:
            return known, secret
        else:
            _count_in(consultation, network, now)
            who, way = f"{COOKIE}{secrets.token_urlsafe(24)}", Way.PUBLIC
        found = _settle(consultation, who, way, secret, actor, now)
    return found, "" if is_member else who


def _settle(
    consultation: Consultation, who: str, way: Way, secret: str, actor: Actor, now: datetime
) -> Participant:
    """The participant ``who`` is, taken over from the public or made. Under the lock."""
    digest = link.digest(consultation, who)
    rows = Participant.objects.filter(of=consultation)
    found = rows.filter(digest=digest).first()
    if found is None:
        found = _of_public(consultation, secret) if way != Way.PUBLIC else None
        if found is None:
            number = _free_number(consultation)
            key = secrets.randbelow(_KEYS) + 1
            found = Participant(pk=key, number=number, entered_on=timezone.localdate(now))
        found.of, found.way, found.digest = consultation, way, digest
        found.chamber_id = _chamber(consultation, actor) if way == Way.MEMBER else None
        found.save()
    found.of = consultation
    return found


def _of_public(consultation: Consultation, secret: str) -> Participant | None:
    """Whom the browser stands for, where it came in with nothing else."""
    if not (secret.startswith(COOKIE) and _is_secret(secret)):
        return None
    digest = link.digest(consultation, secret)
    return Participant.objects.filter(of=consultation, digest=digest, way=Way.PUBLIC).first()


def _who(actor: Actor, secret: str) -> str:
    if Role.MEMBER in actor.roles:
        return f"member:{actor.user_id}"
    if Role.OBSERVER in actor.roles:
        return ""
    return secret if _is_secret(secret) else ""


def _is_secret(said: str) -> bool:
    """Whether a browser may have got it from us: nobody is a member by a cookie."""
    return (
        said.startswith((CODE, COOKIE))
        and len(said) <= LONGEST_SECRET
        and said.isascii()
        and said.isprintable()
    )


def _is_valid(consultation: Consultation, code: str) -> bool:
    if len(code) > LONGEST_SECRET - len(CODE) or not (code.isascii() and code.isprintable()):
        return False
    made = Invitation.objects.filter(of=consultation, digest=link.of_code(code))
    return made.filter(ended_at=None).exists()


def _chamber(consultation: Consultation, actor: Actor) -> int | None:
    """Of a member's first seat: one of the consultation's body before others."""
    seats = Seat.objects.filter(pk__in=actor.seat_ids).values_list("body_id", "id", "chamber_id")
    ranked = sorted((body != consultation.body_id, pk, chamber) for body, pk, chamber in seats)
    return ranked[0][2] if ranked else None


def _free_number(consultation: Consultation) -> int:
    for most in _NUMBERS:
        number = secrets.randbelow(most) + 1
        if not Participant.objects.filter(of=consultation, number=number).exists():
            return number
    raise RuntimeError("all numbers of participants are taken")


def _check_rate(consultation: Consultation, network: str, now: datetime) -> None:
    hour = _hour(now)
    rows = Entrance.objects.filter(of=consultation, network=network, hour=hour)
    if rows.filter(count__gte=consultation.entries_an_hour).exists():
        raise _too_many(now)


def _count_in(consultation: Consultation, network: str, now: datetime) -> None:
    row, is_new = Entrance.objects.get_or_create(of=consultation, network=network, hour=_hour(now))
    if is_new:
        Entrance.objects.filter(hour__lt=now - KEPT).delete()
    free = Entrance.objects.filter(pk=row.pk, count__lt=consultation.entries_an_hour)
    if not free.update(count=F("count") + 1):
        raise _too_many(now)


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _too_many(now: datetime) -> TooMany:
    left = _hour(now) + _HOUR - now
    minutes = int(left.total_seconds() // 60) + 1
    return TooMany(
        _(
            "Many people have begun from your network within this hour. "
            "Try again in %(minutes)s minutes; members and those who are invited need not wait."
        )
        % {"minutes": minutes},
        seconds=int(left.total_seconds()) + 1,
    )
