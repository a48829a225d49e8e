"""Taking a comparative table over to a newer version of an act: the working rows alone.

What is public stays as it was said; a new version of the proposal carries the table on.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.engines.lawtext import tree
from kenes.journal.services import write
from kenes.law.models import Act
from kenes.law.models import Version as LawVersion
from kenes.proposals.lifecycle import Change
from kenes.proposals.models import Amendment, Proposal
from kenes.proposals.services import amending, changes, fitting
from kenes.proposals.table import rows as having
from kenes.proposals.table.newer import Turned, turned


def on_newest(
    rows: Sequence[Amendment], act: Act, language: str
) -> tuple[LawVersion, tuple[Turned, ...]]:
    """The rows of a table that amend an earlier version of the act, on the newest one.

    Raises ValidationError where there is nothing to take over, or nothing to take it over to.
    """
    numbers = {row.pk: place for place, row in enumerate(rows, 1)}
    last, new = fitting.text_of_newest(act, language)
    old = [row for row in rows if row.act_id == act.pk and row.language == language]
    old = [row for row in old if row.base_id != last.pk]
    if not old:
        raise ValidationError(_("The table is on the newest version of this act."))
    return last, turned(old, fitting.law_of(old[0]), new, numbers)


@transaction.atomic
def take_over(
    proposal: Proposal,
    *,
    act: Act,
    language: str,
    wordings: Mapping[int, str],
    left_out: Collection[int] = (),
    seen: str,
    actor: Actor,
    now: datetime,
) -> LawVersion:
    """Put the rows of an act on its newest version; those without a place in it are taken out.

    ``wordings``: how rows are to read whose words the law has changed too, by key. ``left_out``:
    rows to be taken out instead. ``seen``: the fingerprint of the table and of the version as the
    person saw them. Raises ValidationError by field, "wording_<key>" for a row.
    """
    proposal, actor = changes.taken_up(proposal, actor, now)
    authorise(actor, amending.action_of(proposal), proposal)
    rows = list(having.working(proposal))
    last, found = on_newest(rows, act, language)
    if seen != seen_as(rows, last):
        raise ValidationError(
            _("The table or the law was changed while you were reading. Look at it once more.")
        )
    _check_all_said(found, wordings, left_out)
    kept = [one for one in found if not one.falls_out and one.pk not in left_out]
    for one in kept:
        row, onto = one.row, one.amendment
        row.base, row.anchor = last, onto.anchor
        if one.needs_words:
            row.wording = fitting.lines_of(wordings[one.pk], row.change)
        else:
            row.wording = onto.wording if row.change != Change.REPEAL else ""
        row.edited += 1
    _fit(fitting.text_of_newest(act, language)[1], kept)
    gone = [one.pk for one in found if one not in kept]
    Amendment.objects.filter(pk__in=gone, of=proposal, version=None).delete()
    Amendment.objects.bulk_update(
        [one.row for one in kept], ["base", "anchor", "wording", "before", "edited"]
    )
    amending.renumber([row for row in rows if row.pk not in gone])
    write(
        "proposal.amend", proposal, actor=actor, at=now, law=act.code, onto=last.on.isoformat(),
        kept=len(kept), taken_out=len(gone),
    )  # fmt: skip
    return last


def seen_as(rows: Sequence[Amendment], newest: LawVersion) -> str:
    """A table and the version it may be taken over to, as a person saw them."""
    return f"{having.fingerprint(rows)}-{newest.pk}"


def _check_all_said(
    found: Sequence[Turned], wordings: Mapping[int, str], left_out: Collection[int]
) -> None:
    wrong = {
        f"wording_{one.pk}": _("Say how it is to read now, or leave the row out.")
        for one in found
        if one.needs_words and one.pk not in left_out and not wordings.get(one.pk, "").strip()
    }
    if wrong:
        raise ValidationError(wrong)


def _fit(law: tree.Act, kept: Sequence[Turned]) -> None:
    """As the rows stand on the newer text, one on the other; refusals are told by row."""
    standing = fitting.Fitting(law)
    for one in kept:
        try:
            standing.fit(one.row)
        except ValidationError as error:
            said = [text for texts in error.message_dict.values() for text in texts]
            raise ValidationError({f"wording_{one.pk}": said}) from error
