"""The register's tables. Coded facts are lists of codes; the search index answers for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import Language, TranslationState, current_language, in_order
from kenes.recommendations.lifecycle import (
    Assessor,
    Grade,
    ImportStatus,
    Position,
    RequestedAction,
    Stage,
)


class Document(models.Model):
    """A source document, kept as it came, known by its hash."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    file = models.FileField(upload_to="documents/", max_length=200)  # bit for bit, never served
    public_file = models.FileField(upload_to="public/", max_length=200)  # stripped, served
    kind = models.CharField(_("kind"), max_length=20)  # engines.undocs Kind, or "manual"
    symbol = models.CharField(_("document symbol"), max_length=80, blank=True, db_index=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    mechanism = models.CharField(_("mechanism"), max_length=40, blank=True)
    country = models.CharField(_("country concerned"), max_length=3, blank=True)
    session = models.CharField(_("session"), max_length=20, blank=True)
    cycle = models.PositiveSmallIntegerField(_("cycle"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default="en")
    page_count = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)  # running text as read; spans point into it
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.symbol or self.title or self.name


class Mapping(models.Model):
    """A saved reading of a table's columns: engines.undocs Mapping as JSON."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    columns = models.JSONField()

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One file on its way into the register, with what was read and what became of it."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="imports")
    kind = models.CharField(_("kind"), max_length=20)
    mapping = models.ForeignKey(Mapping, models.PROTECT, null=True, blank=True)
    status = models.CharField(
        max_length=20, choices=ImportStatus, default=ImportStatus.WAITING, editable=False
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="imports"
    )
    started_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)  # rows, for progress
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # outcome -> rows
    error_code = models.CharField(max_length=40, blank=True)
    error_facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ImportStatus.values), name="import_status_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.document_id}"


class Outcome(models.TextChoices):
    """What a row of an import is, against the register as it stands."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("the same")
    REPEATED = "repeated", _("repeated in the file")
    NOT_UNDERSTOOD = "not_understood", _("not understood")


class Standing(models.TextChoices):
    """What the latest assessments of the two sides say, taken together; "": not both have one."""

    NONE = "", _("not assessed by both sides")
    CONTESTED = "contested", _("assessed differently, or contested")
    NOT_DONE = "not_done", _("both sides: still not done")
    DONE = "done", _("both sides: done")


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
    """Axis 5: the provision before and after, with a named confirmation."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="law_changes")
    act = models.JSONField()  # each by language
    provision = models.JSONField()
    before = models.JSONField()
    after = models.JSONField()
    in_force_on = models.DateField()
    confirmed_by = models.JSONField()

    class Meta:
        ordering = ["in_force_on", "id"]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.in_force_on}"


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


class ImportRow(models.Model):
    """One row of an import: what was read, what it is, and what it replaced (for undo)."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    index = models.PositiveIntegerField()  # order in the file, from 1
    outcome = models.CharField(max_length=20, choices=Outcome)
    included = models.BooleanField(default=True)
    natural_key = models.CharField(max_length=200, blank=True)
    item = models.JSONField(default=dict)  # engines.undocs Item, or the Problem
    before = models.JSONField(null=True)  # the fields it replaced; None when it created
    is_doubtful = models.BooleanField(default=False)
    page = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["index"]
        constraints = [
            models.UniqueConstraint(fields=["of", "index"], name="import_row_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="import_row_outcome_known"
            ),
        ]
        indexes = [
            models.Index(fields=["of", "outcome", "index"], name="import_row_by_outcome"),
            models.Index(fields=["of", "is_doubtful", "index"], name="import_row_doubtful"),
            models.Index(fields=["of", "page", "index"], name="import_row_by_page"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}/{self.index}"


class SavedSearch(models.Model):
    """A search someone keeps: its address says all."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=120)
    query = models.CharField(max_length=2000)  # canonical query string of the register page
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_search_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Posting(models.Model):
    """One line of the search index: which recommendations carry a key.

    ``bitmap`` is a portable Roaring bitmap of recommendation ids. It changes in the transaction
    that changes the recommendation; ``version``, drawn at random with every change, tells a
    process that its copy is old (a counter would repeat itself after a rollback or a restore).
    """

    field = models.CharField(max_length=20)  # see recommendations.index.keys
    key = models.CharField(max_length=200)
    bitmap = models.BinaryField()
    version = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["field", "key"], name="posting_once")]

    def __str__(self) -> str:
        return f"{self.field}:{self.key}"


class Indexed(models.Model):
    """What the search index knows of a recommendation, so that exactly this can be taken back."""

    recommendation = models.OneToOneField(
        Recommendation, models.CASCADE, primary_key=True, related_name="indexed"
    )
    known = models.TextField()  # JSON, see recommendations.index.keys

    def __str__(self) -> str:
        return str(self.recommendation_id)
