"""What the country has done about an instrument: stated by hand, or out of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.tidying import tidied, tidied_all
from kenes.law import permissions, recorded
from kenes.law.importing.ratification import Row
from kenes.law.lifecycle import CommitmentStatus, InstrumentKind
from kenes.law.models import Commitment, Instrument
from kenes.law.services import changes
from kenes.members.actors import as_of
from kenes.record.services.publishing import Said, publish

_ENDORSED = (CommitmentStatus.NONE, CommitmentStatus.ENDORSED)
_JOINED = (
    CommitmentStatus.NONE,
    CommitmentStatus.SIGNED,
    CommitmentStatus.PARTY,
    CommitmentStatus.DENOUNCED,
)
# A table is of some day: what goes further is newer, and is never taken back by it.
_RANK: dict[str, int] = {
    status: rank for rank, status in enumerate((*_JOINED, CommitmentStatus.ENDORSED))
}
_BOUND = frozenset({CommitmentStatus.PARTY, CommitmentStatus.DENOUNCED})


class Outcome(StrEnum):
    """What a row of a table would do to what is stated here."""

    NEW = "new"  # nothing was stated
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"  # the table knows less, or contradicts a known day
    ABSENT = "absent"  # the instrument is not entered here


@dataclass(frozen=True, kw_only=True)
class Planned:
    row: Row
    outcome: Outcome
    instrument: Instrument | None
    before: Commitment | None


def statuses_of(instrument: Instrument) -> tuple[CommitmentStatus, ...]:
    """What the country can have done about an instrument of its kind."""
    if instrument.kind in {InstrumentKind.DECLARATION, InstrumentKind.OSCE}:
        return _ENDORSED
    if instrument.kind == InstrumentKind.OTHER:
        return tuple(CommitmentStatus)
    return _JOINED


@transaction.atomic
def state(
    instrument: Instrument,
    *,
    status: str,
    signed_on: date | None = None,
    joined_on: date | None = None,
    joined_year: int | None = None,
    in_force_on: date | None = None,
    reservations: Mapping[str, str] | None = None,
    takes_complaints: bool | None = None,
    complaints_since: date | None = None,
    note: Mapping[str, str] | None = None,
    source: str = "",
    seen: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> Commitment:
    """State what the country has done about an instrument, in place of what was stated before.

    ``seen``: when what was stated before was changed, as the form showed it; what somebody else
    has stated meanwhile is not overwritten unread. Raises ValidationError by field.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    instrument = Instrument.objects.select_for_update().get(pk=instrument.pk)
    before = Commitment.objects.filter(instrument=instrument).first()
    if seen is not None and before is not None and before.changed_at > seen:
        raise ValidationError(_("Somebody was faster: look at how things stand now."))
    wanted = Commitment(
        pk=before.pk if before else None,
        instrument=instrument,
        status=changes.choice("status", status, statuses_of(instrument)),
        signed_on=signed_on,
        joined_on=joined_on,
        joined_year=None if joined_on else joined_year,
        in_force_on=in_force_on,
        reservations=tidied_all("reservations", reservations or {}),
        takes_complaints=takes_complaints,
        complaints_since=complaints_since,
        note=tidied_all("note", note or {}),
        source=tidied("source", source, most=300),
        changed_at=now,
    )
    _check(wanted, timezone.localdate(now))
    return _keep(wanted, before, actor, now)


@transaction.atomic
def enter_table(
    rows: Sequence[Row], *, source: str = "", actor: Actor, now: datetime
) -> dict[Outcome, int]:
    """State what a table says, where nothing better is known; how many rows did what.

    A year alone never replaces a known day, and no row takes back what was stated.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    codes = [row.code for row in rows]
    list(Instrument.objects.select_for_update().filter(code__in=codes).order_by("pk"))
    counts = dict.fromkeys(Outcome, 0)
    for one in planned(rows):
        counts[one.outcome] += 1
        if one.instrument is None or one.outcome not in {Outcome.NEW, Outcome.CHANGED}:
            continue
        made = one.before or Commitment(instrument=one.instrument)
        before = Commitment.objects.get(pk=made.pk) if made.pk else None
        made.status = changes.choice("status", one.row.status, CommitmentStatus.values)
        made.joined_year = one.row.year
        made.source = tidied("source", source, most=300) or made.source
        made.changed_at = now
        _check(made, timezone.localdate(now))
        _keep(made, before, actor, now)
    return counts


def planned(rows: Sequence[Row]) -> tuple[Planned, ...]:
    """What entering the rows would do; one query."""
    known = Instrument.objects.select_related("commitment")
    here = {one.code: one for one in known.filter(code__in=[row.code for row in rows])}
    return tuple(_planned(row, here.get(row.code)) for row in rows)


def as_row(row: Row) -> Commitment:
    """What a row says, as it would be stated; not saved."""
    return Commitment(status=row.status, joined_year=row.year)


def _planned(row: Row, instrument: Instrument | None) -> Planned:
    before: Commitment | None = getattr(instrument, "commitment", None)
    outcome = Outcome.CHANGED
    if instrument is None:
        outcome = Outcome.ABSENT
    elif row.status not in statuses_of(instrument):
        outcome = Outcome.KEPT
    elif before is None:
        outcome = Outcome.NEW
    elif (before.status, before.year) == (row.status, row.year):
        outcome = Outcome.SAME
    elif before.joined_on or _RANK[before.status] > _RANK[row.status]:
        outcome = Outcome.KEPT
    elif before.status == row.status and row.year is None:
        outcome = Outcome.KEPT  # the year is known, the table has none
    return Planned(row=row, outcome=outcome, instrument=instrument, before=before)


def _keep(
    wanted: Commitment, before: Commitment | None, actor: Actor, now: datetime
) -> Commitment:
    """Save and publish; what changes nothing leaves no trace."""
    state = recorded.commitment_state(wanted)
    if before is not None and recorded.commitment_state(before) == state:
        return before
    wanted.save()
    instrument = wanted.instrument
    publish(
        write("commitment.state", instrument, actor=actor, at=now, status=wanted.status),
        Said(
            subject=recorded.instrument_subject(instrument),
            state=state,
            before=str(before.status) if before else "",
            after=str(wanted.status),
        ),
    )
    return wanted


def _check(one: Commitment, today: date) -> None:
    """Raises ValidationError with every field that cannot be."""
    errors: dict[str, str] = {}
    _check_days(one, today, errors)
    _check_status(one, errors)
    _check_complaints(one, errors)
    if errors:
        raise ValidationError(errors)


def _check_days(one: Commitment, today: date, errors: dict[str, str]) -> None:
    adopted = one.instrument.adopted_on
    for name in ("signed_on", "joined_on", "in_force_on", "complaints_since"):
        given: date | None = getattr(one, name)
        changes.check_day(name, given)
        if given and adopted and given < adopted:
            errors[name] = _("The instrument was adopted later than this day.")
        elif given and given > today and name != "in_force_on":
            errors[name] = _("This day is still to come.")
    if one.joined_year is not None:
        least = adopted.year if adopted else changes.FIRST_DAY.year
        if not least <= one.joined_year <= today.year:
            errors["joined_year"] = _("Look at the year once more.")
    if one.signed_on and one.joined_on and one.joined_on < one.signed_on:
        errors["joined_on"] = _("It was signed later than this day.")
    if one.joined_on and one.in_force_on and one.in_force_on < one.joined_on:
        errors["in_force_on"] = _("It was ratified later than this day.")


def _check_status(one: Commitment, errors: dict[str, str]) -> None:
    if one.status not in _BOUND:
        for name in ("joined_on", "joined_year", "in_force_on"):
            if getattr(one, name) is not None and one.status != CommitmentStatus.ENDORSED:
                errors[name] = _("Only of a party: choose that status, or leave this out.")
        if one.status == CommitmentStatus.ENDORSED and (one.joined_on or one.joined_year):
            errors["joined_on"] = _("Nobody ratifies what is no treaty: leave this out.")
    if one.status == CommitmentStatus.NONE and one.signed_on:
        errors["signed_on"] = _("Without any action there is no signature: leave this out.")


def _check_complaints(one: Commitment, errors: dict[str, str]) -> None:
    if one.takes_complaints is not None and not one.instrument.has_complaints:
        errors["takes_complaints"] = _("This instrument has no procedure of complaints.")
    elif one.takes_complaints and one.status != CommitmentStatus.PARTY:
        errors["takes_complaints"] = _("Only a party accepts complaints.")
    if one.complaints_since and not one.takes_complaints:
        errors["complaints_since"] = _("Say first that complaints are accepted.")
