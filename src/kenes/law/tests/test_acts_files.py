"""Files of acts: what was read is looked at first, whatever was sent."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kenes.accounts.models import User
from kenes.engines.lawtext.reading import read
from kenes.law.models import Act, Moved, Provision, Text, Upload, Version
from kenes.law.services import acts
from kenes.law.tests import made

pytestmark = pytest.mark.django_db
UPLOAD = "/en/law/acts/assemblies/upload/"
FIRST, SECOND = date(2015, 1, 1), date(2020, 6, 6)
WORDS = "Статья 1. Право\nКаждый вправе собираться.\nСтатья 2. Место\n1. Площадь.\n2. Парк.\n"


@pytest.fixture
def law(cast: dict[str, User]) -> Act:
    act = made.act("assemblies", now=timezone.now(), short={"en": "Assemblies"})
    made.version(act, FIRST, WORDS, now=timezone.now())
    return act


def sent(text: str | bytes, name: str = "act.txt", **facts: str) -> dict[str, Any]:
    data = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile(name, data)
    return {"file": file, "language": "ru", "on": SECOND.isoformat(), **facts}


def page_of(client: Client, text: str, **facts: str) -> str:
    read = client.post(UPLOAD, sent(text, **facts))
    assert read.status_code == 302, read.content.decode()
    return client.get(read["Location"]).content.decode()


def test_what_is_doubtful_leads_to_its_place(law: Act, signed_in: Any) -> None:
    text = "Закон\n" + WORDS + "Статья 2. Снова\nТекст.\nСтатья 9.\n"
    page = page_of(signed_in("amina"), text)
    assert "The number of this provision stands there twice: article 2 (line 7)" in page
    assert '<a href="?at=art_2%2B2#art_2%2B2">' in page
    assert "Article 9 does not follow the one before it. (line 9)" in page
    assert "Article 9 has no words. (line 9)" in page
    assert 'id="art_2+2"' in page


def test_an_act_without_articles_is_kept_by_its_paragraphs(law: Act, signed_in: Any) -> None:
    page = page_of(signed_in("amina"), "Указ\n1. Утвердить план.\n2. Указ вводится сразу.")
    assert "No article was found: the text is kept as it is, by paragraphs." in page


def test_a_wrong_file_is_seen_by_what_it_would_change(law: Act, signed_in: Any) -> None:
    client = signed_in("amina")
    same = page_of(client, f"Закон\n{WORDS}")
    assert "It reads the same, word for word." not in same  # its title differs
    other = page_of(client, "Кодекс\nСтатья 1. Лес\nЛес бывает разный.\nСтатья 2. Вода\nМокрая.")
    assert "Against the version of " in other
    assert "repealed: <b>" in other
    first = page_of(client, f"Закон\n{WORDS}", language="kk")
    assert "Against the version of " not in first  # there is none in Kazakh


def test_a_long_file_is_looked_through_page_by_page(law: Act, signed_in: Any) -> None:
    articles = "\n".join(f"Статья {n}. О\nСлово {n}." for n in range(1, 401))
    client = signed_in("amina")
    read = client.post(UPLOAD, sent(f"Закон\n{articles}"))
    first = client.get(read.url).content.decode()
    assert 'id="art_300"' in first
    assert 'id="art_301"' not in first
    assert '<a rel="next" href="?at=art_301#art_301">' in first
    later = client.get(f"{read.url}?at=art_350").content.decode()
    assert 'id="art_350"' in later
    assert '<a rel="prev" href="?at=art_1#art_1">' in later
    assert client.get(f"{read.url}?at=nothing").content.decode().count('id="art_1"') == 1


def test_a_file_that_names_another_day_is_doubtful(law: Act, signed_in: Any) -> None:
    client = signed_in("amina")
    exported = client.get("/en/law/acts/assemblies/2015-01-01/act.xml?language=ru").content
    read = client.post(UPLOAD, sent(exported, "act.xml"))
    page = client.get(read.url).content.decode()
    assert "The file itself says that this wording is in force since 1 January 2015." in page
    assert "It reads the same, word for word." in page
    wrong = client.post(UPLOAD, sent(exported, "act.xml", language="kk"))
    assert wrong.status_code == 422
    assert "The file says it is in another language." in wrong.content.decode()


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "act.txt", "The submitted file is empty."),
        (b"  \n \n", "act.txt", "The file is empty."),
        (b"%PDF-1.7\nx", "act.pdf", "A PDF has lost its paragraphs"),
        (b"PK\x03\x04 nothing", "act.docx", "The file is damaged"),
        (b"\x00\x01\x02\x03" * 50, "act.bin", "This is no text"),
        (b"<?xml version='1.0'?><svg/>", "act.xml", "This is a file of another kind: XML."),
        (
            b'<!DOCTYPE akomaNtoso [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            b'<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">&x;'
            b"</akomaNtoso>",
            "act.xml",
            "Akoma Ntoso:",
        ),
        (
            b'<akomaNtoso xmlns="http://example.org/other"><act/></akomaNtoso>',
            "act.xml",
            "Akoma Ntoso:",
        ),
        (b"Zakon bez statej", "act.txt", "There is no provision in this text."),
        (b"Zakon\nArticle 1" + b"2" * 60 + b". X\nText.", "act.txt", "is too long: art_12222"),
        (b"Zakon\nArticle 1. X\n" + b"x" * 200_001, "act.txt", "A line is longer than"),
    ],
)
def test_a_file_that_is_no_act_is_told_so_and_leaves_nothing(
    law: Act, signed_in: Any, data: bytes, name: str, sentence: str
) -> None:
    client = signed_in("amina")
    before = (Upload.objects.count(), Text.objects.count(), Provision.objects.count())
    answer = client.post(UPLOAD, sent(data, name))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (Upload.objects.count(), Text.objects.count(), Provision.objects.count()) == before
    assert client.post(UPLOAD, sent(WORDS, language="xx", on="1-1-1")).status_code == 422


def test_what_waits_is_found_again_and_by_nobody_else(law: Act, signed_in: Any) -> None:
    amina = signed_in("amina")
    read = amina.post(UPLOAD, sent(f"Закон\n{WORDS}", "Закон <2020>.txt"))
    page = amina.get("/en/law/acts/assemblies/").content.decode()
    assert "Закон &lt;2020&gt;.txt" in page
    assert read.url in page
    for nothing in (10**18, 10**30):
        assert amina.get(f"/en/law/acts/assemblies/upload/{nothing}/").status_code == 404
    clara = signed_in("clara")
    assert read.url not in clara.get("/en/law/acts/assemblies/").content.decode()
    for way in ("", "save/", "discard/"):
        answer = clara.post(f"{read.url}{way}") if way else clara.get(read.url)
        assert answer.status_code == 403


def test_two_who_save_the_same_day_do_not_both(law: Act, signed_in: Any) -> None:
    amina = signed_in("amina")
    one, other = (amina.post(UPLOAD, sent(f"Закон\n{WORDS}")) for _n in range(2))
    assert amina.post(f"{one.url}save/").url == "/en/law/acts/assemblies/2020-06-06/"
    refused = amina.post(f"{other.url}save/", follow=True).content.decode()
    assert "The version of 6 June 2020 is there in this language: Russian." in refused
    assert Version.objects.count() == 2
    assert Upload.objects.get(status="saved").read == {}


def test_a_note_goes_with_the_version(law: Act, signed_in: Any, client: Client) -> None:
    amina = signed_in("amina")
    facts = {"note_en": "An extract.", "amended_by_ru": "Закон № 333"}
    read = amina.post(UPLOAD, sent(f"Закон\n{WORDS}", **facts))
    amina.post(f"{read.url}save/")
    for address in ("", "2020-06-06/"):
        page = client.get(f"/en/law/acts/assemblies/{address}").content.decode()
        assert '<p class="notice" lang="en">An extract.' in page or "An extract.</p>" in page
        assert '<span lang="ru">Закон № 333</span>' in page


def test_a_version_is_entered_whole_or_not_at_all(law: Act) -> None:
    deep = read(("Закон\nСтатья 1. О\n" + "1. а\n").splitlines(), language="ru").act
    unit = deep.units[0]
    for number in ("1" * 41, "а" * 150):
        wrong = deep.__class__(
            title="x", language="ru", units=(unit, unit.__class__(kind=unit.kind, number=number))
        )
        with pytest.raises(ValidationError, match="too long"):
            acts.enter_version(law, on=SECOND, text=wrong, actor=made.MACHINE, now=timezone.now())
    assert Version.objects.count() == 1
    assert not Moved.objects.exists()
