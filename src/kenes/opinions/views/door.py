"""Coming in: what a consultation promises, and the one button."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from kenes.access.policy import authorise, may
from kenes.access.types import Role
from kenes.members.services import bylaws
from kenes.opinions import cookies, listing, network, permissions
from kenes.opinions.lifecycle import Circle, Status
from kenes.opinions.limits import TooMany
from kenes.opinions.models import Consultation, Participant
from kenes.opinions.permissions import Entering
from kenes.opinions.services import entering
from kenes.ui.asking import actor_of, form_page

PLACE = "voting"  # on a phone the statement is on the first screen


@dataclass(frozen=True, kw_only=True)
class Page:
    consultation: Consultation
    is_member: bool
    is_public: bool  # everybody may come in
    least: int  # of people about whom anything is published
    results: str  # by-law: who sees the map while it is open
    code: str
    is_in: bool
    refused: str  # why they may not come in, or not now
    may_enter: bool
    sign_in_url: str  # for who may come in as a member; "" otherwise


def found(number: str) -> Consultation:
    """Raises Http404."""
    row = listing.by_number(number)
    if row is None:
        raise Http404
    return row


def participant_of(request: HttpRequest, consultation: Consultation) -> Participant | None:
    """Who asks, if they have come in."""
    return entering.find(consultation, actor=actor_of(request), secret=cookies.secret_of(request))


def without(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Who has not come in goes to the door; after the close, to what was found."""
    authorise(actor_of(request), permissions.READ, consultation)
    if consultation.status == Status.CLOSED:
        return redirect(consultation)
    return redirect("opinions:enter", number=consultation.number)


@form_page
def enter(request: HttpRequest, number: str) -> HttpResponse:
    consultation = found(number)
    authorise(actor_of(request), permissions.READ, consultation)
    if request.method == "POST":
        return _enter(request, consultation)
    code = request.GET.get("code", "")
    is_in = not code and participant_of(request, consultation) is not None
    if is_in and "again" not in request.GET:
        return redirect("opinions:vote", number=number)
    return _shown(request, consultation, code=code, is_in=is_in)


def _enter(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    now = timezone.now()
    code = request.POST.get("code", "")
    address = network.client(
        request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
    )
    try:
        _participant, secret = entering.enter(
            consultation,
            actor=actor_of(request),
            code=code,
            secret=cookies.secret_of(request),
            network=network.digest(address, timezone.localdate(now)),
            now=now,
        )
    except ValidationError as error:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _shown(request, consultation, refused=" ".join(error.messages), status=status)
    except TooMany as error:
        status = HTTPStatus.TOO_MANY_REQUESTS
        answer = _shown(request, consultation, refused=str(error), status=status)
        answer["Retry-After"] = str(error.seconds)
        return answer
    url = reverse("opinions:vote", args=[consultation.number])
    answer = HttpResponseRedirect(f"{url}#{PLACE}", status=HTTPStatus.SEE_OTHER)
    if secret:
        cookies.keep(answer, consultation, secret, now)
    return answer


def _shown(
    request: HttpRequest,
    consultation: Consultation,
    *,
    code: str = "",
    refused: str = "",
    is_in: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    actor = actor_of(request)
    laws = bylaws.in_force(timezone.localdate())
    at_the_door = Entering(consultation=consultation, has_code=bool(code))
    decision = may(actor, permissions.TAKE_PART, at_the_door)
    is_open = consultation.status == Status.OPEN
    can_sign_in = is_open and not (actor.is_signed_in or code or is_in)
    here = urlencode({"next": reverse("opinions:enter", args=[consultation.number])})
    page = Page(
        consultation=consultation,
        is_member=Role.MEMBER in actor.roles,
        is_public=consultation.circle == Circle.PUBLIC,
        least=laws.number("least_group"),
        results=laws.text("consultation_results"),
        code=code[: entering.LONGEST_SECRET],
        is_in=is_in,
        refused=refused or ("" if is_in else decision.reason),
        may_enter=bool(decision) and not is_in,
        sign_in_url=f"{reverse('account_login')}?{here}" if can_sign_in else "",
    )
    answer = render(request, "opinions/enter.html", {"page": page}, status=status)
    # An invitation stands in the address: it goes to no other page, and into no cache.
    answer["Referrer-Policy"] = "strict-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
