"""Consultations as they stand when people come to vote, without the way there."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from kenes.accounts.models import User
from kenes.members.models import Body, Chamber, Organisation, Seat, Tenure
from kenes.opinions import link
from kenes.opinions.lifecycle import Circle, StatementStatus, Status
from kenes.opinions.models import Consultation, Invitation, Statement

HOSTILE = "<script>alert(1)</script> Ұлы әділет"


def opened(statements: int = 12, **given: Any) -> Consultation:
    """An open one of the first body, for everybody unless told otherwise."""
    today = timezone.localdate()
    place = Consultation.objects.count() + 1
    facts: dict[str, Any] = {
        "number": f"C-{today.year}-{place:03}",
        "body": Body.objects.first(),
        "name_en": f"Water of the lake {HOSTILE}",
        "question": {"en": "What should be done?"},
        "languages": ["kk", "ru", "en"],
        "status": Status.OPEN,
        "circle": Circle.PUBLIC,
        "created_at": timezone.now(),
        "opened_on": today,
        "closes_on": today + timedelta(days=20),
    }
    made = Consultation.objects.create(**{**facts, **given})
    Statement.objects.bulk_create(
        Statement(
            of=made,
            number=n,
            text={"ru": f"Утверждение {n}", "en": f"Statement {n} {HOSTILE}"},
            language="ru",
            is_seed=True,
            status=StatementStatus.SHOWN,
            proposed_at=timezone.now(),
        )
        for n in range(1, statements + 1)
    )
    return made


def invited(consultation: Consultation, code: str) -> str:
    Invitation.objects.create(of=consultation, digest=link.of_code(code), made_at=timezone.now())
    return code


def members(count: int, today: date, chambers: int = 3) -> list[User]:
    """So many people on seats of the first chambers."""
    body = Body.objects.get()
    sides = list(Chamber.objects.exclude(side="observer").order_by("order")[:chambers])
    made = []
    for n in range(count):
        user = User.objects.create_user(f"m{n}@kenes.example", None, full_name=f"Member {n}")
        organisation = Organisation(slug=f"member-{n}", kind="ngo", name_en=f"Organisation {n}")
        organisation.place()
        organisation.save()
        seat = Seat.objects.create(
            body=body,
            chamber=sides[n % len(sides)],
            organisation=organisation,
            label=f"m{n}",
            created_on=today,
        )
        Tenure.objects.create(
            seat=seat,
            user=user,
            person_name=user.full_name,
            organisation=organisation,
            capacity="holder",
            starts_on=today,
        )
        made.append(user)
    return made


def at(hour: int, minute: int = 0, *, day: int = 0) -> datetime:
    """A moment of a day while consultations are open."""
    here = timezone.localtime().replace(hour=hour, minute=minute, second=0, microsecond=0)
    return here + timedelta(days=day)
