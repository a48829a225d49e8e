"""What the public record says of consultations, statements and the map they end in.

A consultation is C-2026-001, a statement of it C-2026-001.12. Nothing here tells who proposed a
statement or who voted.
"""

import json
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kenes.languages.types import LANGUAGES
from kenes.opinions.lifecycle import (
    Circle,
    Moderation,
    Proposing,
    RejectionGround,
    StatementStatus,
    Status,
)
from kenes.opinions.models import Consultation, OpinionMap, Statement
from kenes.record.subjects import Kind, State, day, moment, register

CHUNK = 500
_STATEMENT = re.compile(r"(C-\d{4}-\d{1,7})\.(\d{1,9})", re.ASCII)
_PUBLIC = (StatementStatus.SHOWN, StatementStatus.REJECTED, StatementStatus.MERGED)
_CODES = {
    str(value): text
    for choices in (Circle, Proposing, Moderation, Status, StatementStatus, RejectionGround)
    for value, text in choices.choices
}


def state_of(consultation: Consultation) -> State:
    """All that is shown of one that was opened, but for its statements and its map."""
    names = {code: getattr(consultation, f"name_{code}") for code in LANGUAGES}
    return _said(
        {
            "title": {code: name for code, name in names.items() if name},
            "question": dict(consultation.question),
            "body": f"body/{consultation.body_id}",
            "about": consultation.about,
            "circle": str(consultation.circle),
            "proposing": str(consultation.proposing),
            "moderation": str(consultation.moderation),
            "status": str(consultation.status),
            "opened_on": day(consultation.opened_on),
            "closes_on": day(consultation.closes_on),
            "closed_at": moment(consultation.closed_at),
            "closed_because": consultation.closed_because,
            "answer": dict(consultation.answer),
            "answered_at": moment(consultation.answered_at),
            "answered_by": consultation.answered_by,
            "answer_corrected_at": moment(consultation.answer_corrected_at),
        }
    )


def map_state(drawn: OpinionMap) -> State:
    """By this anybody checks that the facts published are those of the day it closed."""
    return _said(
        {
            "map": sha256(written(drawn.facts).encode()).hexdigest(),
            "votes": drawn.facts.get("votes"),
            "persons": drawn.facts.get("persons"),
        }
    )


def written(facts: object) -> str:
    """The published facts as their digest is made of: JSON, keys sorted, no blanks."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def statement_state(statement: Statement) -> State:
    """``of`` and ``merged_into`` are needed."""
    into = statement.merged_into
    return _said(
        {
            "text": statement.public_text,
            "language": str(statement.language),
            "status": str(statement.status),
            "about_voter": statement.is_about_voter,
            "merged_into": f"{statement.of.number}.{into.number}" if into else "",
            "ground": statement.ground,
            "reason": statement.reason,
            "person": statement.decided_by,
            "at": moment(statement.decided_at),
        }
    )


def _said(state: State) -> State:
    """Without what is empty."""
    return {name: value for name, value in state.items() if value not in ("", None, False, {})}


def shown(numbers: Sequence[str]) -> dict[str, State]:
    found = {one.number: _whole(one) for one in _consultations(numbers)}
    return found | {one.cited: statement_state(one) for one in _statements(numbers)}


def _whole(consultation: Consultation) -> State:
    state = state_of(consultation)
    for drawn in consultation.maps.all():
        if drawn.is_final:
            state |= map_state(drawn)
    return state


def _consultations(numbers: Sequence[str]) -> Sequence[Consultation]:
    rows = Consultation.objects.filter(number__in=numbers).exclude(status=Status.DRAFT)
    return list(rows.prefetch_related("maps"))


def _statements(numbers: Sequence[str]) -> list[Statement]:
    wanted: dict[str, set[int]] = {}
    for number in numbers:
        if match := _STATEMENT.fullmatch(number):
            wanted.setdefault(match[1], set()).add(int(match[2]))
    rows: list[Statement] = []
    for consultation, places in wanted.items():
        found = Statement.objects.filter(
            of__number=consultation, number__in=places, status__in=_PUBLIC
        )
        found = found.exclude(of__status=Status.DRAFT)
        rows += found.select_related("of", "merged_into")
    return rows


def _every() -> Iterator[str]:
    opened = Consultation.objects.exclude(status=Status.DRAFT).order_by("pk")
    yield from opened.values_list("number", flat=True).iterator(chunk_size=CHUNK)
    rows = Statement.objects.filter(status__in=_PUBLIC).exclude(of__status=Status.DRAFT)
    pairs = rows.order_by("pk").values_list("of__number", "number")
    yield from (f"{of}.{number}" for of, number in pairs.iterator(chunk_size=CHUNK))


def _titles(numbers: Sequence[str]) -> dict[str, str]:
    found = {one.number: f"{one.number}: {one.name}" for one in _consultations(numbers)}
    return found | {one.cited: f"{one.cited}: {one.words}" for one in _statements(numbers)}


def _url(number: str) -> str:
    if match := _STATEMENT.fullmatch(number):
        return reverse("opinions:statement", args=[match[1], int(match[2])])
    return reverse("opinions:one", args=[number])


def _related(number: str) -> Sequence[str]:
    """Of a statement its consultation, of a consultation its statements and what it is about."""
    if match := _STATEMENT.fullmatch(number):
        return (match[1],)
    one = Consultation.objects.filter(number=number).first()
    if one is None:
        return ()
    rows = one.statements.filter(status__in=_PUBLIC).values_list("number", flat=True)
    about = (one.about,) if one.about else ()
    return (*about, *(f"{number}.{place}" for place in rows))


def _erase(number: str, field: str, is_shown: bool) -> None:
    if not is_shown:
        return
    match = _STATEMENT.fullmatch(number)
    if match and field in {"text", "reason", "person"}:
        rows = Statement.objects.filter(of__number=match[1], number=int(match[2]))
        empty = {"text": {}, "reason": "", "person": ""}[field]
        rows.update(**{"decided_by" if field == "person" else field: empty})
    elif not match and field in {"question", "closed_because", "answer", "answered_by"}:
        empty = {} if field in {"question", "answer"} else ""
        Consultation.objects.filter(number=number).update(**{field: empty})


def _label(name: str) -> str:
    labels = {
        "title": _("title"),
        "question": _("what is asked"),
        "body": _("body"),
        "about": _("about"),
        "circle": _("who may take part"),
        "proposing": _("who may propose statements"),
        "moderation": _("when a proposed statement is shown"),
        "status": _("status"),
        "opened_on": _("opened on"),
        "closes_on": _("last day"),
        "closed_at": _("closed"),
        "closed_because": _("why it was closed early"),
        "answer": _("answer of the body"),
        "answered_at": _("answered"),
        "answered_by": _("who signed the answer"),
        "answer_corrected_at": _("answer corrected"),
        "map": _("digest of the published map"),
        "votes": _("votes"),
        "persons": _("people who took part"),
        "text": _("text"),
        "language": _("language"),
        "about_voter": _("about those who vote"),
        "merged_into": _("merged into"),
        "ground": _("ground"),
        "reason": _("reasons"),
        "person": _("person"),
        "at": pgettext("part of an entry", "time"),
    }
    return labels.get(name) or labels.get(name.partition(".")[0], name)


def _word(part: str, code: str) -> str:
    return str(_CODES.get(code, code))


def register_kinds() -> None:
    register(
        Kind(
            name="C",
            titles=_titles,
            url=_url,
            shown=shown,
            every=_every,
            label=_label,
            word=_word,
            erase=_erase,
            related=_related,
        )
    )
