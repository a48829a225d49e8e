"""Proposals, the versions of their text, and what organisations say of them."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kenes.access.types import Actor
from kenes.languages.types import Language
from kenes.members.models import Body, Organisation
from kenes.proposals.lifecycle import (
    DECIDED,
    Change,
    ClaimKind,
    Place,
    SponsorStatus,
    Stance,
    Status,
)

PARTS = ("problem", "proposal", "justification")  # of a text, in their order


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def public(self) -> "ProposalQuerySet":
        """All that were submitted once."""
        return self.filter(submitted_at__isnull=False)

    def visible_to(self, actor: Actor) -> "ProposalQuerySet":
        """Public ones, the drafts of the actor's organisations, and those they co-sponsor."""
        if not actor.organisation_ids:
            return self.public()
        return self.filter(Q(submitted_at__isnull=False) | Q(pk__in=self.drafts_of(actor)))

    def drafts_of(self, actor: Actor) -> "models.QuerySet[Proposal, int]":
        """Keys of the drafts that the actor's organisations write or were asked to join."""
        asked = CoSponsor.objects.filter(
            organisation_id__in=actor.organisation_ids,
            status__in=(SponsorStatus.INVITED, SponsorStatus.ACCEPTED),
        )
        own = Q(organisation_id__in=actor.organisation_ids) | Q(pk__in=asked.values("of_id"))
        return Proposal.objects.filter(own, submitted_at=None).values_list("pk", flat=True)


class Proposal(models.Model):
    """A text that an organisation asks the body to adopt; its wording is in ``versions``."""

    # P-2026-014 from its submission on, so that numbers tell nothing of drafts; until then
    # the same as ``draft_key``, by which invitations to co-sponsor find it even later.
    number = models.CharField(max_length=40, unique=True)
    draft_key = models.CharField(max_length=40, unique=True, editable=False)
    organisation = models.ForeignKey(
        "members.Organisation", models.PROTECT, related_name="proposals"
    )
    chamber = models.ForeignKey("members.Chamber", models.PROTECT, related_name="+")
    author = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    language = models.CharField(_("prevailing language"), max_length=2, choices=Language)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    edited = models.PositiveIntegerField(default=0)  # grows with every change of the text
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)  # the first time
    form_due_on = models.DateField(null=True)  # the secretariat's check, while submitted
    appealed_at = models.DateTimeField(null=True)  # an appeal that waits for the chair
    comments_until = models.DateField(null=True)  # the last day
    agenda_on = models.DateField(null=True)  # of the meeting, where it is known
    decided_on = models.DateField(null=True)
    decision_reason = models.JSONField(default=dict, blank=True)  # by language
    referred_to = models.ForeignKey(
        "members.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    referred_to_body = models.ForeignKey(
        "members.Body", models.PROTECT, null=True, blank=True, related_name="referred_proposals"
    )  # a working group of the body's own

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="proposal_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT, submitted_at=None)
                | (~Q(status=Status.DRAFT) & Q(submitted_at__isnull=False)),
                name="proposal_is_submitted_or_draft",
            ),
        ]
        indexes = [
            models.Index(fields=["-submitted_at", "-id"], name="proposal_newest"),
            models.Index(
                fields=["status", "-submitted_at", "-id"], name="proposal_newest_of_status"
            ),
            models.Index(
                fields=["chamber", "-submitted_at", "-id"], name="proposal_newest_of_chamber"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("proposals:one", args=[self.number])

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_decided(self) -> bool:
        return self.status in DECIDED

    @property
    def goes_to(self) -> "Organisation | Body | None":
        """Whom it was referred to: an institution, or a body of the house."""
        return self.referred_to or self.referred_to_body

    def takes_comments(self, today: date) -> bool:
        until = self.comments_until
        return self.status == Status.IN_COMMENT and until is not None and today <= until

    def is_check_overdue(self, today: date) -> bool:
        due = self.form_due_on
        return self.status == Status.SUBMITTED and due is not None and due < today


class Version(models.Model):
    """One wording. A draft's only one changes in place; after that each change is a new row."""

    of = models.ForeignKey(Proposal, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()  # 1, 2, 3 …
    is_current = models.BooleanField(default=True)
    title = models.CharField(_("title"), max_length=300)
    problem = models.TextField(_("problem"), blank=True)
    proposal = models.TextField(_("what is proposed"), blank=True)
    justification = models.TextField(_("justification"), blank=True)
    made_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    note = models.TextField(_("what has changed"), blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["of"], condition=Q(is_current=True), name="version_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.number}"


class TitleWord(models.Model):
    """One word of the current title of a public proposal, as bytes: a range finds beginnings."""

    of = models.ForeignKey(Proposal, models.CASCADE, related_name="title_words")
    word = models.BinaryField(max_length=160)

    class Meta:
        indexes = [models.Index(fields=["word", "of"], name="proposal_by_title_word")]

    def __str__(self) -> str:
        return bytes(self.word).decode()


class CoSponsor(models.Model):
    """An organisation asked to put its name beside the author's."""

    of = models.ForeignKey(Proposal, models.CASCADE, related_name="cosponsors")
    organisation = models.ForeignKey("members.Organisation", models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=10, choices=SponsorStatus, default=SponsorStatus.INVITED, editable=False
    )
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["of", "organisation"], name="cosponsor_once"),
            models.CheckConstraint(
                condition=Q(status__in=SponsorStatus.values), name="cosponsor_status_known"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "status"], name="cosponsor_asked")]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.organisation_id}"


class Link(models.Model):
    """What the proposal follows from, by its number: a recommendation, a pair of the matrix, a
    statement of a consultation."""

    of = models.ForeignKey(Proposal, models.CASCADE, related_name="links")
    number = models.CharField(max_length=20, db_index=True)  # R-2014-126, C-2026-001.12

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="proposal_link_once")]

    def __str__(self) -> str:
        return self.number


class Amendment(models.Model):
    """One row of a proposal's comparative table: a provision, and how it should read.

    Rows without ``version`` are the table as its authors write it; a version takes a copy of them
    that is never changed.
    """

    of = models.ForeignKey(Proposal, models.CASCADE, related_name="amendments")
    version = models.ForeignKey(
        Version, models.CASCADE, null=True, blank=True, related_name="amendments"
    )
    order = models.PositiveSmallIntegerField()  # from 1
    act = models.ForeignKey("law.Act", models.PROTECT, related_name="amendments")
    base = models.ForeignKey("law.Version", models.PROTECT, related_name="amendments")
    language = models.CharField(max_length=2, choices=Language)  # of the wordings
    change = models.CharField(max_length=10, choices=Change)
    anchor = models.CharField(max_length=200, blank=True)  # in the base; "": the act itself
    place = models.CharField(max_length=10, choices=Place, blank=True)  # of an insertion
    wording = models.TextField(_("proposed wording"), blank=True)  # lines as printed
    before = models.TextField(blank=True)  # what its authors had before them, lines as printed
    justification = models.TextField(_("justification"), blank=True)
    edited = models.PositiveIntegerField(default=0)  # grows with every change of the row

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(change__in=Change.values), name="amendment_change_known"
            ),
        ]
        indexes = [models.Index(fields=["act", "anchor"], name="amendment_by_provision")]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.act_id} {self.anchor}"


class Attachment(models.Model):
    """A file beside the text: kept and served without what could act or name its authors."""

    of = models.ForeignKey(Proposal, models.CASCADE, related_name="attachments")
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes, as served
    sha256 = models.CharField(max_length=64)  # of what is served
    file = models.FileField(upload_to="proposals/", max_length=200)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Claim(models.Model):
    """What an organisation asserts, on one form for ministries and NGOs alike.

    Public ones are never changed; an organisation may take its own back, and that stays visible.
    """

    of = models.ForeignKey(Proposal, models.CASCADE, related_name="claims")
    organisation = models.ForeignKey("members.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=ClaimKind)
    text = models.TextField(_("claim"))
    evidence = models.TextField(_("evidence"), blank=True)  # sources, one a line; never fetched
    method = models.TextField(_("method"), blank=True)
    capacity = models.CharField(_("capacity"), max_length=300, blank=True)
    on_behalf = models.CharField(_("for whom"), max_length=300, blank=True)
    language = models.CharField(max_length=2, choices=Language)
    made_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ClaimKind.values), name="claim_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.pk}"


class Comment(models.Model):
    """What an organisation says of a paragraph of a version; public and never changed."""

    of = models.ForeignKey(Proposal, models.CASCADE, related_name="comments")
    version = models.ForeignKey(Version, models.CASCADE, related_name="comments")
    paragraph = models.PositiveSmallIntegerField()  # from 1 through the text; 0: on the whole
    organisation = models.ForeignKey("members.Organisation", models.PROTECT, related_name="+")
    chamber = models.ForeignKey("members.Chamber", models.PROTECT, related_name="+")
    person = models.CharField(max_length=200, blank=True)  # who wrote it, as the name was then
    text = models.TextField(_("comment"))
    language = models.CharField(max_length=2, choices=Language)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.pk}"


class Position(models.Model):
    """An organisation's position from a day on; a later one takes its place, both stay."""

    of = models.ForeignKey(Proposal, models.CASCADE, related_name="positions")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    organisation = models.ForeignKey("members.Organisation", models.PROTECT, related_name="+")
    chamber = models.ForeignKey("members.Chamber", models.PROTECT, related_name="+")
    stance = models.CharField(_("position"), max_length=12, choices=Stance)
    reason = models.TextField(_("reasons"), blank=True)
    language = models.CharField(max_length=2, choices=Language)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stance__in=Stance.values), name="position_stance_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.organisation_id} {self.stance}"


class Follower(models.Model):
    """A person who wants to be told."""

    of = models.ForeignKey(Proposal, models.CASCADE, related_name="followers")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="followed_proposals")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "user"], name="proposal_follower_once")
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.user_id}"


class Step(models.Model):
    """A public move on the proposal's path, with who made it and why."""

    of = models.ForeignKey(Proposal, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=40)  # the journal's name without "proposal."
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    organisation = models.ForeignKey(
        "members.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: the secretariat or the chair
    reason = models.JSONField(default=dict, blank=True)  # by language
    facts = models.JSONField(default=dict, blank=True)  # version, until, grounds …

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.act}"
