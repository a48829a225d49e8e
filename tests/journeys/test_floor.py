"""A meeting as it is held, in several browsers at once: what one does, all see."""

import asyncio
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from django.db import connection, connections
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kenes.accounts.models import User
from kenes.meetings.lifecycle import Status
from kenes.meetings.live.stream import Stream
from kenes.meetings.models import Meeting
from kenes.meetings.services import holding, items, speaking, voting
from kenes.meetings.tests.conftest import Table
from tests.conftest import serious_findings
from tests.journeys.conftest import enter

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 720}
WIDE = {"width": 1280, "height": 900}
LANGUAGES = ("kk", "ru", "en")
# When a page first shows the item, by the clock that the test reads as well.
SEEN = """text => {
  const look = done => document.querySelector("[data-part=item] h2").innerText.includes(text)
    ? done(Date.now()) : setTimeout(look, 10, done);
  window.seen = new Promise(look);
}"""


class Streaming:
    """``kenes live`` beside the live server, in a thread: both may share one connection."""

    def __init__(self) -> None:
        self.port = 0
        self._own = connections["default"]
        self._is_shared = connection.vendor == "sqlite"
        if self._is_shared:
            self._own.inc_thread_sharing()

    def start(self) -> None:
        ready = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(ready)), daemon=True
        )
        self._thread.start()
        assert ready.wait(10)

    async def _serve(self, ready: threading.Event) -> None:
        stream = Stream(most=50, most_each=50, prepare=self._prepare)
        config = uvicorn.Config(
            stream, port=self.port, log_level="error", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        self._loop, self._stream, self._server = asyncio.get_running_loop(), stream, server
        serving = asyncio.ensure_future(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        self.port = server.servers[0].sockets[0].getsockname()[1]
        ready.set()
        await serving

    def _prepare(self) -> None:
        if self._is_shared:
            connections["default"] = self._own

    def stop(self) -> None:
        self._server.should_exit = True
        self._loop.call_soon_threadsafe(self._stream.stop)
        self._thread.join(10)

    def end(self) -> None:
        self.stop()
        if self._is_shared:
            self._own.dec_thread_sharing()


@pytest.fixture
def streaming(live_server: LiveServer, settings: Settings) -> Iterator[Streaming]:
    found = Streaming()
    found.start()
    settings.KENES_LIVE_ADDRESS = f"http://127.0.0.1:{found.port}"
    yield found
    found.end()


@pytest.fixture
def table(people: dict[str, User]) -> Table:
    return Table(people)


@pytest.fixture
def held(table: Table) -> Meeting:
    """An open meeting whose seats are taken; nothing is under discussion yet."""
    meeting = table.meeting(Status.CALLED, place={"en": "Hall"})
    for item in meeting.items.all():
        item.title = {"en": f"Matter {item.order}"}
        item.save()
    table.present(meeting)
    table.present(meeting, "erik")
    return holding.open_(meeting, actor=table.actor("amina"), now=table.now)


Comes = Callable[..., Page]


@pytest.fixture
def comes(
    browser: Browser, live_server: LiveServer, streaming: Streaming, settings: Settings
) -> Iterator[Comes]:
    """A person, or nobody, in a browser of their own, on a page of the meeting."""
    settings.KENES_SECOND_FACTOR = False
    contexts: list[BrowserContext] = []

    def come(meeting: Meeting, key: str = "", name: str = "floor", **facts: Any) -> Page:
        context = browser.new_context(**{"viewport": WIDE, **facts})
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        page.on(
            "console",
            lambda message: (
                pytest.fail(f"policy: {message.text}")
                if "Content Security Policy" in message.text
                else None
            ),
        )
        if key:
            enter(page, live_server.url, key)
        page.goto(f"{live_server.url}/en/meetings/{meeting.number}/{name}/")
        return page

    yield come
    for context in contexts:
        context.close()


def connected(*pages: Page) -> None:
    for page in pages:
        expect(page.locator("[data-live-state]")).to_contain_text("Connected")


def by(table: Table, key: str = "farida") -> dict[str, Any]:
    return {"actor": table.actor(key), "now": table.now}


def part(page: Page, name: str) -> Any:
    return page.locator(f"[data-part={name}]")


def test_four_browsers_see_what_the_chair_does_within_a_second(
    held: Meeting, table: Table, comes: Comes
) -> None:
    chair, secretary = comes(held, "farida"), comes(held, "amina")
    member, wall = comes(held, "clara", viewport=NARROW), comes(held, name="projector")
    watching = (secretary, member, wall)
    connected(chair, *watching)
    delays = []
    for order in (1, 2, 3):
        for page in watching:
            page.evaluate(SEEN, f"Matter {order}")
        began = time.time() * 1000
        name = "Begin item 1" if order == 1 else f"Begin: Matter {order}"
        chair.get_by_role("button", name=name).first.click()
        delays += [page.evaluate("window.seen") - began for page in watching]
        expect(part(chair, "item")).to_contain_text(f"Matter {order}")
    told = ", ".join(f"{delay:.0f}" for delay in delays)
    print(f"\nfrom the chair's click to each other screen, ms: {told}")
    assert statistics.median(delays) < 1000


def test_a_member_speaks_and_votes_by_keyboard_on_a_narrow_screen(
    held: Meeting, table: Table, comes: Comes
) -> None:
    items.begin(held.items.get(order=2), **by(table))
    member = comes(held, "clara", viewport=NARROW)
    second = comes(held, "clara")
    chair = comes(held, "farida")
    connected(member, second, chair)
    tab_to(member, "Ask for the floor")
    member.keyboard.press("Enter")
    expect(part(member, "own")).to_contain_text("You are on the speaking list.")
    expect(part(second, "own")).to_contain_text("You are on the speaking list.")
    chair.get_by_role("button", name="Give the floor: Clara Weber").click()
    expect(part(member, "own")).to_contain_text("You have the floor.")
    expect(part(member, "speaking")).to_contain_text("Clara Weber")

    chair.get_by_role("link", name="Put a question").click()
    chair.get_by_label("The question (English)").fill("Shall it be so?")
    chair.get_by_role("button", name="Open the vote").click()
    connected(chair)
    expect(part(member, "cast")).to_contain_text("Shall it be so?")
    tab_to(member, "For")
    member.keyboard.press("Enter")
    member.keyboard.press("Tab")
    member.keyboard.press("Enter")
    for page in (member, second):
        expect(part(page, "cast")).to_contain_text("You voted: for, at ")
    expect(part(chair, "ballot")).to_contain_text("1 of 4 seats present have voted")
    expect(part(chair, "ballot")).not_to_contain_text("Carried")
    assert not scrolls_sideways(member)
    for key in ("bolat", "damir", "helen"):
        voting.cast(held.votes.get(), choice="for", **by(table, key))
    chair.get_by_role("button", name="Close the vote").click()
    for page in (member, second, chair):
        expect(part(page, "ballot")).to_contain_text("Carried.")


def test_while_the_stream_is_away_the_page_asks_and_comes_back_to_it(
    held: Meeting, table: Table, comes: Comes, streaming: Streaming
) -> None:
    page = comes(held, name="watch")
    connected(page)
    streaming.stop()
    expect(page.locator("[data-live-state]")).to_contain_text("within a few seconds")
    items.begin(held.items.get(order=1), **by(table))
    expect(part(page, "item")).to_contain_text("Matter 1")
    streaming.start()
    expect(page.locator("[data-live-state]")).to_contain_text("Connected", timeout=30_000)
    items.begin(held.items.get(order=2), **by(table))
    expect(part(page, "item")).to_contain_text("Matter 2")


def test_a_browser_that_was_away_is_at_the_right_place_again(
    held: Meeting, table: Table, comes: Comes
) -> None:
    page = comes(held, "clara")
    connected(page)
    page.context.set_offline(True)
    expect(page.locator("[data-live-state]")).to_contain_text("Connection lost since")
    items.begin(held.items.get(order=1), **by(table))
    items.begin(held.items.get(order=3), **by(table))
    page.get_by_role("button", name="I leave the meeting").click()
    expect(page.get_by_role("alert")).to_contain_text("This did not reach the house.")
    page.context.set_offline(False)
    connected(page)
    expect(part(page, "item")).to_contain_text("Matter 3")
    expect(part(page, "own")).to_contain_text("Ask for the floor")


def test_what_is_being_typed_stays_while_the_floor_changes(
    held: Meeting, table: Table, comes: Comes
) -> None:
    item = items.begin(held.items.get(order=1), **by(table))
    here = {one.person_name: one for one in held.presences.all()}
    turn = speaking.ask(item, presence=here["Clara Weber"], **by(table))
    speaking.give(turn, **by(table))
    page = comes(held, "amina")
    connected(page)
    note = page.locator(f"#summary-{turn.pk}")
    note.fill("She said that")
    speaking.ask(item, presence=here["Helen Kim"], **by(table))
    expect(part(page, "list")).to_contain_text("Helen Kim")
    expect(note).to_be_focused()
    note.press_sequentially(" it is late")
    speaking.end(turn, **by(table))
    expect(part(page, "speaking")).to_contain_text("Nobody is speaking.")
    expect(note).to_have_value("She said that it is late")
    page.reload()
    expect(page.locator(f"#summary-{turn.pk}")).to_have_value("She said that it is late")
    page.locator(f"#note-{turn.pk}").click()
    expect(page.locator(f"#summary-{turn.pk}")).to_have_text("She said that it is late")
    turn.refresh_from_db()
    assert turn.summary == "She said that it is late"


def test_without_scripts_a_member_speaks_and_votes_all_the_same(
    held: Meeting, table: Table, comes: Comes
) -> None:
    item = items.begin(held.items.get(order=1), **by(table))
    page = comes(held, "clara", java_script_enabled=False, viewport=NARROW)
    page.get_by_role("button", name="Ask for the floor").click()
    expect(part(page, "own")).to_contain_text("You are on the speaking list.")
    voting.open_(item, kind="consensus", question={"en": "So?"}, **by(table))
    page.reload()
    page.locator("summary", has_text="I object").click()
    page.get_by_label("Reasons, for the record").fill("Not yet")
    page.get_by_role("button", name="Cast my vote: I object").click()
    expect(part(page, "cast")).to_contain_text("You voted: against")
    assert not scrolls_sideways(page)


@pytest.mark.look
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_floor_is_open_to_everybody(
    language: str, held: Meeting, table: Table, comes: Comes, live_server: LiveServer
) -> None:
    item = items.begin(held.items.get(order=1), **by(table))
    here = {one.person_name: one for one in held.presences.all()}
    for name in ("Clara Weber", "Bolat Serikuly", "Erik Lindholm"):
        turn = speaking.ask(item, presence=here[name], **by(table))
    speaking.give(turn, **by(table))
    vote = voting.open_(item, kind="consensus", question={"en": "So?"}, **by(table))
    chair, member = comes(held, "amina", viewport=NARROW), comes(held, "clara", viewport=NARROW)
    stranger = comes(held, name="watch", viewport=NARROW)
    pages = [(chair, "floor/"), (member, "floor/"), (stranger, "watch/")]
    pages += [(chair, f"items/{item.pk}/put/"), (chair, f"items/{item.pk}/decide/")]
    pages += [(stranger, "projector/"), (stranger, "projector/?dark")]
    for page, path in pages:
        page.goto(f"{live_server.url}/{language}/meetings/{held.number}/{path}")
        assert serious_findings(page) == [], path
        assert not scrolls_sideways(page), path
    voting.cast(vote, choice="for", **by(table, "clara"))
    voting.close(vote, **by(table))
    member.goto(f"{live_server.url}/{language}/meetings/{held.number}/floor/")
    assert serious_findings(member) == []
    assert not scrolls_sideways(member)


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so; what is seen is reached in that order."""
    for _ in range(60):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).innerText"
        )
        if (said or "").strip() == name:
            return
    pytest.fail(f"{name} is not reached by the keyboard")
