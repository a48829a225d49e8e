"""Statements: written by the secretariat; accepted, rejected, merged, translated.

What was put to the vote keeps its words for ever. ``proposing`` is for those who take part.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Action, Actor
from kenes.engines.likeness import Entry, Index, normalised
from kenes.journal.services import write
from kenes.opinions import permissions, recorded, words
from kenes.opinions.lifecycle import (
    RejectionGround,
    StatementStatus,
    Status,
    statement_after,
)
from kenes.opinions.models import DRAWN, Consultation, Statement
from kenes.opinions.services.preparing import held
from kenes.record.services.publishing import Said, publish
from kenes.record.subjects import State, changed

MOST = 10_000  # statements of one consultation
MOST_LINES = 500  # taken at once
ALIKE = 3  # statements that are offered as saying the same
_LEAST_ALIKE = 0.45  # of likeness


@transaction.atomic
def seed(
    consultation: Consultation,
    text: Mapping[str, str],
    language: str,
    *,
    is_about_voter: bool = False,
    actor: Actor,
    now: datetime,
) -> Statement:
    """A statement of the secretariat. One that is open gets it at once.

    ``text`` by language; ``language`` is that of the original. Raises ValidationError by field.
    """
    consultation, actor = _prepared(consultation, actor, now)
    code = words.language(language)
    kept = words.by_language(text, field="text", most=words.LONGEST_STATEMENT)
    if code not in kept:
        raise ValidationError({"text": _("Write the statement in the language of its original.")})
    known = Known(consultation)
    known.check(kept.values())
    return _seed(consultation, known.number, kept, code, actor, now, about_voter=is_about_voter)


@transaction.atomic
def seed_many(
    consultation: Consultation, text: str, language: str, *, actor: Actor, now: datetime
) -> list[Statement]:
    """One statement a line. Raises ValidationError naming each line that is none; then none is
    taken.
    """
    consultation, actor = _prepared(consultation, actor, now)
    code = words.language(language)
    lines = [(n, line) for n, line in enumerate(words.tidy(text).split("\n"), 1) if line.strip()]
    if not lines:
        raise ValidationError({"text": _("Write one statement on each line.")})
    if len(lines) > MOST_LINES:
        raise ValidationError(
            {"text": _("Write at most %(n)s statements at once.") % {"n": MOST_LINES}}
        )
    known, refused = Known(consultation), []
    wanted: list[tuple[int, dict[str, str]]] = []
    for n, line in lines:
        try:
            said = words.statement(line)
            known.check([said])
        except ValidationError as error:
            reason = " ".join(error.messages)
            refused.append(_("Line %(n)s: %(reason)s") % {"n": n, "reason": reason})
        else:
            wanted.append((known.take(said), {code: said}))
    if refused:
        raise ValidationError({"text": refused})
    return [_seed(consultation, number, kept, code, actor, now) for number, kept in wanted]


@transaction.atomic
def drop(statement: Statement, *, actor: Actor, now: datetime) -> None:
    """Take out what was prepared; nobody has voted on it."""
    consultation, actor = held(statement.of, actor, now)
    authorise(actor, permissions.CHANGE, consultation)
    write("statement.drop", statement, actor=actor, at=now, number=statement.number)
    statement.delete()


@transaction.atomic
def accept(statement: Statement, *, actor: Actor, now: datetime) -> Statement:
    """Put it to the vote; also one that was rejected before."""
    statement, actor, before = _taken_up(statement, actor, now)
    statement.status = statement_after("statement.accept", statement.status)
    statement.ground, statement.reason = "", ""
    _decided(statement, actor, now)
    act = write("statement.accept", statement, actor=actor, at=now, number=statement.number)
    publish(act, _told(statement, before))
    return statement


@transaction.atomic
def accept_many(
    consultation: Consultation, numbers: Collection[int], *, actor: Actor, now: datetime
) -> int:
    """Put those of them to the vote that still wait; how many."""
    waiting = consultation.statements.filter(number__in=numbers, status=StatementStatus.WAITING)
    found = list(waiting.select_related("of"))
    for one in found:
        accept(one, actor=actor, now=now)
    return len(found)


@transaction.atomic
def reject(
    statement: Statement, *, ground: str, reason: str, actor: Actor, now: datetime
) -> Statement:
    """Take it out of the vote, for its form or its harm; both are published."""
    statement, actor, before = _taken_up(statement, actor, now)
    if ground not in RejectionGround.values:
        raise ValidationError({"ground": _("Choose the ground.")})
    kept = words.reason(reason)
    statement.status = statement_after("statement.reject", statement.status)
    statement.ground, statement.reason = ground, kept
    _decided(statement, actor, now)
    act = write("statement.reject", statement, actor=actor, at=now, number=statement.number)
    publish(act, _told(statement, before))
    return statement


@transaction.atomic
def merge(statement: Statement, *, into: int, actor: Actor, now: datetime) -> Statement:
    """Say that it says the same as the statement ``into``, which is put to the vote.

    Votes on it count for the other, of those who have not voted there.
    """
    statement, actor, before = _taken_up(statement, actor, now)
    other = statement.of.statements.filter(number=into, status=StatementStatus.SHOWN).first()
    if other is None or other.pk == statement.pk:
        raise ValidationError({"into": _("Choose another statement that is put to the vote.")})
    statement.status = statement_after("statement.merge", statement.status)
    statement.merged_into = other
    _decided(statement, actor, now)
    act = write("statement.merge", statement, actor=actor, at=now, number=statement.number)
    publish(act, _told(statement, before))
    return statement


@transaction.atomic
def translate(
    statement: Statement, text: Mapping[str, str], *, actor: Actor, now: datetime
) -> Statement:
    """Add or change it in other languages; never the original."""
    statement, actor, before = _taken_up(statement, actor, now, action=permissions.TRANSLATE)
    kept = words.by_language(text, field="text", most=words.LONGEST_STATEMENT)
    original = statement.text.get(statement.language, "")
    whole = {**kept, statement.language: original}
    if whole == statement.text:
        raise ValidationError({"text": _("Nothing has changed.")})
    statement.text = whole
    statement.save(update_fields=["text"])
    if statement.of.status == Status.DRAFT or statement.status == StatementStatus.WAITING:
        write("statement.seed", statement, actor=actor, at=now, number=statement.number)
        return statement
    act = write("statement.translate", statement, actor=actor, at=now, number=statement.number)
    publish(act, _told(statement, before))
    return statement


def alike(
    consultation: Consultation,
    text: str,
    language: str,
    *,
    without: Collection[int] = (),
    most: int = ALIKE,
) -> Sequence[Statement]:
    """Statements put to the vote that say about the same, the likest first.

    ``without``: numbers that are not asked for.
    """
    return alike_each(consultation, [(text, language, without)], most=most)[0]


def alike_each(
    consultation: Consultation,
    asked: Sequence[tuple[str, str, Collection[int]]],
    *,
    most: int = ALIKE,
) -> list[Sequence[Statement]]:
    """As ``alike``, of many texts with the index made once."""
    index = _index(consultation)
    found = [
        [
            int(one.key)
            for one in index.nearest(
                text,
                language=language,
                count=most,
                without=[str(number) for number in without],
                least=_LEAST_ALIKE,
            )
        ]
        for text, language, without in asked
    ]
    wanted = {number for numbers in found for number in numbers}
    rows = consultation.statements.filter(number__in=wanted, status=StatementStatus.SHOWN)
    known = {one.number: one for one in rows} if wanted else {}
    return [[known[number] for number in numbers if number in known] for numbers in found]


def _index(consultation: Consultation) -> Index:
    """All that is put to the vote, kept while it stays the same."""
    shown = consultation.statements.filter(status=StatementStatus.SHOWN)
    last = shown.aggregate(count=Count("pk"), last=Max("decided_at"), newest=Max("number"))
    key = f"opinions:alike:{consultation.pk}"
    stamp = str(sorted(last.items()))
    kept: tuple[str, Index] | None = cache.get(key)
    if kept is not None and kept[0] == stamp:
        return kept[1]
    index = Index().add(
        Entry(key=str(number), text=text, language=code)
        for number, said in shown.values_list("number", "text").iterator()
        for code, text in said.items()
    )
    cache.set(key, (stamp, index))
    return index


class Known:
    """What a consultation has said already, word for word; and the number of its next statement.

    Under the consultation's lock, so that numbers follow each other.
    """

    def __init__(self, consultation: Consultation) -> None:
        self._said: dict[str, tuple[int, str]] = {}
        self._count = 0
        self.number = 1
        rows = consultation.statements.values_list("number", "text", "status")
        for number, text, status in rows.iterator():
            self._count += 1
            if number < DRAWN:
                self.number = max(self.number, number + 1)
            if status != StatementStatus.REJECTED:
                for said in text.values():
                    self._said.setdefault(normalised(said), (number, said))

    def check(self, said: Iterable[str]) -> None:
        """Raises ValidationError: it was said already, or there are too many."""
        for text in said:
            if known := self._said.get(normalised(text)):
                raise ValidationError({"text": self._same(*known)})
        if self._count >= MOST:
            raise ValidationError(
                _("A consultation takes at most %(n)s statements.") % {"n": MOST}
            )

    def take(self, said: str) -> int:
        """The number of a new statement with these words."""
        number, self.number = self.number, self.number + 1
        self._count += 1
        self._said[normalised(said)] = number, said
        return number

    def _same(self, number: int, text: str) -> str:
        if number >= DRAWN:
            return _("A statement that waits says the same: “%(text)s”") % {"text": text}
        return _("Statement %(number)s says the same: “%(text)s”") % {
            "number": number,
            "text": text,
        }


def give_number(statement: Statement) -> None:
    """The next one, to what had none; under its consultation's lock. To be saved."""
    if not statement.has_number:
        known = statement.of.statements.filter(number__lt=DRAWN)
        statement.number = (known.aggregate(last=Max("number"))["last"] or 0) + 1


def _prepared(
    consultation: Consultation, actor: Actor, now: datetime
) -> tuple[Consultation, Actor]:
    consultation, actor = held(consultation, actor, now)
    authorise(actor, permissions.MODERATE, consultation)
    if consultation.status == Status.CLOSED:
        raise ValidationError(_("This consultation is closed."))
    return consultation, actor


def _seed(
    consultation: Consultation,
    number: int,
    text: Mapping[str, str],
    language: str,
    actor: Actor,
    now: datetime,
    *,
    about_voter: bool = False,
) -> Statement:
    is_open = consultation.status == Status.OPEN
    made = Statement.objects.create(
        of=consultation,
        number=number,
        text=dict(text),
        language=language,
        is_seed=True,
        is_about_voter=about_voter,
        status=StatementStatus.SHOWN if is_open else StatementStatus.WAITING,
        proposed_at=now,
        decided_at=now if is_open else None,
        decided_by=actor.name,
    )
    if is_open:
        publish(
            write("statement.put", made, actor=actor, at=now, number=number),
            Said(subject=made.cited, state=recorded.statement_state(made)),
        )
    else:
        write("statement.seed", made, actor=actor, at=now, number=number)
    return made


def _taken_up(
    statement: Statement,
    actor: Actor,
    now: datetime,
    *,
    action: Action = permissions.MODERATE,
) -> tuple[Statement, Actor, State]:
    """It, as it is now, under its consultation's lock; and its state as the record has it."""
    consultation, actor = held(statement.of, actor, now)
    authorise(actor, action, consultation)
    found = Statement.objects.select_related("merged_into").get(pk=statement.pk)
    found.of = consultation
    if action is permissions.MODERATE and not (decision := permissions.is_open(actor, found)):
        raise ValidationError(decision.reason)
    return found, actor, recorded.statement_state(found)


def _decided(statement: Statement, actor: Actor, now: datetime) -> None:
    give_number(statement)
    statement.decided_at, statement.decided_by = now, actor.name
    statement.save()


def _told(statement: Statement, before: State) -> Said:
    """What has changed; all of it where nothing was public yet."""
    was = str(before["status"])
    known = {} if was == StatementStatus.WAITING else before
    return Said(
        subject=statement.cited,
        state=changed(known, recorded.statement_state(statement)),
        before=was,
        after=statement.status,
    )
