"""Keeping source documents: bit for bit, known by their hash."""

from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from django.core.files import File
from django.db import transaction

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.recommendations import permissions
from kenes.recommendations.models import Document


@transaction.atomic
def keep(path: Path, *, name: str, media_type: str, actor: Actor, now: datetime) -> Document:
    """Keep the file at ``path``; the same bytes give the same Document again."""
    authorise(actor, permissions.START_IMPORT)
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    known = Document.objects.filter(sha256=digest).first()
    if known:
        return known
    document = Document(
        sha256=digest,
        name=Path(name).name[:255],
        media_type=media_type,
        size=path.stat().st_size,
        received_at=now,
    )
    with path.open("rb") as file:
        document.file.save(f"{digest}{Path(name).suffix.lower()}", File(file), save=False)
    document.save()
    write("document.keep", document, actor=actor, at=now, sha256=digest, name=document.name)
    return document
