"""Public pages for visitors without a session, kept until anything in the house changes.

Every act writes the journal, so the journal's newest number dates a page: one small query tells
whether the kept bytes still hold. The local day is part of the key, since pages say "in 6 days".
"""

from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone

from kenes.journal.services import latest

CACHED_URLS = frozenset(
    {
        "portal:front",
        "members:bodies",
        "members:body",
        "members:organisations",
        "members:organisation",
        "recommendations:register",
        "recommendations:one",
        "recommendations:document",
        "alignment:matrix",
        "alignment:gaps",
        "alignment:pair",
        "law:instruments",
        "law:instrument",
        "law:obligation",
        "law:complaints",
        "law:calendar",
        "law:acts",
        "law:act",
        "law:compare",
        "law:version",
        "law:version_pdf",
        "law:version_docx",
        "law:version_akn",
        "law:version_txt",
        "law:provision",
        "law:treaty_rule",
        "proposals:all",
        "proposals:one",
        "proposals:compare",
        "proposals:table",
        "proposals:table_file",
        "meetings:all",
        "meetings:plan",
        "meetings:one",
        "opinions:all",
        "opinions:statements",
        "replies:waiting",
        "replies:of",
        "replies:one",
        "implementation:still",
        "implementation:still_feed",
        "implementation:all",
        "implementation:export",
        "implementation:measure",
        "implementation:roadmap",
        "implementation:roadmap_docx",
        "implementation:roadmap_pdf",
        "meetings:agenda_docx",
        "meetings:agenda_pdf",
        "meetings:minutes",
        "meetings:minutes_docx",
        "meetings:minutes_pdf",
    }
)


class PublicPageCacheMiddleware:
    """Answers a visitor's GET from what was kept; keeps what may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.method != "GET"
            or settings.SESSION_COOKIE_NAME in request.COOKIES
            or request.path_info.startswith(settings.STATIC_URL)
        ):
            return self.get_response(request)
        place = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
        stamp = (place, str(latest()), str(timezone.localdate()))
        key = sha256("\x1f".join(stamp).encode()).hexdigest()
        etag = f'"{key[:32]}"'
        pages = caches["pages"]
        kept: tuple[bytes, dict[str, str]] | None = pages.get(key)
        if kept is None:
            response = self.get_response(request)
            if not _may_keep(request, response):
                return response
            kept = response.content, dict(response.items())
            pages.set(key, kept)
        if request.headers.get("If-None-Match") == etag:
            answer: HttpResponse = HttpResponseNotModified()
        else:
            answer = HttpResponse(kept[0])
            for name, value in kept[1].items():
                answer.headers[name] = value
        answer.headers["ETag"] = etag
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def _may_keep(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    return (
        match is not None
        and match.view_name in CACHED_URLS
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
    )
