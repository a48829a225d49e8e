"""The drawing: sizes as people are many, labels apart, everything on the sheet."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engines.opinionmap import picture
from kenes.engines.opinionmap.picture import Chamber, Group, Spread, Statement

POINTS = st.tuples(st.floats(-3, 3), st.floats(-3, 3))


def group(letter: str, at: tuple[float, float], share: float) -> Group:
    spread = Spread(centre=at, axes=(0.3, 0.2), angle=30.0)
    return Group(letter=letter, share=share, spread=spread)


@st.composite
def things(draw: st.DrawFn) -> tuple[list[Group], list[Chamber], list[Statement]]:
    points = draw(st.lists(POINTS, min_size=1, max_size=5))
    groups = [group("ABCDE"[i], at, 1 / len(points)) for i, at in enumerate(points)]
    chambers = [
        Chamber(kind="state", label="государственные органы"[: 4 + 5 * i], at=at)
        for i, at in enumerate(draw(st.lists(POINTS, max_size=4)))
    ]
    statements = [
        Statement(number=i + 1, at=at, is_major=i % 4 == 0)
        for i, at in enumerate(draw(st.lists(POINTS, max_size=40)))
    ]
    return groups, chambers, statements


def boxes(drawn: picture.Picture) -> list[tuple[float, float, float, float]]:
    """Of the labels of statements, as large as they are drawn."""
    found = []
    for place in drawn.places:
        if place.label:
            size = picture.LARGE if place.is_major else picture.SMALL
            width = len(str(place.number)) * size * 0.55  # digits are narrow
            x, y = place.label.x, place.label.y
            found.append((x - width / 2, y - size * 0.7, x + width / 2, y))
    return found


@given(things())
@settings(max_examples=60, deadline=None)
def test_labels_of_statements_never_lie_over_each_other(
    given_: tuple[list[Group], list[Chamber], list[Statement]],
) -> None:
    drawn = picture.draw(*given_)
    for a, b in itertools.combinations(boxes(drawn), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@given(things())
@settings(max_examples=60, deadline=None)
def test_everything_is_on_the_sheet_and_drawn_once(
    given_: tuple[list[Group], list[Chamber], list[Statement]],
) -> None:
    groups, chambers, statements = given_
    drawn = picture.draw(*given_)
    assert [one.letter for one in drawn.areas] == [one.letter for one in groups]
    assert [one.text for one in drawn.marks] == [one.label for one in chambers]
    assert [one.number for one in drawn.places] == [one.number for one in statements]
    for left, top, right, bottom in boxes(drawn):
        assert left >= 0
        assert top >= 0
        assert right <= picture.WIDTH
        assert bottom <= picture.HEIGHT
    for area in drawn.areas:
        assert area.rx > 0
        assert area.ry > 0
        assert 0 <= area.x <= picture.WIDTH
        assert 0 <= area.y <= picture.HEIGHT


def test_areas_are_as_large_as_people_are_many() -> None:
    groups = [
        group("A", (-0.8, 0.1), 0.6),
        group("B", (0.6, 0.0), 0.3),
        group("C", (0, -0.9), 0.1),
    ]
    areas = picture.draw(groups, [], []).areas
    sizes = [one.rx * one.ry for one in areas]
    assert sizes[0] / sizes[1] == pytest.approx(2, rel=0.02)
    assert sizes[0] / sizes[2] == pytest.approx(6, rel=0.02)


def test_areas_of_different_places_hardly_touch() -> None:
    a, b = picture.draw([group("A", (-0.4, 0), 0.5), group("B", (0.4, 0), 0.5)], [], []).areas
    assert a.rx + b.rx <= 1.6 * (b.x - a.x)
    assert picture._radius(a, 0) + picture._radius(b, 0) <= 1.1 * (b.x - a.x)


def test_a_spread_is_found_back() -> None:
    generator = np.random.default_rng(1)
    turned = np.array([[math.cos(0.5), -math.sin(0.5)], [math.sin(0.5), math.cos(0.5)]])
    points = generator.normal(size=(20_000, 2)) * [0.4, 0.1] @ turned.T + [0.2, -0.3]
    found = picture.spread(points)
    assert found.centre == pytest.approx((0.2, -0.3), abs=0.02)
    assert found.axes == pytest.approx((0.4, 0.1), abs=0.02)
    assert math.radians(found.angle) == pytest.approx(0.5, abs=0.02)


def test_one_person_and_nobody_have_a_place_too() -> None:
    assert picture.spread(np.zeros((1, 2))).axes == (0.0, 0.0)
    assert picture.unit(np.zeros((0, 2))) == 1.0
    assert picture.unit(np.zeros((3, 2))) == 1.0
    assert picture.draw([], [], []).areas == ()


def test_what_is_major_finds_room_first() -> None:
    crowd = [Statement(number=i, at=(0.0, 0.0)) for i in range(1, 60)]
    drawn = picture.draw([], [], [*crowd, Statement(number=99, at=(0.0, 0.0), is_major=True)])
    labels = {one.number: one.label for one in drawn.places}
    assert labels[99] is not None
    assert any(label is None for label in labels.values())


def test_a_chambers_name_covers_no_statement_where_there_is_room() -> None:
    at = [(0.02 * i, -0.1 - 0.02 * i) for i in range(-4, 5)]
    statements = [Statement(number=i + 1, at=one, is_shared=True) for i, one in enumerate(at)]
    chamber = Chamber(kind="civil", label="гражданское общество", at=(0.0, 0.0))
    drawn = picture.draw(
        [group("A", (-1, -1), 0.5), group("B", (1, 1), 0.5)], [chamber], statements
    )
    [mark] = drawn.marks
    width = len(mark.text) * picture.NAME * 0.55
    x, y = mark.label.x, mark.label.y
    for place in drawn.places:
        assert not (abs(place.x - x) < width / 2 and y - picture.NAME * 0.7 < place.y < y)
