"""The statements of a consultation: listed for everybody, written and decided by who leads it."""

import re

import pytest

from kenes.opinions.lifecycle import StatementStatus
from kenes.opinions.models import Statement
from kenes.opinions.services import preparing
from kenes.opinions.tests.conftest import SEEDS, Enter, House
from kenes.opinions.tests.shown import lived, text_at, url

TEXT = "Lay judges decide together with professional ones"


def test_lines_that_are_refused_stay_in_the_box(house: House, enter: Enter) -> None:
    draft = house.draft()
    lines = f"{TEXT}\n{SEEDS[0]}\n{'x' * 281}"
    answer = enter("amina").post(url(draft, "statements/many/"), {"text": lines, "language": "en"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 2: Statement 1 says the same" in shown
    assert "Line 3: Write at most 280 characters" in shown
    assert TEXT in shown
    assert draft.statements.count() == 5


def test_a_moderator_decides_one_after_another(house: House, enter: Enter) -> None:
    one = house.opened()
    same = house.proposed(one, "A person who is detained sees a judge within two days")
    rest = house.proposed(one, TEXT), house.proposed(one, "Third")
    other, third = sorted(rest, key=lambda row: (row.number < same.number, row.number))
    client = enter("amina")
    desk = text_at(client, "/en/desk/")
    assert "3 statements wait in" in desk
    shown = text_at(client, url(one, "statements/?show=waiting"))
    assert "Perhaps the same" in shown
    page = text_at(client, url(one, f"statements/{same.number}/decide/"))
    assert SEEDS[0] in page
    assert "2 more wait" in page
    answer = client.post(
        url(one, f"statements/{same.number}/decide/"), {"act": "merge", "merge-chosen": "1"}
    )
    assert answer["Location"] == url(one, f"statements/{other.number}/decide/")
    wrong = client.post(
        url(one, f"statements/{other.number}/decide/"),
        {"act": "reject", "reject-ground": "not_one", "reject-reason": ""},
    )
    assert wrong.status_code == 422
    right = {"act": "reject", "reject-ground": "not_one", "reject-reason": "Two at once"}
    answer = client.post(url(one, f"statements/{other.number}/decide/"), right)
    assert answer["Location"] == url(one, f"statements/{third.number}/decide/")
    answer = client.post(url(one, f"statements/{third.number}/decide/"), {"act": "accept"})
    assert answer["Location"] == url(one, "statements/")
    statuses = one.statements.filter(number__gte=6).values_list("status", flat=True)
    assert list(statuses) == ["merged", "rejected", "shown"]
    again = client.post(url(one, f"statements/{other.number}/decide/"), {"act": "accept"})
    assert again.status_code == 302
    other.refresh_from_db()
    assert other.status == StatementStatus.SHOWN


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "merge", "merge-other": "6"},
        {"act": "merge", "merge-other": "99999999999999999999"},
        {"act": "merge"},
        {"act": "reject", "reject-ground": "x", "reject-reason": "y"},
        {"act": "reject", "reject-ground": "not_one", "reject-reason": "\x00"},
        {"act": "accept", "x": "y"},
    ],
)
def test_a_decision_that_cannot_be_is_told_in_words(
    sent: dict[str, str], house: House, enter: Enter
) -> None:
    one = house.opened()
    made = house.proposed(one, TEXT)
    client = enter("amina")
    if sent["act"] == "accept":  # somebody was faster
        Statement.objects.filter(pk=made.pk).update(
            status=StatementStatus.MERGED, merged_into=one.statements.get(number=1)
        )
    answer = client.post(url(one, f"statements/{made.number}/decide/"), sent)
    assert answer.status_code == 422
    assert re.search(r'role="alert"', answer.content.decode())


def test_an_unknown_decision_is_none(house: House, enter: Enter) -> None:
    one = house.opened()
    made = house.proposed(one, TEXT)
    answer = enter("amina").post(url(one, f"statements/{made.number}/decide/"), {"act": "bless"})
    assert answer.status_code == 404


def test_those_that_are_ticked_are_put_to_the_vote(house: House, enter: Enter) -> None:
    one, client = house.opened(), enter("amina")
    first, _second, third = (house.proposed(one, f"{TEXT}, part {n}") for n in range(3))
    sent = {"statement": [first.number, third.number, "nonsense", "9" * 40, "1"]}
    answer = client.post(url(one, "statements/"), sent, follow=True)
    assert "2 statements are put to the vote." in answer.content.decode()
    answer = client.post(url(one, "statements/"), {}, follow=True)
    assert "Tick the statements" in answer.content.decode()
    assert enter("clara").post(url(one, "statements/"), sent).status_code == 403


def test_the_public_list_shows_all_but_what_waits_and_harms(house: House, enter: Enter) -> None:
    one = lived(house)
    visitor = enter("")
    shown = text_at(visitor, url(one, "statements/"))
    assert SEEDS[0] in shown
    assert "К судье" in shown
    assert "She is heard" not in shown
    assert "She is heard" not in text_at(visitor, url(one, "statements/?show=waiting"))
    rejected = text_at(visitor, url(one, "statements/?show=rejected"))
    assert "It says several things at once" in rejected
    assert "As personal_data" in rejected
    assert "Secret" not in rejected
    assert "Its words are not shown, for the reason given." in rejected
    assert "Secret" not in text_at(visitor, url(one, "statements/7/"))
    assert "Secret" in text_at(enter("amina"), url(one, "statements/?show=rejected"))
    merged = text_at(visitor, url(one, "statements/?show=merged"))
    assert "He sees a judge" in merged
    assert f'href="{url(one, "statements/1/")}"' in merged


def test_pages_of_statements_turn_by_number(house: House, enter: Enter) -> None:
    one = house.opened(seeds=120)
    seen: list[str] = []
    address = url(one, "statements/")
    while address:
        shown = text_at(enter(""), address)
        seen += re.findall(r'<li id="statement-(\d+)"', shown)
        following = re.search(r'rel="next" href="([^"]+)"', shown)
        onwards = following[1].replace("&amp;", "&") if following else ""
        address = url(one, "statements/") + onwards if onwards else ""
    assert seen == [str(n) for n in range(1, 121)]
    text_at(enter(""), url(one, "statements/?after=%00&before=1_x&show=%00"))


def test_a_statement_page_is_not_there_while_it_waits(house: House, enter: Enter) -> None:
    one = house.opened()
    made = house.proposed(one, TEXT)
    text_at(enter("amina"), url(one, f"statements/{made.number}/"), 404)
    preparing.close_due(house.later(days=30))
    text_at(enter(""), url(one, f"statements/{made.number}/"), 404)
