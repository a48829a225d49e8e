"""Keys that are files beside the database: made once, read by all processes, then overwritten."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings

_SIZE = 32  # bytes


def path(name: str) -> Path:
    return Path(settings.KENES_HOME) / "keys" / name


def kept(name: str) -> tuple[bytes, bool]:
    """The key, and whether it was made just now. Who comes second never reads half of one."""
    place = path(name)
    with suppress(FileNotFoundError):
        return place.read_bytes(), False
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = place.with_name(f"{name}.{secrets.token_hex(8)}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(secrets.token_bytes(_SIZE))
    try:
        os.link(fresh, place)
    except FileExistsError:
        return place.read_bytes(), False
    finally:
        fresh.unlink()
    return place.read_bytes(), True


def destroy(place: Path) -> None:
    """Twice does no harm."""
    with suppress(FileNotFoundError):
        with place.open("r+b") as file:  # some disks keep what was only unlinked
            file.write(secrets.token_bytes(_SIZE))
            file.flush()
            os.fsync(file.fileno())
        place.unlink()
