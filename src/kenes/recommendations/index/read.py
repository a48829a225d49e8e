"""Reading the postings, with what this process has read before."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from pyroaring import BitMap

from kenes.recommendations.index import keys, store
from kenes.recommendations.index.keys import Key
from kenes.recommendations.models import Indexed, Posting, Recommendation

_MOST = 96_000_000  # bytes of bitmaps a process keeps
_OVERHEAD = 300  # bytes of Python around a bitmap
_NOTHING = BitMap()


@dataclass(slots=True)
class _Entry:
    version: int | None  # None: no such posting
    bitmap: BitMap  # never changed once here
    size: int  # bytes
    stamp: int | None  # of the whole index, when this was last known to be true


class _Kept:
    """What this process has read, the least recently used given up first."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.entries: OrderedDict[Key, _Entry] = OrderedDict()
        self.fields: dict[str, tuple[int | None, tuple[str, ...]]] = {}  # stamp, keys
        self.size = 0

    def put(self, key: Key, entry: _Entry) -> None:
        if before := self.entries.pop(key, None):
            self.size -= before.size
        self.entries[key] = entry
        self.size += entry.size
        while self.size > _MOST and len(self.entries) > 1:
            self.size -= self.entries.popitem(last=False)[1].size


_kept = _Kept()


class Reader:
    """The index as one page sees it: one small query, then two at most for each request.

    Bitmaps returned are shared by all readers: make new ones with ``&``, ``|`` and ``-``.
    """

    def __init__(self) -> None:
        field, key = store.STAMP
        versions = Posting.objects.filter(field=field, key=key).values_list("version", flat=True)
        self.stamp: int | None = versions.first()

    def get(self, wanted: Iterable[Key]) -> dict[Key, BitMap]:
        """The bitmap of every wanted key; an empty one where no recommendation has it."""
        found: dict[Key, BitMap] = {}
        old: dict[Key, int | None] = {}
        missing: list[Key] = []
        with _kept.lock:
            for key in dict.fromkeys(wanted):
                if (entry := _kept.entries.get(key)) is None:
                    missing.append(key)
                elif entry.stamp == self.stamp:
                    _kept.entries.move_to_end(key)
                    found[key] = entry.bitmap
                else:
                    old[key] = entry.version
        if old:
            versions = {(f, k): v for f, k, v in _rows(old, "field", "key", "version")}
            found.update(self._settle(old, versions, missing))
        if missing:
            found.update(self._read(missing))
        return found

    def one(self, field: str, key: str = "") -> BitMap:
        return self.get([(field, key)])[field, key]

    def whole(self, fields: Iterable[str]) -> dict[str, dict[str, BitMap]]:
        """All keys of each field with their bitmaps, the largest first."""
        wanted = list(fields)
        with _kept.lock:
            known = {
                field: _kept.fields[field][1]
                for field in wanted
                if field in _kept.fields and _kept.fields[field][0] == self.stamp
            }
        unknown = [field for field in wanted if field not in known]
        listed: defaultdict[str, list[str]] = defaultdict(list)
        if unknown:
            rows = Posting.objects.filter(field__in=unknown).values_list("field", "key")
            for field, key in rows:
                listed[field].append(key)
        found = self.get(
            (field, key) for field in wanted for key in known.get(field, listed[field])
        )
        result = {}
        for field in wanted:
            its = known.get(field)
            if its is None:
                its = tuple(sorted(listed[field], key=lambda k: (-len(found[field, k]), k)))
                with _kept.lock:
                    _kept.fields[field] = self.stamp, its
            result[field] = {key: found[field, key] for key in its}
        return result

    def _settle(
        self, old: Mapping[Key, int | None], versions: Mapping[Key, int], missing: list[Key]
    ) -> dict[Key, BitMap]:
        """What did not change since it was read; the rest joins ``missing``."""
        found = {}
        with _kept.lock:
            for key, version in old.items():
                entry = _kept.entries.get(key)
                if entry is None or entry.version != version or versions.get(key) != version:
                    missing.append(key)
                    continue
                entry.stamp = self.stamp
                _kept.entries.move_to_end(key)
                found[key] = entry.bitmap
        return found

    def _read(self, missing: list[Key]) -> dict[Key, BitMap]:
        rows = {
            (field, key): (version, BitMap.deserialize(bytes(packed)), len(packed))
            for field, key, version, packed in _rows(missing, "field", "key", "version", "bitmap")
        }
        found = {}
        with _kept.lock:
            for key in missing:
                version, bitmap, size = rows.get(key, (None, _NOTHING, 0))
                _kept.put(key, _Entry(version, bitmap, size + _OVERHEAD, self.stamp))
                found[key] = bitmap
        return found


def _rows(wanted: Iterable[Key], *columns: str) -> Iterable[tuple]:  # type: ignore[type-arg]
    """These columns of the wanted postings, in one query."""
    by_field: defaultdict[str, list[str]] = defaultdict(list)
    for field, key in wanted:
        by_field[field].append(key)
    clauses = (Q(field=field, key__in=its) for field, its in by_field.items())
    return Posting.objects.filter(reduce(or_, clauses)).values_list(*columns).iterator()


def facet_counts(fields: Iterable[str], within: BitMap | None = None) -> dict[str, dict[str, int]]:
    """``field -> code -> recommendations``, largest first, of all or of those in ``within``."""
    counted = {}
    for field, postings in Reader().whole(fields).items():
        counts = {
            key: len(bitmap) if within is None else within.intersection_cardinality(bitmap)
            for key, bitmap in postings.items()
        }
        counted[field] = dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    return counted


def out_of_step() -> int:
    """How many recommendations the index lacks or knows by rules of another release."""
    current = Indexed.objects.filter(known__startswith=f"[{keys.RULES},")
    return Recommendation.objects.count() - current.count()
