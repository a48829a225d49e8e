"""Signing one's own entry with a passkey; redacting, in two steps by two people."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kenes.access.policy import authorise
from kenes.record import passkeys, permissions
from kenes.record.forms import RedactionForm
from kenes.record.models import Entry, Redaction
from kenes.record.services import attesting, redacting
from kenes.record.subjects import field_label, titles_of
from kenes.record.words import type_label
from kenes.ui.asking import FormPage, actor_of, ask, form_page

LARGEST_ANSWER = 20_000  # characters of a device's answer


class NothingForm(forms.Form):
    """A button and nothing to fill in."""


@form_page
def sign(request: HttpRequest, uuid: str) -> HttpResponse:
    """Put one's passkey under an entry, so that nobody can say it for one."""
    entry = get_object_or_404(Entry.objects.select_related("act"), uuid=uuid)
    authorise(actor_of(request), permissions.ATTEST, entry)
    error = ""
    if request.method == "POST":
        try:
            attesting.attest(
                entry,
                _answer(request),
                user=request.user,  # type: ignore[arg-type]
                actor=actor_of(request),
                now=timezone.now(),
            )
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            messages.success(request, _("The entry is signed with your passkey."))
            return redirect(_onwards(request, entry))
    page = {
        "entry": entry,
        "what": type_label(entry.type),
        "title": titles_of([entry.subject])[entry.subject],
        "error": error,
        "has_passkey": passkeys.has_passkey(request.user.pk),
        "options": passkeys.request_options(
            request.user,  # type: ignore[arg-type]
            bytes(entry.leaf),
        ),
        "next": _onwards(request, entry),
    }
    return render(request, "record/sign.html", {"page": page})


@form_page
def redact(request: HttpRequest, uuid: str) -> HttpResponse:
    """Ask that words of an entry be erased."""
    entry = get_object_or_404(Entry, uuid=uuid)
    authorise(actor_of(request), permissions.ASK_REDACTION, entry)
    back = reverse("record:entry", args=[uuid])
    page = FormPage(
        title=_("Ask for a redaction"),
        back_url=back,
        back=type_label(entry.type),
        form=RedactionForm(request.POST or None, entry=entry),
        button=_("Ask for the redaction"),
        consequence=_(
            "Nothing is erased until a second officer agrees. Then the words are gone for good, "
            "here and in every page; the entry, its proof and a note of the ground stay."
        ),
    )
    return ask(
        request,
        page,
        lambda form: redacting.ask(
            entry, **form.cleaned_data, actor=actor_of(request), now=timezone.now()
        ),
        done=_("Another officer now decides on the redaction."),
        then=back,
    )


@form_page
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out a redaction another officer asked for."""
    waiting = get_object_or_404(Redaction.objects.select_related("entry"), pk=pk)
    authorise(actor_of(request), permissions.REDACT, waiting)
    back = reverse("record:entry", args=[waiting.entry.uuid])
    page = FormPage(
        title=_("Erase words of an entry"),
        back_url=back,
        back=type_label(waiting.entry.type),
        form=NothingForm(request.POST if request.method == "POST" else None),
        button=_("Erase them"),
        consequence=_(
            "%(officer)s asks to erase %(fields)s. Ground: %(ground)s. “%(why)s” "
            "This cannot be undone."
        )
        % {
            "officer": waiting.asked_name,
            "fields": ", ".join(field_label(waiting.entry.subject, one) for one in waiting.fields),
            "ground": redacting.Ground(waiting.ground).label,
            "why": waiting.explanation,
        },
    )
    return ask(
        request,
        page,
        lambda _form: redacting.carry_out(waiting, actor=actor_of(request), now=timezone.now()),
        done=_("The words are erased; the record says by whose decision and why."),
        then=back,
    )


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(Redaction.objects.select_related("entry"), pk=pk)
    try:
        redacting.withdraw(waiting, actor=actor_of(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The redaction is withdrawn."))
    return redirect("record:entry", waiting.entry.uuid)


def _answer(request: HttpRequest) -> dict[str, Any]:
    """What the device said, as JSON; anything else is an answer that signs nothing."""
    said = request.POST.get("credential", "")
    try:
        answer = json.loads(said) if len(said) <= LARGEST_ANSWER else {}
    except (ValueError, RecursionError):
        answer = {}
    return answer if isinstance(answer, dict) else {}


def _onwards(request: HttpRequest, entry: Entry) -> str:
    """Where the person came from, on this site; else the entry's page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    if is_ours and wanted.startswith("/"):  # redirect() takes a bare word for a view's name
        return wanted
    return reverse("record:entry", args=[entry.uuid])
