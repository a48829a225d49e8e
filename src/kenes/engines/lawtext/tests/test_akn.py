"""Akoma Ntoso: what is written is valid, and read again it is the same."""

from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from kenes.engines.lawtext.akn import Identity, written
from kenes.engines.lawtext.akn_reading import read
from kenes.engines.lawtext.files import read_act
from kenes.engines.lawtext.reading import read as read_lines
from kenes.engines.lawtext.tests import broad_acts
from kenes.engines.lawtext.tests.schema import schema_in
from kenes.engines.lawtext.tests.test_reading import RUSSIAN
from kenes.engines.lawtext.tree import Act, Kind, Unit

IDENTITY = Identity(
    country="kz", number="12-vi", enacted_on=date(2026, 1, 5), version_on=date(2026, 3, 1)
)


@pytest.fixture(scope="module")
def schema(shared_data: Path) -> etree.XMLSchema:
    return schema_in(shared_data)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_written_and_read_again_it_is_the_same(seed: int) -> None:
    act = broad_acts.act(Random(seed))
    found = read(written(act, IDENTITY))
    assert found.act == act
    assert (found.version_on, found.passed_over) == (IDENTITY.version_on, ())


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
def test_what_is_written_is_valid_whatever_the_act_is(schema: etree.XMLSchema, seed: int) -> None:
    schema.assertValid(etree.fromstring(written(broad_acts.act(Random(seed)), IDENTITY)))


def test_a_real_act_and_an_empty_one_are_valid(schema: etree.XMLSchema) -> None:
    act = read_lines(RUSSIAN.splitlines(), language="ru").act
    schema.assertValid(etree.fromstring(written(act, IDENTITY)))
    empty = Act(title="Empty", language="kk")
    schema.assertValid(etree.fromstring(written(empty, IDENTITY)))
    assert read(written(empty, IDENTITY)).act == empty


def test_what_no_xml_may_hold_is_left_out_and_the_rest_is_written(
    schema: etree.XMLSchema,
) -> None:
    unit = Unit(
        kind=Kind.ARTICLE, number="1\x01", heading="А\x00", text="б\ud800\ufffe", tail="\x0b"
    )
    data = written(Act(title="З\x1b", language="ru", units=(unit,), ending="\x02"), IDENTITY)
    schema.assertValid(etree.fromstring(data))
    found = read(data).act
    assert (found.title, found.units[0].heading, found.units[0].text) == ("З", "А", "б")


def test_an_export_is_imported_as_it_was() -> None:
    act = broad_acts.act(Random(7))
    found = read_act(written(act, IDENTITY), "act.xml", language=act.language)
    assert (found.kind, found.act, found.version_on) == ("akn", act, IDENTITY.version_on)
