"""A way back in for who lost password or second factor: two officers, and a fresh link."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.accounts import permissions
from kenes.accounts.models import Invitation, Recovery, User
from kenes.accounts.services import invitations
from kenes.accounts.services.people import end_all
from kenes.journal.services import write


@transaction.atomic
def ask(user: User, *, reason: str, actor: Actor, now: datetime) -> Recovery:
    """Ask for the recovery of an account; nothing changes until another officer confirms."""
    authorise(actor, permissions.RECOVER, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise ValidationError(_("This account is disabled: enable it first."))
    if not user.has_joined:
        raise ValidationError(_("This person has not joined yet: invite them again."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say how you know that the person asks for it.")})
    if user.recoveries.filter(closed_at=None).exists():
        raise ValidationError(_("A recovery waits for its second officer already."))
    recovery = Recovery.objects.create(
        user=user,
        asked_by_id=actor.user_id,
        asked_name=actor.name,
        asked_at=now,
        reason=reason.strip(),
    )
    write("account.recovery_ask", user, actor=actor, at=now, reason=recovery.reason)
    return recovery


@transaction.atomic
def confirm(recovery: Recovery, *, token: str, actor: Actor, now: datetime) -> Invitation:
    """Recover the account: password, factors, sessions go; ``token`` makes a fresh link."""
    recovery = Recovery.objects.select_for_update().get(pk=recovery.pk)
    authorise(actor, permissions.CONFIRM_RECOVERY, recovery)
    _check_open(recovery)
    user = User.objects.select_for_update().get(pk=recovery.user_id)
    removed = sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    ended = end_all(user)
    recovery.confirmed_by_id, recovery.confirmed_name = actor.user_id, actor.name
    recovery.closed_at = now
    recovery.save()
    invitation = invitations.issue(user, token=token, actor=actor, now=now)
    write("account.recovery_confirm", user, actor=actor, at=now, removed=removed, sessions=ended)
    return invitation


@transaction.atomic
def withdraw(recovery: Recovery, *, actor: Actor, now: datetime) -> Recovery:
    """Close a recovery that nobody should confirm."""
    recovery = Recovery.objects.select_for_update().get(pk=recovery.pk)
    authorise(actor, permissions.RECOVER, recovery.user)
    _check_open(recovery)
    recovery.closed_at = now
    recovery.save(update_fields=["closed_at"])
    write("account.recovery_withdraw", recovery.user, actor=actor, at=now)
    return recovery


def _check_open(recovery: Recovery) -> None:
    if recovery.closed_at:
        raise ValidationError(_("This recovery is closed already."))
