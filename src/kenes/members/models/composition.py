"""The body as composed: a tree of bodies, chambers, organisations, seats, tenures, offices."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kenes.languages.fields import Named
from kenes.languages.types import LANGUAGES, current_language, in_order
from kenes.members import naming


class BodyKind(models.TextChoices):
    PLENARY = "plenary", _("plenary")
    WORKING_GROUP = "working_group", _("working group")
    SUBGROUP = "subgroup", _("subgroup")


class Body(Named):
    """One body of the tree: the plenary, its working groups, their subgroups."""

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    country = models.CharField(_("country"), max_length=3, blank=True)  # ISO alpha-3, plenary only
    country_name = models.JSONField(default=dict, blank=True)  # by language, if not the UN's
    purpose = models.JSONField(default=dict, blank=True)  # {"kk": …, "ru": …, "en": …}
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BodyKind.values), name="body_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=BodyKind.PLENARY, parent=None)
                | (~Q(kind=BodyKind.PLENARY) & Q(parent__isnull=False)),
                name="body_plenary_is_the_root",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind=BodyKind.PLENARY), name="body_one_plenary"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.slug


class Side(models.TextChoices):
    """What a chamber stands for; told apart on pages by word and pattern."""

    STATE = "state", _("state bodies")
    PARLIAMENT = "parliament", _("parliament")
    CIVIL = "civil", _("civil society")
    NHRI = "nhri", _("human-rights institution")
    OBSERVER = "observer", _("observers")


class Chamber(Named):
    """A chamber, or a class of observers, which never votes nor counts for quorum."""

    slug = models.SlugField(max_length=60, unique=True)
    side = models.CharField(_("side"), max_length=20, choices=Side)
    appointed_by = models.JSONField(default=dict, blank=True)  # who appoints, by language
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="chamber_side_known")
        ]

    def __str__(self) -> str:
        return self.name or self.slug

    @property
    def votes(self) -> bool:
        return self.side != Side.OBSERVER


class OrganisationKind(models.TextChoices):
    STATE_BODY = "state_body", _("state body")
    PARLIAMENT = "parliament", _("parliament")
    NGO = "ngo", _("non-governmental organisation")
    NHRI = "nhri", _("human-rights institution")
    MISSION = "mission", _("diplomatic mission")
    INTERNATIONAL = "international", _("international organisation")
    DONOR = "donor", _("donor")
    OTHER = "other", _("other organisation")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def named(self, words: str) -> "OrganisationQuerySet":
        """Those whose names have, for each given word, one that begins with it."""
        found = self
        for word in naming.words_of(words)[:8]:
            start = word.encode()
            begins = OrganisationWord.objects.filter(
                word__gte=start, word__lt=naming.first_after(start)
            )
            found = found.filter(pk__in=begins.values("organisation_id"))
        return found


class Organisation(Named):
    """An institution or association, described in its own words and never graded."""

    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    purpose = models.JSONField(default=dict, blank=True)  # by language
    website = models.URLField(_("website"), blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    # The shown name's place in the alphabet, for a reader of each language.
    sort_kk = models.BinaryField(
        max_length=naming.KEY_LENGTH, default=b"", blank=True, editable=False
    )
    sort_ru = models.BinaryField(
        max_length=naming.KEY_LENGTH, default=b"", blank=True, editable=False
    )
    sort_en = models.BinaryField(
        max_length=naming.KEY_LENGTH, default=b"", blank=True, editable=False
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            )
        ]
        indexes = [
            models.Index(fields=[f"sort_{code}", "id"], name=f"organisation_by_{code}")
            for code in LANGUAGES
        ]

    def __str__(self) -> str:
        return self.name or self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.place()
        super().save(*args, **kwargs)
        self.words.all().delete()
        OrganisationWord.objects.bulk_create(self.words_to_find())

    def place(self) -> None:
        """Set the sort keys from the names; a bulk insert calls this by itself."""
        for code in LANGUAGES:
            names = (getattr(self, f"name_{other}") for other in in_order(code))
            setattr(self, f"sort_{code}", naming.sort_key(next(filter(None, names), "")))

    def words_to_find(self) -> "list[OrganisationWord]":
        """The rows by which the saved organisation is found."""
        names = " ".join(getattr(self, f"name_{code}") for code in LANGUAGES)
        return [
            OrganisationWord(organisation=self, word=word.encode())
            for word in dict.fromkeys(naming.words_of(names))
        ]


class OrganisationWord(models.Model):
    """One word of an organisation's names, as bytes: an index range finds its beginnings."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="words")
    word = models.BinaryField(max_length=4 * naming.WORD_LENGTH)

    class Meta:
        indexes = [models.Index(fields=["word", "organisation"], name="organisation_by_word")]

    def __str__(self) -> str:
        return bytes(self.word).decode()


class Seat(models.Model):
    """A place at the table of one body, given by one chamber to one organisation."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    chamber = models.ForeignKey(Chamber, models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="seats"
    )  # None: vacant, to be appointed
    label = models.CharField(_("label"), max_length=40)  # "civil society 3"
    created_on = models.DateField(_("created on"))
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)

    class Meta:
        ordering = ["chamber__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "label"], name="seat_label_once_in_body"),
            models.CheckConstraint(
                condition=Q(abolished_on=None) | Q(abolished_on__gte=F("created_on")),
                name="seat_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class OfPerson(models.Model):
    """Something a person does for a time; the name is kept as it was, account or none."""

    person_name = models.CharField(_("full name"), max_length=200)
    person_name_kk = models.CharField(_("full name in Kazakh"), max_length=200, blank=True)
    person_name_ru = models.CharField(_("full name in Russian"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def person(self) -> str:
        """The name as the reader's language writes it."""
        written = {"kk": self.person_name_kk, "ru": self.person_name_ru}
        return written.get(current_language(), "") or self.person_name


class Capacity(models.TextChoices):
    HOLDER = "holder", _("holder")
    ALTERNATE = "alternate", _("alternate")


class Tenure(OfPerson):
    """A person's term on a seat, as holder or alternate; past ones stay as history."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="tenures")
    user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="tenures"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="tenures")
    capacity = models.CharField(_("capacity"), max_length=10, choices=Capacity)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    nomination = models.CharField(_("nomination document"), max_length=300, blank=True)
    ended_because = models.CharField(_("reason of the end"), max_length=300, blank=True)

    class Meta:
        ordering = ["-starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__in=Capacity.values), name="tenure_capacity_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="tenure_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["seat", "capacity"],
                condition=Q(ends_on=None),
                name="tenure_one_open_per_capacity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name}: {self.seat_id}"

    def is_current(self, today: date) -> bool:
        return self.starts_on <= today and (self.ends_on is None or self.ends_on >= today)


class OfficeKind(models.TextChoices):
    CHAIR = "chair", _("chair")
    CO_CHAIR = "co_chair", _("co-chair")
    MODERATOR = "moderator", _("moderator")
    SECRETARY = "secretary", _("secretary")


class Office(OfPerson):
    """A person presiding over, moderating or serving a body for a time."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="offices")
    kind = models.CharField(_("office"), max_length=20, choices=OfficeKind)
    user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="offices"
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OfficeKind.values), name="office_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="office_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name}: {self.kind}"


class NumberSeries(models.Model):
    """The body's series of public numbers: the last one given for a letter and a year."""

    letter = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "year"], name="number_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.letter}-{self.year}"
