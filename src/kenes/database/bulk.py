"""Inserting very many rows: what ``bulk_create`` does, without its cost for each field of a row.

For a table with a plain automatic key and no signals or defaults of the database. An import of
300,000 recommendations spent more time preparing values one by one than on all else.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
Convert = Callable[[Any], Any]


def insert(model: type[models.Model], instances: Sequence[models.Model]) -> None:
    """Insert the instances, none of them saved before, and give them their keys.

    Call inside a transaction that keeps other writers of the table away on SQLite; on
    PostgreSQL keys come from the table's own sequence.
    """
    if not instances:
        return
    for instance, pk in zip(instances, _keys(model, len(instances)), strict=True):
        instance.pk = pk
    names = [field.attname for field in model._meta.concrete_fields]
    columns = ", ".join(
        connection.ops.quote_name(str(field.column)) for field in model._meta.concrete_fields
    )
    marks = ", ".join(["%s"] * len(names))
    table = connection.ops.quote_name(model._meta.db_table)
    values: Iterable[Sequence[Any]] = map(attrgetter(*names), instances)
    if converts := _converts(model):
        values = (_converted(row, converts) for row in values)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 (own names)
            list(values),
        )


def _keys(model: type[models.Model], count: int) -> Sequence[int]:
    """As many new keys of the table."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return range(last + 1, last + 1 + count)


def _converts(model: type[models.Model]) -> list[tuple[int, Convert]]:
    """Places in the row of values the database does not take as they are, and what turns them."""
    found: list[tuple[int, Convert]] = []
    for place, field in enumerate(model._meta.concrete_fields):
        if isinstance(field, models.JSONField):
            found.append((place, _json))
        elif isinstance(field, models.DateTimeField):
            found.append((place, connection.ops.adapt_datetimefield_value))
        elif isinstance(field, models.DateField):
            found.append((place, connection.ops.adapt_datefield_value))
        elif field.choices:
            found.append((place, _text))
    return found


def _converted(row: Sequence[Any], converts: list[tuple[int, Convert]]) -> list[Any]:
    values = list(row)
    for place, convert in converts:
        values[place] = convert(values[place])
    return values


def _json(value: Any) -> str | None:
    return None if value is None else "[]" if value == [] else _encode(value)


def _text(value: Any) -> str | None:
    """The plain text of a choice: a driver may take a member of an enumeration for its name."""
    return None if value is None else str(value)
