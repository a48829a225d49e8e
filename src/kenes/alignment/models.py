"""Pairs of an obligation and a provision, and the views of organisations on them."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kenes.alignment.lifecycle import Finding
from kenes.languages.types import Language


class Pair(models.Model):
    """An obligation beside a provision of an act as it reads at a dated version.

    ``anchor`` "": the act says nothing of the obligation, and that is what is looked at.
    """

    number = models.CharField(max_length=20, unique=True)  # A-2026-014
    obligation = models.ForeignKey("law.Obligation", models.PROTECT, related_name="pairs")
    act = models.ForeignKey("law.Act", models.PROTECT, related_name="pairs")
    version = models.ForeignKey("law.Version", models.PROTECT, related_name="pairs")
    anchor = models.CharField(max_length=200, blank=True)
    # The view that stands of each side, settled by services: {"state": "gap", "civil": …}.
    standing: Any = models.JSONField(default=dict, editable=False)
    gap_since = models.DateField(null=True, editable=False)  # while any side sees one
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "act", "anchor"], name="alignment_pair_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["gap_since", "id"],
                name="alignment_gaps",
                condition=Q(gap_since__isnull=False),
            ),
            models.Index(
                fields=["act", "gap_since", "id"],
                name="alignment_gaps_of_act",
                condition=Q(gap_since__isnull=False),
            ),
            models.Index(fields=["act", "anchor"], name="alignment_by_provision"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("alignment:pair", args=[self.number])


class View(models.Model):
    """What an organisation finds, from a day on; a later one takes its place, both stay."""

    of = models.ForeignKey(Pair, models.CASCADE, related_name="views")
    organisation = models.ForeignKey("members.Organisation", models.PROTECT, related_name="+")
    chamber = models.ForeignKey("members.Chamber", models.PROTECT, related_name="+")
    version = models.ForeignKey("law.Version", models.PROTECT, related_name="+")
    anchor = models.CharField(max_length=200, blank=True)  # where it stood in that version
    finding = models.CharField(_("finding"), max_length=10, choices=Finding)
    reason = models.TextField(_("reasons"))
    language = models.CharField(max_length=2, choices=Language)
    person = models.CharField(max_length=200, blank=True)  # who entered it, as the name was then
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finding__in=Finding.values), name="alignment_finding_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.organisation_id} {self.finding}"
