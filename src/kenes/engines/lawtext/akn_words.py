"""The words of Akoma Ntoso elements as lines of print."""

from dataclasses import dataclass, field

from lxml import etree

from kenes.engines.lawtext.lines import raised

# Elements whose words are a paragraph of print each.
BLOCKS = frozenset(
    {
        *("p", "block", "li", "td", "th", "caption", "listIntroduction", "listWrapUp"),
        *("ul", "ol", "table", "tblock", "longTitle", "formula", "crossHeading", "foreign"),
        *("embeddedStructure", "quotedStructure", "blockContainer"),
    }
)
_PARTS_LINES = BLOCKS | {"num", "heading", "tr", "content", "item", "eol", "br", "signature"}
_NOTES = frozenset({"authorialNote", "noteRef", "meta", "img", "tocItem"})


@dataclass
class Words:
    """Takes the words out of elements, and remembers what had to be left out."""

    passed_over: list[tuple[int, str]] = field(default_factory=list)

    def lines(self, element: etree._Element) -> list[str]:
        """The words of an element, a paragraph a line; notes are left out."""
        lines: list[list[str]] = [[]]
        skipping: etree._Element | None = None
        raising = 0
        for event, one in etree.iterwalk(element, events=("start", "end")):
            name = name_of(one)
            is_start = event == "start"
            if skipping is None and is_start and name in _NOTES:
                self.passed_over.append((one.sourceline or 0, name))
                skipping = one
            if skipping is None and one is not element and name in _PARTS_LINES:
                lines.append([])
            if skipping is None:
                raising += (1 if is_start else -1) * (name == "sup")
            words = one.text if is_start else (one.tail if one is not element else "")
            if not is_start and one is skipping:
                skipping = None
            if words and skipping is None:
                lines[-1].append(raised(words) if raising else words)
        return [words for line in lines if (words := " ".join("".join(line).split()))]


def said(element: etree._Element) -> str:
    """All the words of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def name_of(element: etree._Element) -> str:
    """Without its namespace; "" for comments and instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
