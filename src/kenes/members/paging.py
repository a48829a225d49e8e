"""Pages of organisations in alphabetical order, by key: a deep page costs what the first does."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from kenes.languages.types import current_language
from kenes.members.models import Organisation, OrganisationQuerySet

ROWS = 50


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One page of organisations and the ways on from it."""

    rows: tuple[Organisation, ...]
    previous_url: str
    next_url: str
    total: int | None

    @property
    def shown(self) -> str:
        """How many of how many, where that is known."""
        if self.total is None:
            return ""
        counts = {"shown": len(self.rows), "total": f"{self.total:,}".replace(",", "\u00a0")}
        return _("%(shown)s of %(total)s") % counts


def alphabetical(
    found: OrganisationQuerySet, *, words: str, after: str, before: str, total: int | None
) -> Slice:
    """The page after the place ``after``, or before ``before``; places come from the links."""
    code = current_language()
    backwards = _place(before)
    if backwards:
        rows = list(found.before(*backwards, code)[: ROWS + 1])
        is_more_behind, is_more_ahead = len(rows) > ROWS, True
        rows = rows[:ROWS][::-1]
    else:
        forwards = _place(after)
        start = forwards or (b"", 0)
        rows = list(found.after(*start, code)[: ROWS + 1])
        is_more_behind, is_more_ahead = forwards is not None, len(rows) > ROWS
        rows = rows[:ROWS]
    return Slice(
        rows=tuple(rows),
        previous_url=_link(words, before=_name(rows[0], code)) if rows and is_more_behind else "",
        next_url=_link(words, after=_name(rows[-1], code)) if rows and is_more_ahead else "",
        total=total,
    )


def _name(organisation: Organisation, code: str) -> str:
    """The organisation's place as a link carries it."""
    return f"{bytes(getattr(organisation, f'sort_{code}')).hex()}.{organisation.pk}"


def _place(name: str) -> tuple[bytes, int] | None:
    """The place a link carries; None when it carries none that can be read."""
    key, _, pk = name.partition(".")
    try:
        return bytes.fromhex(key), int(pk)
    except ValueError:
        return None


def _link(words: str, **place: str) -> str:
    return "?" + urlencode({**({"q": words} if words else {}), **place})
