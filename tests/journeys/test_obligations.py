"""From an obligation to a sentence in a law in force, every step a form without scripts."""

import json
from collections.abc import Iterator
from datetime import timedelta
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
from kenes.alignment.models import Pair
from kenes.engines.lawtext import akn
from kenes.law.models import Act, Text, Version
from kenes.members.actors import actor_for
from kenes.members.models import Organisation, OrganisationKind
from kenes.proposals.models import Proposal
from kenes.proposals.services import checking, deciding
from kenes.recommendations.models import LawChange, LawStanding, Recommendation
from kenes.recommendations.services import adopting
from kenes.record.services.checking import check
from tests.journeys.conftest import Someone

pytestmark = pytest.mark.browser
BEFORE = "1. A person detained has access to counsel within twenty-four hours."
AFTER = "1. A person detained has access to counsel at once, before the first questioning."
CODE = ["Code of Criminal Procedure", "Chapter 1. Detention", "Article 26. Counsel", BEFORE]
CODE += ["2. Counsel is chosen by the person.", "Article 27. Complaints", "The court decides."]
BAR = ["Act on the Bar", "Article 4. Duty counsel", "Duty counsel is paid by the State."]
FEES = ["Act on Court Fees", "Article 9. Exemptions", "Victims of torture pay no fee."]


def word(lines: list[str]) -> bytes:
    """The lines as a ministry keeps them."""
    document, out = docx.Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A tab without scripts."""
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def fill_and_send(someone: Someone, address: str, **values: str) -> None:
    someone.open(address)
    someone.fill(**values)
    send(someone)


def send(someone: Someone) -> None:
    """Press the button that acts; a form that only searches stands above some."""
    with someone.page.expect_navigation():
        someone.page.locator("main form[method=post] button.btn").first.click()
    assert someone.page.locator("main .errors").count() == 0, someone.page.inner_text("main")


def enter(someone: Someone, code: str, lines: list[str], on: str, folder: Path) -> None:
    """An act, unless it is there, and a file of it that is looked at and saved."""
    if not Act.objects.filter(code=code).exists():
        someone.open("law/acts/new/")
        someone.fill(code=code, kind="law", enacted_on="2014-07-04", name_en=lines[0])
        someone.page.locator("main [name=prevailing][value=en]").check()
        send(someone)
    path = folder / f"{code}.docx"
    path.write_bytes(word(lines))
    someone.open(f"law/acts/{code}/upload/")
    someone.page.locator("main [name=file]").set_input_files(path)
    someone.fill(language="en", on=on, amended_by_en=f"Act on {code}")
    send(someone)
    expect(someone.page.locator("main")).to_contain_text(lines[-1])
    with someone.page.expect_navigation():
        someone.page.locator("form[action$='/save/'] button").click()


def amend(someone: Someone, number: str, code: str, at: str, wording: str) -> None:
    address = f"proposals/{number}/table/add/?act={code}&at={at}"
    fill_and_send(someone, address, wording=wording, justification="Article 14 of the Covenant.")


def test_an_obligation_becomes_a_sentence_in_a_law_in_force(
    plain: Page,
    live_server: LiveServer,
    people: dict[str, User],
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.KENES_SECOND_FACTOR = False
    someone = Someone(plain, live_server.url, "en")
    Organisation.objects.filter(slug="of-bolat").update(kind=OrganisationKind.STATE_BODY)
    law_is_entered(someone, tmp_path)
    both_chambers_look(someone)
    proposal = a_table_is_written(someone, tmp_path)
    recommendation = it_is_adopted(people, proposal)
    the_law_changes(someone, recommendation, tmp_path)
    both_sides_confirm(someone, recommendation)
    found = check(timezone.now()).findings  # the cast itself was seated behind the record's back
    ours = ("act/", "instrument/", "A-", "P-", "R-")
    assert [one for one in found if one.facts.get("subject", "").startswith(ours)] == []


def law_is_entered(someone: Someone, folder: Path) -> None:
    """The catalogue, an article's own words, and three acts, one of them in two versions."""
    someone.become("amina")
    someone.open("law/instruments/")
    with someone.page.expect_navigation():
        someone.page.locator("form[action$='/law/catalogue/'] button").first.click()
    text = folder / "iccpr.json"
    text.write_text(json.dumps([{"article": "14", "text": "Everyone shall be equal."}]))
    someone.open("law/instruments/iccpr/text/")
    someone.page.locator("main [name=file]").set_input_files(text)
    someone.fill(language="en")
    send(someone)
    send(someone)
    early = [line.replace("twenty-four", "seventy-two") for line in CODE]
    enter(someone, "procedure-code", early, "2015-01-01", folder)
    enter(someone, "procedure-code", CODE, "2020-12-30", folder)
    enter(someone, "bar-act", BAR, "2018-07-05", folder)
    enter(someone, "fees-act", FEES, "2017-12-25", folder)
    someone.page.context.clear_cookies()  # anybody compares
    someone.open("law/acts/procedure-code/compare/")
    main = someone.page.locator("main")
    expect(main.locator("del", has_text="seventy-two")).to_be_visible()
    expect(main.locator("ins", has_text="twenty-four")).to_be_visible()


def both_chambers_look(someone: Someone) -> None:
    """The obligation beside the provision, and two views that differ."""
    someone.become("clara")
    someone.open("alignment/new/?instrument=iccpr&article=14&act=procedure-code")
    someone.page.locator("main [name=anchor][value='art_26']").first.check()
    send(someone)
    number = Pair.objects.get().number
    for key, finding in (("clara", "gap"), ("bolat", "aligned")):
        someone.become(key)
        reason = f"{key} finds: twenty-four hours."
        fill_and_send(someone, f"alignment/{number}/view/", finding=finding, reason=reason)
    someone.page.context.clear_cookies()
    someone.open("alignment/?instrument=iccpr&act=procedure-code")
    main = someone.page.locator("main")
    expect(main).to_contain_text("Article 26", ignore_case=True)
    expect(main).to_contain_text("gap", ignore_case=True)
    expect(main).to_contain_text("aligned", ignore_case=True)
    someone.open("alignment/gaps/")
    expect(main).to_contain_text(number)


def a_table_is_written(someone: Someone, folder: Path) -> Proposal:
    """A proposal out of the gap with a table over three acts, on paper and as data."""
    someone.become("clara")
    fill_and_send(someone, f"alignment/{Pair.objects.get().number}/propose/", language="en")
    proposal = Proposal.objects.get()
    amend(someone, proposal.number, "procedure-code", "art_26__para_1", AFTER)
    paid = "Article 4. Duty counsel\nDuty counsel is paid by the State within ten days."
    amend(someone, proposal.number, "bar-act", "art_4", paid)
    free = "Article 9. Exemptions\nVictims of torture and of slavery pay no fee."
    amend(someone, proposal.number, "fees-act", "art_9", free)
    someone.open(f"proposals/{proposal.number}/submit/")
    send(someone)
    proposal.refresh_from_db()
    assert proposal.versions.get().amendments.count() == 3
    someone.page.context.clear_cookies()
    someone.open(f"proposals/{proposal.number}/table/")
    main = someone.page.locator("main")
    for words in ("at once", "within ten days", "of slavery"):
        expect(main.locator("ins", has_text=words).first).to_be_visible()
    origin = someone.page.url.split("/proposals/")[0]
    files = {
        kind: someone.page.request.get(f"{origin}/proposals/{proposal.number}/table.{kind}")
        for kind in ("pdf", "docx", "xml")
    }
    assert {answer.status for answer in files.values()} == {200}
    (folder / "table.pdf").write_bytes(files["pdf"].body())
    pages = pypdfium2.PdfDocument(folder / "table.pdf")
    text = " ".join("".join(one.get_textpage().get_text_range() for one in pages).split())
    assert "before the first questioning" in text
    rows = docx.Document(BytesIO(files["docx"].body())).tables[0].rows
    assert any("at once" in cell.text for row in rows for cell in row.cells)
    assert akn.NAMESPACE.encode() in files["xml"].body()
    return proposal


def it_is_adopted(people: dict[str, User], proposal: Proposal) -> Recommendation:
    """By the meeting, as another journey walks; here by the services."""
    now = timezone.now()
    secretary = actor_for(people["amina"])
    proposal = checking.accept(proposal, actor=secretary, now=now, short=False, reason={})
    later = now + timedelta(days=60)
    proposal = deciding.schedule(proposal, actor=secretary, now=later)
    deciding.decide(
        proposal,
        outcome="adopted",
        on=timezone.localdate(later),
        reason={"en": "By consensus."},
        actor=secretary,
        now=later,
    )
    return adopting.adopt(
        texts={"en": "Give access to counsel at once."},
        language="en",
        proposal=proposal.number,
        adopted_on=timezone.localdate(now),
        addressees=[],
        actor=secretary,
        now=now,
    )


def the_law_changes(someone: Someone, recommendation: Recommendation, folder: Path) -> None:
    """The amended version comes in, and the secretary enters what it changed."""
    someone.become("amina")
    now = [AFTER if line == BEFORE else line for line in CODE]
    today = timezone.localdate()
    enter(someone, "procedure-code", now, today.isoformat(), folder)
    assert Version.objects.filter(act__code="procedure-code").count() == 3
    assert Text.objects.filter(version__act__code="procedure-code").count() == 3
    someone.open(f"recommendations/{recommendation.number}/law/?act=procedure-code")
    key = "art_26__para_1|art_26__para_1"
    someone.page.locator(f"main [name=change][value='{key}']").check()
    someone.fill(obligation="iccpr 14")
    send(someone)
    change = LawChange.objects.get()
    assert (change.before["en"], change.after["en"]) == (BEFORE, AFTER)


def both_sides_confirm(someone: Someone, recommendation: Recommendation) -> None:
    """A ministry and an NGO confirm it by name, and the path tells it from end to end."""
    change = LawChange.objects.get()
    for key in ("bolat", "clara"):
        someone.become(key)
        someone.open("desk/")
        expect(someone.page.locator("main")).to_contain_text(recommendation.number)
        address = f"recommendations/{recommendation.number}/law/{change.pk}/confirm/"
        fill_and_send(someone, address)
    recommendation.refresh_from_db()
    assert recommendation.law == LawStanding.CONFIRMED
    someone.page.context.clear_cookies()
    someone.open(f"recommendations/{recommendation.number}/")
    main = someone.page.locator("main")
    for words in ("as both sides confirm", "ICCPR", "at once", "Act on procedure-code"):
        expect(main).to_contain_text(words)
    link = main.locator("a[href*='/law/acts/procedure-code/'][href$='/art_26__para_1/']").last
    with someone.page.expect_navigation():
        link.click()
    expect(main).to_contain_text("before the first questioning")
    someone.open("register/?law=confirmed")
    expect(main).to_contain_text(recommendation.number)
