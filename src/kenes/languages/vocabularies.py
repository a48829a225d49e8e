"""Names of codes that a lower app shows and a higher one knows: themes, mechanisms.

Each app that keeps a vocabulary registers, when it is ready, a function that names its codes in
the reader's language.
"""

from collections.abc import Callable

_NAMES: dict[str, Callable[[str], str]] = {}


def register(vocabulary: str, name: Callable[[str], str]) -> None:
    """Called once for each vocabulary, when its app is ready."""
    _NAMES[vocabulary] = name


def name_of(vocabulary: str, code: str) -> str:
    """The name of a code in the reader's language; the code itself when it has none."""
    name = _NAMES.get(vocabulary)
    return name(code) if name else code
