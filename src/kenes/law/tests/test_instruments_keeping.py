"""The secretariat's pages of instruments: what is sent, refused, kept as typed, previewed."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override

from kenes.law.models import Commitment, Instrument, Obligation
from kenes.law.services import commitments, reports
from kenes.law.tests.conftest import Enter
from kenes.law.tests.instruments import (
    ALL,
    FAIR_TRIAL,
    HOSTILE,
    ICCPR,
    TABLE,
    as_json,
    as_table,
    text_at,
)


def test_the_secretary_states_what_the_country_has_done(enter: Enter, by: dict[str, Any]) -> None:
    amina, address = enter("amina"), f"{ICCPR}status/"
    sent = {"status": "party", "joined_on": "2006-01-24", "reservations_en": f"R {HOSTILE}"}
    wrong = amina.post(address, sent | {"in_force_on": "2001-01-01"})
    assert wrong.status_code == 422
    assert "It was ratified later than this day." in wrong.content.decode()
    assert "R &lt;script" in wrong.content.decode()  # what was typed is still there
    assert amina.post(address, sent).status_code == 302
    assert Commitment.objects.get().joined_on == date(2006, 1, 24)
    page = text_at(amina, address)
    assert 'value="2006-01-24"' in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    commitments.state(
        Instrument.objects.get(code="iccpr"),
        status="denounced",
        **{**by, "now": timezone.now()},
    )
    late = amina.post(address, sent | {"seen": seen[1]})
    assert late.status_code == 422
    assert "Somebody was faster" in late.content.decode()
    assert enter("helen").get(address).status_code == 403
    assert enter("").get(address).status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"status": "x\x00"},
        {"status": "party", "joined_year": "10000000000"},
        {"status": "party", "joined_on": "2006-02-31"},
        {"status": "party", "joined_on": "0001-01-01"},
        {"status": "party", "seen": "x", "joined_year": "-1"},
        {"status": "party", "source": "x\x00"},
    ],
)
def test_no_status_is_taken_that_cannot_be(
    enter: Enter, by: dict[str, Any], sent: dict[str, str]
) -> None:
    assert enter("amina").post(f"{ICCPR}status/", sent).status_code == 422
    assert not Commitment.objects.exists()


def test_a_document_of_the_osce_is_endorsed_not_ratified(enter: Enter, by: dict[str, Any]) -> None:
    amina, address = enter("amina"), f"{ALL}copenhagen-1990/status/"
    page = text_at(amina, address)
    assert 'value="party"' not in page
    assert "joined_on" not in page
    assert amina.post(address, {"status": "endorsed", "signed_on": "1992-01-30"})
    assert "Endorsed on 30 January 1992" in text_at(amina, f"{ALL}copenhagen-1990/")


def test_the_next_day_of_a_report_is_proposed_in_the_form_and_not_entered(
    enter: Enter, by: dict[str, Any]
) -> None:
    cat, amina = Instrument.objects.get(code="cat"), enter("amina")
    commitments.state(cat, status="party", **by)
    old = reports.enter(cat, considered_on=date(2023, 5, 12), **by)
    address = f"{ALL}cat/reports/new/"
    assert 'value="2027-05-12"' in text_at(amina, address)
    assert "4 years after the last report" in text_at(amina, address)
    assert "12 May 2027" in text_at(enter(""), f"{ALL}cat/")
    assert cat.reports.count() == 1
    assert amina.post(address, {"due_on": "2027-11-01", "name_en": "Fifth"}).status_code == 302
    made = cat.reports.exclude(pk=old.pk).get()
    one = f"{ALL}cat/reports/{made.pk}/"
    assert "The report due on 1 November 2027" in text_at(amina, one)
    wrong = amina.post(one, {"submitted_on": "9999-01-01"})
    assert wrong.status_code == 422
    assert amina.post(one, {"due_on": "2027-11-02"}).status_code == 302
    assert enter("helen").post(one, {"due_on": "2027-11-03"}).status_code == 403


def test_another_instrument_is_entered_and_corrected_on_its_pages(
    enter: Enter, by: dict[str, Any]
) -> None:
    amina, address = enter("amina"), "/en/law/new-instrument/"
    sent = {
        "code": "minsk-1995",
        "kind": "protocol",
        "parent": "iccpr",
        "name_en": f"Minsk {HOSTILE}",
        "adopted_on": "1995-05-26",
        "articles": "1 | Life\n\n2|Liberty\n3",
    }
    wrong = amina.post(address, sent | {"parent": "nothing\x00"})
    assert wrong.status_code == 422
    assert amina.post(address, sent | {"code": "iccpr"}).status_code == 422
    assert amina.post(address, sent | {"code": "m", "articles": "1/2 | x"}).status_code == 422
    assert amina.post(address, sent).status_code == 302
    one = Instrument.objects.get(code="minsk-1995")
    assert [row.label for row in one.obligations.all()] == [{"en": "Life"}, {"en": "Liberty"}, {}]
    change = f"{ALL}minsk-1995/change/"
    page = text_at(amina, change)
    assert "1 | Life" in page
    assert 'value="iccpr"' in page
    changed = {key: value for key, value in sent.items() if key != "code"}
    with override("ru"):
        russian = change.replace("/en/", "/ru/")
        amina.post(russian, changed | {"articles": "1 | Жизнь", "name_ru": "Минск"})
    assert one.obligations.get(number="1").label == {"en": "Life", "ru": "Жизнь"}
    assert "This page says what they say." in text_at(amina, f"{ALL}minsk-1995/")
    assert enter("helen").get(change).status_code == 403


# Files


def upload(data: bytes, name: str = "ICCPR.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def carried(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1].replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">")


def test_a_text_is_previewed_and_entered_from_what_was_shown(
    enter: Enter, lived: Instrument
) -> None:
    amina, address = enter("amina"), f"{ICCPR}text/"
    data = as_json({"14": "All persons are equal", "15": f"No one {HOSTILE}", "60": "New"})
    shown = amina.post(address, {"language": "en", "file": upload(data)})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "Nothing is entered yet" in page
    assert "<ins>" in page
    assert "<script>alert" not in page
    assert "Add the articles that are not listed here" in page
    assert Obligation.objects.get(instrument=lived, number="15").text == {}
    sent = {"texts": carried(page, "texts"), "language": "en", "adding": "on"}
    done = amina.post(address, sent, follow=True).content.decode()
    assert "The text of 3 articles is entered." in done
    assert "All persons are equal" in text_at(enter(""), FAIR_TRIAL)
    assert "New" in text_at(enter(""), f"{ICCPR}articles/60/")
    again = amina.post(address, sent, follow=True).content.decode()
    assert "Nothing differs" in again
    assert enter("helen").post(address, sent).status_code == 403


@pytest.mark.parametrize(
    "sent",
    [
        {"texts": "{}", "language": "fr"},
        {"texts": "\x00", "language": "en"},
        {"texts": '{"1/2": "x"}', "language": "en"},
        {"texts": '{"1": ""}', "language": "en"},
        {"texts": "", "language": ""},
    ],
)
def test_what_was_not_shown_is_not_entered(
    enter: Enter, by: dict[str, Any], sent: dict[str, str]
) -> None:
    assert enter("amina").post(f"{ICCPR}text/", sent).status_code == 422


def test_a_wrong_file_is_named_and_the_form_stays(enter: Enter, by: dict[str, Any]) -> None:
    amina = enter("amina")
    for address, sent, said in (
        (f"{ICCPR}text/", {"language": "en"}, "required"),
        (f"{ICCPR}text/", {"language": "en", "file": upload(b"[")}, "something is wrong in line"),
        (TABLE, {"country": "KZ", "file": upload(b"a,b", "t.csv")}, "no column"),
        (TABLE, {"country": "KZ", "file": upload(as_table(), "t.csv")}, "no row of KZ"),
        (TABLE, {"country": "\x00", "file": upload(as_table(), "t.csv")}, "Null characters"),
    ):
        response = amina.post(address, sent)
        assert response.status_code == 422
        assert said in response.content.decode()


def test_ratifications_are_previewed_and_stated(enter: Enter, by: dict[str, Any]) -> None:
    amina = enter("amina")
    table = as_table(
        "KZ,1,2006,0,0,state party,iccpr",
        "KZ,0,2009,0,0,state party,iccpr_op1",
        "KZ,1,1900,0,0,state party,cat",
        "KZ,1,1998,0,0,state party,apartheid",
    )
    shown = amina.post(TABLE, {"country": "kz", "file": upload(table, "t.csv")})
    page = shown.content.decode()
    assert shown.status_code == 200
    for said in (
        "State it for 2 instruments",
        "Party since 2006",
        "its columns contradict each other",
        "was adopted in 1984",
        "apartheid",
        "will be stated",
    ):
        assert said in page, said
    assert not Commitment.objects.exists()
    sent = {"rows": carried(page, "rows"), "source": f"Table {HOSTILE}"}
    done = amina.post(TABLE, sent, follow=True).content.decode()
    assert "stated for 2 instruments" in done
    assert "Nothing differs" in amina.post(TABLE, sent, follow=True).content.decode()
    assert "This page says what" in text_at(enter(""), ICCPR)
    assert enter("helen").get(TABLE).status_code == 403
