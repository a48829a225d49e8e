"""A road map as an official plan: what is to be done, by whom, by when, with which means."""

from datetime import UTC, date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kenes.engines.typeset import (
    Block,
    Document,
    Heading,
    KeyValues,
    Note,
    Paragraph,
    Run,
    Table,
    Text,
)
from kenes.implementation import telling
from kenes.implementation.lifecycle import MeasureStatus
from kenes.implementation.models import Goal, Measure, RoadMap
from kenes.languages.dates import written
from kenes.languages.fields import Named, picked
from kenes.languages.types import current_language
from kenes.members.models import Body, BodyKind, Organisation
from kenes.record.models import Entry
from kenes.record.services.keeping import root_over
from kenes.ui.papers import whole_address

_WIDTHS = (1.1, 2.6, 5.0, 3.1, 3.3, 2.4, 2.7, 3.1, 2.6)


def plan(roadmap: RoadMap, today: date) -> Document:
    """The road map in the active language, as it stands ``today``; seven queries."""
    measures = list(
        roadmap.measures.select_related("owner").prefetch_related(
            "reports", "contributions__goal__recommendation"
        )
    )
    goals = list(
        roadmap.goals.select_related("recommendation").prefetch_related("recommendation__texts")
    )
    partners = Organisation.objects.in_bulk({pk for one in measures for pk in one.partners})
    plenary = Body.objects.filter(kind=BodyKind.PLENARY).first()
    is_draft = roadmap.is_draft
    number = "" if is_draft else roadmap.number
    blocks: list[Block] = []
    if is_draft:
        blocks.append(
            Note(_("This is a draft. The body has not adopted it, and it binds nobody."), True)
        )
    if roadmap.purpose:
        blocks.append(Paragraph(in_words(roadmap.purpose)))
    if goals:
        blocks += [Heading(_("Recommendations it carries out")), _recommendations(goals)]
    blocks.append(Heading(_("Measures")))
    if measures:
        rows = tuple(_row(one, partners, today) for one in measures)
        blocks.append(Table(head=_head(), rows=rows, widths=_WIDTHS))
    else:
        blocks.append(Paragraph(_("No measure has been entered yet.")))
    if not is_draft:
        blocks += closing(number, whole_address("implementation:roadmap", number))
    title, language = picked(roadmap.title)
    return Document(
        title=title or roadmap.number,
        language=current_language(),
        made_at=datetime.combine(today, datetime.min.time(), UTC),
        blocks=tuple(blocks),
        masthead=str(plenary) if plenary else "",
        left=number,
        right=written(roadmap.adopted_on) if roadmap.adopted_on else "",
        lines=_lines(roadmap, today),
        head=title,
        foot=_("Road map %(number)s") % {"number": number} if number else _("Road map"),
        mark=_("Draft") if is_draft else "",
        subject=_("Road map"),
        landscape=True,
        lacking=lacking(),
    )


def in_words(texts: dict[str, str], *, bold: bool = False, italic: bool = False) -> Text:
    """The text in the reader's language, or in another, which the paper then names."""
    text, code = picked(texts)
    return (Run(text, bold=bold, italic=italic, language=other(code)),)


def named(thing: Named) -> Run:
    """Its name, with the language it is in."""
    return Run(str(thing), language=other(thing.name_language))


def other(code: str) -> str:
    """The language of words, "" for the paper's own."""
    return "" if code == current_language() else code


def closing(number: str, address: str) -> list[Block]:
    """Where the paper comes from, and a root of the record that covers all it tells, if any."""
    last = Entry.objects.filter(subject=number).order_by("-id").first()
    return [sources(address, root_over(last))]


def sources(address: str, root: str) -> KeyValues:
    """The address of the page that the paper prints, the record's root, and where to check it."""
    pairs: list[tuple[str, Text]] = [(_("Source"), (Run(address, link=address),))]
    if root:
        verify = whole_address("record:verify")
        pairs += [
            (_("The state of the record"), root),
            (_("To be checked at"), (Run(verify, link=verify),)),
        ]
    return KeyValues(tuple(pairs))


def lacking() -> str:
    return _("□ stands for a character that the typefaces of this paper do not have.")


def _lines(roadmap: RoadMap, today: date) -> tuple[Text, ...]:
    span = {"start": written(roadmap.starts_on), "end": written(roadmap.ends_on)}
    lines: list[Text] = [_("%(start)s to %(end)s") % span]
    if roadmap.adopted_on and roadmap.decision:
        words = {"number": roadmap.decision, "day": written(roadmap.adopted_on)}
        lines.append(_("Adopted by decision %(number)s of %(day)s") % words)
    elif roadmap.adopted_on:
        lines.append(_("Adopted on %(day)s") % {"day": written(roadmap.adopted_on)})
    lines.append(_("As it stood on %(day)s") % {"day": written(today)})
    return tuple(lines)


def _recommendations(goals: list[Goal]) -> Table:
    rows: list[tuple[Text, ...]] = []
    for goal in goals:
        said = goal.recommendation.text_for()
        words = Run(said.text, language=other(said.language)) if said else Run("")
        rows.append((goal.recommendation.number, (words,)))
    return Table(head=(_("Number"), _("Recommendation")), rows=tuple(rows), widths=(2.4, 23))


def _head() -> tuple[str, ...]:
    return (
        pgettext("column of a table", "No."),
        _("Recommendations"),
        _("Measure"),
        _("Form of completion"),
        _("Responsible"),
        _("Deadline"),
        _("Budget and source of funds"),
        _("Indicator"),
        _("Progress"),
    )


def _row(measure: Measure, partners: dict[int, Organisation], today: date) -> tuple[Text, ...]:
    numbers = (one.goal.recommendation.number for one in measure.contributions.all())
    return (
        measure.place,
        "\n".join(numbers),
        in_words(measure.title),
        in_words(measure.result),
        _responsible(measure, partners),
        written(measure.due_on),
        _budget(measure),
        _indicator(measure),
        _progress(measure, today),
    )


def _responsible(measure: Measure, partners: dict[int, Organisation]) -> Text:
    runs = [named(measure.owner)]
    found = [partners[pk] for pk in measure.partners if pk in partners]
    if found:
        runs.append(Run("\n" + _("together with:"), italic=True))
        for one in found:
            runs += [Run("\n"), named(one)]
    return tuple(runs)


def _budget(measure: Measure) -> Text:
    runs = [Run(amount)] if (amount := telling.budget(measure)) else []
    source, code = picked(measure.budget_source)
    if source:
        runs.append(Run(f"\n{source}" if runs else source, language=other(code)))
    return tuple(runs)


def _indicator(measure: Measure) -> Text:
    text, code = picked(measure.indicator)
    runs = [Run(text, language=other(code))] if text else []
    if values := telling.values(measure):
        runs.append(Run(("\n" if runs else "") + values))
    return tuple(runs)


def _progress(measure: Measure, today: date) -> Text:
    """Where it stands, how late it is, and when that was last reported."""
    said = str(measure.get_status_display())
    if measure.status == MeasureStatus.UNDER_WAY:
        said += ", " + _("%(percent)s per cent") % {"percent": measure.percent}
    runs = [Run(said)]
    if measure.is_overdue(today):
        runs.append(Run("\n" + telling.clock(measure, today), bold=True))
    if reports := list(measure.reports.all()):
        day = written(reports[-1].on)
        runs.append(Run("\n" + _("reported on %(day)s") % {"day": day}))
    return tuple(runs)
