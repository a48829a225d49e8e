"""What the public record says of meetings, and where it shows.

A meeting is one matter: its own row, each item of its agenda, each paper, vote, decision, approval
and correction, and the published paragraphs of its minutes, each told by itself. What is said on
the floor is told by the minutes, once they are published.
"""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kenes.languages.fields import pick
from kenes.languages.types import Language, TranslationState
from kenes.meetings.lifecycle import (
    Choice,
    CorrectionStatus,
    DecisionKind,
    MeetingKind,
    MinutesStatus,
    Mode,
    Section,
    Status,
    VoteKind,
    VoteRule,
    VoteStatus,
    Why,
)
from kenes.meetings.models import (
    Approval,
    Correction,
    Decision,
    Item,
    Meeting,
    Paper,
    Paragraph,
    Vote,
)
from kenes.record.subjects import Kind, State, day, moment, register

CHUNK = 500
_CODES = {
    str(value): text
    for choices in (
        Status,
        MeetingKind,
        Mode,
        Section,
        VoteKind,
        VoteRule,
        VoteStatus,
        Why,
        Choice,
        DecisionKind,
        MinutesStatus,
        CorrectionStatus,
        TranslationState,
        Language,
    )
    for value, text in choices.choices
}
_SHOWN_AGENDA = (Status.CALLED, Status.OPEN, Status.CLOSED)


def facts_state(meeting: Meeting) -> State:
    """What its own row says; the link is for those who are invited."""
    return {
        "status": str(meeting.status),
        "kind": str(meeting.kind),
        "body": f"body/{meeting.body_id}",
        "mode": str(meeting.mode),
        "title": meeting.title,
        "reason": meeting.reason,
        "on": day(meeting.on),
        "begins": moment(meeting.starts_at),
        "ends": moment(meeting.ends_at),
        "place": meeting.place,
        "papers_until": day(meeting.papers_until),
        "public": "yes" if meeting.is_public else "no",
        "short_notice": meeting.short_notice,
        "opened": moment(meeting.opened_at),
        "closed": moment(meeting.closed_at),
        "cancelled_because": meeting.cancelled_because,
    }


def item_state(item: Item) -> State:
    """One item of a called meeting's agenda."""
    return {
        f"item.{item.pk}": {
            "order": item.order,
            "section": str(item.section),
            "title": item.title,
            "note": item.note,
            "about": item.about,
            "presenter": item.presenter_id and f"organisation/{item.presenter_id}",
            "minutes": item.minutes,
            "confidential": "yes" if item.is_confidential else "no",
        }
    }


def agenda_state(meeting: Meeting) -> State:
    state: State = {}
    for item in meeting.items.all():
        state |= item_state(item)
    return state


def paper_state(paper: Paper) -> State:
    return {
        f"paper.{paper.pk}": {
            "item": paper.item_id,
            "organisation": paper.organisation_id and f"organisation/{paper.organisation_id}",
            "name": paper.name,
            "media_type": paper.media_type,
            "size": paper.size,
            "sha256": paper.sha256,
            "late": "yes" if paper.is_late else "no",
        }
    }


def vote_state(vote: Vote) -> State:
    """A vote that is over: its totals, and of an open one each seat's choice.

    Under the Chatham House rule of its item nobody is named: neither here nor in a decision.
    """
    casts = [] if vote.is_secret or vote.item.is_confidential else vote.casts.all()
    return {
        f"vote.{vote.pk}": {
            "item": vote.item_id,
            "kind": str(vote.kind),
            "rule": str(vote.rule),
            "secret": "yes" if vote.is_secret else "no",
            "question": vote.question,
            "status": str(vote.status),
            "at": moment(vote.closed_at),
            "result": _result(vote),
            "votes": [
                {
                    "organisation": f"organisation/{cast.organisation_id}",
                    "seat": f"seat/{cast.seat_id}",
                    "choice": str(cast.choice),
                    "reason": cast.reason,
                }
                for cast in casts
            ],
        }
    }


def _result(vote: Vote) -> State:
    chambers = [
        {**one, "chamber": f"chamber/{one['chamber']}"} for one in vote.result.get("chambers", [])
    ]
    return {**vote.result, "chambers": chambers}


def decision_state(decision: Decision) -> State:
    dissent = [] if decision.item.is_confidential else decision.dissent
    return {
        f"decision.{decision.number}": {
            "item": decision.item_id,
            "kind": str(decision.kind),
            "text": decision.text,
            "amended": decision.amended,
            "vote": decision.vote_id,
            "dissent": [f"organisation/{pk}" for pk in dissent],
            "recommendation": decision.recommendation,
            "at": moment(decision.at),
            "corrected": moment(decision.corrected_at),
        }
    }


def paragraph_state(paragraph: Paragraph) -> State:
    """One published paragraph, each language by itself."""
    return {
        f"minutes.{paragraph.pk}.{text.language}": {
            "order": paragraph.order,
            "item": paragraph.item_id,
            "text": text.text,
            "state": str(text.state),
        }
        for text in paragraph.texts.all()
    }


def minutes_state(meeting: Meeting) -> State:
    """Published minutes as they are shown; nothing before their publication."""
    minutes = getattr(meeting, "minutes", None)
    if minutes is None:
        return {}
    state: State = {}
    for approval in minutes.approvals.all():
        state |= approval_state(approval)
    if not minutes.is_published:
        return state
    state |= {
        "minutes.published": moment(minutes.published_at),
        "minutes.language": str(minutes.language),
        "minutes.root": minutes.root,
    }
    for paragraph in minutes.paragraphs.all():
        state |= paragraph_state(paragraph)
    for correction in minutes.corrections.all():
        if correction.number is not None:
            state |= correction_state(correction)
    return state


def approval_state(approval: Approval) -> State:
    return {
        f"approval.{approval.pk}": {
            "office": f"office/{approval.office_id}",
            "at": moment(approval.at),
        }
    }


def correction_state(correction: Correction) -> State:
    """A numbered correction to published minutes."""
    return {
        f"correction.{correction.number}": {
            "paragraph": correction.paragraph_id,
            "language": str(correction.language),
            "before": correction.before,
            "text": correction.text,
            "reason": correction.reason,
            "at": moment(correction.at),
        }
    }


def state_of(meeting: Meeting) -> State:
    """All that is shown of a meeting to everybody."""
    state = facts_state(meeting)
    if meeting.status in _SHOWN_AGENDA or (
        meeting.status == Status.CANCELLED and meeting.called_at
    ):
        state |= agenda_state(meeting)
        for paper in meeting.papers.all():
            state |= paper_state(paper)
    for vote in meeting.votes.all():
        if vote.status != VoteStatus.OPEN:
            state |= vote_state(vote)
    for decision in meeting.decisions.all():
        state |= decision_state(decision)
    return {**state, **minutes_state(meeting)}


def shown(numbers: Sequence[str]) -> dict[str, State]:
    found = (
        Meeting.objects.filter(number__in=numbers)
        .select_related("minutes")
        .prefetch_related(
            "items",
            "papers",
            "votes__casts",
            "votes__item",
            "decisions__item",
            "minutes__approvals",
            "minutes__paragraphs__texts",
            "minutes__corrections",
        )
    )
    return {one.number: state_of(one) for one in found}


def _every() -> Iterator[str]:
    yield from (
        Meeting.objects.order_by("pk").values_list("number", flat=True).iterator(chunk_size=CHUNK)
    )


def _titles(numbers: Sequence[str]) -> dict[str, str]:
    found = Meeting.objects.filter(number__in=numbers).select_related("body")
    return {one.number: f"{one.number}: {one.name}, {one.body}" for one in found}


def _related(number: str) -> Sequence[str]:
    """What its agenda is about, and what it adopted."""
    about = Item.objects.filter(meeting__number=number).exclude(about="")
    made = Decision.objects.filter(meeting__number=number).exclude(recommendation="")
    return [
        *about.order_by("order").values_list("about", flat=True),
        *made.order_by("pk").values_list("recommendation", flat=True),
    ]


def _erase(number: str, field: str, is_shown: bool) -> None:
    """Erase words wherever the house keeps them; of a file, the file as well."""
    meeting = Meeting.objects.select_for_update().filter(number=number).first()
    if meeting is None or not is_shown:
        return
    kind, _dot, rest = field.partition(".")
    key, _dot, part = rest.partition(".")
    pk = int(key) if key.isdigit() and len(key) < 19 else 0
    if field in {"title", "reason", "place", "short_notice", "cancelled_because"}:
        Meeting.objects.filter(pk=meeting.pk).update(**{field: {}})
    elif kind == "item":
        Item.objects.filter(meeting=meeting, pk=pk).update(title={}, note={})
    elif kind == "vote":
        Vote.objects.filter(meeting=meeting, pk=pk).update(question={})
    elif kind == "decision":
        Decision.objects.filter(meeting=meeting, number=rest).update(text={}, amended={})
    elif kind == "minutes" and part in Language.values:
        paragraph = Paragraph.objects.filter(minutes__meeting=meeting, pk=pk).first()
        if paragraph:
            paragraph.texts.filter(language=part).update(text="")
    elif kind == "correction":
        Correction.objects.filter(minutes__meeting=meeting, number=pk).update(
            before="", text="", reason=""
        )
    elif kind == "paper":
        _erase_paper(meeting, pk)


def _erase_paper(meeting: Meeting, pk: int) -> None:
    paper = Paper.objects.filter(meeting=meeting, pk=pk).first()
    if paper is None or not paper.file:
        return
    storage, name = paper.file.storage, str(paper.file.name)
    transaction.on_commit(lambda: storage.delete(name))
    Paper.objects.filter(pk=pk).update(name="", sha256="", size=0, file="")


def _label(name: str) -> str:
    """A field, or a part of one."""
    kind, _dot, rest = name.partition(".")
    labels = {
        "status": _("status"),
        "kind": _("kind"),
        "body": _("body"),
        "mode": _("form"),
        "title": _("title"),
        "reason": _("reasons"),
        "on": _("date"),
        "begins": _("begins"),
        "ends": _("ends"),
        "place": _("place"),
        "papers_until": _("papers until"),
        "public": _("open to everybody"),
        "short_notice": _("reasons of the short notice"),
        "opened": _("opened"),
        "closed": _("closed"),
        "cancelled_because": _("reasons of the cancellation"),
        "item": _("item of the agenda"),
        "paper": _("paper"),
        "vote": _("vote"),
        "votes": _("votes"),
        "decision": _("decision"),
        "minutes": _("minutes"),
        "approval": _("approval"),
        "correction": _("correction"),
        "order": _("order"),
        "section": _("section"),
        "note": _("note"),
        "about": _("about"),
        "presenter": _("presented by"),
        "confidential": _("Chatham House rule"),
        "organisation": _("organisation"),
        "chamber": _("chamber"),
        "chambers": _("chambers"),
        "seat": _("seat"),
        "seats": _("seats"),
        "present": _("present"),
        "carried": pgettext("of a vote", "carried"),
        "for": pgettext("in a vote", "for"),
        "against": pgettext("in a vote", "against"),
        "abstain": pgettext("in a vote", "abstains"),
        "choice": _("choice"),
        "name": _("name"),
        "media_type": _("media type"),
        "size": _("size, bytes"),
        "late": _("after the deadline"),
        "rule": _("what carries"),
        "secret": _("secret ballot"),
        "question": _("question"),
        "result": _("result"),
        "why": pgettext("part of an entry", "why"),
        "text": _("text"),
        "amended": _("text as adopted"),
        "dissent": _("dissent"),
        "recommendation": _("recommendation"),
        "at": pgettext("part of an entry", "time"),
        "corrected": _("corrected"),
        "state": _("state of the translation"),
        "language": _("prevailing language"),
        "root": _("root of the record"),
        "office": _("office"),
        "paragraph": _("paragraph"),
        "before": pgettext("part of an entry", "before"),
        "by": pgettext("part of an entry", "by"),
    }
    return labels.get(name) or labels.get(kind, name)


def _word(part: str, code: str) -> str:
    yes_or_no = {"yes": _("yes"), "no": _("no")}
    return yes_or_no.get(code) or str(_CODES.get(code, code))


def named(meeting: Meeting) -> str:
    """The meeting for a sentence: its number, and its title where it has one."""
    return f"{meeting.number} {pick(meeting.title)}".strip()


def register_kinds() -> None:
    register(
        Kind(
            name="M",
            titles=_titles,
            url=lambda number: reverse("meetings:one", args=[number]),
            shown=shown,
            every=_every,
            label=_label,
            word=_word,
            erase=_erase,
            related=_related,
        )
    )
