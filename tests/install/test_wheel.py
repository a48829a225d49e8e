"""The wheel is whole: installed into an empty environment, away from the checkout, it works."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from kenes.cli.tests.ports import free_port

pytestmark = pytest.mark.install
ROOT = Path(__file__).resolve().parents[2]
PIP = ["-m", "pip", "install", "-q", "--disable-pip-version-check"]


def run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        env={**clean(), **environment},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def clean() -> dict[str, str]:
    """The environment without what this checkout's tests put there."""
    ours = ("KENES_", "DJANGO_", "PYTHON")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an empty environment into which only the wheel was installed."""
    folder = tmp_path_factory.mktemp("installed")
    wheels = folder / "wheels"
    build = ["-m", "build", "--wheel", "--no-isolation", "--outdir", wheels, ROOT]
    run(sys.executable, *build)
    run(sys.executable, "-m", "venv", folder / "env")
    python = folder / "env" / "bin" / "python"
    run(python, *PIP, "--require-hashes", "-r", ROOT / "requirements" / "run.txt")
    run(python, *PIP, "--no-index", *wheels.glob("*.whl"))
    return python


def test_demo_and_serve_show_pages_styles_and_catalogues(python: Path, tmp_path: Path) -> None:
    kenes = python.with_name("kenes")
    assert "altyn-kenes-2013" in run(kenes, "demo", KENES_HOME=str(tmp_path))
    assert "✓ search index" in run(kenes, "check", KENES_HOME=str(tmp_path))
    address = f"127.0.0.1:{free_port()}"
    server = subprocess.Popen(
        [kenes, "serve", address],
        env={**clean(), "KENES_HOME": str(tmp_path)},
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        page = fetched(f"http://{address}/kk/register/")
        assert "Ұсынымдар тізілімі" in page
        style = page.split('rel="stylesheet" href="')[1].split('"')[0]
        assert "--paper" in fetched(f"http://{address}{style}")
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_a_reader_needs_no_database(python: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Madam")
    done = subprocess.run(
        [python.with_name("kenes"), "read", "--json", letter],
        env={**clean(), "KENES_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "letter.txt" in done.stderr
    assert "Traceback" not in done.stderr


def fetched(address: str) -> str:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 (our own)
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")
