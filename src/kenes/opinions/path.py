"""The path of a consultation: prepared, opened, extended, closed, answered, what follows."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.languages.dates import written
from kenes.opinions import telling
from kenes.opinions.agreed import cited
from kenes.opinions.lifecycle import Status
from kenes.opinions.models import Consultation
from kenes.proposals import telling as of_proposals
from kenes.proposals.models import Link, Proposal
from kenes.record.models import Entry
from kenes.record.proofs import proved
from kenes.ui.path import PathStep, ordered

_FOLLOWED = 20
_TOLD = (
    "consultation.opened",
    "consultation.extended",
    "consultation.closed",
    "consultation.answered",
    "consultation.answer_corrected",
)


def path_of(consultation: Consultation, today: date) -> tuple[PathStep, ...]:
    """What happened, oldest first, then what comes next; three queries."""
    steps = [
        PathStep(
            title=_("Prepared by the secretariat"),
            when=timezone.localdate(consultation.created_at),
        )
    ]
    if consultation.status != Status.DRAFT:
        entries = Entry.objects.filter(subject=consultation.number, type__in=_TOLD)
        steps += [_step(one) for one in entries.select_related("act").order_by("id")]
    return ordered([*steps, *_follow(consultation, today), *_ahead(consultation)])


def followed(consultation: Consultation) -> Sequence[Proposal]:
    """Public proposals that follow from it or from a statement of it, the first first."""
    statements = consultation.statements.order_by().annotate(public_number=cited())
    links = Link.objects.filter(
        Q(number=consultation.number) | Q(number__in=statements.values("public_number"))
    )
    rows = Proposal.objects.public().filter(pk__in=links.values("of"))
    rows = rows.select_related("organisation", "chamber", "referred_to", "referred_to_body")
    return list(rows.order_by("id")[:_FOLLOWED])


def _step(entry: Entry) -> PathStep:
    told = {name: json.loads(said) for name, said in entry.payloads().items()}
    last = told.get("closes_on")
    until = written(date.fromisoformat(last)) if last else ""
    title = {
        "consultation.opened": _("Opened until %(day)s"),
        "consultation.extended": _("Extended to %(day)s"),
        "consultation.closed": _("Closed"),
        "consultation.answered": _("Answered by the body"),
        "consultation.answer_corrected": _("The answer corrected"),
    }[entry.type] % {"day": until}
    step = PathStep(
        title=title,
        when=timezone.localdate(entry.at),
        by=entry.act.actor_name if entry.act.actor_id is not None else "",
        said=told.get("act.reason") or told.get("closed_because") or "",
    )
    return proved(step, entry)


def _follow(consultation: Consultation, today: date) -> Iterable[PathStep]:
    if consultation.status == Status.DRAFT:
        return
    for one in followed(consultation):
        yield PathStep(
            title=_("Followed by proposal %(number)s") % {"number": one.number},
            when=timezone.localdate(one.submitted_at) if one.submitted_at else None,
            detail=of_proposals.standing(one, today),
            link_url=one.get_absolute_url(),
            link_label=one.number,
        )


def _ahead(consultation: Consultation) -> list[PathStep]:
    answer = _("The body answers what was found")
    if consultation.status == Status.DRAFT:
        return [
            PathStep(title=_("Opening"), state="next"),
            PathStep(title=_("Close, and the map of opinions"), state="open"),
            PathStep(title=answer, state="open"),
        ]
    if consultation.status == Status.OPEN:
        return [
            PathStep(
                title=_("Close, and the map of opinions"),
                state="next",
                due=consultation.closes_on,
            ),
            PathStep(title=answer, state="open"),
        ]
    if consultation.answered_at is None:
        return [PathStep(title=answer, state="next", due=telling.answer_due(consultation))]
    return []
