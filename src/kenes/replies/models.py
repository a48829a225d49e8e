"""Requests, their replies, and the reminders that were sent."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kenes.access.types import Actor, Role
from kenes.languages.types import Language
from kenes.members.models import Organisation, OrganisationKind
from kenes.replies.lifecycle import (
    ReminderKind,
    ReplyKind,
    ReplyStatus,
    RequestKind,
    RequestStatus,
)

# Who reads what was asked in confidence, beside the people of both organisations.
READS_ALL = frozenset({Role.SECRETARY, Role.CHAIR, Role.OPERATOR})
_OPEN = Q(status=RequestStatus.WAITING, is_public=True)


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, actor: Actor) -> "RequestQuerySet":
        """Public ones, and those that the actor's organisations ask or are asked."""
        if actor.roles & READS_ALL:
            return self
        own = actor.organisation_ids | actor.drafts_for | actor.signs_for
        if not own:
            return self.public()
        return self.filter(Q(is_public=True) | Q(addressee__in=own) | Q(asked_by__in=own))

    def public(self) -> "RequestQuerySet":
        return self.filter(is_public=True)

    def waiting(self) -> "RequestQuerySet":
        return self.filter(status=RequestStatus.WAITING)

    def overdue(self, today: date) -> "RequestQuerySet":
        return self.waiting().filter(due_on__lt=today)

    def about(self, subject: str) -> "RequestQuerySet":
        """Those about a matter, by its public number."""
        return self.filter(about=subject)

    def to_answer(self, actor: Actor) -> "RequestQuerySet":
        """Those that wait for organisations the actor drafts or signs for."""
        return self.waiting().filter(addressee__in=actor.drafts_for | actor.signs_for)


class Request(models.Model):
    """Something asked of an institution, and the day by which it owes a reply."""

    number = models.CharField(max_length=20, unique=True)  # Q-2026-031
    kind = models.CharField(
        _("kind"), max_length=20, choices=RequestKind, default=RequestKind.QUESTION
    )
    about = models.CharField(max_length=80, blank=True)  # a subject of the record: P-2026-014
    addressee = models.ForeignKey(Organisation, models.PROTECT, related_name="requests_received")
    # As the organisation's own, so that the list of one kind is read off an index.
    addressee_kind = models.CharField(max_length=20, choices=OrganisationKind, editable=False)
    asked_by = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="requests_made"
    )  # None: the body itself, through its secretariat
    asker_id = models.BigIntegerField(null=True)  # the person; never shown
    language = models.CharField(_("language"), max_length=2, choices=Language)
    text = models.TextField(_("text"))
    is_public = models.BooleanField(default=True)
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    due_on = models.DateField()
    first_due_on = models.DateField()
    remind_on = models.DateField(null=True)  # before due_on; None: there is no time for it
    status = models.CharField(
        max_length=20, choices=RequestStatus, default=RequestStatus.WAITING, editable=False
    )
    answered_at = models.DateTimeField(null=True)  # or referred
    answered_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )  # the request that was referred here

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=RequestKind.values), name="request_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=RequestStatus.values), name="request_status_known"
            ),
            models.CheckConstraint(
                condition=Q(asked_by=None) | ~Q(asked_by=F("addressee")),
                name="request_to_another",
            ),
            models.CheckConstraint(
                condition=Q(first_due_on__gt=F("asked_on")) & Q(due_on__gte=F("first_due_on")),
                name="request_due_after_asked",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[RequestStatus.ANSWERED, RequestStatus.REFERRED],
                    answered_at__isnull=False,
                    answered_on__isnull=False,
                )
                | Q(
                    status__in=[RequestStatus.WAITING, RequestStatus.WITHDRAWN],
                    answered_at=None,
                    answered_on=None,
                ),
                name="request_answered_at_a_time",
            ),
            models.UniqueConstraint(fields=["follows"], name="request_referred_once"),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="request_open", condition=_OPEN),
            models.Index(
                fields=["addressee_kind", "due_on", "id"],
                name="request_open_by_kind",
                condition=_OPEN,
            ),
            models.Index(
                fields=["due_on", "remind_on", "id"],
                name="request_clock",
                condition=Q(status=RequestStatus.WAITING),
            ),
            models.Index(fields=["addressee", "asked_on", "id"], name="request_by_addressee"),
            models.Index(fields=["about", "id"], name="request_by_about"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_waiting(self) -> bool:
        return self.status == RequestStatus.WAITING

    @property
    def is_extended(self) -> bool:
        return self.due_on != self.first_due_on

    def is_overdue(self, today: date) -> bool:
        return self.is_waiting and self.due_on < today

    def days_left(self, today: date) -> int:
        """Days until the reply is due; fewer than none once it is overdue."""
        return (self.due_on - today).days


class ReplyQuerySet(models.QuerySet["Reply"]):
    def signed(self) -> "ReplyQuerySet":
        return self.filter(status=ReplyStatus.SIGNED)

    def unsigned(self) -> "ReplyQuerySet":
        return self.exclude(status=ReplyStatus.SIGNED)


class Reply(models.Model):
    """What an institution says to a request: drafted by one person, signed by another."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="replies")
    kind = models.CharField(_("kind of reply"), max_length=20, choices=ReplyKind)
    text = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    until = models.DateField(null=True, blank=True)  # more time
    referred_to = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField(
        max_length=20, choices=ReplyStatus, default=ReplyStatus.DRAFT, editable=False
    )
    drafted_by_id = models.BigIntegerField()
    drafted_by_name = models.CharField(max_length=200)
    drafted_at = models.DateTimeField()  # last saved
    hands: Any = models.JSONField(default=list)  # ids of all who have drafted it
    returned_note = models.TextField(blank=True)  # what the validator asks to change
    signed_by_id = models.BigIntegerField(null=True)
    signed_by_name = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True)
    edited = models.PositiveIntegerField(default=0)  # savings: who saves says which they saw

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ReplyKind.values), name="reply_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ReplyStatus.values), name="reply_status_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(status=ReplyStatus.SIGNED, signed_at__isnull=False)
                    & Q(signed_by_id__isnull=False)
                    & ~Q(signed_by_id=F("drafted_by_id"))
                )
                | (~Q(status=ReplyStatus.SIGNED) & Q(signed_at=None, signed_by_id=None)),
                name="reply_by_two",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=~Q(status=ReplyStatus.SIGNED),
                name="reply_one_unsigned",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(status=ReplyStatus.SIGNED) & ~Q(kind=ReplyKind.MORE_TIME),
                name="reply_one_that_ends",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(status=ReplyStatus.SIGNED, kind=ReplyKind.MORE_TIME),
                name="reply_one_extension",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.kind}"


class Reminder(models.Model):
    """That an institution was reminded of one deadline; each once, whatever happens."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=20, choices=ReminderKind)
    due_on = models.DateField()  # the deadline it is about
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ReminderKind.values), name="reminder_kind_known"
            ),
            models.UniqueConstraint(
                fields=["request", "kind", "due_on"], name="reminder_once_for_a_deadline"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.kind} {self.due_on}"
