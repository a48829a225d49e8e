"""Instruments: the catalogue of facts, others by hand, texts out of files."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kenes.access.types import NotAllowed, operator
from kenes.accounts.models import User
from kenes.journal.models import Entry as Act
from kenes.law import catalogue, recorded, telling
from kenes.law.importing import texts
from kenes.law.lifecycle import InstrumentKind
from kenes.law.models import Instrument, Obligation
from kenes.law.numbering import is_number, place_of
from kenes.law.services import commitments, instruments, reports
from kenes.law.tests.instruments import HOSTILE, as_akn, as_json
from kenes.members.actors import actor_for
from kenes.record.models import Entry
from kenes.record.services.bundling import standing
from kenes.record.services.checking import unrecorded

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
BY: dict[str, Any] = {"actor": operator("a test"), "now": NOW}
OWN: dict[str, Any] = {
    "code": "minsk-1995",
    "kind": "other",
    "name": {"en": f"Convention of Minsk {HOSTILE}", "ru": "Минская конвенция"},
    "adopted_on": date(1995, 5, 26),
    "articles": [("2", {"en": "Life"}), ("1", {}), ("10-1", {"kk": "Білім"})],
}


def iccpr() -> Instrument:
    if not Instrument.objects.exists():
        instruments.enter_catalogue(**BY)
    return Instrument.objects.get(code="iccpr")


def agrees(instrument: Instrument) -> bool:
    """Whether the record says what is shown of it, and of all else."""
    return standing(recorded.instrument_subject(instrument)).agrees and list(unrecorded()) == []


# The catalogue


def test_every_instrument_has_names_in_three_languages_and_sound_facts() -> None:
    codes = [one.code for one in catalogue.known()]
    assert len(codes) == len(set(codes))
    for one in catalogue.known():
        assert one.kind in InstrumentKind.values
        assert set(one.name) == set(one.short) == {"kk", "ru", "en"}
        assert all(one.name.values())
        assert one.in_force_on is None or one.in_force_on >= one.adopted_on
        assert one.parent == "" or codes.index(one.parent) < codes.index(one.code)
        numbers = [article.number for article in one.articles]
        assert len(numbers) == len(set(numbers))
        assert all(map(is_number, numbers))
        assert numbers == sorted(numbers, key=place_of)


def test_a_label_is_short_and_stands_in_all_languages_or_in_none() -> None:
    for one in catalogue.known():
        for article in one.articles:
            assert set(article.label) in ({"kk", "ru", "en"}, set())
            for words in article.label.values():
                assert words == words.strip() != ""
                assert len(words.split()) <= 8, (one.code, article.number, words)


def test_the_nine_treaties_have_as_many_articles_as_were_adopted() -> None:
    counts = {one.code: len(one.articles) for one in catalogue.known()}
    assert (counts["iccpr"], counts["icescr"], counts["icerd"], counts["cedaw"]) == (
        53,
        31,
        25,
        30,
    )
    assert (counts["cat"], counts["crc"], counts["icmw"], counts["crpd"]) == (33, 54, 93, 50)
    assert (counts["icpped"], counts["udhr"]) == (45, 30)


def test_other_houses_codes_lead_to_one_instrument_each() -> None:
    plain = [catalogue.plain(code) for one in catalogue.known() for code in (one.code, *one.also)]
    assert len(plain) == len(set(plain))


@pytest.mark.django_db
def test_the_catalogue_is_entered_once_with_an_entry_for_each_instrument() -> None:
    first = instruments.enter_catalogue(**BY)
    assert first.entered == Instrument.objects.count() == len(catalogue.known())
    assert Entry.objects.filter(type="instrument.entered").count() == first.entered
    protocol = Instrument.objects.get(code="opcat")
    assert protocol.parent is not None
    assert protocol.parent.code == "cat"
    assert agrees(protocol)
    acts = Act.objects.count()
    assert instruments.enter_catalogue(**BY) == instruments.Counts(same=first.entered)
    assert Act.objects.count() == acts


@pytest.mark.django_db
def test_bringing_it_up_to_date_leaves_texts_status_and_further_articles_alone() -> None:
    one = iccpr()
    instruments.enter_texts(
        one, texts={"14": "All persons", "60": "More"}, language="en", adding=True, **BY
    )
    commitments.state(one, status="party", joined_on=date(2006, 1, 24), **BY)
    reports.enter(one, due_on=date(2020, 3, 31), **BY)
    Obligation.objects.filter(instrument=one, number="6").update(label={"en": "Old"}, themes=[])
    Obligation.objects.filter(instrument=one, number="7").delete()
    Instrument.objects.filter(pk=one.pk).update(short={})
    counts = instruments.enter_catalogue(**BY)
    assert (counts.entered, counts.changed) == (0, 1)
    one.refresh_from_db()
    assert one.short["ru"] == "МПГПП"
    assert one.obligations.get(number="6").label["kk"] == "Өмір сүру құқығы"
    assert one.obligations.get(number="7").label["en"] == "No torture"
    assert one.obligations.get(number="14").text == {"en": "All persons"}
    assert one.obligations.get(number="60").text == {"en": "More"}
    assert one.commitment.joined_on == date(2006, 1, 24)
    assert one.reports.count() == 1


# Instruments by hand


@pytest.mark.django_db
def test_another_instrument_is_entered_and_corrected_with_its_articles() -> None:
    one = instruments.enter(**OWN, **BY)
    assert [row.number for row in one.obligations.all()] == ["1", "2", "10-1"]
    assert agrees(one)
    facts: dict[str, Any] = {key: value for key, value in OWN.items() if key != "code"} | {
        "short": {"en": "Minsk"},
        "parent": None,
        "in_force_on": date(1998, 8, 11),
        "mechanism": "",
        "reports_every": 4,
        "has_complaints": False,
        "articles": [("2", {"en": "Right to life"}), ("3", {})],
    }
    instruments.change(one, **facts, **BY)
    assert one.obligations.get(number="2").label == {"en": "Right to life"}
    assert one.obligations.count() == 4  # those that were not named stay
    assert agrees(one)
    entries = Entry.objects.count()
    instruments.change(one, **facts, **BY)
    assert Entry.objects.count() == entries


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "Minsk 1995"}, "code"),
        ({"code": "iccpr"}, "code"),
        ({"code": "op-cedaw"}, "code"),  # another name of one in the catalogue
        ({"code": "x" * 41}, "code"),
        ({"kind": "law"}, "kind"),
        ({"name": {}}, "name"),
        ({"name": {"en": "x" * 1001}}, "name"),
        ({"adopted_on": date(1, 1, 1)}, "adopted_on"),
        ({"in_force_on": date(1990, 1, 1)}, "in_force_on"),
        ({"in_force_on": date(9999, 1, 1)}, "in_force_on"),
        ({"reports_every": 0}, "reports_every"),
        ({"reports_every": 10**9}, "reports_every"),
        ({"mechanism": "x" * 41}, "mechanism"),
        ({"articles": [("1/2", {})]}, "articles"),
        ({"articles": [("..", {})]}, "articles"),
        ({"articles": [("1", {}), ("1", {})]}, "articles"),
        ({"articles": [("1", {"en": "x" * 121})]}, "articles"),
        ({"articles": [(str(n), {}) for n in range(501)]}, "articles"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_entered(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        instruments.enter(**OWN | changes, **BY)
    assert list(refused.value.message_dict) == [field]
    assert not Instrument.objects.exists()
    assert not Act.objects.exists()


@pytest.mark.django_db
def test_the_facts_of_the_catalogue_are_not_changed_by_hand() -> None:
    one = iccpr()
    facts = {key: value for key, value in OWN.items() if key != "code"}
    rest: dict[str, Any] = {"short": {}, "parent": None, "in_force_on": None, "mechanism": ""}
    with pytest.raises(ValidationError):
        instruments.change(one, **facts, **rest, reports_every=None, has_complaints=False, **BY)


def test_only_the_secretariat_keeps_instruments(cast: dict[str, User]) -> None:
    helen, amina = actor_for(cast["helen"]), actor_for(cast["amina"])
    with pytest.raises(NotAllowed):
        instruments.enter(**OWN, actor=helen, now=timezone.now())
    with pytest.raises(NotAllowed):
        instruments.enter_catalogue(actor=helen, now=timezone.now())
    now = timezone.now()
    one = instruments.enter(**OWN, actor=amina, now=now)
    with pytest.raises(NotAllowed):
        instruments.enter_texts(one, texts={"1": "x"}, language="en", actor=helen, now=now)
    counts = instruments.enter_texts(one, texts={"1": "x"}, language="en", actor=amina, now=now)
    assert counts == instruments.Counts(changed=1)


# Numbers


def test_numbers_stand_in_the_order_in_which_people_count() -> None:
    ordered = ["1", "2", "2(3)", "5.1", "5.9", "5.16", "10", "12", "12-1", "12bis", "13"]
    assert sorted(reversed(ordered), key=place_of) == ordered
    roman = ["I", "II", "IV", "V", "VIII", "IX", "X", "XIV"]
    assert sorted(reversed(roman), key=place_of) == roman
    assert place_of("9" * 20) <= 2**31 - 1
    assert place_of("«»") == place_of("preamble") == 2_000_000_000


@pytest.mark.parametrize("number", ["", ".", "..", "1/2", "1 2", "a" * 21, "1\x00", "<b>"])
def test_what_no_address_can_have_is_no_number(number: str) -> None:
    assert not is_number(number)


# Texts


@pytest.mark.django_db
def test_a_text_is_looked_at_and_then_entered_article_by_article() -> None:
    one = iccpr()
    data = as_json({"Article 14": f" All persons {HOSTILE}\r\n2. x ", "6": "Life", "99": "New"})
    read = texts.read(data, "ICCPR.json", one)
    assert read["14"] == f"All persons {HOSTILE}\n2. x"
    preview = texts.compared(one, read, "en")
    assert [row.number for row in preview.new] == ["14", "6"]
    assert [row.number for row in preview.unlisted] == ["99"]
    assert "7" in preview.without
    assert texts.unpacked(texts.packed(read)) == read
    assert instruments.enter_texts(one, texts=read, language="en", **BY).changed == 2
    assert not one.obligations.filter(number="99").exists()
    counts = instruments.enter_texts(one, texts=read, language="en", adding=True, **BY)
    assert counts == instruments.Counts(entered=1, same=2)
    assert one.obligations.last().number == "99"  # type: ignore[union-attr]
    changed = {**read, "6": "Every life"}
    preview = texts.compared(one, changed, "en")
    assert [(row.before, row.after) for row in preview.differing] == [("Life", "Every life")]
    assert preview.same == 2
    instruments.enter_texts(one, texts={"6": "Жизнь"}, language="ru", **BY)
    assert one.obligations.get(number="6").text == {"en": "Life", "ru": "Жизнь"}
    assert agrees(one)
    acts = Act.objects.count()
    instruments.enter_texts(one, texts={"6": "Жизнь"}, language="ru", **BY)
    assert Act.objects.count() == acts


@pytest.mark.django_db
def test_akoma_ntoso_gives_articles_and_where_there_are_none_paragraphs() -> None:
    one = iccpr()
    read = texts.read(
        as_akn(
            "<chapter><num>1</num><article><num>Article 6.</num><heading>Life</heading>"
            "<paragraph><num>1.</num><content><p>Every human being</p></content></paragraph>"
            "<paragraph><num>2.</num><content><p>In countries</p></content></paragraph>"
            "</article></chapter><article><num>7</num><content><p>No one</p></content></article>"
        ),
        "iccpr.xml",
        one,
    )
    assert read == {"6": "Life\n1. Every human being\n2. In countries", "7": "No one"}
    paragraphs = "<paragraph><num>5.16</num><content><p>A hearing</p></content></paragraph>"
    assert texts.read(as_akn(paragraphs), "c.xml", one) == {"5.16": "A hearing"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "neither JSON nor Akoma Ntoso"),
        (b"PK\x03\x04", "neither JSON nor Akoma Ntoso"),
        (b"[" * 100_000, "no JSON that can be read"),
        (b'[{"article": "1",\n "text": }]', "in line 2"),
        (b'[{"article": "1", "text": "\xff"}]', "not written in UTF-8"),
        (b'{"article": "1"}', "no list of articles"),
        (b"[]", "no articles"),
        (b"[1]", "in place 1"),
        (b'[{"article": "1", "text": "a"}, {"article": "2"}]', "in place 2"),
        (b'[{"article": "1", "text": ["a"]}]', "in place 1"),
        (b'[{"article": true, "text": "a"}]', "in place 1"),
        (as_json({"1": "a"}, instrument="CRC"), "of another instrument: CRC"),
        (as_json({"1": "a", "Article 1": "b"}), "article 1 twice"),
        (as_json({"../../etc": "a"}), "no number of an article: ../../etc"),
        (as_json({"1": " \x00 "}), "article 1 has no text"),
        (b" " * 2_000_001, "larger than 2 MB"),
        (as_akn(""), "no articles"),
        (b'<akomaNtoso xmlns="urn:x"/>', "cannot be read as Akoma Ntoso"),
        (
            b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
            "it declares a document type",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_is_named_with_what_is_wrong(data: bytes, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        texts.read(data, "../a/text.json", iccpr())
    (sentence,) = refused.value.message_dict["file"]
    assert said in sentence
    assert "text.json" in sentence
    assert "../a" not in sentence


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "language"),
    [({"1": ""}, "en"), ({"1/2": "a"}, "en"), ({"1": "x" * 50_001}, "en"), ({"1": "a"}, "fr")],
)
def test_nothing_is_half_entered(given: dict[str, str], language: str) -> None:
    one = iccpr()
    with pytest.raises(ValidationError):
        instruments.enter_texts(one, texts={"6": "Life", **given}, language=language, **BY)
    assert one.obligations.get(number="6").text == {}


@pytest.mark.parametrize("carried", ["", "[]", "{", '{"1": 2}', "[" * 100_000, "null"])
def test_what_no_preview_has_carried_is_nothing(carried: str) -> None:
    assert texts.unpacked(carried) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "number", "said"),
    [
        ("iccpr", "14", "ICCPR, article 14"),
        ("copenhagen-1990", "5.16", "Copenhagen 1990, paragraph 5.16"),
        ("helsinki-1975", "VII", "Helsinki 1975, principle VII"),
    ],
)
def test_an_obligation_is_cited_as_its_instrument_numbers_it(
    code: str, number: str, said: str
) -> None:
    instruments.enter_catalogue(**BY)
    one = Obligation.objects.select_related("instrument").get(instrument__code=code, number=number)
    assert telling.cited_in_full(one) == said
