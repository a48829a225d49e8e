"""The three catalogues are complete, up to date, and say the same with the same names."""

import ast
import subprocess
import sys

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from tools import messages

from kenes.languages.types import LANGUAGES
from tests.contracts.places import ROOT, files, read

pytestmark = pytest.mark.files


@pytest.fixture(scope="module")
def catalogues() -> dict[str, Catalog]:
    found = {}
    for language in LANGUAGES:
        with messages.catalogue_file(language).open("rb") as file:
            found[language] = read_po(file, locale=language)
    return found


def test_the_catalogues_are_of_the_bodys_languages() -> None:
    assert set(messages.LOCALES) == set(LANGUAGES)


def test_the_catalogues_are_complete_and_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_every_language_has_the_same_sentences(catalogues: dict[str, Catalog]) -> None:
    keys = {
        language: {(str(message.id), message.context) for message in catalogue if message.id}
        for language, catalogue in catalogues.items()
    }
    assert keys["en"]
    assert keys["kk"] ^ keys["en"] == set()
    assert keys["ru"] ^ keys["en"] == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_in_the_same_names(
    language: str, catalogues: dict[str, Catalog]
) -> None:
    wrong = []
    for message in filter(lambda message: message.id, catalogues[language]):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        for place, said in enumerate(messages.strings(message)):
            # "One seat" need not name its number, except in Russian, where 21 is of that form.
            like = ids[0] if place == 0 and language != "ru" else ids[-1]
            if said and messages.placeholders(said) != messages.placeholders(like):
                wrong.append((message.id, said))
    assert wrong == []


def test_no_sentence_hides_in_a_formatted_string() -> None:
    """The catalogues are collected from plain calls; in an f-string no sentence is found."""
    asking = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files(".py", within=("src",))
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in asking
    ]
    assert hidden == []
