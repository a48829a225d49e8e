"""Long acts in the background. Each may be run again after a crash."""

from django.utils import timezone
from django_tasks import task

from kenes.access.types import Actor, operator
from kenes.accounts.models import User
from kenes.members.actors import actor_for
from kenes.recommendations.lifecycle import ImportStatus
from kenes.recommendations.models import Import
from kenes.recommendations.services import imports, staging

AT_ONCE = 2_000_000  # bytes, and
ROWS_AT_ONCE = 2_000  # rows: up to here nobody needs to wait for a worker


@task()
def read_import(import_id: int, user_id: int | None) -> None:
    import_ = Import.objects.select_related("document", "mapping").get(pk=import_id)
    if import_.status in {ImportStatus.WAITING, ImportStatus.READING}:
        staging.read(import_, actor=_actor(user_id), now=timezone.now())


@task()
def apply_import(import_id: int, user_id: int | None) -> None:
    import_ = Import.objects.get(pk=import_id)
    if import_.status == ImportStatus.READY:
        imports.apply(import_, actor=_actor(user_id), now=timezone.now())


def begin_reading(import_: Import, *, by: Actor) -> None:
    """Read at once where it is short, else leave it to the worker."""
    if import_.document.size <= AT_ONCE:
        read_import.call(import_.pk, by.user_id)
    else:
        read_import.enqueue(import_.pk, by.user_id)


def begin_applying(import_: Import, *, by: Actor) -> None:
    if import_.total <= ROWS_AT_ONCE:
        apply_import.call(import_.pk, by.user_id)
    else:
        apply_import.enqueue(import_.pk, by.user_id)


def resume_interrupted() -> int:
    """Read again what a stopped worker left half read; returns how many.

    What was being saved needs no resuming: that is one transaction, undone by the database.
    """
    left = Import.objects.filter(status__in=[ImportStatus.WAITING, ImportStatus.READING])
    for import_ in left:
        read_import.enqueue(import_.pk, import_.started_by_id)
    return len(left)


def _actor(user_id: int | None) -> Actor:
    """The person who asked for it, with what they may do now; None is the command line."""
    if user_id is None:
        return operator("kenes import")
    return actor_for(User.objects.get(pk=user_id))
