"""What is said of a recommendation: assessments, changes in law, and the words on both."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import Language
from kenes.recommendations.lifecycle import Assessor, Grade
from kenes.recommendations.models.register import Recommendation


class Assessment(models.Model):
    """One assessor's view at one date; views stand side by side and none replaces another."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="assessments")
    by = models.CharField(_("assessed by"), max_length=20, choices=Assessor)
    organisation = models.ForeignKey(
        "members.Organisation", models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    # Who, where that is no organisation of the house: an independent assessor, a committee.
    assessor = models.CharField(_("assessor"), max_length=200, blank=True)
    grade = models.CharField(_("assessment"), max_length=20, choices=Grade)
    grade_verbatim = models.CharField(max_length=100, blank=True)
    on = models.DateField(_("date"))
    evidence_until = models.DateField(_("evidence up to"), null=True, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)  # sources, one a line; never fetched
    note = models.JSONField(default=dict, blank=True)  # by language

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by__in=Assessor.values), name="assessment_by_known"
            ),
            models.CheckConstraint(
                condition=Q(grade__in=Grade.values), name="assessment_grade_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.by} {self.grade}"


class Contest(models.Model):
    """An organisation contests an assessment, with reasons; the matter returns to the agenda."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="contests")
    organisation = models.ForeignKey("members.Organisation", models.PROTECT, related_name="+")
    reason = models.TextField(_("reasons"))
    language = models.CharField(max_length=2, choices=Language)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "organisation"], name="contest_once")
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.organisation_id}"


class LawChange(models.Model):
    """Axis 5: the provision before and after; a named person of each side confirms it."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="law_changes")
    act = models.JSONField()  # each by language
    provision = models.JSONField()
    before = models.JSONField()  # {}: there was no such provision
    after = models.JSONField()  # {}: it was repealed
    in_force_on = models.DateField()
    # Where the act is in the house: the wordings are read there. "": a provision that was not yet.
    before_version = models.ForeignKey(
        "law.Version", models.PROTECT, null=True, blank=True, related_name="+"
    )
    before_anchor = models.CharField(max_length=200, blank=True)
    after_version = models.ForeignKey(
        "law.Version", models.PROTECT, null=True, blank=True, related_name="+"
    )
    after_anchor = models.CharField(max_length=200, blank=True)
    obligation = models.ForeignKey(
        "law.Obligation", models.PROTECT, null=True, blank=True, related_name="law_changes"
    )
    amended_by = models.JSONField(default=dict, blank=True)  # the amending act, by language

    class Meta:
        ordering = ["in_force_on", "id"]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.in_force_on}"


class LawView(models.Model):
    """An organisation confirms a change in law, by a named person, or contests it with reasons.

    A later view of the organisation takes the place of an earlier one; both stay.
    """

    change = models.ForeignKey(LawChange, models.CASCADE, related_name="views")
    organisation = models.ForeignKey("members.Organisation", models.PROTECT, related_name="+")
    side = models.CharField(max_length=20)  # of its chamber: members.Side
    confirms = models.BooleanField()
    person = models.CharField(max_length=200)  # who says so, as the name was then
    reason = models.TextField(_("reasons"), blank=True)
    language = models.CharField(max_length=2, choices=Language)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.organisation_id}"
