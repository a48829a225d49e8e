"""``kenes serve``: the web server and all that runs beside it, in one command."""

import argparse
import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command

from kenes.cli.failures import CommandFailed
from kenes.recommendations.tasks import resume_interrupted


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("serve", help="serve the pages and do the background work")
    parser.add_argument(
        "address", nargs="?", default="127.0.0.1:8000", metavar="HOST:PORT", help="%(default)s"
    )
    parser.add_argument(
        "--workers", type=int, default=1, metavar="N", help="server processes (default 1)"
    )


def run(arguments: argparse.Namespace) -> int:
    return serve(arguments.address, workers=arguments.workers)


def split_address(address: str) -> tuple[str, int]:
    """``("127.0.0.1", 8000)`` from ``127.0.0.1:8000``. Raises CommandFailed."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise CommandFailed(f"{address!r} is not HOST:PORT")
    return host.strip("[]"), int(port)


def serve(address: str, *, workers: int = 1) -> int:
    """Serve until interrupted; what runs beside the server stops with it.

    The stream of meetings has the next port: ``meetings.views.floor.address`` counts on it.
    """
    host, port = split_address(address)
    stream = f"{address.rpartition(':')[0]}:{port + 1}"
    call_command("collectstatic", verbosity=0, interactive=False)
    resume_interrupted()
    helpers = [
        subprocess.Popen([sys.executable, "-m", "django", "db_worker", "--interval", "1"]),
        # What is published is in the signed log within a second.
        subprocess.Popen([sys.executable, "-m", "kenes", "record", "integrate", "--every", "0.3"]),
        # Reminders, notices and letters follow within half a minute.
        subprocess.Popen(
            [sys.executable, "-m", "kenes", "tick", "--every", "30"],
            env={**os.environ, "KENES_ADDRESS": settings.KENES_ADDRESS or f"http://{address}"},
        ),
        # Maps of open consultations are a second behind the votes.
        subprocess.Popen(
            [sys.executable, "-m", "kenes", "consultation", "follow", "--every", "1"]
        ),
        # What happens on the floor of a meeting is on every screen within a second.
        subprocess.Popen(  # noqa: S603 (our own command)
            [sys.executable, "-m", "kenes", "live", stream]
        ),
    ]
    print(f"Kenes is served at http://{address}/", flush=True)
    try:
        from granian.constants import Interfaces
        from granian.server import Server

        Server(
            "kenes.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            log_access=False,
            log_enabled=False,
        ).serve()
    finally:
        for helper in helpers:
            helper.terminate()
        for helper in helpers:
            helper.wait(timeout=30)
    return 0
