"""Acts for tables to amend, in versions, entered as the secretariat enters them."""

from collections.abc import Sequence
from datetime import date

import pytest

from kenes.engines.lawtext.reading import read
from kenes.law.models import Act
from kenes.law.services import acts
from kenes.proposals.models import Amendment, Proposal
from kenes.proposals.services import amending
from kenes.proposals.tests.conftest import HOSTILE, Table

CODE = """Глава 1. Общие положения
Статья 1. Задачи
1. Задача – защита прав.
2. Закон толкуется в пользу лица.
Статья 2. Адвокат
1. Адвокат допускается в течение суток.
2. Свидания не ограничены.
1) по числу;
2) по времени.
Глава 2. Сроки
Статья 3. Срок
Срок равен трём суткам.
Статья 4. Итог
1. Закон вступает в силу в январе.
"""
LATER = CODE.replace("в течение суток", "в течение одних суток").replace("Статья 4.", "Статья 5.")
KAZAKH = """1-бап. Міндеттер
1. Міндет – құқықтарды қорғау.
2-бап. Адвокат
1. Адвокат бір тәулік ішінде жіберіледі.
"""
FIRST, SECOND = date(2025, 1, 1), date(2026, 1, 1)
NAME = f"Процессуальный кодекс {HOSTILE}"


class Law:
    """The acts of a test."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.code = self.act("code", "Процессуальный кодекс")
        self.version(self.code, CODE, FIRST)

    def act(self, code: str, name: str, official: str = "") -> Act:
        return acts.enter(
            code=code,
            kind="code",
            name={"ru": name, "en": f"{name} (en)"},
            official_number=official,
            enacted_on=date(2014, 7, 4),
            prevailing=["ru", "kk"],
            actor=self.table.actor("amina"),
            now=self.table.now,
        )

    def version(self, act: Act, text: str, on: date, language: str = "ru") -> None:
        acts.enter_version(
            act,
            on=on,
            text=read(text.splitlines(), language=language, title=f"Кодекс {on}").act,
            actor=self.table.actor("amina"),
            now=self.table.now,
        )

    def changes(self) -> None:
        """The newer version: one paragraph reworded, one article renumbered."""
        self.version(self.code, LATER, SECOND)

    def add(
        self, proposal: Proposal, anchor: str, wording: str = "", **given: object
    ) -> Amendment:
        facts: dict[str, object] = {
            "act": self.code,
            "language": "ru",
            "change": "reword" if wording else "repeal",
            "anchor": anchor,
            "wording": wording,
            "justification": f"Так нужно. {HOSTILE}",
            "actor": self.table.actor("clara"),
            "now": self.table.now,
        }
        return amending.add(proposal, **{**facts, **given})  # type: ignore[arg-type]


@pytest.fixture
def law(table: Table) -> Law:
    return Law(table)


def rows_of(proposal: Proposal) -> Sequence[Amendment]:
    return list(proposal.amendments.filter(version=None))
