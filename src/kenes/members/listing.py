"""Organisations in lists: in alphabetical order, a page by its key."""

from dataclasses import replace

from django.utils.translation import gettext as _

from kenes.database import paging
from kenes.languages.types import current_language
from kenes.members.models import Organisation, OrganisationQuerySet

ROWS = 50


def alphabetical(
    found: OrganisationQuerySet, *, words: str, after: str, before: str, total: int | None
) -> paging.Page[Organisation]:
    """The page after the place ``after``, or before ``before``; places come from the links."""
    order = paging.Order(field=f"sort_{current_language()}", read=bytes.fromhex, write=_hex)
    page = paging.page(found, order, size=ROWS, after=after, before=before, kept={"q": words})
    return page if total is None else replace(page, shown=_shown(len(page.rows), total))


def _shown(rows: int, total: int) -> str:
    counts = {"shown": rows, "total": f"{total:,}".replace(",", "\u00a0")}
    return _("%(shown)s of %(total)s") % counts


def _hex(key: bytes) -> str:
    return bytes(key).hex()
