"""The public record says what the pages show, through a whole life and after an erasure."""

from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from kenes.alignment.models import Pair, View
from kenes.alignment.services import opening
from kenes.alignment.tests.conftest import Enter, Table
from kenes.record.models import Entry
from kenes.record.services import bundling, redacting
from kenes.record.services.checking import check, unrecorded
from kenes.record.services.integrating import integrate
from kenes.record.subjects import field_label, shown_of, titles_of


@pytest.fixture
def life(table: Table, settings: Any, tmp_path: Path) -> Pair:
    """Every act there is, on one pair."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    pair = table.pair("art_6")
    table.view(pair, "clara", "gap")
    table.view(pair, "bolat", "aligned")
    table.amended(pair.act)
    opening.renew(pair, "art_9", actor=table.actor("amina"), now=table.now)
    pair.refresh_from_db()
    table.view(pair, "clara", "aligned", language="kk", reason="Енді сай")
    return pair


def test_the_record_says_what_is_shown_after_a_whole_life(life: Pair, table: Table) -> None:
    assert [one for one in unrecorded() if str(one).startswith("A-")] == []
    report = check(table.later(days=1))
    assert [one for one in report.findings if one.facts.get("subject") == life.number] == []
    entries = Entry.objects.filter(subject=life.number)
    assert [entry.type for entry in entries.order_by("id")] == [
        "alignment.opened",
        "alignment.viewed",
        "alignment.viewed",
        "alignment.opened",
        "alignment.viewed",
    ]
    assert bundling.standing(life.number).agrees


def test_the_state_is_all_that_the_page_shows(life: Pair) -> None:
    state = shown_of([life.number])[life.number]
    assert (state["obligation"], state["provision"]) == ("iccpr/1", "art_9")
    assert state["version"] == "2026-01-01"
    views = [value for name, value in state.items() if name.startswith("view.")]
    assert [one["finding"] for one in views] == ["gap", "aligned", "aligned"]
    assert [one["provision"] for one in views] == ["art_6", "art_6", "art_9"]
    with override("ru"):
        assert "МПГПП" in titles_of([life.number])[life.number]
        assert all(field_label(life.number, name) for name in state)


def test_a_changed_row_is_found(life: Pair, table: Table) -> None:
    View.objects.filter(of=life).update(finding="aligned")
    found = {one.facts.get("subject") for one in check(table.later(days=1)).findings}
    assert life.number in found
    assert not bundling.standing(life.number).agrees


def test_an_erased_view_keeps_its_finding_and_the_page_says_so(
    life: Pair,
    table: Table,
    enter: Enter,
    django_capture_on_commit_callbacks: Any,
) -> None:
    integrate()
    view = life.views.earliest("id")
    field = f"view.{view.pk}"
    entry = Entry.objects.filter(subject=life.number, type="alignment.viewed").earliest("id")
    with django_capture_on_commit_callbacks() as callbacks:
        redaction = redacting.ask(
            entry,
            names=[field],
            ground=redacting.Ground.PERSONAL,
            explanation="A name",
            actor=table.actor("amina"),
            now=table.now,
        )
        redacting.carry_out(redaction, actor=table.actor("farida"), now=table.now)
    for callback in callbacks:
        if "redacting" not in callback.__module__:  # SQLite's own files are of no matter here
            callback()
    erased = View.objects.get(pk=view.pk)
    assert (erased.reason, erased.person, erased.finding) == ("", "", "gap")
    state = shown_of([life.number])[life.number]
    assert view.reason not in str(state)
    found = [one for one in check(table.later(days=1)).findings if one.facts.get("field") == field]
    assert found == []
    page = enter("").get(f"/en/alignment/{life.number}/").content.decode()
    assert "As clara reads it" not in page
    assert "Erased from the public record by two officers." in page
