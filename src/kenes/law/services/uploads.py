"""A file of an act on its way to a version: read, looked at, saved or discarded."""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.engines.lawtext.errors import FileError
from kenes.engines.lawtext.files import read_act
from kenes.engines.lawtext.reading import Reading
from kenes.journal.services import write
from kenes.languages.tidying import tidied_all
from kenes.languages.types import LANGUAGES
from kenes.law import permissions, sentences, trees
from kenes.law.lifecycle import ImportStatus
from kenes.law.models import Act, Text, Upload
from kenes.law.services import acts
from kenes.members.actors import as_of

LONGEST_AMENDING = 1_000  # characters


def reading_of(data: bytes, name: str, *, language: str, title: str = "") -> Reading:
    """What is in a file. Raises ValidationError on ``file`` that says what is wrong."""
    try:
        return read_act(data, name, language=language, title=title)
    except FileError as error:
        raise ValidationError({"file": sentences.of_error(error)}) from error


@transaction.atomic
def keep(
    act: Act,
    *,
    data: bytes,
    name: str,
    on: date,
    language: str,
    amended_by: Mapping[str, str] | None = None,
    note: Mapping[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> Upload:
    """Read a file and keep what was read until somebody has looked at it.

    Raises ValidationError by field; nothing is kept then.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose a language of the body.")})
    found = reading_of(data, name, language=language)
    if found.act.language != language:
        raise ValidationError({"language": _("The file says it is in another language.")})
    acts.check_version(act, on, language)
    try:
        acts.check_text(found.act)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    made = Upload.objects.create(
        act=act,
        on=on,
        language=language,
        amended_by=tidied_all("amended_by", amended_by or {}, most=LONGEST_AMENDING),
        note=tidied_all("note", note or {}),
        name=name.replace("\x00", "")[:255],
        sha256=sha256(data).hexdigest(),
        read={
            "act": trees.packed(found.act),
            "kind": found.kind,
            "problems": [[str(one.doubt), one.line, one.about] for one in found.problems],
            "passed": [[one.kind, one.count, one.first] for one in found.passed],
            "on": found.version_on.isoformat() if found.version_on else "",
        },
        uploaded_by_id=actor.user_id,
        uploaded_at=now,
    )
    write("act.read_file", act, actor=actor, at=now, file=made.sha256, version=on.isoformat())
    return made


@transaction.atomic
def save(upload: Upload, *, actor: Actor, now: datetime) -> Text:
    """Make a version, or a further language of one, out of what was read.

    Raises ValidationError when another was faster.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    upload = _open(upload)
    made = acts.enter_version(
        upload.act,
        on=upload.on,
        text=trees.unpacked(upload.read["act"]),
        amended_by=upload.amended_by,
        note=upload.note,
        actor=actor,
        now=now,
    )
    upload.status = ImportStatus.SAVED
    upload.read = {}
    upload.save(update_fields=["status", "read"])
    return made


@transaction.atomic
def discard(upload: Upload, *, actor: Actor, now: datetime) -> None:
    actor = as_of(actor, now)
    authorise(actor, permissions.KEEP)
    upload = _open(upload)
    upload.status = ImportStatus.DISCARDED
    upload.read = {}
    upload.save(update_fields=["status", "read"])
    write("act.discard_file", upload.act, actor=actor, at=now, file=upload.sha256)


def _open(upload: Upload) -> Upload:
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.status != ImportStatus.READ:
        raise ValidationError(_("Somebody was faster: look at how things stand now."))
    return held
