"""An act out of a page of the web: its lines of print, without what frames them."""

import re

from lxml import etree
from lxml import html as parsing

from kenes.engines.lawtext.errors import FileError
from kenes.engines.lawtext.lines import MOST_TAGS, Passed, Told, raised, short

_SKIPPED = frozenset(
    {
        *("script", "style", "nav", "aside", "noscript", "template", "svg", "head"),
        *("button", "select", "textarea", "iframe", "object"),
    }
)
# Of the page, they frame the act; within an article or the main part they belong to it.
_FRAMES = frozenset({"header", "footer"})
_BLOCKS = frozenset(
    {
        *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "ul", "tr", "td", "th"),
        *("table", "tbody", "section", "article", "main", "body", "html", "blockquote", "pre"),
        *("dt", "dd", "dl", "center", "figure", "header", "footer", "hr", "form", "fieldset"),
        *("address", "caption", "details", "summary"),
    }
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
DEEPEST = 250  # elements in one another: the parser loses what stands deeper


def lines_of(text: str) -> tuple[list[str], list[Passed]]:
    """The lines of the page. Raises FileError."""
    if text.count("<") > MOST_TAGS:
        raise FileError("too_large", most=f"{MOST_TAGS} tags")
    parser = parsing.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = parsing.document_fromstring(text.encode(errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise FileError("damaged", what=str(error)) from error
    if any(one.level_name == "FATAL" for one in parser.error_log):
        what = next(one.message for one in parser.error_log if one.level_name == "FATAL")
        raise FileError("damaged", what=what)
    tracked = root.xpath("//ins[normalize-space()] | //del[normalize-space()]")
    if tracked:
        words = "".join(tracked[0].itertext())
        raise FileError("tracked", n=len(tracked), words=short(words))
    return _Walk().of(root)


class _Walk:
    """The text in reading order; blocks and breaks part its lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._told = Told()
        self._skipping: list[parsing.HtmlElement] = []  # what is left out, the widest first
        self._raised = 0
        self._depth = 0
        self._own = 0  # articles and main parts one stands in
        self._counts: list[int] = []  # of the ordered lists one stands in; -1: not ordered

    def of(self, root: parsing.HtmlElement) -> tuple[list[str], list[Passed]]:
        for event, one in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(one.tag, str):
                self._say(one.tail)
            elif event == "start":
                self._begin(one)
                self._say(one.text)
            else:
                self._end(one)
                self._say(one.tail)
        self._break()
        return self._lines, self._told.passed()

    def _begin(self, one: parsing.HtmlElement) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FileError("damaged", what=f"more than {DEEPEST} elements in one another")
        if self._is_left_out(one):
            self._skipping.append(one)
        if self._skipping:
            return
        self._own += one.tag in {"main", "article"}
        if one.tag == "br" or one.tag in _BLOCKS:
            self._break()
        if one.tag == "sup":
            self._raised += 1
        if one.tag == "img":
            self._told.add("picture")
        if one.tag in {"ol", "ul"}:
            start = one.get("start", "1")
            first = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1
            self._counts.append(first if one.tag == "ol" else -1)
        if one.tag == "li" and self._counts and self._counts[-1] >= 0:
            self._number(one)

    def _end(self, one: parsing.HtmlElement) -> None:
        self._depth -= 1
        if self._skipping:
            if self._skipping[-1] is one:
                self._skipping.pop()
            return
        self._own -= one.tag in {"main", "article"}
        if one.tag in _BLOCKS:
            self._break()
        if one.tag == "sup":
            self._raised -= 1
        if one.tag in {"ol", "ul"}:
            self._counts.pop()

    def _is_left_out(self, one: parsing.HtmlElement) -> bool:
        if one.tag in _SKIPPED or (one.tag in _FRAMES and not self._own):
            return True
        is_hidden = one.get("hidden") is not None or _HIDDEN.search(one.get("style", ""))
        if is_hidden and not self._skipping and (words := "".join(one.itertext()).strip()):
            self._told.add("hidden", words)
        return bool(is_hidden)

    def _number(self, one: parsing.HtmlElement) -> None:
        """The number a browser would print, where the words do not begin with one themselves."""
        words = "".join(one.itertext()).strip()
        if not words[:1].isdigit():
            self._line.append(f"{self._counts[-1]}. ")
        self._counts[-1] += 1

    def _say(self, text: str | None) -> None:
        if text and not self._skipping:
            self._line.append(raised(text) if self._raised else text)

    def _break(self) -> None:
        said = " ".join("".join(self._line).split())
        if said:
            self._lines.append(said)
        self._line = []
