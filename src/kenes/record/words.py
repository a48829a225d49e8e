"""What the record's pages call things."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

_REFERENCE = re.compile(r"[a-z]+/\d+")
TYPES: dict[str, Any] = {
    "body.founded": _("Body founded"),
    "body.changed": _("Body changed"),
    "chamber.added": _("Chamber added"),
    "chamber.changed": _("Chamber changed"),
    "organisation.entered": _("Organisation entered"),
    "organisation.changed": _("Organisation changed"),
    "seat.created": _("Seat created"),
    "seat.changed": _("Seat changed"),
    "seat.abolished": _("Seat abolished"),
    "term.begun": _("Term begun"),
    "term.ended": _("Term ended"),
    "office.given": _("Office given"),
    "office.ended": _("Office ended"),
    "duty.given": _("Duty given"),
    "duty.ended": _("Duty ended"),
    "bylaws.adopted": _("By-laws adopted"),
    "declaration.made": _("Interests declared"),
    "instrument.entered": _("Instrument entered"),
    "instrument.changed": _("Facts of an instrument changed"),
    "instrument.text_entered": _("Text of an instrument entered"),
    "commitment.stated": _("The country’s commitment stated"),
    "report.entered": _("Report to a treaty body entered"),
    "report.changed": _("Report to a treaty body changed"),
    "act.entered": _("National act entered"),
    "act.changed": _("Facts of a national act changed"),
    "version.entered": _("Version of an act entered"),
    "treaty_rule.entered": _("Rank of treaties stated"),
    "alignment.opened": _("Obligation and provision put side by side"),
    "alignment.viewed": _("View on alignment stated"),
    "consultation.opened": _("Consultation opened"),
    "consultation.extended": _("Consultation extended"),
    "consultation.closed": _("Consultation closed"),
    "consultation.mapped": _("Map of opinions published"),
    "consultation.answered": _("Consultation answered by the body"),
    "consultation.answer_corrected": _("Answer of the body corrected"),
    "statement.put": _("Statement put to the vote"),
    "statement.rejected": _("Statement rejected"),
    "statement.merged": _("Statement merged into another"),
    "statement.translated": _("Translation of a statement set"),
    "document.kept": _("Document kept"),
    "recommendation.recorded": _("Recommendation entered by hand"),
    "recommendation.corrected": _("Recommendation corrected"),
    "recommendation.translated": _("Translation set"),
    "recommendation.assessed": _("Implementation assessed"),
    "recommendation.in_law": _("Change in law recorded"),
    "law_change.confirmed": _("Change in law confirmed"),
    "law_change.contested": _("Change in law contested"),
    "recommendation.linked": _("Linked to what it concerns"),
    "recommendation.unlinked": _("A link taken out"),
    "recommendation.imported": _("Recommendation imported"),
    "recommendation.updated": _("Recommendation changed by an import"),
    "recommendation.withdrawn": _("Recommendation taken out: its import was undone"),
    "recommendation.restored": _("Recommendation as before: an import was undone"),
    "recommendation.adopted": _("Recommendation adopted by the body"),
    "assessment.contested": _("Assessment contested"),
    "import.applied": _("Import saved in the register"),
    "import.undone": _("Import undone"),
    "proposal.submitted": _("Proposal submitted"),
    "proposal.opened": _("Form found in order; open for comment"),
    "proposal.returned": _("Returned for its form"),
    "proposal.appealed": _("Appeal to the chair"),
    "proposal.overruled": _("The chair overruled the return"),
    "proposal.upheld": _("The chair upheld the return"),
    "proposal.revised": _("New version of a proposal"),
    "cosponsor.joined": _("Co-sponsor joined"),
    "cosponsor.left": _("Co-sponsor left"),
    "paper.attached": _("Paper attached"),
    "claim.made": _("Claim made"),
    "claim.retracted": _("Claim taken back"),
    "comment.made": _("Comment made"),
    "position.taken": _("Position taken"),
    "proposal.scheduled": _("Proposal put on the agenda"),
    "proposal.rescheduled": _("Another day for a proposal on the agenda"),
    "proposal.adopted": _("Proposal adopted"),
    "proposal.adopted_in_part": _("Proposal adopted in part"),
    "proposal.referred": _("Proposal referred"),
    "proposal.not_adopted": _("Proposal not adopted"),
    "proposal.withdrawn": _("Proposal withdrawn"),
    "request.asked": _("Institution asked"),
    "request.referred": _("Request referred to another institution"),
    "request.withdrawn": _("Request withdrawn"),
    "reply.signed": _("Reply signed"),
    "measure.added": _("Measure added"),
    "measure.changed": _("Measure changed"),
    "measure.reported": _("Progress of a measure reported"),
    "roadmap.adopted": _("Road map adopted"),
    "roadmap.changed": _("Road map changed"),
    "roadmap.imported": _("Measures read into a road map"),
    "meeting.planned": _("Meeting planned"),
    "meeting.called": _("Meeting called"),
    "meeting.changed": _("Meeting changed after its notice"),
    "meeting.cancelled": _("Meeting cancelled"),
    "meeting.opened": _("Meeting opened"),
    "meeting.closed": _("Meeting closed"),
    "agenda.changed": _("Agenda changed after its notice"),
    "paper.tabled": _("Paper tabled"),
    "paper.taken_out": _("Paper taken out"),
    "vote.closed": _("Vote closed"),
    "vote.void": _("Vote void"),
    "decision.made": _("Decision made"),
    "decision.corrected": _("Wording of a decision corrected"),
    "minutes.approved": _("Minutes approved by a chair"),
    "minutes.reopened": _("Minutes opened for corrections again"),
    "minutes.published": _("Minutes published"),
    "minutes.corrected": _("Published minutes corrected"),
    "key.enrolled": _("Passkey entered"),
    "key.rotated": _("Key of the record changed"),
    "entry.attested": _("Entry signed by its author"),
    "entry.redacted": _("Words erased by two officers"),
    "record.opened": _("Entered as it stood when the record began"),
}


def type_label(type_: str) -> str:
    return str(TYPES.get(type_, type_))


def in_words(
    value: Any,
    part: str = "",
    label: Callable[[str], str] = str,
    word: Callable[[str, str], str] = lambda part, code: code,
) -> str:
    """A value of a payload as lines to read; ``label`` names its parts, ``word`` its codes."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, list):
        return "; ".join(in_words(one, part, label, word) for one in value if one)
    if isinstance(value, dict):
        said = ((name, in_words(one, name, label, word)) for name, one in value.items() if one)
        return "\n".join(f"{label(name)}: {text}" for name, text in said)
    return word(part, str(value))


def references(value: Any) -> Iterator[str]:
    """The subjects of other matters that a value names."""
    if isinstance(value, str) and _REFERENCE.fullmatch(value):
        yield value
    for one in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from references(one)
