"""Why a paper could not be made.

TypesetError
├── WrongDocument     its blocks contradict themselves: rows of other lengths than the head …
└── NotTypeset        the typesetter refused; the cause is chained
"""


class TypesetError(Exception):
    """Base of all; ``str(error)`` is a plain English sentence."""


class WrongDocument(TypesetError, ValueError):
    """Blocks that no paper can be made of: a mistake of the caller, never of a text."""


class NotTypeset(TypesetError):
    """The typesetter did not make a paper of sound blocks."""
