"""A road map as a sheet that a ministry keeps, and that reads in again without a change."""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

import xlsxwriter
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from kenes.implementation.importing.sentences import field_label
from kenes.implementation.models import Contribution, Measure, RoadMap
from kenes.languages.fields import pick
from kenes.members.models import Organisation

CHUNK = 500  # measures held at a time
_LONGEST = 32_767  # characters of a cell
_LONGEST_SHEET = 31
# Column -> width in characters, in the order of the plans that ministries sign.
COLUMNS = {
    "place": 7,
    "title": 46,
    "result": 24,
    "owner": 28,
    "partners": 26,
    "starts_on": 12,
    "due_on": 12,
    "budget": 18,
    "currency": 9,
    "budget_source": 22,
    "indicator": 26,
    "baseline": 14,
    "target": 14,
    "goals": 18,
    "status": 16,
    "percent": 10,
}


def workbook(roadmap: RoadMap) -> bytes:
    """The measures as XLSX in the reader's language: text is text, and nothing is a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        },
    )
    book.set_properties({"title": f"{roadmap.number}: {roadmap.name}"[:255]})
    sheet = book.add_worksheet(_("Measures")[:_LONGEST_SHEET])
    _lay_out(book, sheet, roadmap)
    formats = _Formats(book)
    for line, (measure, partners) in enumerate(_measures(roadmap), 1):
        for column, name in enumerate(COLUMNS):
            _write(sheet, line, column, _value(name, measure, partners), formats)
    book.close()
    return out.getvalue()


def goals_text(measure: Measure) -> str:
    """The recommendations a measure serves, with the weights that are not 1."""
    return "; ".join(
        one.goal.recommendation.number + (f" ({one.weight})" if one.weight != 1 else "")
        for one in measure.contributions.all()
    )


class _Formats:
    def __init__(self, book: Any) -> None:
        plain = {"text_wrap": True, "valign": "top", "border": 1}
        self.text = book.add_format(plain)
        self.day = book.add_format({**plain, "num_format": "dd.mm.yyyy", "align": "left"})
        self.money = book.add_format({**plain, "num_format": "#,##0.00"})


def _lay_out(book: Any, sheet: Any, roadmap: RoadMap) -> None:
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E7E5DF"}
    )
    for column, (name, width) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, field_label(name), head)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    title = f"{roadmap.number} {roadmap.name}".replace("&", "&&")[:200]
    sheet.set_header(f"&L{title}")
    sheet.set_footer("&R&P / &N")


def _measures(roadmap: RoadMap) -> Iterator[tuple[Measure, str]]:
    """Each measure with the names of those who act together with its owner."""
    rows = (
        roadmap.measures.select_related("owner")
        .prefetch_related(Prefetch("contributions", Contribution.objects.numbered()))
        .order_by("order", "id")
        .iterator(chunk_size=CHUNK)
    )
    while chunk := list(islice(rows, CHUNK)):
        known = Organisation.objects.in_bulk({key for one in chunk for key in one.partners})
        for one in chunk:
            yield one, "; ".join(cell_name(known[key]) for key in one.partners if key in known)


def _value(name: str, measure: Measure, partners: str) -> Any:
    if name in {"title", "result", "budget_source", "indicator"}:
        return pick(getattr(measure, name))
    if name == "owner":
        return cell_name(measure.owner)
    if name == "partners":
        return partners
    if name == "goals":
        return goals_text(measure)
    if name == "status":
        return measure.get_status_display()
    return getattr(measure, name)


def cell_name(organisation: Organisation) -> str:
    """Its name, or its address where the name would be read as two."""
    name = str(organisation)
    return organisation.slug if ";" in name or "\n" in name else name


def _write(sheet: Any, line: int, column: int, value: Any, formats: _Formats) -> None:
    if value is None or value == "":
        sheet.write_blank(line, column, None, formats.text)
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value, formats.day)
    elif isinstance(value, Decimal) and Decimal(repr(float(value))) == value:
        sheet.write_number(line, column, float(value), formats.money)
    elif isinstance(value, int):
        sheet.write_number(line, column, value, formats.text)
    else:
        sheet.write_string(line, column, str(value)[:_LONGEST], formats.text)
