"""From the draft to publication and after: circulate, correct, settle, approve, publish."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.languages.dates import written
from kenes.languages.types import LANGUAGES, Language
from kenes.meetings import permissions
from kenes.meetings.forms.minutes import DecideForm, ProposeForm, WordsForm
from kenes.meetings.lifecycle import CorrectionStatus
from kenes.meetings.models import Minutes
from kenes.meetings.services import circulating, correcting
from kenes.meetings.views.asking import act_on
from kenes.meetings.views.minutes import Proposal, minutes_at, proposals
from kenes.meetings.views.minutes_writing import number_of, paragraph_at
from kenes.members.forms.speaking import spoken_for
from kenes.ui.asking import (
    Asking,
    Quote,
    actor_of,
    attempt,
    draft_name,
    form_page,
    posted,
    refusal,
    refuse,
)


@dataclass(frozen=True, kw_only=True)
class DecidePage:
    title: str
    back_url: str
    minutes: Minutes
    proposal: Proposal
    form: DecideForm
    draft: str


@form_page
def circulate(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = minutes_at(number, actor)
    until = written(circulating.corrections_until(timezone.localdate()))
    page = Asking(
        title=_("Circulate the draft"),
        back_url=_url(number),
        back=_("Minutes"),
        form=forms.Form(posted(request)),
        button=_("Circulate it"),
        consequence=_(
            "Everybody who was present or invited reads it and may propose corrections until "
            "%(day)s. From then on its words change by corrections alone."
        )
        % {"day": until},
        refusal=refusal(request, actor, permissions.COMPOSE_MINUTES, found),
    )
    return act_on(
        request,
        page,
        lambda form: circulating.circulate(found, actor=actor, now=timezone.now()),
        done=_("The draft is open for corrections."),
        then=_url(number),
    )


@form_page
def propose(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Other words for a paragraph, in the language that is read, or that the address names."""
    actor = actor_of(request)
    found = minutes_at(number, actor)
    one = paragraph_at(found, pk)
    reason = refusal(request, actor, permissions.PROPOSE, found)
    code = _language(request, found)
    text = one.texts.get(language=code).text
    names = spoken_for(actor)
    page = Asking(
        title=_("Propose a correction to paragraph %(n)s") % {"n": number_of(found, one)},
        back_url=f"{_url(number)}#p{number_of(found, one)}",
        back=_("Minutes"),
        form=ProposeForm(
            posted(request),
            names=names,
            is_officer=bool(actor.roles & permissions.OFFICERS),
            initial={"language": code, "text": text},
        ),
        button=_("Propose it"),
        consequence=_(
            "Everybody who reads the draft sees it beside the text; the chair or the secretary "
            "accepts or declines it, with reasons."
        ),
        draft=draft_name(actor, "correct", one.pk, code, found.corrections.count()),
        quote=Quote(label=str(Language(code).label), text=text, language=code),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: correcting.propose(
            one,
            organisation=form.cleaned_data["organisation"],
            language=form.cleaned_data["language"],
            text=form.cleaned_data["text"],
            reason=form.cleaned_data["reason"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The correction is proposed."),
        then=lambda made: f"{_url(number, 'minutes_corrections')}#c{made.pk}",
    )


@form_page
def decide(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Accept a correction, or decline it with reasons."""
    actor = actor_of(request)
    found = minutes_at(number, actor)
    one = next((each for each in proposals(found) if each.correction.pk == pk), None)
    if one is None:
        raise Http404
    reason = refusal(request, actor, permissions.SETTLE, found)
    form = DecideForm(posted(request))
    status = 200
    if request.method == "POST":
        status = 403 if reason else 422
        if reason:
            refuse(form, reason)
        elif form.is_valid():
            act = correcting.decline if "other" in request.POST else correcting.accept
            refused, _nothing = attempt(
                form,
                lambda: act(
                    one.correction,
                    reason=form.cleaned_data["reason"],
                    actor=actor,
                    now=timezone.now(),
                ),
            )
            if not refused:
                messages.success(request, _("The correction is settled."))
                return redirect(_url(number, "minutes_corrections"))
    page = DecidePage(
        title=_("Correction to paragraph %(n)s") % {"n": one.number},
        back_url=_url(number, "minutes_corrections"),
        minutes=found,
        proposal=one,
        form=form,
        draft=draft_name(actor, "settle", pk, one.correction.status),
    )
    return render(request, "meetings/minutes/decide.html", {"page": page}, status=status)


@form_page
def settle(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = minutes_at(number, actor)
    waiting = found.corrections.filter(status=CorrectionStatus.PROPOSED).count()
    page = Asking(
        title=_("End the time for corrections"),
        back_url=_url(number, "minutes_corrections" if waiting else "minutes"),
        back=_("Corrections") if waiting else _("Minutes"),
        form=forms.Form(posted(request)),
        button=_("End it"),
        consequence=_early(found) or _("The text then waits for the approval of the chairs."),
        refusal=refusal(request, actor, permissions.SETTLE, found),
    )
    return act_on(
        request,
        page,
        lambda form: circulating.settle(found, actor=actor, now=timezone.now()),
        done=_("Done."),
        then=_url(number),
    )


@form_page
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = minutes_at(number, actor)
    page = Asking(
        title=_("Open for corrections again"),
        back_url=_url(number),
        back=_("Minutes"),
        form=forms.Form(posted(request)),
        button=_("Open them again"),
        is_grave=True,
        consequence=_(
            "Approvals that were given fall: they were given to this text. That is entered in "
            "the public record. Corrections can then be proposed until %(day)s."
        )
        % {"day": written(circulating.corrections_until(timezone.localdate()))},
        refusal=refusal(request, actor, permissions.SETTLE, found),
    )
    return act_on(
        request,
        page,
        lambda form: circulating.reopen(found, actor=actor, now=timezone.now()),
        done=_("The minutes are open for corrections again."),
        then=_url(number),
        signs=number,
        actor=actor,
    )


@form_page
def approve(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = minutes_at(number, actor)
    page = Asking(
        title=_("Approve the minutes of %(number)s") % {"number": number},
        back_url=_url(number),
        back=_("Minutes"),
        form=forms.Form(posted(request)),
        button=_("Approve them"),
        consequence=_(
            "You approve the text as it stands. Your approval is public at once and entered for "
            "good; once every chair and co-chair has approved, the minutes are published."
        ),
        refusal=refusal(request, actor, permissions.APPROVE, found),
    )
    return act_on(
        request,
        page,
        lambda form: circulating.approve(found, actor=actor, now=timezone.now()),
        done=_("You have approved the minutes."),
        then=_url(number),
        signs=number,
        actor=actor,
    )


@form_page
def publish(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = minutes_at(number, actor)
    page = Asking(
        title=_("Publish the minutes of %(number)s") % {"number": number},
        back_url=_url(number),
        back=_("Minutes"),
        form=forms.Form(posted(request)),
        button=_("Publish them"),
        consequence=_(
            "Everybody reads them at once. Nothing of them is changed afterwards: a correction "
            "is printed beside the text, with its number."
        ),
        refusal=refusal(request, actor, permissions.PUBLISH, found),
    )
    return act_on(
        request,
        page,
        lambda form: circulating.publish(found, actor=actor, now=timezone.now()),
        done=_("The minutes are published."),
        then=_url(number),
        signs=number,
        actor=actor,
    )


@form_page
def correct(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A numbered correction to published minutes."""
    actor = actor_of(request)
    found = minutes_at(number, actor)
    one = paragraph_at(found, pk)
    reason = refusal(request, actor, permissions.CORRECT_MINUTES, found)
    code = _language(request, found)
    text = correcting.as_corrected(one, code)
    anchor = f"{_url(number)}#p{number_of(found, one)}"
    page = Asking(
        title=_("Correct paragraph %(n)s") % {"n": number_of(found, one)},
        back_url=anchor,
        back=_("Minutes"),
        form=WordsForm(posted(request), initial={"language": code, "text": text}),
        button=_("Publish the correction"),
        consequence=_(
            "The paragraph stays as it was published. The correction stands beside it with its "
            "number, its day and its reasons, public at once and for good."
        ),
        draft=draft_name(actor, "correct", one.pk, code, found.corrections.count()),
        quote=Quote(label=str(Language(code).label), text=text, language=code),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: correcting.correct_published(
            one,
            language=form.cleaned_data["language"],
            text=form.cleaned_data["text"],
            reason=form.cleaned_data["reason"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The correction is published."),
        then=anchor,
        signs=number,
        actor=actor,
    )


def _url(number: str, name: str = "minutes") -> str:
    return reverse(f"meetings:{name}", args=[number])


def _language(request: HttpRequest, found: Minutes) -> str:
    """The language whose text is meant: that of the address, or the prevailing one."""
    given: Any = request.POST if request.method == "POST" else request.GET
    code = str(given.get("language", ""))
    return code if code in LANGUAGES else found.language


def _early(found: Minutes) -> str:
    """Before the last day it takes all chairs: who has agreed, and whose word is awaited."""
    waiting = circulating.awaited(found, timezone.localdate())
    if not waiting or found.corrections_until is None:
        return ""
    return _(
        "Corrections can be proposed until %(day)s. It ends earlier when every chair and "
        "co-chair agrees; still to agree: %(names)s."
    ) % {
        "day": written(found.corrections_until),
        "names": ", ".join(one.person for one in waiting),
    }
