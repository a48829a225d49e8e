"""Checks the public record of a body that uses Kenes, trusting none of its code.

    python kenes_verify.py BUNDLE-or-FOLDER [--policy FILE] [--since CHECKPOINT-FILE]
                           [--receipt FILE]... [--json]

Needs Python 3.9 or newer and the package ``cryptography``; reaches no network, writes nothing.
Written from docs/reference/record-format.md alone: Kenes' own verifier shares no line with it.

What is checked. Of a folder (a mirror of the log): its entries, all of them and in this order,
give the root that the log's key signed, and every tile of hashes follows from what lies below.
Of a bundle (one matter): its entries are in that log, and the site showed what was entered. Of
both: entries have their form; times do not run back; each text told is the one entered; what is
no longer told was redacted by two people, with a ground; people's signatures are theirs; each
change of the log's key was signed by the key before; enough witnesses signed. The log continues
a checkpoint kept from before, and the promise of a receipt was kept.

What cannot be known from it. Whether what was entered is true. Whether the key is the body's:
get it elsewhere and give it with ``--policy``. Whether others are shown the same log: for that
there are witnesses, and checkpoints kept from visit to visit. Who an actor is, and what a
redacted text said. Whether a bundle holds all of its matter: only the folder has every entry.
When something happened: times are the log's word, held only to their order and to the present.

Exit status: 0 sound, 1 something was found, 2 it cannot be read.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

BUNDLE, NOTE, ENTRY, TILE = 64_000_000, 1_000_000, 65_535, 256 * (2 + 65_535)  # bytes, at most
NOW, HOUR = datetime.now(timezone(timedelta(0))), timedelta(hours=1)
LOG, WITNESS = 1, 4  # algorithms of keys
Json = dict[str, Any]
T = TypeVar("T")


class Finding(ValueError):
    """Something does not hold: its code, and a sentence. It ends the check that raises it."""


# Reading without trust: bounded, and only what an honest writer writes. All else: ValueError.
def read(path: Path, limit: int = BUNDLE) -> bytes:
    if not path.is_file():  # A pipe or a device would never end.
        raise ValueError(f"{path} is missing, or is no file")
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"{path} is larger than {limit} bytes")
    return data


def parsed(text: bytes, ascii_names: bool = False) -> Any:
    """JSON of whole numbers that every reader takes alike, with no name twice in an object."""

    def once(pairs: list[tuple[str, Any]]) -> Json:
        made = dict(pairs)
        if len(made) < len(pairs) or ascii_names and not all(map(str.isascii, made)):
            raise ValueError("says something twice, or has a name that is not ASCII")
        return made

    def whole(number: str) -> int:
        if not re.fullmatch("-?[0-9]{1,16}", number) or abs(int(number)) >= 2**53:
            raise ValueError("has a number that is not whole, or too large")
        return int(number)

    if text.count(b"[") + text.count(b"{") > 2_000_000:
        raise ValueError("has too many parts")  # They would take gigabytes.
    hooks: Json = {"object_pairs_hook": once, "parse_int": whole, "parse_float": whole}
    try:
        return json.loads(text.decode(), parse_constant=whole, **hooks)
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def canonical(value: Any) -> bytes:
    """RFC 8785 for whole numbers and names in ASCII: sorted, no spaces, shortest escapes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def of(kind: type[T], value: Any) -> T:
    if type(value) is not kind or value == "" or kind is int and value < 0:
        raise ValueError(f"has {str(value)[:40]!r} where a {kind.__name__} should be")
    return value


def members(value: Any, needed: str, optional: str = "") -> Json:
    if not set(needed.split()) <= of(dict, value).keys() <= {*needed.split(), *optional.split()}:
        raise ValueError(f"is not made of {needed} {optional}".rstrip())
    return of(dict, value)


def unbase64(text: Any, length: int | None = None) -> bytes:
    raw = base64.b64decode(of(str, text), validate=True)
    if base64.b64encode(raw).decode() != text or len(raw) != (length or len(raw)):
        raise ValueError("has base64 of a wrong length, or spelt as no encoder does")
    return raw


# Hashes and proofs (RFC 6962, 2.1). A proof is used up from its end, the side of the root.
def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def root_of(hashes: list[bytes]) -> bytes:
    """Pairs from the left, an odd one waits: the same tree as parting at powers of two."""
    while len(hashes) > 1:
        pairs, odd = range(0, len(hashes) - 1, 2), hashes[len(hashes) & ~1 :]
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in pairs] + odd
    return hashes[0] if hashes else sha256().digest()


def included(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """The root of the log that has this leaf there, by this proof; no hash if it proves none."""
    if size < 2 or not proof:
        return leaf if (index, size, proof) == (0, 1, []) else b""
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return node_hash(included(leaf, index, half, proof[:-1]), proof[-1])
    return node_hash(proof[-1], included(leaf, index - half, size - half, proof[:-1]))


def continued(old: int, size: int, proof: list[bytes], root: bytes = b"") -> tuple[bytes, bytes]:
    """The roots at both sizes; ``root``, the old one, is given while the walk keeps left."""
    if old >= size or not proof:
        rest = [root] if root and not proof else [] if root else proof
        return (rest[0], rest[0]) if old == size and len(rest) == 1 else (b"", b"")
    half = 1 << (size - 1).bit_length() - 1
    if old <= half:
        before, after = continued(old, half, proof[:-1], root)
        return before, node_hash(after, proof[-1])
    before, after = continued(old - half, size - half, proof[:-1])
    return node_hash(proof[-1], before), node_hash(proof[-1], after)


# Notes and keys (C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy).
CHECKPOINT = r"(?P<origin>.+)\n(?P<size>0|[1-9][0-9]{0,14})\n(?P<hash>.+)\n"
RECEIPT = r"(?P<origin>.+)\nreceipt\n(?P<hash>.+)\n(?P<time>[-0-9]{10}T[:0-9]{8})(\.[0-9]+)?"
RECEIPT += r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})\n"


def note_of(data: bytes, form: str = CHECKPOINT) -> Json:
    """Its parts; ``hash`` is the root of a checkpoint, the leaf of a receipt."""
    text, _, block = data.decode().rpartition("\n\n")
    found = re.fullmatch(form, text + "\n")
    lines = re.fullmatch(r"(— [^\s+]+ [A-Za-z0-9+/=]+\n)*", block)
    if not found or not lines or re.search(r"[\0-\x09\x0b-\x1f]", text) or len(data) > NOTE:
        raise ValueError("is not the signed note it should be")
    note: Json = {"size": "0", "text": f"{text}\n".encode(), **found.groupdict()}
    note["size"], note["hash"] = int(note["size"]), unbase64(note["hash"], 32)
    if form == RECEIPT:
        zone = note["zone"].replace("Z", "+00:00")  # Python 3.9 does not know the Z.
        note["time"] = datetime.fromisoformat(note["time"] + zone)
    each = [line.split(" ") for line in block.split("\n")[:-1]]
    note["signatures"] = [(name, unbase64(signature)) for _, name, signature in each]
    return note


def key_parts(key: str, algorithm: int) -> tuple[str, bytes, bytes]:
    """Name, key id, public key."""
    name, hexadecimal, body = key.split("+", 2)
    raw = unbase64(body, 33)
    key_id = sha256(f"{name}\n".encode() + raw).digest()[:4]
    if not re.fullmatch(r"\S+", name) or key_id.hex() != hexadecimal or raw[0] != algorithm:
        raise ValueError("has a key that is none")
    return name, key_id, raw[1:]


def signed_by(key: str, algorithm: int, note: Json) -> bool:
    name, key_id, public = key_parts(key, algorithm)
    found = [raw[4:] for signer, raw in note["signatures"] if (signer, raw[:4]) == (name, key_id)]
    for signature in found:
        text = note["text"]
        if algorithm == WITNESS:
            seconds, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            text = f"cosignature/v1\ntime {seconds}\n".encode() + text
        try:
            ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
        except (InvalidSignature, ValueError):
            raise Finding("untrusted", f"a signature of {name} is false") from None
    return bool(found)


class Policy:
    """Whose signatures count. Names come before their use: so one pass, and no circles."""

    def __init__(self, text: bytes) -> None:
        self.log, self.quorum = "", ""
        self.witnesses: dict[str, str] = {}
        self.groups: dict[str, tuple[int, set[str]]] = {}
        for line in text.decode().split("\n"):
            words = line.partition("#")[0].split()
            kind, name, third = [*words, "", "", ""][:3]
            known, count = {*self.witnesses, *self.groups}, len(words)
            fresh = name not in known | {"none"}
            if kind == "log" and count == 2 and not self.log and key_parts(name, LOG):
                self.log = name
            elif kind == "witness" and count == 3 and fresh and key_parts(third, WITNESS):
                self.witnesses[name] = third
            elif kind == "group" and count > 3 and fresh and known.issuperset(words[3:]):
                least = {"any": "1", "all": str(count - 3)}.get(third, third)
                self.groups[name] = int(least if least.isdecimal() else 0), set(words[3:])
            elif kind == "quorum" and count == 2 and not self.quorum and name in {*known, "none"}:
                self.quorum = name
            elif words:
                raise ValueError(f"has a line that is not understood: {line[:60]}")
        # A witness under two names would count twice, a group that asks for nobody always.
        each = {key_parts(key, WITNESS)[2] for key in self.witnesses.values()}
        poor = [name for name, (least, of_them) in self.groups.items() if least < 1]
        if not self.log or not self.quorum or len(each) < len(self.witnesses) or poor:
            raise ValueError("does not name a log, a quorum, each witness once, fit groups")

    def met(self, names: list[str]) -> bool:
        there = {"none", *names}
        for name, (least, group) in self.groups.items():
            there |= {name} if len(group & there) >= least else set()
        return self.quorum in there


# One entry, and what a person's device signed of it.
FORMS = {
    "id": "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "time": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?!24)[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z",
    "actor": "[0-9a-f]{16}",
    "media": "application/json",
}


def entry_of(data: bytes) -> Json:
    """The entry, if it is what an honest writer writes, byte for byte."""
    made = members(
        parsed(data, ascii_names=True),
        "v id type time actor subject commitments media",
        "before after language facts",
    )
    if canonical(made) != data or len(data) > ENTRY or of(int, made["v"]) != 1:
        raise ValueError("is not canonical JSON, too long, or of another version")
    for name in made.keys() - {"v", "commitments", "facts"}:
        if not re.fullmatch(FORMS.get(name, "(?s).+"), of(str, made[name])):
            raise ValueError(f"has a {name} that is none")
    for name, commitment in of(dict, made["commitments"]).items():
        if not name or not re.fullmatch("[0-9a-f]{64}", of(str, commitment)):
            raise ValueError("has a commitment that is none")
    made["facts"] = of(dict, made.get("facts", {}))
    made["time"] = datetime.fromisoformat(made["time"].replace("Z", "+00:00"))
    return made


def passkey_signed(signed: Json, leaf: bytes) -> bool:
    """WebAuthn: a device signed just this entry, and a person was there to let it."""
    try:
        device, browser = unbase64(signed["authenticator"]), unbase64(signed["client"])
        client, signature = of(dict, parsed(browser)), unbase64(signed["signature"])
        challenge = base64.urlsafe_b64encode(leaf).decode().rstrip("=")
        meant = client.get("type") == "webauthn.get" and client.get("challenge") == challenge
        message = device + sha256(browser).digest()
        key: Any = load_der_public_key(unbase64(signed["key"]))
        if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
            key.verify(signature, message, ec.ECDSA(SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), SHA256())
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, message)
        else:
            return False
        return meant and len(device) >= 37 and device[32] & 1 == 1
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False


class Checks:
    """What is checked of entries and of trust, in a folder as in a bundle, and what was found."""

    def __init__(self, policy: Policy, since: Json | None, receipts: list[Json]) -> None:
        self.policy, self.since, self.receipts = policy, since, receipts
        self.count = dict.fromkeys(("entries", "payloads", "redacted", "signed"), 0)
        self.newest: Json = {"origin": "", "size": 0, "hash": b""}
        self.witnesses: list[str] = []
        self.findings: list[Any] = []
        self.latest = NOW.replace(year=1)
        self.ids, self.untold, self.enrolled = set[str](), set[tuple[int, str]](), set[Any]()
        self.people, self.attested = list[tuple[int, Any]](), list[tuple[int, str, Any]]()
        self.leaves: dict[str, str] = {}  # Leaf to the hash of its signature, if it has one.
        self.state: dict[str, dict[str, Any]] = {}

    def add(self, code: str, index: int, sentence: str) -> None:
        self.findings.append((code, f"entry {index}: {sentence}"))

    def take(self, index: int, data: bytes, line: Any) -> None:
        """One entry, in their order, and its line of payloads."""
        self.count["entries"] += 1
        leaf = leaf_hash(data)
        self.leaves.setdefault(leaf.hex(), "")
        try:
            entry = entry_of(data)
            self.said(index, entry)
            line = members(parsed(line) if isinstance(line, bytes) else line, "told", "signed")
            self.told(index, entry, of(dict, line["told"]))
            if "signed" in line:
                self.signed(index, entry["actor"], leaf, line["signed"])
        except (ValueError, RecursionError) as error:
            self.add("malformed", index, str(error))

    def said(self, index: int, entry: Json) -> None:
        facts, kind, time = entry["facts"], entry["type"], entry["time"]
        if entry["id"] in self.ids:
            self.add("repeated", index, "its id stands in an earlier entry")
        self.ids.add(entry["id"])
        self.latest = max(self.latest, time)
        if self.latest - time > HOUR:
            self.add("time-back", index, "is dated before an earlier entry")
        if time - NOW > HOUR:
            self.add("time-ahead", index, "is dated in the future")
        if kind == "key.enrolled":
            self.enrolled.add((entry["actor"], facts.get("key")))
        elif kind == "entry.attested":
            self.attested.append((index, str(facts.get("leaf")), facts.get("sha256")))
        elif kind == "entry.redacted":
            # Who may redact alone, or leave open what and why, can hide a change.
            names, at, people = (facts.get(name) for name in ("fields", "entry", "approvers"))
            people = [str(one) for one in people] if isinstance(people, list) else []
            if len(people) != 2 or people[0] == people[1]:
                self.add("redaction-alone", index, "a redaction that two did not approve")
            if type(at) is not int or at >= index or not facts.get("ground"):
                self.add(
                    "redaction-blind", index, "a redaction of nothing earlier, or for no ground"
                )
            for name in names if isinstance(names, list) else []:
                self.count["redacted"] += (at, str(name)) in self.untold
                self.untold.discard((at, str(name)))

    def told(self, index: int, entry: Json, told: Json) -> None:
        state = self.state.setdefault(entry["subject"], {})
        for name in told.keys() - entry["commitments"].keys():
            self.add("payload-changed", index, f"{name} was never entered")
        for name, commitment in entry["commitments"].items():
            payload = None
            if name in told:
                self.count["payloads"] += 1
                # Were its length free, the salt could take the first letters of a payload.
                salt = unbase64(members(told[name], "salt payload")["salt"], 32)
                payload = of(str, told[name]["payload"])
                if sha256(salt + payload.encode()).hexdigest() != commitment:
                    self.add("payload-changed", index, f"{name} is not what was entered")
                    payload = None
            else:
                self.untold.add((index, name))
            if not name.startswith("act."):
                state[name] = index, payload

    def signed(self, index: int, actor: str, leaf: bytes, signed: Any) -> None:
        members(signed, "key authenticator client signature")
        self.leaves[leaf.hex()] = sha256(canonical(signed)).hexdigest()
        if passkey_signed(signed, leaf):
            self.count["signed"] += 1
            self.people.append((index, (actor, sha256(unbase64(signed["key"])).hexdigest()[:16])))
        else:
            self.add("signature-false", index, "its signature is false")

    def finish(self, shown: Json, everything: bool) -> None:
        """What only the end can tell: what never came."""
        for index, name in sorted(self.untold):
            self.add(
                "payload-missing", index, f"{name} is not told, and no later entry redacts it"
            )
        for index, person in self.people:
            if person not in self.enrolled:
                self.add("key-unknown", index, "is signed by a key never entered for its actor")
        for index, leaf, digest in self.attested:
            there = self.leaves.get(leaf)
            if there != digest and (everything or there is not None):
                self.add("signature-missing", index, "the signature it attests is not there")
        for subject, fields in shown.items():
            state = self.state.get(subject, {})
            for name in sorted(state.keys() | of(dict, fields).keys()):
                index, payload = state.get(name, (None, None))
                if index is None:
                    about = f"{subject}: {name} is shown, and no entry tells of it"
                    self.findings.append(("state-unrecorded", about))
                elif payload is not None and payload != fields.get(name, "null"):
                    about = f"{subject}: {name} is shown otherwise than entry {index} has it"
                    self.findings.append(("state-differs", about))

    def signers(self, note: Json, logs: list[str], what: str) -> list[str]:
        """The witnesses of a note that one of the log's keys signed."""
        own = [key for key in logs if signed_by(key, LOG, note)]
        if not own or note["origin"] != own[0].partition("+")[0]:
            raise Finding("untrusted", f"{what} is not signed by the log's key")
        return [
            name for name, key in self.policy.witnesses.items() if signed_by(key, WITNESS, note)
        ]

    def trust(
        self, changes: list[Any], other: Json | None, proves: Callable[[Json], bool]
    ) -> None:
        """Who signed. A change of the log's key: note, entry, does today's log continue it."""
        keys, heirs = [self.policy.log], []
        for _, data, _ in changes:
            entry = entry_of(data)
            heirs.append(str(entry["facts"].get("key")))
            same = key_parts(heirs[-1], LOG)[0] == key_parts(keys[0], LOG)[0]
            if entry["type"] != "key.rotated" or not same:
                raise Finding("untrusted", "a change of the log's key names no new key of it")
        # Who trusts a later key passes over earlier changes.
        begin = max((at + 1 for at, heir in enumerate(heirs) if heir == keys[0]), default=0)
        for at in range(begin, len(heirs)):
            self.signers(changes[at][0], keys[-1:], "a change of the log's key")
            if not changes[at][2]:
                raise Finding(
                    "contradiction", "the log does not continue the one whose key changed"
                )
            keys.append(heirs[at])
        kept = [(self.since, "the checkpoint kept")] if self.since else []
        self.witnesses = self.signers(self.newest, keys[-1:], "the checkpoint")
        if not self.policy.met(self.witnesses) and other:
            self.witnesses = self.signers(other, keys, "the witnessed checkpoint")
            kept.append((other, "the witnessed checkpoint"))
        if not self.policy.met(self.witnesses):
            self.findings.append(("untrusted", "too few witnesses signed: no quorum"))
        for note, what in kept:
            self.signers(note, keys, what)
            if not proves(note):
                self.findings.append(("contradiction", f"the log does not continue {what}"))
        for receipt in self.receipts:
            self.signers(receipt, keys, "a receipt")
            if NOW - receipt["time"] > 24 * HOUR and receipt["hash"].hex() not in self.leaves:
                self.findings.append(("contradiction", "a receipt promised an entry not there"))


# A folder: every entry, read a tile at a time.
def numbered(index: int) -> str:
    *groups, last = [group.zfill(3) for group in f"{index:,}".split(",")]
    return "".join(f"x{group}/" for group in groups) + last


def tile(folder: Path, level: int | str, number: int, width: int) -> tuple[bytes, int]:
    """A tile and its width: once it is full, a log need not keep what was not."""
    whole = folder / f"tile/{level}/{numbered(number)}"
    part = Path(f"{whole}.p/{width}")
    return (read(part, TILE), width) if part.is_file() else (read(whole, TILE), 256)


def entries_in(folder: Path, size: int) -> Iterator[tuple[int, bytes, bytes]]:
    for first in range(0, size, 256):
        name = numbered(first // 256)
        data, width = tile(folder, "entries", first // 256, min(256, size - first))
        ends = [0]
        for _ in range(width):
            ends.append(ends[-1] + 2 + int.from_bytes(data[ends[-1] : ends[-1] + 2], "big"))
        if ends[-1] != len(data):
            raise ValueError(f"tile/entries/{name} is not {width} whole entries")
        path = folder / f"payload/{name}.jsonl"
        if not path.is_file():
            raise ValueError(f"payload/{name}.jsonl is missing")
        with path.open("rb") as lines:
            for at in range(min(width, size - first)):
                line = lines.readline(BUNDLE)
                if not line.endswith(b"\n"):
                    raise ValueError(f"payload/{name}.jsonl ends before entry {first + at}")
                yield first + at, data[ends[at] + 2 : ends[at + 1]], line


def check_folder(folder: Path, checks: Checks) -> None:
    checks.newest = note_of(read(folder / "checkpoint"))
    size, other = checks.newest["size"], folder / "witnessed"
    witnessed = note_of(read(other)) if other.exists() else None
    changes = [
        members(one, "note index") for one in of(list, parsed(read(folder / "handovers.json")))
    ]
    notes = [note_of(of(str, one["note"]).encode()) for one in changes]
    sizes = {note["size"] for note in [*notes, witnessed, checks.since] if note}
    rows, roots, at_index = [[]], {}, {}
    ...
