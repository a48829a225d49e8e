"""Several files at once, or none of them."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kenes.engines.opinionmap.errors import FileError


@contextmanager
def all_or_none(folder: Path) -> Iterator[Path]:
    """A new folder to write in; at the end its files take their places in ``folder``.

    Until then nothing in ``folder`` changes; when writing fails, a full disk included, FileError
    is raised and nothing is left behind.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".", suffix=".part", dir=folder))
        try:
            yield draft
            for path in sorted(draft.iterdir()):
                path.replace(folder / path.name)
        finally:
            with suppress(OSError):
                shutil.rmtree(draft)
    except OSError as error:
        raise FileError(folder, f"Nothing was written: {error.strerror or error}.") from error
