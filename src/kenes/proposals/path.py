"""The path of a proposal: from its submission to the decision, and on towards the law."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.languages.dates import written
from kenes.languages.fields import pick
from kenes.proposals.lifecycle import FormGround, Status
from kenes.proposals.models import Proposal, Step
from kenes.record.models import Entry
from kenes.record.proofs import proved
from kenes.ui.path import PathStep, State, ordered

_NOT_FURTHER = frozenset({Status.DRAFT, Status.WITHDRAWN, Status.NOT_ADOPTED})


def path_of(proposal: Proposal, entries: Mapping[str, Entry]) -> tuple[PathStep, ...]:
    """What happened, oldest first, then what comes next and by when (``steps`` prefetched).

    ``entries`` are the record's, by the field of the proposal's state they tell of.
    """
    happened = [
        _step(step, proposal, entries.get(f"step.{step.pk}")) for step in proposal.steps.all()
    ]
    return ordered([*happened, *_ahead(proposal)])


def _step(step: Step, proposal: Proposal, entry: Entry | None) -> PathStep:
    version = step.facts.get("version")
    told = PathStep(
        title=_title(step),
        when=_day(step.facts.get("on")) if step.act == "decide" else _local(step),
        side=proposal.chamber.side if step.organisation_id == proposal.organisation_id else "",
        by=str(step.organisation) if step.organisation else _officer(step),
        said=pick(step.reason),
        detail=_detail(step),
        link_url=f"{proposal.get_absolute_url()}?version={version}" if version else "",
        link_label=_("Version %(number)s") % {"number": version} if version else "",
    )
    return proved(told, entry)


def _title(step: Step) -> str:
    if step.act == "decide":
        return str(Status(step.after).label).capitalize()
    if step.act == "revise":
        return _("A new version of the text")
    return {
        "submit": _("Submitted again") if step.before == Status.RETURNED else _("Submitted"),
        "accept": _("Form in order: open for comments"),
        "return": _("Returned for its form"),
        "appeal": _("Appeal to the chair"),
        "overrule": _("The chair overruled the return: open for comments"),
        "uphold": _("The chair upheld the return"),
        "schedule": _("Put on the agenda"),
        "reschedule": _("Moved to another day")
        if step.facts.get("on")
        else _("Its meeting is off; it waits for the next one"),
        "withdraw": _("Withdrawn"),
    }[step.act]


def _officer(step: Step) -> str:
    if step.act in {"overrule", "uphold"}:
        return _("Chair")
    return _("The body") if step.act == "decide" else _("Secretariat")


def _detail(step: Step) -> str:
    facts = step.facts
    said = [str(FormGround(code).label) for code in facts.get("grounds", [])]
    if until := _day(facts.get("until")):
        said.append(_("Comments until %(day)s") % {"day": written(until)})
    if facts.get("short"):
        said.append(_("the time was shortened"))
    if step.act in {"schedule", "reschedule"} and (on := _day(facts.get("on"))):
        said.append(_("Meeting of %(day)s") % {"day": written(on)})
    return " · ".join(said)


def _ahead(proposal: Proposal) -> list[PathStep]:
    """What is still to come: the nearest is next, the others open."""
    status = Status(proposal.status)
    if status in _NOT_FURTHER:
        return []
    stages = [
        (
            status == Status.SUBMITTED,
            PathStep(title=_("Check of its form"), by=_("Secretariat"), due=proposal.form_due_on),
        ),
        (status == Status.RETURNED, _mending(proposal)),
        (
            status in {Status.SUBMITTED, Status.RETURNED, Status.IN_COMMENT},
            PathStep(title=_("Comments and positions"), due=_open_until(proposal)),
        ),
        (
            status in {Status.SUBMITTED, Status.RETURNED, Status.IN_COMMENT, Status.REFERRED},
            PathStep(title=_("On the agenda of a meeting"), by=_("Secretariat")),
        ),
        (
            status not in {Status.ADOPTED, Status.ADOPTED_IN_PART},
            PathStep(title=_("Decision"), by=_("The body"), due=proposal.agenda_on),
        ),
        (True, PathStep(title=_("Change in law, or a reasoned refusal"))),
    ]
    waiting = [step for waits, step in stages if waits]
    if status == Status.IN_COMMENT and _are_comments_over(proposal):
        waiting = waiting[1:]
    return [_as(step, "next" if place == 0 else "open") for place, step in enumerate(waiting)]


def _mending(proposal: Proposal) -> PathStep:
    if proposal.appealed_at:
        return PathStep(title=_("Decision on the appeal"), by=_("Chair"))
    return PathStep(
        title=_("Mended and submitted again, or an appeal"),
        side=proposal.chamber.side,
        by=str(proposal.organisation),
    )


def _open_until(proposal: Proposal) -> date | None:
    return proposal.comments_until if proposal.status == Status.IN_COMMENT else None


def _are_comments_over(proposal: Proposal) -> bool:
    return not proposal.takes_comments(timezone.localdate())


def _as(step: PathStep, state: State) -> PathStep:
    return replace(step, state=state)


def _local(step: Step) -> date:
    return timezone.localdate(step.at)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
