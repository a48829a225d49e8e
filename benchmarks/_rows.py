"""Real recommendations, as many as wanted: UPR Info’s rows, again under other sessions."""

import csv
import os
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

DATA = Path(
    os.environ.get("KENES_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)
COLUMNS = {
    "country": "To",
    "text": "Text",
    "states": "From",
    "position": "Response",
    "action": "Action",
    "themes": "Issue",
    "session": "Session",
    "body": "Body",
    "published": "Published",
}
_SESSIONS = 17  # in the real rows


def write(path: Path, count: int) -> None:
    """A CSV of ``count`` rows, each another recommendation by its natural key."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS.values()))
        writer.writeheader()
        writer.writerows(islice(_rows(), count))


def real() -> list[dict[str, str]]:
    """All rows of UPR Info."""
    return [row for path in sorted((DATA / "upr-info").glob("*.csv")) for row in _read(path)]


def _rows() -> Iterator[dict[str, str]]:
    rows = real()
    # Spread over the years, so that a small part is like the whole.
    rows.sort(key=lambda row: (hash_of(row["Text"]), row["To"], row["From"]))
    seen: set[tuple[str, ...]] = set()
    for copy in range(1_000):
        for row in rows:
            key = (row["To"], row["From"], row["Session"], " ".join(row["Text"].lower().split()))
            if copy == 0 and key in seen:
                continue
            seen.add(key)
            session = int(row["Session"]) + _SESSIONS * copy
            day = date(2008, 4, 1) + timedelta(days=40 * session + len(row["To"]))
            yield {
                **{title: row[title] for title in COLUMNS.values() if title in row},
                "Session": str(session),
                "Body": "UPR",
                "Published": day.isoformat(),
            }


def hash_of(text: str) -> int:
    """A number from a text, the same on every run."""
    return sum((place + 1) * ord(letter) for place, letter in enumerate(text)) % 9_973


def _read(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("mac-roman").replace("\r\n", "\n").replace("\r", "\n")
    rows = csv.DictReader(text.splitlines(keepends=True))
    return [row for row in rows if (row["Session"] or "").isdigit() and row["Text"]]
