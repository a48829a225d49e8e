"""National acts in dated versions and languages, provision by provision.

A version is written once: services never change one, and what is wrong in it is put right by the
next. Its provisions are rows, in reading order, with the addresses of ``engines.lawtext.tree``.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kenes.languages.fields import pick
from kenes.languages.types import Language, current_language, in_order
from kenes.law.lifecycle import ActKind, ImportStatus


class Act(models.Model):
    """An act of the country, through all its versions."""

    code = models.SlugField(max_length=60, unique=True)  # criminal-procedure-code
    kind = models.CharField(_("kind"), max_length=20, choices=ActKind)
    name: Any = models.JSONField()  # by language, in full
    short: Any = models.JSONField(default=dict, blank=True)  # by language
    official_number = models.CharField(_("official number"), max_length=40, blank=True)
    enacted_on = models.DateField(_("enacted on"))
    # Which wording decides where languages differ; several languages may have equal force.
    prevailing: Any = models.JSONField(default=list)  # codes of languages
    source = models.CharField(_("source"), max_length=300, blank=True)  # never fetched
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-enacted_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ActKind.values), name="act_kind_known")
        ]
        indexes = [
            models.Index(fields=["-enacted_on", "-id"], name="act_newest"),
            models.Index(fields=["kind", "-enacted_on", "-id"], name="act_newest_of_kind"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("law:act", args=[self.code])

    @property
    def title(self) -> str:
        return pick(self.name)

    @property
    def short_title(self) -> str:
        return pick(self.short) or self.title


class ActWord(models.Model):
    """One word of an act's names, as bytes: a range finds beginnings."""

    of = models.ForeignKey(Act, models.CASCADE, related_name="words")
    word = models.BinaryField(max_length=160)

    class Meta:
        indexes = [models.Index(fields=["word", "of"], name="act_by_word")]

    def __str__(self) -> str:
        return bytes(self.word).decode()


class Version(models.Model):
    """An act as it reads from a day on, in every language in which it is known."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="versions")
    on = models.DateField(_("in force since"))
    amended_by: Any = models.JSONField(default=dict, blank=True)  # by language; {}: as enacted
    note: Any = models.JSONField(default=dict, blank=True)  # by language
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["act", "on"], name="act_version_once")]

    def __str__(self) -> str:
        return f"{self.act_id} {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("law:version", args=[self.act.code, self.on.isoformat()])

    def url_of(self, anchor: str) -> str:
        """The permanent address of a provision as it reads here; "" is the act as a whole."""
        if not anchor:
            return self.get_absolute_url()
        return reverse("law:provision", args=[self.act.code, self.on.isoformat(), anchor])

    def text_for(self, language: str | None = None) -> "Text | None":
        """The text in the reader's language, else a prevailing one (``texts`` prefetched)."""
        by_language = {text.language: text for text in self.texts.all()}
        wanted = language or current_language()
        for code in (wanted, *self.act.prevailing, *in_order(wanted)):
            if code in by_language:
                return by_language[code]
        return None


class Text(models.Model):
    """The wording of a version in one language; its units are in ``provisions``."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="texts")
    language = models.CharField(max_length=2, choices=Language)
    title = models.TextField()
    preamble = models.TextField(blank=True)
    ending = models.TextField(blank=True)
    count = models.PositiveIntegerField()  # of provisions
    sha256 = models.CharField(max_length=64)  # ``law.hashing`` of it, as the record says
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="act_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.language}"


class Provision(models.Model):
    """One unit of a text where it stands: see ``engines.lawtext.tree.Unit``."""

    of = models.ForeignKey(Text, models.PROTECT, related_name="provisions")
    order = models.PositiveIntegerField()  # from 0 in reading order
    depth = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)  # engines.lawtext Kind
    number = models.CharField(max_length=40, blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField(blank=True)
    tail = models.TextField(blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["of", "order"], name="provision_place_once"),
            models.UniqueConstraint(fields=["of", "anchor"], name="provision_anchor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.anchor}"


class Moved(models.Model):
    """A provision that has another address than in the version before, of the same language.

    Found by comparison when a text is entered, so that nobody compares whole acts to tell where
    one provision went; what is not here kept its address. Read by ``law.tracing``.
    """

    of = models.ForeignKey(Text, models.CASCADE, related_name="moves")
    anchor = models.CharField(max_length=200, blank=True)  # "": gone, another has its address
    before = models.CharField(max_length=200, blank=True)  # "": new, another had its address

    class Meta:
        indexes = [
            models.Index(fields=["of", "anchor"], name="moved_to"),
            models.Index(fields=["of", "before"], name="moved_from"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.before} → {self.anchor}"


class Upload(models.Model):
    """A file of an act as it was read, to be looked at before it becomes a version."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="uploads")
    on = models.DateField()
    language = models.CharField(max_length=2, choices=Language)
    amended_by: Any = models.JSONField(default=dict, blank=True)
    note: Any = models.JSONField(default=dict, blank=True)
    name = models.CharField(max_length=255)  # of the file
    sha256 = models.CharField(max_length=64)  # of the file as it came
    # The tree, what was doubtful and what was passed over; {} once it is saved or discarded.
    read: Any = models.JSONField()
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.READ)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ImportStatus.values), name="act_upload_status_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.act_id}: {self.name}"


class TreatyRule(models.Model):
    """The rank of ratified treaties among the country's laws, from a day on."""

    since = models.DateField(_("since"), unique=True)
    rule: Any = models.JSONField()  # by language, in words of our own
    basis: Any = models.JSONField(default=dict, blank=True)  # the provision it follows from
    # Whether a ratified treaty goes before a law that differs from it; None: it depends.
    treaty_prevails = models.BooleanField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-since"]

    def __str__(self) -> str:
        return str(self.since)
