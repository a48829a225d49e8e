"""The demonstration’s law: instruments, what the country promised, its acts by version."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from importlib.resources import files
from typing import Any

from kenes.access.types import Actor
from kenes.demo.acts import Act
from kenes.languages.types import LANGUAGES
from kenes.law import models, trees
from kenes.law.services import acts, commitments, instruments, reports, treaty_rule

_DATA = files("kenes.demo") / "data" / "law"
_EXTRACT = {
    "en": "An extract: the articles the Council has dealt with.",
    "ru": "Извлечение: статьи, которыми занимался Совет.",
    "kk": "Үзінді: Кеңес қараған баптар.",
}

FIRST_DAY, REPORTS_ENTERED = date(2013, 6, 20), date(2026, 1, 12)
ACTS = ("access-to-information-act", "peaceful-assemblies-act", "procedure-code")

Row = Mapping[str, Any]


def table(name: str) -> dict[str, Any]:
    """One file of the demonstration’s law."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


class Law:
    """The acts while they are being entered."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.acts_by_code: dict[str, models.Act] = {}

    def acts(self) -> Iterator[Act]:
        yield Act(day=FIRST_DAY, do=self._enter_catalogue)
        for row in table("commitments")["commitments"]:
            yield Act(day=max([FIRST_DAY, *_days(row)]), do=partial(self._commit, row))
        for row in table("commitments")["reports"]:
            yield Act(day=row.get("considered_on", REPORTS_ENTERED), do=partial(self._report, row))
        for rule in table("treaty-rules")["rules"]:
            yield Act(day=rule["entered"], do=partial(self._state_rule, rule))
        for row in map(table, ACTS):
            first = row["versions"][0]["entered"]
            yield Act(day=first, do=partial(self._enter, row))
            for version in row["versions"]:
                do = partial(self._enter_version, row, version)
                yield Act(day=version["entered"], do=do)

    def _enter_catalogue(self, now: datetime) -> None:
        instruments.enter_catalogue(actor=self.actor, now=now)

    def _commit(self, row: Row, now: datetime) -> None:
        facts = {name: value for name, value in row.items() if name != "instrument"}
        instrument = models.Instrument.objects.get(code=row["instrument"])
        commitments.state(instrument, **facts, actor=self.actor, now=now)

    def _report(self, row: Row, now: datetime) -> None:
        facts = {name: value for name, value in row.items() if name != "instrument"}
        instrument = models.Instrument.objects.get(code=row["instrument"])
        reports.enter(instrument, **facts, actor=self.actor, now=now)

    def _enter(self, row: Row, now: datetime) -> None:
        self.acts_by_code[row["code"]] = acts.enter(
            code=row["code"],
            kind=row["kind"],
            name=row["name"],
            short=row["short"],
            official_number=row["official_number"],
            enacted_on=row["enacted"],
            prevailing=row["prevailing"],
            actor=self.actor,
            now=now,
        )

    def _enter_version(self, row: Row, version: Row, now: datetime) -> None:
        for language in LANGUAGES:
            lines = [row["name"][language], *wording(row, version["on"], language)]
            acts.enter_version(
                self.acts_by_code[row["code"]],
                on=version["on"],
                text=trees.from_lines(lines, language),
                amended_by=version.get("amended_by", {}),
                note=_EXTRACT,
                actor=self.actor,
                now=now,
            )

    def _state_rule(self, rule: Row, now: datetime) -> None:
        treaty_rule.enter(
            since=rule["since"],
            rule=rule["rule"],
            basis=rule["basis"],
            treaty_prevails=rule.get("treaty_prevails"),
            actor=self.actor,
            now=now,
        )


def _days(row: Row) -> list[date]:
    return [value for value in row.values() if isinstance(value, date)]


def wording(row: Row, day: date, language: str) -> list[str]:
    """The lines of the articles in force on a day."""
    return [
        line
        for article in row["articles"]
        if article.get("from", date.min) <= day < article.get("until", date.max)
        for line in article[language].strip().splitlines()
    ]
