"""Keeping source documents: bit for bit, known by their hash."""

from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.files.uploads import stripped
from kenes.journal.services import write
from kenes.recommendations import permissions, recorded_documents
from kenes.recommendations.models import Document
from kenes.record.services.publishing import Said, publish


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
    kept_name = f"{digest}{Path(name).suffix.lower()}"
    with path.open("rb") as file:
        document.file.save(kept_name, File(file), save=False)
    document.public_file.save(kept_name, ContentFile(stripped(path, media_type)), save=False)
    document.save()
    publish(
        write("document.keep", document, actor=actor, at=now, sha256=digest, name=document.name),
        Said(subject=f"document/{document.pk}", state=recorded_documents.document_state(document)),
    )
    return document
