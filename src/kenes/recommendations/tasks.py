"""Long acts in the background. Each may be run again after a crash."""

from django.utils import timezone
from django_tasks import task

from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.recommendations.lifecycle import ImportStatus
from kenes.recommendations.models import Import
from kenes.recommendations.services import imports, staging

AT_ONCE = 2_000_000  # bytes, and
ROWS_AT_ONCE = 2_000  # rows: up to here nobody needs to wait for a worker


@task()
def read_import(import_id: int) -> None:
    import_ = Import.objects.select_related("document", "mapping").get(pk=import_id)
    if import_.status in {ImportStatus.WAITING, ImportStatus.READING}:
        staging.read(import_, actor=_actor(import_), now=timezone.now())


@task()
def apply_import(import_id: int) -> None:
    import_ = Import.objects.get(pk=import_id)
    if import_.status in {ImportStatus.READY, ImportStatus.APPLYING}:
        imports.apply(import_, actor=_actor(import_), now=timezone.now())


def begin_reading(import_: Import) -> None:
    """Read at once where it is short, else leave it to the worker."""
    if import_.document.size <= AT_ONCE:
        read_import.call(import_.pk)
    else:
        read_import.enqueue(import_.pk)


def begin_applying(import_: Import) -> None:
    if import_.total <= ROWS_AT_ONCE:
        apply_import.call(import_.pk)
    else:
        apply_import.enqueue(import_.pk)


def resume_interrupted() -> int:
    """Take up again what a stopped worker left half done; returns how many."""
    left = Import.objects.filter(status__in=[ImportStatus.WAITING, ImportStatus.READING])
    for import_ in left:
        read_import.enqueue(import_.pk)
    return len(left)


def _actor(import_: Import) -> Actor:
    user = User.objects.get(pk=import_.started_by_id or 0)
    return actor_for(user)
