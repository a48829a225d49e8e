"""Addresses in letters: whole, in the reader's language, and signed where nobody signs in."""

from collections.abc import Collection

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from kenes.notifications.models import Notice

_STOP = signing.Signer(salt="kenes.notifications.stop")
_FOLLOW = "kenes.notifications.follow"


def whole(name: str, *args: object, language: str) -> str:
    """``https://kenes.example/ru/notices/``."""
    origin = settings.KENES_ADDRESS or f"http://{settings.ALLOWED_HOSTS[0]}"
    with translation.override(language):
        return origin.rstrip("/") + reverse(name, args=args)


def follow_url(notice: Notice, language: str) -> str:
    """Leads to what a notice is about; read by its owner, it is marked as read."""
    return whole("notifications:follow", notice.pk, follow_token(notice.pk), language=language)


def follow_token(pk: int) -> str:
    """Whoever has it got the letter: nobody finds out by counting what others are told."""
    return salted_hmac(_FOLLOW, str(pk), algorithm="sha256").hexdigest()[:20]


def stop_url(user_id: int, scope: Collection[str], language: str) -> str:
    """Stops letters of a scope, without sign-in (RFC 8058). It works as long as the key does."""
    token = _STOP.sign(f"{user_id}.{'-'.join(sorted(scope))}")
    return whole("notifications:stop", token, language=language)


def read_stop(token: str) -> tuple[int, frozenset[str]] | None:
    """The person and the scope of a link; None when nobody here has signed it."""
    try:
        user_id, _dot, scope = _STOP.unsign(token).partition(".")
    except signing.BadSignature:
        return None
    return int(user_id), frozenset(scope.split("-"))


def message_id(key: str) -> str:
    """The same for a letter however often it is tried, and of nothing that tells of its reader."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    digest = salted_hmac("kenes.notifications.letter", key, algorithm="sha256").hexdigest()
    return f"<{digest[:32]}@{host.encode('idna').decode()}>"
