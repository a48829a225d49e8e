"""The people of the cast, a treaty, an act in two versions, and pairs of the two."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.alignment.models import Pair, View
from kenes.alignment.services import opening, viewing
from kenes.law.models import Act, Instrument, Obligation
from kenes.law.tests import made as law
from kenes.members.actors import actor_for
from kenes.members.models import Organisation

HOSTILE = "<script>alert(1)</script> Ұлы әділет \u202eعدالة"
BEFORE = """Глава 1. Задержание
Статья 5. Задержание
1. Задержанный доставляется к судье в течение семидесяти двух часов.
2. Задержанному разъясняются его права.
Статья 6. Защитник
1. Защитник допускается с момента задержания.
Статья 7. Жалобы
Жалоба на пытку рассматривается органом внутренних дел.
"""
# Article 5 is reworded, article 6 has moved, article 7 is as it was.
AFTER = """Глава 1. Задержание
Статья 5. Задержание
1. Задержанный доставляется к судье в течение сорока восьми часов.
2. Задержанному разъясняются его права.
Статья 7. Жалобы
Жалоба на пытку рассматривается органом внутренних дел.
Статья 9. Защитник
1. Защитник допускается с момента задержания.
"""


@dataclass
class Table:
    """Who sits there, what was promised and what the law says."""

    users: dict[str, User]
    now: datetime = field(default_factory=timezone.now)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def actor(self, key: str) -> Actor:
        return actor_for(self.users[key])

    def organisation(self, key: str) -> Organisation:
        return Organisation.objects.get(slug=f"of-{key}")

    def later(self, **delta: float) -> datetime:
        return self.now + timedelta(**delta)

    def instrument(self, code: str = "iccpr", articles: int = 3) -> Instrument:
        made = Instrument.objects.create(
            code=code,
            kind="treaty",
            name={"en": f"Covenant {HOSTILE}", "ru": "Пакт", "kk": "Пакт"},
            short={"en": code.upper(), "ru": "МПГПП"},
            adopted_on=date(1966, 12, 16),
        )
        Obligation.objects.bulk_create(
            Obligation(
                instrument=made,
                number=str(number),
                order=number,
                label={"en": f"Right {number} {HOSTILE}", "ru": f"Право {number}"},
                text={"en": f"Everyone has right {number}. {HOSTILE}"} if number == 1 else {},
                themes=["arbitrary-arrest-detention"] if number == 1 else [],
            )
            for number in range(1, articles + 1)
        )
        return made

    def act(self, code: str = "procedure-code", text: str = BEFORE) -> Act:
        made = law.act(
            code,
            name={"en": f"Criminal Procedure Code {HOSTILE}", "ru": "УПК"},
            short={"en": "Procedure Code", "ru": "УПК"},
            now=self.now,
        )
        self.version(made, date(2015, 1, 1), text)
        return made

    def version(self, act: Act, on: date, text: str) -> None:
        law.version(act, on, text, now=self.now)

    def amended(self, act: Act) -> None:
        self.version(act, date(2026, 1, 1), AFTER)

    def pair(self, anchor: str = "art_5", number: int = 1, act: Act | None = None) -> Pair:
        """An obligation of the treaty beside a provision; made with what it needs."""
        instrument = Instrument.objects.filter(code="iccpr").first() or self.instrument()
        return opening.open_(
            instrument.obligations.get(number=str(number)),
            act or Act.objects.filter(code="procedure-code").first() or self.act(),
            anchor,
            actor=self.actor("amina"),
            now=self.now,
        )

    def view(self, pair: Pair, by: str, finding: str, **given: Any) -> View:
        made = viewing.view(
            pair,
            organisation=self.organisation(by),
            **{
                "finding": finding,
                "reason": f"As {by} reads it. {HOSTILE}",
                "language": "en",
                "actor": self.actor(by),
                "now": self.now,
                **given,
            },
        )
        pair.refresh_from_db()
        return made


@pytest.fixture
def table(cast: dict[str, User]) -> Table:
    return Table(users=cast)


Enter = Callable[[str], Client]
