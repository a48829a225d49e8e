"""Preparing a consultation, opening, extending and closing it."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.access.policy import authorise
from kenes.opinions import permissions, telling
from kenes.opinions.forms.preparing import (
    ExtendForm,
    OpenForm,
    PrepareForm,
    ReasonForm,
    facts_of,
)
from kenes.opinions.models import Consultation
from kenes.opinions.services import preparing
from kenes.opinions.views.door import found
from kenes.record.onwards import onwards
from kenes.ui import asking
from kenes.ui.asking import Asking, actor_of, draft_name, form_page, posted, refusal

_PLAIN, _SECTIONED = "opinions/form.html", "opinions/prepare.html"


@form_page
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    reason = refusal(request, actor, permissions.PREPARE)
    page = Asking(
        title=_("Prepare a consultation"),
        back_url=reverse("opinions:all"),
        back=_("Consultations"),
        form=PrepareForm(posted(request), initial={"about": request.GET.get("about", "")[:40]}),
        button=_("Save the draft"),
        consequence=_("It is a draft until it is opened: only those who prepare it read it."),
        draft=draft_name(actor, "consultation", Consultation.objects.count()),
        refusal=reason,
    )
    return asking.act_on(
        request,
        page,
        lambda form: preparing.prepare(**form.facts(), actor=actor, now=timezone.now()),
        done=_("The draft is saved. Write the statements it begins with."),
        go=lambda made: redirect("opinions:statements", number=made.number),
        template=_SECTIONED,
    )


@form_page
def change(request: HttpRequest, number: str) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    reason = refusal(request, actor, permissions.CHANGE, one)
    page = Asking(
        title=_("Change what was prepared"),
        back_url=one.get_absolute_url(),
        back=one.name,
        form=PrepareForm(posted(request), initial=facts_of(one)),
        button=_("Save the draft"),
        draft=draft_name(actor, "consultation", number),
        refusal=reason,
    )
    return asking.act_on(
        request,
        page,
        lambda form: preparing.change(one, facts=form.facts(), actor=actor, now=timezone.now()),
        done=_("The draft is saved."),
        go=redirect,
        template=_SECTIONED,
    )


@form_page
def open_(request: HttpRequest, number: str) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    reason = refusal(request, actor, permissions.OPEN, one)
    count = one.statements.count()
    last = telling.earliest_last_day(timezone.localdate())
    page = Asking(
        title=_("Open the consultation"),
        back_url=one.get_absolute_url(),
        back=one.name,
        form=OpenForm(posted(request), initial={"closes_on": last}),
        button=_("Open it"),
        consequence=ngettext(
            "It gets its public number and is open from this moment. The title, what is asked, "
            "who takes part and the words of its %(n)s statement are public then and cannot be "
            "changed any more; statements can be added.",
            "It gets its public number and is open from this moment. The title, what is asked, "
            "who takes part and the words of its %(n)s statements are public then and cannot be "
            "changed any more; statements can be added.",
            count,
        )
        % {"n": count},
        refusal=reason,
    )
    return asking.act_on(
        request,
        page,
        lambda form: preparing.open_(
            one, closes_on=form.cleaned_data["closes_on"], actor=actor, now=timezone.now()
        ),
        done=_("The consultation is open."),
        go=lambda made: onwards(made.get_absolute_url(), made.number, actor),
        template=_PLAIN,
    )


@form_page
def extend(request: HttpRequest, number: str) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    reason = refusal(request, actor, permissions.EXTEND, one)
    page = Asking(
        title=_("Extend the consultation"),
        back_url=one.get_absolute_url(),
        back=one.number,
        form=ExtendForm(posted(request), initial={"closes_on": one.closes_on}),
        button=_("Extend it"),
        consequence=_("The new last day and the reason are public at once."),
        refusal=reason,
    )
    return asking.act_on(
        request,
        page,
        lambda form: preparing.extend(
            one,
            closes_on=form.cleaned_data["closes_on"],
            because=form.cleaned_data["reason"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The consultation is extended."),
        go=lambda made: onwards(made.get_absolute_url(), made.number, actor),
        template=_PLAIN,
    )


@form_page
def close(request: HttpRequest, number: str) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    reason = refusal(request, actor, permissions.CLOSE, one)
    page = Asking(
        title=_("Close the consultation before its last day"),
        back_url=one.get_absolute_url(),
        back=one.number,
        form=ReasonForm(posted(request)),
        button=_("Close it"),
        is_grave=True,
        consequence=_(
            "Nobody votes any more, and this cannot be undone. The key that ties members to their "
            "numbers is destroyed, and the map of opinions is published. Without this act it "
            "closes by itself after its last day."
        ),
        refusal=reason,
    )
    return asking.act_on(
        request,
        page,
        lambda form: preparing.close(
            one, because=form.cleaned_data["reason"], actor=actor, now=timezone.now()
        ),
        done=_("The consultation is closed."),
        go=lambda made: onwards(made.get_absolute_url(), made.number, actor),
        template=_PLAIN,
    )


@form_page
def discard(request: HttpRequest, number: str) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    authorise(actor, permissions.CHANGE, one)
    page = Asking(
        title=_("Discard the draft"),
        back_url=one.get_absolute_url(),
        back=one.name,
        form=Form(posted(request)),
        button=_("Discard it"),
        is_grave=True,
        consequence=_("What was prepared is deleted with its statements. This cannot be undone."),
    )
    return asking.act_on(
        request,
        page,
        lambda form: preparing.discard(one, actor=actor, now=timezone.now()),
        done=_("The draft is discarded."),
        go=lambda made: redirect("opinions:all"),
        template=_PLAIN,
    )
