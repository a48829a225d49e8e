"""Entries of the public record, and redactions that wait for their second approver."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from kenes.engines.ledger import entry as form
from kenes.engines.ledger.attribution import Attribution
from kenes.engines.ledger.contents import Held, parse_told
from kenes.journal.models import Entry as Act


class EntryQuerySet(models.QuerySet["Entry"]):
    def integrated(self) -> "EntryQuerySet":
        return self.filter(index__isnull=False)

    def pending(self) -> "EntryQuerySet":
        return self.filter(index=None)


class Entry(models.Model):
    """One public act on one matter. ``data`` never changes: the database itself refuses it.

    What is told of the entry stands outside the log, and can be erased there.
    """

    act = models.ForeignKey(Act, models.PROTECT, related_name="entries")
    uuid = models.CharField(max_length=36, unique=True)
    type = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    at = models.DateTimeField()
    data = models.BinaryField()  # the canonical bytes, as they stand in the log
    leaf = models.BinaryField(max_length=32)
    index = models.PositiveBigIntegerField(null=True, unique=True)  # place in the log, once in it
    told = models.JSONField(default=dict)  # field -> {"salt": …, "payload": …}
    signed = models.JSONField(null=True)  # a person's passkey over the leaf

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="record_by_subject"),
            models.Index(fields=["id"], name="record_pending", condition=Q(index=None)),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.subject}"

    def held(self) -> Held:
        """The entry as verifiers take it; it has its index by now."""
        told, attribution = parse_told(self.line())
        return Held(self.index or 0, bytes(self.data), told, attribution)

    def line(self) -> dict[str, Any]:
        """What is told of the entry, as it is published beside the log."""
        return {"told": self.told, **({"signed": self.signed} if self.signed else {})}

    def form(self) -> form.Entry:
        """The entry as it stands in the log."""
        return form.Entry.parse(bytes(self.data))

    def attribution(self) -> Attribution | None:
        return Attribution.parse(self.signed) if self.signed else None

    def payloads(self) -> dict[str, str]:
        """What is told, by field, as canonical JSON."""
        return {name: str(one["payload"]) for name, one in self.told.items()}


class Redaction(models.Model):
    """Fields of an entry that one officer asks to erase; another one decides."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="redactions")
    fields: Any = models.JSONField()  # names of fields of the entry
    ground = models.CharField(max_length=40)  # a code of redacting.Ground; public
    explanation = models.TextField()  # for the second approver; stays in the house
    asked_by_id = models.BigIntegerField()
    asked_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_name = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    is_carried_out = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_carried_out=False)
                | (Q(decided_by_id__isnull=False) & ~Q(decided_by_id=F("asked_by_id"))),
                name="redaction_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.ground}"
