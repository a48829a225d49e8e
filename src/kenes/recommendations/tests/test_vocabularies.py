"""Codes that instruments carry are those the register knows, and are named as it names them."""

from django.utils.translation import override

from kenes.engines.undocs.vocab import MECHANISMS, THEMES
from kenes.languages.vocabularies import name_of
from kenes.law import catalogue


def test_themes_and_mechanisms_of_the_catalogue_are_known_to_the_register() -> None:
    themes = {code for one in catalogue.known() for row in one.articles for code in row.themes}
    assert themes <= THEMES.keys()
    assert {one.mechanism for one in catalogue.known()} <= MECHANISMS.keys() | {""}


def test_a_code_is_named_in_the_readers_language_and_stands_for_itself_without_a_name() -> None:
    names = {}
    for language in ("en", "ru", "kk"):
        with override(language):
            names[language] = name_of("mechanism", "CCPR")
    assert names == MECHANISMS["CCPR"]
    assert name_of("theme", "no-such-theme") == "no-such-theme"
    assert name_of("no-such-vocabulary", "x") == "x"
