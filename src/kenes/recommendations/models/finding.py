"""The search index, and the searches people keep."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kenes.recommendations.models.register import Recommendation


class SavedSearch(models.Model):
    """A search someone keeps: its address says all."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=120)
    query = models.CharField(max_length=2000)  # canonical query string of the register page
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_search_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Posting(models.Model):
    """One line of the search index: which recommendations carry a key.

    ``bitmap`` is a portable Roaring bitmap of recommendation ids. It changes in the transaction
    that changes the recommendation; ``version``, drawn at random with every change, tells a
    process that its copy is old (a counter would repeat itself after a rollback or a restore).
    """

    field = models.CharField(max_length=20)  # see recommendations.index.keys
    key = models.CharField(max_length=200)
    bitmap = models.BinaryField()
    version = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["field", "key"], name="posting_once")]

    def __str__(self) -> str:
        return f"{self.field}:{self.key}"


class Indexed(models.Model):
    """What the search index knows of a recommendation, so that exactly this can be taken back."""

    recommendation = models.OneToOneField(
        Recommendation, models.CASCADE, primary_key=True, related_name="indexed"
    )
    known = models.TextField()  # JSON, see recommendations.index.keys

    def __str__(self) -> str:
        return str(self.recommendation_id)
