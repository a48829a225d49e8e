"""The journal of signing in, from the events of Django and django-allauth."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from kenes.access.types import Actor, Role
from kenes.accounts.models import User
from kenes.accounts.sessions import digest
from kenes.journal.services import write
from kenes.record.services import attesting


def _actor(user: User, request: HttpRequest | None) -> Actor:
    key = request.session.session_key if request is not None else None
    return Actor(
        user_id=user.pk,
        name=user.full_name,
        roles=frozenset({Role.VISITOR, Role.SIGNED_IN}),
        session=digest(key),
    )


def _write(kind: str, user: User, request: HttpRequest | None, **facts: Any) -> None:
    write(kind, user, actor=_actor(user, request), at=timezone.now(), **facts)


@receiver(account.user_logged_in, dispatch_uid="journal")
def signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    _write("sign_in", user, request)


@receiver(user_logged_out, dispatch_uid="journal")
def signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _write("sign_out", user, request)


@receiver(user_login_failed, dispatch_uid="journal")
def sign_in_failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Nothing typed is kept: a password easily lands in the field of the e-mail."""
    email = str(credentials.get("email", "")).strip().lower()
    user = User.objects.filter(email=email).first()
    nobody = Actor()
    subject = user or User()
    write("sign_in_failed", subject, actor=nobody, at=timezone.now(), known=user is not None)


@receiver(second_factor.authentication_failed, dispatch_uid="journal")
def code_refused(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    facts = {"factor": authenticator.type}
    write("second_factor_failed", user, actor=Actor(), at=timezone.now(), **facts)


@receiver(second_factor.authenticator_added, dispatch_uid="journal")
def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _write("second_factor_added", user, request, factor=authenticator.type)
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        # Entered before anything is signed with it: nobody can slip another key in later.
        attesting.enrol(authenticator, actor=_actor(user, request), now=timezone.now())


@receiver(second_factor.authenticator_removed, dispatch_uid="journal")
def factor_removed(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    _write("second_factor_removed", user, request, factor=authenticator.type)


@receiver(second_factor.authenticator_reset, dispatch_uid="journal")
def factor_renewed(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    _write("second_factor_renewed", user, request, factor=authenticator.type)


@receiver(account.password_changed, dispatch_uid="journal")
def password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    _write("password_changed", user, request)


@receiver(account.password_reset, dispatch_uid="journal")
def password_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    _write("password_reset", user, request)
