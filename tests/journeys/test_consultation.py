"""A consultation from its question to a draft proposal: 60 members and 400 of the public vote.

Every participant is an HTTP client that comes in by the door and votes on the cards it is dealt;
the officials work in a browser. Planted are eight statements on which all agree, two camps on the
others, and a bloc of sock puppets that tries to undo what is shared.
"""

import asyncio
import json
import random
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from kenes.demo.cast import PASSWORD
from tests.attacks.own_house import Own
from tests.conftest import serious_findings
from tests.journeys.conftest import Someone
from tests.participant import Participant

pytestmark = [pytest.mark.browser, pytest.mark.look]
PUBLIC, PUPPETS = 400, 24
STATEMENTS, PLANTED = 40, 8
VOTES_OF_PUBLIC = 12  # each, of the forty
AT_ONCE = 24  # connections that vote at the same time
# Of each chamber, in the order of ``consultation_house``, the share in the first camp.
FIRST_CAMP = (0.2, 0.5, 0.8, 0.5)
SHARED = (
    "Every comment on a draft law gets an answer that gives reasons.",
    "The table of comments and answers is published before the draft goes further.",
    "A draft law is published in Kazakh and in Russian on the same day.",
    "Hearings are held in the regions as well.",
    "Each draft says which international obligations it touches.",
    "Two years after a law comes into force the ministry reports what it changed.",
    "Working groups publish the list of their members.",
    "Minutes of a working group are published within ten days.",
)
SUBJECTS = ("water", "schools", "courts", "roads", "hospitals", "archives", "parks")
DIVIDING = (
    "Rules about {} may be made without asking the public first.",
    "Ministries alone decide who speaks for {}.",
    "Fifteen days are enough to comment on drafts about {}.",
    "Whoever comments on {} gives their real name.",
    "Drafts about {} may pass in one reading.",
)
WORDS = [*SHARED, *(line.format(one) for one in SUBJECTS for line in DIVIDING)][:STATEMENTS]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Own:
    monkeypatch.setenv("KENES_SECOND_FACTOR", "no")
    return Own(tmp_path, "")


@pytest.fixture
def members(house: Own) -> list[str]:
    running = house.begin(sys.executable, "-m", "tests.journeys.consultation_house")
    out, err = running.communicate(timeout=120)
    assert running.returncode == 0, err
    found: list[str] = json.loads(out.splitlines()[-1])
    return found


@pytest.fixture
def port(house: Own, members: list[str]) -> Iterator[int]:
    with house.serving() as port:
        yield port


class Voter(Participant):
    """``camp``: 0 or 1, or None for a puppet. ``most``: on how many statements they vote."""

    def __init__(self, port: int, number: str, n: int, camp: int | None, most: int) -> None:
        super().__init__(port, number, f"127.{n // 250 + 1}.{n % 250}.1")  # each at home
        self.camp, self.most, self.random = camp, most, random.Random(n)

    def choice(self) -> int:
        statement = int(self.asked)
        if self.camp is None:  # all vote alike, from one list, against what is shared
            return -1 if statement <= PLANTED else 1
        if self.random.random() < 0.06:
            return 0
        leans = 1 if statement <= PLANTED else (1, -1)[(self.camp + statement) % 2]
        return leans if self.random.random() < 0.88 else -leans

    async def take_part(self, email: str, gate: asyncio.Semaphore) -> int:
        """Come in, vote, leave; how many votes counted."""
        async with gate:
            if email:
                await self.sign_in(email, PASSWORD)
            await self.come()
        counted = 0
        while self.asked and counted < self.most:
            async with gate:
                status = await self.vote(self.choice())
            if status == 429:  # faster than anybody reads
                await asyncio.sleep(1)
                continue
            assert status == 200
            counted += 1
        await self.leave()
        return counted


async def vote(port: int, number: str, members: list[str]) -> int:
    """All of them at once; how many votes were answered as counted."""
    draw = random.Random(7)
    crowd: list[tuple[Voter, str]] = []
    for n, email in enumerate(members):
        camp = int(draw.random() > FIRST_CAMP[n % len(FIRST_CAMP)])
        crowd.append((Voter(port, number, n, camp, STATEMENTS), email))
    for n in range(PUBLIC):
        is_puppet = n < PUPPETS
        camp = None if is_puppet else int(draw.random() > 0.55)
        most = STATEMENTS if is_puppet else VOTES_OF_PUBLIC
        crowd.append((Voter(port, number, 1000 + n, camp, most), ""))
    draw.shuffle(crowd)
    gate = asyncio.Semaphore(AT_ONCE)
    return sum(await asyncio.gather(*(one.take_part(email, gate) for one, email in crowd)))


def opened(amina: Someone) -> str:
    """Prepared, filled and opened through the pages; its number."""
    amina.open("consultations/new/")
    amina.fill(
        name_en="How draft laws are put before the public",
        question_en="What should change in how ministries publish drafts and answer comments?",
        circle="public",
    )
    amina.send()
    draft = amina.page.url.partition("/consultations/")[2].partition("/")[0]
    amina.open(f"consultations/{draft}/statements/many/")
    amina.fill(text="\n".join(WORDS), language="en")
    amina.send()
    amina.open(f"consultations/{draft}/open/")
    amina.send()
    found = re.search(r"/consultations/(C-\d{4}-\d{3})/", amina.page.url)
    assert found, amina.page.url
    return found[1]


def closed(amina: Someone, number: str) -> None:
    amina.open(f"consultations/{number}/close/")
    amina.fill(reason="Everybody who was to be asked has voted.")
    amina.send()


def map_of(port: int, number: str, patience: float = 60) -> dict[str, Any]:
    """What is published, once it is."""
    until = monotonic() + patience
    while monotonic() < until:
        try:
            with urlopen(f"http://127.0.0.1:{port}/en/consultations/{number}/map/map.json") as got:
                told: dict[str, Any] = json.load(got)
                return told
        except OSError:
            sleep(0.5)
    raise AssertionError("no map was drawn")


def test_four_hundred_and_sixty_people_find_what_they_share(
    page: Page, port: int, members: list[str], tmp_path: Path
) -> None:
    origin = f"http://127.0.0.1:{port}"
    amina = Someone(page, origin, "en")
    amina.become("amina")
    number = opened(amina)

    with ThreadPoolExecutor(1) as aside:  # the browser has a loop of its own in this thread
        counted = aside.submit(lambda: asyncio.run(vote(port, number, members))).result()
    closed(amina, number)
    told = map_of(port, number)

    # Everybody is in it, and no vote was lost.
    assert told["is_final"]
    assert told["persons"] == len(members) + PUBLIC
    assert told["votes"] == counted // 5 * 5
    # What was planted is found: the common ground, the camps, the bloc.
    planted = set(range(1, PLANTED + 1))
    assert set(told["shared"]) <= planted
    assert len(told["shared"]) >= PLANTED // 2
    # Cells that moved little just before the close are told as they were, or not at all.
    assert planted - set(told["shared"]) <= set(told["too_few"])
    assert told["k"] == 2
    assert set(told["divides"]).isdisjoint(planted)
    assert len(told["divides"]) >= (STATEMENTS - PLANTED) // 2
    (bloc,) = told["blocs"]
    assert PUPPETS - 4 <= bloc["persons"] <= PUPPETS + 1  # rounded down to fives
    agreed = {row["statement"] for row in told["statements_"] if row["sides_agree"]}
    assert agreed <= planted
    assert len(agreed) >= PLANTED // 2  # fifteen of a chamber are few

    _is_read(page, origin, number, tmp_path)
    _becomes_a_proposal(Someone(page, origin, "en"), number, told["shared"][0])


def _is_read(page: Page, origin: str, number: str, folder: Path) -> None:
    """By anybody, in three languages, at a desk and on a phone."""
    page.context.clear_cookies()
    for language in ("kk", "ru", "en"):
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            answer = page.goto(f"{origin}/{language}/consultations/{number}/map/")
            assert answer is not None
            assert answer.status == 200
            for words in SHARED[:3]:
                expect(page.get_by_text(words).first).to_be_visible()
            expect(page.locator("#blocs")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert serious_findings(page) == []
            page.screenshot(path=folder / f"map-{language}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def _becomes_a_proposal(clara: Someone, number: str, statement: int) -> None:
    """In one act, with what was found of it."""
    clara.become("clara")
    clara.open(f"consultations/{number}/statements/{statement}/")
    clara.page.get_by_role("link", name="Draft a proposal from this statement").click()
    clara.send()
    text = clara.page.inner_text("main")
    assert WORDS[statement - 1] in text
    assert f"{number}.{statement}" in text
    assert "Of state bodies and Parliament together" in text
