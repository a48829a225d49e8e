from django.db import models


class Entry(models.Model):
    """One thing that happened, written in the transaction that did it, never changed after."""

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    session = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="journal_by_subject"),
            models.Index(fields=["actor_id", "id"], name="journal_by_actor"),
            models.Index(fields=["kind", "id"], name="journal_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
