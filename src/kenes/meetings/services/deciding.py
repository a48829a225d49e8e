"""What the body decides, and what a decision sets going, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.types import in_order
from kenes.meetings import happenings, permissions, recorded
from kenes.meetings.lifecycle import Choice, DecisionKind, ItemStatus, VoteStatus
from kenes.meetings.models import Decision, Item, Meeting, Vote
from kenes.meetings.rules.quorum import quorum_of
from kenes.meetings.services import changes, speaking, voting
from kenes.members import numbers
from kenes.members.models import Body, Organisation, Seat
from kenes.members.services import bylaws
from kenes.proposals.lifecycle import Status as ProposalStatus
from kenes.proposals.models import Proposal
from kenes.proposals.services import deciding as of_proposals
from kenes.recommendations.services import adopting
from kenes.record.services.publishing import Said, publish
from kenes.replies.lifecycle import RequestKind
from kenes.replies.services import asking

_ADOPTS = frozenset({DecisionKind.ADOPT, DecisionKind.ADOPT_IN_PART})
_OUTCOMES = {
    DecisionKind.ADOPT: ProposalStatus.ADOPTED,
    DecisionKind.ADOPT_IN_PART: ProposalStatus.ADOPTED_IN_PART,
    DecisionKind.NOT_ADOPT: ProposalStatus.NOT_ADOPTED,
    DecisionKind.REFER: ProposalStatus.REFERRED,
}
# These bind: they rest on a vote that was carried, or nobody has asked for one.
_BINDS = _ADOPTS | {DecisionKind.BYLAWS}
Addressees = Sequence[tuple[Organisation, date | None]]


@dataclass(frozen=True, kw_only=True)
class _Draft:
    """What is to be decided, checked and tidied."""

    number: str
    meeting: Meeting
    kind: DecisionKind
    on: date
    text: Mapping[str, str]
    amended: Mapping[str, str]
    addressees: Addressees
    to_organisation: Organisation | None
    to_body: Body | None


@transaction.atomic
def decide(
    item: Item,
    *,
    kind: str,
    text: Mapping[str, str],
    vote: Vote | None = None,
    amended: Mapping[str, str] | None = None,
    addressees: Addressees = (),
    to_organisation: Organisation | None = None,
    to_body: Body | None = None,
    values: Mapping[str, Any] | None = None,
    starts_on: date | None = None,
    dissent: Sequence[Organisation] = (),
    actor: Actor,
    now: datetime,
) -> Decision:
    """Record a decision, and do what follows from it.

    ``text`` by language: what is decided and why; it is the reason a proposal is given.
    ``adopt``, ``adopt_in_part`` (with the wording as ``amended``), ``not_adopt`` and ``refer`` (to
    an organisation or a body) decide on the item's proposal. What is adopted becomes a
    recommendation, and each of its ``addressees`` is asked whether it accepts it; the day beside
    one is by when it should be carried out. ``bylaws`` puts ``values`` in force from
    ``starts_on``.
    ``vote``: the one it rests on, which was carried; None: the last one on the item, or nobody
    asked for one. That a proposal is not adopted may rest on a vote that failed. ``dissent`` is
    recorded beside the votes against in an open vote. The meeting has its quorum, or had it when
    it closed.
    Raises ValidationError by field, NotAllowed.
    """
    meeting, actor = changes.taken_up(item.meeting, actor, now)
    authorise(actor, permissions.DECIDE, meeting)
    item = speaking.item_of(meeting, item)
    if kind not in DecisionKind.values:
        raise ValidationError({"kind": _("Choose what is decided.")})
    at = now if meeting.closed_at is None else meeting.closed_at
    said = changes.said("text", text, needed=_("Write what is decided, and why."))
    _check_moment(meeting, item, timezone.localdate(at))
    _check_once(item, kind, said)
    vote = _vote_for(item, kind, vote, timezone.localdate(at))
    (number,) = numbers.take("D", timezone.localdate(now).year)
    draft = _Draft(
        number=number,
        meeting=meeting,
        kind=DecisionKind(kind),
        on=timezone.localdate(at),
        text=said,
        amended=_amended(kind, amended or {}),
        addressees=_addressees(kind, addressees, timezone.localdate(now)),
        to_organisation=to_organisation,
        to_body=to_body,
    )
    _check_parts(draft, values, starts_on)
    recommendation = _proposal_decided(item, draft, actor, now) if kind in _OUTCOMES else ""
    if values is not None and starts_on is not None:
        bylaws.adopt(values=values, decision=number, starts_on=starts_on, actor=actor, now=now)
    made = Decision.objects.create(
        number=number,
        meeting=meeting,
        item=item,
        kind=kind,
        text=said,
        amended=dict(draft.amended),
        vote=vote,
        dissent=_dissent(meeting, vote, dissent),
        recommendation=recommendation,
        at=at,
    )
    changes.happened(meeting, happenings.DECIDED, now=now, item=item, decision=made.pk)
    publish(
        write(
            "decision.make",
            made,
            actor=actor,
            at=now,
            meeting=meeting.number,
            number=number,
            decided=str(kind),
        ),
        Said(
            subject=meeting.number,
            state=recorded.decision_state(made),
            language=meeting.language,
        ),
    )
    return made


@transaction.atomic
def correct(
    decision: Decision, *, text: Mapping[str, str], actor: Actor, now: datetime
) -> Decision:
    """Correct the wording of a decision, never what it did; the record keeps both.

    Raises ValidationError: nothing is left, or nothing has changed.
    """
    meeting, actor = changes.taken_up(decision.meeting, actor, now)
    authorise(actor, permissions.CORRECT_DECISION, meeting)
    decision = Decision.objects.select_related("item").get(meeting=meeting, pk=decision.pk)
    kept = changes.said("text", text, needed=_("Write what is decided, and why."))
    before = decision.text
    if kept == before:
        raise ValidationError({"text": _("Nothing has changed in the text.")})
    decision.text, decision.corrected_at = kept, now
    decision.save(update_fields=["text", "corrected_at"])
    changes.happened(
        meeting, happenings.DECISION_CORRECTED, now=now, item=decision.item, decision=decision.pk
    )
    publish(
        write(
            "decision.correct",
            decision,
            actor=actor,
            at=now,
            meeting=meeting.number,
            number=decision.number,
        ),
        Said(
            subject=meeting.number,
            state=recorded.decision_state(decision),
            act={"before": before},
            language=meeting.language,
        ),
    )
    return decision


def _check_moment(meeting: Meeting, item: Item, day: date) -> None:
    """The item is, or was, before the body, no vote is going on, and there is a quorum."""
    if item.status == ItemStatus.POSTPONED:
        raise ValidationError(_("This item was postponed: nothing is decided on it now."))
    if meeting.is_open and item.status == ItemStatus.WAITING:
        raise ValidationError(_("This item is not under discussion."))
    if Vote.objects.filter(item=item, status=VoteStatus.OPEN).exists():
        raise ValidationError(_("A vote is open: close it or break it off first."))
    voting.need_quorum(quorum_of(meeting, day))


def _check_once(item: Item, kind: str, text: Mapping[str, str]) -> None:
    """A button pressed twice decides once."""
    for known in Decision.objects.filter(item=item, kind=kind):
        if known.text == text:
            raise ValidationError(
                {"text": _("This is decided already: %(number)s.") % {"number": known.number}}
            )


def _vote_for(item: Item, kind: str, vote: Vote | None, day: date) -> Vote | None:
    """The vote a decision rests on, as it is now. Raises ValidationError on ``vote``."""
    closed = Vote.objects.filter(item=item, status=VoteStatus.CLOSED).order_by("-id")
    if vote is not None:
        found = closed.filter(pk=vote.pk).first()
        if found is None:
            raise ValidationError({"vote": _("Choose a vote on this item that was counted.")})
        if not found.result["carried"] and kind != DecisionKind.NOT_ADOPT:
            raise ValidationError({"vote": _("This vote was not carried.")})
        return found
    if kind not in _BINDS:
        return None
    last = closed.first()
    if last is not None and not last.result["carried"]:
        raise ValidationError({"vote": _("The last vote on this item was not carried.")})
    if last is None and bylaws.in_force(day).text("decision_mode") != "consensus":
        raise ValidationError({"vote": _("Under the by-laws this is decided by a vote.")})
    return last


def _amended(kind: str, given: Mapping[str, str]) -> dict[str, str]:
    kept = changes.said("amended", given)
    if kind == DecisionKind.ADOPT_IN_PART and not kept:
        raise ValidationError({"amended": _("Write the text as it is adopted.")})
    if kind != DecisionKind.ADOPT_IN_PART and kept:
        raise ValidationError({"amended": _("Only what is adopted in part has another text.")})
    return kept


def _addressees(kind: str, given: Addressees, today: date) -> Addressees:
    if not given:
        return ()
    if kind not in _ADOPTS:
        raise ValidationError({"addressees": _("Only what is adopted is addressed to somebody.")})
    if any(day is not None and day <= today for _organisation, day in given):
        raise ValidationError({"addressees": _("Give a day after today.")})
    return given


def _check_parts(draft: _Draft, values: Mapping[str, Any] | None, starts_on: date | None) -> None:
    """Each kind has what it needs and nothing of another. Raises ValidationError by field."""
    is_referred = draft.kind == DecisionKind.REFER
    if not is_referred and (draft.to_organisation or draft.to_body):
        raise ValidationError({"to": _("Only what is referred goes to somebody.")})
    is_bylaws = draft.kind == DecisionKind.BYLAWS
    if is_bylaws and values is None:
        raise ValidationError({"values": _("Say which rules of the by-laws change.")})
    if is_bylaws and starts_on is None:
        raise ValidationError({"starts_on": _("Say from which day they are in force.")})
    if not is_bylaws and (values is not None or starts_on is not None):
        raise ValidationError({"values": _("Only a decision on the by-laws changes them.")})


def _proposal_decided(item: Item, draft: _Draft, actor: Actor, now: datetime) -> str:
    """Decide on the item's proposal; returns the number of the recommendation, if one is made."""
    proposal = Proposal.objects.public().filter(number=item.about).first()
    if proposal is None:
        raise ValidationError({"kind": _("This item is about no proposal.")})
    decided = of_proposals.decide(
        proposal,
        outcome=_OUTCOMES[draft.kind],
        on=draft.on,
        reason=draft.text,
        referred_to=draft.to_organisation,
        referred_to_body=draft.to_body,
        actor=actor,
        now=now,
    )
    if draft.kind not in _ADOPTS:
        return ""
    return _adopted(decided, draft, actor, now)


def _adopted(proposal: Proposal, draft: _Draft, actor: Actor, now: datetime) -> str:
    """Make the recommendation and ask its addressees."""
    texts, language = dict(draft.amended), proposal.language
    if not texts:
        texts = {language: proposal.versions.get(is_current=True).proposal}
    elif language not in texts:
        language = next(code for code in in_order(draft.meeting.language) if code in texts)
    made = adopting.adopt(
        texts=texts,
        language=language,
        proposal=proposal.number,
        meeting=draft.meeting.number,
        decision=draft.number,
        adopted_on=draft.on,
        addressees=draft.addressees,
        actor=actor,
        now=now,
    )
    today = timezone.localdate(now)
    laws = bylaws.in_force(today)
    with translation.override(language):
        words = _(
            "By decision %(decision)s the body has adopted recommendation %(number)s and "
            "addressed it to you. Say whether you accept it, and what will be done by when."
        ) % {"decision": draft.number, "number": made.number}
    for organisation, day in draft.addressees:
        is_sooner = day is not None and day < laws.reply_due_on(organisation, today)
        asking.ask(
            addressee=organisation,
            text=words,
            language=language,
            kind=RequestKind.RECOMMENDATION,
            about=made.number,
            asked_by=None,
            due_on=day if is_sooner else None,
            actor=actor,
            now=now,
        )
    return str(made.number)


def _dissent(meeting: Meeting, vote: Vote | None, named: Sequence[Organisation]) -> list[int]:
    """Keys of the organisations whose dissent is on record, each once, in their order."""
    against: list[int] = []
    if vote is not None and not vote.is_secret:
        against = list(
            vote.casts.filter(choice=Choice.AGAINST)
            .order_by("id")
            .values_list("organisation", flat=True)
        )
    seated = Seat.objects.filter(
        body=meeting.body_id, organisation__in=[one.pk for one in named]
    ).values_list("organisation", flat=True)
    if strangers := [one for one in named if one.pk not in set(seated)]:
        raise ValidationError(
            {"dissent": _("%(name)s has no seat in this body.") % {"name": strangers[0]}}
        )
    return list(dict.fromkeys([*against, *(one.pk for one in named)]))
