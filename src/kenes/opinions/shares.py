"""Shares of people in words, as they may be published."""

from django.utils.translation import gettext as _

from kenes.opinions.disclosure import HIGH, LOW


def percent(share: float, *, is_exact: bool) -> str:
    """As it is published: at the ends nothing tells of everybody or of nobody."""
    if not is_exact and share >= HIGH:
        said = _("90 % or more")
    elif not is_exact and share <= LOW:
        said = _("10 % or less")
    else:
        said = _("%(n)s %%") % {"n": round(share * 100)}
    return said.replace(" %", "\N{NO-BREAK SPACE}%")


def brief(share: float, *, is_exact: bool) -> str:
    """The same for a bar or a table, in one piece."""
    mark = ""
    if not is_exact:
        mark = "≥ " if share >= HIGH else "≤ " if share <= LOW else ""
    said = mark + _("%(n)s %%") % {"n": round(share * 100)}
    return said.replace(" ", "\N{NO-BREAK SPACE}")
