"""The path of a matter: one line from where it came from to the law in force.

Pure presentation. An app says what happened as steps; ``{% path steps %}`` shows them, and
``in_words`` tells them in an e-mail.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kenes.languages.dates import written
from kenes.ui.differences import Row, compare_line

State = Literal["done", "next", "open"]
_RANK = {"done": 0, "next": 1, "open": 2}
_STATES = {
    "done": gettext_lazy("done"),
    "next": gettext_lazy("next"),
    "open": gettext_lazy("still to come"),
}
# The words of the sides, as the pattern of each shows them.
_SIDES = {
    "state": gettext_lazy("state bodies"),
    "parliament": gettext_lazy("parliament"),
    "civil": gettext_lazy("civil society"),
    "nhri": gettext_lazy("human-rights institution"),
    "observer": gettext_lazy("observers"),
    "independent": gettext_lazy("independent assessor"),
    "mechanism": gettext_lazy("the mechanism itself"),
}


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A provision as it was and as it is; with both, their differences are marked word by word."""

    before: str
    after: str
    note: str = ""  # in place of a wording that is none

    @property
    def old(self) -> Row | None:
        """The earlier wording, with what was taken out of it."""
        return self._side("ins") if self.before else None

    @property
    def new(self) -> Row | None:
        """The later wording, with what was added to it."""
        return self._side("del") if self.after else None

    def _side(self, left_out: str) -> Row:
        if not self.before or not self.after:
            return compare_line(self.before or self.after, self.before or self.after)
        pieces = compare_line(self.before, self.after).pieces
        return Row(pieces=tuple(one for one in pieces if one.kind != left_out))


@dataclass(frozen=True, kw_only=True)
class PathStep:
    """One stop on the line: who did what and when, on which paper, and what proves it."""

    title: str
    when: date | None = None  # the day it happened; the day it is planned for
    state: State = "done"
    side: str = ""  # as in {% chamber %}, where one side speaks
    side_label: str = ""  # where another word than the side's own is better
    by: str = ""  # who, in words; stands beside the word of the side
    said: str = ""  # word for word
    said_language: str = ""  # where it is not the reader's
    detail: str = ""
    link_url: str = ""  # the document
    link_label: str = ""
    wording: Wording | None = None
    links: tuple[tuple[str, str], ...] = ()  # further papers: label, address
    proof_url: str = ""  # the entry of the public record
    proof_label: str = ""
    is_signed: bool = False  # by its author
    due: date | None = None  # by when, for what comes next

    @property
    def speaker(self) -> str:
        """The word that stands beside the pattern of the side; "" where no side speaks."""
        return self.side_label or capfirst(str(_SIDES.get(self.side, "")))

    @property
    def name(self) -> str:
        """Who, unless the word of the side has said it already."""
        return "" if self.by.casefold() == self.speaker.casefold() else self.by

    @property
    def state_word(self) -> str:
        """For those who do not see the line."""
        return str(_STATES[self.state])

    def overdue(self, today: date) -> str:
        """How long it has been waited for beyond the day it was due; "" while there is time."""
        days = (today - self.due).days if self.due and self.state != "done" else 0
        if days <= 0:
            return ""
        return ngettext("%(n)s day overdue", "%(n)s days overdue", days) % {"n": days}


def ordered(steps: Iterable[PathStep]) -> tuple[PathStep, ...]:
    """What was done by its day, then what is next, then what is still open.

    Steps of one day keep the order they came in, as does all that is still ahead; what was done
    on an unknown day goes first.
    """
    return tuple(sorted(steps, key=_place))


def written_to_wrap(day: date) -> str:
    """A day in words that a narrow column may break before its year or month, nowhere else."""
    return re.sub(r"(?<=\d) ", "\N{NO-BREAK SPACE}", written(day))


def in_words(steps: Iterable[PathStep], today: date) -> str:
    """The path as plain text, a line for each step; for e-mails and whoever hears pages."""
    return "\n".join(_line(step, today) for step in steps)


def _place(step: PathStep) -> tuple[int, date]:
    happened = step.when if step.state == "done" else None
    return (_RANK[step.state], happened or date.min)


def _line(step: PathStep, today: date) -> str:
    begins = [] if step.state == "done" else [capfirst(step.state_word)]
    if step.when:
        begins.append(written(step.when))
    if step.due and step.state != "done":
        begins.append(_("due %(day)s") % {"day": written(step.due)})
    if late := step.overdue(today):
        begins.append(late)
    line = ": ".join(part for part in (", ".join(begins), step.title) if part)
    if who := ", ".join(part for part in (step.speaker, step.name) if part):
        line = f"{line} ({who})"
    said = [_("“%(words)s”") % {"words": step.said}] if step.said else []
    if step.wording:
        said.append(_("Before") + f": {step.wording.before}")
        said.append(_("After") + f": {step.wording.after}")
    said += [part for part in (step.detail, step.link_label, step.proof_label) if part]
    return " ".join(_sentence(part.strip()) for part in (line, *said))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…", ".”", ".»")) else f"{text}."
