"""The pages as people meet them: what is shown, refused, kept, escaped, and how many queries."""

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kenes.alignment import matrix
from kenes.alignment.models import Pair, View
from kenes.alignment.tests.conftest import HOSTILE, Enter, Table
from kenes.law.models import Obligation, TreatyRule
from kenes.proposals.models import Proposal
from kenes.proposals.services import drafting
from kenes.record.services.integrating import integrate
from kenes.ui import related

MATRIX, GAPS, NEW = "/en/alignment/", "/en/alignment/gaps/", "/en/alignment/new/"


def url(pair: Pair, name: str = "", language: str = "en") -> str:
    return f"/{language}/alignment/{pair.number}/{name}"


def text_at(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def lived(table: Table) -> Pair:
    """A pair of which everybody has said something, before and after the law has changed."""
    pair = table.pair()
    table.pair("", number=2)
    TreatyRule.objects.create(
        since=table.today, rule={"en": f"Treaties go first {HOSTILE}"}, entered_at=table.now
    )
    for by, finding in (("bolat", "aligned"), ("clara", "gap"), ("helen", "gap")):
        table.view(pair, by, finding)
    table.view(pair, "clara", "partly", reason=f"Thought over {HOSTILE}")
    table.amended(pair.act)
    return pair


@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_every_page_is_read_in_every_language(language: str, table: Table, enter: Enter) -> None:
    pair = lived(table)
    pages = [("", ""), ("", "gaps/"), ("", f"{pair.number}/"), ("clara", f"{pair.number}/view/")]
    pages += [("clara", "new/?instrument=iccpr&article=1&act=procedure-code")]
    pages += [("amina", f"{pair.number}/follow/"), ("clara", f"{pair.number}/propose/")]
    for key, page in pages:
        shown = text_at(enter(key), f"/{language}/alignment/{page}")
        assert f'<html lang="{language}"' in shown
        assert "<script>alert" not in shown, page


def test_a_pair_shows_both_texts_and_the_views_side_by_side(table: Table, enter: Enter) -> None:
    pair = lived(table)
    integrate()
    shown = text_at(enter(""), url(pair))
    for part in (
        "Everyone has right 1.",
        "сорока восьми часов",  # as the newest version has it
        "It reads otherwise than in the version of",
        "the provision has changed since",
        "Earlier",
        "Thought over",
        "its members differ",
        "the chambers differ",
        "Treaties go first",
        "In the public record",
        "This page says what they say",
    ):
        assert part in shown, part


def test_the_matrix_has_a_row_for_every_obligation(table: Table, enter: Enter) -> None:
    pair = lived(table)
    shown = text_at(enter(""), f"{MATRIX}?instrument=iccpr&act=procedure-code")
    assert "1 of 3 obligations looked at." in shown
    assert shown.count("<tbody") == 3
    assert shown.count("not looked at") == 1
    assert "the act is silent" in shown
    assert "Treaties go first" in shown
    cells = re.findall(r'<td class="cell (\w+)"><span class="of">([^<]+)</span>', shown)
    assert cells[:4] == [
        ("aligned", "state bodies"),
        ("none", "parliament"),
        ("differs", "civil society"),
        ("none", "human-rights institution"),
    ]
    assert pair.number in shown
    assert "scope=" in shown


def test_the_matrix_begins_with_what_there_is_and_says_when_there_is_nothing(
    table: Table, enter: Enter
) -> None:
    assert "Nothing stands side by side yet" in text_at(enter(""), MATRIX)
    assert "No gap is seen" in text_at(enter(""), GAPS)
    pair = table.pair()
    assert pair.number in text_at(enter(""), MATRIX)


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("instrument=iccpr", True),
        ("act=procedure-code", True),
        ("instrument=iccpr&theme=arbitrary-arrest-detention", True),
        ("instrument=iccpr&theme=reservations", False),
        ("instrument=iccpr&theme=no-such-theme", True),
        ("instrument=cat", False),
        ("instrument=cat&act=procedure-code", False),
    ],
)
def test_the_matrix_is_narrowed(query: str, is_shown: bool, table: Table, enter: Enter) -> None:
    pair = table.pair()
    table.instrument("cat")
    assert (pair.number in text_at(enter(""), f"{MATRIX}?{query}")) == is_shown


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("", True),
        ("side=civil", True),
        ("side=state", False),
        ("instrument=iccpr&act=procedure-code&theme=arbitrary-arrest-detention", True),
        ("theme=reservations", False),
        ("instrument=cat", False),
        ("act=other", False),
    ],
)
def test_gaps_are_narrowed(query: str, is_shown: bool, table: Table, enter: Enter) -> None:
    pair = table.pair()
    table.pair(act=table.act("other"))
    table.instrument("cat")
    table.view(pair, "clara", "gap")
    table.view(pair, "bolat", "aligned")
    assert (pair.number in text_at(enter(""), f"{GAPS}?{query}")) == is_shown


@pytest.mark.parametrize("page", [MATRIX, GAPS])
@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "before=1_2",
        "after=9999999999_1_1",
        "after=1_1_1&before=1_1_1",
        "after=2026-99-01_1",
        "before=2026-01-01_99999999999999999999",
        "instrument=%00&act=%00&theme=%00&side=%00",
        f"instrument={'x' * 3000}",
        "side=observer",
        "theme=%22",
    ],
)
def test_an_address_that_makes_no_sense_is_answered(
    page: str, query: str, table: Table, enter: Enter
) -> None:
    table.view(table.pair(), "clara", "gap")
    assert text_at(enter(""), f"{page}?{query}")


@pytest.mark.parametrize("number", ["A-1", "%00", "%F0%9F%98%80", "x" * 3_000, "0"])
def test_what_is_no_number_is_not_found(number: str, table: Table, enter: Enter) -> None:
    for name in ("", "view/", "follow/", "propose/"):
        assert enter("clara").get(f"{MATRIX}{number}/{name}").status_code == 404


def test_the_permanent_address_leads_to_the_page(table: Table, enter: Enter) -> None:
    pair = table.pair()
    cited = enter("").get(f"/{pair.number}", headers={"Accept-Language": "ru"})
    assert cited["Location"] == url(pair, language="ru")


def test_an_article_is_found_by_its_words_and_put_beside_without_a_script(
    table: Table, enter: Enter
) -> None:
    table.instrument()
    table.act()
    clara, here = enter("clara"), f"{NEW}?instrument=iccpr&article=2"
    assert "Begin at an obligation" in text_at(clara, NEW)
    assert "act=procedure-code" in text_at(clara, here)
    assert "No such act" in text_at(clara, f"{here}&name=nothing")
    here += "&act=procedure-code"
    every = text_at(clara, here)
    assert every.count('type="radio"') == 4  # three articles, and silence
    found = text_at(clara, f"{here}&q=ПЫТКУ")
    assert found.count('type="radio"') == 2
    assert 'value="art_7"' in found
    assert "No article has all these words" in text_at(clara, f"{here}&q=пытку+судье")
    parts = text_at(clara, f"{here}&within=art_5")
    assert 'value="art_5__para_2"' in parts
    assert "nothing at this address" in text_at(clara, f"{here}&within=%22x")
    refused = clara.post(here, {})
    assert refused.status_code == 422
    wrong = clara.post(here, {"anchor": "art_1000"})
    assert wrong.status_code == 422
    assert "no such provision: art_1000" in wrong.content.decode()
    made = clara.post(here, {"anchor": "art_5__para_2"})
    pair = Pair.objects.get()
    assert (made["Location"], pair.anchor) == (url(pair), "art_5__para_2")
    assert clara.post(here, {"anchor": "-"}).status_code == 302
    assert Pair.objects.filter(anchor="").count() == 1
    assert "stands there already" in text_at(clara, f"{here}&within=art_5")
    again = clara.post(here, {"anchor": "art_5__para_2"}, follow=True)
    assert "already" in again.content.decode()


def test_long_acts_are_chosen_from_page_by_page(
    table: Table, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kenes.alignment.views.opening.ROWS", 2)
    table.instrument()
    table.act()
    here = f"{NEW}?instrument=iccpr&article=2&act=procedure-code"
    first = text_at(enter("clara"), here)
    assert "art_6" in first
    assert 'value="art_7"' not in first
    link = re.search(r'rel="next" href="(\?[^"]+)"', first)
    assert link
    second = text_at(enter("clara"), NEW + link[1].replace("&amp;", "&"))
    assert 'value="art_7"' in second
    assert 'value="art_5"' not in second


def test_a_view_is_stated_and_what_was_typed_is_kept(table: Table, enter: Enter) -> None:
    pair = table.pair()
    clara, address = enter("clara"), url(pair, "view/")
    page = text_at(clara, address)
    assert "семидесяти двух часов" in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    given = {
        "organisation": table.organisation("clara").pk,
        "finding": "",
        "reason": "Seventy-two hours are too long",
        "language": "en",
        "version": version[1],
    }
    refused = clara.post(address, given)
    assert refused.status_code == 422
    assert "Seventy-two hours are too long" in refused.content.decode()
    table.amended(pair.act)  # meanwhile: the view stays at what was read
    sent = clara.post(address, {**given, "finding": "gap"})
    assert sent.status_code == 302
    assert View.objects.get().version.on.isoformat() == "2015-01-01"
    foreign = clara.post(
        address, {**given, "finding": "gap", "organisation": table.organisation("bolat").pk}
    )
    assert foreign.status_code == 422
    assert View.objects.count() == 1


def test_the_moved_article_is_offered_where_the_comparison_finds_it(
    table: Table, enter: Enter
) -> None:
    pair = table.pair("art_6")
    table.view(pair, "clara", "gap")
    table.amended(pair.act)
    shown = text_at(enter("amina"), url(pair))
    assert "the provision is not at this address any more" in shown
    form = text_at(enter("amina"), url(pair, "follow/"))
    assert 'value="art_9"' in form
    sent = enter("amina").post(url(pair, "follow/"), {"anchor": "art_9", "other": ""})
    assert sent["Location"] == url(pair)
    pair.refresh_from_db()
    assert pair.anchor == "art_9"
    assert "Followed to the version of" in text_at(enter(""), url(pair))
    wrong = enter("amina").post(url(pair, "follow/"), {"anchor": "-", "other": "art_77"})
    assert wrong.status_code == 422


def test_a_draft_is_begun_from_a_gap_and_shown_on_its_page_once_public(
    table: Table, enter: Enter
) -> None:
    pair = table.pair()
    assert "Draft a proposal" not in text_at(enter("clara"), url(pair))
    table.view(pair, "clara", "gap")
    assert "Draft a proposal" in text_at(enter("clara"), url(pair))
    given = {"organisation": table.organisation("clara").pk, "language": "ru"}
    sent = enter("clara").post(url(pair, "propose/"), given)
    draft = Proposal.objects.get()
    assert draft.number in sent["Location"]
    row = text_at(enter("clara"), sent["Location"])
    assert "семидесяти двух часов" in row  # the wording in force, to be changed
    page = text_at(enter("clara"), f"/en/proposals/{draft.number}/")
    assert f'href="{url(pair)}"' in page
    assert draft.number not in text_at(enter(""), url(pair))
    public = drafting.submit(draft, actor=table.actor("clara"), now=table.now)
    assert public.number in text_at(enter(""), url(pair))


def test_the_pages_of_an_obligation_and_of_an_act_can_tell_of_their_pairs(table: Table) -> None:
    pair = table.pair()
    table.view(table.pair("art_6"), "clara", "gap")
    for number in (f"obligation/{pair.obligation_id}", f"act/{pair.act_id}"):
        (group,) = related.about(number, table.today)
        assert [one.tone for one in group.items] == ["wait", "plain"]
    assert related.about("act/999999999999999999999999", table.today) == ()
    assert related.about("act/x", table.today) == ()


def test_files_carry_what_the_matrix_shows_and_no_formula(table: Table, enter: Enter) -> None:
    pair = lived(table)
    Obligation.objects.filter(number="3").update(label={"en": "=1+1"})
    address = f"{MATRIX}export/?instrument=iccpr&act=procedure-code"
    response: Any = enter("").get(f"{address}&format=csv")
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert [row["Article"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["Number"] == pair.number
    assert rows[0]["civil society"] == "its members differ"
    assert rows[0]["Address of the provision"] == "art_5"
    assert rows[2]["What is promised"] == "'=1+1"
    for format_ in ("xlsx", "json"):
        made: Any = enter("").get(f"{address}&format={format_}")
        assert made.getvalue()
    assert enter("").get(f"{address}&format=exe").status_code == 404


def test_no_page_and_no_file_weighs_anybody(table: Table, enter: Enter) -> None:
    """No per cent, no points, no place in a row: words and days only."""
    pair = lived(table)
    response: Any = enter("").get(f"{MATRIX}export/?format=csv")
    shown = [response.getvalue().decode()]
    shown += [text_at(enter(""), page) for page in (MATRIX, GAPS, url(pair))]
    for text in shown:
        plain = re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(style|script).*?</\1>", " ", text))
        assert "%" not in plain
        for word in ("score", "points", "rank:", "rating", "total", "compliance", "majority"):
            assert word not in plain.lower(), word


def test_gaps_turn_page_by_page_without_a_gap(
    table: Table, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kenes.alignment.listing.ROWS", 2)
    pair = table.pair()
    made = [
        Pair.objects.create(
            number=f"A-1999-{n:03}",
            obligation=pair.obligation,
            act=pair.act,
            version=pair.version,
            anchor=f"art_5__para_{n}",
            standing={"civil": "gap"},
            gap_since=table.today,
            opened_at=table.now,
        ).number
        for n in range(5)
    ]
    seen, address = [], GAPS
    while address:
        page = text_at(enter(""), address)
        seen.append(re.findall(r">(A-1999-\d+)<", page))
        link = re.search(r'rel="next" href="(\?[^"]+)"', page)
        address = GAPS + link[1].replace("&amp;", "&") if link else ""
    assert seen == [made[:2], made[2:4], made[4:]]
    back = re.search(r'rel="prev" href="(\?[^"]+)"', page)
    assert back
    page = text_at(enter(""), GAPS + back[1].replace("&amp;", "&"))
    assert re.findall(r">(A-1999-\d+)<", page) == made[2:4]


def test_the_matrix_turns_page_by_page_in_the_order_of_the_articles(
    table: Table, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix, "ROWS", 2)
    table.instrument(articles=5)
    table.pair()
    seen, address = [], f"{MATRIX}?instrument=iccpr"
    while address:
        page = text_at(enter(""), address)
        seen.append(re.findall(r'/iccpr/[^"]*(\d)/">Article', page))
        link = re.search(r'rel="next" href="(\?[^"]+)"', page)
        address = MATRIX + link[1].replace("&amp;", "&") if link else ""
    assert seen == [["1", "2"], ["3", "4"], ["5"]]
    back = re.search(r'rel="prev" href="(\?[^"]+)"', page)
    assert back
    page = text_at(enter(""), MATRIX + back[1].replace("&amp;", "&"))
    assert re.findall(r'/iccpr/[^"]*(\d)/">Article', page) == ["3", "4"]


def test_a_page_of_the_matrix_ends_where_it_has_enough_provisions(
    table: Table, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix, "MOST", 3)
    table.instrument(articles=4)
    for number, anchor in ((1, "art_5"), (1, "art_6"), (2, "art_5"), (3, "art_5"), (3, "")):
        table.pair(anchor, number=number)
    seen, address = [], f"{MATRIX}?instrument=iccpr"
    while address:
        page = text_at(enter(""), address)
        seen.append(re.findall(r'/iccpr/[^"]*(\d)/">Article', page))
        link = re.search(r'rel="next" href="(\?[^"]+)"', page)
        address = MATRIX + link[1].replace("&amp;", "&") if link else ""
    assert seen == [["1", "2"], ["3", "4"]]
    back = re.search(r'rel="prev" href="(\?[^"]+)"', page)
    assert back
    page = text_at(enter(""), MATRIX + back[1].replace("&amp;", "&"))
    assert re.findall(r'/iccpr/[^"]*(\d)/">Article', page) == ["1", "2"]


def queries(client: Client, *addresses: str) -> list[int]:
    counts = []
    for address in addresses:
        with CaptureQueriesContext(connection) as made:
            text_at(client, address)
        counts.append(len(made))
    return counts


def test_three_hundred_pairs_cost_as_many_queries_as_one(table: Table, enter: Enter) -> None:
    table.instrument(articles=320)
    act = table.act()
    first = table.pair()
    addresses = [f"{MATRIX}?instrument=iccpr&act=procedure-code", GAPS, url(first)]
    for by in ("bolat", "clara", "damir", "helen"):
        table.view(first, by, "gap")
    table.amended(act)
    client = enter("erik")  # signed in: nothing is kept for visitors
    text_at(client, MATRIX)
    before = queries(client, *addresses)
    obligations = list(Obligation.objects.filter(instrument__code="iccpr", order__gt=1)[:300])
    pairs = Pair.objects.bulk_create(
        Pair(
            number=f"A-1999-{one.order:03}",
            obligation=one,
            act=act,
            version=first.version,
            anchor=f"art_{5 + one.order % 3}",
            standing=first.standing,
            gap_since=first.gap_since,
            opened_at=table.now,
        )
        for one in obligations
    )
    for said in list(first.views.all()):
        for pair in pairs:
            said.pk, said.of = None, pair
            said._state.adding = True
            said.save()
    after = queries(client, *addresses)
    assert after == before
    assert max(before) < 45, before
