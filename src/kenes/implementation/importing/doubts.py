"""What is wrong with a cell, or worth telling of it: a code with facts, said by ``sentences``."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Note:
    """``facts`` are text, for they are kept; ``column`` is the letter of the cell's column."""

    code: str
    facts: dict[str, str] = field(default_factory=dict)
    column: str = ""

    def packed(self) -> dict[str, Any]:
        return {"code": self.code, "facts": self.facts, "column": self.column}


class NotUnderstood(Exception):
    """A cell says nothing that can be kept."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def note(self, column: str = "") -> Note:
        return Note(self.code, self.facts, column)
