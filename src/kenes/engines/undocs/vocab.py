"""The vocabularies of coded facts: ``code -> {language: label}``.

Themes and affected groups are those of the Universal Human Rights Index (codes: slugs of their
English names); goals and targets those of the 2030 Agenda; mechanisms by their usual initials.
"""

import re
from importlib.resources import files

Labels = dict[str, dict[str, str]]
_LANGUAGES = ("en", "ru", "kk")
# Targets of each goal, 1 to 17: how many are numbered, and how many lettered.
_TARGETS = (
    *((5, 2), (5, 3), (9, 4), (7, 3), (6, 3), (6, 2), (3, 2), (10, 2), (5, 3), (7, 3)),
    *((7, 3), (8, 3), (3, 2), (7, 3), (9, 3), (10, 2), (19, 0)),
)


def slug(name: str) -> str:
    """``Women's rights`` -> ``women-s-rights``; ``16.b`` stays."""
    return re.sub(r"[^\w.]+", "-", name.casefold()).strip("-.")


def _lines(name: str) -> list[list[str]]:
    text = files(__package__).joinpath(f"vocab_{name}.txt").read_text("utf-8")
    return [line.split("|") for line in text.splitlines()]


def _by_slug(name: str) -> Labels:
    return {slug(row[0]): dict(zip(_LANGUAGES, row, strict=True)) for row in _lines(name)}


def _sdgs() -> Labels:
    """Goals by their number with their names; targets by their code, with the goal's name."""
    found: Labels = {}
    for goal, (row, (numbered, lettered)) in enumerate(
        zip(_lines("goals"), _TARGETS, strict=True), start=1
    ):
        ends = [str(n) for n in range(1, numbered + 1)] + list("abcd"[:lettered])
        for code in (str(goal), *(f"{goal}.{end}" for end in ends)):
            found[code] = {
                language: f"{code} {name}" for language, name in zip(_LANGUAGES, row, strict=True)
            }
    return found


THEMES = _by_slug("themes")
AFFECTED = _by_slug("affected")
SDGS = _sdgs()
MECHANISMS: Labels = {
    row[0]: dict(zip(_LANGUAGES, row[1:], strict=True)) for row in _lines("mechanisms")
}
