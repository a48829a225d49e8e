"""What is to be decided about a matter in a higher app, shown on the page of a lower one.

As ``related`` does for what was made of a matter: each app registers, when it is ready, a function
that draws its own part for this reader by the matter's public number.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

Source = Callable[[HttpRequest, str], SafeString]
_SOURCES: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Called once for each app, when it is ready."""
    _SOURCES[name] = source


def about(request: HttpRequest, number: str) -> tuple[SafeString, ...]:
    """The parts there are something in."""
    return tuple(part for source in _SOURCES.values() if (part := source(request, number)))
