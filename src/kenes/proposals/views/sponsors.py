"""Asking organisations to co-sponsor, answering, and taking one's name back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.members.forms.speaking import seated
from kenes.members.models import Organisation
from kenes.proposals import permissions
from kenes.proposals.forms import AnswerForm, InviteForm
from kenes.proposals.lifecycle import SponsorStatus
from kenes.proposals.services import sponsoring
from kenes.proposals.views.asking import act_on, current, visible
from kenes.ui.asking import Asking, Quote, actor_of, form_page, posted

_ACTS = {"join": sponsoring.join, "decline": sponsoring.decline, "leave": sponsoring.leave}


@form_page
def invite(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    authorise(actor, permissions.INVITE, proposal)
    page = Asking(
        title=_("Ask an organisation to co-sponsor"),
        back_url=proposal.get_absolute_url(),
        back=_("Draft") if proposal.is_draft else number,
        form=InviteForm(posted(request)),
        button=_("Ask it"),
        consequence=_("It reads the draft from now on, and may change it once it agrees.")
        if proposal.is_draft
        else _("Its name stands beside yours once it agrees; a refusal is told to you only."),
    )
    return act_on(
        request,
        page,
        lambda form: sponsoring.invite(
            proposal, form.cleaned_data["organisation"], actor=actor, now=timezone.now()
        ),
        done=_("The organisation is asked."),
        then=proposal.get_absolute_url(),
    )


@form_page
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Join or decline what one was asked to, or leave what one has joined."""
    actor = actor_of(request)
    proposal = visible(number, actor)
    authorise(actor, permissions.SPONSOR)
    asked = proposal.cosponsors.filter(
        organisation__in=[one.pk for one in seated(actor)],
        status__in=(SponsorStatus.INVITED, SponsorStatus.ACCEPTED),
    ).select_related("organisation")
    first = asked.first()
    if first is None:
        raise Http404
    is_invited = first.status == SponsorStatus.INVITED
    names: list[Organisation] = [one.organisation for one in asked if one.status == first.status]
    page = Asking(
        title=_("%(name)s asks you to co-sponsor") % {"name": proposal.organisation}
        if is_invited
        else _("Take your name back"),
        back_url=proposal.get_absolute_url(),
        back=_("Draft") if proposal.is_draft else number,
        form=AnswerForm(posted(request), names=names),
        button=_("Co-sponsor it") if is_invited else _("Take it back"),
        other_button=_("Decline") if is_invited else "",
        is_grave=not is_invited,
        consequence=_(
            "The name of your organisation stands beside the author’s. "
            "A refusal is told to the author only."
        )
        if is_invited
        else _("Your organisation is named as co-sponsor no longer."),
        quote=Quote(
            label=str(proposal.organisation),
            text=current(proposal).title,
            language=proposal.language,
        ),
    )
    name = "leave" if not is_invited else "decline" if "other" in request.POST else "join"
    then = proposal.get_absolute_url()
    if proposal.is_draft and name != "join":
        then = reverse("proposals:all")
    return act_on(
        request,
        page,
        lambda form: _ACTS[name](
            proposal, form.cleaned_data["organisation"], actor=actor, now=timezone.now()
        ),
        done={
            "join": _("Your organisation co-sponsors it."),
            "decline": _("The author is told that your organisation declines."),
            "leave": _("Your organisation co-sponsors it no longer."),
        }[name],
        then=then,
    )
