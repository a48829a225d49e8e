"""The sentence of a notice in its reader's language, out of its code and facts.

A fact that is a dictionary holds names by language; days are ISO dates; some facts are codes of
the house and have labels. Nothing is asked of the database.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kenes.languages.dates import written
from kenes.languages.fields import pick
from kenes.members.models import DutyKind, OfficeKind
from kenes.proposals.lifecycle import Stance, Status
from kenes.replies.lifecycle import ReplyKind

SENTENCES = {
    "office.given": _("%(who)s entered you as %(office)s of %(body)s"),
    "duty.given": _("%(who)s entered you as %(duty)s of %(organisation)s"),
    "seat.given": _("%(who)s entered you on the seat “%(seat)s” for %(organisation)s"),
    "redaction.asked": _(
        "%(who)s asks to erase words about %(number)s from the public record: another officer "
        "decides"
    ),
    "recovery.asked": _(
        "%(who)s asks to recover the account of %(person)s: another officer confirms"
    ),
    "request.asked": _("%(asker)s asks %(addressee)s: %(number)s, a reply is due on %(due)s"),
    "request.referred": _(
        "What %(asker)s asked was referred to %(addressee)s: %(number)s, a reply is due on %(due)s"
    ),
    "request.withdrawn": _(
        "%(asker)s withdrew %(number)s: no reply of %(addressee)s is waited for any more"
    ),
    "reply.handed_up": _(
        "%(who)s handed up a draft reply to %(number)s: it waits for your signature"
    ),
    "reply.returned": _("%(who)s returned the draft reply to %(number)s"),
    "reply.signed": _("%(addressee)s replied to %(number)s: %(kind)s"),
    "reminder.before_due": _("The reply of %(addressee)s to %(number)s is due on %(due)s"),
    "reminder.overdue": _("The reply of %(addressee)s to %(number)s was due on %(due)s: overdue"),
    "proposal.submitted": _("%(organisation)s submitted %(number)s: “%(title)s”"),
    "proposal.accepted": _(
        "%(number)s, “%(title)s”, passed the check of form: comments are taken until %(until)s"
    ),
    "proposal.returned": _("%(who)s returned %(number)s, “%(title)s”, for its form"),
    "proposal.appealed": _(
        "%(organisation)s asks the chair to decide on the return of %(number)s, “%(title)s”"
    ),
    "proposal.overruled": _(
        "%(who)s decided that %(number)s, “%(title)s”, is in form: comments are taken until "
        "%(until)s"
    ),
    "proposal.upheld": _("%(who)s decided that %(number)s, “%(title)s”, stays returned"),
    "proposal.revised": _("%(organisation)s made version %(version)s of %(number)s, “%(title)s”"),
    "proposal.commented": _("%(by)s commented on %(number)s, “%(title)s”"),
    "proposal.position": _("%(by)s takes a position on %(number)s, “%(title)s”: %(stance)s"),
    "proposal.invited": _("%(organisation)s invites %(by)s to co-sponsor “%(title)s”"),
    "proposal.joined": _("%(by)s co-sponsors “%(title)s”"),
    "proposal.declined": _("%(by)s does not co-sponsor “%(title)s”"),
    "proposal.scheduled": _("%(number)s, “%(title)s”, was put on the agenda"),
    "proposal.decided": _("The body decided on %(number)s, “%(title)s”: %(outcome)s"),
    "proposal.withdrawn": _("%(organisation)s withdrew %(number)s, “%(title)s”"),
    "proposal.rescheduled": _(
        "The day on which the body deals with %(number)s, “%(title)s”, has changed"
    ),
    "meeting.called": _(
        "You are invited to a meeting of %(body)s on %(on)s, %(hours)s: %(number)s"
    ),
    "meeting.changed": _(
        "A meeting of %(body)s has changed, now on %(on)s, %(hours)s: %(number)s"
    ),
    "meeting.agenda": _("The agenda of the meeting of %(body)s on %(on)s has changed: %(number)s"),
    "meeting.cancelled": _("The meeting of %(body)s on %(on)s is cancelled: %(number)s"),
    "consultation.opened": _("A consultation is open until %(until)s: %(number)s, “%(title)s”"),
    "consultation.closed": _(
        "The consultation %(number)s, “%(title)s”, is closed: the map of opinions is published"
    ),
    "consultation.answered": _(
        "The body has answered what the consultation %(number)s, “%(title)s”, found"
    ),
    "import.ready": _("%(who)s had %(document)s read in: it waits to be checked"),
}
DAYS = frozenset({"due", "until", "on"})
LABELS: dict[str, type[TextChoices]] = {
    "office": OfficeKind,
    "duty": DutyKind,
    "kind": ReplyKind,
    "stance": Stance,
    "outcome": Status,
}
NOBODY = {  # who it was when no person or organisation is named
    "who": _("The operator"),
    "asker": _("The body, through its secretariat,"),
}
LONGEST = 200  # characters of one fact
# What ends a line, steers a terminal, or turns the direction of what follows.
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


class _Said(dict[str, str]):
    """Facts as they are shown; one that an earlier version did not keep is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def sentence(code: str, facts: Mapping[str, Any]) -> str:
    """Who did what, on one line; a code of a later version says at least its number."""
    said = _Said({name: _shown(name, value) for name, value in facts.items()})
    said |= {name: str(word) for name, word in NOBODY.items() if not said.get(name)}
    if code not in SENTENCES:
        return said.get("number", "")
    return str(SENTENCES[code]) % said


def plain(text: str) -> str:
    """One line without anything invisible, whatever its author has put in."""
    return " ".join(_UNWANTED.sub(" ", text).split())


def _shown(name: str, value: Any) -> str:
    if isinstance(value, dict):
        value = pick(value)
    elif name in DAYS and value:
        return written(date.fromisoformat(value))
    elif name in LABELS and value in LABELS[name].values:
        return str(LABELS[name](value).label)
    text = plain(str(value))
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
