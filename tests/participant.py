"""One who takes part in a consultation over HTTP: a connection, cookies and tokens of its own."""

import asyncio
import re
from urllib.parse import urlencode

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
ASKED = re.compile(rb'name="statement" value="(\d+)"')
COOKIE = re.compile(rb"(?im)^set-cookie: ([^=]+)=([^;]*)")
LENGTH = re.compile(rb"(?im)^content-length: (\d+)")


class Participant:
    """``asked``: the statement on the card that was dealt last; "" when there is none left.

    ``address``: of the loopback network, from which they come.
    """

    def __init__(self, port: int, number: str, address: str = "127.0.0.1") -> None:
        self.port, self.place, self.address = port, f"/en/consultations/{number}", address
        self.cookies: dict[str, str] = {}
        self.token = self.asked = ""
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, **body: str) -> tuple[int, bytes]:
        """Status and content. As a browser's script asks: what is to change, not the page."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(
                "127.0.0.1", self.port, limit=2**20, local_addr=(self.address, 0)
            )
        assert self.reader is not None
        said = urlencode(body).encode()
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Cookie: {kept}\r\nX-Requested-With: fetch\r\nContent-Length: {len(said)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        self.writer.write(head.encode() + said)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(answer)
        text = await self.reader.readexactly(int(length[1]) if length else 0)
        for name, value in COOKIE.findall(answer):
            self.cookies[name.decode()] = value.decode()
        if found := TOKEN.search(text):
            self.token = found[1].decode()
        return int(answer[9:12]), text

    async def sign_in(self, email: str, password: str) -> None:
        await self.ask("GET", "/en/account/login/")
        status, _text = await self.ask(
            "POST",
            "/en/account/login/",
            csrfmiddlewaretoken=self.token,
            login=email,
            password=password,
        )
        if status not in {302, 303}:
            raise AssertionError(f"{email} is not let into the house: {status}")

    async def come(self) -> None:
        """By the door of the consultation, to the first card."""
        enter = f"{self.place}/enter/"
        await self.ask("GET", enter)
        status, _text = await self.ask("POST", enter, csrfmiddlewaretoken=self.token)
        if status != 303:
            raise AssertionError(f"not let in: {status}")
        _status, text = await self.ask("GET", f"{self.place}/vote/")
        self._take(text)

    async def vote(self, value: int) -> int:
        """On the card at hand; its status. Of a vote that counted the answer deals the next."""
        status, text = await self.ask(
            "POST",
            f"{self.place}/vote/",
            csrfmiddlewaretoken=self.token,
            statement=self.asked,
            value=str(value),
        )
        self._take(text)
        return status

    def _take(self, text: bytes) -> None:
        asked = ASKED.search(text)
        self.asked = asked[1].decode() if asked else ""

    async def leave(self) -> None:
        if self.writer is not None:
            self.writer.close()
            await self.writer.wait_closed()
