"""The stream: what changes on the floor of a meeting, sent to everybody who watches.

A bare ASGI application without sessions and cookies. One query each moment asks for the versions
of the meetings that somebody watches; what has changed is drawn once for each scope and language
that is listened to, in a thread beside the loop, and sent to all. A browser that comes back gets
the present state at once; one that is slow gets the newest state when it is ready, and none of
those between.

GET /live/M-2026-004?ticket=…   text/event-stream; 403: no ticket of ours, or too old; 503: full
GET /live/health                how many listen
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection, connections
from django.utils import timezone

from kenes.meetings.live import tickets
from kenes.meetings.live.frames import Frame, Stamp, draw, stamps
from kenes.meetings.live.scopes import Scope

log = logging.getLogger(__name__)
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LOOK = 0.15  # seconds between two looks at the versions
AWAY = 1.0  # seconds before a database that is away is asked again
BEAT = 15.0  # seconds between two signs of life to a client
PATIENCE = 10.0  # seconds a client may take to read what it was sent
RETRY = 2_000  # milliseconds a browser waits before it comes back
_TEXT = [(b"content-type", b"text/plain; charset=utf-8")]
# The ticket is the key, and no cookie is looked at: another site gains nothing by asking.
_OPEN = [(b"access-control-allow-origin", b"*"), (b"cache-control", b"no-store")]
_EVENTS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]


@dataclass(frozen=True)
class Audience:
    """All who are sent the same bytes."""

    meeting: int
    scope: Scope
    language: str


@dataclass(eq=False)
class Listener:
    """One connection: what it was sent last, and its waking."""

    wake: asyncio.Event = field(default_factory=asyncio.Event)
    sent: Frame | None = None


@dataclass
class Channel:
    listeners: set[Listener] = field(default_factory=set)
    frame: Frame | None = None
    is_over: bool = False  # it may not be shown any more


class Stream:
    """The application. ``most`` connections in all, ``most_each`` from one address."""

    def __init__(
        self,
        *,
        most: int,
        most_each: int,
        look: float = LOOK,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        """``prepare`` is called once in the thread that reads the database."""
        self.most, self.most_each, self.pause = most, most_each, look
        self.channels: dict[Audience, Channel] = {}
        self.addresses: Counter[str] = Counter()
        self.stopping = False
        self._known: dict[int, Stamp] = {}
        self._news: asyncio.Event = asyncio.Event()
        self._watcher: asyncio.Task[None] | None = None
        self._reader = ThreadPoolExecutor(
            1, thread_name_prefix="kenes-live", initializer=prepare or (lambda: None)
        )

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    def stop(self) -> None:
        """Let every connection end now. Called in the loop's thread."""
        self.stopping = True
        self._news.set()
        for channel in self.channels.values():
            _wake(channel)

    async def end(self) -> None:
        """Stop, and leave the database."""
        self.stop()
        if self._watcher:
            await self._watcher
        await asyncio.get_running_loop().run_in_executor(self._reader, connections.close_all)
        self._reader.shutdown()

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._watch()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.end()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _watch(self) -> None:
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.get_running_loop().create_task(self._go_on())

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if scope["method"] not in {"GET", "HEAD"} or not path.startswith("/live/"):
            await _say(send, 404, "There is nothing here.")
            return
        number = path.removeprefix("/live/").rstrip("/")
        if number == "health":
            listening = sum(len(one.listeners) for one in self.channels.values())
            await _say(send, 200, f"{listening} listen.")
            return
        now = timezone.now()
        given = parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [""])[0]
        try:
            ticket = tickets.read(given, number, now)
        except tickets.WrongTicket:
            await _say(send, 403, "This ticket does not open this meeting. Open the page anew.")
            return
        address = (scope.get("client") or ("", 0))[0]
        if self.stopping or sum(self.addresses.values()) >= self.most:
            await _say(send, 503, "Too many are listening. The page asks by itself meanwhile.")
            return
        if self.addresses[address] >= self.most_each:
            await _say(send, 503, "Too many listen from your address. The page asks by itself.")
            return
        self.addresses[address] += 1
        try:
            await self._tell(ticket, (ticket.until - now).total_seconds(), receive, send)
        finally:
            self.addresses[address] -= 1
            self.addresses += Counter()  # forgets who has nobody left

    async def _tell(
        self, ticket: tickets.Ticket, seconds: float, receive: Receive, send: Send
    ) -> None:
        audience = Audience(ticket.meeting, ticket.scope, ticket.language)
        channel = self.channels.setdefault(audience, Channel())
        listener = Listener()
        channel.listeners.add(listener)
        if channel.frame is None:
            self._news.set()  # nobody listened here before: it is drawn at once
        else:
            listener.wake.set()
        self._watch()
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _OPEN + _EVENTS})
            # Who is too slow, or gone, comes back and is told where things are.
            with suppress(TimeoutError, OSError):
                await _write(send, b"retry: %d\n\n" % RETRY)
                await self._converse(channel, listener, gone, seconds, send)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()
            channel.listeners.discard(listener)
            if not channel.listeners and self.channels.get(audience) is channel:
                del self.channels[audience]

    async def _converse(
        self,
        channel: Channel,
        listener: Listener,
        gone: "asyncio.Future[None]",
        seconds: float,
        send: Send,
    ) -> None:
        """Send the newest frame whenever there is one, until either side has had enough."""
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        while not (self.stopping or channel.is_over or gone.done() or clock() >= until):
            if channel.frame is not None and channel.frame is not listener.sent:
                frame = channel.frame
                body = frame.event(since=listener.sent)
                listener.sent = frame
                if body:
                    await _write(send, body)
                continue
            listener.wake.clear()
            woken = asyncio.ensure_future(listener.wake.wait())
            either: set[asyncio.Future[Any]] = {woken, gone}
            await asyncio.wait(
                either,
                timeout=min(BEAT, max(until - clock(), 0)),
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not woken.done():
                woken.cancel()
                if not gone.done():
                    await _write(send, b"event: here\ndata: 1\n\n")

    async def _go_on(self) -> None:
        """Look for changes until the end; a database that is away is waited for."""
        while not self.stopping:
            pause = self.pause
            if self.channels:
                try:
                    await self._look()
                except DatabaseError as error:
                    log.warning("kenes live: %s", error)
                    pause = max(AWAY, self.pause)
                except Exception:
                    log.exception("kenes live")
                    pause = max(AWAY, self.pause)
            self._news.clear()
            if not self.stopping:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), pause)

    async def _look(self) -> None:
        wanted = {audience.meeting for audience in self.channels}
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._reader, _read, stamps, wanted, timezone.now())
        for meeting in wanted:
            stamp, known = found.get(meeting), self._known.get(meeting)
            moved = stamp is not None and (known is None or stamp.is_news_to(known))
            mine = [one for one in self.channels if one.meeting == meeting]
            due = [one for one in mine if moved or self.channels[one].frame is None]
            if stamp is None:
                self._end(mine)
            elif due:
                # Where most listen is drawn first.
                due.sort(key=lambda one: -len(self.channels[one].listeners))
                now = timezone.now()
                async for audience, frame in self._drawn(meeting, due, now):
                    self._broadcast(audience, frame)
                if moved:
                    self._known[meeting] = stamp.at(now)
        for meeting in self._known.keys() - wanted:
            del self._known[meeting]

    async def _drawn(
        self, meeting: int, audiences: Iterable[Audience], now: datetime
    ) -> AsyncIterator[tuple[Audience, Frame | None]]:
        """Each audience with its frame, as soon as it is drawn."""
        loop = asyncio.get_running_loop()
        rows = None
        for audience in audiences:
            rows, frame = await loop.run_in_executor(
                self._reader, _read, draw, meeting, audience.scope, audience.language, now, rows
            )
            yield audience, frame

    def _broadcast(self, audience: Audience, frame: Frame | None) -> None:
        channel = self.channels.get(audience)
        if channel is None:
            return
        if frame is None:
            channel.is_over = True
        elif channel.frame is None or not frame.is_same(channel.frame):
            channel.frame = frame
        else:
            return
        _wake(channel)

    def _end(self, audiences: Iterable[Audience]) -> None:
        for audience in audiences:
            self._broadcast(audience, None)


def _wake(channel: Channel) -> None:
    for listener in channel.listeners:
        listener.wake.set()


def _read(act: Callable[..., Any], *arguments: Any) -> Any:
    """Read in the one thread that has a connection; after an error it begins a new one."""
    close_old_connections()
    try:
        return act(*arguments)
    except DatabaseError:
        if not connection.in_atomic_block:
            connection.close()
        raise


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, body: bytes) -> None:
    await asyncio.wait_for(
        send({"type": "http.response.body", "body": body, "more_body": True}), PATIENCE
    )


async def _say(send: Send, status: int, sentence: str) -> None:
    headers = [*_OPEN, *_TEXT]
    if status == 503:
        headers.append((b"retry-after", b"30"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": (sentence + "\n").encode()})
