"""Every act × every status × every person, as one table; and the moves as data."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kenes.access.moves import IllegalMove
from kenes.access.types import VISITOR, Actor, NotAllowed, operator
from kenes.replies.lifecycle import (
    REPLY_MOVES,
    REQUEST_MOVES,
    SIGNING,
    TAKES,
    ReplyKind,
    ReplyStatus,
    RequestStatus,
    reply_target,
    request_target,
)
from kenes.replies.models import Reply, Request
from kenes.replies.services import drafting, signing
from kenes.replies.services.withdrawing import withdraw
from kenes.replies.tests.conftest import NOW, Table

PEOPLE = (
    "visitor", "operator", "amina", "bolat", "clara", "damir", "erik", "farida", "galym", "helen",
    "irina",
)  # fmt: skip
# What the request has come to when the act is tried.
STAGES = ("asked", "drafted", "handed_up", "answered", "referred", "withdrawn")
Act = Callable[[Request, Reply | None, Actor], Any]


def _draft(request: Request, reply: Reply | None, actor: Actor) -> Any:
    return drafting.save_draft(
        request, kind="answered", text="x", language="en",
        edited=reply.edited if reply and reply.status != "signed" else 0, actor=actor, now=NOW,
    )  # fmt: skip


def _hand_up(request: Request, reply: Reply | None, actor: Actor) -> Any:
    assert reply is not None
    return drafting.hand_up(reply, edited=reply.edited, actor=actor, now=NOW)


def _return(request: Request, reply: Reply | None, actor: Actor) -> Any:
    assert reply is not None
    return drafting.return_draft(reply, note="x", actor=actor, now=NOW)


def _sign(request: Request, reply: Reply | None, actor: Actor) -> Any:
    assert reply is not None
    return signing.sign(reply, edited=reply.edited, actor=actor, now=NOW)


def _withdraw(request: Request, reply: Reply | None, actor: Actor) -> Any:
    return withdraw(request, actor=actor, now=NOW)


# Act -> who may do it, and at which stages it can be done; everything else is refused.
ACTS: dict[str, tuple[Act, frozenset[str], frozenset[str]]] = {
    "draft": (_draft, frozenset({"bolat"}), frozenset({"asked", "drafted"})),
    "hand up": (_hand_up, frozenset({"bolat"}), frozenset({"drafted"})),
    "return": (_return, frozenset({"irina"}), frozenset({"handed_up"})),
    "sign": (_sign, frozenset({"irina"}), frozenset({"handed_up"})),
    "withdraw": (
        _withdraw,
        frozenset({"clara", "amina", "operator"}),
        frozenset({"asked", "drafted", "handed_up"}),
    ),
}


def stage(table: Table, name: str) -> tuple[Request, Reply | None]:
    request = table.ask()
    reply = None
    if name == "drafted":
        reply = table.draft(request)
    elif name == "handed_up":
        reply = table.hand_up(request)
    elif name == "answered":
        reply = table.reply(request)
    elif name == "referred":
        reply = table.reply(request, kind="referred", referred_to=table.committee)
    elif name == "withdrawn":
        reply = table.draft(request)
        withdraw(request, actor=table.actor("clara"), now=NOW)
    return request, reply


def actor_of(table: Table, person: str) -> Actor:
    if person == "visitor":
        return VISITOR
    return operator("kenes request") if person == "operator" else table.actor(person)


@pytest.mark.parametrize("at", STAGES)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_open_to_whom_and_when_the_table_says(table: Table, act: str, at: str) -> None:
    do, who, when = ACTS[act]
    request, reply = stage(table, at)
    if reply is None and act not in {"draft", "withdraw"}:
        return  # there is nothing to do it to
    before = list(Request.objects.values()), list(Reply.objects.values())
    for person in sorted(PEOPLE, key=lambda name: name in who):  # those who may, last
        actor = actor_of(table, person)
        if person not in who:
            with pytest.raises(NotAllowed) as refused:
                do(request, reply, actor)
            assert str(refused.value)
        elif at not in when:
            with pytest.raises(ValidationError) as wrong:
                do(request, reply, actor)
            assert wrong.value.messages[0]
        else:
            do(request, reply, actor)
            return
    assert (list(Request.objects.values()), list(Reply.objects.values())) == before


@pytest.mark.parametrize("status", RequestStatus.values)
@pytest.mark.parametrize("action", sorted({move.action for move in REQUEST_MOVES}))
def test_a_request_moves_only_while_it_waits(action: str, status: str) -> None:
    if status == "waiting":
        assert request_target(action, status) in RequestStatus.values
    else:
        with pytest.raises(IllegalMove):
            request_target(action, status)


@pytest.mark.parametrize("status", ReplyStatus.values)
@pytest.mark.parametrize("move", REPLY_MOVES, ids=lambda move: move.action)
def test_a_reply_moves_as_the_data_says(move: Any, status: str) -> None:
    if status in move.sources:
        assert reply_target(move.action, status) == move.target
    else:
        with pytest.raises(IllegalMove):
            reply_target(move.action, status)
    assert move.sources <= set(ReplyStatus.values)


def test_every_kind_of_reply_has_its_effect_and_is_taken_by_something() -> None:
    assert set(SIGNING) == set(ReplyKind)
    assert set(SIGNING.values()) <= {move.action for move in REQUEST_MOVES}
    assert {kind for kinds in TAKES.values() for kind in kinds} == set(ReplyKind)
