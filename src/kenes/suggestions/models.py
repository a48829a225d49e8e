"""Fits of the models, and what they suggest of recommendations."""

from typing import Any

from django.db import models
from django.db.models import Q

from kenes.suggestions.lifecycle import SuggestionKind, SuggestionStatus

UNKNOWN = -1


class Fit(models.Model):
    """One fitting from the body's own register; its files are in the home, under its key."""

    at = models.DateTimeField()
    examples = models.PositiveIntegerField()
    facts: Any = models.JSONField(default=dict)  # what was learned and what was too rare
    # The last recommendation that it was asked of when all were asked of, in their order.
    asked_until = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.pk)


class Suggestion(models.Model):
    """One suggestion, until a named person decides; the decided ones teach the next fit.

    ``value``: a code of a vocabulary, the number of another recommendation, or
    ``code-of-act#anchor`` of a provision.
    """

    of = models.ForeignKey(
        "recommendations.Recommendation", models.CASCADE, related_name="suggestions"
    )
    kind = models.CharField(max_length=10, choices=SuggestionKind)
    value = models.CharField(max_length=270)
    # Calibrated, in thousandths; UNKNOWN: nothing was learned that it could be calibrated by.
    probability = models.SmallIntegerField(default=UNKNOWN)
    reason: Any = models.JSONField(default=list)  # words, in the text's own order
    fit = models.ForeignKey(Fit, models.PROTECT, null=True, related_name="suggestions")
    status = models.CharField(
        max_length=10, choices=SuggestionStatus, default=SuggestionStatus.OPEN, editable=False
    )
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["kind", "-probability", "id"]
        constraints = [
            models.UniqueConstraint(fields=["of", "kind", "value"], name="suggestion_once"),
            models.CheckConstraint(
                condition=Q(kind__in=SuggestionKind.values), name="suggestion_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=SuggestionStatus.values), name="suggestion_status_known"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-probability", "id"], name="suggestion_to_be_decided"),
            models.Index(
                fields=["status", "kind", "-probability", "id"], name="suggestion_of_kind"
            ),
            models.Index(
                fields=["status", "kind", "value", "-probability", "id"],
                name="suggestion_of_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.kind} {self.value}"
