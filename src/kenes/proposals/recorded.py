"""What the public record says of proposals, and where it shows.

A proposal's state is told in parts: its own row, each version of its text part by part, each
claim, position, comment, paper and step by itself, so that one can be erased and the rest stays.
Persons are not named, organisations are. Of drafts nothing is told at all.
"""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kenes.languages.types import Language
from kenes.proposals.lifecycle import (
    Change,
    ClaimKind,
    FormGround,
    Place,
    SponsorStatus,
    Stance,
    Status,
)
from kenes.proposals.models import (
    PARTS,
    Amendment,
    Attachment,
    Claim,
    Comment,
    Position,
    Proposal,
    Step,
    TitleWord,
    Version,
)
from kenes.record.subjects import Kind, State, day, moment, register
from kenes.replies.models import Request

CHUNK = 500
_CODES = {
    str(value): text
    for choices in (Status, Stance, ClaimKind, FormGround, Change, Place, Language)
    for value, text in choices.choices
}
_RELATED = (
    "versions",
    "cosponsors",
    "links",
    Prefetch("amendments", Amendment.objects.select_related("base")),
    "attachments",
    "claims",
    "comments",
    "positions",
    "steps",
)


def whole(proposal: Proposal) -> Proposal:
    """The proposal with all that is told of it at hand."""
    return Proposal.objects.prefetch_related(*_RELATED).get(pk=proposal.pk)


def facts_state(proposal: Proposal) -> State:
    """What its own row says."""
    to, body = proposal.referred_to_id, proposal.referred_to_body_id
    return {
        "author": f"organisation/{proposal.organisation_id}",
        "language": str(proposal.language),
        "status": str(proposal.status),
        "submitted": moment(proposal.submitted_at),
        "form_due": day(proposal.form_due_on),
        "appealed": moment(proposal.appealed_at),
        "comments_until": day(proposal.comments_until),
        "agenda": day(proposal.agenda_on),
        "decision": {
            "on": day(proposal.decided_on),
            "reason": proposal.decision_reason,
            "referred_to": f"organisation/{to}" if to else body and f"body/{body}",
        },
    }


def version_state(version: Version) -> State:
    """One wording; what stands in each part is told by itself."""
    name = f"version.{version.number}"
    return {
        **{f"{name}.{part}": getattr(version, part) for part in ("title", *PARTS, "note")},
        f"{name}.made": moment(version.made_at),
    }


def current_state(version: Version) -> State:
    return {"current": version.number}


def sponsors_state(proposal: Proposal) -> State:
    """The co-sponsors by name; who was asked and has not agreed is nobody's business."""
    joined = [
        f"organisation/{one.organisation_id}"
        for one in sorted(proposal.cosponsors.all(), key=lambda one: one.pk)
        if one.status == SponsorStatus.ACCEPTED
    ]
    return {"cosponsors": joined}


def links_state(proposal: Proposal) -> State:
    return {"recommendations": [link.number for link in proposal.links.all()]}


def amendment_state(one: Amendment, version: int) -> State:
    """One row of the comparative table that a version took."""
    return {
        f"amendment.{one.pk}": {
            "version": version,
            "order": one.order,
            "law": f"act/{one.act_id}",
            "base": day(one.base.on),
            "change": str(one.change),
            "provision": one.anchor,
            "place": str(one.place),
            "wording": one.wording,
            "wording_before": one.before,
            "justification": one.justification,
            "language": str(one.language),
        }
    }


def amendments_state(rows: Sequence[Amendment], version: int) -> State:
    """The comparative table that a version took."""
    state: State = {}
    for row in rows:
        state |= amendment_state(row, version)
    return state


def attachment_state(one: Attachment) -> State:
    return {
        f"paper.{one.pk}": {
            "name": one.name,
            "media_type": one.media_type,
            "size": one.size,
            "sha256": one.sha256,
        }
    }


def claim_state(one: Claim) -> State:
    return {
        f"claim.{one.pk}": {
            "organisation": f"organisation/{one.organisation_id}",
            "kind": str(one.kind),
            "text": one.text,
            "evidence": one.evidence,
            "method": one.method,
            "capacity": one.capacity,
            "on_behalf": one.on_behalf,
            "language": str(one.language),
            "made": moment(one.made_at),
        },
        **retraction_state(one),
    }


def retraction_state(one: Claim) -> State:
    return {f"claim.{one.pk}.retracted": moment(one.retracted_at)}


def comment_state(one: Comment, version: int) -> State:
    return {
        f"comment.{one.pk}": {
            "version": version,
            "paragraph": one.paragraph,
            "organisation": f"organisation/{one.organisation_id}",
            "chamber": f"chamber/{one.chamber_id}",
            "text": one.text,
            "language": str(one.language),
            "at": moment(one.at),
        }
    }


def position_state(one: Position, version: int) -> State:
    return {
        f"position.{one.pk}": {
            "version": version,
            "organisation": f"organisation/{one.organisation_id}",
            "chamber": f"chamber/{one.chamber_id}",
            "stance": str(one.stance),
            "reason": one.reason,
            "language": str(one.language),
            "at": moment(one.at),
        }
    }


def step_state(step: Step) -> State:
    return {
        f"step.{step.pk}": {
            "act": step.act,
            "before": step.before,
            "after": step.after,
            "at": moment(step.at),
            "organisation": step.organisation_id and f"organisation/{step.organisation_id}",
            "reason": step.reason,
            "facts": step.facts,
        }
    }


def state_of(proposal: Proposal) -> State:
    """All that is shown of a public proposal (``whole``)."""
    state = {**facts_state(proposal), **sponsors_state(proposal), **links_state(proposal)}
    numbers: dict[int, int] = {}
    for version in proposal.versions.all():
        numbers[version.pk] = version.number
        state |= version_state(version)
        if version.is_current:
            state |= current_state(version)
    for amendment in proposal.amendments.all():
        if number := numbers.get(amendment.version_id or 0):  # the others are its authors' own yet
            state |= amendment_state(amendment, number)
    for attachment in proposal.attachments.all():
        state |= attachment_state(attachment)
    for claim in proposal.claims.all():
        state |= claim_state(claim)
    for comment in proposal.comments.all():
        state |= comment_state(comment, numbers[comment.version_id])
    for position in proposal.positions.all():
        state |= position_state(position, numbers[position.version_id])
    for step in proposal.steps.all():
        state |= step_state(step)
    return state


def shown(numbers: Sequence[str]) -> dict[str, State]:
    """All that is shown of proposals; ten queries."""
    found = Proposal.objects.public().filter(number__in=numbers).prefetch_related(*_RELATED)
    return {one.number: state_of(one) for one in found}


def _every() -> Iterator[str]:
    numbers = Proposal.objects.public().order_by("pk").values_list("number", flat=True)
    yield from numbers.iterator(chunk_size=CHUNK)


def _titles(numbers: Sequence[str]) -> dict[str, str]:
    found = Version.objects.filter(
        of__number__in=numbers, of__submitted_at__isnull=False, is_current=True
    ).select_related("of")
    return {one.of.number: f"{one.of.number}: {one.title}" for one in found}


def _related(number: str) -> Sequence[str]:
    """What was asked about it in public."""
    return list(
        Request.objects.about(number).public().order_by("pk").values_list("number", flat=True)
    )


def _erase(number: str, field: str, is_shown: bool) -> None:
    """Erase words wherever the house keeps them; of a file, the file as well."""
    proposal = Proposal.objects.select_for_update().filter(number=number).first()
    if proposal is None or not is_shown:
        return
    kind, _dot, rest = field.partition(".")
    key, _dot, part = rest.partition(".")
    pk = int(key) if key.isdigit() and len(key) < 19 else 0
    if field == "decision":
        Proposal.objects.filter(pk=proposal.pk).update(decision_reason={})
    elif kind == "version" and part in {"title", *PARTS, "note"}:
        emptied = Version.objects.filter(of=proposal, number=pk)
        if part == "title" and emptied.filter(is_current=True).exists():
            TitleWord.objects.filter(of=proposal).delete()
        emptied.update(**{part: ""})
    elif kind == "amendment":
        Amendment.objects.filter(of=proposal, version__isnull=False, pk=pk).update(
            wording="", before="", justification=""
        )
    elif kind == "comment":
        Comment.objects.filter(of=proposal, pk=pk).update(text="", person="")
    elif kind == "position":
        Position.objects.filter(of=proposal, pk=pk).update(reason="")
    elif kind == "step":
        Step.objects.filter(of=proposal, pk=pk).update(reason={})
    elif kind == "claim" and not part:
        Claim.objects.filter(of=proposal, pk=pk).update(
            text="", evidence="", method="", capacity="", on_behalf=""
        )
    elif kind == "paper":
        _erase_paper(proposal, pk)


def _erase_paper(proposal: Proposal, pk: int) -> None:
    paper = Attachment.objects.filter(of=proposal, pk=pk).first()
    if paper is None or not paper.file:
        return
    storage, name = paper.file.storage, str(paper.file.name)
    transaction.on_commit(lambda: storage.delete(name))
    Attachment.objects.filter(pk=pk).update(name="", sha256="", size=0, file="")


def _label(name: str) -> str:
    """A field, or a part of one."""
    kind, _dot, rest = name.partition(".")
    key, _dot, part = rest.partition(".")
    if kind == "version" and key.isdigit():
        return _("version %(number)s: %(part)s") % {"number": key, "part": _label(part)}
    if part == "retracted":
        return _("claim taken back")
    labels = {
        "author": _("made by"),
        "status": _("status"),
        "language": _("prevailing language"),
        "submitted": _("submitted"),
        "form_due": _("form to be checked by"),
        "appealed": _("appeal to the chair"),
        "comments_until": _("comments until"),
        "agenda": _("on the agenda of"),
        "decision": _("decision"),
        "current": _("current version"),
        "cosponsors": _("co-sponsors"),
        "recommendations": _("what it follows from"),
        "title": _("title"),
        "problem": _("problem"),
        "proposal": _("what is proposed"),
        "justification": _("justification"),
        "note": _("what has changed"),
        "amendment": _("row of the comparative table"),
        "order": _("place"),
        "law": _("act"),
        "base": _("version of the act"),
        "change": _("kind of amendment"),
        "provision": _("provision"),
        "place": _("where it goes"),
        "wording": _("proposed wording"),
        "wording_before": _("wording in force"),
        "paper": _("paper"),
        "claim": _("claim"),
        "comment": _("comment"),
        "position": _("position"),
        "step": _("step on the path"),
        "version": _("version"),
        "paragraph": _("paragraph"),
        "organisation": _("organisation"),
        "chamber": _("chamber"),
        "text": _("text"),
        "kind": _("kind"),
        "evidence": _("evidence"),
        "method": _("method"),
        "capacity": _("capacity"),
        "on_behalf": _("for whom"),
        "stance": _("position"),
        "reason": _("reasons"),
        "referred_to": _("referred to"),
        "made": pgettext("part of an entry", "time"),
        "at": pgettext("part of an entry", "time"),
        "on": _("date"),
        "by": pgettext("part of an entry", "by"),
        "act": pgettext("part of an entry", "act"),
        "before": pgettext("part of an entry", "before"),
        "after": pgettext("part of an entry", "after"),
        "facts": _("details"),
        "until": _("until"),
        "short": _("shortened"),
        "grounds": _("what is wrong with the form"),
        "to": _("referred to"),
        "to_body": _("referred to"),
        "name": _("name"),
        "media_type": _("media type"),
        "size": _("size, bytes"),
    }
    return labels.get(kind if key.isdigit() else name, name)


def _word(part: str, code: str) -> str:
    return str(_CODES.get(code, code))


def register_kinds() -> None:
    register(
        Kind(
            name="P",
            titles=_titles,
            url=lambda number: reverse("proposals:one", args=[number]),
            shown=shown,
            every=_every,
            label=_label,
            word=_word,
            erase=_erase,
            related=_related,
        )
    )
