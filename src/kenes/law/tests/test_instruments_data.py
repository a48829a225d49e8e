"""Real treaties and ratifications are read whole."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kenes.access.types import operator
from kenes.law import catalogue, recorded
from kenes.law.importing import ratification, texts
from kenes.law.models import Commitment, Instrument
from kenes.law.services import commitments, instruments
from kenes.law.services.commitments import Outcome
from kenes.record.services.bundling import standing

BY: dict[str, Any] = {"actor": operator("a test"), "now": datetime(2026, 3, 5, 9, tzinfo=UTC)}


@pytest.mark.django_db
def test_every_treaty_gives_each_listed_article_its_wording(shared_data: Path) -> None:
    instruments.enter_catalogue(**BY)
    files = sorted((shared_data / "treaties").glob("*.json"))
    assert len(files) == 11
    for file in files:
        code = catalogue.other_codes()[catalogue.plain(file.stem)]
        one = Instrument.objects.get(code=code)
        read = texts.read(file.read_bytes(), file.name, one)
        preview = texts.compared(one, read, "en")
        assert (preview.unlisted, preview.without) == ((), ()), file.name
        counts = instruments.enter_texts(one, texts=read, language="en", **BY)
        assert counts.changed == one.obligations.count()
        assert all(row.text["en"] for row in one.obligations.all())
        assert standing(recorded.instrument_subject(one)).agrees
        again = instruments.enter_texts(one, texts=read, language="en", **BY)
        assert again == instruments.Counts(same=counts.changed)


def table_of(shared_data: Path) -> bytes:
    return (shared_data / "ratification" / "ratification_all.csv").read_bytes()


@pytest.mark.django_db
def test_the_table_states_eighteen_instruments_for_a_country(shared_data: Path) -> None:
    instruments.enter_catalogue(**BY)
    read = ratification.read(table_of(shared_data), "r.csv", country="KZ", this_year=2026)
    assert (len(read.rows), read.refused, read.unknown) == (18, (), ())
    # The table says "state party" of it, and in another column that it is none.
    assert [row.code for row in read.rows if row.is_doubtful] == ["iccpr-op1"]
    counts = commitments.enter_table(read.rows, source="r.csv", **BY)
    assert counts[Outcome.NEW] == Commitment.objects.count() == 18
    years = dict(Commitment.objects.values_list("instrument__code", "joined_year"))
    assert (years["iccpr"], years["crpd"], years["opcat"]) == (2006, 2015, 2008)
    assert Commitment.objects.get(instrument__code="crpd-op").status == "signed"
    assert commitments.enter_table(read.rows, **BY)[Outcome.SAME] == 18


def test_of_every_state_all_rows_are_taken_or_named(shared_data: Path) -> None:
    data = table_of(shared_data)
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    states = sorted({row["iso2"].strip() for row in rows})
    taken = refused = 0
    for state in states:
        read = ratification.read(data, "r.csv", country=state, this_year=2026)
        assert read.unknown == ()
        taken += len(read.rows)
        refused += len(read.refused)
    assert taken + refused == len(rows)
    assert taken / len(rows) > 0.99
