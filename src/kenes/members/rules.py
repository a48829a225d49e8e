"""Every rule of the by-laws: its default, whence the default comes, and what it may be.

The body adopts other values by a decision (``members.services.bylaws``); every clock and every
count of the house asks there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kenes.languages.dates import written
from kenes.members.calendar import parse_days


class Unit(StrEnum):
    """What a value is counted in; ``DATES`` is a list of days off."""

    NONE = ""
    DAYS = "days"
    MONTHS = "months"
    PERCENT = "percent"
    DATES = "dates"


_COUNTED: dict[Unit, Callable[[int], str]] = {
    Unit.DAYS: lambda n: ngettext("%(n)s day", "%(n)s days", n),
    Unit.MONTHS: lambda n: ngettext("%(n)s month", "%(n)s months", n),
    Unit.PERCENT: lambda n: ngettext("%(n)s per cent", "%(n)s per cent", n),
}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A number between ``least`` and ``most``, one of ``choices``, or dates."""

    name: str
    label: Any
    default: int | str
    source: Any  # whence the default comes, for a reader
    unit: Unit = Unit.NONE
    least: int = 0
    most: int = 0
    choices: tuple[tuple[str, Any], ...] = ()

    def in_words(self, value: int | str) -> str:
        """The value as the reader's language says it: ``30 days``."""
        if self.choices:
            return str(dict(self.choices).get(str(value), value))
        if self.unit == Unit.DATES:
            days = sorted(parse_days(str(value)))
            return ", ".join(written(day) for day in days) or gettext("none")
        if self.unit in _COUNTED:
            return _COUNTED[self.unit](int(value)) % {"n": value}
        return str(value)


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """Rules that are read together."""

    name: str
    title: Any
    rules: tuple[Rule, ...]


_OWN = _("chosen for Kenes; no source fixes a number")


def _days(
    name: str, label: Any, default: int, source: Any = _OWN, *, least: int = 3, most: int = 180
) -> Rule:
    return Rule(
        name=name,
        label=label,
        default=default,
        source=source,
        unit=Unit.DAYS,
        least=least,
        most=most,
    )


CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        name="replies",
        title=_("Replies"),
        rules=(
            _days(
                "reply_days_state",
                _("Time for a state body or a human-rights institution to reply"),
                30,
                _("chosen for Kenes; the duty to give reasons: OGP’s participation standard 4"),
            ),
            _days("reply_days_parliament", _("Time for Parliament to reply"), 30),
            _days(
                "reply_days_ngo",
                _("Time for a non-governmental or another organisation to reply"),
                30,
            ),
            _days(
                "reply_days_donor",
                _("Time for a donor, a mission or an international organisation to reply"),
                30,
            ),
            _days("reminder_day", _("A reminder is sent after"), 21, least=1),
            _days(
                "extension_days", _("Longest extension of a reply’s due date, once"), 30, least=1
            ),
        ),
    ),
    Chapter(
        name="proposals",
        title=_("Proposals"),
        rules=(
            _days(
                "form_check_days",
                _("Time for the secretariat to check the form of a proposal"),
                7,
                least=1,
                most=60,
            ),
            _days(
                "comment_days",
                _("Time for comments on a proposal"),
                30,
                _("between the 14 days of OGP’s IRM and the 84 of the United Kingdom’s Compact"),
            ),
            _days(
                "comment_days_short",
                _("Shortened time for comments, with a reason"),
                14,
                _("Croatia’s urgent case of 2024, 8 days, showed the risk of abuse"),
            ),
        ),
    ),
    Chapter(
        name="meetings",
        title=_("Meetings and decisions"),
        rules=(
            Rule(
                name="quorum_percent",
                label=_("Quorum: members of each chamber present"),
                default=50,
                unit=Unit.PERCENT,
                least=1,
                most=100,
                source=_(
                    "EITI, rules of the members’ meeting: half, with a minimum from each side"
                ),
            ),
            Rule(
                name="decision_mode",
                label=_("How the body decides"),
                default="consensus",
                choices=(
                    ("consensus", _("by consensus of the chambers; else two thirds in each")),
                    ("two_thirds", _("by two thirds in each chamber")),
                    ("majority", _("by a majority in each chamber")),
                ),
                source=_(
                    "EITI: decisions that include every side; the fallback is chosen for Kenes"
                ),
            ),
            _days(
                "notice_days",
                _("Notice of a meeting"),
                14,
                _("EITI asks for timely circulation; the number is chosen for Kenes"),
                least=1,
                most=90,
            ),
            _days("papers_days", _("Papers of a meeting are due before it"), 7, least=1, most=60),
            Rule(
                name="ballot",
                label=_("How votes are cast"),
                default="open",
                choices=(
                    ("open", _("openly: each seat’s vote is recorded")),
                    ("secret", _("in secret: only the totals are recorded")),
                    ("either", _("as the chair decides for each vote")),
                ),
                source=_("chosen for Kenes: who answers for others votes openly"),
            ),
            Rule(
                name="sittings",
                label=_("Who may follow a meeting while it is held"),
                default="public",
                choices=(
                    ("public", _("everybody")),
                    ("invited", _("those who are invited")),
                ),
                source=_("Croatia’s Council for Civil Society Development streams its sessions"),
            ),
            Rule(
                name="speaking_minutes",
                label=_("Time of one speech, minutes"),
                default=5,
                least=1,
                most=60,
                source=_OWN,
            ),
            _days(
                "corrections_days",
                _("Time to propose corrections to draft minutes"),
                5,
                least=1,
                most=60,
            ),
            _days("minutes_days", _("Time to publish minutes"), 14, least=1, most=90),
            Rule(
                name="meetings_a_year",
                label=_("Meetings a year, at least"),
                default=4,
                least=1,
                most=24,
                source=_("Estonia’s joint committee on civil society (EKAK): about four"),
            ),
        ),
    ),
    Chapter(
        name="consultations",
        title=_("Consultations"),
        rules=(
            _days(
                "consultation_days",
                _("A consultation is open for at least"),
                14,
                _("OGP’s IRM: at least 14 days"),
                least=1,
            ),
            _days(
                "consultation_summary_days",
                _("Time for the body to answer what a consultation found"),
                90,
                _("United Kingdom, Code of Practice on Consultation, 2005: within three months"),
                most=365,
            ),
            Rule(
                name="consultation_results",
                label=_("Who sees the map while a consultation is open"),
                default="voted",
                choices=(
                    ("voted", _("those who have voted")),
                    ("everybody", _("everybody")),
                    ("nobody", _("nobody before it is closed")),
                ),
                source=_("chosen for Kenes: who has seen the results votes with them in mind"),
            ),
            Rule(
                name="least_group",
                label=_("Smallest group of people whose result is shown"),
                default=11,
                least=11,
                most=100,
                source=_("statistical practice: no cell under 11"),
            ),
        ),
    ),
    Chapter(
        name="calendar",
        title=_("Declarations and calendar"),
        rules=(
            Rule(
                name="declaration_months",
                label=_("A declaration of interests is renewed every"),
                default=12,
                unit=Unit.MONTHS,
                least=1,
                most=60,
                source=_OWN,
            ),
            Rule(
                name="holidays",
                label=_("Days off beside the country’s public holidays"),
                default="",  # dates, parted by commas: 2026-12-17, 2027-01-02
                unit=Unit.DATES,
                source=_(
                    "the country’s calendar of public holidays; its government may move days"
                ),
            ),
        ),
    ),
)

RULES: tuple[Rule, ...] = tuple(rule for chapter in CHAPTERS for rule in chapter.rules)
BY_NAME = {rule.name: rule for rule in RULES}
