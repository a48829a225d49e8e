"""The by-laws: adopted in versions, asked by every clock and count of the house."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members import calendar, permissions, recorded
from kenes.members.models import Body, BodyKind, ByLaws, Organisation, OrganisationKind
from kenes.members.rules import BY_NAME, RULES, Rule, Unit
from kenes.record.services.publishing import Said, publish

_REPLY_RULES = {
    OrganisationKind.STATE_BODY: "reply_days_state",
    OrganisationKind.PARLIAMENT: "reply_days_parliament",
    OrganisationKind.NGO: "reply_days_ngo",
    OrganisationKind.NHRI: "reply_days_state",
    OrganisationKind.MISSION: "reply_days_donor",
    OrganisationKind.INTERNATIONAL: "reply_days_donor",
    OrganisationKind.DONOR: "reply_days_donor",
    OrganisationKind.OTHER: "reply_days_ngo",
}
_NUMBER = re.compile(r"[0-9]{1,6}")
MOST_DAYS_OFF = 200


@dataclass(frozen=True)
class Laws:
    """The by-laws in force on a day, with the country whose calendar counts."""

    version: int  # 0: the defaults alone
    values: Mapping[str, Any]
    country: str

    def value(self, rule: str) -> int | str:
        found: int | str = self.values.get(rule, BY_NAME[rule].default)
        return found

    def number(self, rule: str) -> int:
        return int(self.value(rule))

    def text(self, rule: str) -> str:
        return str(self.value(rule))

    def due_on(self, start: date, days: int) -> date:
        """``days`` after ``start``, or the first working day after that."""
        return calendar.due_on(
            start, days, self.country, calendar.parse_days(self.text("holidays"))
        )

    def reply_due_on(self, addressee: Organisation, asked_on: date) -> date:
        """When an institution that was asked on a day has to have replied."""
        rule = _REPLY_RULES[OrganisationKind(addressee.kind)]
        return self.due_on(asked_on, self.number(rule))


def in_force(day: date) -> Laws:
    """The by-laws on ``day``; two queries."""
    version = ByLaws.objects.filter(starts_on__lte=day).first()
    plenary = Body.objects.filter(kind=BodyKind.PLENARY).first()
    return Laws(
        version=version.number if version else 0,
        values=version.values if version else {},
        country=plenary.country if plenary else "",
    )


def newest() -> ByLaws | None:
    """The version that was adopted last, in force or not yet: a new one builds on it."""
    return ByLaws.objects.first()


def complete(version: ByLaws | None) -> dict[str, int | str]:
    """The value of every rule under a version; under none, the defaults."""
    values = version.values if version else {}
    return {rule.name: values.get(rule.name, rule.default) for rule in RULES}


@transaction.atomic
def adopt(
    *,
    values: Mapping[str, Any],
    decision: str,
    starts_on: date,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> ByLaws:
    """Put a new version in force from a day; rules left out keep their defaults.

    ``seen`` is the number of the version that was the newest when ``values`` were written, 0 for
    none: another one adopted meanwhile is not overwritten unread.
    Raises ValidationError by rule, for a day before the newest version, for no change at all.
    """
    authorise(actor, permissions.ADOPT_BYLAWS)
    Body.objects.select_for_update().filter(kind=BodyKind.PLENARY).first()  # one at a time
    before = newest()
    if seen is not None and seen != (before.number if before else 0):
        raise ValidationError(
            _("Version %(number)s was adopted meanwhile: look at it, then write yours anew.")
            % {"number": before.number if before else 0}
        )
    chosen = _check(values)
    _check_adoption(chosen, decision.strip(), starts_on, before)
    last = ByLaws.objects.aggregate(last=Max("number"))["last"] or 0
    made = ByLaws.objects.create(
        number=last + 1,
        values=chosen,
        starts_on=starts_on,
        decision=decision.strip(),
        adopted_at=now,
    )
    publish(
        write("bylaws.adopt", made, actor=actor, at=now, number=made.number, values=made.values),
        Said(subject=recorded.subject_of(made), state=recorded.bylaws_state(made)),
    )
    return made


def _check_adoption(
    chosen: Mapping[str, Any], decision: str, starts_on: date, before: ByLaws | None
) -> None:
    errors = {}
    if not decision:
        errors["decision"] = _("Say by which decision they were adopted.")
    elif len(decision) > (most := ByLaws._meta.get_field("decision").max_length or 0):
        errors["decision"] = _("Write at most %(n)s characters.") % {"n": most}
    if before and starts_on < before.starts_on:
        errors["starts_on"] = _(
            "Version %(number)s begins later than that: a new version cannot precede it."
        ) % {"number": before.number}
    if before and before.values == chosen:
        errors[NON_FIELD_ERRORS] = _("Version %(number)s says the same: change a rule first.") % {
            "number": before.number
        }
    if errors:
        raise ValidationError(errors)


def _check(values: Mapping[str, Any]) -> dict[str, int | str]:
    """What differs from the defaults. Raises ValidationError with every rule that is wrong."""
    checked: dict[str, int | str] = {}
    errors: dict[str, Any] = {}
    for name, value in values.items():
        rule = BY_NAME.get(name)
        try:
            if rule is None:
                raise ValidationError(_("There is no rule %(name)s.") % {"name": name})
            checked[name] = _checked(rule, value)
        except ValidationError as error:
            errors.setdefault(name if rule else NON_FIELD_ERRORS, []).extend(error.messages)
    if not errors:
        laws = Laws(version=0, values=checked, country="")
        if laws.number("comment_days_short") > laws.number("comment_days"):
            errors["comment_days_short"] = _("The shortened time is longer than the usual one.")
    if errors:
        raise ValidationError(errors)
    return {name: value for name, value in checked.items() if value != BY_NAME[name].default}


def _checked(rule: Rule, value: Any) -> int | str:
    if rule.choices:
        if value not in [code for code, _label in rule.choices]:
            raise ValidationError(_("Choose one of the ways."))
        return str(value)
    if rule.unit == Unit.DATES:
        days = sorted(calendar.parse_days(str(value)))
        if len(days) > MOST_DAYS_OFF:
            raise ValidationError(_("Give at most %(n)s days.") % {"n": MOST_DAYS_OFF})
        return ", ".join(day.isoformat() for day in days)
    # A bool is an int, and int() takes 30.9, 3_0 and other digits: none of them was meant.
    if isinstance(value, bool) or not _NUMBER.fullmatch(str(value).strip()):
        raise ValidationError(_("Give a whole number."))
    number = int(value)
    if not rule.least <= number <= rule.most:
        raise ValidationError(
            _("Give a number from %(least)s to %(most)s.")
            % {"least": rule.least, "most": rule.most}
        )
    return number
