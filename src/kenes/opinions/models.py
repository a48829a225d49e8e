"""Consultations, statements, participants, votes, and the maps drawn of them.

Nothing here names a participant. A member's row is found by a digest under a key that is kept
outside the database and destroyed when the consultation closes (``link``); after that nobody, the
operator included, can find it again.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kenes.languages.fields import Named, picked
from kenes.languages.types import Language
from kenes.opinions.lifecycle import (
    WITHHELD,
    Choice,
    Circle,
    Moderation,
    Proposing,
    RejectionGround,
    StatementStatus,
    Status,
    Way,
)

LARGEST_ENTRIES = 10_000  # people who may begin from one network in an hour
DRAWN = 1_000_000  # from here on numbers are drawn, of statements that have none yet


class Consultation(Named):
    """What people are asked about, who may take part and until when."""

    number = models.CharField(max_length=20, unique=True)  # C-2026-001
    body = models.ForeignKey("members.Body", models.PROTECT, related_name="consultations")
    about = models.CharField(max_length=40, blank=True)  # the number of a matter, or nothing
    question: Any = models.JSONField(_("what is asked"), default=dict)  # by language
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    circle = models.CharField(_("who may take part"), max_length=10, choices=Circle)
    proposing = models.CharField(
        _("who may propose statements"),
        max_length=12,
        choices=Proposing,
        default=Proposing.PARTICIPANTS,
    )
    moderation = models.CharField(
        _("when a proposed statement is shown"),
        max_length=10,
        choices=Moderation,
        default=Moderation.BEFORE,
    )
    languages: Any = models.JSONField(_("languages"), default=list)  # in which it is held
    # People behind one network begin no faster: a hall may need more, a script gets no further.
    entries_an_hour = models.PositiveSmallIntegerField(default=60)
    created_at = models.DateTimeField()
    opened_on = models.DateField(null=True)
    closes_on = models.DateField(_("last day"), null=True)
    closed_at = models.DateTimeField(null=True)
    closed_because = models.TextField(blank=True)  # when it ended before its last day
    is_sealed = models.BooleanField(default=False)  # no row tells any more who was who
    # What the body does with what was found; who asks people owes them that.
    answer: Any = models.JSONField(default=dict)  # by language
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)  # who signed the text that stands
    answer_corrected_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="c_status_known"),
            models.CheckConstraint(condition=Q(circle__in=Circle.values), name="c_circle_known"),
            models.CheckConstraint(
                condition=Q(proposing__in=Proposing.values), name="c_proposing_known"
            ),
            models.CheckConstraint(
                condition=Q(moderation__in=Moderation.values), name="c_moderation_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT)
                | Q(opened_on__isnull=False, closes_on__isnull=False),
                name="c_open_has_days",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(status=Status.CLOSED), name="c_answered_closed"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="c_by_status"),
            models.Index(fields=["status", "closes_on", "id"], name="c_closing"),
            models.Index(fields=["about"], name="c_about", condition=~Q(about="")),
            models.Index(
                fields=["closed_at"],
                name="c_unanswered",
                condition=Q(status=Status.CLOSED, answered_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("opinions:one", args=[self.number])


class Statement(models.Model):
    """One sentence to agree or disagree with. What was put to the vote never changes its words.

    What somebody proposed gets its number when it is decided, and its key is drawn: in the order
    in which they came, statements would tell whose they are (``services.proposing``).
    """

    of = models.ForeignKey(Consultation, models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField()  # from 1, within its consultation; ``DRAWN`` or more
    text: Any = models.JSONField()  # by language; the original always, translations beside it
    language = models.CharField(max_length=2, choices=Language)  # of the original
    is_seed = models.BooleanField(default=False)  # from the secretariat, before it opened
    # About who votes ("I work in a state body"), not an opinion: it shapes no group.
    is_about_voter = models.BooleanField(default=False)
    author = models.ForeignKey(
        "opinions.Participant", models.PROTECT, null=True, related_name="statements"
    )
    status = models.CharField(
        max_length=10, choices=StatementStatus, default=StatementStatus.WAITING, editable=False
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    ground = models.CharField(max_length=20, choices=RejectionGround, blank=True)
    reason = models.TextField(blank=True)  # of who rejected it, in their words
    proposed_at = models.DateTimeField()  # of what somebody proposed the day alone
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)  # the person, as the name was then
    # Since when it is known that both sides share it: the day its consultation closed.
    agreed_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="statement_number_once"),
            models.CheckConstraint(
                condition=Q(status__in=StatementStatus.values), name="statement_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=StatementStatus.MERGED, merged_into__isnull=False)
                | (~Q(status=StatementStatus.MERGED) & Q(merged_into=None)),
                name="statement_merged_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["of", "status", "number"], name="statement_by_status"),
            models.Index(
                fields=["agreed_on", "id"],
                name="statement_agreed",
                condition=Q(agreed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}/{self.number}"

    @property
    def has_number(self) -> bool:
        return self.number < DRAWN

    @property
    def cited(self) -> str:
        """C-2026-001.12: what follows from it names it so (``of`` is needed)."""
        return f"{self.of.number}.{self.number}"

    @property
    def public_text(self) -> dict[str, str]:
        """By language; nothing where the words themselves do harm."""
        is_harm = self.status == StatementStatus.REJECTED and self.ground in WITHHELD
        return {} if is_harm else dict(self.text)

    @property
    def words(self) -> str:
        """In the reader's language, else in one that it has; "" where they are not shown."""
        return picked(self.public_text)[0]

    @property
    def words_language(self) -> str:
        return picked(self.public_text)[1]


class Participant(models.Model):
    """Someone who takes part, under a number and nothing else."""

    of = models.ForeignKey(Consultation, models.CASCADE, related_name="participants")
    number = models.PositiveIntegerField()  # from 1, within the consultation
    way = models.CharField(max_length=10, choices=Way)
    chamber = models.ForeignKey("members.Chamber", models.PROTECT, null=True, related_name="+")
    # Of who it is, under the consultation's key: "" once the consultation is closed.
    digest = models.CharField(max_length=64, blank=True)
    entered_on = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="participant_number_once"),
            models.UniqueConstraint(
                fields=["of", "digest"], condition=~Q(digest=""), name="participant_once"
            ),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="participant_way_known"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.number}"


class Invitation(models.Model):
    """A code that lets one person in. Whom it went to is not kept, only what group was invited."""

    of = models.ForeignKey(Consultation, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)  # of the code, which is shown once
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # taken back before it was used

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.pk}"


class Vote(models.Model):
    """One act of voting; the latest of a participant on a statement counts, all stay."""

    id = models.BigAutoField(primary_key=True)
    of = models.ForeignKey(Consultation, models.CASCADE, related_name="votes", db_index=False)
    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="votes", db_index=False
    )
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="votes", db_index=False)
    value = models.SmallIntegerField(choices=Choice)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(value__in=Choice.values), name="vote_known")
        ]
        indexes = [
            models.Index(fields=["of", "id"], name="vote_of_consultation"),
            models.Index(fields=["participant", "id"], name="vote_of_participant"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.statement_id} {self.value}"


class Exposure(models.Model):
    """That a statement was shown to a participant, and whether they put it off.

    Who never saw a statement did not decline to vote on it: without this the two look the same.
    """

    id = models.BigAutoField(primary_key=True)
    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="exposures", db_index=False
    )
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="exposures")
    at = models.DateTimeField()
    put_off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "statement"], name="exposure_once")
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.statement_id}"


class Entrance(models.Model):
    """How many people began from one network in one hour; kept for a day."""

    of = models.ForeignKey(Consultation, models.CASCADE, related_name="entrances")
    # Of the network's address, under a key of the day that is kept nowhere after it.
    network = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["of", "network", "hour"], name="entrance_once")
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.count}"


class OpinionMap(models.Model):
    """The map as last drawn: one while it is open, one when it has closed.

    ``facts`` is what may be published, and nothing else (``disclosure``). ``routing`` is how much
    each statement is asked next, by chamber; nobody is shown it.
    """

    of = models.ForeignKey(Consultation, models.CASCADE, related_name="maps")
    is_final = models.BooleanField(default=False)
    at = models.DateTimeField()
    last_vote = models.PositiveBigIntegerField(default=0)  # the newest it knows of
    votes = models.PositiveIntegerField(default=0)
    persons = models.PositiveIntegerField(default=0)
    facts: Any = models.JSONField(default=dict)
    # ``facts`` moves more slowly than ``routing``: at least so many people vote between.
    facts_at = models.DateTimeField(null=True)
    facts_vote = models.PositiveBigIntegerField(default=0)
    # In which group of ``facts`` each number was, while it is open: a cell that nearly the same
    # people are in may not be told anew.
    groups: Any = models.JSONField(default=dict)
    routing: Any = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["of", "is_final"], name="map_once")]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.votes} votes"
