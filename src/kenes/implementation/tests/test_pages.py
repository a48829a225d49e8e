"""The pages as people meet them: what is shown, refused, kept, escaped, and how many queries."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from kenes.implementation import matter, waiting
from kenes.implementation.models import Measure, RoadMap
from kenes.implementation.services import adopting, measures
from kenes.implementation.tests.conftest import HOSTILE, Enter, Table
from kenes.members.models import Organisation

ALL = "/en/road-maps/"


def url(name: str, *parts: object, language: str = "en") -> str:
    with override(language):
        return reverse(f"implementation:{name}", args=list(parts))


def text_at(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def filled(table: Table, roadmap: RoadMap, count: int) -> None:
    """Many measures of several owners, as rows; their services are tested elsewhere."""
    owners = [table.organisation(key) for key in ("bolat", "clara", "damir")]
    goal = roadmap.goals.first()
    assert goal
    made = Measure.objects.bulk_create(
        Measure(
            roadmap=roadmap,
            place=f"{1 + n // 50}.{n % 50 + 1}",
            order=n,
            title={"ru": f"Разработать порядок допуска адвокатов в учреждения, этап {n}"},
            result={"ru": "Приказ, зарегистрированный в органах юстиции"},
            owner=owners[n % 3],
            partners=[owners[(n + 1) % 3].pk],
            starts_on=table.ahead(-30) if n % 2 else None,
            due_on=table.ahead(n % 500 - 20),
            budget=Decimal(1000 * n),
            currency="KZT",
            budget_source={"ru": "Республиканский бюджет"},
            indicator={"ru": "Доля учреждений"},
            baseline="0 %",
            target="100 %",
            status=("not_begun", "under_way", "done", "dropped")[n % 4],
            percent=(0, 40, 100, 0)[n % 4],
            changed_at=table.now,
        )
        for n in range(count)
    )
    goal.contributions.model.objects.bulk_create(
        goal.contributions.model(measure=one, goal=goal) for one in made
    )


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_a_visitor_reads_what_is_adopted_and_nothing_of_a_draft(
    table: Table, enter: Enter
) -> None:
    draft = table.draft(table.recommendation())
    one = table.measure(draft)
    adopted = table.adopted()
    visitor = enter("")
    assert adopted.number in text_at(visitor, ALL)
    assert draft.number not in text_at(visitor, ALL)
    for key in ("", "clara", "erik", "bolat"):
        for address in (
            draft.get_absolute_url(),
            url("measure", draft.number, one.pk),
            url("export", draft.number),
        ):
            assert enter(key).get(address).status_code == 404
    for key in ("amina", "farida"):
        assert "Access to lawyers" in text_at(enter(key), url("roadmap", draft.number))
    cited = visitor.get(f"/{adopted.number}", headers={"accept-language": "kk"})
    assert cited["Location"] == f"/kk/road-maps/{adopted.number}/"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_page_says_how_far_it_is_in_words_and_as_a_picture(
    table: Table, enter: Enter, language: str
) -> None:
    roadmap = table.adopted(table.recommendation(), table.recommendation())
    first, second = roadmap.measures.all()
    table.report(first, "under_way", percent=45)
    table.report(second, "dropped", text="Repealed.")
    Measure.objects.filter(pk=first.pk).update(due_on=table.ahead(-3))
    page = text_at(enter(""), url("roadmap", roadmap.number, language=language))
    with override(language):
        standing = matter.standing(roadmap, table.today)
    assert (standing.percent, standing.overdue, standing.dropped) == (23, 1, 1)
    assert 'role="img"' in page
    assert page.count("<g>") == page.count('<tr id="m') == 2
    assert "<script>alert" not in page
    assert " style=" not in page
    if language == "en":
        assert "Done to 23 per cent. 0 of 2 measures are done." in page
        assert "1 measure is past its deadline." in page
        assert "3 days overdue" in page
        assert "done to 45 per cent" in page
        assert "no measure yet" in page


def test_no_page_grows_with_the_queries_of_its_rows(table: Table, enter: Enter) -> None:
    roadmap = table.adopted()
    address = url("roadmap", roadmap.number)
    visitor = enter("")
    visitor.get(ALL)  # what is kept of the frame
    few = queries(visitor, address)
    filled(table, roadmap, 600)
    assert queries(visitor, f"{address}?a") == few + 1  # those who act together
    for n in range(12):
        table.adopted(title={"en": f"Road map {n}"})
    visitor.get(ALL)
    many = queries(visitor, f"{ALL}?a")
    RoadMap.objects.exclude(pk=roadmap.pk).update(status="draft")
    assert queries(visitor, f"{ALL}?b") == many


def test_six_hundred_measures_are_read_page_by_page(table: Table, enter: Enter) -> None:
    roadmap = table.adopted()
    filled(table, roadmap, 599)
    address, seen = url("roadmap", roadmap.number), list[str]()
    here: str | None = address
    while here:
        page = text_at(enter(""), here)
        assert len(page.encode()) < 300_000
        seen += re.findall(r'<tr id="m(\d+)"', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        here = address + found[1].replace("&amp;", "&") if found else None
    assert len(seen) == len(set(seen)) == 600
    last = text_at(enter(""), f"{address}?before=300_0")
    assert len(re.findall(r'<tr id="m(\d+)"', last)) == matter.ROWS
    late = text_at(enter(""), f"{address}?status=overdue")
    assert "overdue" in late
    assert (
        len(re.findall(r'<tr id="m', late))
        == Measure.objects.filter(due_on__lt=table.today, status__in=matter.OPEN).count()
    )


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=1_x",
        "after=9999999999_1",
        "status=x",
        "before=1_1",
        "after=%00",
        "q=\x00",
    ],
)
def test_an_address_nobody_gave_shows_a_page(table: Table, enter: Enter, query: str) -> None:
    roadmap = table.adopted()
    assert enter("").get(f"{url('roadmap', roadmap.number)}?{query}").status_code == 200
    assert enter("").get(f"{ALL}?{query}").status_code == 200


def test_a_number_nobody_has_is_not_found(table: Table, enter: Enter) -> None:
    roadmap = table.adopted()
    for address in (
        "/en/road-maps/RM-1999-001/",
        "/en/road-maps/%00/",
        url("measure", roadmap.number, 10**18),
        url("measure", roadmap.number, 10**30),
        url("sheet_check", roadmap.number, 10**30),
    ):
        assert enter("amina").get(address).status_code == 404


def test_measures_are_never_added_up_by_who_owns_them(table: Table, enter: Enter) -> None:
    roadmap = table.adopted()
    filled(table, roadmap, 60)
    address = url("roadmap", roadmap.number)

    def shown(query: str = "") -> str:
        page = main_of(text_at(enter(""), f"{address}?{query}"))
        return re.sub(r"\d\d:\d\d", "", page)  # a page says at what minute it was drawn

    plain = shown()
    for query in ("owner=of-bolat", "sort=owner", "order=owner", "by=owner", "group=owner"):
        assert shown(query) == plain
    names = [f.name for f in matter.Standing.__dataclass_fields__.values()]
    assert not [name for name in names if "owner" in name or "organisation" in name]
    for owner in Organisation.objects.all():
        page = text_at(enter(""), url("roadmap", roadmap.number))
        assert not re.search(rf"{owner.name}[^<]*\d+\s*(%|per cent)", page)


def test_the_secretary_prepares_and_adopts_without_a_script(table: Table, enter: Enter) -> None:
    goal = table.recommendation()
    amina = enter("amina")
    made = amina.post(
        url("new"),
        {
            "title_en": "Access",
            "purpose_ru": "Чтобы никто не ждал",
            "starts_on": "2026-01-01",
            "ends_on": "2028-12-31",
            "goals": f"{goal.number} (3)",
            "seen": "0",
        },
    )
    roadmap = RoadMap.objects.get()
    assert made["Location"] == roadmap.get_absolute_url()
    assert roadmap.goals.get().weight == 3
    added = amina.post(
        url("measure_add", roadmap.number),
        {
            "title_en": "A register",
            "owner": "Ministry of Internal Affairs",
            "partners": "of-clara\nTaza Su",
            "due_on": "2027-06-30",
            "budget": "1250.50",
            "currency": "KZT",
            "goals": goal.number,
            "seen": "0",
        },
    )
    assert added.status_code == 302, added.content.decode()
    one = roadmap.measures.get()
    assert len(one.partners) == 2
    assert amina.get(url("measure_change", roadmap.number, one.pk)).status_code == 200
    done = amina.post(url("adopt", roadmap.number), {"on": table.today.isoformat()})
    assert done.status_code == 302, done.content.decode()
    assert RoadMap.objects.get().number in done["Location"]


def test_nothing_typed_is_lost_when_it_is_refused(table: Table, enter: Enter) -> None:
    given = {
        "title_en": "",
        "title_kk": "",
        "title_ru": "",
        "purpose_en": HOSTILE,
        "starts_on": "2026-01-01",
        "ends_on": "2025-01-01",
        "goals": "R-1 and others",
        "seen": "0",
    }
    refused = enter("amina").post(url("new"), given)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "is no number of a recommendation" in page
    assert "&lt;script&gt;alert(1)" in page
    refused = enter("amina").post(url("new"), {**given, "goals": ""})
    assert "A road map needs a title." in refused.content.decode()
    refused = enter("amina").post(url("new"), {**given, "goals": "", "title_en": "x"})
    assert "It ends before it begins." in refused.content.decode()
    kept = enter("clara").post(url("new"), given)
    assert kept.status_code == 403
    assert "&lt;script&gt;alert(1)" in kept.content.decode()


def test_who_was_too_slow_sees_what_was_saved_beside_their_own(table: Table, enter: Enter) -> None:
    roadmap = table.draft(table.recommendation())
    one = table.measure(roadmap)
    measures.change(one, facts={"title": {"en": "Faster"}}, **table.act())
    given = {
        "title_en": "Slower",
        "owner": "of-bolat",
        "place": "1",
        "due_on": table.ahead(60).isoformat(),
        "seen": "0",
    }
    address = url("measure_change", roadmap.number, one.pk)
    clash = enter("amina").post(address, given)
    page = clash.content.decode()
    assert clash.status_code == 422
    assert "Faster" in page
    assert "Slower" in page
    assert 'name="seen" value="1"' in page
    assert enter("amina").post(address, {**given, "seen": "1"}).status_code == 302
    assert Measure.objects.get().title["en"] == "Slower"


def test_an_owner_keeps_up_what_they_know_best_and_nothing_else(
    table: Table, enter: Enter
) -> None:
    roadmap = table.adopted()
    one = roadmap.measures.get()
    address = url("measure_change", roadmap.number, one.pk)
    page = text_at(enter("bolat"), address)
    assert "Budget" in page
    assert 'name="due_on"' not in page
    given = {"budget": "5", "currency": "USD", "seen": "0", "due_on": "2050-01-01"}
    assert enter("bolat").post(address, given).status_code == 302
    one.refresh_from_db()
    assert (one.budget, one.due_on) == (Decimal(5), table.ahead(60))


def test_an_owner_reports_and_a_stranger_does_not(table: Table, enter: Enter) -> None:
    roadmap = table.adopted()
    one = roadmap.measures.get()
    address = url("report", roadmap.number, one.pk)
    given = {
        "status": "under_way",
        "percent": "30",
        "text": f"Opened {HOSTILE}",
        "evidence": "javascript:alert(1)",
        "on": table.today.isoformat(),
        "language": "en",
    }
    assert enter("clara").get(address).status_code == 403
    refused = enter("clara").post(address, given)
    assert refused.status_code == 403
    assert "Opened &lt;script&gt;" in refused.content.decode()
    assert enter("irina").post(address, {**given, "percent": "x"}).status_code == 422
    assert enter("irina").post(address, given).status_code == 302
    page = text_at(enter(""), url("measure", roadmap.number, one.pk))
    assert "Opened &lt;script&gt;" in page
    assert 'href="javascript' not in page
    assert "30 per cent" in page


def test_what_is_due_waits_on_the_desk_of_who_owns_it(table: Table) -> None:
    roadmap = table.draft(table.recommendation())
    late = table.measure(roadmap, due_on=table.ahead(-1))
    table.measure(roadmap, due_on=table.ahead(30))
    table.measure(roadmap, due_on=table.ahead(31))
    table.measure(roadmap, due_on=table.ahead(1), owner=table.organisation("clara"))
    assert waiting.waiting(table.actor("bolat"), table.today) == []
    adopting.adopt(roadmap, **table.act())
    for key in ("bolat", "irina"):
        found = waiting.waiting(table.actor(key), table.today)
        assert [one.due for one in found] == [late.due_on, table.ahead(30)]
        assert found[0].clock == "1 day overdue"
    assert waiting.waiting(table.actor("clara"), table.today) == []
    table.report(late, "done")
    assert len(waiting.waiting(table.actor("bolat"), table.today)) == 1
    assert timedelta(days=30) == waiting.AHEAD
