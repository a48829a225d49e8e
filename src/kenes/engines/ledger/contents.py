"""What entries say, checked in their order: payloads, redactions, signatures, times, states."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any

from kenes.engines.ledger.attribution import Attribution, check_attribution
from kenes.engines.ledger.entry import (
    ACTOR,
    HASH,
    KEY_ID,
    Disclosure,
    Entry,
    canonical,
    check_members,
    text_of,
)
from kenes.engines.ledger.errors import LedgerError, Malformed
from kenes.engines.ledger.report import Finding
from kenes.engines.ledger.tree import leaf_hash

ACT = "act."  # fields of the act itself (by whom, why), which are no state of its subject
ENROLLED = "key.enrolled"  # names a person's key: facts {"key": key id}
# A person's signature was added to an entry: facts {"leaf": hex, "key": key id, "sha256": hex}
ATTESTED = "entry.attested"
ROTATED = "key.rotated"  # the log's key changes: facts {"key": the new one's line}
# facts {"entry": index, "fields": […], "ground": …, "approvers": [actor, actor]}
REDACTED = "entry.redacted"
APPROVERS = 2
# Acts of one transaction are dated when it began: a large import takes minutes.
TOLERANCE = timedelta(hours=1)


@dataclass(frozen=True)
class Held:
    """An entry with all that is told beside it."""

    index: int
    data: bytes
    told: Mapping[str, Disclosure] = field(default_factory=dict)
    attribution: Attribution | None = None


def attribution_hash(attribution: Attribution) -> str:
    """What an ``entry.attested`` entry says of a person's signature, in hex."""
    return sha256(canonical(attribution.encode()).encode()).hexdigest()


def parse_told(said: Any) -> tuple[dict[str, Disclosure], Attribution | None]:
    """``{"told": {field: {salt, payload}}, "signed": …}`` read. Raises Malformed."""
    check_members(said, "told", may="signed")
    if not isinstance(said["told"], dict):
        raise Malformed("what is told of an entry is no table")
    told = {text_of(name): Disclosure.parse(one) for name, one in said["told"].items()}
    return told, Attribution.parse(said["signed"]) if "signed" in said else None


class Contents:
    """Takes entries, the earliest first; ``close`` tells all that is wrong."""

    def __init__(
        self,
        *,
        has_payloads: bool = True,
        has_all: bool = True,
        shown: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """``has_payloads`` is False when only the log itself is at hand, ``has_all`` when these
        are some entries of it; ``shown`` is what is shown now: subject -> field -> payload."""
        self._has_payloads = has_payloads
        self._leaves: set[str] | None = None if has_all else set()  # in hex
        self._shown = shown or {}
        self._missing: dict[int, set[str]] = {}  # index -> fields nobody has told
        self._indices = array("Q")
        self._ids = array("q")  # a hash of every identifier: a log may hold millions
        self._signed: list[tuple[int, str, str]] = []  # index, actor, key id
        self._keys: set[tuple[str, str]] = set()  # actor, key id
        self._attested: list[tuple[int, str, str]] = []  # index, leaf and signature, in hex
        self._signatures: dict[str, set[str]] = {}  # leaf, in hex -> signatures, in hex
        self._successor: tuple[int, str] | None = None  # the last change of the log's key
        self._latest = ""  # times of entries compare as texts
        self._latest_index = 0
        self._states: dict[str, dict[str, tuple[int, str | None]]] = {}
        self._findings: list[Finding] = []
        self.entries = self.payloads = self.redacted = 0

    @property
    def signed(self) -> int:
        return len(self._signed)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong whatever comes later."""
        return tuple(self._findings)

    def take(self, held: Held) -> None:
        index = held.index
        try:
            entry = Entry.parse(held.data)
        except LedgerError as error:
            self._misread(index, str(error))
            return
        self.entries += 1
        self._indices.append(index)
        self._ids.append(hash(entry.id))
        if entry.time >= self._latest:
            self._latest, self._latest_index = entry.time, index
        else:
            self._check_time(index, entry)
        if entry.type == REDACTED:
            self._redact(index, entry)
        elif entry.type == ENROLLED:
            self._enrol(index, entry)
        elif entry.type == ATTESTED:
            self._expect_signature(index, entry)
        elif entry.type == ROTATED:
            self._successor = index, str(entry.facts.get("key", ""))
        if self._leaves is not None:
            self._leaves.add(leaf_hash(held.data).hex())
        if held.attribution is not None:
            self._check_signature(index, entry, held.attribution, held.data)
        if self._has_payloads:
            self._check_payloads(index, entry, held.told)

    def close(self, now: datetime, signer: str = "") -> tuple[Finding, ...]:
        """All that is wrong; ``signer`` is the key that signs the whole log, where it is known."""
        self._find_repeated()
        if signer and self._successor and self._successor[1] != signer:
            self._find(
                "key-superseded",
                f"entry {self._successor[0]} names a new key, and another one still signs",
                self._successor[0],
            )
        for index, names in self._missing.items():
            for name in sorted(names):
                self._find(
                    "payload-missing",
                    f"entry {index} commits to {name}, which is neither told nor redacted",
                    index,
                    field=name,
                )
        for index, actor, key_id in self._signed:
            if (actor, key_id) not in self._keys:
                self._find(
                    "key-unknown",
                    f"entry {index} is signed with a key that its author never entered",
                    index,
                )
        for index, leaf, signature in self._attested if self._has_payloads else ():
            is_here = self._leaves is None or leaf in self._leaves
            if is_here and signature not in self._signatures.get(leaf, ()):
                self._find(
                    "signature-missing",
                    f"entry {index} tells of a person's signature that is not there any more",
                    index,
                )
        for subject, shown in self._shown.items():
            self._compare(subject, shown)
        if self._latest and datetime.fromisoformat(self._latest) - now > TOLERANCE:
            self._find(
                "time-ahead",
                f"entry {self._latest_index} is dated {self._latest}, which is still to come: "
                "a clock is wrong",
                self._latest_index,
                time=self._latest,
            )
        return tuple(self._findings)

    def _find_repeated(self) -> None:
        twice = {one for one, other in pairwise(sorted(self._ids)) if one == other}
        first: dict[int, int] = {}
        for index, one in zip(self._indices, self._ids, strict=True) if twice else ():
            if one in twice and first.setdefault(one, index) != index:
                self._find(
                    "repeated",
                    f"entry {index} has the id of entry {first[one]}: one stands there twice",
                    index,
                )

    def _check_time(self, index: int, entry: Entry) -> None:
        latest, time = datetime.fromisoformat(self._latest), datetime.fromisoformat(entry.time)
        if latest - time > TOLERANCE:
            self._find(
                "time-back",
                f"entry {index} is dated {entry.time}, before entries that precede it: "
                "a clock was set back",
                index,
                time=entry.time,
            )

    def _redact(self, index: int, entry: Entry) -> None:
        facts = entry.facts
        approvers, names = facts.get("approvers"), facts.get("fields")
        is_approved = (
            isinstance(approvers, list)
            and len(approvers) == APPROVERS
            and all(isinstance(one, str) and ACTOR.fullmatch(one) for one in approvers)
            and len(set(approvers)) == APPROVERS
        )
        ground = facts.get("ground")
        if not is_approved or not isinstance(ground, str) or not ground:
            self._find(
                "redaction-alone",
                f"entry {index} redacts without two approvers and a ground",
                index,
            )
            return
        target = facts.get("entry")
        if isinstance(target, bool) or not isinstance(target, int) or not 0 <= target < index:
            self._find("redaction-blind", f"entry {index} redacts what is not before it", index)
        elif not isinstance(names, list) or not all(isinstance(n, str) and n for n in names):
            self._misread(index, "it redacts fields without a name")
        elif len(facts) != 4:
            self._misread(index, "it tells more of a redaction than it should")
        elif missing := self._missing.get(target):
            self.redacted += len(missing & set(names))
            missing -= set(names)

    def _enrol(self, index: int, entry: Entry) -> None:
        key = entry.facts.get("key")
        if len(entry.facts) == 1 and isinstance(key, str) and KEY_ID.fullmatch(key):
            self._keys.add((entry.actor, key))
        else:
            self._misread(index, "it enters a key without its id")

    def _expect_signature(self, index: int, entry: Entry) -> None:
        leaf, key, signature = (entry.facts.get(name) for name in ("leaf", "key", "sha256"))
        is_whole = (
            len(entry.facts) == 3
            and isinstance(leaf, str)
            and isinstance(key, str)
            and isinstance(signature, str)
            and all(map(HASH.fullmatch, (leaf, signature)))
            and KEY_ID.fullmatch(key)
        )
        if is_whole:
            self._attested.append((index, str(leaf), str(signature)))
        else:
            self._misread(index, "it tells of a signature without naming it")

    def _check_signature(
        self, index: int, entry: Entry, attribution: Attribution, data: bytes
    ) -> None:
        leaf = leaf_hash(data)
        try:
            check_attribution(attribution, leaf)
        except LedgerError as error:
            self._find("signature-false", f"entry {index}: {error}", index)
        else:
            self._signed.append((index, entry.actor, attribution.key_id))
        self._signatures.setdefault(leaf.hex(), set()).add(attribution_hash(attribution))

    def _check_payloads(self, index: int, entry: Entry, told: Mapping[str, Disclosure]) -> None:
        if missing := set(entry.commitments) - set(told):
            self._missing[index] = missing
        for name, disclosure in told.items():
            if entry.commitments.get(name) == disclosure.commitment:
                self.payloads += 1
            else:
                self._find(
                    "payload-changed",
                    f"entry {index}: {name} is not what was entered",
                    index,
                    field=name,
                )
        if entry.subject in self._shown:
            states = self._states.setdefault(entry.subject, {})
            for name in entry.commitments:
                if not name.startswith(ACT):
                    states[name] = index, told[name].payload if name in told else None

    def _compare(self, subject: str, shown: Mapping[str, str]) -> None:
        states = self._states.get(subject, {})
        for name in sorted({*states, *shown}):
            if name not in states:
                self._findings.append(
                    Finding(
                        "state-unrecorded",
                        f"{subject}: {name} is shown and no entry says it",
                        {"subject": subject, "field": name},
                    )
                )
                continue
            index, payload = states[name]
            if payload is not None and shown.get(name, "null") != payload:
                self._find(
                    "state-differs",
                    f"{subject}: {name} is shown otherwise than entry {index} says",
                    index,
                    subject=subject,
                    field=name,
                )

    def _misread(self, index: int, why: str) -> None:
        self._find("malformed", f"entry {index}: {why}", index)

    def _find(self, code: str, sentence: str, index: int, **facts: str) -> None:
        self._findings.append(Finding(code, sentence, {"index": str(index), **facts}))


def subjects_of(entries: Iterable[Held]) -> tuple[str, ...]:
    """The subjects of entries, each once, in their order."""
    return tuple(dict.fromkeys(Entry.parse(held.data).subject for held in entries))
