"""A meeting on paper: its agenda with the hours, and its minutes as they are read."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone
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
    Signature,
    Signatures,
    Table,
    Text,
)
from kenes.implementation.printing import closing, in_words, lacking, named, other, sources
from kenes.languages.dates import written
from kenes.languages.fields import picked
from kenes.languages.types import Language, current_language
from kenes.meetings import minutes as reading
from kenes.meetings import telling
from kenes.meetings.composing import paragraphs, wording
from kenes.meetings.lifecycle import MinutesStatus, Section, Status
from kenes.meetings.models import Item, Meeting, Minutes, Paper
from kenes.ui.papers import whole_address

_PROGRAMME = (1.3, 0.9, 8.5, 4.0, 1.8)
_STANDING = (Section.LAW_MAKING, Section.OBLIGATIONS)  # on every agenda, be they empty


def agenda(meeting: Meeting) -> Document:
    """The agenda as it stands, in the active language; five queries."""
    items = list(meeting.items.select_related("presenter"))
    papers = list(meeting.papers.exclude(file="").select_related("organisation", "item"))
    blocks: list[Block] = [*_standing(meeting), KeyValues(tuple(_facts(meeting)))]
    head = (_("Time"), pgettext("column of a table", "No."), _("Question"), _("Presented by"))
    blocks += [
        Heading(_("Programme")),
        Table(
            head=(*head, pgettext("column of a table", "Minutes")),
            rows=tuple(_programme(meeting, items)),
            widths=_PROGRAMME,
        ),
    ]
    if papers:
        blocks += [Heading(_("Papers")), _papers(papers)]
    blocks += closing(meeting.number, whole_address("meetings:one", meeting.number))
    is_planned = meeting.status == Status.PLANNED
    return _paper(
        meeting,
        title=_("Agenda"),
        lines=(in_words(meeting.title),) if meeting.title else (_capital(meeting.name),),
        blocks=blocks,
        made_at=meeting.called_at or meeting.planned_at,
        head=_("Agenda of meeting %(number)s") % {"number": meeting.number},
        mark=_("Draft")
        if is_planned
        else _("Cancelled")
        if meeting.status == Status.CANCELLED
        else "",
    )


def minutes_of(minutes: Minutes) -> Document:
    """Minutes in the active language, corrections beside what they correct; five queries.

    Where a paragraph is not in that language, its prevailing text stands and says so.
    """
    meeting, read = minutes.meeting, reading.read(minutes, current_language())
    blocks: list[Block] = [*_stage(minutes), *_reliance(read)]
    for line in read.lines:
        if line.kind != paragraphs.TITLE:
            blocks += _line(line)
    blocks += _approved(read)
    if minutes.is_published:
        blocks += _origin(read)
    fixed = [fix.at for line in read.lines for fix in line.corrections]
    moments = [minutes.published_at, minutes.settled_at, minutes.circulated_at, *fixed]
    head = wording.title(meeting)
    return _paper(
        meeting,
        title=read.title,
        lines=tuple(_lines(minutes)),
        blocks=blocks,
        made_at=max([minutes.composed_at, *filter(None, moments)]),
        head=head,
        mark="" if minutes.is_published else _("Draft"),
    )


def _paper(
    meeting: Meeting,
    *,
    title: str,
    lines: tuple[Text, ...],
    blocks: Iterable[Block],
    made_at: datetime,
    head: str,
    mark: str,
) -> Document:
    return Document(
        title=title,
        language=current_language(),
        made_at=made_at,
        blocks=tuple(blocks),
        masthead=str(meeting.body),
        left=meeting.number,
        right=written(meeting.local_day(meeting.opened_at)),
        lines=lines,
        head=head,
        foot=str(meeting.body),
        mark=mark,
        subject=head,
        lacking=lacking(),
    )


# the agenda


def _standing(meeting: Meeting) -> list[Block]:
    if meeting.status == Status.CANCELLED:
        words = _text_after(_("This meeting is cancelled."), meeting.cancelled_because)
        return [Note(words, strong=True)]
    if meeting.status == Status.PLANNED:
        return [Note(_("This agenda is being prepared and can change."), strong=True)]
    return []


def _text_after(sentence: str, reason: dict[str, str]) -> Text:
    text, code = picked(reason)
    return (Run(f"{sentence} "), Run(text, language=other(code))) if text else sentence


def _facts(meeting: Meeting) -> Iterable[tuple[str, Text]]:
    """Never the link, which is for those who are invited."""
    yield _("Day"), written(meeting.local_day())
    if meeting.starts_at:
        yield _("Time"), telling.hours(meeting)
    yield _("Form"), str(meeting.get_mode_display())
    if meeting.place:
        yield _("Place"), in_words(meeting.place)
    if meeting.papers_until:
        yield _("Papers until"), written(meeting.papers_until)
    if meeting.reason:
        yield _("Why it is called"), in_words(meeting.reason)
    if meeting.short_notice:
        yield _("Why at short notice"), in_words(meeting.short_notice)


def _programme(meeting: Meeting, items: Sequence[Item]) -> Iterable[tuple[Text, ...]]:
    """A heading for each section, then its items, each at the hour that the times before give."""
    at = meeting.starts_at
    for section in Section:
        rows = [item for item in items if item.section == section]
        if rows or section in _STANDING:
            yield (str(section.label),)
        if not rows and section in _STANDING:
            yield "", "", _("Nothing under this standing question."), "", ""
        for item in rows:
            time = wording.hour(at, meeting.local_day()) if at else ""
            presenter: Text = (named(item.presenter),) if item.presenter else ""
            yield time, str(item.order), _question(item), presenter, str(item.minutes)
            at = at and at + timedelta(minutes=item.minutes)


def _question(item: Item) -> Text:
    title, code = picked(item.title)
    runs = [Run(title, language=other(code))]
    if item.about:
        runs.append(Run(f" ({item.about})"))
    note, code = picked(item.note)
    if note:
        runs.append(Run(f"\n{note}", italic=True, language=other(code)))
    if item.is_confidential:
        runs.append(Run("\n" + _("Chatham House rule")))
    return tuple(runs)


def _papers(papers: Sequence[Paper]) -> Table:
    rows: list[tuple[Text, ...]] = []
    for paper in papers:
        late = " (" + _("late") + ")" if paper.is_late else ""
        by = (named(paper.organisation),) if paper.organisation else _("Secretariat")
        rows.append((str(paper.item.order) if paper.item else "–", paper.name + late, by))
    head = (_("Question No."), _("Paper"), _("Tabled by"))
    return Table(head=head, rows=tuple(rows), widths=(2, 8.5, 6))


# the minutes


def _lines(minutes: Minutes) -> Iterable[Text]:
    yield _("Prevailing text: %(language)s") % {"language": Language(minutes.language).label}
    if minutes.published_at:
        day = written(timezone.localdate(minutes.published_at))
        yield _("Approved and published on %(day)s.") % {"day": day}


def _stage(minutes: Minutes) -> list[Block]:
    """How far the minutes are, until they are published."""
    if minutes.status == MinutesStatus.CIRCULATED and minutes.corrections_until:
        words = _("These minutes are open for corrections until %(day)s. They are not approved.")
        return [Note(words % {"day": written(minutes.corrections_until)}, strong=True)]
    if minutes.status == MinutesStatus.SETTLED:
        return [Note(_("These minutes wait for approval."), strong=True)]
    if not minutes.is_published:
        return [Note(_("These minutes are being written. They are not approved."), strong=True)]
    return []


def _reliance(read: reading.Read) -> list[Block]:
    """Of a translation: which text prevails, and where it cannot be relied on, by paragraph."""
    if read.is_prevailing:
        return []
    prevailing = Language(read.prevailing).label
    said = [_("A translation: the text in %(language)s prevails.") % {"language": prevailing}]
    unsure = [line.number for line in read.lines if line.note and line.number]
    if unsure:
        words = _("Lacking, stale or not checked, as is said there: paragraphs %(numbers)s.")
        said.append(words % {"numbers": spans(unsure)})
    return [Note(" ".join(said))]


def spans(numbers: Sequence[int]) -> str:
    """Rising numbers in short.

    >>> spans([1, 2, 3, 5, 7, 8])
    '1–3, 5, 7, 8'
    """
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return ", ".join(
        f"{group[0]}–{group[-1]}" if len(group) > 2 else ", ".join(map(str, group))
        for group in groups
    )


def _line(line: reading.Line) -> list[Block]:
    """A paragraph or a heading, what is to be said of its text, and its corrections."""
    text, spoken = line.text, other(line.language)
    if line.is_erased:
        text, spoken = _erased(), ""
    block: Block
    if line.level:
        block = Heading(text, level=max(line.level - 1, 1), anchor=line.anchor, language=spoken)
    else:
        words: Text = (Run(text, bold=True),) if line.kind == paragraphs.DECISION else text
        block = Paragraph(words, number=f"{line.number}.", anchor=line.anchor, language=spoken)
    notes = [Paragraph((Run(line.note, italic=True),), small=True)] if line.note else []
    return [block, *notes, *map(_correction, line.corrections)]


def _correction(fix: reading.Mended) -> Paragraph:
    """A numbered correction to published minutes, whose paragraph stands as it was published."""
    facts = {"number": fix.number, "day": written(timezone.localdate(fix.at))}
    runs = [Run(_("Correction %(number)s of %(day)s") % facts, bold=True)]
    if fix.is_erased:
        return Paragraph((*runs, Run(f"\n{_erased()}")), small=True)
    for label, text in (
        (_("Instead of"), fix.before),
        (_("read"), fix.text),
        (_("Reasons"), fix.reason),
    ):
        if text:
            runs.append(Run(f"\n{_capital(label)}: ", italic=True))
            runs.append(Run(text, language=other(fix.language)))
    return Paragraph(tuple(runs), small=True)


def _approved(read: reading.Read) -> list[Block]:
    people = tuple(
        Signature(
            office=_capital(str(one.office.get_kind_display())),
            name=one.person,
            when=_("approved on %(day)s") % {"day": written(timezone.localdate(one.at))},
        )
        for one in read.approvals
    )
    return [Heading(_("Approval")), Signatures(people)] if people else []


def _origin(read: reading.Read) -> list[Block]:
    """Where they are published, and the root of the record that their publication was built on."""
    address = whole_address("meetings:minutes", read.meeting.number)
    return [sources(address, read.root)] if read.root else closing(read.meeting.number, address)


def _erased() -> str:
    return _("Erased from the public record by two officers.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
