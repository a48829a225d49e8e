"""Pages of one form: ask, act, say what was done, go on."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kenes.access.moves import IllegalMove
from kenes.access.policy import may
from kenes.access.types import Action, Actor, NotAllowed
from kenes.languages.types import current_language

form_page = require_http_methods(["GET", "HEAD", "POST"])


def actor_of(request: HttpRequest) -> Actor:
    """The actor the middleware found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """``consequence`` says in words what pressing ``button`` will do, where that is grave."""

    title: str
    back_url: str
    back: str
    form: forms.BaseForm
    button: str
    consequence: str = ""


def tell(form: forms.BaseForm, error: ValidationError) -> None:
    """Put a service's refusal beside the fields it names, the rest on top.

    Words that are asked for in three languages are refused at the reader's own.
    """
    for field, sentences in getattr(error, "message_dict", {"": error.messages}).items():
        own = f"{field}_{current_language()}"
        place = own if own in form.fields else field if field in form.fields else None
        for sentence in sentences:
            form.add_error(place, sentence)


def ask(
    request: HttpRequest,
    page: FormPage,
    act: Callable[[Any], Any],
    *,
    done: str,
    then: str | Callable[[Any], str],
) -> HttpResponse:
    """Show ``page``; once its form is valid, ``act`` on it and redirect to ``then``.

    ``act`` takes the valid form; a ValidationError of the service is shown beside its fields.
    """
    if request.method == "POST" and page.form.is_valid():
        try:
            result = act(page.form)
        except ValidationError as error:
            tell(page.form, error)
        else:
            messages.success(request, done)
            return redirect(then(result) if callable(then) else then)
    return render(request, "ui/ask.html", {"page": page})


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What a form is about, word for word."""

    label: str
    text: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A form that keeps all that was typed, whatever the refusal; see ``ui/asking.html``.

    ``draft``: under which name the browser keeps what was typed, "" for nothing worth it.
    """

    title: str
    back_url: str
    back: str
    form: forms.BaseForm
    button: str
    other_button: str = ""  # named "other"
    consequence: str = ""
    is_grave: bool = False  # the button says so
    draft: str = ""
    quote: Quote | None = None
    refusal: str = ""  # of ``refusal``: the form is shown with it, and nothing is done


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, be it nothing at all; None for who only looks."""
    return request.POST if request.method == "POST" else None


def refusal(request: HttpRequest, actor: Actor, action: Action, subject: Any = None) -> str:
    """Why the actor may not do this, "" when they may; raises NotAllowed for who only looks.

    Who has written something sees the reason above what they wrote: it is not lost with a seat.
    """
    decision = may(actor, action, subject)
    if not decision and request.method != "POST":
        raise NotAllowed(decision.reason)
    return decision.reason


def refuse(form: forms.BaseForm, reason: str) -> None:
    """Nothing else about the form matters then."""
    form.errors.clear()
    form.add_error(None, reason)


def draft_name(actor: Actor, what: str, *parts: object) -> str:
    """A name no other person's and no other state of the thing shares."""
    return "-".join([str(actor.user_id), what, *map(str, parts)])


def faster() -> str:
    """Of what another person's act has made impossible meanwhile."""
    return _("Somebody was faster: look at how things stand now.")


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> tuple[bool, Any]:
    """Whether a service refused, which the form then says; and what it returned.

    That somebody else saved another text meanwhile is for the view: it shows both.
    """
    try:
        return False, act()
    except ValidationError as error:
        tell(form, error)
    except NotAllowed as error:
        form.add_error(None, str(error))
    except IllegalMove:
        form.add_error(None, faster())
    return True, None


def act_on(
    request: HttpRequest,
    page: Asking,
    act: Callable[[Any], Any],
    *,
    done: str,
    go: Callable[[Any], HttpResponse],
    template: str,
) -> HttpResponse:
    """Show ``page``; once its form is valid, ``act`` on it and answer as ``go`` says.

    ``go`` takes what the act returned.
    """
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if page.refusal:
            status = HTTPStatus.FORBIDDEN
            refuse(page.form, page.refusal)
        elif page.form.is_valid():
            refused, result = attempt(page.form, lambda: act(page.form))
            if not refused:
                messages.success(request, done)
                return go(result)
    return render(request, template, {"page": page}, status=status)
