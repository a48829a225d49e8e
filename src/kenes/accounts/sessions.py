"""The sessions of a person: where they are signed in, and ending that."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from kenes.accounts.models import User


def digest(key: str | None) -> str:
    """A session as the journal names it: never by its key."""
    return sha256(key.encode()).hexdigest()[:16] if key else ""


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """One session that still holds."""

    pk: int
    ip: str
    browser: str  # as it names itself
    since: datetime
    is_this: bool


def signed_in(user: User, key: str | None, now: datetime) -> tuple[SignedIn, ...]:
    """Where the person is signed in, the latest first; ``key`` is the asking session's."""
    rows = list(UserSession.objects.filter(user=user).order_by("-created_at", "-id"))
    alive = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=now
        ).values_list("session_key", flat=True)
    )
    return tuple(
        SignedIn(
            pk=row.pk,
            ip=row.ip,
            browser=row.user_agent,
            since=row.created_at,
            is_this=row.session_key == key,
        )
        for row in rows
        if row.session_key in alive
    )
