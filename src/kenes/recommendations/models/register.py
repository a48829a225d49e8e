"""Recommendations: their wording, where they come from, what they are linked to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import Language, TranslationState, current_language, in_order
from kenes.recommendations.lifecycle import Position, RequestedAction, Stage
from kenes.recommendations.models.importing import Document, Import


class Standing(models.TextChoices):
    """What the latest assessments of the two sides say, taken together; "": not both have one."""

    NONE = "", _("not assessed by both sides")
    CONTESTED = "contested", _("assessed differently, or contested")
    NOT_DONE = "not_done", _("both sides: still not done")
    DONE = "done", _("both sides: done")


class LawStanding(models.TextChoices):
    """What the two sides say of the changes in law that are recorded; "": none is."""

    NONE = "", _("no change in law recorded")
    RECORDED = "recorded", _("recorded, not confirmed by both sides yet")
    CONFIRMED = "confirmed", _("confirmed by both sides")
    CONTESTED = "contested", _("contested")


class Recommendation(models.Model):
    """One recommendation. Five axes, never one status."""

    number = models.CharField(max_length=20, unique=True)  # R-2014-126
    natural_key = models.CharField(max_length=200, unique=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    created_by_import = models.ForeignKey(
        Import, models.PROTECT, null=True, blank=True, related_name="created"
    )
    mechanism = models.CharField(_("mechanism"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=60, blank=True)
    symbol = models.CharField(_("document symbol"), max_length=80, blank=True)
    paragraph = models.CharField(_("paragraph"), max_length=40, blank=True)
    annotation_id = models.CharField(max_length=60, blank=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    span_start = models.PositiveIntegerField(null=True, blank=True)
    span_end = models.PositiveIntegerField(null=True, blank=True)
    country = models.CharField(_("country concerned"), max_length=3, blank=True)
    states = models.JSONField(_("recommending States"), default=list)  # alpha-3
    session = models.CharField(_("session"), max_length=20, blank=True)
    cycle = models.PositiveSmallIntegerField(_("cycle"), null=True, blank=True)
    published_on = models.DateField(_("date"), null=True, blank=True)
    heading = models.TextField(_("stands under"), blank=True)
    raw = models.TextField(blank=True)  # as it stands in the source
    language = models.CharField(_("prevailing language"), max_length=2, choices=Language)
    themes = models.JSONField(_("themes"), default=list)  # codes of engines.undocs vocabularies
    affected = models.JSONField(_("affected groups"), default=list)
    sdgs = models.JSONField(_("sustainable development goals"), default=list)
    position = models.CharField(
        _("position"), max_length=20, choices=Position, default=Position.UNKNOWN
    )
    position_verbatim = models.CharField(max_length=200, blank=True)
    action = models.CharField(
        _("requested action"),
        max_length=20,
        choices=RequestedAction,
        default=RequestedAction.UNKNOWN,
    )
    stage = models.CharField(
        _("stage of work"), max_length=20, choices=Stage, default=Stage.RECEIVED
    )
    source_grade = models.CharField(max_length=100, blank=True)  # follow-up grade, verbatim
    standing = models.CharField(max_length=10, choices=Standing, blank=True, editable=False)
    standing_since = models.DateField(null=True, editable=False)
    law = models.CharField(max_length=10, choices=LawStanding, blank=True, editable=False)
    law_since = models.DateField(null=True, editable=False)  # since when that stands
    # Since when it is agreed and still not done: see ``standing.undone_since``.
    undone_since = models.DateField(null=True, editable=False)
    doubts = models.JSONField(default=list)  # [{"code": …, "facts": {…}}]
    is_incomplete = models.BooleanField(default=False)  # lacks what its kind needs: kept, marked
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(position__in=Position.values), name="recommendation_position_known"
            ),
            models.CheckConstraint(
                condition=Q(action__in=RequestedAction.values),
                name="recommendation_action_known",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="recommendation_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="recommendation_standing_known"
            ),
            models.CheckConstraint(
                condition=Q(law__in=LawStanding.values), name="recommendation_law_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["standing", "standing_since", "id"],
                name="recommendation_by_standing",
                condition=~Q(standing=""),
            ),
            models.Index(
                fields=["undone_since", "id"],
                name="recommendation_still_undone",
                condition=Q(undone_since__isnull=False),
            ),
            models.Index(fields=["symbol", "paragraph"], name="recommendation_by_paragraph"),
            models.Index(
                fields=["law", "law_since", "id"],
                name="recommendation_by_law",
                condition=~Q(law=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def text_for(self, language: str | None = None) -> "RecommendationText | None":
        """The text in the reader's language, else the prevailing one (``texts`` prefetched)."""
        by_language = {text.language: text for text in self.texts.all()}
        for code in in_order(language or current_language()):
            if code in by_language:
                return by_language[code]
        return None


class RecommendationText(models.Model):
    """The wording in one language, and how far it can be relied on."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=Language)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=TranslationState)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "language"], name="recommendation_text_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=TranslationState.values),
                name="recommendation_text_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.language}"


class Origin(models.Model):
    """Of a recommendation that the body itself adopted: out of which proposal, and when."""

    recommendation = models.OneToOneField(
        Recommendation, models.CASCADE, primary_key=True, related_name="origin"
    )
    proposal = models.CharField(max_length=20, blank=True)  # P-2026-014
    meeting = models.CharField(max_length=20, blank=True)  # M-2026-004
    decision = models.CharField(max_length=20, blank=True)  # D-2026-012
    adopted_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)  # the latest of its addressees' deadlines

    class Meta:
        indexes = [
            models.Index(fields=["adopted_on", "recommendation"], name="origin_by_day"),
            models.Index(fields=["proposal"], name="origin_by_proposal"),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.decision}"


class Addressee(models.Model):
    """An institution that an adopted recommendation asks to act, by a day."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="addressees")
    organisation = models.ForeignKey(
        "members.Organisation", models.PROTECT, related_name="addressed"
    )
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "organisation"], name="addressee_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.organisation_id}"


class Step(models.Model):
    """A public change after receipt: a position taken, a stage reached, a correction."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="steps")
    axis = models.CharField(max_length=20)  # position, action, stage, text, facts
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    organisation = models.ForeignKey(
        "members.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.JSONField(default=dict, blank=True)  # by language

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.axis}"


class Similar(models.Model):
    """Two recommendations that ask for the same, as a named person found; told of both."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="similar")
    other = models.ForeignKey(Recommendation, models.CASCADE, related_name="similar_to")
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "other"], name="similar_once")
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.other_id}"


class Concern(models.Model):
    """A provision of a national act that a recommendation concerns; "": the act as a whole."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="concerns")
    act = models.ForeignKey("law.Act", models.PROTECT, related_name="concerned_by")
    anchor = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "act", "anchor"], name="concern_once"
            )
        ]
        indexes = [models.Index(fields=["act", "anchor"], name="concern_by_provision")]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.act_id} {self.anchor}"
