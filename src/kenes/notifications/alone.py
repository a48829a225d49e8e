"""One pass at a time in the whole house, wherever it was begun."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from filelock import FileLock, Timeout

_KEY = 0x6B656E6573746963  # of the lock in PostgreSQL: "kenestic"


@contextmanager
def alone() -> Iterator[bool]:
    """True for one holder at a time; it ends with its process, however that ends.

    It saves work, and tells a letter that is being sent from one left by a process that was
    killed. That nothing is told or sent twice does not depend on it.
    """
    if connection.vendor == "postgresql":
        is_ours = _ask("SELECT pg_try_advisory_lock(%s)")
        try:
            yield is_ours
        finally:
            if is_ours:
                _ask("SELECT pg_advisory_unlock(%s)")
        return
    lock = FileLock(settings.KENES_HOME / "tick.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _ask(statement: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [_KEY])
        return bool(cursor.fetchone()[0])
