"""Times: files tell them in seconds or in milliseconds since 1970."""

from datetime import UTC, datetime

MOST_SECONDS = 100_000_000_000  # a larger time is in milliseconds: as seconds, the year 5138


LATEST = 253_402_300_799_999  # in milliseconds: the end of the year 9999, the last that dates know


def milliseconds(time: int) -> int:
    return time if time > MOST_SECONDS else time * 1000


def from_text(text: str) -> int | None:
    """In milliseconds, from a number or an ISO 8601 date; None for neither."""
    try:
        time = float(text)
    except ValueError:
        return _from_date(text)
    return milliseconds(int(time)) if 0 <= time <= LATEST else None


def _from_date(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
