"""Beginning a proposal, changing its draft, putting it before the body, taking it back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.members.forms.speaking import seated
from kenes.members.services import bylaws
from kenes.proposals import permissions
from kenes.proposals.comparing import Compared, compared, wording_of
from kenes.proposals.forms import BeginForm, EditForm, ReasonForm, ReviseForm, WordingForm
from kenes.proposals.models import Proposal, Version
from kenes.proposals.services import deciding, drafting, revising
from kenes.proposals.services.changes import ChangedMeanwhile
from kenes.proposals.table import rows as having
from kenes.proposals.views.asking import act_on, current, onwards_to, visible
from kenes.record.onwards import onwards
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
class Page:
    """``theirs``: what somebody else saved while this was being written, against one's own."""

    title: str
    lede: str
    back_url: str
    back: str
    form: WordingForm
    button: str
    draft: str
    refusal: str = ""
    theirs: Compared | None = None
    their_version: Version | None = None


@form_page
def begin(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    reason = refusal(request, actor, permissions.BEGIN)
    form = BeginForm(posted(request), names=seated(actor))
    if reason:
        refuse(form, reason)
    if request.method == "POST" and form.is_valid():
        refused, made = attempt(
            form,
            lambda: drafting.begin(
                organisation=form.cleaned_data["organisation"],
                language=form.cleaned_data["language"],
                wording=form.wording(),
                links=form.numbers(),
                actor=actor,
                now=timezone.now(),
            ),
        )
        if not refused:
            messages.success(request, _("The draft is saved. Nobody but its authors reads it."))
            return onwards(made.get_absolute_url())
    begun = Proposal.objects.filter(author=actor.user_id).count()
    page = Page(
        title=_("Write a proposal"),
        lede=_("It is a draft until you submit it: only your organisation reads it."),
        back_url=reverse("proposals:all"),
        back=_("Proposals"),
        form=form,
        button=_("Save the draft"),
        draft=draft_name(actor, "new", begun),
        refusal=reason,
    )
    return _shown(request, page)


@form_page
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """A draft, changed in place; what a co-sponsor saved meanwhile is shown beside one's own."""
    actor = actor_of(request)
    proposal = visible(number, actor)
    reason = refusal(request, actor, permissions.EDIT, proposal)
    form = EditForm(posted(request), initial={**_initial(proposal), "language": proposal.language})
    page = Page(
        title=_("Change the draft"),
        lede="",
        back_url=proposal.get_absolute_url(),
        back=_("Draft"),
        form=form,
        button=_("Save the draft"),
        draft=draft_name(actor, "edit", proposal.draft_key, proposal.edited),
        refusal=reason,
    )
    return _change(
        request,
        page,
        lambda: drafting.edit(
            proposal,
            wording=form.wording(),
            language=form.cleaned_data["language"],
            links=form.numbers(),
            seen=form.cleaned_data["seen"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The draft is saved."),
    )


@form_page
def revise(request: HttpRequest, number: str) -> HttpResponse:
    """A new version of a public text, begun from the current one."""
    actor = actor_of(request)
    proposal = visible(number, actor)
    reason = refusal(request, actor, permissions.REVISE, proposal)
    table = having.fingerprint(having.working(proposal))
    form = ReviseForm(posted(request), initial={**_initial(proposal), "table": table})
    page = Page(
        title=_("A new version of %(number)s") % {"number": number},
        lede=_(
            "The present version stays to be read with all that was said of it. The new one "
            "takes the comparative table as you have it by now. Everybody who follows the "
            "proposal is told."
        ),
        back_url=proposal.get_absolute_url(),
        back=number,
        form=form,
        button=_("Publish the new version"),
        draft=draft_name(actor, "revise", number, proposal.edited),
        refusal=reason,
    )
    return _change(
        request,
        page,
        lambda: revising.revise(
            proposal,
            wording=form.wording(),
            links=form.numbers(),
            note=form.cleaned_data["note"],
            seen=form.cleaned_data["seen"],
            table=form.cleaned_data["table"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The new version is public."),
        signs=number,
    )


@form_page
def submit(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    authorise(actor, permissions.SUBMIT, proposal)
    page = Asking(
        title=_("Submit the proposal"),
        back_url=proposal.get_absolute_url(),
        back=_("Draft") if proposal.is_draft else number,
        form=Form(posted(request)),
        button=_("Submit"),
        consequence=_(
            "The text, its table, claims and papers become public and are entered in the public "
            "record. From then on a change of the text is a new version. The secretariat checks "
            "its form only, within %(n)s days."
        )
        % {"n": bylaws.in_force(timezone.localdate()).number("form_check_days")},
        quote=Quote(
            label=str(proposal.organisation),
            text=current(proposal).title,
            language=proposal.language,
        ),
    )
    return act_on(
        request,
        page,
        lambda form: drafting.submit(proposal, actor=actor, now=timezone.now()),
        done=_("The proposal is submitted."),
        then=lambda made: onwards_to(made.number, actor),
    )


@form_page
def discard(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    authorise(actor, permissions.DISCARD, proposal)
    page = Asking(
        title=_("Discard the draft"),
        back_url=proposal.get_absolute_url(),
        back=_("Draft"),
        form=Form(posted(request)),
        button=_("Discard it"),
        is_grave=True,
        consequence=_(
            "The text, its table, claims, papers and invitations are deleted. "
            "This cannot be undone."
        ),
        quote=Quote(
            label=str(proposal.organisation),
            text=current(proposal).title,
            language=proposal.language,
        ),
    )
    return act_on(
        request,
        page,
        lambda form: drafting.discard(proposal, actor=actor, now=timezone.now()),
        done=_("The draft is discarded."),
        then=reverse("proposals:all"),
    )


@form_page
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    reason = refusal(request, actor, permissions.WITHDRAW, proposal)
    page = Asking(
        title=_("Withdraw %(number)s") % {"number": number},
        back_url=proposal.get_absolute_url(),
        back=number,
        form=ReasonForm(posted(request)),
        button=_("Withdraw it"),
        is_grave=True,
        consequence=_(
            "The body does not decide on it. The text and all that was said of it stay public. "
            "This cannot be undone; you can write another proposal."
        ),
        draft=draft_name(actor, "withdraw", number),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: deciding.withdraw(
            proposal, reason=form.reasons(), actor=actor, now=timezone.now()
        ),
        done=_("%(number)s is withdrawn.") % {"number": number},
        then=proposal.get_absolute_url(),
        signs=number,
        actor=actor,
    )


def _initial(proposal: Proposal) -> dict[str, Any]:
    return {
        **wording_of(current(proposal)),
        "links": ", ".join(proposal.links.values_list("number", flat=True)),
        "seen": proposal.edited,
    }


def _change(
    request: HttpRequest, page: Page, act: Callable[[], Any], *, done: str, signs: str = ""
) -> HttpResponse:
    """Save a wording, or show both where somebody was faster."""
    form = page.form
    if page.refusal:
        refuse(form, page.refusal)
    if request.method == "POST" and form.is_valid():
        try:
            refused, _nothing = attempt(form, act)
        except ChangedMeanwhile as clash:
            form.add_error(None, str(clash))
            # Saving once more is saving in knowledge of theirs.
            form.data = {**dict(request.POST.items()), "seen": str(clash.edited)}
            page = replace(
                page,
                their_version=clash.current,
                theirs=compared(wording_of(clash.current), form.wording()),
            )
        else:
            if not refused:
                messages.success(request, done)
                return onwards(page.back_url, signs, actor_of(request))
    return _shown(request, page)


def _shown(request: HttpRequest, page: Page) -> HttpResponse:
    status = 403 if page.refusal else 422 if page.form.is_bound else 200
    return render(request, "proposals/wording.html", {"page": page}, status=status)
