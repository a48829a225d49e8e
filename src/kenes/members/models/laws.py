"""The by-laws as data, in versions; and what the people of the seats declare."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kenes.members.models.composition import OfPerson, Organisation


class ByLaws(models.Model):
    """One version of the by-laws: what differs from the defaults of ``members.rules``."""

    number = models.PositiveIntegerField(unique=True)  # 1, 2, 3 …
    values = models.JSONField(default=dict)  # name of a rule -> value
    starts_on = models.DateField(_("in force from"))
    decision = models.CharField(_("decision"), max_length=300)  # by which they were adopted
    adopted_at = models.DateTimeField()

    class Meta:
        ordering = ["-starts_on", "-number"]

    def __str__(self) -> str:
        return str(self.number)


class Declaration(OfPerson):
    """A person's interests and funding sources, on the one form of all chambers.

    A new declaration replaces the earlier one for the reader; earlier ones stay.
    """

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="declarations")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="declarations"
    )  # for which the person sits
    # One a line. Empty: none is declared; None: erased from the record, which is another thing.
    interests = models.TextField(_("interests"), blank=True, null=True)  # noqa: DJ001
    funding = models.TextField(_("sources of funding"), blank=True, null=True)  # noqa: DJ001
    language = models.CharField(max_length=2, default="en")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "-made_at"], name="declaration_by_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.made_at:%Y-%m-%d}"
