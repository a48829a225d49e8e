"""Instruments by article, and what the country has committed itself to."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kenes.languages.fields import pick
from kenes.law.lifecycle import CommitmentStatus, InstrumentKind, ReportStatus


class Instrument(models.Model):
    """A treaty, a protocol, an OSCE document, another text that states obligations."""

    code = models.SlugField(max_length=40, unique=True)  # iccpr, copenhagen-1990
    kind = models.CharField(_("kind"), max_length=12, choices=InstrumentKind)
    name: Any = models.JSONField()  # by language, in full
    short: Any = models.JSONField(default=dict, blank=True)  # by language: ICCPR, МПГПП
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="protocols"
    )
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    in_force_on = models.DateField(_("in force since"), null=True, blank=True)
    # Who looks after it, as engines.undocs MECHANISMS has it: recommendations name the same code.
    mechanism = models.CharField(_("mechanism"), max_length=40, blank=True)
    # How often a report is due, in years; None: no reports, or when the mechanism asks for one.
    reports_every = models.PositiveSmallIntegerField(null=True, blank=True)
    has_complaints = models.BooleanField(default=False)  # of individuals, to its mechanism

    class Meta:
        ordering = ["adopted_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=InstrumentKind.values), name="instrument_kind_known"
            )
        ]
        indexes = [
            models.Index(fields=["adopted_on", "code"], name="instrument_by_day"),
            models.Index(fields=["kind", "adopted_on", "code"], name="instrument_by_kind"),
            models.Index(
                fields=["adopted_on", "code"],
                name="instrument_of_complaints",
                condition=Q(has_complaints=True),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("law:instrument", args=[self.code])

    @property
    def title(self) -> str:
        return pick(self.name)

    @property
    def short_title(self) -> str:
        return pick(self.short) or self.title


class Obligation(models.Model):
    """One article of an instrument, or one paragraph of a document: what is promised there."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="obligations")
    number = models.CharField(max_length=20)  # 14, 2(3), 5.16
    order = models.PositiveIntegerField()
    label: Any = models.JSONField(default=dict, blank=True)  # by language, in words of our own
    text: Any = models.JSONField(default=dict, blank=True)  # by language, as imported
    themes: Any = models.JSONField(default=list, blank=True)  # codes of engines.undocs THEMES

    class Meta:
        ordering = ["instrument", "order"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="obligation_once")
        ]
        indexes = [models.Index(fields=["instrument", "order"], name="obligation_in_order")]

    def __str__(self) -> str:
        return f"{self.instrument_id}: {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("law:obligation", args=[self.instrument.code, self.number])

    @property
    def name(self) -> str:
        return pick(self.label)


class Commitment(models.Model):
    """What the country has done about an instrument. Years where only these are known."""

    instrument = models.OneToOneField(Instrument, models.CASCADE, related_name="commitment")
    status = models.CharField(
        max_length=10, choices=CommitmentStatus, default=CommitmentStatus.NONE
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    joined_on = models.DateField(_("ratified or acceded to on"), null=True, blank=True)
    joined_year = models.PositiveSmallIntegerField(null=True, blank=True)
    in_force_on = models.DateField(_("in force for the country since"), null=True, blank=True)
    reservations: Any = models.JSONField(default=dict, blank=True)  # by language
    takes_complaints = models.BooleanField(null=True)  # of individuals; None: not known
    complaints_since = models.DateField(null=True, blank=True)
    note: Any = models.JSONField(default=dict, blank=True)  # by language
    source = models.CharField(_("source"), max_length=300, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=CommitmentStatus.values), name="commitment_status_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id}: {self.status}"

    @property
    def year(self) -> int | None:
        return self.joined_on.year if self.joined_on else self.joined_year


class Report(models.Model):
    """A report of the country to a mechanism: due, submitted, considered."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="reports")
    name: Any = models.JSONField(default=dict, blank=True)  # by language: third periodic report
    due_on = models.DateField(_("due on"), null=True, blank=True)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    considered_on = models.DateField(_("considered on"), null=True, blank=True)
    symbol = models.CharField(_("document symbol"), max_length=80, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                name="report_by_due_day",
                condition=Q(submitted_on=None, considered_on=None),
            ),
            models.Index(
                fields=["-submitted_on", "-id"],
                name="report_by_day_sent",
                condition=Q(submitted_on__isnull=False, considered_on=None),
            ),
            models.Index(
                fields=["-considered_on", "-id"],
                name="report_by_day_considered",
                condition=Q(considered_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id}: {self.due_on}"

    @property
    def status(self) -> ReportStatus:
        if self.considered_on:
            return ReportStatus.CONSIDERED
        return ReportStatus.SUBMITTED if self.submitted_on else ReportStatus.DUE

    def is_overdue(self, today: date) -> bool:
        waits = self.submitted_on is None and self.considered_on is None
        return waits and self.due_on is not None and self.due_on < today
