"""Policies: a quorum of different witnesses, and no line that could be read in two ways."""

from itertools import combinations

import pytest

from kenes.engines.ledger.errors import Malformed
from kenes.engines.ledger.notes import COSIGNATURE, Key
from kenes.engines.ledger.policy import LARGEST, NOBODY, Policy
from kenes.engines.ledger.tests.making import ORIGIN, WITNESSES, signer

LOG = signer(ORIGIN, 10).key
ONE, TWO, THREE = (witness.key for witness in WITNESSES)
NAMED = f"log {LOG}\nwitness one {ONE}\nwitness two {TWO}\nwitness three {THREE}\n"


def met(lines: str) -> set[str]:
    """The sets of signers, by their numbers, that the policy is content with."""
    policy = Policy.parse(NAMED + lines)
    keys = {"1": ONE, "2": TWO, "3": THREE}
    every = ("".join(some) for count in range(4) for some in combinations(keys, count))
    return {some for some in every if policy.is_met([keys[number] for number in some])}


@pytest.mark.parametrize(
    ("lines", "enough"),
    [
        ("quorum none", ", 1, 2, 3, 12, 13, 23, 123"),
        ("quorum two", "2, 12, 23, 123"),
        ("group g any one two\nquorum g", "1, 2, 12, 13, 23, 123"),
        ("group g all one two three\nquorum g", "123"),
        ("group g 2 one two three\nquorum g", "12, 13, 23, 123"),
        ("group g any one two\ngroup h all g three\nquorum h", "13, 23, 123"),
    ],
)
def test_a_quorum_is_met_by_enough_of_those_it_names(lines: str, enough: str) -> None:
    assert met(lines) == set(enough.split(", "))


def test_somebody_elses_signature_is_nobodys() -> None:
    policy = Policy.parse(f"{NAMED}quorum one\n")
    stranger = signer("stranger.example", 9, COSIGNATURE).key
    assert not policy.is_met([stranger, Key(ONE.name, stranger.public, COSIGNATURE)])
    assert policy.is_met([stranger, ONE])


def test_a_log_alone_asks_for_nobody() -> None:
    for text in (f"log {LOG}", f"# Kenes\n\n  log {LOG} https://kenes.example/record # ours\n"):
        assert Policy.parse(text) == Policy(LOG, quorum=NOBODY)


WRONG = {
    "no log": (f"witness one {ONE}\nquorum one", "names no log"),
    "nothing": ("", "names no log"),
    "two logs": (f"log {LOG}\nlog {LOG}", "line 2 .* no line"),
    "witness as log": (f"log {ONE}", "line 1 .* another kind"),
    "log as witness": (f"log {LOG}\nwitness one {LOG}\nquorum one", "line 2 .* another kind"),
    "no key": ("log kenes.example", "line 1 .* no verifier key"),
    "a word more": (f"{NAMED}quorum one two", "line 5 .* no line"),
    "unknown word": (f"{NAMED}trust one\nquorum one", "line 5 .* no line"),
    "witnesses and no quorum": (NAMED, "no quorum"),
    "two quorums": (f"{NAMED}quorum one\nquorum two", "line 6 .* no line"),
    "quorum of nobody known": (f"{NAMED}quorum four", "line 5 .* four is asked for and not named"),
    "quorum of who comes later": (
        f"quorum one\n{NAMED}",
        "line 1 .* one is asked for and not named above",
    ),
    "one name twice": (f"{NAMED}witness one {ONE}\nquorum one", "line 5 .* one is named twice"),
    "a group like a witness": (f"{NAMED}group one any two\nquorum one", "one is named twice"),
    "a witness called none": (f"log {LOG}\nwitness none {ONE}", "none is named twice"),
    "one key twice": (
        f"{NAMED}witness four {ONE}\ngroup g 2 one four\nquorum g",
        f"line 5 .* key of {ONE.name} is named twice",
    ),
    "a member twice": (f"{NAMED}group g 2 one one\nquorum g", "line 5 .* twice"),
    "a member below": (f"{NAMED}group g any h\ngroup h any one\nquorum g", "h is not named"),
    "a circle": (f"{NAMED}group g any g\nquorum g", "g is not named"),
    "no members": (f"{NAMED}group g any\nquorum g", "line 5 .* no line"),
    "none of them": (f"{NAMED}group g 0 one two\nquorum g", "0 of 2"),
    "more than there are": (f"{NAMED}group g 3 one two\nquorum g", "3 of 2"),
    "minus": (f"{NAMED}group g -1 one two\nquorum g", "-1 of 2"),
    "other digits": (f"{NAMED}group g ٢ one two\nquorum g", "of 2 is no quorum"),
    "too large": (f"{NAMED}quorum one\n#" + "x" * LARGEST, "too large"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_policy_that_is_not_clear_is_refused_by_its_line(name: str) -> None:
    text, sentence = WRONG[name]
    with pytest.raises(Malformed, match=sentence):
        Policy.parse(text)
