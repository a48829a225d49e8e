"""The by-laws: adopted in versions, asked by every clock and count of the house."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members import calendar, permissions, recorded
from kenes.members.models import Body, BodyKind, ByLaws, Organisation, OrganisationKind
from kenes.members.rules import BY_NAME, Rule
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


@dataclass(frozen=True)
class Laws:
    """The by-laws in force on a day, with the country whose calendar counts."""

    version: int  # 0: the defaults alone
    values: Mapping[str, Any]
    country: str

    def number(self, rule: str) -> int:
        return int(self.values.get(rule, BY_NAME[rule].default))

    def text(self, rule: str) -> str:
        return str(self.values.get(rule, BY_NAME[rule].default))

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


@transaction.atomic
def adopt(
    *, values: Mapping[str, Any], decision: str, starts_on: date, actor: Actor, now: datetime
) -> ByLaws:
    """Put a new version in force from a day; rules left out keep their defaults.

    Raises ValidationError by rule, or for a day before the version in force.
    """
    authorise(actor, permissions.ADOPT_BYLAWS)
    Body.objects.select_for_update().filter(kind=BodyKind.PLENARY).first()  # one at a time
    if not decision.strip():
        raise ValidationError({"decision": _("Say by which decision they were adopted.")})
    checked = {name: _checked(name, value) for name, value in values.items()}
    latest = ByLaws.objects.first()
    if latest and starts_on < latest.starts_on:
        raise ValidationError(
            {"starts_on": _("Later by-laws are in force: a new version cannot precede them.")}
        )
    last = ByLaws.objects.aggregate(last=Max("number"))["last"] or 0
    made = ByLaws.objects.create(
        number=last + 1,
        values={name: value for name, value in checked.items() if value != BY_NAME[name].default},
        starts_on=starts_on,
        decision=decision.strip(),
        adopted_at=now,
    )
    publish(
        write("bylaws.adopt", made, actor=actor, at=now, number=made.number, values=made.values),
        Said(subject=recorded.subject_of(made), state=recorded.bylaws_state(made)),
    )
    return made


def _checked(name: str, value: Any) -> int | str:
    rule: Rule | None = BY_NAME.get(name)
    if rule is None:
        raise ValidationError(_("There is no rule %(name)s.") % {"name": name})
    if rule.choices:
        if value not in {code for code, _label in rule.choices}:
            raise ValidationError({name: _("Choose one of the ways.")})
        return str(value)
    if isinstance(rule.default, str):
        calendar.parse_days(str(value))
        return str(value).strip()
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise ValidationError({name: _("Give a whole number.")}) from error
    if not rule.least <= number <= rule.most:
        raise ValidationError(
            {
                name: _("Give a number from %(least)s to %(most)s.")
                % {"least": rule.least, "most": rule.most}
            }
        )
    return number
