"""Holding a consultation: prepared, opened, extended, closed."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.access.policy import authorise
from kenes.access.types import Actor, operator
from kenes.journal.services import write
from kenes.languages.dates import written
from kenes.languages.types import LANGUAGES
from kenes.members import numbers
from kenes.members.actors import as_of
from kenes.members.models import Body
from kenes.members.services import bylaws
from kenes.opinions import link, permissions, recorded, words
from kenes.opinions.lifecycle import (
    Circle,
    Moderation,
    Proposing,
    StatementStatus,
    Status,
    after,
)
from kenes.opinions.models import (
    LARGEST_ENTRIES,
    Consultation,
    Invitation,
)
from kenes.opinions.services import closing, sealing
from kenes.record.services.publishing import Said, publish, publish_many
from kenes.record.subjects import changed, shown_of

LEAST_STATEMENTS = 5  # to begin with: on fewer, no two people can be told apart
MOST_INVITATIONS = 500  # made at once
_CLOCK = operator("kenes tick")


@transaction.atomic
def prepare(
    *,
    body: Body,
    name: Mapping[str, str],
    question: Mapping[str, str],
    circle: str,
    proposing: str = Proposing.PARTICIPANTS,
    moderation: str = Moderation.BEFORE,
    languages: Sequence[str] = LANGUAGES,
    about: str = "",
    entries_an_hour: int = 60,
    actor: Actor,
    now: datetime,
) -> Consultation:
    """Begin one; nobody else reads it before it opens. Raises ValidationError by field."""
    actor = as_of(actor, now)
    authorise(actor, permissions.PREPARE)
    made = Consultation(body=body, created_at=now, number=f"draft-{secrets.token_hex(5)}")
    _put(
        made,
        name=name,
        question=question,
        circle=circle,
        proposing=proposing,
        moderation=moderation,
        languages=languages,
        about=about,
        entries_an_hour=entries_an_hour,
    )
    made.save()
    write("consultation.prepare", made, actor=actor, at=now, number=made.number)
    return made


@transaction.atomic
def change(
    consultation: Consultation, *, facts: Mapping[str, Any], actor: Actor, now: datetime
) -> Consultation:
    """Change what was prepared; ``facts`` as ``prepare`` takes them."""
    consultation, actor = held(consultation, actor, now)
    authorise(actor, permissions.CHANGE, consultation)
    consultation.body = facts.get("body", consultation.body)
    _put(consultation, **{key: value for key, value in facts.items() if key != "body"})
    consultation.save()
    write("consultation.change", consultation, actor=actor, at=now, number=consultation.number)
    return consultation


@transaction.atomic
def discard(consultation: Consultation, *, actor: Actor, now: datetime) -> None:
    """Delete what was never opened."""
    consultation, actor = held(consultation, actor, now)
    authorise(actor, permissions.CHANGE, consultation)
    write("consultation.discard", consultation, actor=actor, at=now, number=consultation.number)
    consultation.delete()


@transaction.atomic
def open_(
    consultation: Consultation, *, closes_on: date, actor: Actor, now: datetime
) -> Consultation:
    """Give it its number and open it from this moment to the end of ``closes_on``.

    Raises ValidationError by field while something is missing.
    """
    consultation, actor = held(consultation, actor, now)
    authorise(actor, permissions.OPEN, consultation)
    status = after("consultation.open", consultation.status)
    today = timezone.localdate(now)
    _check_complete(consultation)
    _check_last_day(closes_on, today)
    (consultation.number,) = numbers.take("C", today.year)
    consultation.status = status
    consultation.opened_on, consultation.closes_on = today, closes_on
    consultation.save()
    consultation.statements.filter(status=StatementStatus.WAITING).update(
        status=StatementStatus.SHOWN, decided_at=now
    )
    act = write("consultation.open", consultation, actor=actor, at=now, number=consultation.number)
    seeds = [*consultation.statements.all()]
    for seed in seeds:
        seed.of = consultation
    publish_many(
        act,
        [
            Said(subject=consultation.number, state=recorded.state_of(consultation), after=status),
            *(
                Said(subject=one.cited, state=recorded.statement_state(one), type="statement.put")
                for one in seeds
            ),
        ],
    )
    return consultation


@transaction.atomic
def extend(
    consultation: Consultation, *, closes_on: date, because: str, actor: Actor, now: datetime
) -> Consultation:
    """A later last day, with a reason that is published."""
    consultation, actor = held(consultation, actor, now)
    authorise(actor, permissions.EXTEND, consultation)
    kept = words.reason(because)
    if consultation.closes_on is None or closes_on <= consultation.closes_on:
        raise ValidationError(
            {
                "closes_on": _("Name a later day than %(day)s.")
                % {"day": written(consultation.closes_on or closes_on)}
            }
        )
    _check_not_far(closes_on, timezone.localdate(now))
    before = recorded.state_of(consultation)
    consultation.closes_on = closes_on
    consultation.save(update_fields=["closes_on"])
    publish(
        write("consultation.extend", consultation, actor=actor, at=now),
        Said(
            subject=consultation.number,
            state=changed(before, recorded.state_of(consultation)),
            act={"reason": kept},
        ),
    )
    return consultation


def close(
    consultation: Consultation, *, because: str, actor: Actor, now: datetime
) -> Consultation:
    """End it before its last day is over, with a reason that is published.

    Of very many votes the map is drawn later (``closing``).
    """
    with transaction.atomic():
        consultation, actor = held(consultation, actor, now)
        authorise(actor, permissions.CLOSE, consultation)
        _end(consultation, because=words.reason(because), actor=actor, now=now)
    link.destroy(consultation)
    if closing.are_few(consultation):
        closing.finish(consultation, now=now)
    return consultation


def close_due(now: datetime) -> int:
    """Close those whose last day is over, and finish what was broken off; how many were closed."""
    today = timezone.localdate(now)
    due = Consultation.objects.filter(status=Status.OPEN, closes_on__lt=today)
    count = 0
    for one in list(due.order_by("closes_on", "id")):
        with transaction.atomic():
            consultation = Consultation.objects.select_for_update().get(pk=one.pk)
            # Somebody was faster, or gave it more time.
            if consultation.status != Status.OPEN or not _is_over(consultation, today):
                continue
            _end(consultation, because="", actor=_CLOCK, now=now)
        count += 1
    closing.finish_left(now)
    return count


def _is_over(consultation: Consultation, today: date) -> bool:
    return consultation.closes_on is not None and consultation.closes_on < today


@transaction.atomic
def invite(consultation: Consultation, count: int, *, actor: Actor, now: datetime) -> list[str]:
    """Make codes that let one person in each. They are shown now and never again."""
    consultation, actor = held(consultation, actor, now)
    authorise(actor, permissions.INVITE, consultation)
    if not (decision := permissions.is_open(actor, consultation)):
        raise ValidationError(decision.reason)
    if consultation.circle == Circle.MEMBERS:
        raise ValidationError(_("Only members of the chambers take part in this consultation."))
    if not 1 <= count <= MOST_INVITATIONS:
        raise ValidationError(
            {"count": _("Make 1 to %(n)s invitations at a time.") % {"n": MOST_INVITATIONS}}
        )
    codes = [secrets.token_urlsafe(12) for _one in range(count)]
    Invitation.objects.bulk_create(
        Invitation(of=consultation, digest=link.of_code(code), made_at=now) for code in codes
    )
    write("consultation.invite", consultation, actor=actor, at=now, count=count)
    return codes


@transaction.atomic
def take_back(
    consultation: Consultation, made_at: datetime, *, actor: Actor, now: datetime
) -> int:
    """End the invitations made at one moment; how many.

    Which of them were used nobody knows. Who has come in with one goes on under their number.
    """
    consultation, actor = held(consultation, actor, now)
    authorise(actor, permissions.INVITE, consultation)
    made = Invitation.objects.filter(of=consultation, made_at=made_at, ended_at=None)
    count = made.update(ended_at=now)
    if not count:
        raise ValidationError(_("There are no such invitations any more."))
    write("consultation.take_back", consultation, actor=actor, at=now, count=count)
    return count


def held(consultation: Consultation, actor: Actor, now: datetime) -> tuple[Consultation, Actor]:
    """It, locked and as it is now, and the person as they are now. In a transaction."""
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("body")
    return rows.get(pk=consultation.pk), as_of(actor, now)


def _put(
    made: Consultation,
    *,
    name: Mapping[str, str],
    question: Mapping[str, str],
    circle: str,
    proposing: str,
    moderation: str,
    languages: Sequence[str],
    about: str,
    entries_an_hour: int,
) -> None:
    title = words.by_language(name, field="name", most=words.LONGEST_TITLE)
    if not title:
        raise ValidationError({"name": _("A consultation needs a title.")})
    for code in LANGUAGES:
        setattr(made, f"name_{code}", title.get(code, ""))
    made.question = words.by_language(
        question, field="question", most=words.LONGEST_QUESTION, is_one_line=False
    )
    for field, value, known in (
        ("circle", circle, Circle.values),
        ("proposing", proposing, Proposing.values),
        ("moderation", moderation, Moderation.values),
    ):
        if value not in known:
            raise ValidationError({field: _("Choose one of these.")})
        setattr(made, field, value)
    made.languages = [code for code in LANGUAGES if code in languages]
    if not made.languages:
        raise ValidationError({"languages": _("Choose at least one language.")})
    made.about = _matter(about)
    if not 1 <= entries_an_hour <= LARGEST_ENTRIES:
        raise ValidationError(
            {"entries_an_hour": _("Give a number from 1 to %(n)s.") % {"n": LARGEST_ENTRIES}}
        )
    made.entries_an_hour = entries_an_hour


def _matter(about: str) -> str:
    number = words.one_line(about).upper()
    if number and not (number.isprintable() and len(number) <= 20 and shown_of([number])[number]):
        raise ValidationError(
            {"about": _("There is no such public number: %(number)s.") % {"number": number[:40]}}
        )
    return number


def _check_complete(consultation: Consultation) -> None:
    if not consultation.question:
        raise ValidationError(_("Write first what is asked."))
    count = consultation.statements.count()
    if count < LEAST_STATEMENTS:
        left = LEAST_STATEMENTS - count
        raise ValidationError(
            ngettext(
                "It needs %(n)s more statement to begin with.",
                "It needs %(n)s more statements to begin with.",
                left,
            )
            % {"n": left}
        )


def _check_last_day(closes_on: date, today: date) -> None:
    least = bylaws.in_force(today).number("consultation_days")
    earliest = today + timedelta(days=least)
    if closes_on < earliest:
        raise ValidationError(
            {
                "closes_on": _("By the by-laws its last day is %(day)s or later.")
                % {"day": written(earliest)}
            }
        )
    _check_not_far(closes_on, today)


def _check_not_far(closes_on: date, today: date) -> None:
    latest = today + timedelta(days=730)
    if closes_on > latest:
        raise ValidationError(
            {"closes_on": _("Name a day up to %(day)s.") % {"day": written(latest)}}
        )


def _end(consultation: Consultation, *, because: str, actor: Actor, now: datetime) -> None:
    status = after("consultation.close", consultation.status)
    before = recorded.state_of(consultation)
    consultation.status, consultation.closed_at = status, now
    consultation.closed_because = because
    consultation.save(update_fields=["status", "closed_at", "closed_because"])
    sealing.forget(consultation)
    publish(
        write("consultation.close", consultation, actor=actor, at=now),
        Said(
            subject=consultation.number,
            state=changed(before, recorded.state_of(consultation)),
            before=Status.OPEN,
            after=status,
        ),
    )
