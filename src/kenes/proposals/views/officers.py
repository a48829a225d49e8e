"""What the secretariat and the chair do with a proposal; and the author's appeal to the chair."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.languages.dates import written
from kenes.languages.fields import pick
from kenes.proposals import permissions, texts
from kenes.proposals.forms import (
    AcceptForm,
    DecideForm,
    ReasonForm,
    ReasonsForm,
    ReturnForm,
    ScheduleForm,
)
from kenes.proposals.lifecycle import ClaimKind
from kenes.proposals.models import Proposal, Version
from kenes.proposals.services import checking, deciding
from kenes.proposals.views.asking import act_on, current, visible
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
class Mark:
    """One thing of form to look at."""

    label: str
    found: str
    is_lacking: bool = False


@dataclass(frozen=True, kw_only=True)
class CheckPage:
    proposal: Proposal
    version: Version
    due: str
    marks: tuple[Mark, ...]
    accept: AcceptForm
    send_back: ReturnForm
    until: str
    until_short: str
    draft: str


@form_page
def check(request: HttpRequest, number: str) -> HttpResponse:
    """The check of form: in order, or returned. What the proposal is worth is not asked here."""
    actor = actor_of(request)
    proposal = visible(number, actor)
    reason = refusal(request, actor, permissions.CHECK, proposal)
    verdict = request.POST.get("verdict", "")
    accept = AcceptForm(request.POST if verdict == "accept" else None, prefix="accept")
    send_back = ReturnForm(request.POST if verdict == "return" else None, prefix="return")
    status = 422 if request.method == "POST" else 200
    if reason:
        for form in (accept, send_back):
            if form.is_bound:
                refuse(form, reason)
    if accept.is_bound and accept.is_valid():
        refused, _nothing = attempt(
            accept,
            lambda: checking.accept(
                proposal,
                short=accept.cleaned_data["short"],
                reason=accept.reasons(),
                actor=actor,
                now=timezone.now(),
            ),
        )
        if not refused:
            messages.success(request, _("%(number)s is open for comments.") % {"number": number})
            return onwards(proposal.get_absolute_url(), number, actor)
    if send_back.is_bound and send_back.is_valid():
        refused, _nothing = attempt(
            send_back,
            lambda: checking.send_back(
                proposal,
                grounds=send_back.cleaned_data["grounds"],
                reason=send_back.reasons(),
                actor=actor,
                now=timezone.now(),
            ),
        )
        if not refused:
            messages.success(request, _("%(number)s is returned.") % {"number": number})
            return onwards(proposal.get_absolute_url(), number, actor)
    today, version = timezone.localdate(), current(proposal)
    page = CheckPage(
        proposal=proposal,
        version=version,
        due=written(proposal.form_due_on) if proposal.form_due_on else "",
        marks=_marks(proposal, version),
        accept=accept,
        send_back=send_back,
        until=written(checking.comments_until(today)),
        until_short=written(checking.comments_until(today, short=True)),
        draft=draft_name(actor, "check", number, version.number, proposal.form_due_on),
    )
    return render(request, "proposals/check.html", {"page": page}, status=status)


@form_page
def appeal(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    reason = refusal(request, actor, permissions.APPEAL, proposal)
    page = Asking(
        title=_("Appeal to the chair"),
        back_url=proposal.get_absolute_url(),
        back=number,
        form=ReasonForm(posted(request)),
        button=_("Appeal"),
        consequence=_("The chair decides whether the form is in order. Your reasons are public."),
        draft=draft_name(actor, "appeal", number, proposal.steps.count()),
        refusal=reason,
        quote=_last_return(proposal),
    )
    return act_on(
        request,
        page,
        lambda form: checking.appeal(
            proposal, reason=form.reasons(), actor=actor, now=timezone.now()
        ),
        done=_("The appeal waits for the chair."),
        then=proposal.get_absolute_url(),
        signs=number,
        actor=actor,
    )


@form_page
def hear(request: HttpRequest, number: str) -> HttpResponse:
    """The chair on an appeal: overrule the return, or uphold it."""
    actor = actor_of(request)
    proposal = visible(number, actor)
    reason = refusal(request, actor, permissions.HEAR, proposal)
    decide = checking.uphold if "other" in request.POST else checking.overrule
    page = Asking(
        title=_("Appeal about %(number)s") % {"number": number},
        back_url=proposal.get_absolute_url(),
        back=number,
        form=ReasonsForm(posted(request)),
        button=_("Overrule the return"),
        other_button=_("Uphold it"),
        consequence=_(
            "Overruled, the proposal is open for comments from today. Upheld, its author mends "
            "the form. Your reasons are public."
        ),
        draft=draft_name(actor, "hear", number, proposal.steps.count()),
        refusal=reason,
        quote=_last_return(proposal),
    )
    return act_on(
        request,
        page,
        lambda form: decide(proposal, reason=form.reasons(), actor=actor, now=timezone.now()),
        done=_("The appeal is decided."),
        then=proposal.get_absolute_url(),
        signs=number,
        actor=actor,
    )


@form_page
def schedule(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    authorise(actor, permissions.SCHEDULE, proposal)
    page = Asking(
        title=_("Put %(number)s on the agenda") % {"number": number},
        back_url=proposal.get_absolute_url(),
        back=number,
        form=ScheduleForm(posted(request)),
        button=_("Put it on the agenda"),
        consequence=_("From then on its text is not changed any more."),
    )
    return act_on(
        request,
        page,
        lambda form: deciding.schedule(
            proposal, on=form.cleaned_data["on"], actor=actor, now=timezone.now()
        ),
        done=_("It is on the agenda."),
        then=proposal.get_absolute_url(),
        signs=number,
        actor=actor,
    )


@form_page
def decide(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    reason = refusal(request, actor, permissions.DECIDE, proposal)
    page = Asking(
        title=_("What was decided on %(number)s") % {"number": number},
        back_url=proposal.get_absolute_url(),
        back=number,
        form=DecideForm(posted(request), initial={"on": timezone.localdate()}),
        button=_("Record the decision"),
        consequence=_("The decision and its reasons are public at once and entered for good."),
        draft=draft_name(actor, "decide", number, proposal.steps.count()),
        refusal=reason,
        quote=Quote(
            label=str(proposal.organisation),
            text=current(proposal).title,
            language=proposal.language,
        ),
    )
    return act_on(
        request,
        page,
        lambda form: deciding.decide(
            proposal,
            outcome=form.cleaned_data["outcome"],
            on=form.cleaned_data["on"],
            reason=form.reasons(),
            referred_to=form.cleaned_data["referred_to"],
            referred_to_body=form.cleaned_data["referred_to_body"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The decision is recorded."),
        then=proposal.get_absolute_url(),
        signs=number,
        actor=actor,
    )


def _last_return(proposal: Proposal) -> Quote | None:
    step = proposal.steps.filter(act="return").order_by("-id").first()
    if step is None:
        return None
    return Quote(label=_("Returned for its form"), text=pick(step.reason), language="")


def _marks(proposal: Proposal, version: Version) -> tuple[Mark, ...]:
    facts = proposal.claims.filter(kind=ClaimKind.FACT, retracted_at=None)
    bare = facts.filter(evidence="").count()
    parts = [
        (_("Problem"), version.problem),
        (_("What is proposed"), version.proposal),
        (_("Justification"), version.justification),
    ]
    return (
        *(
            Mark(
                label=label,
                found=_("paragraphs: %(n)s") % {"n": len(texts.split(text))},
                is_lacking=not text,
            )
            for label, text in parts
        ),
        Mark(
            label=_("Facts with evidence"),
            found=_("%(n)s of %(total)s") % {"n": facts.count() - bare, "total": facts.count()},
            is_lacking=bool(bare),
        ),
        Mark(label=_("Papers"), found=str(proposal.attachments.count())),
        Mark(label=_("What it follows from"), found=str(proposal.links.count())),
    )
