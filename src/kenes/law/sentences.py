"""What readers of files have to say, in the reader's language."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.engines.lawtext.errors import FileError
from kenes.engines.lawtext.lines import Passed
from kenes.engines.lawtext.reading import Doubt, Problem


def of_error(error: FileError) -> str:
    """Why a file cannot be read, and what to do."""
    facts = error.facts
    sentences: dict[str, Callable[[], str]] = {
        "empty": lambda: _("The file is empty."),
        "too_large": lambda: _("The file is too large: at most %(most)s.") % facts,
        "binary": lambda: _("This is no text, Word, web or Akoma Ntoso file."),
        "encoding": lambda: _("The letters of the file cannot be told: save it as UTF-8."),
        "pdf": lambda: _("A PDF has lost its paragraphs: give the act as DOCX, HTML or text."),
        "damaged": lambda: _("The file is damaged: %(what)s") % facts,
        "not_an_act_file": lambda: _("This is a file of another kind: %(kind)s.") % facts,
        "tracked": lambda: (
            ngettext(
                "The file has %(n)s tracked change, “%(words)s”. Accept or reject it in the word "
                "processor first: an act has one wording.",
                "The file has %(n)s tracked changes, the first is “%(words)s”. Accept or reject "
                "them in the word processor first: an act has one wording.",
                int(str(facts["n"])),
            )
            % facts
        ),
        "akn": lambda: _("Akoma Ntoso: %(what)s") % facts,
        "doctype": lambda: _("The file declares a document type of its own, which no act needs."),
        "no_text": lambda: _("There is no act in the file: %(what)s.") % facts,
        "too_long": lambda: (
            _("A line is longer than %(most)s characters: this is no act.") % facts
        ),
    }
    return sentences[error.code]()


def of_kind(kind: str) -> str:
    """What a file is."""
    return {
        "akn": "Akoma Ntoso",
        "docx": "DOCX",
        "html": "HTML",
        "markdown": "Markdown",
    }.get(kind, _("plain text"))


def of_problem(problem: Problem) -> str:
    """What somebody should look at before the text is saved."""
    facts = {"about": problem.about, "line": problem.line}
    said = {
        Doubt.NO_ARTICLES: _("No article was found: the text is kept as it is, by paragraphs."),
        Doubt.REPEATED: _("The number of this provision stands there twice: %(about)s"),
        Doubt.OUT_OF_ORDER: _("Article %(about)s does not follow the one before it."),
        Doubt.EMPTY: _("Article %(about)s has no words."),
    }[problem.doubt] % facts
    where = _("line %(line)s") % facts if problem.line else ""
    return f"{said} ({where})" if where else said


def of_passed(passed: Passed) -> str:
    """What was left out of the act."""
    said = {
        "note": ngettext(
            "%(n)s editor’s note was left out: “%(first)s”",
            "%(n)s editor’s notes were left out, the first is “%(first)s”",
            passed.count,
        ),
        "contents": _("A table of contents was left out."),
        "footnotes": ngettext(
            "%(n)s footnote was left out.", "%(n)s footnotes were left out.", passed.count
        ),
        "comments": ngettext(
            "%(n)s comment was left out: “%(first)s”",
            "%(n)s comments were left out, the first is “%(first)s”",
            passed.count,
        ),
        "hidden": ngettext(
            "%(n)s hidden passage was left out: “%(first)s”",
            "%(n)s hidden passages were left out, the first is “%(first)s”",
            passed.count,
        ),
        "picture": ngettext(
            "%(n)s picture was left out.", "%(n)s pictures were left out.", passed.count
        ),
        "element": _("An element that is not understood was left out: %(first)s"),
    }[passed.kind]
    return said % {"n": passed.count, "first": passed.first}
