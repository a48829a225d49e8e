"""Source documents, and files on their way into the register."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import Language
from kenes.recommendations.lifecycle import ImportStatus


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
