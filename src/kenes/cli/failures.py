"""The failures a command answers with a sentence."""

from django.core.exceptions import ValidationError
from django.db.utils import OperationalError

from kenes.access.types import NotAllowed
from kenes.config.env import WrongSetting
from kenes.engines.ledger.errors import LedgerError
from kenes.engines.undocs.errors import UndocsError
from kenes.record.errors import RecordError


class CommandFailed(Exception):
    """A command cannot go on; ``str(error)`` is the sentence shown."""


SPOKEN = (
    CommandFailed,
    LedgerError,
    NotAllowed,
    OSError,
    OperationalError,
    RecordError,
    UndocsError,
    ValidationError,
    WrongSetting,
)


def sentence(error: BaseException) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)
