"""Pages of instruments as people meet them: shown, escaped, turned over, and how many queries."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from kenes.law import listing_instruments
from kenes.law.lifecycle import ReportStatus
from kenes.law.models import Commitment, Instrument, Obligation, Report
from kenes.law.services import commitments, reports
from kenes.law.tests.conftest import Enter
from kenes.law.tests.instruments import (
    ALL,
    CALENDAR,
    COMPLAINTS,
    FAIR_TRIAL,
    ICCPR,
    TABLE,
    text_at,
)


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # what is kept in memory is kept
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


# What is shown


def test_an_empty_house_says_what_will_be_here_and_the_secretary_how_to_begin(
    enter: Enter,
) -> None:
    assert "No instrument yet" in text_at(enter(""), ALL)
    assert "Enter the catalogue" not in text_at(enter("helen"), ALL)
    amina = enter("amina")
    assert "Enter the catalogue" in text_at(amina, ALL)
    response = amina.post("/en/law/catalogue/", follow=True)
    said = f"{Instrument.objects.count()} instruments are entered"
    assert said in response.content.decode()
    again = amina.post("/en/law/catalogue/", follow=True).content.decode()
    assert "nothing has changed" in again
    assert enter("helen").post("/en/law/catalogue/").status_code == 403


def test_all_instruments_stand_by_kind_with_the_country_in_words(
    enter: Enter, lived: Instrument
) -> None:
    page = text_at(enter(""), ALL)
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
    assert headings == [
        "Treaties", "Protocols", "Declarations", "Documents of the OSCE", "Conventions of the ILO"
    ]  # fmt: skip
    assert "Party since 24 January 2006" in page
    assert "Nothing is stated yet" in page
    narrowed = text_at(enter(""), f"{ALL}?kind=treaty&status=party")
    assert narrowed.count("<tr>") == 2
    assert "No such instrument" in text_at(enter(""), f"{ALL}?status=denounced")
    assert "iccpr/" not in text_at(enter(""), f"{ALL}?kind=treaty&status=unstated")


def test_an_instrument_shows_its_facts_articles_reports_and_that_the_record_agrees(
    enter: Enter, lived: Instrument
) -> None:
    page = text_at(enter(""), ICCPR)
    for said in (
        "Party since 24 January 2006",
        "Международный пакт о гражданских и политических правах",
        "Human Rights Committee",
        "Fair trial",
        "24 April 2006",
        "Reserved",
        "CCPR/C/3",
        "14 days overdue",
        "considered on 26 July 2011",
        "Second Optional Protocol",
        "This page says what they say.",
    ):
        assert said in page, said
    assert "State what the country has done" not in page
    assert "State what the country has done" in text_at(enter("amina"), ICCPR)


def test_nothing_hostile_is_markup(enter: Enter, lived: Instrument) -> None:
    for address in (ALL, ICCPR, FAIR_TRIAL, CALENDAR, f"{ICCPR}status/"):
        page = text_at(enter("amina"), address)
        assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in text_at(enter(""), FAIR_TRIAL)


def test_an_article_shows_its_wordings_side_by_side_and_leads_to_its_neighbours(
    enter: Enter, lived: Instrument
) -> None:
    page = text_at(enter(""), FAIR_TRIAL)
    assert page.count('class="wording"') == 2
    assert 'lang="ru">All are equal' in page
    assert "Fair trial" in page
    assert "Administration of justice &amp; fair trial" in page  # its theme
    assert 'rel="prev"' in page
    assert "articles/13/" in page
    assert "articles/15/" in page
    assert "wording has not been entered" in text_at(enter(""), f"{ICCPR}articles/15/")
    first, last = (text_at(enter(""), f"{ICCPR}articles/{n}/") for n in (1, 53))
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in last
    osce = text_at(enter(""), f"{ALL}copenhagen-1990/articles/5.16/")
    assert "Paragraph 5.16" in osce
    assert "Principle VII" in text_at(enter(""), f"{ALL}helsinki-1975/articles/VII/")


def test_every_page_is_read_in_three_languages(enter: Enter, lived: Instrument) -> None:
    pages = (ALL, ICCPR, FAIR_TRIAL, CALENDAR, COMPLAINTS, TABLE, f"{ICCPR}status/")
    amina = enter("amina")
    for language, name in (("ru", "МПГПП"), ("kk", "АСҚХП"), ("en", "ICCPR")):
        for page in pages:
            with override(language):
                said = text_at(amina, page.replace("/en/", f"/{language}/"))
            assert f'<html lang="{language}">' in said
        assert name in text_at(amina, ALL.replace("/en/", f"/{language}/"))


@pytest.mark.parametrize(
    "path",
    [
        "nothing/",
        "iccpr/articles/99/",
        "iccpr/articles/1%00/",
        "iccpr/articles/%F0%9F%98%80/",
        "iccpr/change/",
        "iccpr/reports/1/",
        f"iccpr/reports/{10**9}/",
    ],
)
def test_what_is_not_there_is_not_there(enter: Enter, by: dict[str, Any], path: str) -> None:
    assert enter("amina").get(f"{ALL}{path}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?kind=x&status=y",
        "?kind=treaty&after=x",
        "?kind=treaty&after=2000-01-01_%00",
        "?kind=treaty&before=9999-12-31_zzz",
        "?kind=treaty&after=0001-01-01_a",
        "?status=due&after=2000-01-01_x",
        f"?status=due&after=2000-01-01_{10**40}",
        "?status=%00",
    ],
)
def test_links_nobody_has_made_harm_nothing(enter: Enter, lived: Instrument, query: str) -> None:
    for address in (ALL, CALENDAR):
        assert enter("").get(f"{address}{query}").status_code == 200


def test_complaints_say_where_they_are_accepted(enter: Enter, by: dict[str, Any]) -> None:
    commitments.state(
        Instrument.objects.get(code="iccpr-op1"),
        status="party",
        in_force_on=date(2009, 9, 30),
        **by,
    )
    page = text_at(enter(""), COMPLAINTS)
    assert "Accepted since 30 September 2009" in page
    assert "Committee against Torture" in page


# The calendar


def test_the_calendar_has_what_is_due_first_and_says_overdue_in_words(
    enter: Enter, lived: Instrument, by: dict[str, Any]
) -> None:
    today = timezone.localdate(by["now"])
    cat = Instrument.objects.get(code="cat")
    commitments.state(cat, status="party", **by)
    commitments.state(Instrument.objects.get(code="crc"), status="party", **by)
    reports.enter(cat, due_on=today + timedelta(days=6), **by)
    page = text_at(enter(""), CALENDAR)
    assert page.index("14 days overdue") < page.index("due in 6 days")
    assert "A report every 5 years; none is entered." in page  # of the CRC
    assert "Enter a report" not in page
    assert "26 July 2011" in text_at(enter(""), f"{CALENDAR}?status=considered")
    assert "No report is there yet" in text_at(enter(""), f"{CALENDAR}?status=submitted")


def test_pages_of_a_long_calendar_show_each_report_once(
    lived: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_instruments, "ROWS", 3)
    Report.objects.all().delete()
    days = [date(2020, 1, 1), date(2020, 1, 1), *(date(2020, 1, n) for n in range(1, 7))]
    for day in days:
        for facts in ({"due_on": day}, {"submitted_on": day}, {"considered_on": day}):
            Report.objects.create(instrument=lived, **facts)
    for status, field in (("due", "due_on"), ("submitted", "submitted_on")):
        seen, link = [], {"after": "", "before": ""}
        while True:
            page = listing_instruments.reports(ReportStatus(status), **link)
            seen += [(getattr(one, field), one.pk) for one in page.rows]
            if not page.next_url:
                break
            link = {"after": page.next_url.partition("after=")[2], "before": ""}
        assert len(seen) == len(set(seen)) == len(days)
        assert seen == sorted(seen, reverse=status == "submitted")
        back = page.previous_url.partition("before=")[2]
        before = listing_instruments.reports(ReportStatus(status), after="", before=back)
        assert [one.pk for one in before.rows] == [pk for _day, pk in seen[3:6]]


def test_pages_of_one_kind_show_each_instrument_once(
    enter: Enter, by: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_instruments, "ROWS", 4)
    address, seen, pages = f"{ALL}?kind=labour", [], 0
    wanted = list(Instrument.objects.filter(kind="labour").values_list("code", flat=True))
    page = ""
    while address:
        page = text_at(enter(""), address)
        seen += re.findall(r'instruments/(ilo-c\d+)/">', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = ALL + found[1].replace("&amp;", "&") if found else ""
        pages += 1
    assert (seen, pages) == (wanted, 3)
    found = re.search(r'rel="prev" href="([^"]+)"', page)
    assert found
    back = text_at(enter(""), ALL + found[1].replace("&amp;", "&"))
    assert re.findall(r'instruments/(ilo-c\d+)/">', back) == wanted[4:8]
    assert "All of this kind" in text_at(enter(""), ALL)


def test_three_hundred_instruments_cost_as_many_queries_as_three(
    enter: Enter, lived: Instrument, by: dict[str, Any]
) -> None:
    amina = enter("amina")
    addresses = (ALL, f"{ALL}?kind=other", ICCPR, FAIR_TRIAL, CALENDAR, COMPLAINTS)
    own = Instrument.objects.create(
        code="other-x", kind="other", name={"en": "x"}, adopted_on=date(1990, 1, 1)
    )
    commitments.state(Instrument.objects.get(code="cat"), status="party", **by)
    before = {address: queries_of(amina, address) for address in addresses}
    made = Instrument.objects.bulk_create(
        Instrument(
            code=f"other-{n}",
            kind="other",
            name={"en": f"Instrument {n}"},
            adopted_on=date(1990, 1, 1) + timedelta(days=n % 7),
            parent=lived if n % 2 else own,
            reports_every=4,
            has_complaints=True,
        )
        for n in range(300)
    )
    Commitment.objects.bulk_create(
        Commitment(instrument=one, status="party", changed_at=by["now"]) for one in made
    )
    Report.objects.bulk_create(
        Report(instrument=one, due_on=date(2027, 1, 1)) for one in [*made, *[lived] * 30]
    )
    Obligation.objects.bulk_create(
        Obligation(instrument=lived, number=f"{n}", order=n) for n in range(100, 150)
    )
    after = {address: queries_of(amina, address) for address in addresses}
    assert after == before
