"""Three official papers on one review: report, addendum and thematic list make one register."""

from pathlib import Path

import pytest
from django.utils import timezone

from kenes.access.types import operator
from kenes.recommendations.models import Import, Recommendation
from kenes.recommendations.services import imports, staging

pytestmark = pytest.mark.django_db
ACTOR = operator("test")
REPORT, ADDENDUM = "g1423930.pdf", "g1504261.txt"
LIST = "UPR20__Slovenia_ThematicListRecommendations_E.docx"


def bring(folder: Path, name: str) -> Import:
    now = timezone.now()
    started = staging.start(folder / name, name=name, actor=ACTOR, now=now)
    return imports.apply(staging.read(started, actor=ACTOR, now=now), actor=ACTOR, now=now)


def test_an_addendum_and_a_thematic_list_complete_the_report(shared_data: Path) -> None:
    folder = shared_data / "ohchr-matrices"
    assert bring(folder, REPORT).counts["created"] == 163
    answered = bring(folder, ADDENDUM)
    assert (answered.counts["created"], answered.counts["updated"]) == (0, 163)
    listed = bring(folder, LIST)
    assert (listed.counts["created"], listed.counts["updated"]) == (0, 163)
    register = Recommendation.objects
    assert register.count() == 163
    assert register.filter(position="supported").count() == 142
    assert register.filter(position="noted").count() == 21
    one = register.get(symbol="A/HRC/28/15", paragraph="115.2")
    assert "racial-discrimination" in one.themes
    assert one.texts.get().text.startswith("Expedite the process of ratification")


def test_positions_without_their_report_make_no_recommendations(shared_data: Path) -> None:
    answered = bring(shared_data / "ohchr-matrices", ADDENDUM)
    assert not Recommendation.objects.exists()
    row = answered.rows.first()
    assert row is not None
    assert row.item["code"] == "report-missing"
    assert row.item["facts"]["symbol"] == "A/HRC/28/15"
