"""Where the code lies, and its files."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "kenes"
WRITTEN = ("src", "tests", "tools", "benchmarks")  # folders of code


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def files(*suffixes: str, within: tuple[str, ...] = WRITTEN) -> Iterator[Path]:
    """Every file of code with one of the suffixes, in order."""
    for folder in within:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file():
                yield path
