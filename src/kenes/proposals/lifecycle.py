"""The life of a proposal, of its co-sponsors, claims and positions, as data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kenes.access.moves import Move, target_of


class Status(TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned for its form")
    IN_COMMENT = "in_comment", _("in comment")
    AGENDA = "agenda", _("on the agenda")
    ADOPTED = "adopted", _("adopted")
    ADOPTED_IN_PART = "adopted_in_part", _("adopted in part")
    REFERRED = "referred", _("referred")
    NOT_ADOPTED = "not_adopted", _("not adopted")
    WITHDRAWN = "withdrawn", _("withdrawn")


_OPEN = frozenset({"submitted", "returned", "in_comment", "agenda"})  # not decided yet

MOVES = (
    Move(action="proposal.submit", sources=frozenset({"draft", "returned"}), target="submitted"),
    Move(action="proposal.accept", sources=frozenset({"submitted"}), target="in_comment"),
    Move(action="proposal.return", sources=frozenset({"submitted"}), target="returned"),
    # The chair on an appeal: the form was right after all, or it was not.
    Move(action="proposal.overrule", sources=frozenset({"returned"}), target="in_comment"),
    Move(action="proposal.uphold", sources=frozenset({"returned"}), target="returned"),
    # What was referred may come back from those it was referred to.
    Move(
        action="proposal.schedule", sources=frozenset({"in_comment", "referred"}), target="agenda"
    ),
    *(
        Move(action=f"proposal.{outcome}", sources=frozenset({"agenda"}), target=outcome)
        for outcome in ("adopted", "adopted_in_part", "referred", "not_adopted")
    ),
    Move(action="proposal.withdraw", sources=_OPEN | {"referred"}, target="withdrawn"),
)

OUTCOMES = (Status.ADOPTED, Status.ADOPTED_IN_PART, Status.REFERRED, Status.NOT_ADOPTED)
DECIDED = frozenset({*OUTCOMES, Status.WITHDRAWN})
# When each can be done that moves nothing.
REVISABLE = frozenset({Status.RETURNED, Status.IN_COMMENT})
INVITING = frozenset({Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.IN_COMMENT})
TAKES_POSITIONS = frozenset({Status.IN_COMMENT, Status.AGENDA, Status.REFERRED})


class FormGround(TextChoices):
    """Why a proposal may be returned: defects of form, and nothing about its merit."""

    NOT_CLEAR = "not_clear", _("It does not say what the body is asked to do.")
    NO_JUSTIFICATION = "no_justification", _("It gives no reasons.")
    NO_EVIDENCE = "no_evidence", _("A fact is stated without evidence that can be looked up.")
    UNREADABLE = "unreadable", _("A document that belongs to it cannot be read.")
    PERSONAL_DATA = "personal_data", _("It tells personal data of people who have not agreed.")
    SAME = "same", _("The same organisation has put the same text before the body already.")


class SponsorStatus(TextChoices):
    INVITED = "invited", _("invited")
    ACCEPTED = "accepted", _("co-sponsor")
    DECLINED = "declined", _("declined")
    LEFT = "left", _("no longer co-sponsor")


SPONSOR_MOVES = (
    Move(action="proposal.join", sources=frozenset({"invited"}), target="accepted"),
    Move(action="proposal.decline", sources=frozenset({"invited"}), target="declined"),
    Move(action="proposal.leave", sources=frozenset({"accepted"}), target="left"),
    Move(action="proposal.invite", sources=frozenset({"declined", "left"}), target="invited"),
)


class Stance(TextChoices):
    """An organisation's position; the last two need reasons."""

    SUPPORT = "support", _("support")
    RESERVATION = "reservation", _("reservation")
    OPPOSE = "oppose", _("oppose")


class ClaimKind(TextChoices):
    FACT = "fact", _("fact")
    OPINION = "opinion", _("opinion")
    LEGAL_VIEW = "legal_view", _("legal view")


class Change(TextChoices):
    """What a row of a comparative table does, as ``engines.lawtext.amending`` has it."""

    REWORD = "reword", _("new wording")
    INSERT = "insert", _("insertion")
    REPEAL = "repeal", _("repeal")


class Place(TextChoices):
    """Where an insertion goes."""

    AFTER = "after", _("after it")
    FIRST = "first", _("at its beginning")


def after(action: str, status: str) -> str:
    """The status that ``action`` leads a proposal to from ``status``. Raises IllegalMove."""
    return target_of(MOVES, action, status)


def allows(action: str, status: str) -> bool:
    """Whether the move ``action`` begins at ``status``."""
    return any(move.action == action and status in move.sources for move in MOVES)
