"""The floor drawn as parts of a page: what a page includes, and what the stream sends."""

from django.template.loader import render_to_string

from kenes.meetings.live.scopes import Scope
from kenes.meetings.live.sight import Floor

_ALL = ("head", "item", "ballot", "speaking", "list", "decisions", "times", "table", "agenda")
_MORE = {Scope.SEAT: ("cast",), Scope.LEAD: ("steer", "notes", "absent")}


def parts_of(scope: Scope) -> tuple[str, ...]:
    """The names of the parts; each is a template of ``meetings/floor``."""
    return (*_ALL, *_MORE.get(scope, ()))


def drawn(floor: Floor) -> dict[str, str]:
    """Each part as HTML, in the active language; nothing in it is of one person alone.

    ``cast`` is drawn for a seat that has not voted: it is shown when a vote opens, and who has
    voted by then is told so by the page's own part.
    """
    context = {"floor": floor, "may_cast": floor.scope == Scope.SEAT}
    return {
        name: render_to_string(f"meetings/floor/{name}.html", context)
        for name in parts_of(floor.scope)
    }
