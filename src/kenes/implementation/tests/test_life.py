"""A road map from its draft to reports on its measures; the record says what the pages show."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kenes.access.moves import IllegalMove
from kenes.access.types import NotAllowed
from kenes.implementation.models import Measure, Progress, RoadMap
from kenes.implementation.services import adopting, changing, drafting, measures
from kenes.implementation.services.changes import ChangedMeanwhile
from kenes.implementation.tests.conftest import HOSTILE, Table
from kenes.journal.models import Entry as Act
from kenes.record.models import Entry
from kenes.record.services import redacting
from kenes.record.services.checking import check, unrecorded
from kenes.record.services.integrating import integrate
from kenes.record.subjects import shown_of


def again(roadmap: RoadMap) -> RoadMap:
    return RoadMap.objects.get(pk=roadmap.pk)


def told_otherwise() -> list[str]:
    """Road maps that show what their record does not say; the cast was set up without one."""
    return [one for one in unrecorded() if one.startswith("RM-")]


def edit(table: Table, roadmap: RoadMap, **changed: Any) -> RoadMap:
    """The draft or the adopted road map as it is, but for what is ``changed``."""
    given: dict[str, Any] = {
        "title": roadmap.title,
        "purpose": roadmap.purpose,
        "starts_on": roadmap.starts_on,
        "ends_on": roadmap.ends_on,
        "goals": {g.recommendation.number: g.weight for g in roadmap.goals.all()},
        "seen": roadmap.edited,
        **changed,
    }
    act = drafting.prepare if roadmap.is_draft else changing.change
    return act(roadmap, **given, **table.act())


def test_of_a_draft_nothing_is_told(table: Table) -> None:
    roadmap = table.draft(table.recommendation())
    one = table.measure(roadmap)
    edit(table, roadmap, title={"en": "Another"})
    measures.change(one, facts={"target": "5"}, **table.act())
    measures.remove(one, **table.act())
    assert not Entry.objects.filter(subject__startswith="RM-").exists()
    assert Act.objects.filter(kind="roadmap.prepare").count() == 4
    assert roadmap.number.startswith("draft-")


def test_a_discarded_draft_is_gone_with_its_measures(table: Table) -> None:
    roadmap = table.draft(table.recommendation())
    table.measure(roadmap)
    drafting.discard(roadmap, **table.act())
    assert not Measure.objects.exists()
    with pytest.raises(ValidationError, match="discarded"):
        drafting.discard(roadmap, **table.act())


def test_what_is_adopted_has_a_number_a_recommendation_and_a_measure(table: Table) -> None:
    roadmap = table.draft()
    with pytest.raises(ValidationError, match="no recommendation yet"):
        adopting.adopt(roadmap, **table.act())
    goal = table.recommendation()
    edit(table, roadmap, goals={goal.number: 3})
    with pytest.raises(ValidationError, match="no measure yet"):
        adopting.adopt(roadmap, **table.act())
    table.measure(again(roadmap))
    made = adopting.adopt(again(roadmap), decision="d-2026-012", **table.act("farida"))
    assert made.number == f"RM-{table.today.year}-001"
    assert made.decision == "D-2026-012"
    with pytest.raises(NotAllowed, match="adopted already"):
        adopting.adopt(made, **table.act())
    with pytest.raises(NotAllowed, match="adopted already"):
        drafting.discard(made, **table.act())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"decision": "12"}, "decision"),
        ({"on": timedelta(days=1)}, "on"),
    ],
)
def test_an_adoption_is_of_a_day_and_a_decision_there_can_be(
    table: Table, given: dict[str, Any], field: str
) -> None:
    roadmap = table.draft(table.recommendation())
    table.measure(roadmap)
    on = given.pop("on", None)
    if isinstance(on, timedelta):
        given["on"] = table.today + on
    with pytest.raises(ValidationError) as refused:
        adopting.adopt(roadmap, **given, **table.act())
    assert list(refused.value.message_dict) == [field]


def test_the_record_says_what_the_pages_show_through_a_whole_life(table: Table) -> None:
    first, second = table.recommendation(), table.recommendation()
    roadmap = table.draft(first, second)
    one = table.measure(roadmap, goals={first.number: 2, second.number: 1})
    roadmap = adopting.adopt(again(roadmap), **table.act())
    other = table.measure(
        roadmap,
        budget=Decimal("1250.5"),
        currency="kzt",
        partners=[table.organisation("clara")],
        goals={second.number: 1},
    )
    table.report(one, "under_way", percent=40, evidence="Order 12 of the Ministry")
    table.report(one, "done", by="irina")
    table.report(other, "dropped", by="amina", text="The law was repealed.")
    measures.change(one, facts={"indicator": {"en": "visits"}}, **table.act("bolat"))
    measures.change(other, facts={"due_on": table.ahead(90), "place": "9"}, **table.act())
    third = table.recommendation()
    edit(
        table,
        again(roadmap),
        title={"en": "Shorter"},
        goals={third.number: 5, first.number: 1},
        reason={"en": "Two were one."},
    )
    assert told_otherwise() == []
    integrate()
    found = check(table.now).findings
    assert [one for one in found if str(one.facts.get("subject")).startswith("RM-")] == []
    types = list(
        Entry.objects.filter(subject=roadmap.number).order_by("pk").values_list("type", flat=True)
    )
    assert types == [
        "roadmap.adopted", "measure.added", "measure.reported", "measure.reported",
        "measure.reported", "measure.changed", "measure.changed", "roadmap.changed",
    ]  # fmt: skip
    assert shown_of([roadmap.number])[roadmap.number]["title"] == {"en": "Shorter"}


def test_words_of_a_report_can_be_erased_and_the_record_still_agrees(table: Table) -> None:
    roadmap = table.adopted()
    made = table.report(roadmap.measures.get(), "under_way", percent=10)
    integrate()
    entry = Entry.objects.filter(type="measure.reported").get()
    asked = redacting.ask(
        entry,
        names=[f"report.{made.pk}"],
        ground=redacting.Ground.MISTAKE,
        explanation="A name",
        **table.act(),
    )
    redacting.carry_out(asked, **table.act("farida"))
    assert Progress.objects.get().text == ""
    assert told_otherwise() == []


def test_a_road_map_of_many_measures_is_adopted_in_as_many_entries_as_it_needs(
    table: Table,
) -> None:
    goal = table.recommendation()
    roadmap = table.draft(goal)
    Measure.objects.bulk_create(
        Measure(
            roadmap=roadmap,
            place=str(n),
            order=n,
            title={"en": f"Measure {n}"},
            owner=table.organisation(),
            due_on=table.ahead(1),
            changed_at=table.now,
        )
        for n in range(1, 901)
    )
    made = adopting.adopt(roadmap, **table.act())
    assert Entry.objects.filter(subject=made.number).count() == 3
    assert told_otherwise() == []


def test_who_was_too_slow_is_told_and_nothing_is_overwritten(table: Table) -> None:
    roadmap = table.draft(table.recommendation())
    edit(table, roadmap, title={"en": "Faster"})
    with pytest.raises(ChangedMeanwhile) as clash:
        edit(table, roadmap, title={"en": "Slower"})
    assert clash.value.edited == 1
    assert again(roadmap).title == {"en": "Faster"}
    one = table.measure(again(roadmap))
    measures.change(one, facts={"target": "1"}, seen=0, **table.act())
    with pytest.raises(ChangedMeanwhile):
        measures.change(one, facts={"target": "2"}, seen=0, **table.act())


def test_a_change_of_what_was_adopted_needs_its_reason_and_changes_something(
    table: Table,
) -> None:
    roadmap = again(table.adopted())
    with pytest.raises(ValidationError, match="Say why"):
        edit(table, roadmap, title={"en": "Other"}, reason={})
    with pytest.raises(ValidationError, match="Nothing was changed"):
        edit(table, roadmap, reason={"en": "x"})
    with pytest.raises(ValidationError, match="at least one"):
        edit(table, roadmap, goals={}, reason={"en": "x"})


def test_a_period_holds_all_deadlines(table: Table) -> None:
    roadmap = table.draft(table.recommendation())
    table.measure(roadmap, due_on=table.ahead(60))
    roadmap = again(roadmap)
    with pytest.raises(ValidationError, match="end on that day or after"):
        edit(table, roadmap, ends_on=table.ahead(59))
    with pytest.raises(ValidationError, match="begin on that day or before"):
        edit(table, roadmap, starts_on=table.ahead(61))
    with pytest.raises(ValidationError) as refused:
        table.measure(roadmap, due_on=table.ahead(701))
    assert list(refused.value.message_dict) == ["due_on"]


def test_measures_stand_in_the_order_of_their_numbers(table: Table) -> None:
    roadmap = table.draft(table.recommendation())
    for place in ("2", "1.10", "1.2", ""):
        table.measure(roadmap, place=place)
    assert [one.place for one in roadmap.measures.all()] == ["1.2", "1.10", "2", "3"]
    with pytest.raises(ValidationError, match=r"Another measure has the number 1\.2"):
        table.measure(roadmap, place="1.2.")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": {}}, "title"),
        ({"title": {"en": "x" * 501}}, "title"),
        ({"place": "1 2"}, "place"),
        ({"place": "1" * 21}, "place"),
        ({"owner": None}, "owner"),
        ({"due_on": None}, "due_on"),
        ({"budget": Decimal("1e30"), "currency": "KZT"}, "budget"),
        ({"budget": Decimal("NaN"), "currency": "KZT"}, "budget"),
        ({"budget": Decimal(-1), "currency": "KZT"}, "budget"),
        ({"budget": Decimal(5), "currency": "тг"}, "currency"),
        ({"baseline": "x" * 101}, "baseline"),
        ({"goals": {"R-1999-001": 1}}, "goals"),
        ({"goals": {"own": 0}}, "goals"),
        ({"partners": [10**9]}, "partners"),
    ],
)
def test_what_cannot_be_kept_is_refused_where_it_stands(
    table: Table, facts: dict[str, Any], field: str
) -> None:
    goal = table.recommendation()
    roadmap = table.draft(goal)
    if facts.get("goals") == {"own": 0}:
        facts = {"goals": {goal.number: 0}}
    with pytest.raises(ValidationError) as refused:
        table.measure(roadmap, **facts)
    assert list(refused.value.message_dict) == [field]
    assert not Measure.objects.exists()


def test_what_nobody_sees_is_not_kept(table: Table) -> None:
    roadmap = table.draft(table.recommendation())
    one = table.measure(roadmap, title={"en": "A\x00B\x07 C\r\nD"}, target=" 5\t% ")
    assert one.title == {"en": "AB C D"}
    assert one.target == "5 %"


def test_reports_stay_and_the_last_one_counts(table: Table) -> None:
    one = table.adopted().measures.get()
    table.report(one, "under_way", percent=40)
    table.report(one, "done")
    one.refresh_from_db()
    assert (one.status, one.percent) == ("done", 100)
    assert [r.percent for r in one.reports.all()] == [40, 100]
    table.report(one, "under_way", percent=90, text=f"Not quite {HOSTILE}")
    one.refresh_from_db()
    assert (one.status, one.percent) == ("under_way", 90)


@pytest.mark.parametrize(
    ("status", "facts", "field"),
    [
        ("gone", {}, "status"),
        ("done", {"percent": 99}, "percent"),
        ("not_begun", {"percent": 1}, "percent"),
        ("under_way", {"percent": 100}, "percent"),
        ("under_way", {"percent": 10**9}, "percent"),
        ("under_way", {"percent": -1}, "percent"),
        ("dropped", {"text": " "}, "text"),
        ("under_way", {"text": ""}, "text"),
        ("under_way", {"text": "x" * 5001}, "text"),
        ("under_way", {"language": "de"}, "language"),
        ("under_way", {"on": timedelta(days=1)}, "on"),
        ("under_way", {"on": timedelta(days=-400_000)}, "on"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(
    table: Table, status: str, facts: dict[str, Any], field: str
) -> None:
    one = table.adopted().measures.get()
    if isinstance(shift := facts.get("on"), timedelta):
        facts = {**facts, "on": table.today + shift}
    with pytest.raises(ValidationError) as refused:
        table.report(one, status, **facts)
    assert list(refused.value.message_dict) == [field]
    assert not Progress.objects.exists()


def test_a_report_is_not_of_a_day_before_the_last_one(table: Table) -> None:
    one = table.adopted().measures.get()
    table.report(one, "under_way", percent=5, on=table.ahead(-1))
    with pytest.raises(ValidationError, match="that day or a later one"):
        table.report(one, "under_way", percent=6, on=table.ahead(-2))


def test_what_was_dropped_stays_so(table: Table) -> None:
    one = table.adopted().measures.get()
    table.report(one, "dropped", text="Repealed.")
    with pytest.raises((IllegalMove, NotAllowed)):
        table.report(one, "done")
