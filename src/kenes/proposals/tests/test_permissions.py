"""Who may do what to a proposal, at every place of its life: the whole matrix."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from kenes.access.policy import may
from kenes.access.types import VISITOR, Action, Actor
from kenes.proposals import permissions
from kenes.proposals.lifecycle import Status
from kenes.proposals.models import Proposal
from kenes.proposals.permissions import Speaking
from kenes.proposals.services import checking
from kenes.proposals.tests.conftest import SAID, Table

ACTIONS = {name: value for name, value in vars(permissions).items() if isinstance(value, Action)}
EVERY = frozenset(Status.values)
PUBLIC = EVERY - {"draft"}
UNDECIDED = frozenset({"draft", "submitted", "returned", "in_comment", "agenda"})
MEMBERS = ("clara", "helen", "bolat", "damir")  # clara made it, helen co-sponsors it
OTHERS = ("erik", "amina", "farida", "galym", "irina")  # observer … auditor, validator
# Action -> person -> the statuses in which they may; who is not named may in none.
ALLOWED: Mapping[str, Mapping[str, frozenset[str]]] = {
    "READ": {
        **dict.fromkeys((*MEMBERS, *OTHERS, "visitor"), PUBLIC),
        **dict.fromkeys(("clara", "helen"), EVERY),
    },
    "FOLLOW": {
        **dict.fromkeys((*MEMBERS, *OTHERS), PUBLIC),
        **dict.fromkeys(("clara", "helen"), EVERY),
    },
    "BEGIN": dict.fromkeys(MEMBERS, EVERY),
    "EDIT": dict.fromkeys(("clara", "helen"), frozenset({"draft"})),
    "DISCARD": {"clara": frozenset({"draft"})},
    "SUBMIT": {"clara": frozenset({"draft", "returned"})},
    "REVISE": {"clara": frozenset({"returned", "in_comment"})},
    "INVITE": {"clara": frozenset({"draft", "submitted", "returned", "in_comment"})},
    "SPONSOR": {"helen": UNDECIDED},
    "CLAIM": {
        **dict.fromkeys(("clara", "helen"), frozenset({"draft", "returned", "in_comment"})),
        **dict.fromkeys(("bolat", "damir"), frozenset({"in_comment"})),
    },
    "RETRACT": dict.fromkeys(MEMBERS, EVERY),
    "ATTACH": {
        "clara": frozenset({"draft", "returned", "in_comment"}),
        "helen": frozenset({"draft"}),
    },
    "APPEAL": {"clara": frozenset({"returned"})},
    "HEAR": {},  # an appeal has to wait: see below
    "WITHDRAW": {
        "clara": frozenset({"submitted", "returned", "in_comment", "agenda", "referred"})
    },
    "COMMENT": dict.fromkeys((*MEMBERS, "erik"), frozenset({"in_comment"})),
    "TAKE_POSITION": dict.fromkeys(MEMBERS, frozenset({"in_comment", "agenda", "referred"})),
    "CHECK": {"amina": frozenset({"submitted"})},
    "SCHEDULE": dict.fromkeys(("amina", "farida"), frozenset({"referred"})),  # see below
    "RESCHEDULE": dict.fromkeys(("amina", "farida"), frozenset({"agenda"})),
    "DECIDE": dict.fromkeys(("amina", "farida"), frozenset({"agenda"})),
}
IN_A_NAME = {"SPONSOR", "CLAIM", "RETRACT", "COMMENT", "TAKE_POSITION"}


@pytest.fixture(params=Status.values)
def proposal(request: pytest.FixtureRequest, table: Table) -> Proposal:
    """At each status, co-sponsored by Taza Su; in comment, the time is not over."""
    found = table.at(request.param)
    found.cosponsors.create(
        organisation=table.organisation("helen"), status="accepted", invited_at=table.now
    )
    return found


def asked(name: str, person: str, proposal: Proposal, table: Table) -> bool:
    actor: Actor = VISITOR if person == "visitor" else table.actor(person)
    subject: object = proposal
    if name == "BEGIN":
        subject = None
    elif name in IN_A_NAME:
        organisation = table.organisation(person if person in (*MEMBERS, "erik") else "clara")
        subject = Speaking(proposal=proposal, organisation=organisation)
    return bool(may(actor, ACTIONS[name], subject))


def test_the_matrix_names_every_action() -> None:
    assert ALLOWED.keys() == ACTIONS.keys()


def test_everybody_may_what_the_matrix_says_and_nothing_else(
    proposal: Proposal, table: Table
) -> None:
    wrong = [
        (name, person)
        for name, allowed in ALLOWED.items()
        for person in (*MEMBERS, *OTHERS, "visitor")
        if asked(name, person, proposal, table)
        != (proposal.status in allowed.get(person, frozenset()))
    ]
    assert wrong == []


def test_every_refusal_has_its_reason(proposal: Proposal, table: Table) -> None:
    for name in ALLOWED:
        for person in (*MEMBERS, *OTHERS):
            decision = may(table.actor(person), ACTIONS[name], proposal)
            assert bool(decision) or len(decision.reason) > 10, (name, person)


def test_an_appeal_is_heard_by_the_chair_alone(table: Table) -> None:
    proposal = table.at(Status.RETURNED)
    checking.appeal(proposal, reason=SAID, actor=table.actor("clara"), now=table.now)
    proposal.refresh_from_db()
    hear = {
        person
        for person in (*MEMBERS, *OTHERS)
        if may(table.actor(person), permissions.HEAR, proposal)
    }
    assert hear == {"farida"}
    assert not may(table.actor("clara"), permissions.APPEAL, proposal)


def test_it_is_scheduled_once_the_time_for_comments_is_over(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    assert proposal.comments_until is not None
    for days, allowed in ((0, set()), (1, {"amina", "farida"})):
        subject = Speaking(
            proposal=proposal,
            organisation=proposal.organisation,
            today=proposal.comments_until + timedelta(days=days),
        )
        assert allowed == {
            person
            for person in (*MEMBERS, *OTHERS)
            if may(table.actor(person), permissions.SCHEDULE, subject)
        }


def test_nobody_speaks_in_the_name_of_another_organisation(table: Table) -> None:
    proposal = table.at(Status.IN_COMMENT)
    other = Speaking(proposal=proposal, organisation=table.organisation("bolat"))
    for name in IN_A_NAME - {"SPONSOR"}:
        for person in ("clara", "helen", "erik"):
            assert not may(table.actor(person), ACTIONS[name], other), (name, person)
    mine = Speaking(proposal=proposal, organisation=table.organisation("erik"))
    assert may(table.actor("erik"), permissions.COMMENT, mine)
    assert not may(table.actor("erik"), permissions.TAKE_POSITION, mine)
