"""Who acts, what they may do, and the answer, with its reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a person is to the body; one person may hold several."""

    VISITOR = "visitor"  # everyone, signed in or not
    SIGNED_IN = "signed_in"
    MEMBER = "member"  # holds or stands in for a seat of a chamber
    OBSERVER = "observer"  # holds a place of an observer class
    FOCAL_POINT = "focal_point"  # drafts an organisation's replies
    VALIDATOR = "validator"  # signs an organisation's replies
    MODERATOR = "moderator"
    CHAIR = "chair"
    SECRETARY = "secretary"
    AUDITOR = "auditor"
    OPERATOR = "operator"  # the command line of the machine Kenes runs on


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The person, job or command behind an act, resolved once at the edge."""

    user_id: int | None = None
    name: str = ""
    roles: frozenset[Role] = field(default_factory=lambda: frozenset({Role.VISITOR}))
    seat_ids: frozenset[int] = field(default_factory=frozenset)
    organisation_ids: frozenset[int] = field(default_factory=frozenset)
    drafts_for: frozenset[int] = field(default_factory=frozenset)  # organisations, focal point
    signs_for: frozenset[int] = field(default_factory=frozenset)  # organisations, validator
    session: str = ""  # a digest of the session's key, never the key

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None


VISITOR = Actor()


def operator(name: str) -> Actor:
    """The actor behind a command typed on the machine itself."""
    return Actor(name=name, roles=frozenset(Role))


@dataclass(frozen=True, kw_only=True)
class Decision:
    """An answer that can be shown: truthy when allowed, with its reason."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(allowed=True)
When = Callable[[Actor, Any], Decision]  # a condition on an actor and what they act on


def no(reason: str) -> Decision:
    return Decision(allowed=False, reason=reason)


def all_of(*conditions: When) -> When:
    """Holds when all hold; the first that does not gives the reason."""

    def when(actor: Actor, subject: Any) -> Decision:
        for condition in conditions:
            decision = condition(actor, subject)
            if not decision:
                return decision
        return YES

    return when


def _always(actor: Actor, subject: Any) -> Decision:
    return YES


@dataclass(frozen=True)
class Action:
    """Something an actor may do; its roles are in grants, by name."""

    name: str
    when: When = _always


class NotAllowed(Exception):
    """The actor may not do this; ``str(error)`` is the sentence shown."""
