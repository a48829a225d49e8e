"""Following a proposal: being told of what happens to it."""

from datetime import datetime

from django.db import transaction

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members.actors import as_of
from kenes.proposals import permissions
from kenes.proposals.models import Follower, Proposal


@transaction.atomic
def follow(proposal: Proposal, *, actor: Actor, now: datetime) -> None:
    """Begin to follow; who follows already goes on."""
    actor = as_of(actor, now)
    authorise(actor, permissions.FOLLOW, proposal)
    _follower, is_new = Follower.objects.get_or_create(
        of=proposal, user_id=actor.user_id or 0, defaults={"since": now}
    )
    if is_new:
        write("proposal.follow", proposal, actor=actor, at=now, number=proposal.number)


@transaction.atomic
def unfollow(proposal: Proposal, *, actor: Actor, now: datetime) -> None:
    """Follow no longer."""
    actor = as_of(actor, now)
    authorise(actor, permissions.FOLLOW, proposal)
    ended, _by_model = Follower.objects.filter(of=proposal, user=actor.user_id).delete()
    if ended:
        write("proposal.unfollow", proposal, actor=actor, at=now, number=proposal.number)
