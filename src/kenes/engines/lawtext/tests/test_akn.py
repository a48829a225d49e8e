"""Akoma Ntoso: what is written is valid, and read again it is the same."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from kenes.engines.lawtext.akn import AknError, Identity, read, written
from kenes.engines.lawtext.reading import read as read_lines
from kenes.engines.lawtext.tests.test_compare import acts
from kenes.engines.lawtext.tests.test_reading import RUSSIAN
from kenes.engines.lawtext.tree import Act, Kind, walk

IDENTITY = Identity(
    country="kz", number="12-vi", enacted_on=date(2026, 1, 5), version_on=date(2026, 3, 1)
)


@pytest.fixture(scope="module")
def schema(shared_data: Path) -> etree.XMLSchema:
    folder = shared_data / "akoma-ntoso"

    class Here(etree.Resolver):  # type: ignore[misc]
        def resolve(self, url: str, pubid: str, context: object) -> object:
            if url.endswith("xml.xsd"):
                return self.resolve_filename(str(folder / "xml.xsd"), context)
            return None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Here())
    return etree.XMLSchema(etree.parse(str(folder / "akomantoso30.xsd"), parser))


@settings(max_examples=40)
@given(acts())
def test_written_and_read_again_it_is_the_same(act: Act) -> None:
    assert read(written(act, IDENTITY)).act == act


def test_what_is_written_is_valid(schema: etree.XMLSchema) -> None:
    act = read_lines(RUSSIAN.splitlines(), language="ru").act
    document = etree.fromstring(written(act, IDENTITY))
    schema.assertValid(document)
    empty = etree.fromstring(written(Act(title="Empty", language="kk"), IDENTITY))
    schema.assertValid(empty)


def test_a_bill_of_another_house_in_a_draft_of_the_standard_is_read(shared_data: Path) -> None:
    path = shared_data / "akoma-ntoso" / "uy_bill_2010-09-27.xml"
    with pytest.raises(AknError, match="no act, bill or doc"):
        read(path.read_bytes())  # a collection: its parts are imported one by one


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"<act/>", "not Akoma Ntoso"),
        (b'<akomaNtoso xmlns="http://example.org/akn"/>', "not Akoma Ntoso"),
        (
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
            b'<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">&b;</akomaNtoso>',
            "document type",
        ),
        (
            b'<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act/></akomaNtoso>',
            "no body",
        ),
    ],
)
def test_what_is_no_act_is_refused_with_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(AknError, match=said):
        read(data)


def test_names_of_other_houses_are_understood_and_the_rest_is_named() -> None:
    source = b"""<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0/WD17"><bill>
    <meta/><body><title><num>I</num><article><num>1</num><clause><num>1.</num>
    <content><p>Text <b>in bold</b>.</p></content></clause><tome/></article></title></body>
    </bill></akomaNtoso>"""
    found = read(source)
    assert [one.anchor for one in walk(found.act)] == ["sec_i", "art_1", "art_1__para_1"]
    assert found.act.units[0].children[0].children[0].text == "Text in bold."
    assert found.act.units[0].kind == Kind.SECTION
    assert [name for _line, name in found.passed_over] == ["tome"]
