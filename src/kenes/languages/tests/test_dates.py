"""Days as an official of each country writes them."""

from datetime import date

import pytest
from django.utils import translation

from kenes.languages.dates import written


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "10 December 2014"),
        ("ru", "10 декабря 2014 г."),
        ("kk", "2014 жылғы 10 желтоқсан"),
    ],
)
def test_a_day_is_written_in_the_language_of_the_reader(code: str, words: str) -> None:
    with translation.override(code):
        assert written(date(2014, 12, 10)) == words
