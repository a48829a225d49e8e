"""Who answers for an organisation: one drafts, another signs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kenes.members.models.composition import OfPerson, Organisation


class DutyKind(models.TextChoices):
    FOCAL_POINT = "focal_point", _("focal point")
    VALIDATOR = "validator", _("validator")


class Duty(OfPerson):
    """A person drafts (focal point) or signs (validator) an organisation's replies for a time."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="duties")
    kind = models.CharField(_("duty"), max_length=20, choices=DutyKind)
    user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="duties"
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DutyKind.values), name="duty_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="duty_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name}: {self.kind}"
