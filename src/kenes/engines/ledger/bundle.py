"""A bundle: the entries on one matter with all that is needed to check them, offline.

A ZIP whose member ``bundle.json`` holds the checkpoint, the entries with their proofs and
payloads, and the state as it was shown when the bundle was made. Nothing is ever unpacked to a
disk. The JSON may stand alone as well.
"""

import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from kenes.engines.ledger.checkpoint import Checkpoint
from kenes.engines.ledger.contents import Contents, Held, parse_told, subjects_of
from kenes.engines.ledger.entry import (
    check_members,
    encode_bytes,
    hash_of,
    number_of,
    read_json,
    text_of,
)
from kenes.engines.ledger.errors import Contradiction, LedgerError, Malformed, Untrusted
from kenes.engines.ledger.handover import Chain, Handover
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.report import Finding, Report
from kenes.engines.ledger.tree import check_consistency, check_inclusion, leaf_hash

FORMAT = "kenes bundle 1"
MEMBER = "bundle.json"
LARGEST = 64_000_000  # bytes of the JSON
MEMBERS = 20
_PARTS = ("format", "checkpoint", "policy", "handovers", "since", "entries", "shown")
_UNREADABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
)


@dataclass(frozen=True)
class Proved:
    """An entry, and the proof that it is in the log of the checkpoint."""

    held: Held
    proof: Sequence[bytes]


@dataclass(frozen=True, kw_only=True)
class Bundle:
    note: bytes
    policy: str  # the log's own, as a convenience: whoever trusts nobody brings another
    entries: Sequence[Proved]
    shown: Mapping[str, Mapping[str, str]]  # subject -> field -> payload
    handovers: Sequence[Handover] = ()
    since: Mapping[int, Sequence[bytes]] = field(default_factory=dict)  # size -> proof

    def encode(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "checkpoint": self.note.decode(),
            "policy": self.policy,
            "handovers": [handover.encode() for handover in self.handovers],
            "since": [
                {"size": size, "proof": [encode_bytes(one) for one in proof]}
                for size, proof in self.since.items()
            ],
            "entries": [_encoded(one) for one in self.entries],
            "shown": {subject: dict(fields) for subject, fields in self.shown.items()},
        }

    @classmethod
    def parse(cls, data: bytes, largest: int = LARGEST) -> "Bundle":
        """Read ``bundle.json``, or the ZIP it is in; neither may have more than ``largest`` bytes.

        Raises Malformed.
        """
        if len(data) > largest:
            raise Malformed(f"a bundle of {len(data)} bytes is too large")
        if data[:2] == b"PK":
            data = _unzipped(data, largest)
        try:
            said = read_json(data)
        except Malformed as error:
            raise Malformed("the bundle is no JSON") from error
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise Malformed("this is no bundle of a record, or of a version not known here")
        check_members(said, *_PARTS)
        try:
            found = cls(
                note=text_of(said["checkpoint"]).encode(),
                policy=text_of(said["policy"]),
                handovers=[Handover.parse(one) for one in said["handovers"]],
                since=dict(_since(one) for one in said["since"]),
                entries=[_decoded(one) for one in said["entries"]],
                shown={
                    text_of(subject): {
                        text_of(name): text_of(text) for name, text in fields.items()
                    }
                    for subject, fields in said["shown"].items()
                },
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise Malformed("the bundle lacks a part, or a part is of the wrong kind") from error
        if not found.entries:
            raise Malformed("the bundle holds no entry")
        return found


def verify_bundle(
    bundle: Bundle,
    policy: Policy | None,
    *,
    now: datetime,
    since: bytes | None = None,
) -> Report:
    """Check a bundle against ``policy``, or against its own key when there is none.

    ``since`` is a checkpoint (its note) the reader kept.
    """
    try:
        policy = policy or Policy.parse(bundle.policy)
        chain = Chain(policy.log, bundle.handovers)
        signed = chain.newest(bundle.note)
    except LedgerError as error:
        return Report(findings=(Finding.of(error),))
    checkpoint = signed.checkpoint
    findings: list[Finding] = []
    witnesses: tuple[str, ...] = ()
    try:
        seen = chain.earlier(bundle.note, policy).witnesses
        witnesses = tuple(key.name for key in seen)
    except LedgerError as error:
        findings.append(Finding.of(error))
    if since is not None:
        try:
            _check_since(chain.earlier(since).checkpoint, checkpoint, bundle)
        except LedgerError as error:
            findings.append(Finding.of(error))
    contents = Contents(has_all=False, shown=bundle.shown)
    last = -1
    for one in bundle.entries:
        held = one.held
        try:
            if held.index <= last:
                raise Contradiction(f"entry {held.index} stands twice, or out of its order")
            check_inclusion(
                leaf_hash(held.data), held.index, checkpoint.size, one.proof, checkpoint.root
            )
        except LedgerError as error:
            findings.append(Finding.of(error))
            continue
        last = held.index
        contents.take(held)
    findings += contents.close(now)
    return Report(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root,
        key=str(policy.log),
        witnesses=witnesses,
        witnessed=checkpoint.size if witnesses else 0,
        entries=contents.entries,
        payloads=contents.payloads,
        redacted=contents.redacted,
        signed=contents.signed,
        subjects=_subjects(bundle),
        findings=tuple(findings),
    )


def zipped(bundle: Bundle, extra: Mapping[str, bytes]) -> bytes:
    """The bundle as a ZIP, with files for its reader beside it."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MEMBER, json.dumps(bundle.encode(), ensure_ascii=False, indent=1))
        for name, data in extra.items():
            archive.writestr(name, data)
    return target.getvalue()


def _unzipped(data: bytes, largest: int) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS:
                raise Malformed(f"the bundle holds {len(members)} files: that is no bundle")
            for member in members:
                _check_member(member, largest)
            if [member.filename for member in members].count(MEMBER) != 1:
                raise Malformed(f"the bundle does not hold {MEMBER} once")
            with archive.open(MEMBER) as file:
                found = file.read(largest + 1)
    except _UNREADABLE as error:
        raise Malformed(f"the ZIP of the bundle cannot be read: {error}") from error
    except (ValueError, EOFError, zlib.error) as error:
        raise Malformed("the ZIP of the bundle is damaged") from error
    if len(found) > largest:
        raise Malformed(f"{MEMBER} unpacks to more than {largest} bytes")
    return found


def _check_member(member: zipfile.ZipInfo, largest: int) -> None:
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]:
        raise Malformed(f"the bundle holds {member.filename[:80]!r}, which leads out of it")
    if member.external_attr >> 28 == 0o12:
        raise Malformed(f"the bundle holds a link, {member.filename[:80]!r}")
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Malformed(f"{member.filename[:80]!r} is packed in a way that is not known here")
    if member.file_size > largest:
        raise Malformed(f"{member.filename[:80]!r} unpacks to more than {largest} bytes")


def _check_since(old: Checkpoint, new: Checkpoint, bundle: Bundle) -> None:
    proof = bundle.since.get(old.size)
    if proof is None and 0 < old.size < new.size:
        raise Untrusted(
            f"the bundle does not prove that its log continues the {old.size} entries you saw: "
            "ask for it with them, or check a copy of the whole log",
            size=str(old.size),
        )
    check_consistency(old.size, old.root, new.size, new.root, proof or ())


def _subjects(bundle: Bundle) -> tuple[str, ...]:
    if bundle.shown:
        return tuple(bundle.shown)
    try:
        return subjects_of(one.held for one in bundle.entries)
    except LedgerError:
        return ()


def _since(said: Any) -> tuple[int, list[bytes]]:
    check_members(said, "size", "proof")
    return number_of(said["size"]), _proof(said)


def _proof(said: Any) -> list[bytes]:
    return [hash_of(one) for one in said["proof"]]


def _encoded(one: Proved) -> dict[str, Any]:
    said: dict[str, Any] = {
        "index": one.held.index,
        "entry": one.held.data.decode(),
        "proof": [encode_bytes(part) for part in one.proof],
        "told": {name: disclosure.encode() for name, disclosure in one.held.told.items()},
    }
    if one.held.attribution:
        said["signed"] = one.held.attribution.encode()
    return said


def _decoded(said: Any) -> Proved:
    check_members(said, "index", "entry", "proof", "told", may="signed")
    told, attribution = parse_told(
        {name: said[name] for name in ("told", "signed") if name in said}
    )
    held = Held(number_of(said["index"]), text_of(said["entry"]).encode(), told, attribution)
    return Proved(held, _proof(said))
