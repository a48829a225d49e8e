"""A statement of somebody who takes part; nothing may tell afterwards whose it was.

People sign in, vote and propose within a few minutes. So neither the moment of a proposal nor the
order of several is kept anywhere, the journal included: keys are drawn, numbers are given when
the statements are decided, and where no moderator stands between, those of one day are put to the
vote on the next, in the order of a draw.
"""

import secrets
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import VISITOR, operator
from kenes.journal.services import write
from kenes.opinions import permissions, recorded, words
from kenes.opinions.lifecycle import Moderation, StatementStatus, Status, statement_after
from kenes.opinions.models import DRAWN, Consultation, Participant, Statement
from kenes.opinions.services.stating import Known, give_number
from kenes.record.services.publishing import Said, publish

MOST_WAITING = 5  # statements of one participant that are not put to the vote yet
MOST_A_DAY = 10
_LAST = 10**9  # keys are drawn before this one
_HOUSE = operator("kenes consultation")


@transaction.atomic
def propose(participant: Participant, text: str, language: str, *, now: datetime) -> Statement:
    """It waits for the moderator, or for the next day; who it is from stays between them and
    their browser.

    Raises ValidationError by field, NotAllowed.
    """
    consultation = Consultation.objects.select_for_update().get(pk=participant.of_id)
    authorise(VISITOR, permissions.PROPOSE, consultation)
    code = words.language(language)
    if code not in consultation.languages:
        raise ValidationError({"language": _("Choose a language of this consultation.")})
    kept = words.statement(text)
    today = _midnight(timezone.localdate(now))
    _check_few(participant, today)
    Known(consultation).check([kept])
    key = _drawn()
    return Statement.objects.create(
        pk=key,
        of=consultation,
        number=key,
        text={code: kept},
        language=code,
        author=participant,
        proposed_at=today,
    )


def put_due(now: datetime) -> int:
    """Put to the vote what was proposed before today where it waits for nobody; how many."""
    today = timezone.localdate(now)
    open_ = Consultation.objects.filter(
        status=Status.OPEN, moderation=Moderation.AFTER, closes_on__gte=today
    )
    due = _due(today).filter(of__in=open_).order_by().values_list("of", flat=True)
    return sum(_put(pk, today, now) for pk in sorted(set(due)))


def _due(today: date) -> QuerySet[Statement]:
    waiting = Statement.objects.filter(status=StatementStatus.WAITING, is_seed=False)
    return waiting.filter(proposed_at__lt=_midnight(today))


@transaction.atomic
def _put(pk: int, today: date, now: datetime) -> int:
    consultation = Consultation.objects.select_for_update().get(pk=pk)
    if consultation.status != Status.OPEN:
        return 0
    found = list(_due(today).filter(of=consultation))
    secrets.SystemRandom().shuffle(found)
    for one in found:
        one.of = consultation
        one.status = statement_after("statement.accept", one.status)
        one.decided_at = now
        give_number(one)
        one.save()
        publish(
            write("statement.put", one, actor=_HOUSE, at=now, number=one.number),
            Said(subject=one.cited, state=recorded.statement_state(one)),
        )
    return len(found)


def _check_few(participant: Participant, today: datetime) -> None:
    mine = Statement.objects.filter(author=participant)
    if mine.filter(status=StatementStatus.WAITING).count() >= MOST_WAITING:
        raise ValidationError(
            _("%(n)s of your statements are not put to the vote yet: wait for those first.")
            % {"n": MOST_WAITING}
        )
    if mine.filter(proposed_at__gte=today).count() >= MOST_A_DAY:
        raise ValidationError(
            _("You have proposed %(n)s statements today: go on tomorrow.") % {"n": MOST_A_DAY}
        )


def _drawn() -> int:
    """A key that is free. It stands for the number too, until a decision gives one."""
    while True:
        key = DRAWN + secrets.randbelow(_LAST - DRAWN)
        if not Statement.objects.filter(pk=key).exists():
            return key


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
