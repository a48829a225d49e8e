"""Names of States in the spellings documents use."""

import csv
from pathlib import Path

import pytest

from kenes.engines.undocs.states import NAMES, alpha3, find_states, name_of


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Venezuela (Bolivarian Republic of)", "VEN"),
        ("the former Yugoslav Republic of Macedonia", "MKD"),
        ("Cote d‟Ivoire", "CIV"),
        ("TÜRKIYE", "TUR"),
        ("Viet\nNam", "VNM"),
        ("The Gambia", "GMB"),
    ],
)
def test_a_variant_leads_to_its_state(name: str, code: str) -> None:
    assert alpha3(name) == code


def test_and_inside_a_name_does_not_part_it() -> None:
    text = "(Bosnia and Herzegovina and United Kingdom of Great Britain and Northern Ireland)"
    assert find_states(text) == (("BIH", "GBR"), ())


def test_what_is_no_state_is_left_over_by_name() -> None:
    assert find_states("Norway, Ruritania; Chad") == (("NOR", "TCD"), ("ruritania",))


def test_every_state_has_a_name_in_three_languages() -> None:
    assert len(NAMES) == 195
    for code in NAMES:
        assert name_of(code, "kk")
        assert name_of(code, "ru")
    assert name_of("KAZ", "kk") == "Қазақстан"
    assert name_of("XXX", "en") == ""


def test_every_state_of_the_coded_reports_is_known(shared_data: Path) -> None:
    with (shared_data / "upr-reports" / "recommendations.csv").open(encoding="utf-8") as file:
        names = {row["recommending_states"] for row in csv.DictReader(file)}
    assert [name for name in names if find_states(name)[1]] == []
