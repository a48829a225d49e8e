"""The body as composed, what it is bound by, and what its people declare."""

from kenes.members.models.composition import (
    Body,
    BodyKind,
    Capacity,
    Chamber,
    NumberSeries,
    Office,
    OfficeKind,
    OfPerson,
    Organisation,
    OrganisationKind,
    OrganisationQuerySet,
    OrganisationWord,
    Seat,
    Side,
    Tenure,
)
from kenes.members.models.duties import Duty, DutyKind
from kenes.members.models.laws import ByLaws, Declaration

__all__ = [
    "Body",
    "BodyKind",
    "ByLaws",
    "Capacity",
    "Chamber",
    "Declaration",
    "Duty",
    "DutyKind",
    "NumberSeries",
    "OfPerson",
    "Office",
    "OfficeKind",
    "Organisation",
    "OrganisationKind",
    "OrganisationQuerySet",
    "OrganisationWord",
    "Seat",
    "Side",
    "Tenure",
]
