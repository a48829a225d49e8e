"""A meeting before it is held: its day, agenda, papers, and who is invited."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kenes.access.types import Actor, Role
from kenes.languages.fields import pick
from kenes.meetings.lifecycle import Answer, ItemStatus, MeetingKind, Mode, Section, Status
from kenes.members.models.composition import OfPerson

# Who knows of a meeting that is only planned, beside what the plan of the year tells everybody.
PREPARES = frozenset({Role.SECRETARY, Role.CHAIR, Role.OPERATOR})


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def held(self) -> "MeetingQuerySet":
        return self.filter(status=Status.CLOSED)

    def ahead(self, today: date) -> "MeetingQuerySet":
        """Planned, called or being held, the nearest first."""
        return self.filter(
            status__in=(Status.PLANNED, Status.CALLED, Status.OPEN), on__gte=today
        ).order_by("on", "id")


class Meeting(models.Model):
    """One meeting of one body. Its row is locked by every act on its floor."""

    number = models.CharField(max_length=20, unique=True)  # M-2026-004
    body = models.ForeignKey("members.Body", models.PROTECT, related_name="meetings")
    kind = models.CharField(
        _("kind"), max_length=12, choices=MeetingKind, default=MeetingKind.QUARTERLY
    )
    mode = models.CharField(_("form"), max_length=8, choices=Mode, default=Mode.ROOM)
    title: Any = models.JSONField(default=dict, blank=True)  # by language; mostly empty
    reason: Any = models.JSONField(default=dict, blank=True)  # of an extra meeting, by language
    on = models.DateField(_("day"))  # local, as starts_at; of a planned one perhaps the day alone
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place: Any = models.JSONField(default=dict, blank=True)  # by language
    link = models.URLField(_("link"), max_length=300, blank=True)  # for who is invited
    language = models.CharField(max_length=2, default="ru")  # of the minutes; prevails
    papers_until = models.DateField(null=True, blank=True)
    is_public = models.BooleanField(default=True)  # everybody may follow it while it is held
    status = models.CharField(
        max_length=10, choices=Status, default=Status.PLANNED, editable=False
    )
    planned_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    short_notice: Any = models.JSONField(default=dict, blank=True)  # why, by language
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cancelled_because: Any = models.JSONField(default=dict, blank=True)
    sequence = models.PositiveIntegerField(default=0)  # of its invitation: RFC 5545
    # Grows with every act on the floor: browsers and the stream ask for nothing else.
    version = models.PositiveBigIntegerField(default=0)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MeetingKind.values), name="meeting_kind"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="meeting_mode"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="meeting_status"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(Status.PLANNED, Status.CANCELLED))
                | Q(starts_at__isnull=False, called_at__isnull=False),
                name="meeting_called_for_an_hour",
            ),
        ]
        indexes = [
            models.Index(fields=["-on", "-id"], name="meeting_newest"),
            models.Index(fields=["body", "-on", "-id"], name="meeting_newest_of_body"),
            models.Index(fields=["status", "on", "id"], name="meeting_by_status"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("meetings:one", args=[self.number])

    @property
    def name(self) -> str:
        """What it is called in the reader's language: its title, or what kind it is of."""
        return pick(self.title) or str(self.get_kind_display())

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN

    def shows_agenda_to(self, actor: Actor) -> bool:
        """The agenda of a planned meeting is still being written."""
        return self.status != Status.PLANNED or bool(actor.roles & PREPARES)

    def local_day(self, at: datetime | None = None) -> date:
        return timezone.localdate(at or self.starts_at) if at or self.starts_at else self.on


class Item(models.Model):
    """One item of the agenda."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    order = models.PositiveIntegerField()  # through the whole agenda, from 1
    section = models.CharField(_("section"), max_length=12, choices=Section)
    title: Any = models.JSONField(default=dict)  # by language
    note: Any = models.JSONField(default=dict, blank=True)  # what is asked of the body
    about = models.CharField(max_length=80, blank=True)  # a public number: P-…, Q-…, R-…
    # The item of an earlier meeting that was postponed and is taken up again here.
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    presenter = models.ForeignKey(
        "members.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)  # time allotted
    # The Chatham House rule: what is said is told, who said it is not.
    is_confidential = models.BooleanField(_("Chatham House rule"), default=False)
    status = models.CharField(
        max_length=10, choices=ItemStatus, default=ItemStatus.WAITING, editable=False
    )
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(section__in=Section.values), name="item_section"),
            models.CheckConstraint(condition=Q(status__in=ItemStatus.values), name="item_status"),
            models.UniqueConstraint(
                fields=["meeting", "about"], condition=~Q(about=""), name="item_about_once"
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(status=ItemStatus.PRESENT),
                name="item_one_present",
            ),
        ]
        indexes = [
            models.Index(fields=["about", "id"], name="item_by_about"),
            models.Index(fields=["status", "meeting"], name="item_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.order}"


class Paper(models.Model):
    """A file tabled for a meeting or one of its items; served without what could act."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="papers")
    item = models.ForeignKey(Item, models.SET_NULL, null=True, blank=True, related_name="papers")
    organisation = models.ForeignKey(
        "members.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: the secretariat
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes, as served
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="meetings/", max_length=200)
    added_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)  # after papers_until

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Invitation(OfPerson):
    """One person invited: from a seat of the body, an observer's place, an office, or by name."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="meetings_invited"
    )
    seat = models.ForeignKey(
        "members.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        "members.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_alternate = models.BooleanField(default=False)  # of the seat
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True)
    note = models.CharField(_("note to the secretariat"), max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="invited_answer"),
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(user__isnull=False),
                name="invited_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.person_name}"
