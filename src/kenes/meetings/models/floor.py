"""A meeting while it is held: who is present, who speaks, what is voted on and decided."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import Language
from kenes.meetings.lifecycle import (
    Choice,
    DecisionKind,
    TurnKind,
    TurnStatus,
    VoteKind,
    VoteRule,
    VoteStatus,
)
from kenes.meetings.models.sessions import Item, Meeting
from kenes.members.models.composition import OfPerson


class Presence(OfPerson):
    """A person in the room or online, from when until when; several rows when they go and come."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presences")
    user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    seat = models.ForeignKey(
        "members.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )  # the seat they sit on: it votes and counts for quorum; None: an observer or a guest
    organisation = models.ForeignKey(
        "members.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    chamber = models.ForeignKey(
        "members.Chamber", models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_online = models.BooleanField(default=False)
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"],
                condition=Q(left_at=None, seat__isnull=False),
                name="presence_one_on_a_seat",
            ),
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(left_at=None, user__isnull=False),
                name="presence_of_a_person_once",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at")),
                name="presence_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.person_name}"


class Turn(models.Model):
    """Somebody's place on the speaking list of an item, and the speech that came of it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="turns")
    item = models.ForeignKey(Item, models.CASCADE, related_name="turns")
    presence = models.ForeignKey(Presence, models.PROTECT, related_name="turns")
    kind = models.CharField(max_length=16, choices=TurnKind, default=TurnKind.SPEECH)
    status = models.CharField(
        max_length=10, choices=TurnStatus, default=TurnStatus.ASKED, editable=False
    )
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    resumes = models.BooleanField(default=False)  # a point of order had interrupted it: goes on
    summary = models.TextField(blank=True)  # for the minutes, in ``language``
    language = models.CharField(max_length=2, choices=Language, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TurnKind.values), name="turn_kind"),
            models.CheckConstraint(condition=Q(status__in=TurnStatus.values), name="turn_status"),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(status=TurnStatus.SPEAKING),
                name="turn_one_speaks",
            ),
            models.UniqueConstraint(
                fields=["item", "presence", "kind"],
                condition=Q(status=TurnStatus.ASKED),
                name="turn_asked_once",
            ),
        ]
        indexes = [models.Index(fields=["meeting", "status", "id"], name="turn_by_status")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.presence_id}"


class Vote(models.Model):
    """A question put to the seats that are present: a test of consensus, or a vote."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="votes")
    item = models.ForeignKey(Item, models.CASCADE, related_name="votes")
    kind = models.CharField(_("kind"), max_length=10, choices=VoteKind)
    rule = models.CharField(_("what carries"), max_length=12, choices=VoteRule)
    is_secret = models.BooleanField(default=False)
    question: Any = models.JSONField()  # by language
    status = models.CharField(
        max_length=8, choices=VoteStatus, default=VoteStatus.OPEN, editable=False
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # When it is closed: {"chambers": [{"chamber", "present", "seats", "for", "against",
    # "abstain", "carried"}], "carried": bool, "why": Why}. See meetings.counting.
    result: Any = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=VoteKind.values), name="vote_kind"),
            models.CheckConstraint(condition=Q(rule__in=VoteRule.values), name="vote_rule"),
            models.CheckConstraint(condition=Q(status__in=VoteStatus.values), name="vote_status"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(status=VoteStatus.OPEN), name="vote_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.pk}"


class Cast(models.Model):
    """A seat has voted, once. Of a secret vote the choice is not here, nor anywhere by seat."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="casts")
    seat = models.ForeignKey("members.Seat", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("members.Organisation", models.PROTECT, related_name="+")
    chamber = models.ForeignKey("members.Chamber", models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice, blank=True)  # "": secret
    reason = models.CharField(max_length=500, blank=True)  # of an objection, spoken for the record
    at = models.DateTimeField(null=True)  # None: secret

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "seat"], name="cast_once"),
            models.CheckConstraint(
                condition=Q(choice__in=(*Choice.values, "")), name="cast_choice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.seat_id}"


class Tally(models.Model):
    """How often a choice was made in a chamber. All a secret vote leaves of the choices."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="tallies")
    chamber = models.ForeignKey("members.Chamber", models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "chamber", "choice"], name="tally_once"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="tally_choice"),
        ]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.choice}"


class Decision(models.Model):
    """What the body decided, and what it set going."""

    number = models.CharField(max_length=20, unique=True)  # D-2026-012
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(Item, models.PROTECT, related_name="decisions")
    kind = models.CharField(_("kind"), max_length=16, choices=DecisionKind)
    text: Any = models.JSONField()  # by language: what is decided, with its reasons
    amended: Any = models.JSONField(default=dict, blank=True)  # the text as adopted, by language
    vote = models.ForeignKey(
        Vote, models.PROTECT, null=True, blank=True, related_name="decisions"
    )  # None: by consensus that nobody had tested
    dissent: Any = models.JSONField(default=list, blank=True)  # organisation keys, on record
    recommendation = models.CharField(max_length=20, blank=True)  # R-2026-031, where one is made
    at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="decision_kind")
        ]

    def __str__(self) -> str:
        return self.number


class Happening(models.Model):
    """One act on the floor, in its order: what the minutes are composed of."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="happenings")
    version = models.PositiveBigIntegerField()  # the meeting's, after it
    kind = models.CharField(max_length=40)  # the journal's name of the act
    item = models.ForeignKey(Item, models.SET_NULL, null=True, blank=True, related_name="+")
    facts: Any = models.JSONField(default=dict)  # keys of turn, vote, decision, presence …
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="happening_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.version} {self.kind}"
