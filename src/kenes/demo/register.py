"""Filling the demonstration's register: every act on its day, through the services."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kenes.access.types import Actor
from kenes.demo import sources
from kenes.demo.acts import Act
from kenes.demo.body import Composition
from kenes.demo.people import sitting_for
from kenes.law.models import Obligation, Version
from kenes.recommendations.lifecycle import Assessor, Grade, Position, Stage
from kenes.recommendations.models import Document, Recommendation
from kenes.recommendations.services import assessing, confirming, documents, entries, law

_PREVAILING = "en"
_TRANSLATIONS = ("ru", "kk")
WEEK = timedelta(days=7)


class Register:
    """The register while it is being filled."""

    def __init__(self, actor: Actor, composition: Composition) -> None:
        self.actor = actor
        self.country = composition.country
        self.organisations = composition.organisations
        self.documents: dict[str, Document] = {}
        self.recommendations: dict[tuple[str, str], Recommendation] = {}

    def acts(self) -> Iterator[Act]:
        """The documents as they came, then what happened to each of their recommendations."""
        rows = sorted(sources.recommendations(), key=_by_document)
        facts = {row["key"]: row for row in sources.tables("documents", "documents")}
        for key, group in groupby(rows, key=lambda row: row["document"]):
            paragraphs = list(group)
            yield Act(day=facts[key]["published"], do=partial(self._keep, facts[key], paragraphs))
            for row in paragraphs:
                yield from self._history(row, facts[key])

    def _keep(self, facts: dict[str, Any], rows: list[dict[str, Any]], now: datetime) -> None:
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
                now=now,
            )
        document.kind, document.symbol, document.title = "manual", symbol, title
        document.mechanism, document.country = facts["mechanism"], self.country
        document.session, document.cycle = facts.get("session", ""), facts.get("cycle")
        document.published_on, document.text = facts["published"], text
        document.save()
        self.documents[facts["key"]] = document

    def _history(self, row: dict[str, Any], facts: dict[str, Any]) -> Iterator[Act]:
        """What happened to one recommendation."""
        key = (row["document"], row["paragraph"])
        yield Act(day=facts["published"], do=partial(self._record, key, row, facts))
        for step in row.get("steps", []):
            yield Act(day=_day(step["on"]), do=partial(self._move, key, step))
        for view in row.get("assessments", []):
            yield Act(day=_day(view["on"]), do=partial(self._assess, key, view))
        for change in row.get("law_changes", []):
            day = _day(change.get("at", {}).get("entered", change["in_force_on"]))
            yield Act(day=day, do=partial(self._change_law, key, change))
            for place, by in enumerate(change.get("confirmed", []), 1):
                do = partial(self._confirm, key, by)
                yield Act(day=day + place * WEEK, do=do)
            if objection := change.get("contested"):
                do = partial(self._contest, key, objection)
                yield Act(day=day + 3 * WEEK, do=do)

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
        assessing.assess(
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
        """Between two versions where the act is in the house, else by its words."""
        at = change.get("at")
        if at is None:
            law.record_law_change(
                self.recommendations[key],
                act=change["act"],
                provision=change["provision"],
                before=change["before"],
                after=change["after"],
                in_force_on=_day(change["in_force_on"]),
                is_new=not change["before"],
                is_repealed=not change["after"],
                actor=self.actor,
                now=now,
            )
            return
        versions = Version.objects.filter(act__code=at["act"]).prefetch_related("texts")
        after = versions.get(on=_day(change["in_force_on"]))
        before = versions.filter(on__lt=after.on).latest("on")
        code, number = at["obligation"]
        law.record_from_versions(
            self.recommendations[key],
            before=before,
            before_anchor=at["anchor"],
            after=after,
            after_anchor=at["anchor"],
            obligation=Obligation.objects.get(instrument__code=code, number=number),
            actor=self.actor,
            now=now,
        )

    def _confirm(self, key: tuple[str, str], by: str, now: datetime) -> None:
        """A side confirms the change, by whoever sat for the organisation then."""
        organisation = self.organisations[by]
        confirming.confirm(
            self.recommendations[key].law_changes.latest("pk"),
            organisation=organisation,
            actor=sitting_for(organisation, now),
            now=now,
        )

    def _contest(self, key: tuple[str, str], objection: dict[str, str], now: datetime) -> None:
        organisation = self.organisations[objection["by"]]
        confirming.contest(
            self.recommendations[key].law_changes.latest("pk"),
            organisation=organisation,
            reason=objection["reason"],
            language=objection["language"],
            actor=sitting_for(organisation, now),
            now=now,
        )


def _day(iso: str) -> date:
    return date.fromisoformat(iso)


def _by_document(row: dict[str, Any]) -> tuple[str, tuple[int, ...]]:
    """Documents together, paragraphs in the order of their numbers."""
    return row["document"], tuple(
        int(part) for part in row["paragraph"].split(".") if part.isdigit()
    )
