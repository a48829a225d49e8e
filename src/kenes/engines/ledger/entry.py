"""An entry of the record: what happened, to what, and commitments to all that was said.

An entry is canonical JSON (RFC 8785) without numbers but whole ones. It names no person and holds
no wording: for each field there is SHA-256(salt ‖ payload), the salt 32 random bytes, the payload
canonical JSON kept outside the log. Who deletes salt and payload has erased the field, and the
log still proves what it proved.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from kenes.engines.ledger.errors import Malformed
from kenes.engines.ledger.tiles import LARGEST_ENTRY
from kenes.engines.ledger.tree import HASH_SIZE

VERSION = 1
SALT_SIZE = 32
MEDIA = "application/json"
_LARGEST_WHOLE = 2**53 - 1  # beyond it JSON readers disagree
_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
HASH = re.compile(r"[0-9a-f]{64}")
ACTOR = KEY_ID = re.compile(r"[0-9a-f]{16}")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
# Most entries are so plain that one look shows them canonical; the others take the long way.
_PLAIN = r'"([ !#-\[\]-~]+)"'
_ONE = re.compile(rf'{_PLAIN}:"({HASH.pattern})"')
_ONE_UNREAD = _ONE.pattern.replace("(", "(?:")
_COMMON = re.compile(
    rf'\{{"actor":"({ACTOR.pattern})"(?:,"after":{_PLAIN})?(?:,"before":{_PLAIN})?'
    rf',"commitments":\{{({_ONE_UNREAD}(?:,{_ONE_UNREAD})*)?\}}'
    rf',"id":"({_ID.pattern})"(?:,"language":{_PLAIN})?,"media":"{MEDIA}","subject":{_PLAIN}'
    rf',"time":"({_TIME.pattern})","type":{_PLAIN},"v":{VERSION}\}}',
    re.ASCII,
)
_TEXTS = frozenset(("id", "type", "time", "actor", "subject"))
_MAY_LACK = frozenset(("before", "after", "language"))
_KNOWN = _TEXTS | _MAY_LACK | {"v", "commitments", "media", "facts"}


def canonical(value: Any) -> str:
    """RFC 8785's text of a value whose keys are ASCII and whose numbers are whole.

    Raises Malformed for what has no such text.
    """
    _check(value)
    return _written(value)


def _written(value: Any) -> str:
    text = _encode(value)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Malformed("half a character has no place in the record") from error
    return text


def _check(value: Any) -> None:
    kind = type(value)
    if kind is str or value is None or kind is bool:  # nearly all there is
        return
    if isinstance(value, dict):
        for key, item in value.items():
            # Other keys are sorted one way by RFC 8785 and another by Python.
            if not isinstance(key, str) or not key.isascii():
                raise Malformed(f"{key!r} is no key for the record")
            if type(item) is not str:
                _check(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            if type(item) is not str:
                _check(item)
    elif isinstance(value, int):
        if abs(value) > _LARGEST_WHOLE:
            raise Malformed(f"{value} is too large a number for the record")
    elif not isinstance(value, str):
        raise Malformed(f"{kind.__name__} has no place in the record")


def committed(salt: bytes, payload: str) -> str:
    """The commitment to a payload, in hex."""
    return sha256(salt + payload.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One public act. ``facts`` are public for ever: codes and keys, never words about people."""

    id: str  # UUIDv7
    type: str  # e.g. recommendation.corrected
    time: str  # UTC, microseconds
    actor: str  # the key id of who acted: a pseudonym
    subject: str  # public number
    before: str = ""  # status
    after: str = ""
    commitments: Mapping[str, str] = field(default_factory=dict)  # field -> hex
    language: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def encode(self) -> bytes:
        """The canonical bytes. Raises Malformed when ``parse`` would."""
        said: dict[str, Any] = {
            "v": VERSION,
            "id": self.id,
            "type": self.type,
            "time": self.time,
            "actor": self.actor,
            "subject": self.subject,
            "commitments": dict(self.commitments),
            "media": MEDIA,
        }
        for name in ("before", "after", "language"):
            if value := getattr(self, name):
                said[name] = value
        if self.facts:
            said["facts"] = dict(self.facts)
        data = _written(said).encode()
        Entry.parse(data)  # what nobody could read would stand in the log for ever
        return data

    @classmethod
    def parse(cls, data: bytes) -> "Entry":
        """Raises Malformed unless ``data`` is an entry in its canonical form."""
        if len(data) > LARGEST_ENTRY:
            raise Malformed(f"an entry of {len(data)} bytes is too large for the log")
        return _common(data) or cls._parse(data)

    @classmethod
    def _parse(cls, data: bytes) -> "Entry":
        try:
            said = read_json(data)
            is_canonical = isinstance(said, dict) and canonical(said).encode() == data
        except Malformed as error:
            raise Malformed(f"an entry: {error}") from error
        if not is_canonical:
            raise Malformed("an entry is not in its canonical form")
        version = said.get("v")
        is_known = version == VERSION and version is not True and said.get("media") == MEDIA
        if not is_known or set(said) - _KNOWN:
            raise Malformed("an entry is of a version that is not known here")
        texts = {name: said.get(name) for name in _TEXTS}
        texts |= {name: said[name] for name in _MAY_LACK & set(said)}
        commitments, facts = said.get("commitments"), said.get("facts", {})
        is_whole = (
            all(isinstance(text, str) and text for text in texts.values())
            and _ID.fullmatch(str(texts["id"]))
            and ACTOR.fullmatch(str(texts["actor"]))
            and _TIME.fullmatch(str(texts["time"]))
            and _is_moment(str(texts["time"]))
            and isinstance(commitments, dict)
            and all(isinstance(c, str) and HASH.fullmatch(c) for c in commitments.values())
            and isinstance(facts, dict)
            and ("facts" not in said or facts)
        )
        if not is_whole:
            raise Malformed("an entry lacks what every entry has")
        return cls(**texts, commitments=commitments, facts=facts)


def _common(data: bytes) -> Entry | None:
    """The entry, or None when it is wrong or not of the common kind."""
    match = _COMMON.fullmatch(data.decode()) if data.isascii() else None
    if match is None:
        return None
    actor, after, before, inside, identifier, language, subject, time, kind = match.groups()
    pairs = _ONE.findall(inside) if inside else []
    commitments = dict(pairs)
    if len(pairs) > 1 and (len(commitments) < len(pairs) or pairs != sorted(pairs)):
        return None
    if not _is_moment(time):
        return None
    return Entry(
        id=identifier,
        type=kind,
        time=time,
        actor=actor,
        subject=subject,
        before=before or "",
        after=after or "",
        commitments=commitments,
        language=language or "",
    )


def _is_moment(text: str) -> bool:
    """True when the calendar has this day and the day has this time."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Disclosure:
    """What opens one commitment."""

    salt: bytes
    payload: str  # canonical JSON

    @property
    def commitment(self) -> str:
        return committed(self.salt, self.payload)

    def encode(self) -> dict[str, str]:
        return {"salt": encode_bytes(self.salt), "payload": self.payload}

    @classmethod
    def parse(cls, said: Any) -> "Disclosure":
        """Raises Malformed."""
        check_members(said, "salt", "payload")
        found = cls(decode_bytes(said.get("salt")), text_of(said.get("payload")))
        # Between a salt and a payload of any length the border could be moved.
        if len(found.salt) != SALT_SIZE:
            raise Malformed(f"a salt has {SALT_SIZE} bytes")
        return found


def read_json(data: bytes) -> Any:
    """Somebody else's JSON, in UTF-8 and without numbers that JSON does not have.

    Raises Malformed.
    """
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Malformed("this is no JSON") from error


def _no_number(said: str) -> Any:
    raise ValueError(f"{said} is no number")


def hash_of(said: Any) -> bytes:
    """A hash of somebody else's JSON, in base64. Raises Malformed."""
    data = decode_bytes(said)
    if len(data) != HASH_SIZE:
        raise Malformed(f"a hash has {HASH_SIZE} bytes")
    return data


def check_members(said: Any, *names: str, may: str = "") -> None:
    """Raise Malformed unless ``said`` has just these members, and perhaps the one it ``may``."""
    if not isinstance(said, dict) or not set(names) <= set(said) <= {*names, may or names[0]}:
        raise Malformed(f"it lacks a part, or has one too many: {', '.join(names)} was expected")


def text_of(said: Any) -> str:
    """A text of somebody else's JSON. Raises Malformed for what is none or holds half of one."""
    if not isinstance(said, str):
        raise Malformed("a text was expected")
    try:
        said.encode()
    except UnicodeEncodeError as error:
        raise Malformed("a text holds half a character") from error
    return said


def number_of(said: Any) -> int:
    """A whole number, not negative, of somebody else's JSON. Raises Malformed."""
    if isinstance(said, bool) or not isinstance(said, int) or said < 0:
        raise Malformed("a whole number was expected")
    return said


def encode_bytes(data: bytes) -> str:
    return base64.b64encode(data).decode()


def decode_bytes(text: Any) -> bytes:
    """Raises Malformed unless ``text`` is base64 as an encoder writes it."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError) as error:
        raise Malformed("base64 was expected") from error
    if encode_bytes(data) != text:
        raise Malformed("base64 was expected, in the one spelling of its bytes")
    return data
