"""Voting: one statement at a time, and one's own votes."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import may
from kenes.access.types import VISITOR
from kenes.database import paging
from kenes.languages.types import Language, current_language
from kenes.members.services import bylaws
from kenes.opinions import cookies, permissions
from kenes.opinions.lifecycle import Choice, StatementStatus
from kenes.opinions.limits import TooMany
from kenes.opinions.models import Consultation, Participant, Statement
from kenes.opinions.services import voting
from kenes.opinions.views.door import PLACE, found, participant_of, without
from kenes.ui.asking import form_page

LATER, OWN = "later", "own"
_PAGE = 50
_BY_NUMBER = paging.Order(field="number")


@dataclass(frozen=True, kw_only=True)
class Card:
    """One statement to vote on, or that there is none left; drawn with the page and without."""

    consultation: Consultation
    statement: Statement | None
    standing: voting.Standing
    language: str = ""  # of the words, where it is not the reader's
    original: str = ""  # the words as they were written, where others are shown
    original_language: str = ""
    own: str = ""  # how they have voted on it
    then: str = ""  # where they go on afterwards: OWN
    after: int | None = None  # the statement they have just voted on
    said: str = ""
    refused: str = ""
    may_propose: bool = False
    sees_map: bool = False


@dataclass(frozen=True, kw_only=True)
class Voted:
    """One's own vote on a statement."""

    statement: Statement
    vote: str
    is_shown: bool


@dataclass(frozen=True, kw_only=True)
class OwnPage:
    consultation: Consultation
    standing: voting.Standing
    rows: tuple[Voted, ...]
    pages: paging.Page[Statement]


@form_page
def vote(request: HttpRequest, number: str) -> HttpResponse:
    consultation = found(number)
    who = participant_of(request, consultation)
    if who is None:
        return without(request, consultation)
    if request.method == "POST":
        return _answered(request, who)
    now, asked = timezone.now(), _whole(request.GET.get("statement", ""))
    dealt = voting.deal(who, now=now, number=asked)
    after = _whole(request.GET.get("after", ""))
    then = OWN if request.GET.get("then") == OWN else ""
    answer = _shown(
        request,
        _card(request, who, dealt, asked=asked, then=then, **_counted(after)),
    )
    if secret := cookies.secret_of(request):
        cookies.keep(answer, consultation, secret, now)
    return answer


@require_safe
def own(request: HttpRequest, number: str) -> HttpResponse:
    """How one has voted so far; each vote can be changed while it is open."""
    consultation = found(number)
    who = participant_of(request, consultation)
    if who is None:
        return without(request, consultation)
    pages = paging.page(
        voting.own(who),
        _BY_NUMBER,
        size=_PAGE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    rows = tuple(
        Voted(
            statement=one,
            vote=str(Choice(one.own).label),  # type: ignore[attr-defined]
            is_shown=one.status == StatementStatus.SHOWN,
        )
        for one in pages.rows
    )
    page = OwnPage(
        consultation=consultation, standing=voting.standing(who), rows=rows, pages=pages
    )
    return _private(render(request, "opinions/own.html", {"page": page}))


def _answered(request: HttpRequest, who: Participant) -> HttpResponse:
    """A vote, or that the statement is put off; then the next card."""
    now = timezone.now()
    number = _whole(request.POST.get("statement", "")) or 0
    value = request.POST.get("value", "")
    then = OWN if request.POST.get("then") == OWN else ""
    try:
        if value == LATER:
            voting.put_off(who, number, now=now)
        else:
            voting.cast(who, number, _choice(value), now=now)
    except TooMany as error:
        again = voting.deal(who, now=now, number=number)
        card = _card(request, who, again, asked=number, then=then, refused=str(error))
        answer = _shown(request, card, status=HTTPStatus.TOO_MANY_REQUESTS)
        answer["Retry-After"] = str(error.seconds)
        return answer
    except ValidationError as error:
        again = voting.deal(who, now=now, number=number)
        card = _card(request, who, again, asked=number, then=then, refused=error.messages[0])
        return _shown(request, card, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    counted = None if value == LATER else number
    if not _is_fetched(request):
        return _onwards(who.of, then, counted)
    if then:  # the script follows to the list
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    dealt = voting.deal(who, now=now)
    return _shown(request, _card(request, who, dealt, **_counted(counted)))


def _onwards(consultation: Consultation, then: str, counted: int | None) -> HttpResponse:
    if then:
        url = reverse("opinions:own", args=[consultation.number])
    else:
        after = f"?after={counted}" if counted else ""
        url = f"{reverse('opinions:vote', args=[consultation.number])}{after}#{PLACE}"
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)


def _counted(number: int | None) -> dict[str, Any]:
    if number is None:
        return {}
    return {"after": number, "said": _("Your vote is counted.")}


def _card(
    request: HttpRequest,
    who: Participant,
    dealt: voting.Dealt,
    *,
    asked: int | None = None,
    then: str = "",
    **told: Any,
) -> Card:
    one = dealt.statement
    card: dict[str, Any] = {"consultation": who.of, "standing": dealt.standing, **told}
    if one is None:
        return Card(
            statement=None,
            may_propose=bool(may(VISITOR, permissions.PROPOSE, who.of)),
            sees_map=sees_map(dealt.standing),
            **card,
        )
    if asked == one.number and (value := voting.value_of(who, one)) is not None:
        card["own"] = str(Choice(value).label)
    shown, original = one.words_language, one.language
    if shown != current_language():
        card["language"] = str(Language(shown).label)
    if shown != original and one.text.get(original):
        card["original"], card["original_language"] = one.text[original], original
    return Card(statement=one, then=then, **card)


def sees_map(standing: voting.Standing) -> bool:
    """Whether the by-laws let them look at the map while it is open."""
    rule = bylaws.in_force(timezone.localdate()).text("consultation_results")
    return rule == "everybody" or (rule == "voted" and standing.is_enough)


def _shown(
    request: HttpRequest, card: Card, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    template = "opinions/_card.html" if _is_fetched(request) else "opinions/vote.html"
    return _private(render(request, template, {"card": card}, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer


def _is_fetched(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _whole(said: str) -> int | None:
    """A number a statement could have."""
    try:
        number = paging.whole(said)
    except ValueError:
        return None
    return number if 0 < number < 2**31 else None


def _choice(said: str) -> int:
    """-1, 0 or 1; for anything else a value that no vote has."""
    return int(said) if said in {str(value) for value in Choice.values} else 9
