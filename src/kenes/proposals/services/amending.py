"""The comparative table as its authors write it: rows of amendments, kept apart from any version.

A version takes a copy of the rows when it is made; what is written after that is the authors' own
until the next one. Who may write is who may change the text.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.access.policy import authorise
from kenes.access.types import Action, Actor
from kenes.engines.lawtext import amending as engine
from kenes.journal.services import write
from kenes.law.models import Act
from kenes.proposals import permissions
from kenes.proposals.lifecycle import Change, Place
from kenes.proposals.models import Amendment, Proposal, Version
from kenes.proposals.services import changes, fitting
from kenes.proposals.table import rows as having

MOST = 300  # rows of a table


class ChangedRow(Exception):
    """Somebody changed the row after it was opened; ``current`` is how it stands."""

    def __init__(self, current: Amendment) -> None:
        super().__init__(
            _(
                "Someone changed this row while you were writing. Theirs is shown below: bring "
                "yours together with it and save again."
            )
        )
        self.current = current


def action_of(proposal: Proposal) -> Action:
    """What one must be allowed to do to write in the table."""
    return permissions.EDIT if proposal.is_draft else permissions.REVISE


@transaction.atomic
def add(
    proposal: Proposal,
    *,
    act: Act,
    language: str,
    change: str,
    anchor: str,
    place: str = Place.AFTER,
    wording: str = "",
    justification: str = "",
    actor: Actor,
    now: datetime,
) -> Amendment:
    """Put an amendment into the table, against the newest version of the act.

    ``anchor``: the provision, as an address or in words, or for an insertion the one behind which
    (or at whose beginning) it goes; "" for the beginning of the act. ``wording``: as printed,
    with its number. Raises ValidationError by field.
    """
    proposal, actor = _opened(proposal, actor, now)
    rows = list(having.working(proposal))
    if len(rows) >= MOST:
        raise ValidationError(_("At most %(n)s rows are taken.") % {"n": MOST})
    base, law = fitting.base_for(act, language, rows)
    row = Amendment(
        of=proposal,
        act=act,
        base=base,
        language=language,
        change=_known("change", change, Change.values),
        place=_known("place", place, Place.values) if change == Change.INSERT else "",
        anchor=fitting.anchor_of(law, anchor, change),
        wording=fitting.lines_of(wording, change),
        justification=fitting.justified(justification),
    )
    own = [one for one in rows if having.group_of(one) == having.group_of(row)]
    spot = fitting.spot_of(law, own, row)
    fitting.Fitting(law, own[:spot]).fit(row)
    _insert(rows, own, spot, row)
    write("proposal.amend", proposal, actor=actor, at=now, added=row.pk, law=act.code)
    return row


@transaction.atomic
def change(
    amendment: Amendment,
    *,
    wording: str = "",
    justification: str = "",
    seen: int,
    actor: Actor,
    now: datetime,
) -> Amendment:
    """Change what a row proposes and why; ``seen`` is its ``edited`` as the person opened it.

    It is read anew against what stands at its place now. Raises ChangedRow when a colleague was
    faster, ValidationError by field.
    """
    proposal, actor = _opened(amendment.of, actor, now)
    rows = list(having.working(proposal))
    row = _held(rows, amendment)
    if row.edited != seen:
        raise ChangedRow(row)
    row.wording = fitting.lines_of(wording, row.change)
    row.justification = fitting.justified(justification)
    law = fitting.law_of(row)
    own = [one for one in rows if having.group_of(one) == having.group_of(row)]
    fitting.Fitting(law, own[: own.index(row)]).fit(row)
    row.edited += 1
    row.save(update_fields=["wording", "justification", "before", "edited"])
    write("proposal.amend", proposal, actor=actor, at=now, changed=row.pk)
    return row


@transaction.atomic
def move(amendment: Amendment, *, to: int, actor: Actor, now: datetime) -> None:
    """Give a row another place, from 1 through the table, among those that amend the same act."""
    proposal, actor = _opened(amendment.of, actor, now)
    rows = list(having.working(proposal))
    row = _held(rows, amendment)
    places = [n for n, one in enumerate(rows, 1) if having.group_of(one) == having.group_of(row)]
    if to not in places:
        raise ValidationError({"to": _("A row stays among those that amend the same act.")})
    rows.remove(row)
    rows.insert(to - 1, row)
    renumber(rows)
    write("proposal.amend", proposal, actor=actor, at=now, moved=row.pk, to=to)


@transaction.atomic
def remove(amendment: Amendment, *, actor: Actor, now: datetime) -> None:
    """Take a row out of the table; versions that took it keep it."""
    proposal, actor = _opened(amendment.of, actor, now)
    rows = list(having.working(proposal))
    row = _held(rows, amendment)
    removed = row.pk
    row.delete()
    renumber([one for one in rows if one.pk is not None])
    write("proposal.amend", proposal, actor=actor, at=now, removed=removed)


def take_into(version: Version) -> list[Amendment]:
    """The rows as they are now, copied for a version; called by what makes one."""
    copies = [
        Amendment(
            of_id=row.of_id,
            version=version,
            order=row.order,
            act=row.act,
            base=row.base,
            language=row.language,
            change=row.change,
            anchor=row.anchor,
            place=row.place,
            wording=row.wording,
            before=row.before,
            justification=row.justification,
        )
        for row in having.working(version.of)
    ]
    return Amendment.objects.bulk_create(copies)


def differs(proposal: Proposal, version: Version) -> bool:
    """Whether the authors' table is another than the one the version took."""
    mine = [having.content(row) for row in having.working(proposal)]
    return mine != [having.content(row) for row in having.taken(version)]


def lacking(proposal: Proposal) -> str:
    """Why the authors' table cannot be put before the body as it is; "" when it can."""
    found = unfit(list(having.working(proposal)))
    if not found:
        return ""
    return ngettext(
        "Row %(numbers)s cannot be carried out as it is written.",
        "Rows %(numbers)s cannot be carried out as they are written.",
        len(found),
    ) % {"numbers": ", ".join(map(str, found))}


def unfit(rows: Sequence[Amendment]) -> list[int]:
    """The numbers of rows that make no law as they stand, from 1 through the table."""
    numbers = {row.pk: place for place, row in enumerate(rows, 1)}
    bases = having.bases(rows)
    found: list[int] = []
    for key, those in having.grouped(rows).items():
        base = bases.get(key)
        if base is None:
            found += [numbers[row.pk] for row in those]
            continue
        for step in engine.apply(base.act, [having.for_engine(row) for row in those]).steps:
            if step.conflicts:
                found.append(numbers[int(step.key)])
    return sorted(found)


def _opened(proposal: Proposal, actor: Actor, now: datetime) -> tuple[Proposal, Actor]:
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, action_of(proposal), proposal)
    return proposal, actor


def _held(rows: Sequence[Amendment], amendment: Amendment) -> Amendment:
    """The row as it stands in the table now."""
    row = next((one for one in rows if one.pk == amendment.pk), None)
    if row is None:
        raise ValidationError(_("This row was taken out of the table."))
    return row


def _known(field: str, given: str, values: Iterable[str]) -> str:
    if given not in values:
        raise ValidationError({field: _("Choose one of the list.")})
    return given


def _insert(rows: list[Amendment], own: Sequence[Amendment], spot: int, row: Amendment) -> None:
    """Among the rows of its own text, or after all others."""
    if not own:
        place = len(rows)
    elif spot < len(own):
        place = rows.index(own[spot])
    else:
        place = rows.index(own[-1]) + 1
    rows.insert(place, row)
    row.order = place + 1
    row.save()
    renumber(rows)


def renumber(rows: Sequence[Amendment]) -> None:
    """Let the rows stand in this order."""
    moved = []
    for place, row in enumerate(rows, 1):
        if row.order != place:
            row.order = place
            moved.append(row)
    Amendment.objects.bulk_update(moved, ["order"])
