"""Entries: one spelling of each, the one of RFC 8785, and nothing in them but what is known."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from kenes.engines.ledger import entry as form
from kenes.engines.ledger.entry import Disclosure, Entry, canonical, encode_bytes
from kenes.engines.ledger.errors import LedgerError, Malformed
from kenes.engines.ledger.tiles import LARGEST_ENTRY

WHOLE = 2**53 - 1
HASH = "0123456789abcdef" * 4
COMMON: dict[str, Any] = {
    "id": "01900000-0000-7000-8000-000000000001",
    "type": "recommendation.corrected",
    "time": "2026-11-25T09:30:00.000000Z",
    "actor": "a" * 16,
    "subject": "R-2014-126",
    "before": "open",
    "after": "closed",
    "commitments": {"act.by": HASH, "position": HASH},
    "language": "kk",
}
RARE = {**COMMON, "facts": {"entry": 7, "fields": ["note"]}, "subject": "ұсыным «1»"}

keys = st.text(st.characters(max_codepoint=127), max_size=5)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-WHOLE, WHOLE) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


def said(**parts: Any) -> dict[str, Any]:
    """An entry as JSON; ``None`` takes a member out."""
    whole = {"v": 1, "media": "application/json", **COMMON, **parts}
    return {name: value for name, value in whole.items() if value is not None}


@given(values)
def test_the_canonical_form_is_the_one_of_rfc_8785(value: Any) -> None:
    assert canonical(value).encode() == rfc8785.dumps(value)
    assert json.loads(canonical(value)) == value


def test_the_published_vectors_hold_where_the_record_allows_them(shared_data: Path) -> None:
    same, refused = set(), set()
    for file in (shared_data / "vectors" / "jcs").glob("*.in"):
        value = json.loads(file.read_bytes())
        try:
            assert canonical(value).encode() == file.with_suffix(".out").read_bytes()
            same.add(file.stem)
        except Malformed:
            refused.add(file.stem)
    assert same == {"arrays", "unicode"}
    # Keys beyond ASCII, and numbers with a point.
    assert refused == {"french", "weird", "structures", "values"}


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), WHOLE + 1, -WHOLE - 1, {"ұ": 1}, {1: 2}, "\ud83d", {"\ud83d": 1}, b"x"],
    ids=repr,
)
@pytest.mark.parametrize(
    "wrap", [lambda v: v, lambda v: {"a": [1, {"b": v}]}], ids=["alone", "inside"]
)
def test_what_has_no_place_in_the_record_is_refused(
    value: Any, wrap: Callable[[Any], Any]
) -> None:
    with pytest.raises(Malformed):
        canonical(wrap(value))


@pytest.mark.parametrize("parts", [COMMON, RARE], ids=["common", "rare"])
def test_an_entry_comes_back_as_it_was_written(parts: dict[str, Any]) -> None:
    entry = Entry(**parts)
    data = entry.encode()
    assert data == rfc8785.dumps({"v": 1, "media": "application/json", **parts})
    assert Entry.parse(data) == entry


def test_most_entries_are_read_the_short_way() -> None:
    assert form._common(Entry(**COMMON).encode()) == Entry(**COMMON)
    assert form._common(Entry(**RARE).encode()) is None


def test_the_short_way_takes_nothing_that_the_long_way_refuses() -> None:
    data, taken = Entry(**COMMON).encode(), 0
    for at in range(len(data)):
        for byte in b'"\\ ~09afFgT,:{}\n\x00\x7f\xc3':
            changed = data[:at] + bytes([byte]) + data[at + 1 :]
            if (found := form._common(changed)) is not None:
                assert found == Entry._parse(changed)
                taken += 1
    assert taken > 500


@given(
    st.dictionaries(st.sampled_from(list('abA ~"\\\n\x7fé')), st.just(HASH)),
    st.fixed_dictionaries(
        {}, optional={n: st.text(max_size=3) for n in ("before", "after", "language", "subject")}
    ),
)
def test_both_ways_read_the_same(commitments: dict[str, str], parts: dict[str, str]) -> None:
    whole = dict(sorted(said(commitments=commitments, **parts).items()))  # inside in any order
    data = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        found = Entry._parse(data)
    except Malformed:
        assert form._common(data) is None
    else:
        assert form._common(data) in (None, found)
        assert Entry.parse(data) == found


OTHERWISE: dict[str, Callable[[bytes], bytes]] = {
    "a space": lambda data: data.replace(b",", b", ", 1),
    "a line more": lambda data: data + b"\n",
    "a mark in front": lambda data: b"\xef\xbb\xbf" + data,
    "two bytes a character": lambda data: data.decode().encode("utf-16"),
    "escaped": lambda data: data.replace(b"R-2014", b"\\u0052-2014"),
    "a slash escaped": lambda data: data.replace(b"application/", b"application\\/"),
    "another order": lambda data: b'{"v":1,' + data[1:].replace(b',"v":1', b""),
    "a member twice": lambda data: data.replace(b'"v":1', b'"v":1,"v":1'),
    "a commitment twice": lambda data: data.replace(
        b'"act.by"', b'"act.by":"%s","act.by"' % HASH.encode()
    ),
    "commitments in another order": lambda data: data.replace(b"act.by", b"x.by"),
    "with a point": lambda data: data.replace(b'"v":1', b'"v":1.0'),
    "with an exponent": lambda data: data.replace(b'"v":1', b'"v":1e0'),
    "half a character": lambda data: data.replace(b"R-2014", b"\\ud83d"),
    "half a character in bytes": lambda data: data.replace(b"R-2014", b"\xed\xa0\xbd"),
    "no utf-8": lambda data: data.replace(b"R-2014", b"\xff"),
    "not to the end": lambda data: data[:-1],
    "nothing": lambda data: b"",
    "a list": lambda data: b"[" + data + b"]",
    "a number": lambda data: b"1",
    "no number": lambda data: data.replace(b'"v":1', b'"v":NaN'),
    "deep": lambda data: b"[" * 60_000,
    "deep in facts": lambda data: data.replace(
        b',"id"', b',"facts":{"a":' + b"[" * 30_000 + b"]" * 30_000 + b'},"id"'
    ),
}


@pytest.mark.parametrize("how", OTHERWISE)
def test_another_spelling_of_an_entry_is_refused(how: str) -> None:
    data = Entry(**COMMON).encode()
    changed = OTHERWISE[how](data)
    assert changed != data
    with pytest.raises(Malformed):
        Entry.parse(changed)


WRONG: dict[str, list[Any]] = {
    "v": [None, 0, 2, "1", True],
    "media": [None, "text/plain", ""],
    "id": [None, "", 1],
    "type": [None, "", 1],
    "actor": [None, "", []],
    "subject": [None, "", False],
    "before": ["", 1],
    "after": ["", {}],
    "language": ["", 0],
    "commitments": [None, [], {"a": ""}, {"a": HASH.upper()}, {"a": HASH[1:]}, {"a": 1}],
    "facts": [[], "", 1],
    "name": ["A. Person", 1],
    "time": [
        None,
        "",
        "2026-11-25",
        "2026-11-25T09:30:00Z",
        "2026-11-25T09:30:00.000000+00:00",
        "2026-11-25 09:30:00.000000Z",
        "2026-13-25T09:30:00.000000Z",
        "2026-02-30T09:30:00.000000Z",
        "2026-11-25T09:60:00.000000Z",
        "0000-11-25T09:30:00.000000Z",
        "٢٠٢٦-11-25T09:30:00.000000Z",
        "2026-11-25T09:30:00.000000Z\n",
    ],
}


@pytest.mark.parametrize(
    ("member", "value"), [(name, value) for name, wrong in WRONG.items() for value in wrong]
)
def test_an_entry_holds_what_every_entry_has_and_nothing_else(member: str, value: Any) -> None:
    Entry.parse(canonical(said()).encode())
    with pytest.raises(Malformed):
        Entry.parse(canonical(said(**{member: value})).encode())


@pytest.mark.parametrize("member", ["id", "type", "actor", "subject", "time"])
def test_what_nobody_could_read_is_not_written(member: str) -> None:
    with pytest.raises(Malformed, match="lacks"):
        Entry(**{**COMMON, member: ""}).encode()


def test_an_entry_is_as_long_as_two_bytes_can_tell_and_no_longer() -> None:
    rest = LARGEST_ENTRY - len(Entry(**{**COMMON, "subject": "x"}).encode())
    longest = Entry(**{**COMMON, "subject": "x" * (rest + 1)})
    assert len(longest.encode()) == LARGEST_ENTRY
    longer = Entry(**{**COMMON, "subject": "x" * (rest + 2)})
    with pytest.raises(Malformed, match="65536 bytes is too large"):
        longer.encode()
    with pytest.raises(Malformed, match="65536 bytes is too large"):
        Entry.parse(longest.encode().replace(b'"xx', b'"xxx'))


def test_salt_and_payload_open_their_commitment() -> None:
    disclosure = Disclosure(bytes(range(32)), canonical({"text": "ё"}))
    assert disclosure.commitment == sha256(bytes(range(32)) + '{"text":"ё"}'.encode()).hexdigest()
    assert Disclosure.parse(disclosure.encode()) == disclosure


def test_the_border_between_salt_and_payload_cannot_be_moved() -> None:
    honest = Disclosure(bytes(32), "123")
    for salt, payload in ((honest.salt + b"1", "23"), (honest.salt[:-1], "\x00123")):
        forged = Disclosure(salt, payload)
        assert forged.commitment == honest.commitment
        with pytest.raises(Malformed, match="32 bytes"):
            Disclosure.parse(forged.encode())


SALT = encode_bytes(bytes(32))


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {"salt": SALT},
        {"payload": "1"},
        {"salt": SALT, "payload": 1},
        {"salt": SALT, "payload": "\ud83d"},
        {"salt": 7, "payload": "1"},
        {"salt": f"{SALT}\n", "payload": "1"},
        {"salt": f"{SALT[:-2]}B=", "payload": "1"},  # the same bytes, spelt otherwise
        {"salt": f"{SALT[:-2]}ё=", "payload": "1"},
    ],
)
def test_what_opens_no_commitment_is_refused(told: Any) -> None:
    assert Disclosure.parse({"salt": SALT, "payload": "1"}).salt == bytes(32)
    with pytest.raises(LedgerError):
        Disclosure.parse(told)
