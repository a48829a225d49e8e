"""Road maps, their measures, and what is reported of these."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kenes.access.types import Actor, Role
from kenes.implementation.lifecycle import MeasureStatus, RoadMapStatus
from kenes.languages.fields import pick
from kenes.languages.types import Language

PREPARES = frozenset({Role.SECRETARY, Role.CHAIR, Role.OPERATOR})


class RoadMapQuerySet(models.QuerySet["RoadMap"]):
    def visible_to(self, actor: Actor) -> "RoadMapQuerySet":
        """Adopted ones; who prepares them sees drafts too."""
        if actor.roles & PREPARES:
            return self
        return self.filter(status=RoadMapStatus.ADOPTED)


class RoadMap(models.Model):
    """Recommendations of any origin, grouped, and the measures that carry them out."""

    number = models.CharField(max_length=20, unique=True)  # RM-2026-003
    title: Any = models.JSONField()  # by language
    purpose: Any = models.JSONField(default=dict, blank=True)  # by language
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    status = models.CharField(
        max_length=10, choices=RoadMapStatus, default=RoadMapStatus.DRAFT, editable=False
    )
    decision = models.CharField(max_length=20, blank=True)  # D-2026-012, by which it was adopted
    adopted_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    edited = models.PositiveIntegerField(default=0)  # who saves says which they saw

    objects = RoadMapQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RoadMapStatus.values), name="roadmap_status"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="roadmap_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["status", "-starts_on", "-id"], name="roadmap_newest")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("implementation:roadmap", args=[self.number])

    @property
    def name(self) -> str:
        return pick(self.title)

    @property
    def is_draft(self) -> bool:
        return self.status == RoadMapStatus.DRAFT


class Goal(models.Model):
    """One recommendation of a road map, with its weight among the others."""

    roadmap = models.ForeignKey(RoadMap, models.CASCADE, related_name="goals")
    recommendation = models.ForeignKey(
        "recommendations.Recommendation", models.PROTECT, related_name="goals"
    )
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["roadmap", "recommendation"], name="goal_once"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="goal_weighs"),
        ]

    def __str__(self) -> str:
        return f"{self.roadmap_id}: {self.recommendation_id}"


class Measure(models.Model):
    """Something an owner does by a day; it may serve several recommendations."""

    roadmap = models.ForeignKey(RoadMap, models.CASCADE, related_name="measures")
    place = models.CharField(max_length=20)  # in the road map's own numbering: 1.2
    order = models.PositiveIntegerField(default=0)
    title: Any = models.JSONField()  # by language
    result: Any = models.JSONField(default=dict, blank=True)  # form of completion, by language
    owner = models.ForeignKey("members.Organisation", models.PROTECT, related_name="measures")
    partners: Any = models.JSONField(default=list, blank=True)  # keys of organisations
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    due_on = models.DateField(_("deadline"))
    budget = models.DecimalField(
        _("budget"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    budget_source: Any = models.JSONField(default=dict, blank=True)  # by language
    indicator: Any = models.JSONField(default=dict, blank=True)  # by language
    baseline = models.CharField(_("baseline"), max_length=100, blank=True)
    target = models.CharField(_("target"), max_length=100, blank=True)
    status = models.CharField(
        max_length=12, choices=MeasureStatus, default=MeasureStatus.NOT_BEGUN, editable=False
    )
    percent = models.PositiveSmallIntegerField(default=0)  # done, as its owner reports
    changed_at = models.DateTimeField()
    edited = models.PositiveIntegerField(default=0)  # who saves says which they saw

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=MeasureStatus.values), name="measure_status"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="measure_percent"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on__gte=F("starts_on")),
                name="measure_due_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(budget__gte=0), name="measure_budget"
            ),
            models.UniqueConstraint(fields=["roadmap", "place"], name="measure_place_once"),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on", "id"], name="measure_by_owner"),
            models.Index(fields=["status", "due_on", "id"], name="measure_by_due"),
            models.Index(fields=["roadmap", "order", "id"], name="measure_in_its_place"),
        ]

    def __str__(self) -> str:
        return f"{self.roadmap_id}: {self.place}"

    @property
    def name(self) -> str:
        return pick(self.title)

    def is_overdue(self, today: date) -> bool:
        open_ = {MeasureStatus.NOT_BEGUN, MeasureStatus.UNDER_WAY}
        return self.status in open_ and self.due_on < today


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def numbered(self) -> "ContributionQuerySet":
        """With the numbers of their recommendations, and no more of these; one query."""
        return self.select_related("goal__recommendation").only(
            "measure_id", "weight", "goal__recommendation__number"
        )


class Contribution(models.Model):
    """A measure serves a recommendation of its road map, with its weight among its measures."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="contributions")
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="contributions")
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "goal"], name="contribution_once"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="contribution_weighs"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.goal_id}"


class Progress(models.Model):
    """What an owner reported on a day; earlier reports stay."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="reports")
    status = models.CharField(max_length=12, choices=MeasureStatus)
    percent = models.PositiveSmallIntegerField()
    text = models.TextField(_("what was done"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)  # sources, one a line; never fetched
    language = models.CharField(max_length=2, choices=Language)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "progress"
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="progress_percent"),
            models.CheckConstraint(
                condition=Q(status__in=MeasureStatus.values), name="progress_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.percent}"


class Staged(models.Model):
    """A sheet that was read and waits to be checked: nothing of it is in the road map yet."""

    roadmap = models.ForeignKey(RoadMap, models.CASCADE, related_name="staged")
    name = models.CharField(max_length=200)  # of the file
    language = models.CharField(max_length=2, choices=Language)  # of its texts
    rows: Any = models.JSONField()  # as ``importing.reading`` read them
    notes: Any = models.JSONField(default=list)  # about whole sheets
    known_as: Any = models.JSONField(default=dict)  # name in the sheet -> key of an organisation
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "staged"

    def __str__(self) -> str:
        return f"{self.roadmap_id}: {self.name}"
