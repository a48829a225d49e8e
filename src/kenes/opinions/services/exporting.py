"""The votes themselves, for whoever of the secretariat is to check the map: once it has closed."""

import secrets
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor, NotAllowed
from kenes.engines.opinionmap.conversation import ACCEPTED, REJECTED, Conversation
from kenes.engines.opinionmap.conversation import Statement as Read
from kenes.engines.opinionmap.kinds import Ints
from kenes.engines.opinionmap.votes import Votes
from kenes.engines.opinionmap.writing import write_export
from kenes.journal.services import write
from kenes.members.actors import as_of
from kenes.opinions import permissions
from kenes.opinions.exporting import zipped
from kenes.opinions.lifecycle import StatementStatus, Status
from kenes.opinions.models import Consultation
from kenes.opinions.services.mapping import votes_of


@transaction.atomic
def votes(consultation: Consultation, *, actor: Actor, now: datetime) -> bytes:
    """A ZIP of the files that Polis would write, each voter under a number drawn for this file.

    Neither times nor authors are in it, and no chamber. Raises NotAllowed, while it is open too.
    """
    actor = as_of(actor, now)
    authorise(actor, permissions.EXPORT, consultation)
    if consultation.status != Status.CLOSED:
        raise NotAllowed(_("Votes are taken out once the consultation has closed."))
    write("consultation.export", consultation, actor=actor, at=now)
    conversation = Conversation(
        votes=_renumbered(votes_of(consultation, now=now)),
        statements=_statements(consultation),
        topic=consultation.name,
    )
    with TemporaryDirectory(prefix="kenes-") as folder:
        made = write_export(Path(folder), conversation, {})
        return zipped({path.name: path.read_bytes() for path in made})


def _renumbered(votes: Votes) -> Votes:
    """Each voter under a number of this file alone, and so in another order."""
    numbers = list(range(1, len(votes.participants) + 1))
    secrets.SystemRandom().shuffle(numbers)
    drawn: Ints = np.array(numbers, np.int64)
    cells = votes.matrix.tocoo()
    rows, columns = cells.coords
    return Votes.of(drawn[rows], votes.statements[columns], cells.data)


def _statements(consultation: Consultation) -> dict[int, Read]:
    rows = consultation.statements.exclude(status=StatementStatus.WAITING)
    return {
        one.number: Read(
            id=one.number,
            text=one.words,
            moderated=ACCEPTED if one.status == StatementStatus.SHOWN else REJECTED,
            is_meta=one.is_about_voter,
            is_seed=one.is_seed,
        )
        for one in rows
    }
