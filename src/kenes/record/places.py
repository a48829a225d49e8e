"""Where the record's files and keys are, under KENES_HOME."""

from pathlib import Path

from django.conf import settings


def log_folder() -> Path:
    """The log as it is published; docs/reference/record-format.md tells its files."""
    return Path(settings.KENES_HOME) / "record"


def key_folder() -> Path:
    """The log's keys: read by the owner alone, never in the database, never published."""
    return Path(settings.KENES_HOME) / "keys" / "record"


def put(file: Path, data: bytes) -> None:
    """Write a file so that a reader sees it whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.draft")
    draft.write_bytes(data)
    draft.replace(file)
