"""``kenes live``: the stream that shows a meeting to all who watch, as it happens."""

import argparse
import gc
import resource
import signal
from types import FrameType
from typing import Any

import uvicorn

from kenes.cli.failures import CommandFailed
from kenes.cli.serve import split_address
from kenes.config.live import application
from kenes.meetings.live.stream import Stream

GRACE = 1  # seconds connections have to end in
SPARE = 64  # open files beside the connections


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "live", help="send what changes on the floor of a meeting to all who watch"
    )
    parser.add_argument(
        "address", nargs="?", default="127.0.0.1:8001", metavar="HOST:PORT", help="%(default)s"
    )


def run(arguments: argparse.Namespace) -> int:
    host, port = split_address(arguments.address)
    application.most = _with_room_for(application.most)
    server = Server(application, host, port)
    gc.freeze()  # what is loaded stays: it is not looked through again, not even at the end
    try:
        server.run()
    except SystemExit as error:  # uvicorn's way of saying that the address is taken
        raise CommandFailed(f"{arguments.address} cannot be listened on") from error
    return 0


class Server(uvicorn.Server):
    """uvicorn, whose long answers end when they are told to, within a second or two."""

    def __init__(self, stream: Stream, host: str, port: int) -> None:
        self.stream = stream
        super().__init__(
            uvicorn.Config(
                stream,
                host=host,
                port=port,
                lifespan="on",
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE,
                # A proxy on the same machine says whom it speaks for.
                proxy_headers=True,
                forwarded_allow_ips="127.0.0.1,::1",
            )
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.stream.stop()
        super().handle_exit(sig, frame)
        if sig == signal.SIGTERM:
            self._captured_signals.clear()  # told to stop is no failure


def _with_room_for(most: int) -> int:
    """How many connections there are files for, asking the system for as many as are wanted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most + SPARE
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return most if soft == resource.RLIM_INFINITY else min(most, soft - SPARE)
