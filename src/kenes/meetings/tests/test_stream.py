"""The stream, asked as a server asks it: who is let in, what they are told, when it ends."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from kenes.meetings.lifecycle import Status
from kenes.meetings.live import stream as streaming
from kenes.meetings.live import tickets
from kenes.meetings.live.scopes import Scope
from kenes.meetings.live.stream import Stream
from kenes.meetings.models import Meeting
from kenes.meetings.services import holding, items
from kenes.meetings.tests.conftest import Table

# On PostgreSQL the stream has a connection of its own, and sees what is committed.
IS_SHARED = "sqlite" in settings.DATABASES["default"]["ENGINE"]
pytestmark = pytest.mark.django_db(transaction=not IS_SHARED)
SOON = 5.0  # seconds; a machine that is busy needs some of them


Scene = Callable[[Stream], Coroutine[Any, Any, Any]]


class Client:
    """One connection. ``read`` returns the next event's name and data."""

    def __init__(self, app: Stream, path: str, address: str = "192.0.2.1") -> None:
        self.app, self.address = app, address
        self.path, _mark, self.query = path.partition("?")
        self.got: asyncio.Queue[Any] = asyncio.Queue()
        self.gone = asyncio.Event()
        self.reads = asyncio.Event()
        self.reads.set()
        self.task: asyncio.Task[None] | None = None
        self.text = b""

    def begin(self) -> "Client":
        scope = {
            "type": "http",
            "method": "GET",
            "path": self.path,
            "query_string": self.query.encode(),
            "headers": [],
            "client": (self.address, 1),
        }
        self.task = asyncio.get_running_loop().create_task(
            self.app(scope, self._receive, self._send)
        )
        return self

    async def _receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        await self.reads.wait()
        self.got.put_nowait(message)

    async def start(self) -> tuple[int, dict[str, str]]:
        message = await asyncio.wait_for(self.got.get(), SOON)
        headers = {name.decode(): value.decode() for name, value in message["headers"]}
        return message["status"], headers

    async def body(self) -> str:
        return str((await asyncio.wait_for(self.got.get(), SOON))["body"].decode())

    async def read(self) -> tuple[str, dict[str, Any]]:
        while b"\n\ndata" not in self.text and not self._has_event():
            self.text += (await asyncio.wait_for(self.got.get(), SOON))["body"]
        event, _gap, self.text = self.text.partition(b"\n\n")
        facts = dict(line.split(": ", 1) for line in event.decode().split("\n"))
        if "event" not in facts:
            return await self.read()
        return facts["event"], json.loads(facts["data"])

    def _has_event(self) -> bool:
        return b"\n\n" in self.text

    async def end(self) -> None:
        self.gone.set()
        assert self.task
        await asyncio.wait_for(self.task, SOON)


@contextmanager
def running(**facts: Any) -> Iterator[Callable[[Scene], Any]]:
    """Runs a scene with a stream that reads the test's own database connection."""
    own = connections["default"]
    if IS_SHARED:
        own.inc_thread_sharing()

    def prepare() -> None:
        if IS_SHARED:
            connections["default"] = own

    def play(scene: Scene) -> Any:
        async def whole() -> Any:
            app = Stream(**{"most": 10, "most_each": 5, "look": 0.01, "prepare": prepare, **facts})
            try:
                return await scene(app)
            finally:
                await app.end()

        # In a thread of its own: a browser of another test may have left its loop in this one.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(whole())).result()

    yield play
    if IS_SHARED:
        own.dec_thread_sharing()


@pytest.fixture
def play(table: Table) -> Iterator[Any]:
    with running() as player:
        yield player


@pytest.fixture
def meeting(table: Table) -> Meeting:
    found = table.meeting(Status.CALLED)
    table.present(found)
    return holding.open_(found, actor=table.actor("amina"), now=table.now)


def path(meeting: Meeting, scope: Scope = Scope.PUBLIC, language: str = "en") -> str:
    ticket = tickets.written(meeting.pk, meeting.number, scope, language, timezone.now())
    return f"/live/{meeting.number}?ticket={quote(ticket)}"


async def act(app: Stream, call: Callable[..., Any], *arguments: Any, **facts: Any) -> Any:
    """An act of the house beside the stream.

    On SQLite both share the test's one connection, and take turns on it.
    """
    if IS_SHARED:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(app._reader, partial(call, *arguments, **facts))
    return await asyncio.to_thread(_apart, partial(call, *arguments, **facts))


def _apart(call: Callable[[], Any]) -> Any:
    try:
        return call()
    finally:
        connections.close_all()


def test_who_comes_is_told_where_things_are_and_then_what_changes(
    play: Any, meeting: Meeting, table: Table
) -> None:
    item = meeting.items.get(order=2)
    chair: dict[str, Any] = {"actor": table.actor("farida"), "now": table.now}

    async def scene(app: Stream) -> None:
        one = Client(app, path(meeting)).begin()
        status, headers = await one.start()
        assert status == 200
        assert headers["content-type"].startswith("text/event-stream")
        assert headers["access-control-allow-origin"] == "*"
        name, first = await one.read()
        assert name == "floor"
        assert "No item is under discussion yet." in first["parts"]["item"]
        assert "agenda" in first["parts"]
        await act(app, items.begin, item, **chair)
        _name, then = await one.read()
        assert then["version"] > first["version"]
        assert "Item 2" in then["parts"]["item"]
        assert "table" not in then["parts"]  # who is here has not changed, and is not sent again
        assert then["said"].startswith("Item 2")
        late = Client(app, path(meeting)).begin()
        await late.start()
        _name, whole = await late.read()
        assert whole["version"] == then["version"]
        assert "table" in whole["parts"]
        await one.end()
        await late.end()
        assert not app.channels
        assert not app.addresses

    play(scene)


def test_each_language_and_scope_gets_its_own(play: Any, meeting: Meeting) -> None:
    async def scene(app: Stream) -> None:
        found = {}
        for scope, language in [("public", "en"), ("public", "kk"), ("lead", "ru")]:
            one = Client(app, path(meeting, Scope(scope), language)).begin()
            await one.start()
            found[scope, language] = (await one.read())[1]["parts"]
            await one.end()
        assert "steer" in found["lead", "ru"]
        assert "steer" not in found["public", "kk"]
        assert "/ru/meetings/" in found["lead", "ru"]["steer"]

    play(scene)


@pytest.mark.parametrize("how", ["none", "forged", "other", "old", "long"])
def test_without_a_ticket_of_ours_nobody_listens(how: str, play: Any, meeting: Meeting) -> None:
    now = timezone.now()
    good = tickets.written(meeting.pk, meeting.number, Scope.PUBLIC, "en", now)
    ticket = {
        "none": "",
        "forged": good[:-2] + ("aa" if good[-2:] != "aa" else "bb"),
        "other": tickets.written(meeting.pk, "M-1999-001", Scope.LEAD, "en", now),
        "old": tickets.written(
            meeting.pk, meeting.number, Scope.LEAD, "en", now - timedelta(hours=3)
        ),
        "long": "x" * 100_000,
    }[how]

    async def scene(app: Stream) -> None:
        one = Client(app, f"/live/{meeting.number}?ticket={quote(ticket)}").begin()
        status, _headers = await one.start()
        assert status == 403
        assert "ticket" in await one.body()

    play(scene)


@pytest.mark.parametrize("where", ["/", "/live", "/en/", "/live/M-1/floor", "/live/\x00"])
def test_elsewhere_there_is_nothing(where: str, play: Any) -> None:
    async def scene(app: Stream) -> None:
        one = Client(app, where).begin()
        assert (await one.start())[0] in {403, 404}

    play(scene)


def test_too_many_are_told_so(meeting: Meeting) -> None:
    async def scene(app: Stream) -> None:
        def come(address: str) -> Client:
            return Client(app, path(meeting), address).begin()

        inside = [come("192.0.2.1"), come("192.0.2.1")]
        for one in inside:
            assert (await one.start())[0] == 200
        third = come("192.0.2.1")
        status, headers = await third.start()
        assert (status, headers["retry-after"]) == (503, "30")
        other = come("192.0.2.2")
        assert (await other.start())[0] == 200
        full = come("192.0.2.3")
        assert (await full.start())[0] == 503
        await inside[0].end()
        again = come("192.0.2.1")
        assert (await again.start())[0] == 200

    with running(most=3, most_each=2) as play:
        play(scene)


def test_who_is_slow_gets_the_newest_state_and_none_between(
    play: Any, meeting: Meeting, table: Table
) -> None:
    chair: dict[str, Any] = {"actor": table.actor("farida"), "now": table.now}

    def begin(order: int) -> None:
        items.begin(meeting.items.get(order=order), **chair)

    async def scene(app: Stream) -> None:
        slow, quick = (Client(app, path(meeting)).begin() for _n in range(2))
        for one in (slow, quick):
            await one.start()
            await one.read()
        slow.reads.clear()
        for order in (1, 2, 3):
            await act(app, begin, order)
            assert f"Item {order}" in (await quick.read())[1]["parts"]["item"]
        slow.reads.set()
        told = [(await slow.read())[1]]
        while "Item 3" not in told[-1]["parts"].get("item", ""):
            told.append((await slow.read())[1])
        assert len(told) <= 2  # the one it was being sent, and the newest

    play(scene)


def test_who_reads_nothing_at_all_is_let_go(
    play: Any, meeting: Meeting, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "PATIENCE", 0.05)

    async def scene(app: Stream) -> None:
        one = Client(app, path(meeting)).begin()
        await one.start()
        one.reads.clear()
        assert one.task
        await asyncio.wait_for(one.task, SOON)
        assert not app.channels

    play(scene)


def test_a_quiet_line_shows_a_sign_of_life(
    play: Any, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "BEAT", 0.05)

    async def scene(app: Stream) -> None:
        one = Client(app, path(meeting)).begin()
        await one.start()
        names = {(await one.read())[0] for _n in range(5)}
        assert "here" in names
        await one.end()

    play(scene)


def test_a_session_that_is_closed_to_the_public_ends_for_everybody_else(
    play: Any, meeting: Meeting
) -> None:
    async def scene(app: Stream) -> None:
        stranger = Client(app, path(meeting)).begin()
        invited = Client(app, path(meeting, Scope.ROOM)).begin()
        for one in (stranger, invited):
            await one.start()
            await one.read()
        await act(app, Meeting.objects.update, is_public=False, version=meeting.version + 1)
        assert stranger.task
        await asyncio.wait_for(stranger.task, SOON)
        assert (await invited.read())[1]["version"] == meeting.version + 1
        await invited.end()

    play(scene)


def test_a_line_ends_with_its_ticket(play: Any, meeting: Meeting) -> None:
    almost = timezone.now() - tickets.LIFE + timedelta(seconds=0.9)
    # A ticket's last moment is told in whole seconds: this one ends within the next.
    ticket = tickets.written(
        meeting.pk, meeting.number, Scope.PUBLIC, "en", almost + timedelta(seconds=0.6)
    )

    async def scene(app: Stream) -> None:
        one = Client(app, f"/live/{meeting.number}?ticket={quote(ticket)}").begin()
        status, _headers = await one.start()
        if status == 200:
            assert one.task
            await asyncio.wait_for(one.task, SOON)
        assert not app.channels

    play(scene)


def test_a_database_that_is_away_is_waited_for(
    play: Any, meeting: Meeting, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is broken under the stream; a real one is made for the next look."""
    monkeypatch.setattr(streaming, "AWAY", 0.05)
    if IS_SHARED:
        pytest.skip("the test's own connection is shared, and cannot be broken")
    item = meeting.items.get(order=1)
    chair: dict[str, Any] = {"actor": table.actor("farida"), "now": table.now}

    async def scene(app: Stream) -> None:
        one = Client(app, path(meeting)).begin()
        await one.start()
        _name, first = await one.read()
        loop = asyncio.get_running_loop()
        await act(app, _end_backend, await loop.run_in_executor(app._reader, _backend))
        await act(app, items.begin, item, **chair)
        _name, then = await one.read()
        assert then["version"] > first["version"]
        await one.end()

    play(scene)


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _end_backend(pid: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_told_to_stop_it_ends_every_line(play: Any, meeting: Meeting) -> None:
    async def scene(app: Stream) -> None:
        lines = [Client(app, path(meeting), f"192.0.2.{n}").begin() for n in range(5)]
        for one in lines:
            await one.start()
            await one.read()
        app.stop()
        for one in lines:
            assert one.task
            await asyncio.wait_for(one.task, SOON)
        status, _headers = await Client(app, path(meeting)).begin().start()
        assert status == 503

    play(scene)


def test_a_meeting_that_is_gone_ends_its_lines(play: Any, meeting: Meeting) -> None:
    ticket = tickets.written(2**40, "M-1999-001", Scope.LEAD, "en", timezone.now())

    async def scene(app: Stream) -> None:
        one = Client(app, f"/live/M-1999-001?ticket={quote(ticket)}").begin()
        await one.start()
        assert one.task
        await asyncio.wait_for(one.task, SOON)

    play(scene)
