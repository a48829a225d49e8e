"""What every act on a proposal does alike: lock it, move it, leave a step, find its words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.types import Actor
from kenes.members import naming
from kenes.members.actors import as_of
from kenes.members.models import Chamber, Organisation, Seat
from kenes.proposals import lifecycle, recorded, texts
from kenes.proposals.models import PARTS, Proposal, Step, TitleWord, Version
from kenes.proposals.permissions import Speaking
from kenes.record.services.publishing import Said
from kenes.record.subjects import State

LONGEST_REASON = 5_000  # characters


class ChangedMeanwhile(Exception):
    """Somebody saved another wording after this one was opened; ``current`` is theirs."""

    def __init__(self, current: Version, edited: int) -> None:
        super().__init__(
            _(
                "Someone saved another wording while you were writing. Both are shown: "
                "bring yours together with theirs and save again."
            )
        )
        self.current = current
        self.edited = edited


class Before:
    """A proposal's own row before an act, to tell afterwards what the act has changed."""

    def __init__(self, proposal: Proposal) -> None:
        self._facts = recorded.facts_state(proposal)
        self.status = str(proposal.status)

    def changes(self, proposal: Proposal) -> State:
        after = recorded.facts_state(proposal)
        return {name: value for name, value in after.items() if self._facts[name] != value}

    def told(
        self, proposal: Proposal, step: Step, *, type: str = "", by: Organisation | None = None
    ) -> Said:
        """What the record is told of an act that left ``step``; of its move, where it moved."""
        has_moved = self.status != proposal.status
        return Said(
            subject=proposal.number,
            type=type,
            state={**self.changes(proposal), **recorded.step_state(step)},
            act={"by": f"organisation/{by.pk}"} if by else {},
            before=self.status if has_moved else "",
            after=str(proposal.status) if has_moved else "",
        )


def taken_up(proposal: Proposal, actor: Actor, now: datetime) -> tuple[Proposal, Actor]:
    """The row as it is now, held until the transaction ends, and the person as they are now.

    Raises ValidationError for a draft that was discarded meanwhile.
    """
    held = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("organisation", "chamber")
        .filter(pk=proposal.pk)
        .first()
    )
    if held is None:
        raise ValidationError(_("This draft was discarded."))
    return held, as_of(actor, now)


def speaking(proposal: Proposal, organisation: Organisation, now: datetime) -> Speaking:
    """An organisation about to speak, on the day of ``now``."""
    return Speaking(proposal=proposal, organisation=organisation, today=timezone.localdate(now))


def current(proposal: Proposal) -> Version:
    return proposal.versions.get(is_current=True)


def move(proposal: Proposal, act: str) -> None:
    """Set the status that ``act`` leads to; the caller saves. Raises IllegalMove."""
    proposal.status = lifecycle.after(f"proposal.{act}", proposal.status)


def leave_step(
    proposal: Proposal,
    act: str,
    before: str,
    *,
    now: datetime,
    organisation: Organisation | None = None,
    reason: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Step:
    """The public trace of a move on the proposal's path."""
    return Step.objects.create(
        of=proposal,
        act=act,
        before=before,
        after=proposal.status,
        at=now,
        organisation=organisation,
        reason=dict(reason or {}),
        facts=dict(facts or {}),
    )


def chamber_of(organisation: Organisation) -> Chamber:
    """The chamber an organisation speaks for: one that decides before a class of observers.

    Raises ValidationError when it has no place at the table any more.
    """
    seats = Seat.objects.filter(organisation=organisation, abolished_on=None).select_related(
        "chamber"
    )
    found = sorted(seats, key=lambda seat: (not seat.chamber.votes, seat.pk))
    if not found:
        raise ValidationError(_("This organisation has no seat any more."))
    return found[0].chamber


def said(reason: Mapping[str, str]) -> dict[str, str]:
    """Reasons by language, without the empty ones. Raises ValidationError when one is too long."""
    kept = {code: texts.tidy(text) for code, text in reason.items() if texts.tidy(text)}
    check_length("reason", *kept.values(), most=LONGEST_REASON)
    return kept


def check_length(field: str, *written: str, most: int) -> None:
    """Raises ValidationError for a text longer than ``most`` characters."""
    if any(len(text) > most for text in written):
        raise ValidationError({field: _("Write at most %(n)s characters.") % {"n": most}})


def wording(given: Mapping[str, str]) -> dict[str, str]:
    """Title and parts as they are kept. Raises ValidationError by field."""
    kept = {name: texts.tidy(given.get(name, "")) for name in ("title", *PARTS)}
    kept["title"] = " ".join(kept["title"].split())
    if not kept["title"]:
        raise ValidationError({"title": _("A proposal needs a title.")})
    for name, text in kept.items():
        check_length(name, text, most=texts.LONGEST[name])
    if sum(len(texts.split(kept[part])) for part in PARTS) > texts.MOST_PARAGRAPHS:
        raise ValidationError(
            _("Write at most %(n)s paragraphs in all.") % {"n": texts.MOST_PARAGRAPHS}
        )
    return kept


def find_by(proposal: Proposal, title: str) -> None:
    """Let a public proposal be found by the words of its title."""
    proposal.title_words.all().delete()
    TitleWord.objects.bulk_create(
        TitleWord(of=proposal, word=word.encode())
        for word in dict.fromkeys(naming.words_of(title))
    )
