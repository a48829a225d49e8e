"""One proposal: where it stands, its text with what was said of it, its path."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Action, Actor
from kenes.languages.fields import pick
from kenes.proposals import matter, permissions, recorded, telling
from kenes.proposals.comparing import label_of
from kenes.proposals.lifecycle import SponsorStatus, Status
from kenes.proposals.models import Attachment, CoSponsor, Proposal, Version
from kenes.proposals.path import path_of
from kenes.proposals.services.drafting import missing
from kenes.proposals.views.asking import visible
from kenes.proposals.views.table import Shown, shown
from kenes.record.services import bundling
from kenes.replies import permissions as of_replies
from kenes.ui.asking import actor_of
from kenes.ui.path import PathStep


@dataclass(frozen=True, kw_only=True)
class Way:
    """Something this person may do here."""

    label: str
    url: str
    is_main: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    proposal: Proposal
    version: Version
    versions: tuple[Version, ...]
    is_current: bool
    standing: str
    tone: str
    reason: str  # of the decision or the return
    lacking: tuple[str, ...]  # of a draft, before it can be submitted
    ways: tuple[Way, ...]
    text: matter.Reading
    table: Shown
    comment_url: str  # "" where no comments are taken from this person
    benches: tuple[matter.Bench, ...]
    has_positions: bool
    position_url: str
    sponsors: tuple[CoSponsor, ...]
    asked_sponsors: tuple[CoSponsor, ...]  # told to the authors only
    claims: tuple[matter.Asserted, ...]
    claim_url: str
    own: frozenset[int]  # organisations whose claims this person may take back
    papers: tuple[Attachment, ...]
    attach_url: str
    may_edit: bool
    recommendations: tuple[matter.Followed, ...]
    requests: tuple[matter.Asked, ...]
    ask_url: str
    path: tuple[PathStep, ...]
    record: bundling.Standing | None
    is_followed: bool
    may_follow: bool


def cite(request: HttpRequest, number: str) -> HttpResponse:
    """The permanent address of a number: leads to the page in the reader's language."""
    with override(get_language_from_request(request)):
        return redirect("proposals:one", number=number)


@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    authorise(actor, permissions.READ, proposal)
    if number != proposal.number:
        return redirect(proposal)  # an invitation to what was a draft then
    matter.gather(proposal)
    version = matter.version_of(proposal, request.GET.get("version", ""))
    return render(request, "proposals/one.html", {"page": _page(proposal, version, actor)})


def _page(proposal: Proposal, version: Version, actor: Actor) -> Page:
    today = timezone.localdate()
    record = (
        None
        if proposal.is_draft
        else bundling.standing(proposal.number, recorded.state_of(proposal))
    )
    can = _Can(actor, proposal)
    benches = matter.benches(proposal)
    lacking = (
        tuple(f"{label_of(name)}: {said}" for name, said in missing(proposal, version).items())
        if proposal.is_draft
        else ()
    )
    may_edit = can.do(permissions.EDIT)
    own_draft = proposal.organisation_id in actor.organisation_ids
    return Page(
        proposal=proposal,
        version=version,
        versions=tuple(proposal.versions.all()),
        is_current=version.is_current,
        standing=telling.standing(proposal, today),
        tone=telling.tone(proposal),
        reason=_reason(proposal),
        lacking=lacking,
        ways=_ways(can, is_complete=not lacking),
        text=matter.read(proposal, version),
        table=shown(proposal, version, actor, working=proposal.is_draft),
        comment_url=can.url(permissions.COMMENT, "comment") if version.is_current else "",
        benches=benches,
        has_positions=any(bench.stands for bench in benches),
        position_url=can.url(permissions.TAKE_POSITION, "position"),
        sponsors=matter.sponsors(proposal),
        asked_sponsors=matter.sponsors(proposal, SponsorStatus.INVITED) if own_draft else (),
        claims=matter.claims(proposal),
        claim_url=can.url(permissions.CLAIM, "claim"),
        own=actor.organisation_ids if may(actor, permissions.RETRACT) else frozenset(),
        papers=matter.papers(proposal),
        attach_url=can.url(permissions.ATTACH, "attach"),
        may_edit=may_edit,
        recommendations=matter.followed(proposal),
        requests=() if proposal.is_draft else matter.requests(proposal, actor, today),
        ask_url=_ask_url(proposal, actor),
        path=() if record is None else path_of(proposal, record.by_field),
        record=record,
        is_followed=actor.is_signed_in and proposal.followers.filter(user=actor.user_id).exists(),
        may_follow=bool(may(actor, permissions.FOLLOW)),
    )


class _Can:
    """What the actor may do here, asked as the services ask it."""

    def __init__(self, actor: Actor, proposal: Proposal) -> None:
        self.actor, self.proposal = actor, proposal

    def do(self, action: Action) -> bool:
        return bool(may(self.actor, action, self.proposal))

    def url(self, action: Action, name: str) -> str:
        """Where it is done; "" where this person may not."""
        if not self.do(action):
            return ""
        return reverse(f"proposals:{name}", args=[self.proposal.number])


def _ways(can: _Can, *, is_complete: bool) -> tuple[Way, ...]:
    places = (
        (permissions.CHECK, "check", _("Check the form"), True),
        (permissions.HEAR, "hear", _("Decide the appeal"), True),
        (permissions.SCHEDULE, "schedule", _("Put it on the agenda"), True),
        (permissions.DECIDE, "decide", _("Record the decision"), True),
        (permissions.SUBMIT, "submit", _("Submit"), is_complete),
        (permissions.EDIT, "edit", _("Change the draft"), not is_complete),
        (permissions.EDIT, "table", _("Comparative table"), False),
        (permissions.REVISE, "revise", _("Make a new version"), False),
        (permissions.REVISE, "table", _("Comparative table"), False),
        (permissions.APPEAL, "appeal", _("Appeal to the chair"), False),
        (permissions.INVITE, "invite", _("Ask an organisation to co-sponsor"), False),
        (permissions.DISCARD, "discard", _("Discard the draft"), False),
        (permissions.WITHDRAW, "withdraw", _("Withdraw"), False),
    )
    found = [
        Way(label=label, url=url, is_main=is_main)
        for action, name, label, is_main in places
        if (url := can.url(action, name))
    ]
    if asked := _asked(can.actor, can.proposal):
        url = reverse("proposals:answer", args=[can.proposal.number])
        is_invited = asked.status == SponsorStatus.INVITED
        label = _("Answer the invitation") if is_invited else _("Take your name back")
        found.insert(
            0 if is_invited else len(found), Way(label=label, url=url, is_main=is_invited)
        )
    return tuple(found)


def _asked(actor: Actor, proposal: Proposal) -> CoSponsor | None:
    """The person's own invitation, or their own name as co-sponsor."""
    if not may(actor, permissions.SPONSOR, proposal):
        return None
    mine = [
        one
        for one in proposal.cosponsors.all()
        if one.organisation_id in actor.organisation_ids
        and one.status in {SponsorStatus.INVITED, SponsorStatus.ACCEPTED}
    ]
    return mine[0] if mine else None


def _reason(proposal: Proposal) -> str:
    if proposal.decision_reason:
        return pick(proposal.decision_reason)
    steps = list(proposal.steps.all())
    wanted = {Status.RETURNED: "return", Status.WITHDRAWN: "withdraw"}.get(
        Status(proposal.status), ""
    )
    return next((pick(step.reason) for step in reversed(steps) if step.act == wanted), "")


def _ask_url(proposal: Proposal, actor: Actor) -> str:
    if proposal.is_draft or not may(actor, of_replies.ASK):
        return ""
    return f"{reverse('replies:new')}?about={proposal.number}"
