"""Who asks, what is open, and how a refusal is said."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject

from kenes.access.types import NotAllowed
from kenes.accounts.second_factor import MAY_VISIT_WITHOUT, lacks_second_factor
from kenes.config.open_urls import OPEN_URLS
from kenes.members.actors import actor_of

Handler = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets ``request.actor``: read once, on first use."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class DefaultDenyMiddleware:
    """Every address asks for sign-in, and for a second factor, unless it is listed as open."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in OPEN_URLS:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if (
            settings.KENES_SECOND_FACTOR
            and name not in MAY_VISIT_WITHOUT
            and lacks_second_factor(request.user)
        ):
            return redirect("accounts:second_factor")
        return None


class RefusalMiddleware:
    """A refused act becomes a page with the reason."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, NotAllowed):
            return None
        return render(request, "403.html", {"reason": str(error)}, status=HTTPStatus.FORBIDDEN)
