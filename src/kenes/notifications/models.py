"""Notices, what their readers choose, the letters made of them, and how far all this has come."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kenes.notifications.lifecycle import Category, LetterStatus, Mode

LONGEST_WAIT = timedelta(hours=1)  # until a mail server that failed is asked again
COUNTED = 99  # unread notices; beyond it is said that there are more


class Cursor(models.Model):
    """One row: every act of the journal up to here was looked at, but for the gaps."""

    position = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="cursor_is_one")]

    def __str__(self) -> str:
        return str(self.position)


class Gap(models.Model):
    """Numbers of the journal below the cursor that are still to be looked at.

    On PostgreSQL an act that got its number early may be committed late; a row stands for such
    numbers until every transaction of that time is over. Or an act could not be told because of a
    fault: it is tried again at every pass.
    """

    first = models.BigIntegerField()
    last = models.BigIntegerField()
    horizon = models.BigIntegerField(null=True)  # a transaction; when all before are over: over
    is_fault = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="gap_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, now: datetime) -> "LetterQuerySet":
        """Queued ones whose time has come; a wait longer than any we set: the clock was wrong."""
        never = Q(not_before__gt=now + LONGEST_WAIT)
        return self.filter(Q(not_before__lte=now) | never, status=LetterStatus.QUEUED)


class Letter(models.Model):
    """One letter to one person: made with its notices, sent once at most."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="letters")
    key = models.CharField(max_length=80, unique=True)  # act:17:5, daily:5:2026-11-25
    mode = models.CharField(max_length=10, choices=Mode)
    message_id = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    made_at = models.DateTimeField()
    status = models.CharField(
        max_length=10, choices=LetterStatus, default=LetterStatus.QUEUED, editable=False
    )
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)  # when the latest attempt began
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)  # what the server said

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="letter_mode_known"),
            models.CheckConstraint(
                condition=Q(status__in=LetterStatus.values), name="letter_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=LetterStatus.SENT, sent_at__isnull=False)
                | (~Q(status=LetterStatus.SENT) & Q(sent_at=None)),
                name="letter_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=False)
                | Q(status__in=[LetterStatus.QUEUED, LetterStatus.DROPPED]),
                name="letter_claimed_before_it_goes",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(status=LetterStatus.QUEUED),
                name="letter_queued",
            ),
            models.Index(
                fields=["status", "made_at"],
                condition=Q(
                    status__in=[
                        LetterStatus.SENDING,
                        LetterStatus.DOUBTFUL,
                        LetterStatus.REFUSED,
                    ]
                ),
                name="letter_troubled",
            ),
            models.Index(fields=["user", "mode", "-made_at"], name="letter_latest"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_doubtful(self) -> bool:
        return self.status in {LetterStatus.DOUBTFUL, LetterStatus.REFUSED}


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user_id: int) -> "NoticeQuerySet":
        """What a person finds in the house."""
        return self.filter(user_id=user_id, is_shown=True)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def waiting(self) -> "NoticeQuerySet":
        """Those that no letter has, and that may come into one."""
        return self.filter(is_waiting=True)


class Notice(models.Model):
    """One person is told of one act on one matter, once."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="notices")
    act = models.ForeignKey("journal.Entry", models.PROTECT, related_name="notices")
    category = models.CharField(max_length=20, choices=Category)
    subject = models.CharField(max_length=80)  # public number, or as the journal names it
    url = models.CharField(max_length=300)  # without the language: /desk/
    title = models.CharField(max_length=40)  # code of its sentence
    facts = models.JSONField(default=dict)  # what the sentence names
    is_restricted = models.BooleanField(default=False)  # not everybody may know of it
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    is_shown = models.BooleanField(default=True)  # False: the reader wants letters only
    is_waiting = models.BooleanField(default=True)  # for its letter
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "act", "subject"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="notice_category_known"
            ),
            models.CheckConstraint(
                condition=Q(letter=None) | Q(is_waiting=False), name="notice_in_one_letter"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "id"], condition=Q(is_shown=True), name="notice_shown"),
            models.Index(
                fields=["user"], condition=Q(is_shown=True, read_at=None), name="notice_unread"
            ),
            models.Index(
                fields=["user", "id"], condition=Q(is_waiting=True), name="notice_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.title} {self.subject}"


class Choice(models.Model):
    """What one person chose for one category; without a row the habit of the house holds."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="notice_choices")
    category = models.CharField(max_length=20, choices=Category)
    is_shown = models.BooleanField(_("shown in the house"), default=True)
    email = models.CharField(_("by e-mail"), max_length=10, choices=Mode)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "category"], name="choice_once"),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="choice_category_known"
            ),
            models.CheckConstraint(condition=Q(email__in=Mode.values), name="choice_mode_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.category} {self.email}"


class Round(models.Model):
    """One day's, or week's, going round with digests, and the last notice they may hold.

    A day has one round whatever the clock does, so that nobody gets two digests for it.
    """

    mode = models.CharField(max_length=10, choices=Mode)
    day = models.DateField()
    through = models.BigIntegerField()  # the newest notice when the round began
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mode", "day"], name="round_once"),
            models.CheckConstraint(
                condition=Q(mode__in=[Mode.DAILY, Mode.WEEKLY]), name="round_mode_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.day}"


class Outage(models.Model):
    """One row while the mail server fails: since when, why, and when it is asked again."""

    since = models.DateTimeField()
    failures = models.PositiveIntegerField(default=1)  # one after the other
    retry_at = models.DateTimeField()
    why = models.CharField(max_length=300)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="outage_is_one")]

    def __str__(self) -> str:
        return self.why

    def holds(self, now: datetime) -> bool:
        """False once the server may be asked again, and whenever the clock was set back."""
        return now < self.retry_at <= now + LONGEST_WAIT
