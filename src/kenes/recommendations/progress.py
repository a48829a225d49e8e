"""How far a long act has come, told outside its transaction.

An import is saved in one transaction, so the database cannot tell how far it is until it is
done; a small file can.
"""

import json
import os
import time
from pathlib import Path

from django.conf import settings

SILENT = 120  # seconds without a word: whoever told the progress is gone


def _file(import_id: int) -> Path:
    folder = Path(settings.KENES_HOME) / "progress"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"import-{import_id}.json"


def tell(import_id: int, done: int, total: int) -> None:
    """Say that ``done`` of ``total`` rows are through."""
    target = _file(import_id)
    draft = target.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps({"done": done, "total": total}), encoding="ascii")
    draft.replace(target)


def told(import_id: int) -> tuple[int, int] | None:
    """The last ``(done, total)``, or None when nothing is under way or its worker died."""
    try:
        if time.time() - _file(import_id).stat().st_mtime > SILENT:
            return None
        facts = json.loads(_file(import_id).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None
    return int(facts["done"]), int(facts["total"])


def forget(import_id: int) -> None:
    _file(import_id).unlink(missing_ok=True)
