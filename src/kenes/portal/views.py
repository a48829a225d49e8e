"""The public site."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_from_request

from kenes.portal import summary


def root(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the front page in their language."""
    return redirect(f"/{get_language_from_request(request)}/")


def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def front(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/front.html", {"page": summary.page(timezone.localdate())})
