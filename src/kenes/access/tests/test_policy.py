"""One question, one answer, with its reason."""

import pytest

from kenes.access.policy import authorise, may
from kenes.access.types import VISITOR, Action, Actor, Decision, NotAllowed, Role, operator

READ, INVITE = Action("body.read"), Action("account.invite")
MEMBER = Actor(user_id=1, roles=frozenset({Role.VISITOR, Role.SIGNED_IN, Role.MEMBER}))


def test_what_everyone_may_a_visitor_may() -> None:
    assert may(VISITOR, READ)


def test_a_visitor_is_asked_to_sign_in_and_a_member_told_about_their_role() -> None:
    assert may(VISITOR, INVITE).reason == "Sign in to do this."
    assert may(MEMBER, INVITE).reason == "Your role does not include this."


def test_a_condition_is_asked_only_of_who_holds_the_role() -> None:
    def never(actor: Actor, subject: object) -> Decision:
        return Decision(allowed=False, reason=f"not {subject}")

    action = Action("account.invite", when=never)
    assert may(MEMBER, action, "this").reason == "Your role does not include this."
    assert may(operator("test"), action, "this").reason == "not this"


def test_a_refusal_says_why_and_an_unknown_action_is_no_permission() -> None:
    with pytest.raises(NotAllowed, match="Sign in"):
        authorise(VISITOR, INVITE)
    with pytest.raises(KeyError):
        may(operator("test"), Action("body.burn"))
