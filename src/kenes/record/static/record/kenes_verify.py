"""Checks the public record of a body that uses Kenes, trusting none of its code.

    python kenes_verify.py BUNDLE-or-FOLDER [--policy FILE] [--since CHECKPOINT-FILE]
                           [--receipt FILE]... [--json]

Written from docs/reference/record-format.md alone. Reaches no network, writes nothing. Exit
status: 0 sound, 1 something was found, 2 it cannot be read.

What is checked. Of a folder (a mirror of the log): its entries, all of them and in this order,
give the root that the log's key signed; every tile of hashes follows from what lies below. Of a
bundle (one matter): its entries are in that log; the site showed what was entered. Of both:
entries have their form; times do not run back; each text told is the one entered; what is no
longer told was redacted by two people, with a ground; people's signatures are theirs; each
change of the log's key was signed by the key before; enough witnesses signed; the log continues
a checkpoint kept from before; the promise of a receipt was kept.

What cannot be known from it. Whether what was entered is true. Whether the key is the body's:
get it elsewhere and give it with ``--policy``. Whether others are shown the same log: for that
there are witnesses, and checkpoints kept from visit to visit. Who an actor is, what a redacted
text said. Whether a bundle holds all of its matter: only the folder has every entry. When
something happened: times are the log's word, held only to their order and to the present.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
import zipfile
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as spelling
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

LARGEST = 64_000_000  # bytes of a bundle, and so of what is told of one entry
NOW, HOUR = datetime.now(timezone(timedelta(0))), timedelta(hours=1)
LEAF, NODE, LOG, WITNESS = b"\0", b"\1", 1, 4  # what begins hashes, and keys
Json = dict[str, Any]

# The shapes of all JSON here. ``?``: may be absent; ``*``: any name; a text: what it must match.
TEXT, HASH = "[^\ud800-\udfff]+", "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="  # 32 bytes in base64
UUID7 = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?!24)[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
ACTOR, HEX = "[0-9a-f]{16}", "[0-9a-f]{64}"
ENTRY: Json = {"v": int, "id": UUID7, "type": TEXT, "time": TIME, "actor": ACTOR, "subject": TEXT}
ENTRY |= {"before?": TEXT, "after?": TEXT, "language?": TEXT, "facts?": dict}
ENTRY |= {"commitments": {"*": HEX}, "media": "application/json"}
FACTS: Json = {"key.enrolled": {"key": ACTOR}, "key.rotated": {"key": TEXT}}
FACTS |= {"entry.attested": {"leaf": HEX, "key": ACTOR, "sha256": HEX}}
FACTS |= {"entry.redacted": {"entry": int, "fields": [TEXT], "ground?": str, "approvers": [TEXT]}}
SIGNATURE = {"key": TEXT, "authenticator": TEXT, "client": TEXT, "signature": TEXT}
LINE: Json = {"told": {"*": {"salt": HASH, "payload": TEXT}}, "signed?": SIGNATURE}
HANDOVER: Json = {"note": TEXT, "index": int}
PROVED = {**HANDOVER, "entry": TEXT, "inclusion": [HASH], "consistency": [HASH]}
BUNDLE: Json = {"format": "kenes bundle 1", "checkpoint": TEXT, "policy": TEXT}
BUNDLE |= {"handovers": [PROVED], "since": [{"size": int, "proof": [HASH]}]}
BUNDLE |= {"entries": [{"index": int, "entry": TEXT, "proof": [HASH], **LINE}]}
BUNDLE |= {"shown": {"*": {"*": TEXT}}}


def require(holds: object, sentence: str, code: str = "malformed") -> None:
    """What does not hold ends the check at hand, and is a finding."""
    if not holds:
        raise ValueError(code, sentence)


# Reading without trust: bounded, and only what an honest writer writes.
def read(path: Path) -> bytes:
    require(path.is_file(), f"{path} is missing, or is no file")  # A pipe would never end.
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    require(len(data) <= LARGEST, f"{path} is larger than {LARGEST} bytes")
    return data


def parsed(text: bytes, shape: Any) -> Any:
    """JSON of that shape, in which no object names a member twice and numbers are whole."""

    def once(pairs: list[tuple[str, Any]]) -> Json:
        made = dict(pairs)
        good = len(made) == len(pairs) and (shape is not ENTRY or all(map(str.isascii, made)))
        require(good, "it says something twice, or has a name not in ASCII")
        return made

    def whole(number: str) -> int:
        alike = len(number) < 18 and abs(int(number)) < 2**53
        require(alike, "it has a number that not every reader takes alike")
        return int(number)

    require(text.count(b"[") + text.count(b"{") < 2_000_000, "its parts would take gigabytes")
    fraction = float if shape is dict else int  # A browser's data may hold one.
    hooks: Json = {"object_pairs_hook": once, "parse_int": whole, "parse_float": fraction}
    try:
        return shaped(json.loads(text.decode(), parse_constant=int, **hooks), shape)
    except RecursionError:
        raise ValueError("malformed", "it is nested too deeply") from None


def shaped(value: Any, shape: Any) -> Any:
    kind: Any = shape if isinstance(shape, type) else type(shape)
    fits: Any = type(value) is kind and (type(shape) is not str or re.fullmatch(shape, value))
    fits = fits and (kind is not int or value >= 0)
    require(fits, f"it has {str(value)[:40]!r} where that cannot stand")
    for one in value if isinstance(shape, list) else ():
        shaped(one, shape[0])
    if isinstance(shape, dict):
        needed = {name for name in shape if name[-1] not in "?*"}
        fits = "*" in shape or needed <= value.keys() <= {name.strip("?") for name in shape}
        require(fits, f"it has not just the members {', '.join(shape)}")
        for name in value:
            shaped(value[name], shape.get("*") or shape.get(name) or shape[f"{name}?"])
    return value


def canonical(value: Any) -> bytes:
    """RFC 8785 for whole numbers and names in ASCII: sorted, no spaces, shortest escapes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def unbase64(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    require(base64.b64encode(raw).decode() == text, "it has base64 spelt as no encoder does")
    return raw


# Hashes and proofs (RFC 6962, 2.1). A proof is used up from its end, the side of the root.
def hash_of(*parts: bytes) -> bytes:
    return sha256(b"".join(parts)).digest()


def root_of(row: list[bytes]) -> bytes:
    """Pairs from the left, an odd one waits: the same tree as parting at powers of two."""
    while len(row) > 1:
        pairs, odd = range(0, len(row) - 1, 2), row[len(row) & ~1 :]
        row = [hash_of(NODE, row[at], row[at + 1]) for at in pairs] + odd
    return row[0] if row else hash_of()


def included(leaf: bytes, index: int, size: int, proof: list[str]) -> bytes:
    """The root of the log that has this leaf there, by this proof; no hash if it proves none."""
    if size < 2 or not proof:
        return leaf if (index, size, proof) == (0, 1, []) else b""
    half, other = 1 << (size - 1).bit_length() - 1, unbase64(proof[-1])
    if index < half:
        return hash_of(NODE, included(leaf, index, half, proof[:-1]), other)
    return hash_of(NODE, other, included(leaf, index - half, size - half, proof[:-1]))


def continued(old: int, size: int, proof: list[str], root: bytes = b"") -> tuple[bytes, bytes]:
    """The roots at both sizes; ``root``, the old one, is given while the walk keeps left."""
    if old >= size or not proof:
        rest = [root] * bool(root) + [unbase64(one) for one in proof]
        return (rest[0], rest[0]) if old == size and len(rest) == 1 else (b"", b"")
    half, other = 1 << (size - 1).bit_length() - 1, unbase64(proof[-1])
    if old <= half:
        before, after = continued(old, half, proof[:-1], root)
        return before, hash_of(NODE, after, other)
    before, after = continued(old - half, size - half, proof[:-1])
    return hash_of(NODE, other, before), hash_of(NODE, other, after)


# Notes and keys (C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy).
CHECKPOINT = r"(?P<origin>.+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<hash>.+)\n"
RECEIPT = r"(?P<origin>.+)\nreceipt\n(?P<hash>.+)\n(?P<time>[-0-9]{10}T[:0-9]{8})(\.[0-9]+)?"
RECEIPT += r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})\n"


def note_of(data: bytes, form: str = CHECKPOINT) -> Json:
    """Its parts; ``hash`` is the root of a checkpoint, the leaf of a receipt."""
    text, _, block = data.decode().rpartition("\n\n")
    lines = re.fullmatch(r"(— [^\s+]+ [A-Za-z0-9+/]{7}[A-Za-z0-9+/=]+\n)+", block)
    found = re.fullmatch(form, text + "\n") if lines and len(data) <= 1_000_000 else None
    if not found or re.search(r"[\0-\x09\x0b-\x1f]", text + block):
        raise ValueError("malformed", "a note is not the signed note it should be")
    note: Json = {"size": "0", "text": f"{text}\n".encode(), **found.groupdict()}
    note["size"], note["hash"] = int(note["size"]), unbase64(shaped(note["hash"], HASH))
    if form == RECEIPT:  # Python 3.9 does not know the Z.
        note["time"] = datetime.fromisoformat(note["time"] + note["zone"].replace("Z", "+00:00"))
    pairs = [line.split(" ")[1:] for line in block.split("\n")[:-1]]
    return {**note, "signatures": [(name, unbase64(signature)) for name, signature in pairs]}


def key_parts(key: str, algorithm: int) -> tuple[str, bytes, bytes]:
    """Name, key id, public key."""
    name, hexadecimal, body = shaped(key, r"[^\s+]+\+[0-9a-f]{8}\+\S{44}").split("+", 2)
    raw = unbase64(body)
    good = raw[0] == algorithm and hash_of(name.encode(), b"\n", raw)[:4].hex() == hexadecimal
    require(good, "a key is of another kind, or has another key's id")
    return name, bytes.fromhex(hexadecimal), raw[1:]


def signed_by(key: str, algorithm: int, note: Json) -> bool:
    """One false signature of someone trusted makes the note worthless."""
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
            raise ValueError("untrusted", f"a signature of {name} is false") from None
    return bool(found)


class Policy:
    """Whose signatures count. Names come before their use: so one pass, and no circles."""

    def __init__(self, text: bytes) -> None:
        require(len(text) <= 100_000, "the policy is too long")
        logs, quorums, self.witnesses = list[str](), list[str](), dict[str, str]()
        self.groups: dict[str, tuple[int, set[str]]] = {}
        for line in text.decode().split("\n"):
            kind, *words = re.findall(r"[^ \t]+", line.partition("#")[0]) or [""]
            known, name = {*self.witnesses, *self.groups}, "".join(words[:1])
            new = name not in {*known, "none"}
            if kind == "log":
                logs += words
            elif kind == "quorum" and {*known, "none"}.issuperset(words):
                quorums += words
            elif kind == "witness" and len(words) == 2 and new:
                self.witnesses[name] = words[1]
            elif kind == "group" and len(words) > 2 and new and known.issuperset(words[2:]):
                least, group = words[1], set(words[2:])
                least = {"any": "1", "all": str(len(group))}.get(least, least)
                good = re.fullmatch("[1-9][0-9]{0,3}", least) and len(group) == len(words) - 2
                require(good, f"the policy has a group that cannot be counted: {line}")
                self.groups[name] = int(least), group
            else:
                require(not kind, f"the policy has a line that is not understood: {line}")
        quorums += [] if self.witnesses or quorums else ["none"]
        # A witness under two names would count twice.
        each = {key_parts(key, WITNESS)[2] for key in self.witnesses.values()}
        good = len(each) == len(self.witnesses) and len(logs) == len(quorums) == 1
        require(good, "the policy has not one log, one quorum, and each witness once")
        self.log, self.quorum, self.name = logs[0], quorums[0], key_parts(logs[0], LOG)[0]

    def met(self, names: list[str]) -> bool:
        there = {"none", *names}
        for name, (least, group) in self.groups.items():
            there |= {name} if len(group & there) >= least else set()
        return self.quorum in there


# One entry, and what a person's device signed of it.
def entry_of(data: bytes) -> Json:
    """The entry, if it is what an honest writer writes, byte for byte."""
    made: Json = parsed(data, ENTRY)
    good = made["v"] == 1 and canonical(made) == data and made.get("facts") != {}
    require(good and len(data) < 65_536, "it is not canonical, too long, or of another version")
    facts = shaped(made.get("facts", {}), FACTS.get(made["type"], dict))
    return {**made, "facts": facts, "time": datetime.fromisoformat(made["time"][:-1] + "+00:00")}


def passkey_signed(signed: Json, leaf: bytes) -> bool:
    """WebAuthn: a device signed just this entry, and a person was there to let it."""
    try:
        der, device, browser, signature = (unbase64(signed[name]) for name in SIGNATURE)
        client, message = parsed(browser, dict), device + hash_of(browser)
        challenge = base64.urlsafe_b64encode(leaf).decode().rstrip("=")
        meant = (client.get("type"), client.get("challenge")) == ("webauthn.get", challenge)
        key: Any = spelling.load_der_public_key(der)
        same = key.public_bytes(spelling.Encoding.DER, spelling.PublicFormat.SubjectPublicKeyInfo)
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1":
            key.verify(signature, message, ec.ECDSA(SHA256()))
        else:
            require(isinstance(key, ed25519.Ed25519PublicKey), "a key of another kind")
            key.verify(signature, message)
        # One key in two spellings would have two ids.
        good = meant and same == der and "origin" in client
        return good and len(device) >= 37 and device[32] & 1 == 1
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False


class Checks:
    """What is checked in a folder as in a bundle, and what was found."""

    def __init__(self, policy: Policy, whole: bool, newest: Json, kept: list[Json]) -> None:
        """``whole``: every entry is here; ``kept``: a reader's checkpoint and receipts."""
        self.policy, self.whole, self.newest, self.kept = policy, whole, newest, kept
        self.counts = dict.fromkeys(("entries", "payloads", "redacted", "signed"), 0)
        self.findings, self.witnesses = list[tuple[str, str]](), list[str]()
        self.ids, self.latest, self.leaves = set[str](), NOW.replace(year=1), list[bytes]()
        self.untold, self.enrolled = set[tuple[int, str]](), set[tuple[str, str]]()
        self.people, self.attested = list[tuple[str, Any]](), list[tuple[str, str, str]]()
        self.signatures, self.rotated = dict[str, str](), dict[int, bytes]()
        self.state: dict[str, dict[str, Any]] = {}

    def that(self, holds: object, code: str, sentence: str) -> None:
        if not holds:
            self.findings.append((code, sentence))

    def take(self, index: int, data: bytes, line: Any) -> None:
        """One entry, in their order, and its line of payloads."""
        it, leaf = f"entry {index}:", hash_of(LEAF, data)
        self.counts["entries"] += 1
        self.leaves.append(leaf)
        try:
            entry, line = entry_of(data), parsed(line, LINE) if type(line) is bytes else line
        except (ValueError, RecursionError) as error:
            return self.that(False, "malformed", f"{it} {error.args[-1]}")
        time, facts, actor = entry["time"], entry["facts"], entry["actor"]
        self.that(entry["id"] not in self.ids, "repeated", f"{it} has the id of an earlier one")
        self.ids.add(entry["id"])
        self.latest = max(self.latest, time)
        self.that(self.latest - time <= HOUR, "time-back", f"{it} is dated before an earlier one")
        self.that(time - NOW <= HOUR, "time-ahead", f"{it} is dated in the future")
        if "signed" in line:
            good = passkey_signed(line["signed"], leaf)
            self.that(good, "signature-false", f"{it} its signature is false")
            self.signatures[leaf.hex()] = hash_of(canonical(line["signed"])).hex()
            key = hash_of(unbase64(line["signed"]["key"])).hex()[:16] if good else ""
            self.people += [(it, (actor, key))] if good else []
        if entry["type"] == "key.rotated":
            self.rotated[index] = data
        elif entry["type"] == "key.enrolled":
            self.enrolled.add((actor, facts["key"]))
        elif entry["type"] == "entry.attested":
            self.attested.append((it, facts["leaf"], facts["sha256"]))
        elif entry["type"] == "entry.redacted":
            # Who may redact alone, or for no reason, can hide a change.
            at, people = facts["entry"], facts["approvers"]
            two = len(people) == len(set(people)) == 2
            two = two and all(re.fullmatch(ACTOR, one) for one in people) and facts.get("ground")
            self.that(two, "redaction-alone", f"{it} redacts without two approvers and a ground")
            self.that(at < index, "redaction-blind", f"{it} redacts what is not before it")
            gone = {(at, name) for name in facts["fields"] if at < index} & self.untold
            self.counts["redacted"] += len(gone)
            self.untold -= gone
        self.told(index, it, entry, line["told"])

    def told(self, index: int, it: str, entry: Json, told: Json) -> None:
        entered, state = entry["commitments"], self.state.setdefault(entry["subject"], {})
        for name in told.keys() - entered.keys():
            self.that(False, "payload-changed", f"{it} {name} was never entered")
        for name in entered:
            payload = None
            if name in told:
                # Were its length free, the salt could take the first letters of a payload.
                salt, payload = unbase64(told[name]["salt"]), told[name]["payload"]
                same = hash_of(salt, payload.encode()).hex() == entered[name]
                self.that(same, "payload-changed", f"{it} {name} is not what was entered")
                self.counts["payloads"] += 1
            else:
                self.untold.add((index, name))
            if not name.startswith("act."):
                state[name] = index, payload

    def finish(self, shown: Json) -> None:
        """What only the end can tell."""
        for index, name in sorted(self.untold):
            it = f"entry {index}: {name}"
            self.that(False, "payload-missing", f"{it} is not told, and no later entry redacts it")
        for it, who in self.people:
            self.counts["signed"] += 1
            self.that(who in self.enrolled, "key-unknown", f"{it} its actor entered no such key")
        present = {leaf.hex() for leaf in self.leaves if not self.whole}
        for it, leaf, digest in self.attested:
            there = self.signatures.get(leaf) == digest or not self.whole and leaf not in present
            self.that(there, "signature-missing", f"{it} the signature it attests is not there")
        for subject, fields in shown.items():
            state = self.state.get(subject, {})
            for name in sorted(state.keys() | fields.keys()):
                it, (index, payload) = f"{subject}: {name} is shown", state.get(name, (-1, None))
                self.that(index >= 0, "state-unrecorded", f"{it}, and no entry says it")
                same = payload in (None, fields.get(name, "null"))
                self.that(same, "state-differs", f"{it} otherwise than entry {index} says")

    def signers(self, note: Json, logs: list[str], what: str) -> list[str]:
        """The witnesses who signed; one of the log's keys must have."""
        own = [key for key in logs if signed_by(key, LOG, note)]
        good = own and note["origin"] == self.policy.name
        require(good, f"{what} is not signed by the log's key", "untrusted")
        witnesses = self.policy.witnesses
        return [name for name in witnesses if signed_by(witnesses[name], WITNESS, note)]

    def trust(self, changes: list[Any], other: Path | None, proves: Any) -> None:
        """Who signed. A change of the log's key: note, index, entry, whether the log goes on."""
        keys, last = [self.policy.log], -1
        for note, index, data, goes_on in changes:
            # Who trusts a later key passes over changes before the first that this key signed.
            if last < 0 and not signed_by(keys[0], LOG, note):
                continue
            it = f"entry {index}: the change of the log's key"
            self.signers(note, keys[-1:], it)
            require(goes_on and index > last, f"{it} is not followed by this log", "contradiction")
            entry, last = entry_of(data), index
            require(entry["type"] == "key.rotated", f"{it} is another act", "untrusted")
            keys.append(entry["facts"]["key"])
            same = key_parts(keys[-1], LOG)[0] == self.policy.name
            require(same, f"{it} names the key of another log", "untrusted")
        self.witnesses = self.signers(self.newest, keys[-1:], "the checkpoint")
        if self.whole and self.rotated:
            index, data = max(self.rotated.items())
            new = entry_of(data)["facts"]["key"] == keys[-1]
            self.that(new, "key-superseded", f"entry {index}: names a key, and another one signs")
        older = [(note, "the checkpoint kept") for note in self.kept if "time" not in note]
        if other and other.exists() and not self.policy.met(self.witnesses):
            older.append((note_of(read(other)), "the witnessed checkpoint"))
            self.witnesses = self.signers(older[-1][0], keys, "the witnessed checkpoint")
        self.that(self.policy.met(self.witnesses), "untrusted", "the witnesses are no quorum")
        for note, what in older:
            self.signers(note, keys, what)
            self.that(proves(note), "contradiction", f"the log does not continue {what}")
        for note in [note for note in self.kept if "time" in note]:
            self.signers(note, keys, "the receipt")
            there = NOW - note["time"] <= 24 * HOUR or note["hash"] in self.leaves
            code, what = ("contradiction", "log") if self.whole else ("untrusted", "bundle")
            self.that(there, code, f"the {what} lacks the entry that the receipt promised")


# A folder: every entry, read a tile at a time.
def path_of(kind: str, index: int, end: str = "") -> str:
    *groups, last = [group.zfill(3) for group in f"{index:,}".split(",")]
    return f"{kind}/{''.join(f'x{group}/' for group in groups)}{last}{end}"


def tile(folder: Path, level: int | str, first: int, width: int) -> tuple[bytes, int]:
    """Its bytes and width: once it is full, a log need not keep it as it was before."""
    path = path_of(f"tile/{level}", first // 256)
    part = folder / f"{path}.p/{width}"
    return (read(part), width) if part.is_file() else (read(folder / path), 256)


def check_folder(folder: Path, checks: Checks) -> None:
    size, row, level, changes = checks.newest["size"], checks.leaves, 0, []
    for first in range(0, size, 256):
        data, width = tile(folder, "entries", first, min(256, size - first))
        ends = [0]
        for _ in range(width):
            ends.append(ends[-1] + 2 + int.from_bytes(data[ends[-1] : ends[-1] + 2], "big"))
        require(ends[-1] == len(data), f"entry {first}: its tile has not {width} entries")
        path = folder / path_of("payload", first // 256, ".jsonl")
        require(path.is_file(), f"{path} is missing, or is no file")
        with path.open("rb") as lines:
            for at in range(min(width, size - first)):
                line = lines.readline(LARGEST)
                require(line.endswith(b"\n"), f"entry {first + at}: has no whole line of payloads")
                checks.take(first + at, data[ends[at] + 2 : ends[at + 1]], line)
    checks.finish({})
    while row:
        tiles = [row[first : first + 256] for first in range(0, len(row), 256)]
        for at, part in enumerate(tiles):
            data, width = tile(folder, level, 256 * at, len(part))
            require(len(data) == 32 * width, f"a tile of level {level} has not {width} hashes")
            for place, hashed in enumerate(part):
                it = f"entry {256 * at + place << 8 * level}: its hash of level {level}"
                same = data[32 * place : 32 * place + 32] == hashed
                checks.that(same, "contradiction", f"{it} is not the one in the tile")
        row, level = [root_of(part) for part in tiles if len(part) == 256], level + 1

    def proves(note: Json) -> bool:
        old = note["size"]
        return bool(old <= size and root_of(checks.leaves[:old]) == note["hash"])

    checks.that(proves(checks.newest), "contradiction", "the entries do not give the signed root")
    for one in parsed(read(folder / "handovers.json"), [HANDOVER]):
        note, index = note_of(one["note"].encode()), one["index"]
        goes_on = index < note["size"] and index in checks.rotated and proves(note)
        changes.append((note, index, checks.rotated.get(index, b""), goes_on))
    checks.trust(changes, folder / "witnessed", proves)


# A bundle: one matter, each entry with its proof.
def bundle_in(path: Path) -> Any:
    data = read(path)
    if data.startswith(b"PK"):
        # Its directory has this mark for each member: so no endless one is read.
        require(data.count(b"PK\x01\x02") <= 20, "the ZIP has more than 20 members")
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                out = re.search(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)", member.orig_filename)
                # No links; and only what is stored or deflated can be read a piece at a time.
                plain = member.external_attr >> 28 != 0xA and member.compress_type in (0, 8)
                require(plain and not out, f"the ZIP should not hold {member.filename}")
            require(archive.namelist().count("bundle.json") == 1, "the ZIP has no bundle.json")
            with archive.open("bundle.json") as file:
                data = file.read(LARGEST + 1)
            require(len(data) <= LARGEST, f"its bundle.json is larger than {LARGEST} bytes")
    return parsed(data, BUNDLE)


def check_bundle(bundle: Json, checks: Checks) -> None:
    size, root, last, changes = checks.newest["size"], checks.newest["hash"], -1, []
    since = {one["size"]: one["proof"] for one in bundle["since"]}
    require(bundle["entries"], "the bundle has no entries")
    for one in bundle["entries"]:
        index, entry = one["index"], one["entry"].encode()
        checks.that(index > last, "repeated", f"entry {index}: stands twice, or out of order")
        last = max(index, last)
        there = included(hash_of(LEAF, entry), index, size, one["proof"]) == root
        checks.that(there, "contradiction", f"entry {index}: is not in the log that was signed")
        checks.take(index, entry, one)
    checks.finish(bundle["shown"])

    def goes_on(note: Json, proof: list[str]) -> bool:
        both = continued(note["size"], size, proof, note["hash"])
        return both == (note["hash"], root) or (note["size"], note["hash"]) == (0, hash_of())

    def proves(note: Json) -> bool:
        here = note["size"] in since or not 0 < note["size"] < size
        require(here, f"the bundle has no proof that it continues {note['size']}", "untrusted")
        return goes_on(note, since.get(note["size"], []))

    for one in bundle["handovers"]:
        note, entry = note_of(one["note"].encode()), one["entry"].encode()
        held = included(hash_of(LEAF, entry), one["index"], note["size"], one["inclusion"])
        good = held == note["hash"] and goes_on(note, one["consistency"])
        changes.append((note, one["index"], entry, good))
    checks.trust(changes, None, proves)


def main() -> int:
    ask = argparse.ArgumentParser(description="Checks the public record of a body.")
    ask.add_argument("given", type=Path, metavar="BUNDLE-or-FOLDER")
    ask.add_argument("--policy", type=Path, help="whose signatures you trust, got elsewhere")
    ask.add_argument("--since", type=Path, help="a checkpoint that you kept from before")
    ask.add_argument("--receipt", type=Path, action="append", default=[])
    ask.add_argument("--json", action="store_true")
    asked, checks = ask.parse_args(), None

    def say(text: str, stream: Any = sys.stdout) -> None:
        """What is checked may be hostile: its texts must not steer the terminal."""
        print(re.sub(r"[^ -~]", lambda odd: ascii(odd[0])[1:-1], text[:600]), file=stream)

    try:
        inside = None if asked.given.is_dir() else bundle_in(asked.given)
        own = inside["policy"].encode() if inside else read(asked.given / "policy")
        policy = Policy(read(asked.policy).replace(b"\r\n", b"\n") if asked.policy else own)
        note = inside["checkpoint"].encode() if inside else read(asked.given / "checkpoint")
        kept = [note_of(read(one), RECEIPT) for one in asked.receipt]
        kept += [note_of(read(asked.since))] if asked.since else []
        checks = Checks(policy, inside is None, note_of(note), kept)
        check_bundle(inside, checks) if inside else check_folder(asked.given, checks)
    except Exception as error:  # Whatever it is, it is told in a sentence.
        told = error.args if isinstance(error, ValueError) and len(error.args) == 2 else ()
        code, sentence = told or ("malformed", str(error) or type(error).__name__)
        if not checks or not isinstance(error, ValueError):
            say(f"It cannot be read: {sentence}.", sys.stderr)
            return 2
        checks.that(False, code, sentence)
    findings, names = checks.findings, checks.witnesses
    said: Json = {name: checks.newest[name] for name in ("origin", "size")} | checks.counts
    said |= {"sound": not findings, "root": checks.newest["hash"].hex(), "witnesses": names}
    if asked.json:
        said["findings"] = [{"code": code, "sentence": sentence} for code, sentence in findings]
        print(json.dumps(said))
        return 1 if findings else 0
    say("Log {origin}: {size} entries, root {root}.".format(**said))
    if not asked.policy:
        say("Its key came with it and was taken on trust; compare it with one got elsewhere:")
        say(policy.log)
    met = "is" if policy.met(names) else "is not"
    say(f"Witnesses who signed: {', '.join(names) or 'none'}; the quorum {met} met.")
    checked = (
        "Checked: {entries} entries, {payloads} payloads; {redacted} redacted, {signed} signed"
    )
    say(f"{checked.format(**said)} by people's passkeys.")
    for sentence in [sentence for _, sentence in findings] or ["SOUND"]:
        say(sentence)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
