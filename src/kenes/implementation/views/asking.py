"""Pages of one form about a road map; who was too slow sees what was saved meanwhile."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kenes.access.types import Actor
from kenes.implementation.models import Measure, RoadMap
from kenes.implementation.services.changes import ChangedMeanwhile
from kenes.languages.fields import picked
from kenes.record.onwards import onwards
from kenes.ui import asking
from kenes.ui.asking import Quote

_TEMPLATE = "implementation/form.html"


@dataclass(frozen=True, kw_only=True)
class Theirs:
    """A field that somebody else saved meanwhile, as they left it."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Asking(asking.Asking):
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


def name_of(roadmap: RoadMap) -> str:
    """What the way back to it is called."""
    return _("Draft") if roadmap.is_draft else roadmap.number


def quoted(texts: dict[str, str]) -> Quote:
    """A title by language, as what the form is about."""
    text, language = picked(texts)
    return Quote(label="", text=text, language=language)


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
    """As ``ui.asking.act_on``, then on to ``then``.

    ``now``: the thing as it is kept, for who was too slow. ``signs``: the road map whose newest
    entry the ``actor`` is asked to sign on the way.
    """

    def go(made: Any) -> HttpResponse:
        number = signs(made) if callable(signs) else signs
        return onwards(then(made) if callable(then) else then, number, actor)

    try:
        return asking.act_on(request, page, act, done=done, go=go, template=_TEMPLATE)
    except ChangedMeanwhile as clash:
        form = page.form
        form.add_error(None, str(clash))
        # Saving once more is saving in knowledge of theirs.
        form.data = {**dict(form.data.items()), "seen": str(clash.edited)}
        page = replace(page, theirs=tuple(_theirs(form, now() if now else {})))
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, _TEMPLATE, {"page": page}, status=status)


def _theirs(form: forms.BaseForm, kept: Mapping[str, Any]) -> Iterator[Theirs]:
    """The fields in which what is kept differs from what was typed."""
    for name, field in form.fields.items():
        if name == "seen" or name not in kept:
            continue
        text = str(field.prepare_value(kept[name]) if kept[name] is not None else "")
        typed = str(form.data.get(name, ""))
        if text.split() != typed.split():
            yield Theirs(label=str(field.label), text=text)
