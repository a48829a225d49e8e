"""Acts: read in from files, dated versions, addresses that stay, comparisons, files."""

from datetime import date
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kenes.access.types import Actor, NotAllowed, operator
from kenes.accounts.models import User
from kenes.engines.lawtext import akn_reading
from kenes.law import trees, wordings
from kenes.law.models import Act, Provision, Text, TreatyRule, Upload, Version
from kenes.law.services import acts, treaty_rule, uploads
from kenes.members.actors import actor_for
from kenes.record.models import Entry
from kenes.record.services import bundling, checking

pytestmark = pytest.mark.django_db
MACHINE = operator("test")
HOSTILE = "<script>alert(1)</script>"
RU = f"""Закон о мирных собраниях
Глава 1. Общие положения
Статья 1. Понятия {HOSTILE}
Собрание проводится мирно и без оружия.
Статья 2. Места
1. Места определяет маслихат.
2. Не менее одного места.
Глава 2. Порядок
Статья 10. Разрешение
1. Собрание проводится с разрешения акимата.
2. Заявление подаётся за десять дней до дня собрания.
"""
NEW = (
    RU.replace("с разрешения акимата", "после уведомления акимата")
    .replace("Статья 10. Разрешение", "Статья 11. Уведомление")
    .replace("одного места", "трёх мест")
)
KK = RU.replace("Глава 1. Общие положения", "1-тарау. Жалпы ережелер").replace(
    "Статья 1. Понятия", "1-бап. Ұғымдар"
)
FIRST, SECOND = date(1995, 3, 17), date(2020, 6, 6)


@pytest.fixture
def law(cast: dict[str, User]) -> Act:
    return acts.enter(
        code="assemblies",
        kind="law",
        name={"ru": "Закон о мирных собраниях", "en": f"Assemblies Act {HOSTILE}"},
        short={"en": "Assemblies"},
        official_number="2126",
        enacted_on=FIRST,
        prevailing=["ru", "kk"],
        actor=MACHINE,
        now=timezone.now(),
    )


def enter(act: Act, text: str = RU, on: date = FIRST, language: str = "ru", **facts: Any) -> Text:
    tree = trees.from_lines(text.splitlines(), language)
    now = timezone.now()
    return acts.enter_version(act, on=on, text=tree, actor=MACHINE, now=now, **facts)


def unrecorded() -> list[str]:
    """What of law is shown otherwise than the record has it."""
    return [one for one in checking.unrecorded() if one.startswith(("act/", "treaty-rule/"))]


@pytest.fixture
def two(law: Act) -> Act:
    enter(law)
    enter(law, KK, language="kk")
    enter(law, NEW, SECOND, amended_by={"en": "Act 333", "ru": "Закон № 333"})
    return law


def test_a_version_is_kept_as_it_was_read_and_the_record_holds_its_hash(two: Act) -> None:
    text = Text.objects.get(version__on=FIRST, language="ru")
    assert trees.act_of(text) == trees.from_lines(RU.splitlines(), "ru")
    subject = f"act/{two.pk}"
    types = Entry.objects.filter(subject=subject).order_by("id").values_list("type", flat=True)
    assert list(types) == ["act.entered", *["version.entered"] * 3]
    assert unrecorded() == []


def test_who_changes_a_word_in_the_database_is_found_out(two: Act) -> None:
    Provision.objects.filter(anchor="art_2__para_1", of__version__on=FIRST).update(
        text="Мест нет."
    )
    assert bundling.standing(f"act/{two.pk}").differing == ("version.1995-03-17",)


@pytest.mark.parametrize(
    ("on", "language", "field"),
    [
        (date(1990, 1, 1), "ru", "on"),  # before it was enacted
        (date(2000, 1, 1), "ru", "on"),  # before the newest version
        (SECOND, "ru", "language"),  # there already
        (date(3000, 1, 1), "ru", "on"),
    ],
)
def test_a_version_out_of_its_place_is_refused(
    two: Act, on: date, language: str, field: str
) -> None:
    before = Provision.objects.count()
    with pytest.raises(ValidationError) as told:
        enter(two, NEW, on, language)
    assert list(told.value.message_dict) == [field]
    assert Provision.objects.count() == before


def test_only_the_secretariat_enters_law(law: Act, cast: dict[str, User]) -> None:
    for key in ("clara", "farida", "bolat"):
        with pytest.raises(NotAllowed):
            treaty_rule.enter(
                since=FIRST,
                rule={"en": "x"},
                basis={},
                actor=actor_for(cast[key]),
                now=timezone.now(),
            )
    assert not TreatyRule.objects.exists()


def test_an_act_needs_a_name_a_code_and_a_prevailing_language(law: Act) -> None:
    good: dict[str, Any] = {
        "code": "labour-code",
        "kind": "code",
        "name": {"en": "Labour Code"},
        "enacted_on": FIRST,
        "prevailing": ["kk"],
    }
    for field, bad in (
        ("code", "Labour Code"),
        ("code", "assemblies"),
        ("kind", "song"),
        ("name", {"en": " "}),
        ("prevailing", ["xx"]),
        ("enacted_on", date(1, 1, 1)),
    ):
        with pytest.raises(ValidationError) as told:
            acts.enter(**{**good, field: bad}, actor=MACHINE, now=timezone.now())
        assert list(told.value.message_dict) == [field]
    acts.enter(**good, actor=MACHINE, now=timezone.now())


def test_facts_are_put_right_in_public(two: Act) -> None:
    with pytest.raises(ValidationError, match="Nothing has changed"):
        acts.change(two, facts={"source": ""}, actor=MACHINE, now=timezone.now())
    changed = acts.change(two, facts={"source": "zan.kz"}, actor=MACHINE, now=timezone.now())
    assert changed.source == "zan.kz"
    assert unrecorded() == []


def test_a_provision_has_an_address_at_any_day(two: Act, client: Client) -> None:
    page = client.get("/en/law/acts/assemblies/1995-03-17/art_2__para_2/").content.decode()
    assert "Не менее одного места." in page
    assert "<h1>Article 2, paragraph 2</h1>" in page
    between = client.get("/en/law/acts/assemblies/2010-01-01/art_2__para_2/")
    assert between["Location"] == "/en/law/acts/assemblies/1995-03-17/art_2__para_2/"
    later = client.get("/en/law/acts/assemblies/2026-01-01/art_2__para_2/")
    assert later["Location"] == "/en/law/acts/assemblies/2020-06-06/art_2__para_2/"
    assert "reworded" in client.get(later["Location"]).content.decode()
    for nothing in ("2020-06-06/art_99/", "2020-06-06/%00/", "not-a-day/art_1/"):
        assert client.get(f"/en/law/acts/assemblies/{nothing}").status_code == 404


def test_pages_show_the_act_and_no_markup_of_it(two: Act, client: Client) -> None:
    for address in (
        "/law/acts/",
        "/law/acts/?q=assem",
        "/law/acts/?kind=law",
        "/law/acts/assemblies/",
        "/law/acts/assemblies/1995-03-17/",
        "/law/acts/assemblies/1995-03-17/?language=kk",
        "/law/acts/assemblies/1995-03-17/?language=ru&beside=kk",
        "/law/acts/assemblies/2020-06-06/art_1/",
        "/law/acts/assemblies/compare/",
        "/law/acts/assemblies/compare/?from=1995-03-17&to=2020-06-06&all=1",
        "/law/acts/assemblies/compare/?from=nonsense&to=2020-06-06",
    ):
        for language in ("kk", "ru", "en"):
            answer = client.get(f"/{language}{address}")
            assert answer.status_code == 200, address
            assert "<script>alert" not in answer.content.decode()
    assert client.get("/en/law/acts/?q=nothing").status_code == 200
    assert client.get("/en/law/acts/assemblies/on/?day=2019-01-01").status_code == 302
    assert client.get("/en/law/acts/assemblies/on/?day=x")["Location"].endswith("/assemblies/")


def test_the_language_that_prevails_is_said_wherever_a_text_is_read(
    two: Act, client: Client
) -> None:
    acts.change(two, facts={"prevailing": ["kk"]}, actor=MACHINE, now=timezone.now())
    russian = client.get("/en/law/acts/assemblies/1995-03-17/?language=ru").content.decode()
    assert "A translation: the wording that prevails is in Kazakh." in russian
    kazakh = client.get("/en/law/acts/assemblies/1995-03-17/?language=kk").content.decode()
    assert "This wording prevails." in kazakh


def test_an_article_with_another_number_is_shown_as_moved(two: Act, client: Client) -> None:
    page = client.get("/en/law/acts/assemblies/compare/").content.decode()
    assert "<del>одного места</del>" in page or "<del>одного</del>" in page
    assert "moved and reworded" in page
    assert "repealed" not in page
    changed = list(
        wordings.changed(
            Text.objects.get(version__on=FIRST, language="ru"),
            Text.objects.get(version__on=SECOND),
        )
    )
    assert ("art_10", "art_11") in {(one.before, one.after) for one in changed}


@pytest.mark.parametrize("kind", ["pdf", "docx", "xml", "txt"])
def test_a_version_is_taken_as_a_file(two: Act, client: Client, kind: str) -> None:
    answer = client.get(f"/en/law/acts/assemblies/1995-03-17/act.{kind}?language=ru")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'assemblies-1995-03-17-ru.{kind}"')
    if kind == "xml":
        found = akn_reading.read(answer.content)
        assert found.act == trees.act_of(Text.objects.get(version__on=FIRST, language="ru"))
        assert found.version_on == FIRST
    assert client.get(f"/en/law/acts/assemblies/1995-03-18/act.{kind}").status_code == 404


def sent(text: str = NEW, name: str = "act.txt", **facts: str) -> dict[str, Any]:
    file = SimpleUploadedFile(name, text.encode())
    return {"file": file, "language": "ru", "on": "2020-06-06", **facts}


def test_a_file_is_looked_at_before_it_is_a_version(law: Act, signed_in: Any) -> None:
    enter(law)
    client = signed_in("amina")
    read = client.post("/en/law/acts/assemblies/upload/", sent(amended_by_en="Act 333"))
    assert read.status_code == 302
    assert Version.objects.count() == 1
    page = client.get(read.url).content.decode()
    assert "moved" in page
    assert "Уведомление" in page
    assert "<script>alert" not in page
    saved = client.post(f"{read.url}save/")
    assert saved.url == "/en/law/acts/assemblies/2020-06-06/"
    assert Version.objects.get(on=SECOND).amended_by == {"en": "Act 333"}
    assert client.get(read.url).status_code == 404
    assert client.post(f"{read.url}save/").status_code == 404


def test_a_file_that_is_no_act_says_why_and_leaves_nothing(law: Act, signed_in: Any) -> None:
    client = signed_in("amina")
    answer = client.post("/en/law/acts/assemblies/upload/", sent("%PDF-1.7"))
    assert answer.status_code == 422
    assert "A PDF has lost its paragraphs" in answer.content.decode()
    early = client.post("/en/law/acts/assemblies/upload/", sent(on="1990-01-01"))
    assert "enacted later" in early.content.decode()
    assert not Upload.objects.exists()
    assert signed_in("clara").get("/en/law/acts/assemblies/upload/").status_code == 403


def test_what_was_read_may_be_discarded(law: Act, signed_in: Any, cast: dict[str, User]) -> None:
    client = signed_in("amina")
    read = client.post("/en/law/acts/assemblies/upload/", sent())
    assert client.post(f"{read.url}discard/").status_code == 302
    upload = Upload.objects.get()
    assert upload.read == {}
    actor: Actor = actor_for(cast["amina"])
    with pytest.raises(ValidationError, match="faster"):
        uploads.save(upload, actor=actor, now=timezone.now())
    assert not Version.objects.exists()


def test_the_rank_of_treaties_is_kept_with_its_days(
    cast: dict[str, User], client: Client, signed_in: Any
) -> None:
    assert treaty_rule.rule_on(date(2020, 1, 1)) is None
    for since, rule in ((FIRST, "Treaties prevail."), (SECOND, "As a law says.")):
        treaty_rule.enter(
            since=since, rule={"en": rule}, basis={}, actor=MACHINE, now=timezone.now()
        )
    found = treaty_rule.rule_on(date(2019, 1, 1))
    assert found is not None
    assert found.rule == {"en": "Treaties prevail."}
    with pytest.raises(ValidationError, match="already"):
        treaty_rule.enter(
            since=FIRST, rule={"en": "x"}, basis={}, actor=MACHINE, now=timezone.now()
        )
    page = client.get("/en/law/treaty-rule/").content.decode()
    assert page.index("As a law says.") < page.index("Treaties prevail.")
    secretary = signed_in("amina")
    facts = {"since": "2024-01-01", "rule_en": "Again.", "treaty_prevails": "yes"}
    assert secretary.post("/en/law/treaty-rule/new/", facts).status_code == 302
    assert TreatyRule.objects.get(since=date(2024, 1, 1)).treaty_prevails is True
    assert unrecorded() == []
    assert bundling.standing(f"treaty-rule/{found.pk}").differing == ()


def test_an_act_is_entered_by_a_form(cast: dict[str, User], signed_in: Any) -> None:
    client = signed_in("amina")
    facts = {
        "kind": "code",
        "code": "labour-code",
        "enacted_on": "2015-11-23",
        "name_en": "Labour Code",
        "prevailing": ["kk", "ru"],
    }
    refused = client.post("/en/law/acts/new/", {**facts, "code": "Labour Code"})
    assert refused.status_code == 422
    assert client.post("/en/law/acts/new/", facts).url == "/en/law/acts/labour-code/upload/"
    changed = {**facts, "name_ru": "Трудовой кодекс"}
    assert client.post("/en/law/acts/labour-code/change/", changed).status_code == 302
    assert Act.objects.get().name["ru"] == "Трудовой кодекс"


def test_a_list_of_acts_costs_the_same_however_long(law: Act, client: Client) -> None:
    def cost() -> int:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/law/acts/")
        return len(queries)

    client.get("/en/law/acts/")
    one = cost()
    Act.objects.bulk_create(
        Act(
            code=f"a{n}",
            kind="law",
            name={"en": f"A {n}"},
            enacted_on=FIRST,
            entered_at=timezone.now(),
        )
        for n in range(120)
    )
    assert cost() == one
    caches["pages"].clear()
    page = client.get("/en/law/acts/")
    following = page.context["page"].pages.next_url
    assert client.get(f"/en/law/acts/{following}").status_code == 200


def test_a_version_says_whether_it_applies(two: Act, client: Client) -> None:
    enter(two, NEW, date(2090, 1, 1))
    page = client.get("/en/law/acts/assemblies/").content.decode()
    assert "Comes into force on 1 January 2090" in page
    assert "In force since 6 June 2020" in page
    assert "In force from 17 March 1995 to 5 June 2020; it reads otherwise now" in page
    today = client.get("/en/law/acts/assemblies/today/")
    assert today["Location"] == "/en/law/acts/assemblies/2020-06-06/"
    coming = client.get("/en/law/acts/assemblies/2090-01-01/").content.decode()
    assert '<a href="/en/law/acts/assemblies/2020-06-06/">The version in force</a>' in coming


def test_a_day_before_all_versions_is_told_so(two: Act, client: Client) -> None:
    asked = client.get("/en/law/acts/assemblies/on/?day=1990-01-01")
    assert asked["Location"] == "/en/law/acts/assemblies/?day=1990-01-01"
    page = client.get(asked["Location"]).content.decode()
    assert "No version here is as old as <time" in page
    assert 'value="1990-01-01"' in page
    assert "No version here" not in client.get("/en/law/acts/assemblies/?day=x").content.decode()
    for address in ("1990-01-01/", "1990-01-01/art_1/", "0000-00-00/", "2026-13-45/art_1/"):
        assert client.get(f"/en/law/acts/assemblies/{address}").status_code == 404


def test_two_languages_stand_side_by_side(two: Act, client: Client) -> None:
    for anchor in ("", "art_10__para_1/"):
        address = f"/ru/law/acts/assemblies/1995-03-17/{anchor}?language=ru&beside=kk"
        page = client.get(address).content.decode()
        assert '<td lang="ru">' in page
        assert '<td lang="kk">' in page
    same = client.get("/ru/law/acts/assemblies/1995-03-17/?language=ru&beside=ru")
    assert "<td lang=" not in same.content.decode()


def test_a_long_act_is_read_by_its_contents(law: Act, client: Client) -> None:
    lines = ["Кодекс"]
    for chapter in range(1, 5):
        lines.append(f"Глава {chapter}. О части {chapter}")
        for place in range(250):
            lines += [f"Статья {(chapter - 1) * 250 + place + 1}. О деле", "Слова."]
    enter(law, "\n".join(lines))
    page = client.get("/ru/law/acts/assemblies/1995-03-17/").content.decode()
    assert "Глава 4. О части 4" in page
    assert "Статья 1000" not in page  # a thousand articles are no contents
    part = client.get("/ru/law/acts/assemblies/1995-03-17/chp_4/").content.decode()
    assert 'id="art_1000"' in part
    every = client.get("/ru/law/acts/assemblies/1995-03-17/art_1000/")
    assert "Слова." in every.content.decode()


def test_a_long_comparison_is_shown_page_by_page(law: Act, client: Client) -> None:
    numbers = range(1, 351)
    for day, word in ((FIRST, "Старое"), (SECOND, "Новое")):
        lines = [f"Статья {n}. О деле\n{word} слово о деле {n}." for n in numbers]
        enter(law, "Кодекс\n" + "\n".join(lines), day)
    first = client.get("/ru/law/acts/assemblies/compare/")
    found = first.context["page"].comparison
    assert (len(found.rows), found.following) == (300, 300)
    following = client.get(f"/ru/law/acts/assemblies/compare/{first.context['page'].next_url}")
    assert len(following.context["page"].comparison.rows) == 50
    assert following.context["page"].comparison.previous == 0
    for wrong in ("9999999", "-1", "x", "1" * 40):
        answer = client.get(f"/ru/law/acts/assemblies/compare/?start={wrong}")
        assert answer.context["page"].comparison.start == 0
