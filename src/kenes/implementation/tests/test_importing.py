"""Sheets as ministries keep them: what is read, what is not understood and where."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from python_calamine import load_workbook

from kenes.access.types import NotAllowed
from kenes.implementation import exporting
from kenes.implementation.importing import workbook
from kenes.implementation.importing.doubts import NotUnderstood
from kenes.implementation.importing.headings import field_of
from kenes.implementation.importing.judging import Judged, Outcome, judge
from kenes.implementation.importing.sentences import field_label, said
from kenes.implementation.models import Measure, RoadMap, Staged
from kenes.implementation.services import adopting, staging
from kenes.implementation.tests.conftest import Enter, Table
from kenes.members.models import Organisation
from kenes.record.models import Entry
from kenes.record.services.checking import unrecorded

RUSSIAN = ("№ п/п", "Мероприятие", "Форма завершения", "Ответственные исполнители",
           "Срок исполнения", "Предполагаемые расходы (тыс. тенге)", "Источник финансирования",
           "Индикатор", "Рекомендация")  # fmt: skip
MINISTRY = "Министерство внутренних дел"


def sheet(rows: Sequence[Sequence[Any]], merged: Sequence[tuple[int, ...]] = ()) -> bytes:
    """A workbook of one sheet; ``merged`` ranges repeat what stands in their first cell."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    made = book.add_worksheet("План")
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            made.write(line, column, value)
    for range_ in merged:
        made.merge_range(*range_, rows[range_[0]][range_[1]])
    book.close()
    return out.getvalue()


@pytest.fixture
def plan(table: Table) -> RoadMap:
    Organisation.objects.filter(slug="of-bolat").update(name_ru=MINISTRY, name_kk="ІІМ")
    ministry = table.organisation()
    ministry.save()  # found by its words
    return table.draft(
        table.recommendation("126.45"), starts_on=date(2026, 1, 1), ends_on=date(2028, 12, 31)
    )


@pytest.fixture
def put(table: Table, tmp_path: Path) -> Any:
    def stage(roadmap: RoadMap, content: bytes, by: str = "amina", language: str = "") -> Staged:
        path = tmp_path / "plan.xlsx"
        path.write_bytes(content)
        return staging.stage(roadmap, path, name="plan.xlsx", language=language, **table.act(by))

    return stage


def row(*changed: Any, **facts: Any) -> list[Any]:
    """A row of the Russian table as it can be understood, but for what is given."""
    base = {
        "place": "1", "title": "Открыть журнал посещений", "result": "Приказ", "owner": MINISTRY,
        "due": "декабрь 2026 г.", "money": "1 250,5", "source": "РБ", "indicator": "Доля",
        "goals": "126.45",
    }  # fmt: skip
    return list({**base, **facts}.values())


def only(staged: Staged) -> Judged:
    (one,) = [one for one in judge(staged) if one.outcome != Outcome.HEADING]
    return one


def reasons(one: Judged) -> list[str]:
    return [said(note) for note in one.problems]


def test_a_plan_with_title_lines_merged_headings_and_sections_is_read(
    table: Table, plan: RoadMap, put: Any
) -> None:
    rows: list[list[Any]] = [
        ["Приложение 1"],
        ["План мероприятий", *[""] * 8],
        list(RUSSIAN[:5]) + ["Предполагаемые расходы, млн тенге", "", *RUSSIAN[6:8]],
        ["", "", "", "", "", 2026, 2027, "", ""],
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        ["Рекомендация 126.45: доступ адвокатов", *[""] * 8],
        [1.1, "Первое", "Приказ", f"{MINISTRY}, Qalqan (по согласованию)", date(2027, 3, 1), 5,
         2.5, "РБ", "Доля"],
        [1.2, "Второе", "Отчет", "ІІМ", "II квартал 2027 года", "Не требуются", "", "", ""],
        [1.3, "Третье", "", "of-bolat", "постоянно", "-", "", "", ""],
    ]  # fmt: skip
    merged = [(1, 0, 1, 8), (2, 5, 2, 6), (5, 0, 5, 8)]
    staged = put(plan, sheet(rows, merged))
    assert staged.language == "ru"
    taken = staging.take_in(staged, **table.act())
    assert (taken.added, taken.wrong) == (3, 0)
    first, second, third = plan.measures.all()
    assert (first.place, first.due_on, first.budget) == (
        "1.1",
        date(2027, 3, 1),
        Decimal("7500000"),
    )
    assert first.currency == "KZT"
    assert first.partners == [table.organisation("clara").pk]
    assert second.due_on == date(2027, 6, 30)
    assert second.budget_source == {"ru": "Не требуются"}
    assert third.due_on == plan.ends_on
    assert {one.contributions.get().goal.recommendation.paragraph for one in (first, third)} == {
        "126.45"
    }


@pytest.mark.parametrize(
    "headings",
    [
        RUSSIAN,
        ("Р/с №", "Іс-шара", "Аяқталу нысаны", "Жауапты орындаушылар", "Орындау мерзімі",
         "Болжамды шығыстар (мың теңге)", "Қаржыландыру көзі", "Индикатор", "Ұсыным"),
        ("No.", "Measure", "Form of completion", "Responsible", "Deadline",
         "Budget (thousand tenge)", "Source of funds", "Indicator", "Recommendation"),
    ],
)  # fmt: skip
def test_headings_of_three_languages_are_known(
    plan: RoadMap, put: Any, headings: tuple[str, ...]
) -> None:
    one = only(put(plan, sheet([headings, row()])))
    assert one.outcome == Outcome.NEW, reasons(one)
    assert one.facts
    assert one.facts.budget == Decimal("1250500.00")
    assert one.facts.due_on == date(2026, 12, 31)
    assert list(one.facts.goals) == [plan.goals.get().recommendation.number]


@pytest.mark.parametrize(
    ("facts", "cell", "sentence"),
    [
        ({"title": ""}, "B2", "The measure has no title."),
        ({"due": ""}, "E2", "There is no deadline."),
        ({"due": "после принятия закона"}, "E2", "is no day that can be read"),
        ({"due": "декабрь"}, "E2", "names no year"),
        ({"due": "31.12.2040"}, "E2", "set a deadline within"),
        ({"due": "=1/0"}, "E2", "is no day that can be read"),
        ({"owner": ""}, "D2", "Nobody is named as responsible."),
        ({"owner": "Минздрав"}, "D2", "No organisation is named “Минздрав”."),
        ({"owner": "M" * 4000}, "D2", "No organisation is named"),
        ({"money": "1,250"}, "F2", "thousands or as a fraction"),
        ({"money": "5–10 млн"}, "F2", "is no sum of money"),
        ({"money": 1e40}, "F2", "is more than can be kept"),
        ({"goals": "R-1999-001"}, "I2", "is no recommendation of the register"),
        ({"goals": "все"}, "I2", "names no recommendation"),
        ({"place": "первый пункт плана"}, "A2", "written in digits"),
        ({"title": "x" * 501}, "B2", "at most 500"),
    ],
)
def test_what_is_not_understood_is_named_with_its_cell(
    table: Table, plan: RoadMap, put: Any, facts: dict[str, Any], cell: str, sentence: str
) -> None:
    one = only(put(plan, sheet([RUSSIAN, row(**facts)])))
    assert one.outcome == Outcome.WRONG
    assert any(sentence in text for text in reasons(one)), reasons(one)
    assert cell in {f"{note.column}{one.line.row}" for note in one.problems}
    with pytest.raises(ValidationError, match="nothing to take in"):
        staging.take_in(Staged.objects.get(), **table.act())


def test_the_same_sheet_changes_nothing_twice(table: Table, plan: RoadMap, put: Any) -> None:
    content = sheet([RUSSIAN, row(), row(place="2", title="Другое", money="")])
    staging.take_in(put(plan, content), **table.act())
    assert {one.outcome for one in judge(put(plan, content))} == {Outcome.SAME}
    with pytest.raises(ValidationError, match="nothing to take in"):
        staging.take_in(Staged.objects.get(), **table.act())


def test_rows_are_updated_in_place_moved_and_renamed(
    table: Table, plan: RoadMap, put: Any
) -> None:
    first = [row(), row(place="2", title="Другое"), row(place="3", title="Третье")]
    staging.take_in(put(plan, sheet([RUSSIAN, *first])), **table.act())
    keys = {one.title["ru"]: one.pk for one in plan.measures.all()}
    again = [
        row(place="2"),  # the first and the second change places
        row(place="1", title="Другое"),
        row(place="3", title="Третье, уточненное", due="2027 год"),
        row(place="", title="Новое"),
    ]
    taken = staging.take_in(put(plan, sheet([RUSSIAN, *again])), **table.act())
    assert (taken.added, taken.changed) == (1, 3)
    found = {one.pk: (one.place, one.title["ru"]) for one in plan.measures.all()}
    assert found[keys["Открыть журнал посещений"]] == ("2", "Открыть журнал посещений")
    assert found[keys["Другое"]] == ("1", "Другое")
    assert found[keys["Третье"]] == ("3", "Третье, уточненное")
    assert ("4", "Новое") in found.values()


def test_a_number_that_stands_twice_is_told_and_the_rest_is_kept(
    table: Table, plan: RoadMap, put: Any
) -> None:
    staged = put(plan, sheet([RUSSIAN, row(), row(title="Другое")]))
    outcomes = [one.outcome for one in judge(staged)]
    assert outcomes == [Outcome.NEW, Outcome.WRONG]
    assert "stands in План!A2 already" in reasons(judge(staged)[1])[0]
    assert staging.take_in(staged, **table.act()).added == 1


def test_numbers_that_a_spreadsheet_took_for_figures_are_read_as_meant(
    plan: RoadMap, put: Any
) -> None:
    rows = [row(place=float(f"1.{n}"), title=f"Мера {n}") for n in range(1, 10)]
    rows += [row(place=1.1, title="Десятая"), row(place=1.11, title="Одиннадцатая")]
    found = judge(put(plan, sheet([RUSSIAN, *rows])))
    assert [one.facts.place for one in found if one.facts][-3:] == ["1.9", "1.10", "1.11"]


def test_a_column_the_sheet_does_not_have_is_left_alone(
    table: Table, plan: RoadMap, put: Any
) -> None:
    staging.take_in(put(plan, sheet([RUSSIAN, row()])), **table.act())
    fewer = ("№", "Мероприятие", "Ответственный", "Срок")
    one = only(
        put(plan, sheet([fewer, ["1", "Открыть журнал посещений", MINISTRY, "31.01.2027"]]))
    )
    assert one.outcome == Outcome.CHANGED
    assert list(one.changes) == ["due_on"]


def test_a_translation_is_added_beside_the_text(table: Table, plan: RoadMap, put: Any) -> None:
    staging.take_in(put(plan, sheet([RUSSIAN, row()])), **table.act())
    kazakh = ("№", "Іс-шара", "Жауапты", "Мерзімі")
    content = sheet([kazakh, ["1", "Келушілер журналын ашу", MINISTRY, "2026 жылғы желтоқсан"]])
    staging.take_in(put(plan, content), **table.act())
    assert plan.measures.get().title == {
        "ru": "Открыть журнал посещений",
        "kk": "Келушілер журналын ашу",
    }


def test_who_is_meant_by_a_name_can_be_said_by_hand(table: Table, plan: RoadMap, put: Any) -> None:
    staged = put(plan, sheet([RUSSIAN, row(owner="МВД РК")]))
    assert only(staged).outcome == Outcome.WRONG
    staging.choose(staged, {"мвд рк": table.organisation()}, **table.act())
    assert only(Staged.objects.get()).outcome == Outcome.NEW


def test_a_name_of_several_organisations_is_not_guessed(
    table: Table, plan: RoadMap, put: Any
) -> None:
    for slug in ("a", "b"):
        Organisation.objects.create(slug=slug, kind="ngo", name_ru="Союз юристов")
    one = only(put(plan, sheet([RUSSIAN, row(owner="Союз юристов")])))
    assert one.outcome == Outcome.WRONG
    assert "could be several: a (Союз юристов); b (Союз юристов)" in reasons(one)[0]


def test_a_name_with_commas_is_one_name(table: Table, plan: RoadMap, put: Any) -> None:
    for slug, name in (
        ("m1", "Министерство культуры, информации и спорта"),
        ("m2", "Прокуратура"),
    ):
        Organisation.objects.create(slug=slug, kind="state_body", name_ru=name)
    named = "Прокуратура, Министерство культуры, информации и спорта, МИНИСТЕРСТВО ВНУТРЕННИХ ДЕЛ"
    one = only(put(plan, sheet([RUSSIAN, row(owner=named)])))
    assert one.facts
    assert one.facts.owner.slug == "m2"
    assert len(one.facts.partners) == 2


def test_an_ambiguous_paragraph_is_named_with_its_recommendations(
    table: Table, plan: RoadMap, put: Any
) -> None:
    for symbol in ("A/1", "A/2"):
        table.recommendation("139.7", symbol=symbol)
    one = only(put(plan, sheet([RUSSIAN, row(goals="139.7")])))
    assert "could be several: R-" in reasons(one)[0]


def test_what_is_read_into_an_adopted_road_map_is_told(
    table: Table, plan: RoadMap, put: Any
) -> None:
    stranger = table.recommendation("140.1")
    staging.take_in(put(plan, sheet([RUSSIAN, row()])), **table.act())
    roadmap = adopting.adopt(RoadMap.objects.get(), **table.act())
    rows = [row(due="2027 год", goals="140.1"), row(place="2", title="Другое")]
    staged = put(roadmap, sheet([RUSSIAN, *rows]))
    assert "is added to the road map" in said(judge(staged)[0].notes[0])
    assert not Entry.objects.filter(type="roadmap.imported").exists()
    staging.take_in(staged, **table.act())
    assert Entry.objects.filter(type="roadmap.imported").count() == 1
    assert roadmap.goals.filter(recommendation=stranger).exists()
    assert [one for one in unrecorded() if one.startswith("RM-")] == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_what_is_exported_reads_in_again_without_a_change(
    table: Table, plan: RoadMap, put: Any, language: str
) -> None:
    goal = plan.goals.get().recommendation.number
    table.measure(
        plan,
        place="1.10",
        title={"ru": '=HYPERLINK("http://x")', "kk": "+1"},
        result={"en": "Order; act,\nreport"},
        partners=[table.organisation("clara"), table.organisation("damir")],
        starts_on=date(2026, 5, 1),
        due_on=date(2027, 5, 31),
        budget=Decimal("12345678901234.56"),
        currency="USD",
        budget_source={"ru": "@РБ"},
        indicator={"ru": "-5 %"},
        baseline="=1+1",
        target="0,5",
        goals={goal: 7},
    )
    table.measure(plan, due_on=date(2027, 1, 1), budget=Decimal("0.10"), currency="KZT")
    adopting.adopt(plan, **table.act())
    roadmap = RoadMap.objects.get()
    table.report(roadmap.measures.all()[0], "under_way", percent=40)
    with override(language):
        content = exporting.workbook(roadmap)
        found = judge(put(roadmap, content, language=language))
    assert [(one.outcome, dict(one.changes)) for one in found] == [(Outcome.SAME, {})] * 2
    cells = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert cells[1][1] == {"ru": '=HYPERLINK("http://x")', "kk": "+1"}.get(
        language, "+1"
    )  # as text: the workbook holds no formula
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b"hyperlink" not in archive.read("xl/worksheets/sheet1.xml").lower()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_headings_of_our_own_sheets_are_known(language: str) -> None:
    with override(language):
        found = {name: field_of(field_label(name)) for name in exporting.COLUMNS}
    assert {name: field and field[0] for name, field in found.items()} == {
        name: name for name in exporting.COLUMNS
    }


def test_an_empty_road_map_is_exported_as_a_form(table: Table, plan: RoadMap, put: Any) -> None:
    with pytest.raises(ValidationError, match="no row beneath"):
        put(plan, exporting.workbook(plan))


def rezipped(content: bytes, **parts: bytes) -> bytes:
    """The workbook with some of its members replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, data in parts.items():
            target.writestr(name, data)
    return out.getvalue()


def far_away(cell: str) -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.'
        b'org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row><c r="' + cell.encode() + b'"><v>1</v></c></row></sheetData></worksheet>'
    )


SHEET1 = "xl/worksheets/sheet1.xml"
PLAIN = sheet([RUSSIAN, row()])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_workbook"),
        (b"PK\x03\x04 nothing", "no_workbook"),
        (b"%PDF-1.4", "no_workbook"),
        (PLAIN[: len(PLAIN) // 2], "no_workbook"),
        (rezipped(PLAIN, **{"x.bin": b"\0" * 60_000_000}), "large_file"),
        (rezipped(PLAIN, **{SHEET1: far_away("XFD1048576")}), "large_sheet"),
        (rezipped(PLAIN, **{SHEET1: far_away("A1048576")}), "large_sheet"),
        (rezipped(PLAIN, **{SHEET1: far_away("ZZ5")}), "large_sheet"),
        (rezipped(PLAIN, **{SHEET1: far_away("A9").decode().encode("utf-16")}), "damaged"),
        (rezipped(PLAIN, **{SHEET1: far_away("A9").replace(b"UTF-8", b"IBM037")}), "damaged"),
        (rezipped(PLAIN, **{SHEET1: b"<worksheet><sheetData><row"}), "damaged"),
        (rezipped(PLAIN, **{"xl/workbook.xml": b"<"}), "damaged"),
    ],
)
def test_a_hostile_file_is_refused_before_it_is_unpacked(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(NotUnderstood) as refused:
        workbook.read(path)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["nothing", "of", "this"]], "No table was found"),
        ([["Мероприятие", "Срок"], ["x", "2027"]], "no column is headed “Responsible”"),
        ([RUSSIAN], "no row beneath"),
    ],
)
def test_a_sheet_without_a_plan_is_told_so(
    plan: RoadMap, put: Any, rows: list[Any], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        put(plan, sheet(rows))


def test_only_so_many_rows_are_read(plan: RoadMap, put: Any) -> None:
    rows = [row(place=str(n), title=f"Мера {n}") for n in range(5_001)]
    with pytest.raises(ValidationError, match="At most 5000 rows"):
        put(plan, sheet([RUSSIAN, *rows]))


def test_only_the_secretariat_reads_in(table: Table, plan: RoadMap, put: Any) -> None:
    staged = put(plan, PLAIN)
    for key in ("bolat", "farida", "clara", "galym"):
        with pytest.raises(NotAllowed):
            put(plan, PLAIN, by=key)
        with pytest.raises(NotAllowed):
            staging.take_in(staged, **table.act(key))
    assert not Measure.objects.exists()


def test_a_sheet_is_checked_row_by_row_before_it_is_saved(
    table: Table, plan: RoadMap, enter: Enter
) -> None:
    def url(name: str, *parts: object) -> str:
        return reverse(f"implementation:{name}", args=[plan.number, *parts])

    wrong = row(place="2", title="=cmd|'/C calc'!A0", due="когда-нибудь", owner="@nobody")
    amina = enter("amina")
    with override("en"):
        sent = amina.post(
            url("sheet"),
            {"file": SimpleUploadedFile("<b>.xlsx", sheet([RUSSIAN, row(), wrong]))},
        )
        assert sent.status_code == 302, sent.content.decode()
        staged = Staged.objects.get()
        check, names = url("sheet_check", staged.pk), url("sheet_wrong", staged.pk)
        page = amina.get(check).content.decode()
        assert "1 measure is added, 0 are changed, 1 row is left out." in page
        assert "План!3" in page
        assert "E3</b>" in page
        assert "&lt;b&gt;.xlsx" in page
        assert "“@nobody” is" in page
        assert amina.get(f"{check}?show=wrong&page=99").status_code == 200
        assert amina.get(f"{check}?show=x&page=%00").status_code == 200
        lines = amina.get(names).getvalue().decode()
        assert "\n=" not in lines
        assert ",=cmd" not in lines
        assert amina.post(check, {"act": "names", "name0": "of-bolat"}).status_code == 302
        assert "@nobody” is" not in amina.get(check).content.decode()
        assert enter("bolat").get(check).status_code == 404
        assert amina.post(check, {"act": "take"}).status_code == 302
        assert amina.post(check, {"act": "take"}).status_code == 404
    assert plan.measures.count() == 1
