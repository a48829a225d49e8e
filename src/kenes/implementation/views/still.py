"""The page of what both sides agree on and is still not done, and its feed."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise
from kenes.database import paging
from kenes.implementation import feeds, still
from kenes.languages.types import current_language
from kenes.recommendations import permissions
from kenes.ui.asking import actor_of


@dataclass(frozen=True, kw_only=True)
class Page:
    found: paging.Page[still.Row]
    feed_url: str
    register_url: str  # the register narrowed to the same, to search and download


@require_safe
def still_not_done(request: HttpRequest) -> HttpResponse:
    authorise(actor_of(request), permissions.READ)
    page = Page(
        found=still.page(
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
            today=timezone.localdate(),
        ),
        feed_url=reverse("implementation:still_feed"),
        register_url=reverse("recommendations:register"),
    )
    return render(request, "implementation/still.html", {"page": page})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    authorise(actor_of(request), permissions.READ)
    today = timezone.localdate()
    xml = feeds.still(
        still.newest(feeds.ENTRIES, today),
        language=current_language(),
        today=today,
        absolute=request.build_absolute_uri,
    )
    return HttpResponse(xml, content_type=feeds.Feed.content_type)
