"""The permission table and the actions of the apps are the same set."""

import importlib
import re

import pytest
from django.apps import apps

from kenes.access.grants import GRANTS
from kenes.access.policy import may
from kenes.access.types import VISITOR, Action, Actor, Role
from tests.contracts.places import SOURCE, files, read

pytestmark = pytest.mark.files
ACTIONS = {
    (path.parent.name, constant): value
    for path in sorted(SOURCE.glob("*/permissions.py"))
    for constant, value in vars(
        importlib.import_module(f"kenes.{path.parent.name}.permissions")
    ).items()
    if isinstance(value, Action)
}
READING = {  # open to everybody
    "body.read",
    "recommendation.read",
    "document.read",
    "record.read",
    "request.read",
    "alignment.read",
    "law.read",
    "proposal.read",
    "measure.read",
    "roadmap.read",
    "meeting.read",
    "consultation.read",
    # Who takes part has no account: the door and the ballot know them by a number.
    "consultation.enter",
    "statement.propose",
}


def test_every_app_with_actions_is_installed() -> None:
    assert {app for app, _constant in ACTIONS} <= {
        config.label for config in apps.get_app_configs()
    }


def test_every_action_is_granted_to_somebody_and_every_grant_is_of_an_action() -> None:
    assert {action.name for action in ACTIONS.values()} == set(GRANTS)
    assert all(GRANTS.values())


def test_every_action_is_named_by_what_it_is_done_to() -> None:
    assert [name for name in GRANTS if not re.fullmatch(r"[a-z]+\.[a-z]+", name)] == []


def test_every_action_is_asked_for_somewhere() -> None:
    asked = {
        (path.relative_to(SOURCE).parts[0], constant)
        for path in files(".py", within=("src",))
        if "tests" not in path.parts
        for constant in re.findall(r"\bpermissions\.([A-Z_]+)\b", read(path))
    }
    assert ACTIONS.keys() - asked == set()


def test_a_visitor_reads_and_does_nothing_else() -> None:
    allowed = {action.name for action in ACTIONS.values() if may(VISITOR, action)}
    assert allowed == READING


def test_an_auditor_reads_the_journal_and_changes_nothing() -> None:
    roles = frozenset({Role.VISITOR, Role.SIGNED_IN, Role.AUDITOR})
    auditor = Actor(user_id=1, name="Auditor", roles=roles)
    own = {
        "session.revoke",
        "search.save",
        "entry.attest",
        "notice.choose",
        "proposal.follow",
        "invitation.answer",
    }
    allowed = {action.name for action in ACTIONS.values() if may(auditor, action)}
    assert allowed - own == {*READING, "journal.read", "suggestion.read"}
