"""A small body of recommendations whose labels are known, made the same each time."""

from itertools import combinations, product

import pytest

from kenes.engines.likeness import Labeller

THEMES = {
    "torture": ("torture", "ill-treatment in custody", "abuse of prisoners"),
    "children": ("child labour", "schools for girls and boys", "juvenile justice"),
    "press": ("journalists", "freedom of the press", "censorship of media"),
}
ACTIONS = {
    "consider": ("Consider measures on", "Examine the question of", "Study options on"),
    "continue": ("Continue efforts on", "Pursue work on", "Maintain progress on"),
    "specific": ("Adopt a law on", "Ratify the treaty on", "Set up a body on"),
}
TAILS = ("by next year", "in all regions", "with civil society", "without delay")

Rows = list[tuple[str, tuple[str, ...], str]]  # text, themes, action


@pytest.fixture(scope="session")
def rows() -> Rows:
    """135 texts, each with one action, and one theme or two."""
    found: Rows = []
    for action, verb in ((action, verb) for action, verbs in ACTIONS.items() for verb in verbs):
        for theme, whats in THEMES.items():
            found += [
                (f"{verb} {what} {tail}.", (theme,), action)
                for what, tail in product(whats, TAILS[:4])
            ]
        for (theme, whats), (other, others) in combinations(THEMES.items(), 2):
            found.append((f"{verb} {whats[0]} and {others[1]}.", (theme, other), action))
    return found


@pytest.fixture(scope="session")
def labeller(rows: Rows) -> Labeller:
    return Labeller(random_state=3, threads=1).fit(
        [text for text, _themes, _action in rows], [themes for _text, themes, _action in rows]
    )
