"""Ports for servers that tests begin."""

import random
import socket
from contextlib import ExitStack

# Below where systems take the ports of outgoing connections and of servers that ask for any
# (32768 on Linux): until the server is there, nothing takes them but another of these tests.
POSSIBLE = range(20_000, 32_000, 2)


def free_port() -> int:
    """A port that is free on 127.0.0.1, as is the next one (``kenes serve`` needs both)."""
    for port in random.SystemRandom().sample(POSSIBLE, 50):
        with ExitStack() as stack:
            try:
                for one in (port, port + 1):
                    stack.enter_context(socket.create_server(("127.0.0.1", one)))
            except OSError:
                continue
            return port
    raise AssertionError("no free port among fifty")
