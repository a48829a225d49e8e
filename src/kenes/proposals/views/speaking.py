"""What organisations say of a proposal: comments, positions, claims; and who follows it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.members.forms.speaking import seated, spoken_for
from kenes.proposals import permissions, texts
from kenes.proposals.forms import ClaimForm, CommentForm, PositionForm
from kenes.proposals.models import Comment, Proposal, Version
from kenes.proposals.services import claiming, following, speaking
from kenes.proposals.views.asking import act_on, current, visible
from kenes.record.onwards import signing_first
from kenes.ui.asking import Asking, Quote, actor_of, draft_name, form_page, posted, refusal


@form_page
def comment(request: HttpRequest, number: str) -> HttpResponse:
    """``paragraph`` of the address: which one; none or 0: the whole."""
    actor = actor_of(request)
    proposal = visible(number, actor)
    reason = refusal(request, actor, permissions.COMMENT, proposal)
    version = current(proposal)
    paragraph = _paragraph(request, proposal, version)
    place = paragraph.number if paragraph else 0
    here = {"version": version.number, "paragraph": place}
    form = CommentForm(posted(request), names=spoken_for(actor), initial=here)
    page = Asking(
        title=_("Comment on paragraph %(n)s") % {"n": place}
        if paragraph
        else _("Comment on the whole proposal"),
        back_url=proposal.get_absolute_url(),
        back=number,
        form=form,
        button=_("Publish the comment"),
        consequence=_(
            "A comment is public at once, with the name of your organisation and yours, "
            "and is not changed afterwards."
        ),
        draft=draft_name(actor, "comment", number, place, _said_by(actor, proposal)),
        refusal=reason,
        quote=Quote(
            label=_("Version %(number)s") % {"number": version.number},
            text=paragraph.text if paragraph else version.title,
            language=proposal.language,
        ),
    )

    def act(form: Any) -> Comment:
        try:
            return speaking.comment(
                proposal,
                organisation=form.cleaned_data["organisation"],
                version=form.cleaned_data["version"],
                paragraph=form.cleaned_data["paragraph"],
                text=form.cleaned_data["text"],
                language=form.cleaned_data["language"],
                actor=actor,
                now=timezone.now(),
            )
        except ValidationError:
            # Who sends it again has seen the version that is quoted above it.
            form.data = {**dict(request.POST.items()), **{k: str(v) for k, v in here.items()}}
            raise

    return act_on(
        request,
        page,
        act,
        done=_("The comment is public."),
        then=lambda made: f"{proposal.get_absolute_url()}#comment-{made.pk}",
    )


@form_page
def position(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    reason = refusal(request, actor, permissions.TAKE_POSITION, proposal)
    version = current(proposal)
    taken = proposal.positions.filter(organisation__in=actor.organisation_ids).count()
    page = Asking(
        title=_("Position on %(number)s") % {"number": number},
        back_url=proposal.get_absolute_url(),
        back=number,
        form=PositionForm(posted(request), names=seated(actor)),
        button=_("Publish the position"),
        consequence=_(
            "It is the position of your organisation, public at once and dated today. "
            "A later one takes its place, and this one stays to be read."
        ),
        draft=draft_name(actor, "position", number, taken),
        refusal=reason,
        quote=Quote(
            label=_("Version %(number)s") % {"number": version.number},
            text=version.title,
            language=proposal.language,
        ),
    )
    return act_on(
        request,
        page,
        lambda form: speaking.take_position(
            proposal,
            organisation=form.cleaned_data["organisation"],
            stance=form.cleaned_data["stance"],
            reason=form.cleaned_data["reason"],
            language=form.cleaned_data["language"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The position is public."),
        then=f"{proposal.get_absolute_url()}#positions",
        signs=number,
        actor=actor,
    )


@form_page
def claim(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    reason = refusal(request, actor, permissions.CLAIM, proposal)
    made = proposal.claims.filter(organisation__in=actor.organisation_ids).count()
    page = Asking(
        title=_("A claim with its evidence"),
        back_url=proposal.get_absolute_url(),
        back=_("Draft") if proposal.is_draft else number,
        form=ClaimForm(posted(request), names=seated(actor)),
        button=_("Add the claim") if proposal.is_draft else _("Publish the claim"),
        consequence=""
        if proposal.is_draft
        else _(
            "A claim is public at once and is not changed afterwards; you may take it back, "
            "and that is seen."
        ),
        draft=draft_name(actor, "claim", proposal.draft_key, made),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: claiming.claim(
            proposal,
            organisation=form.cleaned_data["organisation"],
            kind=form.cleaned_data["kind"],
            words=form.words(),
            language=form.cleaned_data["language"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The claim is added."),
        then=lambda made: _after_claim(proposal, made.pk, actor),
    )


@form_page
def retract(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    found = get_object_or_404(proposal.claims.select_related("organisation"), pk=pk)
    if proposal.is_draft:
        authorise(actor, permissions.EDIT, proposal)
    else:
        authorise(
            actor,
            permissions.RETRACT,
            permissions.Speaking(proposal=proposal, organisation=found.organisation),
        )
    page = Asking(
        title=_("Take a claim back"),
        back_url=proposal.get_absolute_url(),
        back=_("Draft") if proposal.is_draft else number,
        form=Form(posted(request)),
        button=_("Take it back"),
        is_grave=True,
        consequence=_("It is deleted from the draft.")
        if proposal.is_draft
        else _("It stays to be read, marked as taken back today."),
        quote=Quote(label=found.get_kind_display(), text=found.text, language=found.language),
    )
    return act_on(
        request,
        page,
        lambda form: claiming.retract(found, actor=actor, now=timezone.now()),
        done=_("The claim is taken back."),
        then=f"{proposal.get_absolute_url()}#claims",
    )


@require_POST
def follow(request: HttpRequest, number: str) -> HttpResponse:
    """Begin or end to follow, as the pressed button says."""
    actor = actor_of(request)
    proposal = visible(number, actor)
    if request.POST.get("act") == "end":
        following.unfollow(proposal, actor=actor, now=timezone.now())
        messages.success(request, _("You follow it no longer."))
    else:
        following.follow(proposal, actor=actor, now=timezone.now())
        messages.success(request, _("You are told of what happens to it."))
    return redirect(proposal)


def _paragraph(
    request: HttpRequest, proposal: Proposal, version: Version
) -> texts.Paragraph | None:
    """The paragraph that is meant: as it stands now, where another version was read."""
    given = request.POST if request.method == "POST" else request.GET
    place, read = _whole(given.get("paragraph", "")), _whole(given.get("version", ""))
    if read and read != version.number:
        earlier = proposal.versions.filter(number=read).first()
        place = texts.moved(earlier, version).get(place, 0) if earlier else 0
    return next((one for one in texts.flat(version) if one.number == place), None)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _said_by(actor: Actor, proposal: Proposal) -> int:
    return proposal.comments.filter(organisation__in=actor.organisation_ids).count()


def _after_claim(proposal: Proposal, pk: int, actor: Actor) -> str:
    url = f"{proposal.get_absolute_url()}#claim-{pk}"
    return url if proposal.is_draft else signing_first(proposal.number, actor, url)
