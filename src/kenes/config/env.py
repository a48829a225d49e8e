"""Typed reading of the environment; each error names the variable that is wrong."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class WrongSetting(Exception):
    """A variable in the environment cannot be used; the message names it."""


def text(name: str, default: str = "", *, env: Mapping[str, str] | None = None) -> str:
    """The variable ``name``, or the content of the file that ``NAME_FILE`` points to."""
    env = os.environ if env is None else env
    if file := env.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise WrongSetting(f"{name}_FILE: cannot read {file}: {error.strerror}") from error
    return env.get(name, default)


def flag(name: str, default: bool = False, *, env: Mapping[str, str] | None = None) -> bool:
    value = text(name, "yes" if default else "no", env=env).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise WrongSetting(f"{name}: {value!r} is neither yes nor no")


def number(
    name: str, default: int, *, least: int = 0, env: Mapping[str, str] | None = None
) -> int:
    value = text(name, str(default), env=env)
    try:
        parsed = int(value)
    except ValueError as error:
        raise WrongSetting(f"{name}: {value!r} is not a whole number") from error
    if parsed < least:
        raise WrongSetting(f"{name}: {parsed} is below {least}")
    return parsed


def names(name: str, default: str = "", *, env: Mapping[str, str] | None = None) -> list[str]:
    """A list parted by commas."""
    return [part.strip() for part in text(name, default, env=env).split(",") if part.strip()]


def database(name: str, home: Path, *, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Django's dictionary for one database: SQLite under ``home`` unless a URL says otherwise.

    ``postgresql://user:password@host:port/name?host=/socket/folder`` or ``sqlite:////path``.
    """
    url = text(name, "", env=env)
    if not url:
        return _sqlite(str(home / "kenes.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise WrongSetting(f"{name}: {parts.scheme!r} is neither sqlite nor postgresql")
    if not parts.path.strip("/"):
        raise WrongSetting(f"{name}: no database name after the host")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A writer takes its lock when the transaction opens, so that two never deadlock.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                # What is erased is overwritten; REPLACE cannot pass by a guard against deletion.
                "PRAGMA secure_delete=ON; PRAGMA recursive_triggers=ON;"
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY"
            ),
        },
    }
