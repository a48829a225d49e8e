"""A mail server on a port of its own, that takes letters and misbehaves when it is told to."""

import re
import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast


def _nothing() -> None:
    return None


class Taken:
    """What a server took, and how it is to behave from now on."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.lock = threading.Lock()
        self.connections = 0
        self.before_answer: Callable[[], None] = _nothing  # after a letter is taken
        self.refuse: Callable[[str], str] = lambda recipient: ""  # "550 no such person"
        self.answers_text = True  # False: the line breaks once the text is there

    @property
    def letters(self) -> list[EmailMessage]:
        parse = [message_from_bytes(raw, policy=policy.default) for raw in self.raw]
        return [cast(EmailMessage, one) for one in parse]

    @property
    def ids(self) -> Counter[str]:
        return Counter(str(one["Message-ID"]) for one in self.letters)


class _Session(socketserver.StreamRequestHandler):
    """The server's half of one connection (RFC 5321, as far as a client like ours goes)."""

    taken: Taken

    def handle(self) -> None:
        with self.taken.lock:
            self.taken.connections += 1
        self._say("220 test ESMTP")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                if not self._take():
                    return
            elif verb == b"RCPT":
                found = re.search(rb"<(.*?)>", line)
                refusal = self.taken.refuse(found.group(1).decode() if found else "")
                self._say(refusal or "250 ok")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 test")

    def _take(self) -> bool:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        with self.taken.lock:
            self.taken.raw.append(b"".join(lines))
        self.taken.before_answer()
        if self.taken.answers_text:
            self._say("250 taken")
        return self.taken.answers_text

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is what these tests are about."""


@contextmanager
def serving(taken: Taken, port: int = 0) -> Iterator[int]:
    """Serve on 127.0.0.1 until the block ends; gives the port."""
    session = type("Session", (_Session,), {"taken": taken})
    with _Server(("127.0.0.1", port), session) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
