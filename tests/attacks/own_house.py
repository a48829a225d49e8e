"""A house of real processes: its own folder, database and mail server, to be killed in."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg

from kenes.cli.tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
KENES = Path(sys.executable).with_name("kenes")
PATIENCE = 60.0  # seconds until it answers


@contextmanager
def database(name: str, like: str = "") -> Iterator[str]:
    """The URL of a database of the kind these tests run on, empty or a copy of the one called
    ``like``; "" is SQLite, in the house."""
    server = os.environ.get("KENES_DATABASE_URL", "")
    if not server:
        yield ""
        return
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like or 'template0'}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _wait_for(port: int, server: "subprocess.Popen[bytes]", told: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        assert server.poll() is None, f"the house did not open: {told.read_text()}"
        try:
            with urlopen(f"http://127.0.0.1:{port}/health/", timeout=5):
                return
        except OSError:
            assert time.monotonic() < until, f"the house does not answer: {told.read_text()}"
            time.sleep(0.1)


class Own:
    """The house; its processes are begun as an operator would."""

    def __init__(self, home: Path, database: str, port: int = 1) -> None:
        self.home = home
        self._environment = {
            **os.environ,
            "KENES_HOME": str(home),
            "KENES_DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "kenes.config.settings",
            "KENES_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "KENES_EMAIL_HOST": "127.0.0.1",
            "KENES_EMAIL_PORT": str(port),
        }

    def begin(self, *command: str | Path) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def kenes(self, *arguments: str, status: int = 0) -> str:
        return self._done(self.begin(KENES, *arguments), status)

    @contextmanager
    def serving(self) -> Iterator[int]:
        """``kenes serve`` with all that runs beside it; the port."""
        port = free_port()
        told = self.home / "served.log"
        with told.open("w") as log:
            server = subprocess.Popen(
                [KENES, "serve", f"127.0.0.1:{port}"],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            try:
                _wait_for(port, server, told)
                yield port
            finally:
                server.terminate()
                server.wait(60)

    def load(self, *arguments: str) -> dict[str, Any]:
        """What ``notice_load`` says in the end."""
        running = self.begin(sys.executable, "-m", "tests.attacks.notice_load", *arguments)
        found: dict[str, Any] = json.loads(self._done(running, 0).splitlines()[-1])
        return found

    def copy_to(self, home: Path, database: str, port: int) -> "Own":
        shutil.copytree(self.home, home)
        return Own(home, database, port)

    @staticmethod
    def _done(running: "subprocess.Popen[str]", status: int) -> str:
        out, err = running.communicate(timeout=300)
        assert running.returncode == status, out + err
        return out
