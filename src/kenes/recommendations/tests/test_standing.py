"""Where the two sides stand: the table, the replay day by day, rows from before it was kept."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from kenes.recommendations import index, standing
from kenes.recommendations.lifecycle import Grade
from kenes.recommendations.models import Recommendation, Standing
from kenes.recommendations.tests.conftest import Around

pytestmark = pytest.mark.django_db
GRADED = [grade for grade in Grade if grade != Grade.NOT_ASSESSED]


def stands(one: Recommendation) -> tuple[str, date | None]:
    one = Recommendation.objects.get(pk=one.pk)
    return one.standing, one.standing_since


@pytest.mark.parametrize(
    ("state", "civil", "wanted"),
    [
        ("implemented", "implemented", "done"),
        ("partly", "in_progress", "not_done"),
        ("not_begun", "not_implemented", "not_done"),
        ("partly", "partly", "not_done"),
        ("implemented", "partly", "contested"),
        ("in_progress", "not_begun", "contested"),
        ("not_assessed", "not_begun", ""),
        ("not_assessed", "not_assessed", ""),
    ],
)
def test_two_assessments_say_the_same_or_they_do_not(
    around: Around, state: str, civil: str, wanted: str
) -> None:
    one = around.recommended()
    around.assess(one, "state", state, days=9)
    assert stands(one) == ("", None)
    around.assess(one, "civil", civil, days=3)
    assert stands(one) == (wanted, around.ago(3) if wanted else None)


def test_every_grade_says_something_but_that_nothing_was_assessed() -> None:
    assert set(standing.SAYS) == set(GRADED)


def test_agreeing_once_more_does_not_begin_anew(around: Around) -> None:
    one = around.recommended()
    around.assess(one, "state", "partly", days=900)
    around.assess(one, "civil", "partly", days=800)
    around.assess(one, "state", "in_progress", days=300)
    assert stands(one) == ("not_done", around.ago(800))
    around.assess(one, "state", "implemented", days=100)
    assert stands(one) == ("contested", around.ago(100))
    around.assess(one, "civil", "implemented", days=5)
    assert stands(one) == ("done", around.ago(5))


def test_an_older_assessment_that_comes_late_changes_only_since_when(around: Around) -> None:
    one = around.recommended()
    around.assess(one, "state", "partly", days=100)
    around.assess(one, "civil", "partly", days=50)
    around.assess(one, "civil", "in_progress", days=80)
    assert stands(one) == ("not_done", around.ago(80))


@pytest.mark.parametrize("by", ["nhri", "independent", "mechanism"])
def test_who_measures_both_sides_outvotes_neither(around: Around, by: str) -> None:
    one = around.recommended()
    around.assess(one, "state", "implemented", days=2)
    if by == "mechanism":
        around.assess(one, by, "not_assessed", verbatim="C2")
    else:
        around.assess(one, by, "implemented", assessor="An institute" if by[0] == "i" else "")
    assert stands(one) == ("", None)
    around.assess(one, "civil", "implemented")
    assert stands(one)[0] == "done"


def test_a_contested_assessment_stands_so_until_its_side_assesses_anew(around: Around) -> None:
    one = around.recommended()
    seen = around.assess(one, "state", "implemented", days=9)
    around.contest(seen, "clara")
    assert stands(one) == ("contested", around.today)
    around.assess(one, "civil", "implemented")
    assert stands(one)[0] == "contested"
    around.assess(one, "state", "implemented")
    assert stands(one)[0] == "done"


def test_the_bodys_own_is_undone_from_its_adoption_until_both_sides_say_it_is_done(
    around: Around,
) -> None:
    def undone() -> date | None:
        return Recommendation.objects.get(pk=one.pk).undone_since

    one = around.adopted(days=100)
    assert undone() == around.ago(100)
    around.assess(one, "state", "implemented", days=5)
    around.assess(one, "civil", "partly", days=4)
    assert undone() == around.ago(100)
    seen = around.assess(one, "civil", "implemented", days=3)
    assert undone() is None
    around.contest(seen, "bolat")
    assert undone() == around.ago(100)


def test_one_of_other_origin_is_undone_while_both_sides_say_so(around: Around) -> None:
    one = around.recommended()
    assert one.undone_since is None
    around.assess(one, "state", "not_begun", days=40)
    around.assess(one, "civil", "not_begun", days=30)
    assert Recommendation.objects.get(pk=one.pk).undone_since == around.ago(30)
    around.assess(one, "civil", "implemented")
    assert Recommendation.objects.get(pk=one.pk).undone_since is None


def test_the_index_finds_by_where_the_sides_stand(around: Around) -> None:
    one, other = around.recommended(), around.recommended("Another")
    around.assess(one, "state", "partly")
    around.assess(one, "civil", "not_begun")
    assert set(index.Reader().one("standing", "contested")) == {one.pk}
    assert set(index.Reader().one("standing", "none")) == {other.pk}


def test_rows_from_before_it_was_kept_are_brought_up_to_date(around: Around) -> None:
    given = {
        "agree": [("state", "partly", 90), ("civil", "in_progress", 80), ("state", "partly", 7)],
        "differ": [("state", "implemented", 70), ("civil", "not_begun", 60)],
        "done": [("civil", "implemented", 50), ("state", "implemented", 40)],
        "one side": [("civil", "implemented", 50), ("nhri", "implemented", 40)],
        "none": [],
    }
    made = {name: around.recommended(name) for name in given}
    for name, views in given.items():
        for by, grade, days in views:
            around.assess(made[name], by, grade, days=days)
    kept = ("standing", "standing_since", "undone_since")
    wanted = {row[0]: row[1:] for row in Recommendation.objects.values_list("pk", *kept)}
    Recommendation.objects.update(standing=Standing.NONE, standing_since=None, undone_since=None)
    migration = import_module("kenes.recommendations.migrations.0003_standing")
    migration.fill(apps, None)
    found = {row[0]: row[1:] for row in Recommendation.objects.values_list("pk", *kept)}
    assert found == wanted
    assert wanted[made["agree"].pk] == ("not_done", around.ago(80), around.ago(80))
    assert wanted[made["one side"].pk] == ("", None, None)
