"""Tickets to the stream of a meeting: what a page may listen to, signed and for a short time.

The stream knows no sessions and takes no cookies. Who may see what was decided when the page was
made; the ticket says so, and nobody but this house can write one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core import signing

from kenes.languages.types import LANGUAGES
from kenes.meetings.live.scopes import Scope

_SIGNER: Final = "kenes.meetings.live"
# An open connection ends with its ticket: who has lost a seat listens no longer than that.
LIFE: Final = timedelta(hours=2)


class WrongTicket(Exception):
    """Not one of ours, for another meeting, or too old."""


@dataclass(frozen=True, kw_only=True)
class Ticket:
    meeting: int  # its primary key
    number: str
    scope: Scope
    language: str
    until: datetime


def written(meeting: int, number: str, scope: Scope, language: str, now: datetime) -> str:
    """A ticket as a page carries it."""
    until = int((now + LIFE).timestamp())
    return signing.Signer(salt=_SIGNER).sign_object([meeting, number, scope, language, until])


def read(text: str, number: str, now: datetime) -> Ticket:
    """The ticket for the meeting ``number``. Raises WrongTicket."""
    try:
        meeting, of, scope, language, until = signing.Signer(salt=_SIGNER).unsign_object(text)
        ticket = Ticket(
            meeting=int(meeting),
            number=str(of),
            scope=Scope(scope),
            language=str(language),
            until=datetime.fromtimestamp(int(until), now.tzinfo),
        )
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise WrongTicket from error
    if ticket.number != number or ticket.until <= now or ticket.language not in LANGUAGES:
        raise WrongTicket
    return ticket
