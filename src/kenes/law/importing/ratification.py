"""What a country has signed and ratified, out of a table: State x instrument, a row each.

Columns: ``iso2``, ``status`` (state party, signatory state, no action), ``year ratification or
accession``, ``instrument``; where ``state party``, ``signatory`` and ``no action`` stand as well,
they are compared with the status.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.law import catalogue
from kenes.law.lifecycle import CommitmentStatus

LARGEST = 5_000_000  # bytes of a file
MOST_ROWS = 100_000
_NEEDED = ("iso2", "status", "year ratification or accession", "instrument")
_STATUSES = {
    "state party": CommitmentStatus.PARTY,
    "signatory state": CommitmentStatus.SIGNED,
    "signatory": CommitmentStatus.SIGNED,
    "no action": CommitmentStatus.NONE,
}
_FLAGS = {
    CommitmentStatus.PARTY: "state party",
    CommitmentStatus.SIGNED: "signatory",
    CommitmentStatus.NONE: "no action",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One instrument, as the table has it. ``is_doubtful``: its columns contradict each other."""

    line: int
    code: str  # of the instrument, as here
    status: str
    year: int | None
    is_doubtful: bool = False


@dataclass(frozen=True, kw_only=True)
class Refused:
    line: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Read:
    """The rows of one country. ``unknown``: instruments that the catalogue does not know."""

    rows: tuple[Row, ...]
    refused: tuple[Refused, ...] = ()
    unknown: tuple[str, ...] = ()


def read(data: bytes, name: str, *, country: str, this_year: int) -> Read:
    """The rows of ``country`` (alpha-2). Raises ValidationError on ``file`` or ``country``."""
    name = Path(name.replace("\\", "/")).name[:100]
    if len(data) > LARGEST:
        raise _wrong(
            _("%(name)s is larger than %(n)s MB.") % {"name": name, "n": LARGEST // 1_000_000}
        )
    try:
        lines = _lines(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        raise _wrong(_("%(name)s is not written in UTF-8.") % {"name": name}) from error
    except csv.Error as error:
        raise _wrong(_("%(name)s is no table in CSV.") % {"name": name}) from error
    wanted = country.strip().upper()
    own = [(line, row) for line, row in lines if row["iso2"].strip().upper() == wanted]
    if not own:
        raise ValidationError(
            {
                "country": _("%(name)s has no row of %(country)s.")
                % {"name": name, "country": wanted}
            }
        )
    return _read(own, this_year)


def packed(rows: Iterable[Row]) -> str:
    """The rows as a form carries them from the preview to the act."""
    return json.dumps([asdict(row) for row in rows])


def unpacked(carried: str, *, this_year: int) -> tuple[Row, ...]:
    """The inverse of ``packed``; () for what no preview has made."""
    try:
        found = [Row(**row) for row in json.loads(carried)]
    except (ValueError, TypeError, RecursionError):
        return ()
    return tuple(row for row in found if _is_sound(row, this_year))


def _is_sound(row: Row, this_year: int) -> bool:
    year = row.year
    is_year = year is None or (isinstance(year, int) and 1800 <= year <= this_year)
    return isinstance(row.code, str) and row.status in CommitmentStatus.values and is_year


def _lines(text: str, name: str) -> list[tuple[int, dict[str, str]]]:
    table = csv.DictReader(io.StringIO(text), strict=True)
    columns = [column.strip().casefold() for column in table.fieldnames or ()]
    if missing := [one for one in _NEEDED if one not in columns]:
        raise _wrong(
            _("%(name)s has no column %(columns)s.")
            % {"name": name, "columns": ", ".join(f"“{one}”" for one in missing)}
        )
    table.fieldnames = columns
    found: list[tuple[int, dict[str, str]]] = []
    for row in table:
        if len(found) >= MOST_ROWS:
            raise _wrong(_("%(name)s has more than %(n)s rows.") % {"name": name, "n": MOST_ROWS})
        # A short row has None for what it lacks; what is too much stands under no column.
        found.append((table.line_num, {key: row.get(key) or "" for key in columns}))
    return found


def _read(own: list[tuple[int, dict[str, str]]], this_year: int) -> Read:
    codes = catalogue.other_codes()
    rows: dict[str, list[Row]] = defaultdict(list)
    refused, unknown = [], []
    for line, row in own:
        said = row["instrument"].strip()
        code = codes.get(catalogue.plain(said))
        if code is None:
            unknown.append(said[:40] or "–")
            continue
        try:
            rows[code].append(_row(line, code, row, this_year))
        except ValidationError as error:
            refused.append(Refused(line=line, why=error.messages[0]))
    for code, several in list(rows.items()):
        if len(several) > 1:
            del rows[code]
            numbers = ", ".join(str(row.line) for row in several)
            refused += [
                Refused(
                    line=row.line,
                    why=_("Several rows are of %(code)s (lines %(lines)s): none is taken.")
                    % {"code": code, "lines": numbers},
                )
                for row in several
            ]
    return Read(
        rows=tuple(row for several in rows.values() for row in several),
        refused=tuple(sorted(refused, key=lambda one: one.line)),
        unknown=tuple(dict.fromkeys(unknown)),
    )


def _row(line: int, code: str, row: Mapping[str, str], this_year: int) -> Row:
    """Raises ValidationError."""
    said = row["status"].strip()
    status = _STATUSES.get(said.casefold())
    if status is None:
        raise ValidationError(_("This status is not known: %(said)s") % {"said": said[:40] or "–"})
    written = row["year ratification or accession"].strip()
    year = (
        int(written) if written.isascii() and written.isdecimal() and len(written) == 4 else None
    )
    least = catalogue.by_code()[code].adopted_on.year
    if written and (year is None or not least <= year <= this_year):
        raise ValidationError(
            _("The year cannot be: %(year)s. %(code)s was adopted in %(least)s.")
            % {"year": written[:20], "code": code, "least": least}
        )
    if status != CommitmentStatus.PARTY and year is not None:
        raise ValidationError(
            _("A year of ratification stands beside “%(status)s”.") % {"status": said[:40]}
        )
    flags = {flag: row.get(column, "").strip() for flag, column in _FLAGS.items()}
    told = {flag: value for flag, value in flags.items() if value in {"0", "1"}}
    is_doubtful = any((flag == status) != (value == "1") for flag, value in told.items())
    return Row(line=line, code=code, status=status, year=year, is_doubtful=is_doubtful)


def _wrong(sentence: str) -> ValidationError:
    return ValidationError({"file": sentence})
