"""Why no map was drawn; ``str(error)`` is a plain English sentence with the file and the line.

OpinionMapError
├── FileError      a file cannot be read as what it should be
├── VotesError     votes that cannot be used: a value outside the set, ids that cannot be ids
└── EngineError    the machines that were to compute it are away, or gave up
"""


class OpinionMapError(ValueError):
    """Base of all."""


class FileError(OpinionMapError):
    """``path`` and, where one line is meant, its number from 1."""

    def __init__(self, path: object, what: str, *, line: int | None = None) -> None:
        self.path, self.line, self.what = str(path), line, what
        place = f"{path}, line {line}" if line is not None else f"{path}"
        super().__init__(f"{place}: {what}")


class VotesError(OpinionMapError):
    pass


class EngineError(OpinionMapError):
    pass
