"""Closing and opening accounts, ending sessions, one's own name and language."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor, NotAllowed
from kenes.accounts import permissions
from kenes.accounts.models import User
from kenes.journal.services import write


@transaction.atomic
def disable(user: User, *, reason: str, actor: Actor, now: datetime) -> User:
    """Close an account: its sessions and open invitations end at once; what was done stays."""
    authorise(actor, permissions.DISABLE, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise ValidationError(_("This account is disabled already."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: it stays in the journal.")})
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.invitations.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    ended = end_all(user)
    write("account.disable", user, actor=actor, at=now, reason=reason.strip(), sessions=ended)
    return user


@transaction.atomic
def enable(user: User, *, actor: Actor, now: datetime) -> User:
    """Open a closed account again, with the password and factors it had."""
    authorise(actor, permissions.DISABLE, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        raise ValidationError(_("This account is not disabled."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    write("account.enable", user, actor=actor, at=now)
    return user


@transaction.atomic
def rename(user: User, *, full_name: str, language: str, actor: Actor, now: datetime) -> User:
    """Change one's own name and language."""
    if actor.user_id != user.pk:
        raise NotAllowed(_("Everyone writes their own name."))
    if not full_name.strip():
        raise ValidationError({"full_name": _("Write your name.")})
    before = {"full_name": user.full_name, "language": user.language}
    user.full_name, user.language = full_name.strip(), language
    user.save(update_fields=["full_name", "language"])
    write("account.rename", user, actor=actor, at=now, before=before)
    return user


@transaction.atomic
def revoke(user: User, pk: int, *, actor: Actor, now: datetime) -> None:
    """End one session of ``user``; nothing happens when it is over already."""
    authorise(actor, permissions.REVOKE_SESSION, user)
    rows = UserSession.objects.filter(user=user, pk=pk)
    if ended := _end(list(rows.values_list("session_key", flat=True))):
        write("session.revoke", user, actor=actor, at=now, sessions=ended)


@transaction.atomic
def revoke_others(user: User, kept_key: str, *, actor: Actor, now: datetime) -> int:
    """End all sessions of ``user`` but one; returns how many."""
    authorise(actor, permissions.REVOKE_SESSION, user)
    rows = UserSession.objects.filter(user=user).exclude(session_key=kept_key)
    ended = _end(list(rows.values_list("session_key", flat=True)))
    if ended:
        write("session.revoke", user, actor=actor, at=now, sessions=ended)
    return ended


def end_all(user: User) -> int:
    """End every session of ``user``; inside a service that allowed it. Returns how many."""
    rows = UserSession.objects.filter(user=user)
    return _end(list(rows.values_list("session_key", flat=True)))


def _end(keys: list[str]) -> int:
    UserSession.objects.filter(session_key__in=keys).delete()
    return Session.objects.filter(session_key__in=keys).delete()[0]
