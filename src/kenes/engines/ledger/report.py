"""What a verification found."""

from dataclasses import dataclass, field
from typing import Any

from kenes.engines.ledger.errors import LedgerError


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; ``code`` and ``facts`` identify the sentence, in any language."""

    code: str
    sentence: str
    facts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, error: LedgerError) -> "Finding":
        return cls(error.code, str(error), error.facts)


@dataclass(frozen=True, kw_only=True)
class Report:
    """Counts of what was checked, and all that is wrong; sound when nothing is."""

    origin: str = ""
    size: int = 0
    root: bytes = b""
    key: str = ""  # the log's key that was trusted to begin with
    witnesses: tuple[str, ...] = ()  # that signed the checkpoint
    witnessed: int = 0  # entries that these have seen
    entries: int = 0
    payloads: int = 0
    redacted: int = 0
    signed: int = 0  # entries that carry a person's own signature
    subjects: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not self.findings

    def encode(self) -> dict[str, Any]:
        """As JSON, for ``--json`` and for pages."""
        return {
            "sound": self.is_sound,
            "origin": self.origin,
            "size": self.size,
            "root": self.root.hex(),
            "key": self.key,
            "witnesses": list(self.witnesses),
            "witnessed": self.witnessed,
            "entries": self.entries,
            "payloads": self.payloads,
            "redacted": self.redacted,
            "signed": self.signed,
            "subjects": list(self.subjects),
            "findings": [
                {"code": found.code, "sentence": found.sentence, "facts": found.facts}
                for found in self.findings
            ],
        }
