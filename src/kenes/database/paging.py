"""Long lists a page at a time, by the key of a row: a deep page costs what the first does."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet

_Row = TypeVar("_Row")
_Shown = TypeVar("_Shown")
_Model = TypeVar("_Model", bound=Model)
_BETWEEN = "_"


@dataclass(frozen=True, kw_only=True)
class Page(Generic[_Row]):
    """Some rows of a list and the ways on from them; "" where there is none."""

    rows: tuple[_Row, ...]
    previous_url: str = ""
    next_url: str = ""
    shown: str = ""  # how many of how many, where that is known

    def of(self, rows: Iterable[_Shown]) -> "Page[_Shown]":
        """The same page with its rows as they are shown."""
        return Page(rows=tuple(rows), previous_url=self.previous_url, next_url=self.next_url)


def whole(said: str) -> int:
    """A whole number out of an address. Raises ValueError: there is none a database could hold."""
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        raise ValueError(said)
    return int(said)


@dataclass(frozen=True, kw_only=True)
class Order:
    """By a field, then by one that no two rows share: the columns of one index.

    ``read`` makes a value of the field out of an address, ``write`` the other way round; ``read``
    raises ValueError for what is none. ``falls`` for the greatest first, ``last_falls`` where
    equals stand in another order than that.
    """

    field: str
    read: Callable[[str], Any] = whole
    write: Callable[[Any], str] = str
    last: str = "id"
    read_last: Callable[[str], Any] = whole
    falls: bool = False
    last_falls: bool | None = None

    def place_of(self, row: Model) -> str:
        """As a link carries it: ``2026-12-01_55``."""
        value, last = getattr(row, self.field), getattr(row, self.last)
        return f"{self.write(value)}{_BETWEEN}{last}"

    def place(self, said: str) -> tuple[Any, Any] | None:
        """The place a link carries; None when it carries none that can be read."""
        value, _between, last = said.partition(_BETWEEN)
        try:
            return self.read(value), self.read_last(last)
        except (ValueError, OverflowError):
            return None

    def beyond(self, rows: QuerySet[_Model], place: tuple[Any, Any]) -> QuerySet[_Model]:
        value, last = place
        way = "lt" if self.falls else "gt"
        last_way = "lt" if self._last_falls else "gt"
        # The first condition is the index's, the second takes out who stands at the same value.
        return rows.filter(**{f"{self.field}__{way}e": value}).filter(
            Q(**{f"{self.field}__{way}": value}) | Q(**{f"{self.last}__{last_way}": last})
        )

    def sorted(self, rows: QuerySet[_Model]) -> QuerySet[_Model]:
        return rows.order_by(
            f"-{self.field}" if self.falls else self.field,
            f"-{self.last}" if self._last_falls else self.last,
        )

    @property
    def backwards(self) -> "Order":
        return replace(self, falls=not self.falls, last_falls=not self._last_falls)

    @property
    def _last_falls(self) -> bool:
        return self.falls if self.last_falls is None else self.last_falls


def page(
    rows: QuerySet[_Model],
    order: Order,
    *,
    size: int,
    after: str = "",
    before: str = "",
    kept: Mapping[str, str] | None = None,
    fragment: str = "",
) -> Page[_Model]:
    """The page after the place ``after``, or before ``before``; places come from its links.

    The links keep what the list is narrowed to, and lead to the ``fragment``. A place that
    cannot be read is passed over.
    """
    behind, ahead = order.place(before), order.place(after)
    if behind:
        back = order.backwards
        found = list(back.sorted(back.beyond(rows, behind))[: size + 1])
        is_more_behind, is_more_ahead = len(found) > size, True
        found = found[:size][::-1]
    else:
        found = list(order.sorted(order.beyond(rows, ahead) if ahead else rows)[: size + 1])
        is_more_behind, is_more_ahead = ahead is not None, len(found) > size
        found = found[:size]
    narrowed = {name: value for name, value in (kept or {}).items() if value}

    def link(name: str, row: _Model) -> str:
        return f"?{urlencode({**narrowed, name: order.place_of(row)})}{fragment}"

    return Page(
        rows=tuple(found),
        previous_url=link("before", found[0]) if found and is_more_behind else "",
        next_url=link("after", found[-1]) if found and is_more_ahead else "",
    )
