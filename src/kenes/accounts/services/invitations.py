"""Inviting people and letting them in: a link works once and for a week."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.accounts import permissions
from kenes.accounts.models import Invitation, User
from kenes.journal.services import write

LASTS = timedelta(days=7)


class InvitationGone(Exception):
    """The link cannot be used; ``str(error)`` says why and what to do."""


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    email: str,
    *,
    full_name: str,
    language: str,
    is_auditor: bool = False,
    token: str,
    actor: Actor,
    now: datetime,
) -> Invitation:
    """Invite a person by ``token``, a secret of the caller's making; an earlier link ends.

    The account exists from now on, so that a seat can be given to it; nobody can sign in to it
    before the invitation is accepted. Raises ValidationError by field.
    """
    authorise(actor, permissions.INVITE)
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from error
    if not full_name.strip():
        raise ValidationError({"full_name": _("Say who is invited.")})
    user = User.objects.select_for_update().filter(email=email).first()
    if user and user.has_joined:
        raise ValidationError({"email": _("This person has an account already.")})
    if user and not user.is_active:
        raise ValidationError({"email": _("This account is disabled: enable it first.")})
    if user is None:
        user = User.objects.create_user(
            email, full_name=full_name.strip(), language=language, is_auditor=is_auditor
        )
    invitation = issue(user, token=token, actor=actor, now=now)
    write("account.invite", user, actor=actor, at=now, email=email, is_auditor=user.is_auditor)
    return invitation


def issue(user: User, *, token: str, actor: Actor, now: datetime) -> Invitation:
    """Make a fresh link for ``user``, ending earlier ones; inside a service that allowed it."""
    user.invitations.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    return Invitation.objects.create(
        user=user,
        token_digest=digest(token),
        invited_by_id=actor.user_id,
        invited_at=now,
        expires_at=now + LASTS,
    )


def find(token: str, now: datetime) -> Invitation:
    """The open invitation behind a link. Raises InvitationGone."""
    return _open(Invitation.objects.select_related("user").filter(token_digest=digest(token)), now)


@transaction.atomic
def accept(
    token: str, *, full_name: str, language: str, password: str, actor: Actor, now: datetime
) -> User:
    """Set the person's name and password; the link is used up.

    ``actor`` is the visitor holding the link, which alone allows it. Raises InvitationGone, or
    ValidationError by field.
    """
    invitation = _open(
        Invitation.objects.select_for_update().filter(token_digest=digest(token)), now
    )
    user = invitation.user
    user.full_name, user.language = full_name.strip(), language
    if not user.full_name:
        raise ValidationError({"full_name": _("Write your name.")})
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    user.set_password(password)
    user.save()
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    write("account.accept", user, actor=actor, at=now, invitation=invitation.pk)
    return user


def _open(found: QuerySet[Invitation], now: datetime) -> Invitation:
    invitation = found.first()
    if invitation is None or not invitation.user.is_active:
        raise InvitationGone(_("This link leads to no invitation. Was it copied whole?"))
    if invitation.used_at:
        raise InvitationGone(
            _("This invitation has been used. Sign in with the password chosen then.")
        )
    if not invitation.is_open(now):
        raise InvitationGone(_("This invitation has expired. Ask the secretary for a new one."))
    return invitation
