"""Doubts about a sheet in the reader's words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kenes.implementation.importing.doubts import Note

_Facts = Mapping[str, str]


def field_label(name: str) -> str:
    """A field of a measure as the headings of our own sheets name it."""
    labels = {
        "place": _("No."),
        "title": _("Measure"),
        "result": _("Form of completion"),
        "owner": _("Responsible"),
        "partners": _("Together with"),
        "starts_on": _("Begins"),
        "due_on": _("Deadline"),
        "budget": _("Budget"),
        "currency": _("Currency"),
        "budget_source": _("Source of funds"),
        "indicator": _("Indicator"),
        "baseline": _("Baseline"),
        "target": _("Target"),
        "goals": _("Recommendations"),
        "status": _("Status"),
        "percent": _("Done, %"),
    }
    return labels.get(name, name)


def said(note: Note) -> str:
    """The sentence of a doubt."""
    return _SENTENCES[note.code](note.facts)


def told(kept: Mapping[str, Any]) -> str:
    """The sentence of a doubt as it was kept."""
    return said(Note(**kept))


def _lacking(facts: _Facts) -> str:
    names = ", ".join(f"“{field_label(name)}”" for name in facts["fields"].split())
    return _("%(sheet)s, row %(row)s: no column is headed %(names)s.") % {**facts, "names": names}


_SENTENCES: dict[str, Callable[[_Facts], str]] = {
    # the file
    "no_workbook": lambda facts: _("This is no XLSX workbook: save the table as XLSX."),
    "damaged": lambda facts: _("This workbook is damaged or protected: save it anew as XLSX."),
    "large_file": lambda facts: _("This workbook holds more than a road map can."),
    "large_sheet": lambda facts: (
        _(
            "A sheet reaches beyond %(rows)s rows or %(columns)s columns: delete what stands "
            "below and beside the table."
        )
        % facts
    ),
    "no_headings": lambda facts: _(
        "No table was found: its headings name at least the measure, who is responsible and the "
        "deadline."
    ),
    "no_table": lambda facts: _("%(sheet)s: no table was found on this sheet.") % facts,
    "lacking": _lacking,
    "many": lambda facts: _("At most %(most)s rows are read in.") % facts,
    "unread": lambda facts: (
        _(
            "%(sheet)s: the column “%(field)s” is not read in. What was done is reported at the "
            "measure itself."
        )
        % {"sheet": facts["sheet"], "field": field_label(facts["field"])}
    ),
    # a row
    "no_title": lambda facts: _("The measure has no title."),
    "no_deadline": lambda facts: _("There is no deadline."),
    "deadline": lambda facts: _("“%(text)s” is no day that can be read.") % facts,
    "no_year": lambda facts: _("“%(text)s” names no year.") % facts,
    "beginning": lambda facts: _("The beginning cannot be read."),
    "recurring": lambda facts: (
        _("“%(text)s”: the deadline is the end of the last year it is done in.") % facts
    ),
    "open_ended": lambda facts: (
        _("“%(text)s” names no end: the deadline is the end of the road map.") % facts
    ),
    "counted": lambda facts: _("Read as a day from the bare number %(number)s.") % facts,
    "money": lambda facts: _("“%(text)s” is no sum of money that can be read.") % facts,
    "money_large": lambda facts: _("“%(text)s” is more than can be kept.") % facts,
    "money_ambiguous": lambda facts: (
        _("“%(text)s” can be read as thousands or as a fraction: write it in full.") % facts
    ),
    "currencies": lambda facts: _("Sums in several currencies: %(text)s.") % facts,
    "currency": lambda facts: _("No currency is named: %(currency)s is taken.") % facts,
    "summed": lambda facts: _("Added up from %(n)s columns.") % facts,
    "source_words": lambda facts: _("“%(text)s” is kept as the source of funds.") % facts,
    "no_owner": lambda facts: _("Nobody is named as responsible."),
    "nobody": lambda facts: _("No organisation is named “%(name)s”.") % facts,
    "several": lambda facts: _("“%(name)s” could be several: %(choices)s.") % facts,
    "goals": lambda facts: _("“%(text)s” names no recommendation by number or paragraph.") % facts,
    "no_recommendation": lambda facts: _("%(name)s is no recommendation of the register.") % facts,
    "paragraphs": lambda facts: (
        _("Paragraph %(name)s could be several: %(choices)s. Write the number.") % facts
    ),
    "new_goal": lambda facts: _("%(number)s is added to the road map.") % facts,
    "place_twice": lambda facts: _("The number %(place)s stands in %(cell)s already.") % facts,
    "place_taken": lambda facts: (
        _("Another measure of the road map has the number %(place)s.") % facts
    ),
    "refused": lambda facts: facts["sentence"],
}
