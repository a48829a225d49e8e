"""The map as an official paper, without its drawing: what is shared, what divides, who stands
where."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kenes.engines.typeset import (
    Block,
    Document,
    Heading,
    KeyValues,
    ListBlock,
    Note,
    Paragraph,
    Run,
    Table,
    Text,
    to_pdf,
)
from kenes.languages.dates import written
from kenes.languages.types import current_language
from kenes.opinions.models import Consultation
from kenes.opinions.report import Report
from kenes.opinions.rows import Row, Words
from kenes.ui.papers import whole_address

_WORDS, _BARS = 7.0, 8.0


def printed(consultation: Consultation, report: Report, at: datetime) -> bytes:
    """A PDF in the active language."""
    return to_pdf(_paper(consultation, report, at))


def _paper(consultation: Consultation, report: Report, at: datetime) -> Document:
    day = written(timezone.localtime(at).date())
    address = whole_address("opinions:map", consultation.number)
    blocks: list[Block] = []
    if report.is_coarse:
        blocks.append(Note(_("The consultation is open: the map still moves."), True))
    if report.is_told:
        blocks += _told(report)
    else:
        blocks.append(Paragraph(_("Too few people have voted for a map.")))
    blocks.append(KeyValues(((_("Source"), (Run(address, link=address),)),)))
    return Document(
        title=consultation.name,
        language=current_language(),
        made_at=at,
        blocks=tuple(blocks),
        masthead=str(consultation.body),
        left=consultation.number,
        right=day,
        lines=(report.headline, *(one for one in (report.lede, report.certainty) if one)),
        head=consultation.name,
        foot=_("Map of opinions, %(number)s") % {"number": consultation.number},
        subject=_("Map of opinions"),
        lacking=_("□ stands for a character that the typefaces of this paper do not have."),
    )


def _told(report: Report) -> list[Block]:
    blocks: list[Block] = [Paragraph(report.basis)]
    people = [
        (pgettext("group of opinion", "Group %(letter)s") % {"letter": one.letter}, one.people)
        for one in report.groups
    ]
    people += [(one.name.label, one.people) for one in report.chambers]
    if people:
        blocks.append(KeyValues(tuple(people)))
    for heading, rows in (
        (
            _("What all groups share") if report.groups else _("What most people share"),
            report.shared,
        ),
        (_("What divides"), report.divides),
    ):
        if rows:
            table = Table(head=_head(), rows=tuple(map(_row, rows)), widths=(1.0, _WORDS, _BARS))
            blocks += [Heading(heading), table]
    if any(group.stands for group in report.groups):
        blocks.append(Heading(_("What each group stands for")))
    for group in report.groups:
        if group.stands:
            label = pgettext("group of opinion", "Group %(letter)s") % {"letter": group.letter}
            items = tuple((*_words(one.statement), Run(f" – {one.said}")) for one in group.stands)
            blocks += [Heading(label, level=2), ListBlock(items)]
    for bloc in report.blocs:
        blocks.append(Paragraph(f"{bloc.said} {bloc.without}".strip()))
    return blocks


def _head() -> tuple[str, ...]:
    return (pgettext("column of a table", "No."), _("Statement"), _("Votes"))


def _row(row: Row) -> tuple[Text, ...]:
    bars = "\n".join(f"{bar.label}: {bar.said}" for bars in row.bars for bar in bars)
    said = " · ".join(one for one in (row.side, row.votes) if one)
    return (str(row.statement.number), _words(row.statement), f"{said}\n{bars}")


def _words(statement: Words) -> tuple[Run, ...]:
    return (Run(statement.text, language=statement.language),)
