"""Why a log, a proof or a note is refused.

    LedgerError
    ├── Malformed      bytes that follow no format we know
    ├── Untrusted      no signature by a key that is trusted
    │   └── NoQuorum   too few witnesses have signed
    └── Contradiction  well formed, and yet at odds with what was signed

Every error has a stable ``code`` and ``facts`` so that a product can say it in its reader's
language; ``str(error)`` is a plain English sentence that names the place.
"""


class LedgerError(Exception):
    """Base of all; ``code`` and ``facts`` identify the sentence."""

    code = "ledger"

    def __init__(self, message: str, **facts: str) -> None:
        super().__init__(message)
        self.facts = facts


class Malformed(LedgerError):
    code = "malformed"


class Untrusted(LedgerError):
    code = "untrusted"


class NoQuorum(Untrusted):
    pass


class Contradiction(LedgerError):
    code = "contradiction"
