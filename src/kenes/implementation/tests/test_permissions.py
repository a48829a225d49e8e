"""Who may do what to a road map and a measure, as a draft and once adopted: the whole matrix."""

import pytest

from kenes.access.moves import IllegalMove
from kenes.access.policy import may
from kenes.access.types import VISITOR, Action, operator
from kenes.implementation import lifecycle, permissions
from kenes.implementation.lifecycle import MeasureStatus, RoadMapStatus
from kenes.implementation.services import adopting
from kenes.implementation.tests.conftest import Table

ACTIONS = {name: value for name, value in vars(permissions).items() if isinstance(value, Action)}
PEOPLE = ("visitor", "clara", "damir", "helen", "erik", "bolat", "irina", "amina", "farida",
          "galym", "operator")  # fmt: skip
SECRETARIAT = frozenset({"amina", "operator"})
PREPARES = SECRETARIAT | {"farida"}
ALL = frozenset(PEOPLE)
# Action -> who may while it is a draft, who may once it is adopted; bolat and irina answer for the
# owner of the measure.
ALLOWED = {
    "READ": (PREPARES, ALL),
    "READ_MEASURE": (PREPARES, ALL),
    "CHANGE": (SECRETARIAT, SECRETARIAT),
    "PREPARE": (SECRETARIAT, frozenset[str]()),
    "ADOPT": (PREPARES, frozenset[str]()),
    "CHANGE_MEASURE": (SECRETARIAT, SECRETARIAT | {"bolat"}),
    "REPORT": (frozenset[str](), SECRETARIAT | {"bolat", "irina"}),
}
OF_MEASURES = {"READ_MEASURE", "CHANGE_MEASURE", "REPORT"}


def test_every_action_is_in_the_matrix() -> None:
    assert ALLOWED.keys() == ACTIONS.keys()


@pytest.mark.parametrize("is_adopted", [False, True])
def test_the_matrix(table: Table, is_adopted: bool) -> None:
    roadmap = table.draft(table.recommendation())
    measure = table.measure(roadmap)
    others = table.measure(roadmap, owner=table.organisation("clara"))
    if is_adopted:
        roadmap = adopting.adopt(roadmap, **table.act())
    measure.roadmap = others.roadmap = roadmap
    actors = {key: table.actor(key) for key in PEOPLE if key not in {"visitor", "operator"}}
    actors |= {"visitor": VISITOR, "operator": operator("kenes roadmap")}
    found = {
        name: {
            key
            for key, actor in actors.items()
            if may(actor, action, measure if name in OF_MEASURES else roadmap)
        }
        for name, action in ACTIONS.items()
    }
    assert found == {name: set(allowed[is_adopted]) for name, allowed in ALLOWED.items()}
    for key in ("bolat", "irina", "clara"):  # of another's measure, and without a duty
        assert not may(actors[key], permissions.REPORT, others)
        assert not may(actors[key], permissions.CHANGE_MEASURE, others)


@pytest.mark.parametrize("status", MeasureStatus.values)
@pytest.mark.parametrize("target", MeasureStatus.values)
def test_a_dropped_measure_alone_moves_no_more(status: str, target: str) -> None:
    action = f"measure.{target}"
    assert lifecycle.allows(action, status) == (status != MeasureStatus.DROPPED)
    if status == MeasureStatus.DROPPED:
        with pytest.raises(IllegalMove):
            lifecycle.after(action, status)
    else:
        assert lifecycle.after(action, status) == target


def test_a_road_map_is_adopted_once() -> None:
    assert lifecycle.after("roadmap.adopt", RoadMapStatus.DRAFT) == RoadMapStatus.ADOPTED
    assert not lifecycle.allows("roadmap.adopt", RoadMapStatus.ADOPTED)
