"""The demonstration's road maps: prepared, adopted by a meeting, reported on by who owns them."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from importlib.resources import files
from typing import Any

from django.utils import timezone

from kenes.demo.acts import Act
from kenes.demo.dialogue import Dialogue
from kenes.demo.meetings import Meetings
from kenes.demo.people import on_duty
from kenes.implementation.models import Measure, RoadMap
from kenes.implementation.services import adopting, changing, drafting, measures, reporting
from kenes.members.models import DutyKind

CURRENCY = "KZT"
_DATA = files("kenes.demo") / "data" / "roadmaps"
_DRAFTED_AFTER = timedelta(days=3)
_AFTER_THE_MEETING = time(16)

Row = Mapping[str, Any]


def roadmaps() -> list[dict[str, Any]]:
    """Every road map, the oldest first."""
    found = [_read(file.name) for file in _DATA.iterdir() if file.name != "sources.toml"]
    return sorted(found, key=lambda row: (row["begun"], row["key"]))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


class RoadMaps:
    """Road maps and their measures while they are prepared and carried out."""

    def __init__(self, dialogue: Dialogue, meetings: Meetings) -> None:
        self.dialogue = dialogue
        self.meetings = meetings
        self.organisations = dialogue.organisations
        self.sources = _read("sources.toml")
        self.roadmaps: dict[str, RoadMap] = {}
        self.measures: dict[tuple[str, str], Measure] = {}

    def acts(self) -> Iterator[Act]:
        """A draft, its measures, its adoption on the day of the meeting, then the reports."""
        for row in roadmaps():
            key = row["key"]
            yield Act(day=row["begun"], do=partial(self._begin, row))
            for measure in row["measures"]:
                day = row["begun"] + _DRAFTED_AFTER
                yield Act(day=day, do=partial(self._add, key, measure))
            if "adopted" in row:
                do = partial(self._adopt, row)
                yield Act(day=row["adopted"], do=do, at=_AFTER_THE_MEETING)
            if "change" in row:
                yield Act(day=row["change"]["on"], do=partial(self._change, row))
            for measure in row["measures"]:
                for report in measure.get("reports", []):
                    do = partial(self._report, key, measure, report)
                    yield Act(day=report["on"], do=do)

    def _begin(self, row: Row, now: datetime) -> None:
        self.roadmaps[row["key"]] = drafting.begin(
            title=row["title"],
            purpose=row["purpose"],
            starts_on=row["from"],
            ends_on=row["until"],
            goals=self._goals(row["goals"]),
            actor=self.meetings.secretary(now),
            now=now,
        )

    def _add(self, key: str, row: Row, now: datetime) -> None:
        self.measures[key, row["place"]] = measures.add(
            self.roadmaps[key],
            place=row["place"],
            title=row["title"],
            result=row.get("result", {}),
            owner=self.organisations[row["owner"]],
            partners=[self.organisations[slug] for slug in row.get("partners", [])],
            due_on=row["due"],
            budget=row.get("budget"),
            currency=CURRENCY if "budget" in row else "",
            budget_source=self.sources[row["source"]],
            indicator=row.get("indicator", {}),
            baseline=row.get("baseline", ""),
            target=row.get("target", ""),
            goals=self._goals(dict.fromkeys(row["goals"], 1)),
            actor=self.meetings.secretary(now),
            now=now,
        )

    def _adopt(self, row: Row, now: datetime) -> None:
        self.roadmaps[row["key"]] = adopting.adopt(
            self.roadmaps[row["key"]],
            decision=self.dialogue.decisions[row["decision"]].number,
            on=timezone.localdate(now),
            actor=self.meetings.secretary(now),
            now=now,
        )

    def _change(self, row: Row, now: datetime) -> None:
        """Add recommendations to what was adopted, and say which measures serve them."""
        roadmap = RoadMap.objects.get(pk=self.roadmaps[row["key"]].pk)
        changing.change(
            roadmap,
            title=row["title"],
            purpose=row["purpose"],
            starts_on=row["from"],
            ends_on=row["until"],
            goals=self._goals({**row["goals"], **row["change"]["goals"]}),
            reason=row["change"]["reason"],
            seen=roadmap.edited,
            actor=self.meetings.secretary(now),
            now=now,
        )
        for measure in row["measures"]:
            if measure["place"] in row["change"]["measures"]:
                goals = [*measure["goals"], *row["change"]["goals"]]
                measures.change(
                    self.measures[row["key"], measure["place"]],
                    facts={"goals": self._goals(dict.fromkeys(goals, 1))},
                    actor=self.meetings.secretary(now),
                    now=now,
                )

    def _report(self, key: str, measure: Row, row: Row, now: datetime) -> None:
        owner = self.organisations[measure["owner"]]
        reporting.report(
            self.measures[key, measure["place"]],
            status=row["status"],
            percent=row.get("percent"),
            text=row["text"],
            evidence=row.get("evidence", ""),
            language=row["lang"],
            on=row["on"],
            actor=on_duty(owner, DutyKind.FOCAL_POINT, now),
            now=now,
        )

    def _goals(self, rows: Mapping[str, int]) -> dict[str, int]:
        """Numbers of recommendations with their weights."""
        return {self.dialogue.number(name): weight for name, weight in rows.items()}
