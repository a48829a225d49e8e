"""Where a provision went: addresses that stay, articles that move, and what is said of both."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kenes.accounts.models import User
from kenes.engines.lawtext import tree
from kenes.law import tracing
from kenes.law.models import Act, Moved, Provision, Text
from kenes.law.tests import made
from kenes.record.services import bundling

pytestmark = pytest.mark.django_db
DAYS = [date(2000 + year, 1, 1) for year in range(6)]
PEACE = "Собрание проводится мирно и без оружия, о нём уведомляют заранее."
PLACE = "Места собраний определяет маслихат, не менее трёх в каждом городе."
REFUSAL = "Отказ мотивируется и обжалуется в суд в десятидневный срок."
OTHER = "Охрану порядка на собрании обеспечивает полиция за счёт бюджета."


def text(*articles: tuple[str, str]) -> str:
    return "\n".join(f"Статья {number}. О\n{words}" for number, words in articles)


@pytest.fixture
def law(cast: dict[str, User]) -> Act:
    return made.act("assemblies", now=timezone.now(), enacted_on=DAYS[0])


def enter(law: Act, *versions: str, language: str = "ru", days: list[date] = DAYS) -> list[Text]:
    for day, words in zip(days, versions, strict=False):
        made.version(law, day, words, now=timezone.now(), language=language)
    texts = Text.objects.filter(version__act=law, language=language)
    return list(texts.select_related("version").order_by("version__on"))


def told(one: Text, anchor: str) -> list[tuple[int, str, str | None]]:
    """Year, address and fate in each version, the newest first."""
    stops = tracing.history(one, anchor)
    return [
        (stop.text.version.on.year, stop.anchor, str(stop.fate) if stop.fate else None)
        for stop in stops
    ]


def test_an_article_is_followed_from_whichever_version_one_asks(law: Act) -> None:
    texts = enter(
        law,
        text(("1", PEACE), ("2", PLACE), ("3", REFUSAL)),
        text(("1", PEACE), ("2", OTHER), ("3", PLACE), ("4", REFUSAL)),  # one is put in
        text(("1", PEACE), ("2", OTHER), ("3", PLACE), ("4", REFUSAL)),
        text(("1", PEACE), ("2", OTHER), ("7", PLACE + " Иначе нельзя."), ("8", REFUSAL)),
        text(("1", PEACE), ("2", OTHER), ("8", REFUSAL)),  # it is repealed
    )
    whole = [
        (2004, "", "deleted"),
        (2003, "art_7", "moved_and_changed"),
        (2002, "art_3", "same"),
        (2001, "art_3", "moved"),
        (2000, "art_2", None),
    ]
    for one, anchor in zip(texts, ("art_2", "art_3", "art_3", "art_7"), strict=False):
        assert told(one, anchor) == whole
    # The one that took its number begins when it was put in.
    assert told(texts[4], "art_2") == [
        (2004, "art_2", "same"),
        (2003, "art_2", "same"),
        (2002, "art_2", "same"),
        (2001, "art_2", "inserted"),
    ]
    assert [fate for _year, _at, fate in told(texts[0], "art_1")] == ["same"] * 4 + [None]


def test_where_an_article_stands_in_a_later_version_is_told(law: Act) -> None:
    texts = enter(
        law,
        text(("1", PEACE), ("2", PLACE), ("3", REFUSAL)),
        text(("1", PEACE), ("2", OTHER), ("3", PLACE), ("4", REFUSAL)),
        text(("1", PEACE), ("2", OTHER), ("7", PLACE), ("8", REFUSAL)),
        text(("1", PEACE), ("2", OTHER), ("8", REFUSAL)),
    )
    assert tracing.followed(texts[0], texts[2], "art_2") == "art_7"
    assert tracing.followed(texts[0], texts[3], "art_3") == "art_8"
    assert tracing.followed(texts[0], texts[3], "art_1") == "art_1"
    assert tracing.followed(texts[0], texts[3], "art_2") == ""  # repealed
    assert tracing.followed(texts[2], texts[2], "art_7") == "art_7"
    assert tracing.followed(texts[0], texts[3], "art_9") == ""  # it never was there


def test_only_what_addresses_do_not_tell_is_kept(law: Act) -> None:
    enter(
        law,
        text(("1", PEACE), ("2", PLACE)),
        text(("1", PEACE + " Ночью оно не проводится."), ("3", REFUSAL)),
    )
    assert not Moved.objects.exists()  # 1 reworded, 2 gone, 3 new: as their addresses say


def test_a_language_that_is_entered_later_is_followed_as_well(law: Act) -> None:
    first, second, third = (
        text(("1", PEACE), ("2", PLACE)),
        text(("1", OTHER), ("2", PEACE), ("3", PLACE)),
        text(("1", OTHER), ("2", PEACE), ("3", PLACE), ("4", REFUSAL)),
    )
    enter(law, first, second, third)
    kazakh = enter(law, third, language="kk", days=[DAYS[2]])
    enter(law, first, language="kk", days=[DAYS[0]])  # what lies before it comes after
    assert told(kazakh[0], "art_3") == [(2002, "art_3", "moved"), (2000, "art_2", None)]
    enter(law, second, language="kk", days=[DAYS[1]])
    assert told(kazakh[0], "art_3") == [
        (2002, "art_3", "same"),
        (2001, "art_3", "moved"),
        (2000, "art_2", None),
    ]


def test_a_part_of_an_article_moves_with_it(law: Act) -> None:
    words = f"1. {PEACE}\n2. {PLACE}"
    texts = enter(law, text(("5", words)), text(("5", OTHER), ("6", words)))
    assert told(texts[1], "art_6__para_2") == [
        (2001, "art_6__para_2", "moved"),
        (2000, "art_5__para_2", None),
    ]


def test_the_history_of_one_among_many_costs_a_few_queries(
    law: Act, django_assert_max_num_queries: Any
) -> None:
    """Every article got another number, so that each address leads to the next."""
    words = [f"{PEACE} {PLACE} Номер дела {place * 7919}." for place in range(40)]
    before = [(str(place + 1), one) for place, one in enumerate(words)]
    after = [(str(place + 2), one) for place, one in enumerate(words)]
    texts = enter(law, text(*before), text(("1", OTHER), *after))
    assert Moved.objects.count() >= 40
    with django_assert_max_num_queries(5):
        found = tracing.history(texts[1], "art_20")
    assert [stop.anchor for stop in found] == ["art_20", "art_19"]


def test_what_was_compared_is_what_moved() -> None:
    units = [
        tree.Unit(kind=tree.Kind.ARTICLE, number=str(number), text=words)
        for number, words in ((1, PEACE), (2, PLACE))
    ]
    old = tree.Act(title="", language="ru", units=tuple(units))
    new = tree.Act(title="", language="ru", units=tuple(units[::-1]))
    assert list(tracing.moves(old, new)) == []  # another order, the same addresses


def test_pages_lead_from_version_to_version(law: Act, client: Client) -> None:
    enter(
        law,
        text(("1", PEACE), ("2", PLACE), ("3", REFUSAL)),
        text(("1", PEACE), ("2", OTHER), ("3", PLACE), ("4", REFUSAL)),
    )
    page = client.get("/en/law/acts/assemblies/2001-01-01/art_3/?language=ru").content.decode()
    assert "/law/acts/assemblies/2000-01-01/art_2/?language=ru" in page
    assert ">moved</a>" in page
    assert "Article 3" in page
    assert 'rel="prev"' in page
    assert "← Статья 2" in page
    assert "Статья 4 →" in page
    old = client.get("/en/law/acts/assemblies/2000-01-01/art_2/").content.decode()
    assert "it reads otherwise now" in old
    assert "/law/acts/assemblies/2001-01-01/" in old


def test_a_page_says_when_its_words_are_not_those_of_the_record(law: Act, client: Client) -> None:
    enter(law, text(("1", PEACE)), text(("1", PLACE)))
    good = client.get("/en/law/acts/assemblies/2000-01-01/").content.decode()
    assert "This page says what they say." in good
    Provision.objects.filter(of__version__on=DAYS[0]).update(text="Собраний нет.")
    standing = bundling.standing(f"act/{law.pk}")
    assert standing.differing == ("version.2000-01-01",)
    for address in ("2000-01-01/art_1/?language=ru", "2000-01-01/?language=ru"):
        page = client.get(f"/en/law/acts/assemblies/{address}").content.decode()
        assert "This page does not say what the record says." in page
