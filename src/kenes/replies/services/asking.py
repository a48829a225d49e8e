"""Asking an institution: it has a number, an addressee and a due date from the first moment."""

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.members.actors import as_of
from kenes.members.models import Organisation
from kenes.record.services.publishing import Said, publish
from kenes.replies import permissions, recorded
from kenes.replies.lifecycle import RequestKind
from kenes.replies.models import Request
from kenes.replies.services import wording
from kenes.replies.services.opening import open_request

_NUMBER = re.compile(r"[A-Z]{1,2}-\d{4}-\d{1,7}")


@transaction.atomic
def ask(
    *,
    addressee: Organisation,
    text: str,
    language: str,
    kind: str = RequestKind.QUESTION,
    about: str = "",
    is_public: bool = True,
    asked_by: Organisation | None,
    actor: Actor,
    now: datetime,
    days: int | None = None,
    due_on: date | None = None,
) -> Request:
    """Ask ``addressee`` in the name of ``asked_by``; None: of the body itself.

    ``about`` is a public number, as P-2026-014, or nothing. The by-laws set the due date unless
    ``days`` or ``due_on`` is given. Raises ValidationError by field, NotAllowed.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.ASK, permissions.Asking(asked_by=asked_by, addressee=addressee))
    words = wording.checked(text, wording.LONGEST_REQUEST)
    if not words:
        raise ValidationError({"text": _("Write what you ask.")})
    wording.check_language(language)
    if kind not in RequestKind.values:
        raise ValidationError({"kind": _("Choose what the request is about.")})
    if about and not _NUMBER.fullmatch(about):
        raise ValidationError({"about": _("Give a number, as R-2014-126.")})
    _refuse_again(addressee, asked_by, words, about, timezone.localdate(now))
    request = open_request(
        addressee=addressee,
        asked_by=asked_by,
        asker_id=actor.user_id,
        kind=kind,
        about=about,
        text=words,
        language=language,
        is_public=is_public,
        now=now,
        days=days,
        due_on=due_on,
    )
    if not is_public:
        write("request.ask_quietly", request, actor=actor, at=now, number=request.number)
        return request
    publish(
        write(
            "request.ask", request, actor=actor, at=now, number=request.number, to=addressee.slug
        ),
        Said(
            subject=request.number,
            state=recorded.request_state(request),
            act={"by": recorded.by(request.asked_by_id)},
            after=request.status,
            language=language,
        ),
    )
    return request


def _refuse_again(
    addressee: Organisation, asked_by: Organisation | None, text: str, about: str, today: date
) -> None:
    """A button pressed twice asks once."""
    same = Request.objects.waiting().filter(
        addressee=addressee, asked_by=asked_by, asked_on=today, about=about, text=text
    )
    if known := same.first():
        raise ValidationError(
            {"text": _("You have asked this today: %(number)s.") % {"number": known.number}}
        )
