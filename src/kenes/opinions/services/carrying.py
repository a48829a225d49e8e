"""From a statement to a draft proposal in one act: what was found of it stands there already."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.languages.types import LANGUAGES
from kenes.members.actors import as_of
from kenes.members.models import Organisation
from kenes.opinions import evidence, permissions
from kenes.opinions.lifecycle import StatementStatus
from kenes.opinions.models import Statement
from kenes.proposals import texts
from kenes.proposals.models import Proposal
from kenes.proposals.services import drafting


@transaction.atomic
def propose(
    statement: Statement, *, organisation: Organisation, language: str, actor: Actor, now: datetime
) -> Proposal:
    """Begin a draft of an organisation that follows from the statement, in its own language.

    Raises ValidationError: nothing is published of the statement yet, or the language is none of
    the body's.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.CARRY)
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose a language of the body.")})
    statement = Statement.objects.select_related("of").get(pk=statement.pk)
    found = evidence.found(statement)
    if statement.status != StatementStatus.SHOWN or found is None:
        raise ValidationError(_("Nothing is published yet of what people think of it."))
    with override(language):
        words = texts.fitting(_wording(statement, found, language))
    return drafting.begin(
        organisation=organisation,
        language=language,
        wording=words,
        links=[statement.cited],
        actor=actor,
        now=now,
    )


def _wording(statement: Statement, found: evidence.Found, language: str) -> dict[str, str]:
    """The parts of a proposal, in the language that is active."""
    said = statement.text.get(language) or statement.words
    told = _("It follows from statement %(cited)s.") % {"cited": statement.cited}
    if found.both_sides:
        told = _("It follows from statement %(cited)s, which both sides of the table share.") % {
            "cited": statement.cited
        }
    return {
        "title": said,
        "problem": "\n\n".join(evidence.sentences(statement, found)),
        "proposal": said,
        "justification": told,
    }
