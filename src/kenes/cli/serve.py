"""``kenes serve``: the web server and all that runs beside it, in one command."""

import argparse
import os
import socket
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


def free_address(address: str) -> tuple[str, int]:
    """``split_address``, where that port and the next one are free. Raises CommandFailed.

    The server would share a port with another of ours in silence, each answering some requests.
    """
    host, port = split_address(address)
    for taken in (port, port + 1):
        # Without SO_REUSEPORT, so that a server that shares its port is found as well.
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, taken))
                probe.listen()
            except OSError as error:
                raise CommandFailed(
                    f"{host}:{taken} cannot be listened on: {error.strerror}"
                ) from error
            except (OverflowError, TypeError, UnicodeError) as error:  # no such port or name
                raise CommandFailed(f"{host}:{taken} is no address") from error
    return host, port


def serve(address: str, *, workers: int = 1) -> int:
    """Serve until interrupted; what runs beside the server stops with it.

    The stream of meetings has the next port: ``meetings.views.floor.address`` counts on it.
    """
    host, port = free_address(address)
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
