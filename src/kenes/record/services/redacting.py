"""Erasing what should not have been told: two officers, a ground, and a tombstone in the log."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.models import Entry as Act
from kenes.journal.services import write
from kenes.record import permissions
from kenes.record.models import Entry, Redaction
from kenes.record.services.publishing import Said, pseudonym, publish
from kenes.record.subjects import kind_of


class Ground(TextChoices):
    """Why something may be erased; the code is public for ever."""

    PERSONAL = "personal-data", gettext_lazy("personal data that need not be public")
    SAFETY = "safety", gettext_lazy("danger to a person")
    COURT = "court", gettext_lazy("decision of a court")
    MISTAKE = "mistake", gettext_lazy("published by mistake")


@transaction.atomic
def ask(
    entry: Entry,
    *,
    names: Collection[str],
    ground: str,
    explanation: str,
    actor: Actor,
    now: datetime,
) -> Redaction:
    """Ask that fields of an entry be erased; nothing is, until another officer decides.

    Raises ValidationError by field.
    """
    authorise(actor, permissions.ASK_REDACTION, entry)
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if not names:
        raise ValidationError({"names": _("Choose what is to be erased.")})
    if unknown := sorted(set(names) - set(entry.told)):
        raise ValidationError(
            {"names": _("This is not told, or was erased: %(names)s") % {"names": unknown[0]}}
        )
    if ground not in Ground.values:
        raise ValidationError({"ground": _("Choose the ground.")})
    if not explanation.strip():
        raise ValidationError({"explanation": _("Explain it to the officer who decides.")})
    if entry.redactions.filter(closed_at=None).exists():
        raise ValidationError(_("A redaction of this entry waits for its second officer already."))
    redaction = Redaction.objects.create(
        entry=entry,
        fields=sorted(names),
        ground=ground,
        explanation=explanation.strip(),
        asked_by_id=actor.user_id or 0,
        asked_name=actor.name,
        asked_at=now,
    )
    write("record.redact_ask", redaction, actor=actor, at=now, entry=entry.uuid, ground=ground)
    return redaction


@transaction.atomic
def carry_out(redaction: Redaction, *, actor: Actor, now: datetime) -> Entry:
    """Erase the fields everywhere and enter the tombstone; returns its entry.

    Raises ValidationError when it is closed, or the entry is not in the log yet.
    """
    redaction = Redaction.objects.select_for_update(of=("self",)).get(pk=redaction.pk)
    authorise(actor, permissions.REDACT, redaction)
    if redaction.closed_at:
        raise ValidationError(_("This redaction is closed already."))
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=redaction.entry_id)
    if entry.index is None:
        raise ValidationError(_("The entry enters the log this very moment. Try again."))
    erase(entry, redaction.fields)
    redaction.decided_by_id, redaction.decided_name = actor.user_id, actor.name
    redaction.closed_at, redaction.is_carried_out = now, True
    redaction.save()
    approvers = [
        pseudonym(redaction.asked_by_id, redaction.asked_name),
        pseudonym(actor.user_id, actor.name),
    ]
    return publish(
        write("record.redact", entry, actor=actor, at=now, fields=redaction.fields),
        Said(
            subject=entry.subject,
            facts={
                "entry": entry.index,
                "fields": redaction.fields,
                "ground": redaction.ground,
                "approvers": approvers,
            },
        ),
    )


@transaction.atomic
def withdraw(redaction: Redaction, *, actor: Actor, now: datetime) -> Redaction:
    """Close a redaction that should not be carried out: its author, or who would decide."""
    redaction = Redaction.objects.select_for_update(of=("self",)).get(pk=redaction.pk)
    authorise(actor, permissions.ASK_REDACTION, redaction)
    if redaction.closed_at:
        raise ValidationError(_("This redaction is closed already."))
    redaction.closed_at = now
    redaction.decided_by_id, redaction.decided_name = actor.user_id, actor.name
    redaction.save()
    write("record.redact_withdraw", redaction, actor=actor, at=now)
    return redaction


def tombstones(entry: Entry) -> dict[str, Redaction]:
    """Erased fields of an entry, each with the redaction that erased it."""
    done = entry.redactions.filter(is_carried_out=True)
    return {name: redaction for redaction in done for name in redaction.fields}


def erase(entry: Entry, names: Collection[str], *, recovered: Act | None = None) -> None:
    """Erase fields of an entry in the log wherever the house keeps them.

    What the entries of the act ``recovered`` did is not done in this database.
    """
    _leave_no_trace()
    entry.told = {name: one for name, one in entry.told.items() if name not in names}
    entry.save(update_fields=["told"])
    if kind := kind_of(entry.subject):
        later = _told_later(entry, recovered)
        for name in sorted(names):
            kind.erase(entry.subject, name, name not in later)


def _leave_no_trace() -> None:
    """SQLite keeps what was deleted, in free pages and in its write-ahead log, unless told."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
        transaction.on_commit(_empty_write_ahead_log)


def _empty_write_ahead_log() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _told_later(entry: Entry, recovered: Act | None) -> set[str]:
    """Fields that a later entry on the same matter sets anew."""
    rows = Entry.objects.filter(Q(index__gt=entry.index) | Q(index=None), subject=entry.subject)
    later = rows.exclude(act=recovered) if recovered else rows
    return {name for one in later for name in one.form().commitments}
