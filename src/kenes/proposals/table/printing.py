"""A comparative table as an official paper: lying A4, its head on every page."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from kenes.engines.typeset import Block, Document, KeyValues, Note, Paragraph, Run, Table, Text
from kenes.languages.types import current_language
from kenes.members.models import Body, BodyKind
from kenes.proposals.lifecycle import Change
from kenes.proposals.table import words
from kenes.proposals.table.exporting import Paper
from kenes.proposals.table.reading import Line
from kenes.record.models import Entry
from kenes.record.services.keeping import root_over
from kenes.ui.differences import Row
from kenes.ui.papers import whole_address

_WIDTHS = (0.9, 3.3, 7.8, 7.8, 6.4)


def document(paper: Paper, now: datetime) -> Document:
    """The table in the reader's language, as it stands ``now``; wordings in that of the acts."""
    plenary = Body.objects.filter(kind=BodyKind.PLENARY).first()
    number = "" if paper.is_draft else paper.proposal.number
    blocks: list[Block] = []
    if paper.is_draft:
        blocks.append(
            Note(_("This is a draft of its authors. It is not before the body."), strong=True)
        )
    for group in paper.table.groups:
        if group.is_missing:
            blocks.append(Note(words.missing(group.title), strong=True))
        if group.later:
            blocks.append(Note((Run(f"{group.title}. "), Run(words.stale(group.later)))))
    if paper.table.groups:
        blocks += [Paragraph(_legend()), _table(paper)]
    else:
        blocks.append(Paragraph(_("The table has no rows.")))
    if number:
        blocks.append(_sources(number))
    return Document(
        title=_("Comparative table"),
        language=current_language(),
        made_at=now,
        blocks=tuple(blocks),
        masthead=str(plenary) if plenary else "",
        left=number,
        right=str(paper.proposal.organisation),
        lines=(
            _("to the proposal “%(title)s”") % {"title": paper.version.title},
            paper.origin,
        ),
        head=paper.heading,
        foot=paper.origin,
        mark=_("Draft") if paper.is_draft else "",
        subject=_("Comparative table"),
        landscape=True,
        lacking=_("□ stands for a character that the typefaces of this paper do not have."),
    )


def _legend() -> Text:
    return (
        Run(_("Struck out"), mark="del"),
        Run(": " + _("taken out of the text.") + " "),
        Run(_("Bold and underlined"), bold=True, mark="ins"),
        Run(": " + _("added to it.")),
    )


def _table(paper: Paper) -> Table:
    rows: list[tuple[Text, ...]] = []
    reasons = _other(paper.proposal.language)
    for group in paper.table.groups:
        rows.append((group.title,))
        rows += [_row(line, _other(group.language), reasons) for line in group.lines]
    return Table(head=words.head(), rows=tuple(rows), widths=_WIDTHS, hyphens=False)


def _row(line: Line, language: str, reasons: str) -> tuple[Text, ...]:
    return (
        str(line.number),
        _element(line, language),
        _in_force(line, language),
        _proposed(line, language),
        (Run(line.row.justification, language=reasons),),
    )


def _element(line: Line, language: str) -> Text:
    runs = (Run(line.element, language=language),)
    said = [line.stacked, *line.says]
    said += [words.rival(one.number) for one in line.rivals]
    return (*runs, *(Run(f"\n{one}", italic=True) for one in said if one))


def _in_force(line: Line, language: str) -> Text:
    if line.row.change == Change.INSERT:
        return (Run(words.absent(), italic=True),)
    runs = list(_marked(line.shown.in_force, language))
    if line.shown.base:
        runs.append(Run("\n" + _("As the rows before it make it:") + "\n", italic=True))
        runs += _marked(line.shown.base, language)
    return tuple(runs)


def _proposed(line: Line, language: str) -> Text:
    if line.is_erased:
        return (Run(_("Erased from the public record by two officers."), italic=True),)
    if line.row.change == Change.REPEAL:
        return (Run(words.repealed(), italic=True),)
    return _marked(line.shown.proposed, language)


def _marked(rows: Sequence[Row], language: str) -> tuple[Run, ...]:
    """Lines with what goes struck out, and what comes bold and underlined."""
    runs: list[Run] = []
    for place, row in enumerate(rows):
        if place:
            runs.append(Run("\n"))
        runs += [
            Run(
                piece.text,
                bold=piece.kind == "ins",
                mark="" if piece.kind == "same" else piece.kind,
                language=language,
            )
            for piece in row.pieces
        ]
    return tuple(runs)


def _sources(number: str) -> KeyValues:
    """Where the paper comes from, and the root of the record that covers what it tells."""
    address = whole_address("proposals:table", number)
    last = Entry.objects.filter(subject=number).order_by("-id").first()
    pairs: list[tuple[str, Text]] = [(_("Source"), (Run(address, link=address),))]
    if root := root_over(last):
        verify = whole_address("record:verify")
        pairs += [
            (_("The state of the record"), root),
            (_("To be checked at"), (Run(verify, link=verify),)),
        ]
    return KeyValues(tuple(pairs))


def _other(code: str) -> str:
    """The language of words, "" for the paper's own."""
    return "" if code == current_language() else code
