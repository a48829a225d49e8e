"""A year of the body: planned, met, minuted, assessed, and back on the agenda by itself."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kenes.accounts.models import User
from kenes.meetings.lifecycle import Status
from kenes.meetings.models import Correction, Decision, Item, Meeting, Vote
from kenes.members.actors import actor_for
from kenes.members.models import Organisation, OrganisationKind, Seat, Side
from kenes.proposals.models import Proposal
from kenes.proposals.services import checking, drafting
from kenes.recommendations.models import Recommendation, Standing
from kenes.record.services.checking import check
from kenes.replies.models import Request
from tests.journeys.conftest import Someone

pytestmark = pytest.mark.browser
ADOPTED = "Қорғаушы үш сағат ішінде жіберіледі: the lawyer is admitted within three hours."
SPOKEN = "The districts have no duty lawyers yet."


class Clock:
    """The day on which everything happens; nights pass when it is told so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        local = timezone.localtime() + timedelta(days=90)
        self.now: datetime = local.replace(hour=9, minute=30, second=0, microsecond=0)
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


def proposed(people: dict[str, User], now: datetime) -> Proposal:
    """A proposal whose time for comments is over."""
    ngo = Organisation.objects.get(slug="of-clara")
    clara = {"actor": actor_for(people["clara"]), "now": now - timedelta(days=60)}
    draft = drafting.begin(
        organisation=ngo,
        language="en",
        wording={
            "title": "A lawyer from the first hour",
            "problem": "Lawyers wait for days.",
            "proposal": "The lawyer is admitted within one hour.",
            "justification": "Article 14 of the Covenant.",
        },
        **clara,
    )
    draft = drafting.submit(draft, **clara)
    return checking.accept(
        draft,
        actor=actor_for(people["amina"]),
        now=now - timedelta(days=59),
        short=False,
        reason={},
    )


def do(someone: Someone, meeting: str, what: str) -> None:
    """Press the first button on the floor that does ``what``."""
    someone.open(f"meetings/{meeting}/floor/")
    button = someone.page.locator(f"form[action$='/floor/{what}/'] button").first
    with someone.page.expect_navigation():
        button.click()


def draft_agenda(someone: Someone, meeting: str, waits: str) -> None:
    """Put all that waits on the agenda; ``waits`` is among it."""
    someone.open(f"meetings/{meeting}/agenda/")
    form = someone.page.locator("form[action$='/agenda/draft/']")
    expect(form).to_contain_text(waits)
    with someone.page.expect_navigation():
        form.locator("button").first.click()


def fill_and_send(someone: Someone, address: str, **values: str) -> None:
    someone.open(address)
    someone.fill(**values)
    someone.send()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A tab without scripts: every step of the year is a form."""
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_a_year_of_the_body(
    plain: Page,
    live_server: LiveServer,
    people: dict[str, User],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    settings.KENES_SECOND_FACTOR = False
    clock = Clock(monkeypatch)
    proposal = proposed(people, clock.now)
    someone = Someone(plain, live_server.url, "en")
    number = plan_and_call(someone, clock, proposal)
    recommendation = hold(someone, clock, number, proposal)
    minutes(someone, clock, number, tmp_path)
    follow(someone, clock, recommendation)
    found = check(timezone.now()).findings  # the cast itself was seated behind the record's back
    assert [
        one for one in found if one.facts.get("subject", "")[:2] in {"M-", "P-", "Q-", "R-"}
    ] == []
    assert {one.code for one in found} <= {"state-unrecorded"}


def plan_and_call(someone: Someone, clock: Clock, proposal: Proposal) -> str:
    """The secretary plans the year, drafts the agenda from what waits, and calls the meeting."""
    day = timezone.localdate(clock.now)
    someone.become("amina")
    fill_and_send(
        someone,
        "meetings/new/",
        body="council",
        kind="quarterly",
        on=str(day),
        starts_at="10:00",
        ends_at="13:00",
        mode="room",
        language="en",
        place_en="Hall of the council",
    )
    number = Meeting.objects.get().number
    someone.open(f"meetings/plan/{day.year}/")
    expect(someone.page.locator("main")).to_contain_text(number)
    draft_agenda(someone, number, "A lawyer from the first hour")
    assert Item.objects.get(about=proposal.number).section == "law_making"
    fill_and_send(someone, f"meetings/{number}/call/", short_notice_en="The court waits for it.")
    assert Meeting.objects.get().status == Status.CALLED
    someone.become("clara")
    fill_and_send(someone, f"meetings/{number}/answer/", answer="comes")
    return number


def hold(someone: Someone, clock: Clock, number: str, proposal: Proposal) -> Recommendation:
    """It is opened, an NGO speaks, all agree, and the proposal is adopted in part."""
    someone.become("amina")
    fill_and_send(someone, f"meetings/{number}/floor/open/")
    for key in ("bolat", "clara", "damir"):
        someone.become(key)
        do(someone, number, "arrive")
    item = Item.objects.get(about=proposal.number)
    someone.become("farida")
    someone.open(f"meetings/{number}/floor/")
    begin = someone.page.locator(f"form[action$='/floor/begin/'] button[id='begin-{item.pk}']")
    with someone.page.expect_navigation():
        begin.first.click()
    someone.become("clara")
    do(someone, number, "ask")
    someone.become("farida")
    do(someone, number, "give")
    clock.pass_(minutes=4)
    do(someone, number, "finish")
    someone.become("amina")
    turn = item.turns.get()
    someone.open(f"meetings/{number}/speeches/{turn.pk}/note/")
    someone.fill(summary=SPOKEN, language="en")
    someone.send()
    fill_and_send(
        someone,
        f"meetings/{number}/items/{item.pk}/put/",
        kind="consensus",
        question_en="Is it adopted with three hours instead of one?",
    )
    vote = Vote.objects.get()
    for key in ("bolat", "clara", "damir"):
        someone.become(key)
        someone.open(f"meetings/{number}/votes/{vote.pk}/cast/")
        someone.fill(choice="for")
        someone.send()
    someone.become("farida")
    do(someone, number, "vote-close")
    vote.refresh_from_db()
    assert vote.result["carried"]
    fill_and_send(
        someone,
        f"meetings/{number}/items/{item.pk}/decide/",
        kind="adopt_in_part",
        text_en="Adopted with a period that the districts can keep.",
        amended_en=ADOPTED,
        addressee_1="of-bolat",
        by_1=str(timezone.localdate(clock.now) + timedelta(days=90)),
    )
    decision = Decision.objects.get()
    assert Request.objects.get(about=decision.recommendation).addressee.slug == "of-bolat"
    fill_and_send(someone, f"meetings/{number}/floor/close/")
    proposal.refresh_from_db()
    assert proposal.status == "adopted_in_part"
    return Recommendation.objects.get(number=decision.recommendation)


def minutes(someone: Someone, clock: Clock, number: str, folder: Path) -> None:
    """They are composed, circulated, corrected, approved and published in three languages."""
    someone.become("amina")
    fill_and_send(someone, f"meetings/{number}/minutes/compose/")
    fill_and_send(someone, f"meetings/{number}/minutes/circulate/")
    someone.become("clara")
    someone.open(f"meetings/{number}/minutes/")
    said = someone.page.locator("main li, main p, main article", has_text=SPOKEN).last
    expect(said).to_be_visible()
    meeting = Meeting.objects.get()
    paragraph = meeting.minutes.paragraphs.get(texts__text__contains=SPOKEN)
    fill_and_send(
        someone,
        f"meetings/{number}/minutes/{paragraph.pk}/propose/",
        text=paragraph.texts.get(language="en").text.replace("yet", "in 2026"),
        reason="That is what I said.",
    )
    someone.become("amina")
    correction = Correction.objects.get()
    someone.open(f"meetings/{number}/corrections/{correction.pk}/")
    someone.send()
    clock.pass_(days=7)
    someone.become("amina")
    fill_and_send(someone, f"meetings/{number}/minutes/settle/")
    someone.become("farida")
    fill_and_send(someone, f"meetings/{number}/minutes/approve/")
    someone.become("amina")
    fill_and_send(someone, f"meetings/{number}/minutes/publish/")
    assert Meeting.objects.get().minutes.is_published
    someone.page.context.clear_cookies()  # anybody reads them
    origin = someone.page.url.split("/en/")[0]
    for language in ("kk", "ru", "en"):
        address = f"{origin}/{language}/meetings/{number}/minutes"
        someone.page.goto(f"{address}/")
        expect(someone.page.locator("main")).to_contain_text(ADOPTED)
        answer = someone.page.request.get(f"{address}.pdf")
        (folder / f"{language}.pdf").write_bytes(answer.body())
        pages = pypdfium2.PdfDocument(folder / f"{language}.pdf")
        text = "".join(one.get_textpage().get_text_range() for one in pages)
        assert "Қорғаушы үш сағат" in " ".join(text.split()), language
        answer = someone.page.request.get(f"{address}.docx")
        written = "\n".join(one.text for one in docx.Document(BytesIO(answer.body())).paragraphs)
        assert ADOPTED in written, language


def follow(someone: Someone, clock: Clock, recommendation: Recommendation) -> None:
    """Ministry and NGO assess it differently: it is on the next agenda by itself."""
    Organisation.objects.filter(slug="of-bolat").update(kind=OrganisationKind.STATE_BODY)
    assert Seat.objects.filter(chamber__side=Side.STATE).exists()
    clock.pass_(days=60)
    day = str(timezone.localdate(clock.now))
    for key, grade in (("bolat", "implemented"), ("clara", "not_begun")):
        someone.become(key)
        fill_and_send(
            someone,
            f"recommendations/{recommendation.number}/assess/",
            grade=grade,
            on=day,
            evidence_until=day,
            evidence="Visit to three districts",
        )
    recommendation.refresh_from_db()
    assert recommendation.standing == Standing.CONTESTED
    someone.page.context.clear_cookies()
    someone.open(f"recommendations/{recommendation.number}/")
    expect(someone.page.locator("main")).to_contain_text("Visit to three districts")
    someone.open("still-not-done/")
    expect(someone.page.locator("main")).to_contain_text(recommendation.number)
    someone.become("amina")
    fill_and_send(
        someone,
        "meetings/new/",
        body="council",
        kind="quarterly",
        on=str(timezone.localdate(clock.now) + timedelta(days=30)),
        mode="room",
        language="en",
    )
    following = Meeting.objects.get(status=Status.PLANNED)
    draft_agenda(someone, following.number, ADOPTED)
    assert Item.objects.get(about=recommendation.number).section == "obligations"
