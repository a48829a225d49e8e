"""The one folder that holds all state: database, files, keys."""

import secrets
from pathlib import Path

from platformdirs import user_data_path

from kenes.config import env


def find_home() -> Path:
    """``KENES_HOME``, or ``var`` in a checkout, or the platform's data folder."""
    if chosen := env.text("KENES_HOME"):
        return Path(chosen).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").is_file() and (checkout / "src" / "kenes").is_dir():
        return checkout / "var"
    return user_data_path("kenes", appauthor=False)


def prepare_home(home: Path) -> None:
    """Make the folder and its parts, readable by their owner alone."""
    for folder in (home, home / "files", home / "keys"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def secret(home: Path, name: str) -> str:
    """The secret ``name``: from the environment, else made once and kept under ``home``."""
    if given := env.text(name):
        return given
    prepare_home(home)
    kept = home / "keys" / name.lower()
    try:
        with kept.open("x", encoding="ascii") as file:
            kept.chmod(0o600)
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return kept.read_text(encoding="ascii")
