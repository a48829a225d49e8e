"""The mail server, and how far a letter had come when something went wrong."""

import smtplib
from collections.abc import Sequence
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend


class Outcome(Enum):
    """What became of one attempt to send one letter."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # this letter, for good: its address or its form
    LATER = "later"  # this letter, for now
    AWAY = "away"  # the server; certainly nothing was sent
    DOUBTFUL = "doubtful"  # the text was on its way when the line broke


class _Watched(smtplib.SMTP):
    """A connection that knows whether the server has begun to take the text of a letter."""

    has_begun = False

    def getreply(self) -> tuple[int, bytes]:
        code, said = super().getreply()
        self.has_begun = self.has_begun or code == 354
        return code, said


class _WatchedTLS(_Watched, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    """Django's, with a watched connection."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _WatchedTLS if self.use_ssl else _Watched


_DJANGOS = "django.core.mail.backends.smtp.EmailBackend"


class Post:
    """One connection for many letters."""

    def __init__(self) -> None:
        configured = settings.EMAIL_BACKEND
        ours = f"{Backend.__module__}.{Backend.__qualname__}"
        self._connection: Any = get_connection(ours if configured == _DJANGOS else configured)

    def open(self) -> None:
        """Raises OSError when the server cannot be reached, or does not let us in."""
        self._connection.open()

    def reopen(self) -> None:
        """As ``open``, after a connection that broke."""
        self.close()
        self._connection.connection = None
        self.open()

    def close(self) -> None:
        try:
            self._connection.close()
        except OSError:
            return  # it is gone: that is what was wanted

    def send(self, message: EmailMessage) -> tuple[Outcome, str]:
        """Try once; returns what became of it, and what the server said."""
        try:
            message.message()
        except (ValueError, UnicodeError) as error:  # an address or a header nobody can send
            return Outcome.REFUSED, str(error)
        smtp = getattr(self._connection, "connection", None)
        if isinstance(smtp, _Watched):
            smtp.has_begun = False
        try:
            self._connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            ((code, said),) = list(error.recipients.values())[:1] or [(450, b"")]
            return _by_code(code), _text(code, said)
        except smtplib.SMTPSenderRefused as error:  # it takes no letter of this house
            return Outcome.AWAY, _text(error.smtp_code, error.smtp_error)
        except smtplib.SMTPDataError as error:
            return _by_code(error.smtp_code), _text(error.smtp_code, error.smtp_error)
        except smtplib.SMTPResponseException as error:
            return Outcome.AWAY, _text(error.smtp_code, error.smtp_error)
        except Exception as error:
            # A backend that we cannot watch may have sent it; ours says how far it came.
            is_certain = isinstance(smtp, _Watched) and not smtp.has_begun
            return (Outcome.AWAY if is_certain else Outcome.DOUBTFUL), str(error) or repr(error)
        return Outcome.ACCEPTED, ""


def _by_code(code: int) -> Outcome:
    return Outcome.REFUSED if code >= 500 else Outcome.LATER


def _text(code: int, said: bytes | str) -> str:
    words: Sequence[str] = (said.decode(errors="replace") if isinstance(said, bytes) else said,)
    return f"{code} {' '.join(words)}".strip()
