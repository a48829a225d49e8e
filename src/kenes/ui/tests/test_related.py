"""What each app tells of a matter, put together in order; nothing is said of nothing."""

from datetime import date

import pytest

from kenes.ui import related
from kenes.ui.related import MOST, Related, Source

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a test registers."""
    monkeypatch.setattr(related, "_SOURCES", {})


def source(name: str, order: int, count: int) -> Source:
    def about(number: str, today: date, most: int) -> list[Related]:
        assert today == TODAY
        made = [Related(title=f"{name} {n} on {number}", url="/") for n in range(count)]
        return made[:most]

    return Source(name=name, order=order, heading=lambda: name.upper(), about=about)


def test_kinds_stand_in_their_order_and_empty_ones_are_left_out() -> None:
    for one in (source("b", 2, 1), source("none", 0, 0), source("a", 1, 2)):
        related.register(one)
    found = related.about("R-2026-001", TODAY)
    assert [(group.name, group.heading, len(group.items)) for group in found] == [
        ("a", "A", 2),
        ("b", "B", 1),
    ]
    assert found[1].items[0].title == "b 0 on R-2026-001"


@pytest.mark.parametrize(("count", "more"), [(MOST, False), (MOST + 1, True), (MOST + 9, True)])
def test_a_long_kind_is_cut_and_says_so(count: int, more: bool) -> None:
    related.register(source("a", 1, count))
    [group] = related.about("R-2026-001", TODAY)
    assert (len(group.items), group.has_more) == (MOST, more)


def test_an_app_that_registers_again_is_told_once() -> None:
    related.register(source("a", 1, 1))
    related.register(source("a", 1, 2))
    [group] = related.about("R-2026-001", TODAY)
    assert len(group.items) == 2
