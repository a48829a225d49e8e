"""A proposal, its answer, a reservation, a question nobody answers: half of the dialogue."""

from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kenes.accounts.models import User
from kenes.members.models import Organisation, OrganisationKind
from kenes.proposals.models import Proposal
from kenes.record.services.checking import check
from kenes.replies.models import Request
from kenes.replies.services import clock
from tests.journeys.conftest import Someone

pytestmark = pytest.mark.browser
LANGUAGES = ("kk", "ru", "en")
WORDS = {
    "title": "Қорғаушы бірінші сағаттан бастап: защитник с первого часа",
    "problem": "Қорғаушылар күтеді.\n\nЗащитника ждут сутками.",
    "proposal": "The first meeting takes place within three hours.",
    "justification": "Article 14 of the Covenant.",
}
DENIED = "Нужны дежурные адвокаты в районах; their budget comes in 2027."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dialogue_from_a_proposal_to_an_overdue_question(
    page: Page,
    live_server: LiveServer,
    people: dict[str, User],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    language: str,
) -> None:
    settings.KENES_SECOND_FACTOR = False
    Organisation.objects.create(slug="lantern", kind=OrganisationKind.DONOR, name_en="Lantern")
    someone = Someone(page, live_server.url, language)

    someone.become("clara")  # an NGO proposes, with evidence
    someone.open("proposals/new/")
    someone.fill(language=language, **WORDS)
    someone.send()
    number = Proposal.objects.get().number
    someone.open(f"proposals/{number}/claims/new/")
    someone.fill(kind="fact", text="17 аудан", evidence="Report 2024", on_behalf="clients")
    someone.send()
    someone.open(f"proposals/{number}/submit/")
    someone.send()
    number = Proposal.objects.get().number  # what is submitted has a number to cite
    someone.become("amina")  # the secretariat checks its form
    someone.open(f"proposals/{number}/check/")
    someone.send()

    someone.become("clara")  # and asks the ministry
    someone.open(f"requests/new/?to=of-bolat&about={number}")
    someone.fill(text="Will the ministry take it up?", language=language)
    someone.send()
    asked = Request.objects.get().number
    someone.become("bolat")  # one drafts
    someone.open(f"requests/{asked}/reply/")
    someone.fill(kind="declined", text=DENIED, language=language)
    someone.send("hand_up")
    someone.become("irina")  # another signs
    someone.open(f"requests/{asked}/sign/")
    someone.send()
    someone.become("helen")  # a second organisation has a reservation
    someone.open(f"proposals/{number}/position/")
    someone.fill(stance="reservation", reason="Rural districts need six hours.")
    someone.send()

    someone.become("damir")  # a deputy asks a donor
    someone.open("requests/new/?to=lantern")
    someone.fill(text="Which projects were refused?", language=language)
    someone.send()
    unanswered = Request.objects.get(addressee__slug="lantern")

    page.context.clear_cookies()  # anybody reads
    someone.open(f"proposals/{number}/")
    main = page.locator("main")
    expect(main).to_contain_text(WORDS["title"])
    expect(main).to_contain_text("Rural districts need six hours.")
    expect(main).to_contain_text(asked)
    someone.open(f"requests/{asked}/")
    expect(page.locator("main")).to_contain_text(DENIED)
    someone.open(f"proposals/{number}/")
    paper = tmp_path / "path.pdf"
    page.pdf(path=paper, format="A4")
    assert len(pypdfium2.PdfDocument(paper)) == 1
    found = check(timezone.now()).findings  # the cast itself was seated behind the record's back
    assert [one for one in found if one.facts.get("subject", "")[:2] in {"P-", "Q-"}] == []
    assert {one.code for one in found} <= {"state-unrecorded"}

    later = timezone.now() + timedelta(days=45)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert len(clock.tick(later)) == 1
    assert clock.tick(later) == []
    someone.open("waiting/")
    row = page.locator("main li", has_text=unanswered.number)
    expect(row).to_contain_text("Lantern")
    expect(row.locator(".wait")).to_be_visible()
