"""Deadlines of a recommendation in words, as every page and feed says them."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def clock(due_on: date | None, today: date) -> str:
    """``due in 6 days``, ``due today``, ``overdue by 3 days``; "" without a deadline."""
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days < 0:
        return ngettext("overdue by %(n)s day", "overdue by %(n)s days", -days) % {"n": -days}
    if days == 0:
        return _("due today")
    return ngettext("due in %(n)s day", "due in %(n)s days", days) % {"n": days}
