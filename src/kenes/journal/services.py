"""Writing and reading the journal."""

from datetime import datetime
from typing import Any

from django.db import connection, models

from kenes.access.types import Actor
from kenes.journal.models import Entry


def write(kind: str, subject: models.Model, *, actor: Actor, at: datetime, **facts: Any) -> Entry:
    """Append one entry; call inside the transaction that makes the change."""
    return Entry.objects.create(
        kind=kind,
        subject=f"{subject._meta.label_lower}:{subject.pk}",
        actor_id=actor.user_id,
        actor_name=actor.name,
        session=actor.session,
        at=at,
        facts=facts,
    )


def latest() -> int:
    """The number of the newest entry: it changes with every act, and so dates what was cached."""
    # Asked before every public page: composing the query costs more than running it.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(id) FROM {Entry._meta.db_table}")  # noqa: S608 (own name)
        return int(cursor.fetchone()[0] or 0)
