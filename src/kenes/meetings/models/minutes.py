"""Minutes: paragraphs in three languages, corrections to them, approvals."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import Language, TranslationState
from kenes.meetings.lifecycle import CorrectionStatus, MinutesStatus
from kenes.meetings.models.sessions import Item, Meeting
from kenes.members.models.composition import OfPerson


class Minutes(models.Model):
    """The record of one meeting, from draft to publication; then nothing of it is changed."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes")
    language = models.CharField(_("prevailing language"), max_length=2, choices=Language)
    status = models.CharField(
        max_length=12, choices=MinutesStatus, default=MinutesStatus.DRAFT, editable=False
    )
    composed_at = models.DateTimeField()
    circulated_at = models.DateTimeField(null=True)
    corrections_until = models.DateField(null=True)  # the last day
    due_on = models.DateField()  # to be published by
    settled_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    root: Any = models.JSONField(default=dict, blank=True)  # the record's root when published
    edited = models.PositiveIntegerField(default=0)  # who saves says which they saw
    # Offices of the chairs who end the time for corrections before its last day.
    agreed: Any = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=MinutesStatus.values), name="minutes_status"
            ),
            models.CheckConstraint(
                condition=Q(status=MinutesStatus.PUBLISHED, published_at__isnull=False)
                | (~Q(status=MinutesStatus.PUBLISHED) & Q(published_at=None)),
                name="minutes_published_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting_id)

    @property
    def is_published(self) -> bool:
        return self.status == MinutesStatus.PUBLISHED


class Paragraph(models.Model):
    """One numbered paragraph."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="paragraphs")
    order = models.PositiveIntegerField()
    item = models.ForeignKey(Item, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20)  # heading, attendance, speech, vote, decision, text …
    source: Any = models.JSONField(default=dict, blank=True)  # what it was composed of

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return f"{self.minutes_id}: {self.order}"


class ParagraphText(models.Model):
    """Its wording in one language, and how far it can be relied on."""

    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=Language)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=TranslationState)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paragraph", "language"], name="paragraph_text_once"),
            models.CheckConstraint(
                condition=Q(state__in=TranslationState.values), name="paragraph_text_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paragraph_id} {self.language}"


class Correction(models.Model):
    """Other words for a paragraph: proposed while minutes circulate, or numbered afterwards.

    One made after publication changes no paragraph: it is printed beside it under its number.
    """

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="corrections")
    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="corrections")
    number = models.PositiveIntegerField(null=True)  # 1, 2, 3 … after publication only
    organisation = models.ForeignKey(
        "members.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: the secretariat or the chair
    language = models.CharField(max_length=2, choices=Language)
    before = models.TextField()  # the words it would replace
    text = models.TextField(_("corrected text"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    status = models.CharField(
        max_length=10, choices=CorrectionStatus, default=CorrectionStatus.PROPOSED, editable=False
    )
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_because = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=CorrectionStatus.values), name="correction_status"
            ),
            models.UniqueConstraint(
                fields=["minutes", "number"],
                condition=Q(number__isnull=False),
                name="correction_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes_id}: {self.pk}"


class Approval(OfPerson):
    """A chair or co-chair has approved the text as it stood."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="approvals")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    office = models.ForeignKey("members.Office", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["minutes", "office"], name="approval_once")]

    def __str__(self) -> str:
        return f"{self.minutes_id}: {self.person_name}"
