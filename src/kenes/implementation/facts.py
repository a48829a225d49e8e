"""What is kept of a measure, checked: the same for a form, for a command and for a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.implementation import checks, places
from kenes.implementation.models import Measure, RoadMap
from kenes.languages.dates import written
from kenes.members.models import Organisation

FIELDS = (
    "place", "title", "result", "owner", "partners", "starts_on", "due_on", "budget", "currency",
    "budget_source", "indicator", "baseline", "target", "goals",
)  # fmt: skip
# What who owns a measure keeps up; the rest is what the body agreed on.
OWNERS = frozenset(
    {"result", "partners", "budget", "currency", "budget_source", "indicator", "baseline",
     "target"}
)  # fmt: skip
MOST_MEASURES = 5_000
MOST_PARTNERS = 50
_WORDS = ("result", "budget_source", "indicator")
_LONGEST_VALUE = 100  # characters of a baseline or a target
_MOST = Decimal(10) ** 14
_CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that is kept of a measure but what is reported of it. ``goals``: number -> weight."""

    place: str
    title: dict[str, str]
    result: dict[str, str]
    owner: Organisation
    partners: list[int]
    starts_on: date | None
    due_on: date
    budget: Decimal | None
    currency: str
    budget_source: dict[str, str]
    indicator: dict[str, str]
    baseline: str
    target: str
    goals: dict[str, int]

    def put(self, measure: Measure) -> None:
        for name in FIELDS:
            if name != "goals":
                setattr(measure, name, getattr(self, name))


def facts_of(measure: Measure) -> dict[str, Any]:
    """A measure's facts as they could be given again (contributions prefetched or not)."""
    found = {name: getattr(measure, name) for name in FIELDS if name != "goals"}
    return {
        **found,
        "partners": list(measure.partners),
        "goals": {
            one.goal.recommendation.number: one.weight for one in measure.contributions.all()
        },
    }


def checked(roadmap: RoadMap, given: Mapping[str, Any]) -> Facts:
    """The facts of a measure of this road map as they are kept; asks no database.

    ``partners`` are organisations or their keys. Raises ValidationError by field.
    """
    owner = given.get("owner")
    if not isinstance(owner, Organisation):
        raise ValidationError({"owner": _("Say who is responsible.")})
    due_on, starts_on = given.get("due_on"), given.get("starts_on")
    if not isinstance(due_on, date):
        raise ValidationError({"due_on": _("Give the deadline.")})
    budget = _budget(given.get("budget"))
    words = {name: checks.said(name, given.get(name) or {}) for name in _WORDS}
    facts = Facts(
        place=_place(given.get("place") or ""),
        title=checks.said(
            "title",
            given.get("title") or {},
            most=checks.LONGEST_TITLE,
            needed=_("A measure needs a title."),
        ),
        owner=owner,
        partners=_partners(given.get("partners") or (), owner),
        starts_on=starts_on,
        due_on=due_on,
        budget=budget,
        currency=_currency(given.get("currency") or "", budget),
        baseline=_value("baseline", given.get("baseline") or ""),
        target=_value("target", given.get("target") or ""),
        goals={
            number: checks.weight("goals", given_weight)
            for number, given_weight in (given.get("goals") or {}).items()
        },
        **words,
    )
    _check_days(roadmap, facts)
    return facts


def _place(given: str) -> str:
    place = places.tidy(given)
    if not places.fits(place):
        raise ValidationError(
            {"place": _("A number is written in digits, letters and dots, as 1.2.")}
        )
    return place


def _partners(given: Any, owner: Organisation) -> list[int]:
    keys = [one.pk if isinstance(one, Organisation) else int(one) for one in given]
    kept = [key for key in dict.fromkeys(keys) if key != owner.pk]
    if len(kept) > MOST_PARTNERS:
        raise ValidationError(
            {"partners": _("Name at most %(n)s organisations.") % {"n": MOST_PARTNERS}}
        )
    return kept


def _budget(given: Any) -> Decimal | None:
    if given is None or given == "":
        return None
    try:
        amount = Decimal(given)
        if not amount.is_finite() or not 0 <= amount < _MOST:
            raise InvalidOperation
        return amount.quantize(_CENT, ROUND_HALF_UP)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise ValidationError(
            {"budget": _("A budget is a sum of money from 0 to 99 999 999 999 999.99.")}
        ) from error


def _currency(given: str, budget: Decimal | None) -> str:
    """Money of no currency is none."""
    code = given.strip().upper()
    if budget is None:
        return ""
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise ValidationError(
            {"currency": _("Give the currency by its three letters, as KZT, USD or EUR.")}
        )
    return code


def _value(field: str, given: str) -> str:
    kept = " ".join(checks.tidy(given).split())
    checks.check_length(field, kept, most=_LONGEST_VALUE)
    return kept


def _check_days(roadmap: RoadMap, facts: Facts) -> None:
    checks.check_day("due_on", facts.due_on)
    if not roadmap.starts_on <= facts.due_on <= roadmap.ends_on:
        raise ValidationError(
            {
                "due_on": _("The road map is from %(first)s to %(last)s: set a deadline within.")
                % {"first": written(roadmap.starts_on), "last": written(roadmap.ends_on)}
            }
        )
    if facts.starts_on is not None:
        checks.check_day("starts_on", facts.starts_on)
        if facts.starts_on > facts.due_on:
            raise ValidationError({"starts_on": _("It begins after its deadline.")})
