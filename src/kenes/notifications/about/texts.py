"""Acts on proposals: who made them, who stands beside them, who follows them."""

from collections.abc import Iterator
from functools import partial

from kenes.access.types import Actor
from kenes.journal.models import Entry
from kenes.members.models import Organisation
from kenes.notifications.about.matters import Matter, key_of, names, path, who
from kenes.notifications.people import People
from kenes.proposals.lifecycle import SponsorStatus
from kenes.proposals.models import CoSponsor, Follower, Proposal, Version

_TOLD = ("version", "until", "stance", "outcome", "on")  # facts of the act that sentences name


def proposal(act: Entry) -> Iterator[Matter]:
    """The proposal with what the act's sentence names; a draft only for who may read it."""
    for one in Proposal.objects.filter(pk=key_of(act)).select_related("organisation"):
        by = Organisation.objects.filter(pk=act.facts.get("organisation")).first()
        told = {name: act.facts[name] for name in _TOLD if act.facts.get(name)}
        title = Version.objects.get(of=one, is_current=True).title
        yield Matter(
            subject=act.facts.get("number") or one.draft_key,
            url=path("proposals:one", one.draft_key if one.is_draft else one.number),
            thing=one,
            facts={
                "who": who(act),
                "number": one.number,
                "title": title,
                "organisation": names(one.organisation),
                **({"by": names(by)} if by else {}),
                **told,
            },
            sees=partial(_sees, one.pk) if one.is_draft else None,
        )


def invitation(act: Entry) -> Iterator[Matter]:
    """As long as it is not answered; the draft is open to those invited."""
    waiting = CoSponsor.objects.filter(
        of=key_of(act),
        organisation=act.facts.get("organisation"),
        status=SponsorStatus.INVITED,
    )
    if waiting.exists():
        yield from proposal(act)


def invited(act: Entry, one: Proposal, people: People) -> set[int]:
    return people.sitting([act.facts["organisation"]])


def authors(act: Entry, one: Proposal, people: People) -> set[int]:
    """Who wrote it, and who sits for the organisation that made it."""
    wrote = {one.author_id} if one.author_id and one.author and one.author.is_active else set()
    return wrote | people.sitting([one.organisation_id])


def interested(act: Entry, one: Proposal, people: People) -> set[int]:
    """Authors, co-sponsors and followers."""
    beside = one.cosponsors.filter(status=SponsorStatus.ACCEPTED)
    sponsors = people.sitting(list(beside.values_list("organisation_id", flat=True)))
    following = Follower.objects.filter(of=one, user__is_active=True)
    followers = set(following.values_list("user_id", flat=True))
    return authors(act, one, people) | sponsors | followers


def _sees(pk: int, actor: Actor) -> bool:
    return Proposal.objects.visible_to(actor).filter(pk=pk).exists()
