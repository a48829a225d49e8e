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
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

LARGEST = 64_000_000  # bytes of a bundle, and so of what is told of one entry
NOW, HOUR = datetime.now(timezone(timedelta(0))), timedelta(hours=1)
Json = dict[str, Any]

# The shapes of all JSON here. ``?``: may be absent; ``*``: any name; a text: what it must match.
TEXT, HASH = "[^\ud800-\udfff]+", "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="  # 32 bytes in base64
ACTOR, UUID7 = (
    "[0-9a-f]{16}",
    "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
)
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?!24)[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
ENTRY: Json = {"v": int, "id": UUID7, "type": TEXT, "time": TIME, "actor": ACTOR}
ENTRY |= {"subject": TEXT, "before?": TEXT, "after?": TEXT, "language?": TEXT, "facts?": dict}
ENTRY |= {"commitments": {"*": "[0-9a-f]{64}"}, "media": "application/json"}
SIGNATURE = {"key": TEXT, "authenticator": TEXT, "client": TEXT, "signature": TEXT}
LINE: Json = {"told?": {"*": {"salt": HASH, "payload": TEXT}}, "signed?": SIGNATURE}
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
        require(len(made) == len(pairs), "it says something twice")
        require(shape is not ENTRY or all(map(str.isascii, made)), "it has a name not in ASCII")
        return made

    require(text.count(b"[") + text.count(b"{") < 2_000_000, "its parts would take gigabytes")
    hooks: Json = {
        "object_pairs_hook": once,
        "parse_float": float if shape is dict else int,
        "parse_constant": int,
    }
    try:
        return shaped(json.loads(text.decode(), **hooks), shape)
    except RecursionError:
        raise ValueError("malformed", "it is nested too deeply") from None


def shaped(value: Any, shape: Any) -> Any:
    kind: Any = shape if isinstance(shape, type) else type(shape)
    fits: Any = type(value) is kind and (kind is not str or re.fullmatch(shape, value))
    fits = fits and (kind is not int or 0 <= value < 2**53)
    require(fits, f"it has {str(value)[:40]!r} where that cannot stand")
    for one in value if isinstance(shape, list) else ():
        shaped(one, shape[0])
    if isinstance(shape, dict):
        known = {name.strip("?"): inner for name, inner in shape.items()}
        fits = {name for name in shape if name[-1] not in "?*"} <= value.keys()
        # Only in an entry may nothing else stand.
        fits = fits and (shape is not ENTRY or value.keys() <= known.keys())
        require(fits, f"it has not the members {', '.join(shape)}")
        for name in value if "*" in known else value.keys() & known.keys():
            shaped(value[name], known.get("*", known.get(name)))
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


LEAF, NODE = b"\0", b"\1"


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
LOG, WITNESS = 1, 4
CHECKPOINT = r"(?P<origin>.+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<hash>.+)\n"
RECEIPT = r"(?P<origin>.+)\nreceipt\n(?P<hash>.+)\n(?P<time>[-0-9]{10}T[:0-9]{8})(\.[0-9]+)?"
RECEIPT += r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})\n"


def note_of(data: bytes, form: str = CHECKPOINT) -> Json:
    """Its parts; ``hash`` is the root of a checkpoint, the leaf of a receipt."""
    text, _, block = data.decode().rpartition("\n\n")
    lines = re.fullmatch(r"(— [^\s+]+ [A-Za-z0-9+/=]+\n)*", block)
    found = re.fullmatch(form, text + "\n") if lines and len(data) <= 1_000_000 else None
    if not found or re.search(r"[\0-\x09\x0b-\x1f]", text):
        raise ValueError("malformed", "a note is not the signed note it should be")
    note: Json = {"size": "0", "text": f"{text}\n".encode(), **found.groupdict()}
    note["size"], note["hash"] = int(note["size"]), unbase64(shaped(note["hash"], HASH))
    if form == RECEIPT:  # Python 3.9 does not know the Z.
        note["time"] = datetime.fromisoformat(note["time"] + note["zone"].replace("Z", "+00:00"))
    pairs = [line.split(" ")[1:] for line in block.split("\n")[:-1]]
    return {**note, "signatures": [(name, unbase64(signature)) for name, signature in pairs]}


def key_parts(key: str, algorithm: int) -> tuple[str, bytes, bytes]:
    """Name, key id, public key."""
    shaped(key, r"[^\s+]+\+[0-9a-f]{8}\+[^\s]{44}")
    name, hexadecimal, body = key.split("+", 2)
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
        logs, quorums, self.witnesses = list[str](), list[str](), dict[str, str]()
        self.groups: dict[str, tuple[int, set[str]]] = {}
        for line in text.decode().split("\n"):
            kind, *words = line.partition("#")[0].split() or [""]
            known, name = {*self.witnesses, *self.groups}, "".join(words[:1])
            new = name not in {*known, "none", ""}
            if kind == "log":
                logs += words
            elif kind == "quorum" and {*known, "none"}.issuperset(words):
                quorums += words
            elif kind == "witness" and len(words) == 2 and new:
                self.witnesses[name] = words[1]
            elif kind == "group" and len(words) > 2 and new and known.issuperset(words[2:]):
                least = {"any": "1", "all": str(len(words) - 2)}.get(words[1], words[1])
                self.groups[name] = int(shaped(least, "[1-9][0-9]{0,5}")), set(words[2:])
            else:
                require(not kind, f"the policy has a line that is not understood: {line}")
        quorums += [] if self.witnesses or quorums else ["none"]
        # A witness under two names would count twice.
        each = {key_parts(key, WITNESS)[2] for key in self.witnesses.values()}
        require(len(each) == len(self.witnesses), "the policy names a witness twice")
        require(len(logs) == len(quorums) == 1, "the policy has not one log and one quorum")
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
    good = made["v"] == 1 and canonical(made) == data and len(data) < 65_536
    require(good, "it is not canonical JSON, too long, or of another version")
    time = datetime.fromisoformat(made["time"].replace("Z", "+00:00"))
    return {**made, "facts": made.get("facts", {}), "time": time}


def passkey_signed(signed: Json, leaf: bytes) -> bool:
    """WebAuthn: a device signed just this entry, and a person was there to let it."""
    try:
        der, device, browser, signature = (unbase64(signed[name]) for name in SIGNATURE)
        client, key = parsed(browser, dict), serialization.load_der_public_key(der)
        challenge = base64.urlsafe_b64encode(leaf).decode().rstrip("=")
        meant = (client.get("type"), client.get("challenge")) == ("webauthn.get", challenge)
        message = device + hash_of(browser)
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
            meant = meant and key.curve.name == "secp256r1"
        else:
            ed25519.Ed25519PublicKey.verify(key, signature, message)
        # In two spellings one key would have two ids.
        same = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == der
        return meant and same and len(device) >= 37 and device[32] & 1 == 1
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError, AttributeError):
        return False


class Checks:
    """What is checked in a folder as in a bundle, and what was found."""

    def __init__(self, policy: Policy, since: Json | None, receipts: list[Json]) -> None:
        self.policy, self.since, self.receipts = policy, since, receipts
        self.newest: Json = {"origin": "", "size": 0, "hash": b""}
        self.counts = dict.fromkeys(("entries", "payloads", "redacted", "signed"), 0)
        self.findings, self.witnesses = list[tuple[str, str]](), list[str]()
        self.ids, self.latest, self.leaves = set[str](), NOW.replace(year=1), list[bytes]()
        self.untold, self.enrolled = set[tuple[Any, str]](), set[tuple[str, str]]()
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
        kind, time, facts = entry["type"], entry["time"], entry["facts"]
        self.that(entry["id"] not in self.ids, "repeated", f"{it} has the id of an earlier one")
        self.ids.add(entry["id"])
        self.latest = max(self.latest, time)
        self.that(self.latest - time <= HOUR, "time-back", f"{it} is dated before an earlier one")
        self.that(time - NOW <= HOUR, "time-ahead", f"{it} is dated in the future")
        if "signed" in line:
            signed = {name: line["signed"][name] for name in SIGNATURE}
            good = passkey_signed(signed, leaf)
            self.that(good, "signature-false", f"{it} its signature is false")
            self.signatures[leaf.hex()] = hash_of(canonical(signed)).hex()
            key = hash_of(unbase64(signed["key"])).hex()[:16] if good else ""
            self.people += [(it, (entry["actor"], key))] if good else []
        if kind == "key.rotated":
            self.rotated[index] = data
        elif kind == "key.enrolled":
            self.enrolled.add((entry["actor"], str(facts.get("key"))))
        elif kind == "entry.attested":
            self.attested.append((it, str(facts.get("leaf")), str(facts.get("sha256"))))
        elif kind == "entry.redacted":
            self.redacted(index, it, facts)
        self.told(index, it, entry, line.get("told", {}))

    def redacted(self, index: int, it: str, facts: Json) -> None:
        """Who may redact alone, or for no reason, can hide a change."""
        people, names, at = (facts.get(name) for name in ("approvers", "fields", "entry"))
        two = isinstance(people, list) and len(people) == 2 and people[0] != people[1]
        two = two and all(re.fullmatch(ACTOR, str(one)) for one in people)
        good = two and isinstance(facts.get("ground"), str) and facts["ground"]
        self.that(good, "redaction-alone", f"{it} redacts without two approvers and a ground")
        good = type(at) is int and 0 <= at < index and isinstance(names, list)
        self.that(good, "redaction-blind", f"{it} redacts what is not before it")
        gone = {(at, str(name)) for name in names or [] if good} & self.untold
        self.counts["redacted"] += len(gone)
        self.untold -= gone

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

    def finish(self, shown: Json, everything: bool) -> None:
        """What only the end can tell."""
        for index, name in sorted(self.untold):
            it = f"entry {index}: {name}"
            self.that(False, "payload-missing", f"{it} is not told, and no later entry redacts it")
        for it, who in self.people:
            self.counts["signed"] += 1
            self.that(who in self.enrolled, "key-unknown", f"{it} its actor entered no such key")
        present = {leaf.hex() for leaf in self.leaves}
        for it, leaf, digest in self.attested:
            there = self.signatures.get(leaf) == digest or not everything and leaf not in present
            self.that(there, "signature-missing", f"{it} the signature it attests is not there")
        for subject, fields in shown.items():
            state = self.state.get(subject, {})
            for name in sorted(state.keys() | fields.keys()):
                it, (index, payload) = f"{subject}: {name} is shown", state.get(name, (-1, None))
                self.that(index >= 0, "state-unrecorded", f"{it}, and no entry tells of it")
                same = payload in (None, fields.get(name, "null"))
                self.that(same, "state-differs", f"{it} otherwise than entry {index} has it")

    def signers(self, note: Json, logs: list[str], what: str) -> list[str]:
        """The witnesses who signed; one of the log's keys must have."""
        own = [key for key in logs if signed_by(key, LOG, note)]
        good = own and note["origin"] == self.policy.name
        require(good, f"{what} is not signed by the log's key", "untrusted")
        witnesses = self.policy.witnesses.items()
        return [name for name, key in witnesses if signed_by(key, WITNESS, note)]

    def trust(self, changes: list[Any], witnessed: Json | None, proves: Any) -> None:
        """Who signed. A change of the log's key: its note, its entry, whether the log goes on."""
        keys, later = [self.policy.log], list[Any]()
        for note, data, goes_on in reversed(changes):
            entry = entry_of(data)
            heir = str(entry["facts"].get("key") if entry["type"] == "key.rotated" else "")
            if heir == self.policy.log:
                break  # Who trusts a later key passes over earlier changes.
            later.insert(0, (note, heir, goes_on))
        for note, heir, goes_on in later:
            self.signers(note, keys[-1:], "a change of the log's key")
            require(goes_on, "the log does not continue where its key changed", "contradiction")
            same = heir and key_parts(heir, LOG)[0] == self.policy.name
            require(same, "a change of the log's key names no new key", "untrusted")
            keys.append(heir)
        self.witnesses = self.signers(self.newest, keys[-1:], "the checkpoint")
        older = [(self.since, "the checkpoint kept")] if self.since else []
        if witnessed and not self.policy.met(self.witnesses):
            self.witnesses = self.signers(witnessed, keys, "the witnessed checkpoint")
            older.append((witnessed, "the witnessed checkpoint"))
        met = self.policy.met(self.witnesses)
        self.that(met, "untrusted", "too few witnesses signed: the quorum is not met")
        for note, what in older:
            self.signers(note, keys, what)
            self.that(proves(note), "contradiction", f"the log does not continue {what}")
        for note in self.receipts:
            self.signers(note, keys, "the receipt")
            kept = NOW - note["time"] <= 24 * HOUR or note["hash"] in self.leaves
            self.that(kept, "contradiction", "the log lacks the entry that the receipt promised")


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
    checks.newest = note_of(read(folder / "checkpoint"))
    size, row, level = checks.newest["size"], checks.leaves, 0
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
    checks.finish({}, everything=True)
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
        root: bytes = note["hash"]
        return note["size"] <= size and root_of(checks.leaves[: note["size"]]) == root

    same = proves(checks.newest)
    checks.that(same, "contradiction", "the entries do not give the root that was signed")
    changes = []
    for one in parsed(read(folder / "handovers.json"), [HANDOVER]):
        note, index = note_of(one["note"].encode()), one["index"]
        require(index in checks.rotated, f"entry {index}: changes no key of the log", "untrusted")
        changes.append((note, checks.rotated[index], index < note["size"] and proves(note)))
    other = folder / "witnessed"
    checks.trust(changes, note_of(read(other)) if other.exists() else None, proves)


# A bundle: one matter, each entry with its proof.
def bundle_in(path: Path) -> Any:
    data = read(path)
    if data.startswith(b"PK"):
        # Its directory has this mark for each member: so no endless one is read.
        require(data.count(b"PK\x01\x02") <= 20, "the ZIP has more than 20 members")
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                out = re.search(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)", member.orig_filename)
                # No links; and nothing but stored or deflated can be read a piece at a time.
                plain = member.external_attr >> 28 != 0xA and member.compress_type in (0, 8)
                require(plain and not out, f"the ZIP should not hold {member.filename}")
            require(archive.namelist().count("bundle.json") == 1, "the ZIP has no bundle.json")
            with archive.open("bundle.json") as file:
                data = file.read(LARGEST + 1)
            require(len(data) <= LARGEST, "the bundle is too large")
    return parsed(data, BUNDLE)


def check_bundle(bundle: Json, checks: Checks) -> None:
    checks.newest = note_of(bundle["checkpoint"].encode())
    size, root, last, changes = checks.newest["size"], checks.newest["hash"], -1, []
    since = {one["size"]: one["proof"] for one in bundle["since"]}
    for one in bundle["entries"]:
        index, entry = one["index"], one["entry"].encode()
        checks.that(index > last, "repeated", f"entry {index}: stands twice, or out of order")
        last = max(index, last)
        there = included(hash_of(LEAF, entry), index, size, one["proof"]) == root
        checks.that(there, "contradiction", f"entry {index}: is not in the log that was signed")
        checks.take(index, entry, one)
    checks.finish(bundle["shown"], everything=False)

    def proves(note: Json, proof: list[str] | None = None) -> bool:
        proof = since.get(note["size"], []) if proof is None else proof
        both = continued(note["size"], size, proof, note["hash"])
        return both == (note["hash"], root) or (note["size"], note["hash"]) == (0, hash_of())

    for one in bundle["handovers"]:
        note, entry = note_of(one["note"].encode()), one["entry"].encode()
        held = included(hash_of(LEAF, entry), one["index"], note["size"], one["inclusion"])
        goes_on = held == note["hash"] and proves(note, one["consistency"])
        changes.append((note, entry, goes_on))
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
        policy = Policy(read(asked.policy) if asked.policy else own)
        since = note_of(read(asked.since)) if asked.since else None
        checks = Checks(policy, since, [note_of(read(one), RECEIPT) for one in asked.receipt])
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
    say("Checked: {entries} entries, {payloads} payloads; {redacted} redacted;".format(**said))
    say("{signed} entries are signed by people's passkeys.".format(**said))
    for sentence in [sentence for _, sentence in findings] or ["SOUND"]:
        say(sentence)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
