"""Pages of one form about a road map: nothing typed is lost, whatever the refusal."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kenes.access.moves import IllegalMove
from kenes.access.policy import may
from kenes.access.types import Action, Actor, NotAllowed
from kenes.implementation.models import Measure, RoadMap
from kenes.implementation.services.changes import ChangedMeanwhile
from kenes.languages.types import current_language
from kenes.record.onwards import signing_first
from kenes.ui.asking import tell

_REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, kw_only=True)
class Theirs:
    """A field that somebody else saved meanwhile, as they left it."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Asking:
    """``draft``: under which name the browser keeps what was typed, "" for nothing worth it."""

    title: str
    back_url: str
    back: str
    form: forms.BaseForm
    button: str
    quote: tuple[str, str] = ("", "")  # what the form is about, with its language
    consequence: str = ""
    is_grave: bool = False  # the button says so
    draft: str = ""
    refusal: str = ""  # of ``refusal``: the form is shown with it, and nothing is done
    theirs: tuple[Theirs, ...] = ()
    goals: tuple[Any, ...] = ()  # recommendations to choose from


def visible(number: str, actor: Actor) -> RoadMap:
    """The road map as this person may know it. Raises Http404."""
    if not number.isprintable():
        raise Http404  # PostgreSQL would not even look for it
    found = RoadMap.objects.visible_to(actor).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def measure_of(roadmap: RoadMap, pk: int) -> Measure:
    """One of its measures. Raises Http404."""
    found = roadmap.measures.select_related("owner").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    found.roadmap = roadmap
    return found


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, be it nothing at all; None for who only looks."""
    return request.POST if request.method == "POST" else None


def refusal(request: HttpRequest, actor: Actor, action: Action, subject: Any = None) -> str:
    """Why the actor may not do this, "" when they may; raises NotAllowed for who only looks.

    Who has written something sees the reason above what they wrote: it is not lost with a duty.
    """
    decision = may(actor, action, subject)
    if not decision and request.method != "POST":
        raise NotAllowed(decision.reason)
    return decision.reason


def name_of(roadmap: RoadMap) -> str:
    """What the way back to it is called."""
    return _("Draft") if roadmap.is_draft else roadmap.number


def draft_name(actor: Actor, what: str, *parts: object) -> str:
    """A name no other person's and no other state of the thing shares."""
    return "-".join([str(actor.user_id), what, *map(str, parts)])


def act_on(
    request: HttpRequest,
    page: Asking,
    act: Callable[[Any], Any],
    *,
    done: str,
    then: str | Callable[[Any], str],
    now: Callable[[], Mapping[str, Any]] | None = None,
    signs: str | Callable[[Any], str] = "",
    actor: Actor | None = None,
) -> HttpResponse:
    """Show ``page``; once its form is valid, ``act`` on it and go on to ``then``.

    Whatever a service refuses is said on the form, which keeps all that was typed. ``now``: the
    thing as it is kept, for who was too slow. ``signs``: the road map whose newest entry the
    ``actor`` is asked to sign on the way.
    """
    status = HTTPStatus.OK
    if request.method == "POST":
        status = _REFUSED
        form = page.form
        if page.refusal:
            status = HTTPStatus.FORBIDDEN
            form.errors.clear()
            form.add_error(None, page.refusal)
        elif form.is_valid():
            try:
                refused, result = attempt(form, lambda: act(form))
            except ChangedMeanwhile as clash:
                form.add_error(None, str(clash))
                # Saving once more is saving in knowledge of theirs.
                form.data = {**dict(form.data.items()), "seen": str(clash.edited)}
                page = replace(page, theirs=tuple(_theirs(form, now() if now else {})))
                refused = True
            if not refused:
                messages.success(request, done)
                url = then(result) if callable(then) else then
                number = signs(result) if callable(signs) else signs
                return redirect(signing_first(number, actor, url) if number and actor else url)
    return render(request, "implementation/form.html", {"page": page}, status=status)


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> tuple[bool, Any]:
    """Whether a service refused, which the form then says; and what it returned."""
    try:
        return False, act()
    except ValidationError as error:
        _tell(form, error)
    except NotAllowed as error:
        form.add_error(None, str(error))
    except IllegalMove:
        form.add_error(None, _("Somebody was faster: it stands otherwise by now."))
    return True, None


def _tell(form: forms.BaseForm, error: ValidationError) -> None:
    """As ``ui.asking.tell``; a text in three languages is asked for in the reader's."""
    if hasattr(error, "error_dict"):
        for name in list(error.error_dict):
            own = f"{name}_{current_language()}"
            if own in form.fields:
                error.error_dict[own] = error.error_dict.pop(name)
    tell(form, error)


def _theirs(form: forms.BaseForm, kept: Mapping[str, Any]) -> Iterator[Theirs]:
    """The fields in which what is kept differs from what was typed."""
    for name, field in form.fields.items():
        if name == "seen" or name not in kept:
            continue
        text = str(field.prepare_value(kept[name]) if kept[name] is not None else "")
        typed = str(form.data.get(name, ""))
        if text.split() != typed.split():
            yield Theirs(label=str(field.label), text=text)
