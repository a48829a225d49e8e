"""Where the sides stand on recommendations that were assessed before this was kept."""

from datetime import date
from itertools import groupby
from typing import Any

from django.db import migrations

_CHUNK = 1_000
# As recommendations.standing has it on this day; nothing was contested before it.
_SAYS = {
    "implemented": "done",
    "partly": "under way",
    "in_progress": "under way",
    "not_begun": "nothing",
    "not_implemented": "nothing",
}


def fill(apps: Any, schema_editor: Any) -> None:
    """Replay the assessments of each recommendation that has some."""
    Assessment = apps.get_model("recommendations", "Assessment")
    Recommendation = apps.get_model("recommendations", "Recommendation")
    last, keys = 0, Assessment.objects.filter(by__in=("state", "civil"))
    while chunk := list(
        keys.filter(recommendation_id__gt=last)
        .order_by("recommendation_id")
        .values_list("recommendation_id", flat=True)
        .distinct()[:_CHUNK]
    ):
        last = chunk[-1]
        rows = (
            keys.filter(recommendation_id__in=chunk)
            .order_by("recommendation_id", "on", "id")
            .values_list("recommendation_id", "on", "by", "grade")
        )
        for pk, those in groupby(rows, key=lambda row: row[0]):
            standing, since = _replayed([row[1:] for row in those])
            if standing:
                Recommendation.objects.filter(pk=pk).update(
                    standing=standing,
                    standing_since=since,
                    undone_since=since if standing == "not_done" else None,
                )


def _replayed(rows: list[tuple[date, str, str]]) -> tuple[str, date | None]:
    says: dict[str, str] = {}
    standing, since = "", None
    for day, those in groupby(rows, key=lambda row: row[0]):
        says.update({by: _SAYS.get(grade, "") for _day, by, grade in those})
        now = _together(says.get("state", ""), says.get("civil", ""))
        if now != standing:
            standing, since = now, day if now else None
    return standing, since


def _together(state: str, civil: str) -> str:
    if not state or not civil:
        return ""
    if state != civil:
        return "contested"
    return "done" if state == "done" else "not_done"


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0002_adopted_and_standing")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
