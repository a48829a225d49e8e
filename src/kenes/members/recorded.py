"""What the public record says of bodies, chambers, organisations and seats, and where it is shown.

A body tells of its offices, a seat of its terms. Names of persons stand in fields of their own, so
that one can be erased and the rest stays.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.languages.fields import Named
from kenes.members.models import (
    Body,
    BodyKind,
    ByLaws,
    Capacity,
    Chamber,
    Declaration,
    Duty,
    DutyKind,
    Office,
    OfficeKind,
    OfPerson,
    Organisation,
    OrganisationKind,
    Seat,
    Side,
    Tenure,
)
from kenes.members.rules import RULES
from kenes.record.subjects import Kind, State, day, register

CHUNK = 500
_CODES = {
    str(value): text
    for choices in (BodyKind, Side, OrganisationKind, Capacity, OfficeKind, DutyKind)
    for value, text in choices.choices
} | {value: text for rule in RULES for value, text in rule.choices}
_PERSON = ("person_name", "person_name_kk", "person_name_ru")


def subject_of(row: models.Model) -> str:
    """``seat/12``; a term belongs to its seat, an office to its body."""
    if isinstance(row, Tenure):
        return f"seat/{row.seat_id}"
    if isinstance(row, Office):
        return f"body/{row.body_id}"
    if isinstance(row, Duty | Declaration):
        return f"organisation/{row.organisation_id}"
    return f"{row._meta.model_name}/{row.pk}"


def body_state(body: Body) -> State:
    return {
        "name": _names(body),
        "kind": str(body.kind),
        "parent": body.parent_id and f"body/{body.parent_id}",
        "country": [body.country, body.country_name],
        "purpose": body.purpose,
        "founded": day(body.founded_on),
        "closed": day(body.closed_on),
    }


def chamber_state(chamber: Chamber) -> State:
    return {
        "name": _names(chamber),
        "side": str(chamber.side),
        "appointed_by": chamber.appointed_by,
    }


def organisation_state(organisation: Organisation) -> State:
    return {
        "name": _names(organisation),
        "kind": str(organisation.kind),
        "purpose": organisation.purpose,
        "website": organisation.website,
        "founded": day(organisation.founded_on),
    }


def seat_state(seat: Seat) -> State:
    return {
        "body": f"body/{seat.body_id}",
        "label": seat.label,
        "chamber": f"chamber/{seat.chamber_id}",
        "organisation": seat.organisation_id and f"organisation/{seat.organisation_id}",
        "created": day(seat.created_on),
        "abolished": day(seat.abolished_on),
    }


def term_state(tenure: Tenure) -> State:
    return {
        f"term.{tenure.pk}": {
            "capacity": str(tenure.capacity),
            "organisation": f"organisation/{tenure.organisation_id}",
            "starts": day(tenure.starts_on),
            "ends": day(tenure.ends_on),
            "nomination": tenure.nomination,
            "ended_because": tenure.ended_because,
        },
        f"term.{tenure.pk}.person": _person(tenure),
    }


def office_state(office: Office) -> State:
    return {
        f"office.{office.pk}": {
            "kind": str(office.kind),
            "starts": day(office.starts_on),
            "ends": day(office.ends_on),
        },
        f"office.{office.pk}.person": _person(office),
    }


def duty_state(duty: Duty) -> State:
    return {
        f"duty.{duty.pk}": {
            "kind": str(duty.kind),
            "starts": day(duty.starts_on),
            "ends": day(duty.ends_on),
        },
        f"duty.{duty.pk}.person": _person(duty),
    }


def declaration_state(one: Declaration) -> State:
    return {
        f"declaration.{one.pk}": {
            # UTC: what the record says does not hang on the zone of the machine.
            "made": one.made_at.astimezone(UTC).date().isoformat(),
            "language": one.language,
        },
        f"declaration.{one.pk}.person": _person(one),
        f"declaration.{one.pk}.interests": (one.interests or "").splitlines(),
        f"declaration.{one.pk}.funding": (one.funding or "").splitlines(),
    }


def bylaws_state(laws: ByLaws) -> State:
    return {
        "rules": laws.values,
        "starts": day(laws.starts_on),
        "decision": laws.decision,
    }


def _names(row: Named) -> dict[str, str]:
    return {"kk": row.name_kk, "ru": row.name_ru, "en": row.name_en}


def _person(row: OfPerson) -> dict[str, str]:
    return {"en": row.person_name, "kk": row.person_name_kk, "ru": row.person_name_ru}


def _shown_bodies(subjects: Sequence[str]) -> dict[str, State]:
    found = Body.objects.filter(pk__in=_keys(subjects)).prefetch_related("offices")
    return {
        subject_of(body): {
            **body_state(body),
            **{
                name: v
                for office in body.offices.all()
                for name, v in office_state(office).items()
            },
        }
        for body in found
    }


def _shown_seats(subjects: Sequence[str]) -> dict[str, State]:
    found = Seat.objects.filter(pk__in=_keys(subjects)).prefetch_related("tenures")
    return {
        subject_of(seat): {
            **seat_state(seat),
            **{name: v for tenure in seat.tenures.all() for name, v in term_state(tenure).items()},
        }
        for seat in found
    }


def _shown_organisations(subjects: Sequence[str]) -> dict[str, State]:
    found = Organisation.objects.filter(pk__in=_keys(subjects)).prefetch_related(
        "duties", "declarations"
    )
    states = {}
    for organisation in found:
        state = organisation_state(organisation)
        for duty in organisation.duties.all():
            state |= duty_state(duty)
        for declaration in organisation.declarations.all():
            state |= declaration_state(declaration)
        states[subject_of(organisation)] = state
    return states


def _shown(
    model: type[models.Model], state: Callable[[Any], State]
) -> Callable[[Sequence[str]], dict[str, State]]:
    def shown(subjects: Sequence[str]) -> dict[str, State]:
        found = model._default_manager.filter(pk__in=_keys(subjects))
        return {subject_of(row): state(row) for row in found}

    return shown


def _every(model: type[models.Model]) -> Callable[[], Iterator[str]]:
    def every() -> Iterator[str]:
        name = model._meta.model_name
        keys = model._default_manager.order_by("pk").values_list("pk", flat=True)
        yield from (f"{name}/{pk}" for pk in keys.iterator(chunk_size=CHUNK))

    return every


def _keys(subjects: Sequence[str]) -> list[int]:
    return [_key(subject) for subject in subjects]


def _key(subject: str) -> int:
    key = subject.partition("/")[2]
    return int(key) if key.isdigit() and len(key) < 19 else 0


def _erase_person(subject: str, field: str, is_shown: bool) -> None:
    """Erase a person's name from what they do or declare, or what they have declared."""
    kind, _dot, rest = field.partition(".")
    key, _dot, what = rest.partition(".")
    if not key.isdigit() or not is_shown:
        return
    pk, owner = int(key), _key(subject)
    if what == "person":
        emptied = dict.fromkeys(_PERSON, "")
        Tenure.objects.filter(pk=pk, seat=owner if kind == "term" else 0).update(**emptied)
        Office.objects.filter(pk=pk, body=owner if kind == "office" else 0).update(**emptied)
        Duty.objects.filter(pk=pk, organisation=owner if kind == "duty" else 0).update(**emptied)
        Declaration.objects.filter(
            pk=pk, organisation=owner if kind == "declaration" else 0
        ).update(**emptied)
    elif kind == "declaration" and what in {"interests", "funding"}:
        Declaration.objects.filter(pk=pk, organisation=owner).update(**{what: None})


def _erase_nothing(subject: str, field: str, is_shown: bool) -> None:
    """These pages hold no words about persons: what is wrong is corrected, in the open."""


def _label(name: str) -> str:
    """A field, or a part of one."""
    kind, _dot, rest = name.partition(".")
    key, _dot, what = rest.partition(".")
    labels = {
        "person": _("name of the person"),
        "name": _("name"),
        "kind": _("kind"),
        "parent": _("belongs to"),
        "country": _("country"),
        "purpose": _("purpose"),
        "founded": _("founded on"),
        "closed": _("closed on"),
        "side": _("side"),
        "appointed_by": _("appointed by"),
        "website": _("website"),
        "body": _("body"),
        "label": _("label"),
        "chamber": _("chamber"),
        "organisation": _("organisation"),
        "created": _("created on"),
        "abolished": _("abolished on"),
        "term": _("term"),
        "office": _("office"),
        "duty": _("duty"),
        "declaration": _("declaration"),
        "interests": _("interests"),
        "funding": _("sources of funding"),
        "made": _("made on"),
        "language": _("language"),
        "rules": _("rules that differ from the defaults"),
        "decision": _("decision"),
        **{rule.name: str(rule.label) for rule in RULES},
        "capacity": _("capacity"),
        "starts": _("first day"),
        "ends": _("last day"),
        "nomination": _("nomination document"),
        "ended_because": _("reason of the end"),
    }
    return labels.get((what or kind) if key.isdigit() else name, name)


def _word(part: str, code: str) -> str:
    return str(_CODES.get(code, code))


def _body_url(subject: str) -> str:
    body = Body.objects.filter(pk=_key(subject)).first()
    return reverse("members:body", args=[body.slug]) if body else ""


def _organisation_url(subject: str) -> str:
    found = Organisation.objects.filter(pk=_key(subject)).first()
    return reverse("members:organisation", args=[found.slug]) if found else ""


def _bylaws_url(subject: str) -> str:
    laws = ByLaws.objects.filter(pk=_key(subject)).first()
    return f"{reverse('members:bylaws')}#version-{laws.number}" if laws else ""


def _seat_url(subject: str) -> str:
    seat = Seat.objects.filter(pk=_key(subject)).first()
    return _body_url(f"body/{seat.body_id}") if seat else ""


def _titles(model: type[models.Model]) -> Callable[[Sequence[str]], dict[str, str]]:
    def titles(subjects: Sequence[str]) -> dict[str, str]:
        found = model._default_manager.filter(pk__in=_keys(subjects))
        return {subject_of(row): str(row) for row in found}

    return titles


def _titles_of_bylaws(subjects: Sequence[str]) -> dict[str, str]:
    return {
        f"bylaws/{laws.pk}": _("By-laws, version %(number)s") % {"number": laws.number}
        for laws in ByLaws.objects.filter(pk__in=_keys(subjects))
    }


def _titles_of_seats(subjects: Sequence[str]) -> dict[str, str]:
    found = Seat.objects.filter(pk__in=_keys(subjects)).select_related("body")
    return {subject_of(seat): f"{seat.body}: {seat.label}" for seat in found}


def register_kinds() -> None:
    register(
        Kind(
            name="body",
            titles=_titles(Body),
            url=_body_url,
            shown=_shown_bodies,
            every=_every(Body),
            label=_label,
            word=_word,
            erase=_erase_person,
        )
    )
    register(
        Kind(
            name="chamber",
            titles=_titles(Chamber),
            url=lambda subject: reverse("members:bodies"),
            shown=_shown(Chamber, chamber_state),
            every=_every(Chamber),
            label=_label,
            word=_word,
            erase=_erase_nothing,
        )
    )
    register(
        Kind(
            name="organisation",
            titles=_titles(Organisation),
            url=_organisation_url,
            shown=_shown_organisations,
            every=_every(Organisation),
            label=_label,
            word=_word,
            erase=_erase_person,
        )
    )
    register(
        Kind(
            name="seat",
            titles=_titles_of_seats,
            url=_seat_url,
            shown=_shown_seats,
            every=_every(Seat),
            label=_label,
            word=_word,
            erase=_erase_person,
        )
    )
    register(
        Kind(
            name="bylaws",
            titles=_titles_of_bylaws,
            url=_bylaws_url,
            shown=_shown(ByLaws, bylaws_state),
            every=_every(ByLaws),
            label=_label,
            word=_word,
            erase=_erase_nothing,
        )
    )
