"""Every rule of the by-laws: its default, whence the default comes, and what it may be.

The body adopts other values by a decision (``members.services.bylaws``); every clock and every
count of the house asks there.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A number between ``least`` and ``most``, or one of ``choices``; ``unit`` is for the eye."""

    name: str
    label: Any
    default: int | str
    source: Any  # whence the default comes, for a reader
    unit: Any = ""
    least: int = 0
    most: int = 0
    choices: tuple[tuple[str, Any], ...] = ()


_DAYS, _MONTHS, _PERCENT = _("days"), _("months"), _("per cent")
_OWN = _("chosen for Kenes, since no source fixes a number")

RULES: tuple[Rule, ...] = (
    Rule(
        name="reply_days_state",
        label=_("Time for a state body to reply"),
        default=30,
        unit=_DAYS,
        least=3,
        most=180,
        source=_("chosen for Kenes; the duty to give reasons: OGP’s participation standard 4"),
    ),
    Rule(
        name="reply_days_parliament",
        label=_("Time for Parliament to reply"),
        default=30,
        unit=_DAYS,
        least=3,
        most=180,
        source=_OWN,
    ),
    Rule(
        name="reply_days_ngo",
        label=_("Time for a non-governmental organisation to reply"),
        default=30,
        unit=_DAYS,
        least=3,
        most=180,
        source=_OWN,
    ),
    Rule(
        name="reply_days_donor",
        label=_("Time for a donor, a mission or an international organisation to reply"),
        default=30,
        unit=_DAYS,
        least=3,
        most=180,
        source=_OWN,
    ),
    Rule(
        name="reminder_day",
        label=_("Day on which a reminder is sent"),
        default=21,
        unit=_DAYS,
        least=1,
        most=180,
        source=_OWN,
    ),
    Rule(
        name="extension_days",
        label=_("Longest extension of a reply’s due date, once"),
        default=30,
        unit=_DAYS,
        least=1,
        most=180,
        source=_OWN,
    ),
    Rule(
        name="comment_days",
        label=_("Time for comments on a proposal"),
        default=30,
        unit=_DAYS,
        least=3,
        most=180,
        source=_("between the 14 days of OGP’s IRM and the 84 of the United Kingdom’s Compact"),
    ),
    Rule(
        name="comment_days_short",
        label=_("Shortened time for comments, with a reason"),
        default=14,
        unit=_DAYS,
        least=3,
        most=180,
        source=_("Croatia’s urgent case of 2024, 8 days, showed the risk of abuse"),
    ),
    Rule(
        name="form_check_days",
        label=_("Time for the secretariat to check the form of a proposal"),
        default=7,
        unit=_DAYS,
        least=1,
        most=60,
        source=_OWN,
    ),
    Rule(
        name="quorum_percent",
        label=_("Quorum: members of each chamber present"),
        default=50,
        unit=_PERCENT,
        least=1,
        most=100,
        source=_("EITI, rules of the members’ meeting: half, with a minimum from each side"),
    ),
    Rule(
        name="decision",
        label=_("How the body decides"),
        default="consensus",
        choices=(
            ("consensus", _("by consensus of the chambers; else two thirds in each")),
            ("two_thirds", _("by two thirds in each chamber")),
            ("majority", _("by a majority in each chamber")),
        ),
        source=_("EITI: decisions that include every side; the fallback is chosen for Kenes"),
    ),
    Rule(
        name="notice_days",
        label=_("Notice of a meeting"),
        default=14,
        unit=_DAYS,
        least=1,
        most=90,
        source=_("EITI asks for timely circulation; the number is chosen for Kenes"),
    ),
    Rule(
        name="minutes_days",
        label=_("Time to publish minutes"),
        default=14,
        unit=_DAYS,
        least=1,
        most=90,
        source=_OWN,
    ),
    Rule(
        name="meetings_a_year",
        label=_("Meetings a year, at least"),
        default=4,
        least=1,
        most=24,
        source=_("Estonia’s joint committee on civil society (EKAK): about four"),
    ),
    Rule(
        name="declaration_months",
        label=_("A declaration of interests is renewed every"),
        default=12,
        unit=_MONTHS,
        least=1,
        most=60,
        source=_OWN,
    ),
    Rule(
        name="holidays",
        label=_("Days off beside the country’s public holidays"),
        default="",  # dates, parted by commas: 2026-12-17, 2027-01-02
        source=_("the country’s calendar of public holidays; its government may move days"),
    ),
)

BY_NAME = {rule.name: rule for rule in RULES}
