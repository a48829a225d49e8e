"""The pages of a comparative table: step by step to a row, what is escaped, what is refused."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from pytest_django import Settings

from kenes.proposals.models import Proposal
from kenes.proposals.services import amending, drafting
from kenes.proposals.tests.conftest import WORDING, Table
from kenes.proposals.tests.laws import CODE, FIRST, SECOND, Law, law, rows_of

__all__ = ["law"]
Enter = Callable[[str], Client]
HOUR = "1. Адвокат допускается в течение часа. <script>alert(2)</script>"


@pytest.fixture
def enter(table: Table, settings: Settings) -> Enter:
    settings.KENES_SECOND_FACTOR = False

    def client_of(key: str) -> Client:
        client = Client()
        if key:
            client.force_login(table.users[key])
        return client

    return client_of


def url(name: str, proposal: Proposal, *more: object) -> str:
    with override("en"):
        return reverse(f"proposals:{name}", args=[proposal.number, *more])


def text_at(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def sent(table: Table, law: Law) -> Proposal:
    draft = table.draft()
    law.add(draft, "art_2__para_1", HOUR)
    law.add(draft, "статья 3")
    return drafting.submit(draft, actor=table.actor("clara"), now=table.now)


def test_a_row_is_found_step_by_step_and_written(table: Table, law: Law, enter: Enter) -> None:
    draft, client = table.draft(), enter("clara")
    assert url("amend", draft) in text_at(client, url("table", draft))
    acts = text_at(client, url("amend", draft) + "?q=процессуальный")
    assert "act=code" in acts
    places = text_at(client, url("amend", draft) + "?act=code")
    assert "Статья 2" in places
    assert "at=art_2" in places
    assert "Статья 2" in text_at(client, url("amend", draft) + "?act=code&q=суток свидания")
    row = f"{url('amend', draft)}?act=code&language=ru&at=пункт 1 статьи 2"
    form = text_at(client, row)
    assert form.count("Адвокат допускается в течение суток.") == 2  # beside, and in the field
    answer = client.post(row, {"wording": HOUR, "justification": "Так нужно.", "seen": "0"})
    (made,) = rows_of(draft)
    assert answer.headers["Location"] == f"{url('table', draft)}#row-{made.pk}"
    page = text_at(client, url("table", draft))
    assert "<del>суток</del>" in page
    assert "<script>alert" not in page
    assert "script&gt;alert" in page
    assert "пункт 1 статьи 2" in page


def test_what_is_inserted_begins_with_its_right_number(
    table: Table, law: Law, enter: Enter
) -> None:
    draft, client = table.draft(), enter("clara")
    after = f"{url('amend', draft)}?act=code&at=art_2&change=insert&place=after"
    assert "Статья 2-1. " in text_at(client, after)
    law.add(draft, "art_2", "Статья 2-1. Ещё\nТекст.", change="insert")
    assert "Статья 2-2. " in text_at(client, after)
    inner = f"{url('amend', draft)}?act=code&at=подпункт 2 пункта 2 статьи 2&change=insert"
    assert "3) " in text_at(client, inner)
    first = f"{url('amend', draft)}?act=code&at=&change=insert&place=first"
    assert client.post(first, {"wording": "Глава 0. Начало", "seen": "0"}).status_code == 302


@pytest.mark.parametrize(
    "query",
    [
        "act=code&at=статья 99",
        "act=code&at=пункт 1",
        "act=code&at=%00",
        "act=code&at=" + "9" * 1000,
        "act=code&language=tlh&at=art_1",
        "act=code&language=en&at=art_1",
        "act=nothing",
        "act=%00",
        "act=code&in=%00&q=%00",
        "act=code&at=art_1&change=explode&place=sideways",
    ],
)
def test_what_is_asked_amiss_is_answered_in_words(
    table: Table, law: Law, enter: Enter, query: str
) -> None:
    draft, client = table.draft(), enter("clara")
    assert client.get(f"{url('amend', draft)}?{query}").status_code == 200
    posted = client.post(f"{url('amend', draft)}?{query}", {"wording": "x", "seen": "0"})
    assert posted.status_code == 422
    assert not rows_of(draft)


def test_nothing_typed_is_lost_when_a_row_is_refused(table: Table, law: Law, enter: Enter) -> None:
    draft, client = table.draft(), enter("clara")
    row = f"{url('amend', draft)}?act=code&at=art_2__para_1"
    answer = client.post(row, {"wording": "Не так", "justification": "Потому что", "seen": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Не так" in page
    assert "Потому что" in page
    assert "It cannot be read as one provision with its number." in page


def test_a_row_is_changed_moved_and_taken_out(table: Table, law: Law, enter: Enter) -> None:
    draft, client = table.draft(), enter("clara")
    first, second = law.add(draft, "art_2__para_1", HOUR), law.add(draft, "art_3")
    edit = url("amendment", draft, first.pk)
    assert "alert(2)&lt;/script&gt;" in text_at(client, edit)
    changed = {"wording": "1. Адвокат допускается сразу.", "seen": "0"}
    assert client.post(edit, changed).status_code == 302
    late = client.post(edit, {**changed, "wording": "1. Никогда.", "seen": "0"})
    assert late.status_code == 422
    assert "What was saved meanwhile" in late.content.decode()
    assert "1. Никогда." in late.content.decode()
    client.post(url("amendment_move", draft, second.pk), {"to": "1"})
    assert [row.pk for row in rows_of(draft)] == [second.pk, first.pk]
    for wrong in ("", "0", "10000000000", "x", "\x00"):
        assert (
            client.post(url("amendment_move", draft, first.pk), {"to": wrong}).status_code == 302
        )
    assert [row.pk for row in rows_of(draft)] == [second.pk, first.pk]
    assert client.post(url("amendment_remove", draft, second.pk), {}).status_code == 302
    assert [row.pk for row in rows_of(draft)] == [first.pk]
    for name in ("amendment", "amendment_remove"):
        assert client.get(url(name, draft, second.pk)).status_code == 404


def test_a_draft_and_a_working_table_are_their_authors_own(
    table: Table, law: Law, enter: Enter
) -> None:
    draft = table.draft()
    row = law.add(draft, "art_3")
    for key in ("", "bolat"):
        assert enter(key).get(url("table", draft)).status_code == 404
        assert enter(key).get(url("table_file", draft, "json")).status_code == 404
    opened = table.at("in_comment")
    law.add(opened, "art_2__para_1", HOUR)
    for key in ("", "bolat", "amina"):
        assert "alert(2)" not in text_at(enter(key), url("table", opened))
    assert enter("bolat").post(url("amendment", opened, row.pk), {}).status_code in {403, 404}
    mine = text_at(enter("clara"), url("table", opened))
    assert "alert(2)" in mine
    assert "differs" in mine
    assert "differs" in text_at(enter("clara"), url("one", opened))


def test_a_published_table_is_everybodys_with_its_files(
    table: Table, law: Law, enter: Enter
) -> None:
    proposal, visitor = sent(table, law), enter("")
    for page in (text_at(visitor, url("one", proposal)), text_at(visitor, url("table", proposal))):
        assert "<del>суток</del>" in page
        assert "пункт 1 статьи 2" in page
        assert "<script>alert" not in page
        assert "Take out" not in page
    kinds = {"pdf": b"%PDF", "docx": b"PK", "xml": b"<?xml", "json": b"{", "txt": b"Comparative"}
    for kind, begins in kinds.items():
        answer = visitor.get(url("table_file", proposal, kind))
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
        assert f".{kind}" in answer.headers["Content-Disposition"]
    assert visitor.get(url("table_file", proposal, "exe")).status_code == 404
    data = json.loads(visitor.get(url("table_file", proposal, "json")).content)
    assert data["acts"][0]["rows"][0]["proposed"] == HOUR


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_of_a_table_is_there_in_three_languages(
    table: Table, law: Law, enter: Enter, language: str
) -> None:
    draft, client = table.draft(), enter("clara")
    row = law.add(draft, "art_2__para_1", HOUR)
    law.changes()
    for name, more in (
        ("table", ()),
        ("amend", ()),
        ("amendment", (row.pk,)),
        ("amendment_remove", (row.pk,)),
        ("newer", ("code", "ru")),
        ("table_file", ("pdf",)),
    ):
        with override(language):
            address = reverse(f"proposals:{name}", args=[draft.number, *more])
        assert client.get(address).status_code == 200


def test_two_proposals_on_one_provision_name_each_other(
    table: Table, law: Law, enter: Enter
) -> None:
    first, second = sent(table, law), table.draft("helen")
    act: dict[str, Any] = {"actor": table.actor("helen")}
    law.add(second, "art_2", "Статья 2. Иной\nТекст.", **act)
    law.add(second, "art_4__para_1", "1. В июле.", **act)
    assert second.number not in text_at(enter(""), url("table", first))
    mine = text_at(enter("helen"), url("table", second))
    assert mine.count(f"{first.number}</a>\n amends it too") or mine.count("amends it too") == 1
    second = drafting.submit(second, actor=table.actor("helen"), now=table.now)
    other = text_at(enter(""), url("table", first))
    assert other.count("amends it too") == 1
    assert second.number in other


def test_a_table_left_behind_by_the_law_says_so_and_is_taken_over(
    table: Table, law: Law, enter: Enter
) -> None:
    proposal, client = table.at("in_comment"), enter("clara")
    law.add(proposal, "art_2__para_1", HOUR)
    law.add(proposal, "art_4__para_1", "1. Закон вступает в силу в июле.")
    table.revise(proposal)
    law.changes()
    for key in ("", "clara"):
        assert "The law has changed since" in text_at(enter(key), url("one", proposal))
    assert "Take the table over" not in text_at(enter(""), url("table", proposal))
    newer = url("newer", proposal, "code", "ru")
    assert newer in text_at(client, url("table", proposal))
    page = text_at(client, newer)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    row = rows_of(proposal)[0]
    assert f'name="wording_{row.pk}"' in page
    refused = client.post(newer, {"seen": seen[1]})
    assert refused.status_code == 422
    decided = {"seen": seen[1], f"wording_{row.pk}": "1. Адвокат допускается сразу."}
    assert client.post(newer, decided).status_code == 302
    assert {one.base.on for one in rows_of(proposal)} == {SECOND}
    assert client.get(newer).status_code == 302
    assert enter("bolat").get(newer).status_code == 403
    assert client.get(url("newer", proposal, "nothing", "ru")).status_code == 404
    assert client.get(url("newer", proposal, "code", "tlh")).status_code == 302


def test_a_new_version_takes_the_table_that_was_seen(table: Table, law: Law, enter: Enter) -> None:
    proposal, client = table.at("in_comment"), enter("clara")
    law.add(proposal, "art_3")
    page = text_at(client, url("revise", proposal))
    seen = re.search(r'name="table" value="([^"]+)"', page)
    assert seen
    law.add(proposal, "art_1")
    form = {**WORDING, "links": "", "note": "x", "seen": "0", "table": seen[1]}
    assert "changed while" in client.post(url("revise", proposal), form).content.decode()
    page = text_at(client, url("revise", proposal))
    seen = re.search(r'name="table" value="([^"]+)"', page)
    assert seen
    assert client.post(url("revise", proposal), {**form, "table": seen[1]}).status_code == 302
    assert proposal.versions.get(number=2).amendments.count() == 2


def test_versions_are_compared_with_their_tables(table: Table, law: Law, enter: Enter) -> None:
    proposal = table.at("in_comment")
    first = law.add(proposal, "art_2__para_1", "1. Адвокат допускается в течение часа.")
    table.revise(proposal)
    act: dict[str, Any] = {"actor": table.actor("clara"), "now": table.now}
    amending.change(first, wording="1. Адвокат допускается в течение минуты.", seen=0, **act)
    law.add(proposal, "art_3")
    table.revise(proposal, seen=1)
    page = text_at(enter(""), url("compare", proposal))
    assert "<del>часа</del>" in page
    assert "<ins>минуты</ins>" in page
    assert "статья 3" in page
    assert "The two wordings are the same" not in page


def test_a_table_of_thirty_rows_takes_as_many_queries_as_one_of_one(
    table: Table, law: Law, enter: Enter
) -> None:
    long = law.act("long", "Длинный")
    law.version(long, "".join(f"Статья {n}. Имя\n1. Слово {n}.\n" for n in range(1, 41)), FIRST)

    def proposal_of(rows: int) -> Proposal:
        draft = table.draft()
        for n in range(1, rows + 1):
            law.add(draft, f"статья {n}", f"Статья {n}. Имя\n1. Иное {n}.", act=long)
        return drafting.submit(draft, actor=table.actor("clara"), now=table.now)

    few, many = proposal_of(1), proposal_of(30)
    counts = []
    for one in (few, many, few, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text_at(enter("helen"), url("table", one))
        counts.append(len(queries))
    assert counts[2] == counts[3]
    assert CODE
