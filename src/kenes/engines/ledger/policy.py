"""Whom a reader trusts: the log's key, its witnesses, and how many of them must agree.

A policy is a text of lines (C2SP tlog-policy): ``log <key>``, ``witness <name> <key>``,
``group <name> <any|all|number> <names …>``, ``quorum <name|none>``; ``#`` begins a comment.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from kenes.engines.ledger.errors import Malformed
from kenes.engines.ledger.notes import COSIGNATURE, ED25519, Key

NOBODY = "none"
_SPACES = " \t"  # nothing else parts words
LARGEST = 100_000  # bytes


@dataclass(frozen=True)
class Group:
    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """A log's key and the witnesses asked for; without a quorum the log's own word is enough."""

    log: Key
    witnesses: Mapping[str, Key] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NOBODY

    @classmethod
    def parse(cls, text: str) -> "Policy":
        """Raises Malformed naming the line."""
        log: Key | None = None
        witnesses: dict[str, Key] = {}
        groups: dict[str, Group] = {}
        quorum = ""
        if len(text) > LARGEST:
            raise Malformed("the policy is too large")
        for number, line in enumerate(text.split("\n"), start=1):
            words = line.partition("#")[0].strip(_SPACES).replace("\t", " ").split(" ")
            words = [word for word in words if word]
            if not words:
                continue
            try:
                if words[0] == "log" and len(words) in {2, 3} and log is None:
                    log = _key(words[1], ED25519)
                elif words[0] == "witness" and len(words) in {3, 4}:
                    _is_new(words[1], witnesses, groups)
                    key = _key(words[2], COSIGNATURE)
                    if any(key.public == other.public for other in witnesses.values()):
                        # One witness would count as two, under whatever names.
                        raise Malformed(f"the key of {key.name} is named twice")
                    witnesses[words[1]] = key
                elif words[0] == "group" and len(words) > 3:
                    _is_new(words[1], witnesses, groups)
                    groups[words[1]] = _group(words[2], words[3:], {*witnesses, *groups})
                elif words[0] == "quorum" and len(words) == 2 and not quorum:
                    quorum = words[1]
                    if quorum not in {NOBODY, *witnesses, *groups}:
                        raise Malformed(f"{quorum} is asked for and not named above")
                else:
                    raise Malformed(f"{line.strip()[:80]!r} is no line of a policy")
            except Malformed as error:
                raise Malformed(f"line {number} of the policy: {error}") from error
        if log is None:
            raise Malformed("the policy names no log")
        if witnesses and not quorum:
            raise Malformed("the policy names witnesses and no quorum")
        return cls(log, witnesses, groups, quorum or NOBODY)

    def is_met(self, signers: Collection[Key]) -> bool:
        """True when the witnesses that signed make the quorum."""
        met = {name: key in signers for name, key in self.witnesses.items()}
        for name, group in self.groups.items():  # each names only what stands above it
            met[name] = sum(met[member] for member in group.members) >= group.needed
        return self.quorum == NOBODY or met[self.quorum]


def _key(text: str, algorithm: int) -> Key:
    key = Key.parse(text)
    if key.algorithm != algorithm:
        raise Malformed(f"the key of {key.name} is of another kind")
    return key


def _is_new(name: str, *known: Mapping[str, object]) -> None:
    if name == NOBODY or any(name in names for names in known):
        raise Malformed(f"{name} is named twice")


def _group(needed: str, members: list[str], known: Collection[str]) -> Group:
    unknown = [name for name in members if name not in known]
    if unknown or len(set(members)) != len(members):
        raise Malformed(f"{(unknown or members)[0]} is not named above, or twice")
    least = {"any": 1, "all": len(members)}.get(needed)
    if least is None:
        least = int(needed) if needed.isascii() and needed.isdigit() and len(needed) < 5 else 0
    if not 1 <= least <= len(members):
        raise Malformed(f"{needed} of {len(members)} is no quorum")
    return Group(least, tuple(members))
