"""Ask one question: may this actor do this action to this object?"""

from typing import Any

from django.utils.translation import gettext as _

from kenes.access.grants import GRANTS
from kenes.access.types import Action, Actor, Decision, NotAllowed


def may(actor: Actor, action: Action, subject: Any = None) -> Decision:
    """Return the decision for ``actor`` doing ``action`` on ``subject``."""
    if not actor.roles & GRANTS[action.name]:
        if not actor.is_signed_in:
            return Decision(allowed=False, reason=_("Sign in to do this."))
        return Decision(allowed=False, reason=_("Your role does not include this."))
    return action.when(actor, subject)


def authorise(actor: Actor, action: Action, subject: Any = None) -> None:
    """Pass silently, or raise NotAllowed with the reason."""
    decision = may(actor, action, subject)
    if not decision:
        raise NotAllowed(decision.reason)
