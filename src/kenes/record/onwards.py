"""Where a person goes after an official act: to sign it, when they have a passkey."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kenes.access.types import Actor
from kenes.record.models import Entry
from kenes.record.services.attesting import may_sign


def signing_first(subject: str, actor: Actor, url: str) -> str:
    """``url``, or the page on which the newest entry on ``subject`` is signed before."""
    newest = Entry.objects.filter(subject=subject).select_related("act").order_by("-id").first()
    if newest is None or not may_sign(newest, actor):
        return url
    return f"{reverse('record:sign', args=[newest.uuid])}?{urlencode({'next': url})}"


def onwards(url: str, subject: str = "", actor: Actor | None = None) -> HttpResponse:
    """On to ``url``; the newest entry on ``subject`` is signed before, with the means to."""
    return redirect(signing_first(subject, actor, url) if subject and actor else url)
