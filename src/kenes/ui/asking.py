"""Pages of one form: ask, act, say what was done, go on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kenes.access.types import Actor

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
    """Put a service's refusal beside the fields it names, the rest on top."""
    for field, sentences in getattr(error, "message_dict", {"": error.messages}).items():
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, sentence)


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
