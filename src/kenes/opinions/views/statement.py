"""One statement: its words, what was found of it, what came of it, and the ways on."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor
from kenes.members.forms.speaking import seated
from kenes.opinions import agreed, evidence, permissions
from kenes.opinions.lifecycle import StatementStatus
from kenes.opinions.models import Consultation, Statement
from kenes.opinions.services import carrying
from kenes.proposals.forms import FollowingForm
from kenes.ui import asking, related, ways
from kenes.ui.asking import Asking, Quote, actor_of, form_page, posted, refusal


@dataclass(frozen=True, kw_only=True)
class Page:
    statement: Statement
    consultation: Consultation
    sentences: tuple[str, ...]  # what was found of it; none while nothing is published
    is_shared: bool
    both_sides: bool
    ways: tuple[ways.Way, ...]
    groups: tuple[related.Group, ...]


def found(number: str, place: int) -> Statement:
    """Raises Http404; one that waits for the moderator has no page."""
    rows = Statement.objects.select_related("of", "merged_into")
    statement = rows.filter(of__number=number, number=place).first() if place < 2**31 else None
    if statement is None or statement.status == StatementStatus.WAITING:
        raise Http404
    return statement


def cite(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """The permanent address of C-2026-001.12."""
    with override(get_language_from_request(request)):
        return redirect("opinions:statement", number=number, place=place)


@require_safe
def statement(request: HttpRequest, number: str, place: int) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    one = found(number, place)
    authorise(actor, permissions.READ, one.of)
    told = evidence.found(one)
    page = Page(
        statement=one,
        consultation=one.of,
        sentences=tuple(evidence.sentences(one, told)) if told else (),
        is_shared=told.is_shared if told else False,
        both_sides=told.both_sides if told else False,
        ways=_ways(one, actor) if told and one.status == StatementStatus.SHOWN else (),
        groups=related.about(one.cited, today),
    )
    return render(request, "opinions/statement.html", {"page": page})


def _ways(one: Statement, actor: Actor) -> tuple[ways.Way, ...]:
    offered = list(ways.about(one.cited, actor, timezone.localdate()))
    if may(actor, permissions.CARRY):
        url = reverse("opinions:carry", args=[one.of.number, one.number])
        label = _("Draft a proposal from this statement")
        offered.insert(0, ways.Way(label=label, url=url, is_main=True))
    return tuple(offered)


@form_page
def carry(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Begin a draft with what was found; its authors go on from there."""
    actor, one = actor_of(request), found(number, place)
    reason = refusal(request, actor, permissions.CARRY)
    page = Asking(
        title=_("Draft a proposal from this statement"),
        back_url=reverse("opinions:statement", args=[number, place]),
        back=one.cited,
        form=FollowingForm(posted(request), names=seated(actor)),
        button=_("Begin the draft"),
        consequence=_(
            "A draft is begun with the statement and what was found of it filled in. "
            "Your organisation alone reads it until it is submitted."
        ),
        refusal=reason,
        quote=Quote(label="", text=one.words, language=one.words_language),
    )
    return asking.act_on(
        request,
        page,
        lambda form: carrying.propose(
            one,
            organisation=form.cleaned_data["organisation"],
            language=form.cleaned_data["language"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The draft is begun: go on from here."),
        go=lambda made: redirect(made),
        template="opinions/form.html",
    )


@require_safe
def all_agreed(request: HttpRequest) -> HttpResponse:
    """What both sides share and what has come of it."""
    authorise(actor_of(request), permissions.READ)
    page = agreed.page(
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        today=timezone.localdate(),
    )
    return render(request, "opinions/agreed.html", {"page": page})
