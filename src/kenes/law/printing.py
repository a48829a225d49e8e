"""A version of an act as an official paper, and as plain text and Akoma Ntoso."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from kenes.engines.lawtext import akn, writing
from kenes.engines.lawtext.tree import Kind, Unit
from kenes.engines.typeset import Block, Document, Heading, Note, Paragraph
from kenes.languages.dates import written
from kenes.languages.fields import pick
from kenes.law import standing, trees
from kenes.law.models import Text, Version
from kenes.members import country
from kenes.members.models import Body
from kenes.ui.papers import whole_address


def akoma_ntoso(version: Version, text: Text) -> bytes:
    """Valid Akoma Ntoso 3.0."""
    act = version.act
    identity = akn.Identity(
        country=country.code(),
        number=act.code,
        enacted_on=act.enacted_on,
        version_on=version.on,
    )
    return akn.written(trees.act_of(text), identity)


def plain(text: Text) -> str:
    """The lines as printed, the title first."""
    act = trees.act_of(text)
    lines = [act.title, act.preamble, *writing.as_lines(act.units, act.language), act.ending]
    return "\n".join(line for line in lines if line) + "\n"


def paper(version: Version, text: Text) -> Document:
    """The whole act to print, in the language of the text."""
    act, tree = version.act, trees.act_of(text)
    blocks: list[Block] = [Paragraph(standing.prevails(act, text), small=True)]
    if version.note:
        blocks.append(Note(pick(version.note)))
    if tree.preamble:
        blocks += [Paragraph(line) for line in tree.preamble.split("\n")]
    blocks += _blocks(tree.units, text.language, 1)
    if tree.ending:
        blocks += [Paragraph(line) for line in tree.ending.split("\n")]
    address = whole_address("law:version", act.code, version.on.isoformat())
    blocks.append(Paragraph(f"{address} · SHA-256 {text.sha256}", small=True))
    body = Body.objects.order_by("pk").first()
    return Document(
        title=tree.title,
        language=text.language,
        made_at=datetime.combine(version.on, datetime.min.time(), UTC),
        blocks=tuple(blocks),
        masthead=str(body) if body else "",
        left=act.official_number,
        right=_("in force since %(day)s") % {"day": written(version.on)},
        head=tree.title,
        foot=act.short_title,
        subject=str(act.get_kind_display()),
        lacking=_("□ stands for a character that the typefaces of this paper do not have."),
    )


def _blocks(units: tuple[Unit, ...], language: str, level: int) -> list[Block]:
    found: list[Block] = []
    for unit in units:
        head = writing.heading_of(unit, language)
        if unit.kind.rank <= Kind.ARTICLE.rank:
            named = f"{head}. {unit.heading}" if unit.heading else head
            found.append(Heading(named, level=min(level, 3)))
            found += [Paragraph(line) for line in unit.text.split("\n") if line]
        else:
            words = " ".join(filter(None, (head, unit.heading, unit.text)))
            found += [Paragraph(line) for line in words.split("\n") if line]
        found += _blocks(unit.children, language, level + 1)
        found += [Paragraph(line) for line in unit.tail.split("\n") if line]
    return found
