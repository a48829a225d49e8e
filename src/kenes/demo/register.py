"""Filling the demonstration's register: every act on its day, through the services."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone

from kenes.access.types import Actor
from kenes.demo import sources
from kenes.members.models import Organisation
from kenes.recommendations.lifecycle import Assessor, Grade, Position, Stage
from kenes.recommendations.models import Document, Recommendation
from kenes.recommendations.services import documents, entries

_PREVAILING = "en"
_TRANSLATIONS = ("ru", "kk")


@dataclass(frozen=True, kw_only=True)
class _Act:
    """Something done to the register on a day."""

    day: date
    do: Callable[[datetime], Any]


class Register:
    """The register while it is being filled."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.country: str = sources.value("body.toml", "country")
        self.organisations = {o.slug: o for o in Organisation.objects.all()}
        self.documents: dict[str, Document] = {}
        self.recommendations: dict[tuple[str, str], Recommendation] = {}

    def fill(self) -> int:
        """Keep the documents, then do every act; returns the number of recommendations."""
        rows = list(sources.recommendations())
        facts = {row["key"]: row for row in sources.tables("documents", "documents")}
        for key, group in groupby(sorted(rows, key=_by_document), key=lambda row: row["document"]):
            self.documents[key] = self._keep(facts[key], list(group))
        acts = [act for row in rows for act in self._acts(row, facts[row["document"]])]
        for act in sorted(acts, key=lambda act: act.day):
            act.do(_noon(act.day))
        return len(rows)

    def _keep(self, facts: dict[str, Any], rows: list[dict[str, Any]]) -> Document:
        """Write the document's English text as its source would print it, and keep that file."""
        title, symbol = facts["title"], facts["symbol"]
        lines = [symbol, title, facts["published"].isoformat(), ""]
        for row in rows:
            said_by = f" ({'; '.join(row['states'])})" if row["states"] else ""
            text = row["texts"][_PREVAILING].removesuffix(".")
            lines.append(f"{row['paragraph']} {text}{said_by};")
        text = "\n".join((*lines, ""))
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"{facts['key']}.txt"
            path.write_text(text, encoding="utf-8")
            document = documents.keep(
                path,
                name=f"{symbol.replace('/', '_')}.txt",
                media_type="text/plain",
                actor=self.actor,
                now=_noon(facts["published"]),
            )
        document.kind, document.symbol, document.title = "manual", symbol, title
        document.mechanism, document.country = facts["mechanism"], self.country
        document.session, document.cycle = facts.get("session", ""), facts.get("cycle")
        document.published_on, document.text = facts["published"], text
        document.save()
        return document

    def _acts(self, row: dict[str, Any], facts: dict[str, Any]) -> Iterator[_Act]:
        """What happened to one recommendation."""
        key = (row["document"], row["paragraph"])
        yield _Act(day=facts["published"], do=partial(self._record, key, row, facts))
        for step in row.get("steps", []):
            yield _Act(day=_day(step["on"]), do=partial(self._move, key, step))
        for view in row.get("assessments", []):
            yield _Act(day=_day(view["on"]), do=partial(self._assess, key, view))
        for change in row.get("law_changes", []):
            yield _Act(day=_day(change["in_force_on"]), do=partial(self._change_law, key, change))

    def _record(
        self, key: tuple[str, str], row: dict[str, Any], facts: dict[str, Any], now: datetime
    ) -> None:
        moved = {step["axis"] for step in row.get("steps", [])}
        self.recommendations[key] = recommendation = entries.record(
            text=row["texts"][_PREVAILING],
            language=_PREVAILING,
            document=self.documents[row["document"]],
            facts={
                "mechanism": facts["mechanism"],
                "symbol": facts["symbol"],
                "paragraph": row["paragraph"],
                "country": self.country,
                "states": row["states"],
                "session": facts.get("session", ""),
                "cycle": facts.get("cycle"),
                "published_on": facts["published"],
                "themes": row["themes"],
                "affected": row["affected"],
                "sdgs": row["sdgs"],
                "position": Position.PENDING if "position" in moved else row["position"],
                "action": row["action"],
                "stage": Stage.RECEIVED if "stage" in moved else row["stage"],
            },
            actor=self.actor,
            now=now,
        )
        for language in _TRANSLATIONS:
            entries.translate(
                recommendation,
                language=language,
                text=row["texts"][language],
                checked=True,
                actor=self.actor,
                now=now,
            )

    def _move(self, key: tuple[str, str], step: dict[str, Any], now: datetime) -> None:
        entries.correct(
            self.recommendations[key],
            facts={step["axis"]: step["after"]},
            reason=step["reason"],
            organisation=self.organisations[step["organisation"]],
            actor=self.actor,
            now=now,
        )

    def _assess(self, key: tuple[str, str], view: dict[str, Any], now: datetime) -> None:
        until = view["evidence_until"]
        entries.assess(
            self.recommendations[key],
            by=Assessor(view["by"]),
            grade=Grade(view["grade"]),
            on=now.date(),
            evidence_until=_day(until) if until else None,
            note=view["note"],
            organisation=self.organisations.get(view["organisation"]),
            actor=self.actor,
            now=now,
        )

    def _change_law(self, key: tuple[str, str], change: dict[str, Any], now: datetime) -> None:
        entries.record_law_change(
            self.recommendations[key],
            act=change["act"],
            provision=change["provision"],
            before=change["before"],
            after=change["after"],
            in_force_on=now.date(),
            confirmed_by=change["confirmed_by"],
            actor=self.actor,
            now=now,
        )


def _day(iso: str) -> date:
    return date.fromisoformat(iso)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _by_document(row: dict[str, Any]) -> tuple[str, tuple[int, ...]]:
    """Documents together, paragraphs in the order of their numbers."""
    return row["document"], tuple(
        int(part) for part in row["paragraph"].split(".") if part.isdigit()
    )
