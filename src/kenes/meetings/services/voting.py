"""Tests of consensus and votes: opened, cast once by each seat, closed, counted again.

Of a secret vote only running totals are kept, one row for each chamber and choice from its
opening on, and that a seat has voted, without an hour. Whoever runs the database and looks into
it between two votes can see which total grew: a page that asks for a secret vote says so. What
has to withstand even that is asked in the candid ballot.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor, NotAllowed
from kenes.journal.models import Entry
from kenes.journal.services import write
from kenes.meetings import happenings, lifecycle, permissions, recorded
from kenes.meetings.lifecycle import Choice, ItemStatus, VoteKind, VoteRule, VoteStatus, Why
from kenes.meetings.models import Cast, Item, Meeting, Presence, Tally, Vote
from kenes.meetings.rules import counting
from kenes.meetings.rules.quorum import in_words, quorum_of
from kenes.meetings.services import changes, speaking
from kenes.members.models import Seat
from kenes.members.services import bylaws
from kenes.record.services.publishing import Said, publish

LONGEST_QUESTION = 1_000  # characters
LONGEST_REASON = 500
Counts = dict[int, dict[str, int]]  # chamber -> choice -> how often


class Miscounted(Exception):
    """Totals and votes cast differ: the vote is not closed on such a count."""


@dataclass(frozen=True, kw_only=True)
class Recount:
    """A vote counted again from the journal's entries alone."""

    seats: Mapping[int, str]  # seat -> its choice; "" in a secret vote
    totals: Mapping[int, Mapping[str, int]]  # chamber -> choice -> how often; open votes only
    twice: frozenset[int]  # seats with more than one entry: always empty


def is_secret_by_law(meeting: Meeting, now: datetime) -> bool | None:
    """Whether votes are secret under the by-laws; None: as the chair decides for each."""
    ballot = bylaws.in_force(timezone.localdate(now)).text("ballot")
    return {"open": False, "secret": True}.get(ballot)


def rule_for(item: Item, now: datetime) -> VoteRule:
    """What carries a vote under the by-laws; where they seek consensus, two thirds in each."""
    mode = bylaws.in_force(timezone.localdate(now)).text("decision_mode")
    return VoteRule.MAJORITY if mode == "majority" else VoteRule.TWO_THIRDS


def needs_test_first(item: Item, now: datetime) -> bool:
    """Whether the by-laws ask for a test of consensus before a vote on this item."""
    if bylaws.in_force(timezone.localdate(now)).text("decision_mode") != "consensus":
        return False
    return not Vote.objects.filter(
        item=item, kind=VoteKind.CONSENSUS, status=VoteStatus.CLOSED
    ).exists()


@transaction.atomic
def open_(
    item: Item,
    *,
    kind: str,
    question: Mapping[str, str],
    rule: str | None = None,
    is_secret: bool | None = None,
    actor: Actor,
    now: datetime,
) -> Vote:
    """Put a question, by language, to the seats that are present.

    What carries follows from the by-laws, and so does whether it is secret unless they leave it
    to the chair; a ``rule`` or ``is_secret`` that says otherwise is refused. Where the body seeks
    consensus, its test comes before a vote. Raises ValidationError by field: no quorum, another
    vote is open, the item is not under discussion.
    """
    meeting, actor = changes.taken_up(item.meeting, actor, now)
    authorise(actor, permissions.LEAD, meeting)
    item = speaking.item_of(meeting, item)
    if item.status != ItemStatus.PRESENT:
        raise ValidationError(_("This item is not under discussion."))
    if Vote.objects.filter(meeting=meeting, status=VoteStatus.OPEN).exists():
        raise ValidationError(_("A vote is open already: close it first."))
    found = quorum_of(meeting, timezone.localdate(now))
    need_quorum(found)
    vote = Vote.objects.create(
        meeting=meeting,
        item=item,
        kind=kind,
        rule=_rule(item, kind, rule, now),
        is_secret=_secrecy(meeting, is_secret, now),
        question=changes.said(
            "question", question, most=LONGEST_QUESTION, needed=_("Write what is put to the vote.")
        ),
        opened_at=now,
    )
    # All rows are there before anybody votes: none is added by a vote that could tell whose.
    Tally.objects.bulk_create(
        Tally(vote=vote, chamber_id=one.chamber, choice=choice)
        for one in found.chambers
        for choice in Choice
    )
    write(
        "vote.open",
        vote,
        actor=actor,
        at=now,
        meeting=meeting.number,
        rule=str(vote.rule),
        secret=vote.is_secret,
    )
    changes.happened(meeting, happenings.VOTE_OPENED, now=now, item=item, vote=vote.pk)
    return vote


@transaction.atomic
def cast(
    vote: Vote,
    *,
    seat: Seat | None = None,
    choice: str,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Cast:
    """Vote for the seat one sits on, once; nobody votes for another, and no vote is changed.

    ``seat`` says which that is, where who asks knows it.
    ``reason``: of an objection or a vote against, public; not where ``keeps_reasons`` says no.
    Raises ValidationError by field: the vote is over, the seat has voted, a wrong choice.
    """
    meeting, actor = changes.taken_up(vote.meeting, actor, now)
    vote = _vote_of(meeting, vote)
    _refuse_over(vote)
    seat = _sat_on(meeting, seat, actor)
    _refuse_again(vote, seat)
    if choice not in Choice.values:
        raise ValidationError({"choice": _("Choose for, against or abstention.")})
    kept = _reason(vote, choice, reason)
    assert seat.organisation_id is not None, "held"  # noqa: S101
    made = Cast.objects.create(
        vote=vote,
        seat=seat,
        organisation_id=seat.organisation_id,
        chamber_id=seat.chamber_id,
        choice="" if vote.is_secret else choice,
        reason=kept,
        at=None if vote.is_secret else now,
    )
    Tally.objects.filter(vote=vote, chamber=seat.chamber_id, choice=choice).update(
        count=F("count") + 1
    )
    facts: dict[str, Any] = {} if vote.is_secret else {"choice": str(choice)}
    write(
        "vote.cast",
        vote,
        actor=actor,
        at=now,
        meeting=meeting.number,
        seat=seat.pk,
        chamber=seat.chamber_id,
        **facts,
    )
    changes.happened(meeting, happenings.VOTE_CAST, now=now, item=vote.item, vote=vote.pk)
    return made


@transaction.atomic
def close(vote: Vote, *, actor: Actor, now: datetime) -> Vote:
    """End it and count it, each chamber by itself; without a quorum by now, it is void.

    Look at ``status`` and ``result`` of what comes back. Raises ValidationError when it is over.
    """
    meeting, actor = changes.taken_up(vote.meeting, actor, now)
    authorise(actor, permissions.LEAD, meeting)
    vote = _vote_of(meeting, vote)
    _refuse_over(vote)
    found = quorum_of(meeting, timezone.localdate(now))
    if not found.is_met:
        _void(meeting, vote, found, Why.QUORUM, actor, now)
        return vote
    counts = _counted(vote)
    vote.status = lifecycle.after("vote.close", vote.status)
    vote.closed_at = now
    vote.result = counting.result(vote.rule, counts, found)
    vote.save(update_fields=["status", "closed_at", "result"])
    if vote.is_secret:
        _forget_order(vote)
    changes.happened(meeting, happenings.VOTE_CLOSED, now=now, item=vote.item, vote=vote.pk)
    publish(
        write(
            "vote.close",
            vote,
            actor=actor,
            at=now,
            meeting=meeting.number,
            carried=vote.result["carried"],
        ),
        Said(
            subject=meeting.number,
            state=recorded.vote_state(vote),
            language=meeting.language,
        ),
    )
    return vote


@transaction.atomic
def void(vote: Vote, *, actor: Actor, now: datetime) -> Vote:
    """Break it off: what was cast counts for nothing. Raises ValidationError when it is over."""
    meeting, actor = changes.taken_up(vote.meeting, actor, now)
    authorise(actor, permissions.LEAD, meeting)
    vote = _vote_of(meeting, vote)
    _refuse_over(vote)
    found = quorum_of(meeting, timezone.localdate(now))
    _void(meeting, vote, found, Why.BROKEN_OFF, actor, now)
    return vote


def recount(vote: Vote) -> Recount:
    """Count a vote again from what the journal says of each seat; one query."""
    entries = Entry.objects.filter(kind="vote.cast", subject=f"meetings.vote:{vote.pk}")
    seats: dict[int, str] = {}
    twice: set[int] = set()
    totals: Counts = {}
    for facts in entries.order_by("id").values_list("facts", flat=True):
        seat, choice = int(facts["seat"]), str(facts.get("choice", ""))
        if seat in seats:
            twice.add(seat)
        seats[seat] = choice
        if choice:
            own = totals.setdefault(int(facts["chamber"]), {})
            own[choice] = own.get(choice, 0) + 1
    return Recount(seats=seats, totals=totals, twice=frozenset(twice))


def keeps_reasons(vote: Vote) -> bool:
    """Whether an objection may have its reasons on record: they would tell whose a vote is."""
    return not vote.is_secret and not vote.item.is_confidential


def need_quorum(found: counting.Quorum) -> None:
    """Raises ValidationError naming the chambers that lack somebody."""
    if not found.chambers:
        raise ValidationError(_("No seat of this body is held: it cannot decide."))
    if not found.is_met:
        raise ValidationError(
            _("There is no quorum. Present of the seats needed: %(chambers)s.")
            % {"chambers": in_words(found)}
        )


def _rule(item: Item, kind: str, rule: str | None, now: datetime) -> str:
    if kind not in VoteKind.values:
        raise ValidationError({"kind": _("Choose a test of consensus or a vote.")})
    if kind == VoteKind.VOTE and needs_test_first(item, now):
        raise ValidationError({"kind": _("The by-laws ask for a test of consensus first.")})
    right = VoteRule.CONSENSUS if kind == VoteKind.CONSENSUS else rule_for(item, now)
    if rule is not None and rule != right:
        raise ValidationError(
            {"rule": _("The by-laws say what carries: %(rule)s.") % {"rule": right.label}}
        )
    return right


def _secrecy(meeting: Meeting, is_secret: bool | None, now: datetime) -> bool:
    law = is_secret_by_law(meeting, now)
    if law is None:
        return bool(is_secret)
    if is_secret is not None and is_secret != law:
        raise ValidationError(
            {
                "is_secret": _("Under the by-laws votes are secret.")
                if law
                else _("Under the by-laws votes are open.")
            }
        )
    return law


def _reason(vote: Vote, choice: str, reason: str) -> str:
    kept = " ".join(reason.replace("\x00", "").split())
    if not kept:
        return ""
    if not keeps_reasons(vote):
        raise ValidationError(
            {
                "reason": _("Of a secret vote no reasons are kept: they could tell whose it is.")
                if vote.is_secret
                else _("Under the Chatham House rule no reasons are kept of a vote.")
            }
        )
    if choice != Choice.AGAINST:
        raise ValidationError({"reason": _("Reasons are kept of an objection only.")})
    if len(kept) > LONGEST_REASON:
        raise ValidationError(
            {"reason": _("Write at most %(n)s characters.") % {"n": LONGEST_REASON}}
        )
    return kept


def _vote_of(meeting: Meeting, vote: Vote) -> Vote:
    found = Vote.objects.select_related("item").get(meeting=meeting, pk=vote.pk)
    found.meeting = meeting
    return found


def _refuse_over(vote: Vote) -> None:
    if vote.status == VoteStatus.CLOSED:
        raise ValidationError(_("This vote is closed."))
    if vote.status == VoteStatus.VOID:
        raise ValidationError(_("This vote was broken off and counts for nothing."))


def _sat_on(meeting: Meeting, seat: Seat | None, actor: Actor) -> Seat:
    """The seat the person sits on now, and may vote for. Raises NotAllowed for any other."""
    here = Presence.objects.filter(
        meeting=meeting,
        user__isnull=False,
        user=actor.user_id,
        left_at=None,
        seat__abolished_on=None,
        seat__organisation__isnull=False,
    ).select_related("seat")
    found = here.first()
    if found is not None:
        found.meeting = meeting
    authorise(actor, permissions.CAST, found or meeting)
    if found is None or found.seat is None or (seat is not None and found.seat != seat):
        raise NotAllowed(_("Only who is present on a seat votes for it."))
    return found.seat


def _refuse_again(vote: Vote, seat: Seat) -> None:
    known = Cast.objects.filter(vote=vote, seat=seat).first()
    if known is None:
        return
    if vote.is_secret or known.at is None:
        raise ValidationError(_("This seat has voted already."))
    raise ValidationError(
        _("This seat has voted already, at %(time)s: %(choice)s.")
        % {
            "time": timezone.localtime(known.at).strftime("%H:%M:%S"),
            "choice": known.get_choice_display(),
        }
    )


def _counted(vote: Vote) -> Counts:
    """Of an open vote the votes cast, of a secret one the totals. Raises Miscounted."""
    counts: Counts = {}
    for chamber, choice, count in Tally.objects.filter(vote=vote).values_list(
        "chamber", "choice", "count"
    ):
        counts.setdefault(chamber, {})[choice] = count
    total = sum(sum(own.values()) for own in counts.values())
    casts = Cast.objects.filter(vote=vote)
    if (number := casts.count()) != total:
        raise Miscounted(f"vote {vote.pk}: {number} votes cast, {total} in the totals")
    if vote.is_secret:
        return counts
    recounted: Counts = {chamber: dict.fromkeys(Choice.values, 0) for chamber in counts}
    for chamber, choice, count in (
        casts.order_by().values_list("chamber", "choice").annotate(n=Count("pk"))
    ):
        recounted.setdefault(chamber, {})[choice] = count
    if recounted != counts:
        raise Miscounted(f"vote {vote.pk}: {recounted} by the votes, {counts} by the totals")
    return recounted


def _void(
    meeting: Meeting,
    vote: Vote,
    found: counting.Quorum,
    why: Why,
    actor: Actor,
    now: datetime,
) -> None:
    vote.status = lifecycle.after("vote.void", vote.status)
    vote.closed_at = now
    vote.result = counting.void(found, why)
    vote.save(update_fields=["status", "closed_at", "result"])
    if vote.is_secret:  # of the first who voted, a total alone would tell
        Tally.objects.filter(vote=vote).delete()
        _forget_order(vote)
    changes.happened(
        meeting, happenings.VOTE_VOID, now=now, item=vote.item, vote=vote.pk, why=str(why)
    )
    publish(
        write("vote.void", vote, actor=actor, at=now, meeting=meeting.number, why=str(why)),
        Said(
            subject=meeting.number,
            state=recorded.vote_state(vote),
            language=meeting.language,
        ),
    )


def _forget_order(vote: Vote) -> None:
    """Write the rows of a secret vote anew, by seat and by chamber, all at this moment.

    Their keys, and the marks a database keeps of the transaction that wrote a row last, would
    otherwise tell which seat voted when, and so whose vote was the last of its kind.
    """
    casts = sorted(Cast.objects.filter(vote=vote), key=lambda one: one.seat_id)
    tallies = sorted(Tally.objects.filter(vote=vote), key=lambda one: (one.chamber_id, one.choice))
    Cast.objects.filter(vote=vote).delete()
    Tally.objects.filter(vote=vote).delete()
    for row in (*casts, *tallies):
        row.pk = None
        row._state.adding = True
    Cast.objects.bulk_create(casts)
    Tally.objects.bulk_create(tallies)
