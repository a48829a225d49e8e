"""Writing the postings: ids put under keys and taken from them, in the caller’s transaction."""

import secrets
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from pyroaring import BitMap

from kenes.recommendations.index.keys import Key
from kenes.recommendations.models import Indexed, Posting

_INDEX_LOCK = 0x6B656E69
_CHUNK = 500  # keys a query
# The row whose version changes with every write, so that one small read tells a process whether
# anything it keeps may be old.
STAMP: Key = ("stamp", "")

Ids = Mapping[str, Mapping[str, Iterable[int]]]  # field -> key -> ids


def lock() -> None:
    """One writer of the index at a time, until its transaction ends.

    Nearly every write touches the same few keys ("noted", "2014"), so locking rows one by one
    would make writers wait for each other all the same, and sometimes for ever. On SQLite the
    immediate transaction has seen to it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_INDEX_LOCK])


def change(add: Ids, remove: Ids) -> None:
    """Put the ids of ``add`` under its keys and take those of ``remove`` from theirs."""
    version = secrets.randbits(62)
    with connection.cursor() as cursor:
        for field in sorted({*add, *remove}):
            plus, minus = add.get(field, {}), remove.get(field, {})
            keys = sorted({*plus, *minus})
            for start in range(0, len(keys), _CHUNK):
                chunk = keys[start : start + _CHUNK]
                known = dict(
                    Posting.objects.filter(field=field, key__in=chunk).values_list("key", "bitmap")
                )
                rows, empty = [], []
                for key in chunk:
                    bitmap = BitMap.deserialize(bytes(known[key])) if key in known else BitMap()
                    if key in minus:
                        bitmap -= BitMap(minus[key])
                    if key in plus:
                        bitmap |= BitMap(plus[key])
                    if bitmap:
                        rows.append((field, key, _bytes(bitmap), version))
                    elif key in known:
                        empty.append(key)
                cursor.executemany(_UPSERT, rows)
                if empty:
                    Posting.objects.filter(field=field, key__in=empty).delete()
        cursor.execute(_UPSERT, (*STAMP, b"", version))


def keep(known: Sequence[tuple[int, str]]) -> None:
    """Remember what each recommendation is indexed under: ``(id, packed keys)``."""
    with connection.cursor() as cursor:
        cursor.executemany(_REMEMBER, known)


def _bytes(bitmap: BitMap) -> bytes:
    bitmap.run_optimize()
    return bytes(bitmap.serialize())


# Written by hand: through model instances these two took most of the time of an import.
_UPSERT = (
    f"INSERT INTO {Posting._meta.db_table} (field, key, bitmap, version) "  # noqa: S608 (own name)
    "VALUES (%s, %s, %s, %s) ON CONFLICT (field, key) "
    "DO UPDATE SET bitmap = excluded.bitmap, version = excluded.version"
)
_REMEMBER = (
    f"INSERT INTO {Indexed._meta.db_table} (recommendation_id, known) "  # noqa: S608 (own name)
    "VALUES (%s, %s) ON CONFLICT (recommendation_id) DO UPDATE SET known = excluded.known"
)
