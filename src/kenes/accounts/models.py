"""People who can sign in, their invitations, and the recovery of what they lost."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kenes.languages.types import Language


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in; what they may do comes from their seats and offices."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    full_name = models.CharField(_("full name"), max_length=200)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    is_active = models.BooleanField(default=True)
    is_auditor = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]
        indexes = [models.Index(fields=["full_name", "id"], name="user_by_name")]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def has_joined(self) -> bool:
        """False until the person accepted an invitation and chose a password."""
        return self.has_usable_password()


class Invitation(models.Model):
    """A link by which one person, once, sets a password; of its token only the digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+"
    )  # None: from the machine's command line
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


class Recovery(models.Model):
    """Giving a person a way back in: one officer asks, another confirms."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recoveries")
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=300)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    confirmed_name = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)  # confirmed, or withdrawn when nobody confirmed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(closed_at=None), name="recovery_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None)
                | models.Q(asked_by=None)
                | ~models.Q(confirmed_by=models.F("asked_by")),
                name="recovery_two_officers",
            ),
        ]

    def __str__(self) -> str:
        return f"recovery {self.pk}"
