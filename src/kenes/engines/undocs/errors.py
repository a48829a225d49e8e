"""Why a file could not be read.

    UndocsError
    ├── Unsafe            refused before reading
    │   ├── TooLarge          the file, or what it unpacks to
    │   └── WrongType         the content is not what the name says, or is no kind we read
    ├── Unreadable        opened, and nothing can be made of it
    │   ├── Empty
    │   ├── Damaged           truncated or corrupt
    │   ├── Encrypted         needs a password
    │   └── Scanned           pages are pictures without text
    └── NotUnderstood     readable text or table, but not of a kind or shape we know
        └── MappingNeeded     a table whose columns are unknown or shifted

Every error has a stable ``code`` and ``facts`` so that a product can say it in its reader's
language; ``str(error)`` is a plain English sentence naming the file.
"""


class UndocsError(Exception):
    """Base of all; ``code`` and ``facts`` identify the sentence."""

    code = "undocs"

    def __init__(self, message: str, **facts: str) -> None:
        super().__init__(message)
        self.facts = facts


class Unsafe(UndocsError):
    code = "unsafe"


class TooLarge(Unsafe):
    code = "too-large"


class WrongType(Unsafe):
    code = "wrong-type"


class Unreadable(UndocsError):
    code = "unreadable"


class Empty(Unreadable):
    code = "empty"


class Damaged(Unreadable):
    code = "damaged"


class Encrypted(Unreadable):
    code = "encrypted"


class Scanned(Unreadable):
    code = "scanned"


class NotUnderstood(UndocsError):
    code = "not-understood"


class MappingNeeded(NotUnderstood):
    code = "mapping-needed"
