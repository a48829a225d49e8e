"""What a browser keeps of a participant: a secret, sent to the pages of one consultation alone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override

from kenes.languages.types import LANGUAGES
from kenes.opinions.models import Consultation

NAME = "voice"
KEPT = timedelta(days=31)  # beyond the last day


def secret_of(request: HttpRequest) -> str:
    """As the browser says it; "" for none. Whose it is, ``entering.find`` tells."""
    return next((said for code in LANGUAGES if (said := request.COOKIES.get(_name(code)))), "")


def keep(response: HttpResponse, consultation: Consultation, secret: str, now: datetime) -> None:
    """Each language has its own addresses, so each has its own cookie, of one content."""
    last = consultation.closes_on or now.date()
    age = timedelta(days=(last - now.date()).days) + KEPT
    for code in LANGUAGES:
        with override(code):
            path = reverse("opinions:vote", args=[consultation.number]).removesuffix("vote/")
        response.set_cookie(
            _name(code),
            secret,
            max_age=age,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _name(language: str) -> str:
    return f"{NAME}_{language}"
