"""Where things stand on the drawing of a map: areas of groups, marks of chambers, numbers of
statements, and labels that do not lie over each other. No persons.

Positions come in map units, about −1 to 1, y upwards; the drawing is ``WIDTH`` by ``HEIGHT``, y
downwards. Whoever draws chooses shapes, patterns and type, of the heights named here.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kenes.engines.opinionmap.kinds import Floats

WIDTH, HEIGHT = 640.0, 480.0
# Heights of type, wide as it may be: numbers that a phone shows too, others, names of chambers.
LARGE, SMALL, NAME = 25.0, 15.0, 22.0
_MARGIN, _EDGE = 18.0, 56.0  # from the edge: of everything, and of what the map is drawn around
_LEAST_HALF = 0.2  # of what the map is drawn around, in map units
_LETTER = 46.0
_WIDE = 0.62  # of a letter, in its height
_GAP = 3.0  # between labels
_FILLED = 0.26  # of the drawing, by the areas of all groups together
_ROUNDEST, _FLATTEST = 1.0, 0.5  # shorter axis of an area to its longer one
_TOUCH = 0.92  # of two radii that touch
_MARK, _DOT, _RING = 9.0, 3.0, 6.0  # radii
# How far from its point a label may stand, and that of a statement that is not major.
_NEAR, _FAR, _CLOSE, _STEP = 4.0, 60.0, 18.0, 7.0
_DIRECTIONS = 16

Point = tuple[float, float]
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """An ellipse about people: ``axes`` the longer and the shorter one as deviations, ``angle`` of
    the longer one in degrees, anticlockwise."""

    centre: Point
    axes: Point
    angle: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    letter: str
    share: float  # of all people in groups: the size of its area
    spread: Spread


@dataclass(frozen=True, kw_only=True, slots=True)
class Chamber:
    kind: str
    label: str
    at: Point


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """``is_major``: seen on the smallest screen as well."""

    number: int
    at: Point
    is_shared: bool = False
    is_major: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """Of text centred at (x, y), on its baseline. ``line``: from what it names, where it stands
    apart from it."""

    x: float
    y: float
    line: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    letter: str
    x: float
    y: float
    rx: float
    ry: float
    angle: float  # degrees, clockwise, as SVG turns
    label: Label


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    kind: str
    text: str
    x: float
    y: float
    label: Label


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    number: int
    x: float
    y: float
    is_shared: bool
    is_major: bool
    label: Label | None  # None: there is no room for its number


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    areas: tuple[Area, ...]
    marks: tuple[Mark, ...]
    places: tuple[Place, ...]


def spread(points: Floats) -> Spread:
    """Of positions (n, 2), n of at least 1."""
    centre = points.mean(axis=0)
    about = points - centre
    values, vectors = np.linalg.eigh(about.T @ about / len(points))
    longer = vectors[:, 1] if vectors[0, 1] >= 0 else -vectors[:, 1]
    axes = np.sqrt(np.maximum(values, 0))
    return Spread(
        centre=(float(centre[0]), float(centre[1])),
        axes=(float(axes[1]), float(axes[0])),
        angle=math.degrees(math.atan2(longer[1], longer[0])),
    )


def unit(positions: Floats) -> float:
    """What to divide positions (n, 2) by, so that all but a few people are within −1 and 1."""
    if not len(positions):
        return 1.0
    return float(np.quantile(np.abs(positions).max(axis=1), 0.95)) or 1.0


def draw(
    groups: Sequence[Group], chambers: Sequence[Chamber], statements: Sequence[Statement]
) -> Picture:
    """The same drawing for the same things in the same order; what stands first finds room first,
    and what is major before what is not."""
    room = _Room()
    sheet = _Sheet.around(groups, chambers, statements)
    areas = _areas(groups, sheet)
    named = []
    for area in areas:
        label = room.at(area.letter, _LETTER, (area.x, area.y))
        named.append(replace(area, label=label))
    marks = [sheet.at(one.at) for one in chambers]
    points = [sheet.at(one.at) for one in statements]
    for x, y in marks:
        room.take(x, y, 2 * _MARK, 2 * _MARK)
    for (x, y), one in zip(points, statements, strict=True):
        size = 2 * _drawn(one)
        room.take(x, y, size, size, is_kept=one.is_major)
    drawn = []
    for (x, y), chamber in zip(marks, chambers, strict=True):
        label = room.beside(chamber.label, NAME, (x, y), _MARK)
        drawn.append(Mark(kind=chamber.kind, text=chamber.label, x=x, y=y, label=label))
    labels: dict[int, Label | None] = {}
    for i in sorted(range(len(statements)), key=lambda i: not statements[i].is_major):
        one = statements[i]
        size, reach = (LARGE, _FAR) if one.is_major else (SMALL, _CLOSE)
        labels[i] = room.find(str(one.number), size, points[i], _drawn(one), reach)
    places = tuple(
        Place(
            number=one.number,
            x=_rounded(points[i][0]),
            y=_rounded(points[i][1]),
            is_shared=one.is_shared,
            is_major=one.is_major,
            label=labels[i],
        )
        for i, one in enumerate(statements)
    )
    return Picture(areas=tuple(named), marks=tuple(drawn), places=places)


def _drawn(one: Statement) -> float:
    """Radius."""
    return _RING if one.is_shared else _DOT


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sheet:
    """How map units lie on the drawing: ``middle`` in its middle, the same scale in both ways."""

    middle: Point
    scale: float

    @classmethod
    def around(
        cls,
        groups: Sequence[Group],
        chambers: Sequence[Chamber],
        statements: Sequence[Statement],
    ) -> "_Sheet":
        """So that groups, chambers and what is major fill it; the rest may stand at its edge."""
        points = [one.at for one in chambers]
        points += [one.at for one in statements if one.is_major]
        for one in groups:
            (x, y), size = one.spread.centre, one.spread.axes[0]
            points += [(x - size, y - size), (x + size, y + size)]
        if not points:
            return cls(middle=(0.0, 0.0), scale=min(WIDTH, HEIGHT) / 2 - _EDGE)
        low, high = np.min(points, axis=0), np.max(points, axis=0)
        middle, half = (low + high) / 2, np.maximum((high - low) / 2, _LEAST_HALF)
        scale = min((WIDTH / 2 - _EDGE) / half[0], (HEIGHT / 2 - _EDGE) / half[1])
        return cls(middle=(float(middle[0]), float(middle[1])), scale=float(scale))

    def at(self, point: Point) -> Point:
        x = WIDTH / 2 + (point[0] - self.middle[0]) * self.scale
        y = HEIGHT / 2 - (point[1] - self.middle[1]) * self.scale
        return (
            _rounded(min(max(x, _MARGIN), WIDTH - _MARGIN)),
            _rounded(min(max(y, _MARGIN), HEIGHT - _MARGIN)),
        )


def _areas(groups: Sequence[Group], sheet: _Sheet) -> list[Area]:
    """As large as people are many, as long as they are spread, and hardly over each other."""
    found = []
    for one in groups:
        x, y = sheet.at(one.spread.centre)
        longer, shorter = one.spread.axes
        ratio = min(max(shorter / longer if longer else 1.0, _FLATTEST), _ROUNDEST)
        size = one.share * _FILLED * WIDTH * HEIGHT / math.pi
        rx, ry = math.sqrt(size / ratio), math.sqrt(size * ratio)
        angle = -one.spread.angle
        label = Label(x=x, y=y)
        found.append(Area(letter=one.letter, x=x, y=y, rx=rx, ry=ry, angle=angle, label=label))
    factor = min([1.0, *(_fitting(a, b) for a in found for b in found if a.letter < b.letter)])
    factor = min([factor, *(_within(one) for one in found)])
    return [
        replace(
            one,
            rx=_rounded(one.rx * factor),
            ry=_rounded(one.ry * factor),
            angle=_rounded(one.angle),
        )
        for one in found
    ]


def _fitting(a: Area, b: Area) -> float:
    """By what both have to shrink to touch at most; never to less than a quarter."""
    dx, dy = b.x - a.x, b.y - a.y
    distance = math.hypot(dx, dy)
    towards = math.atan2(dy, dx)
    return max(distance / (_TOUCH * (_radius(a, towards) + _radius(b, towards))), 0.25)


def _within(one: Area) -> float:
    """By what it has to shrink to stay on the drawing."""
    turned = math.radians(one.angle)
    width = math.hypot(one.rx * math.cos(turned), one.ry * math.sin(turned))
    height = math.hypot(one.rx * math.sin(turned), one.ry * math.cos(turned))
    room_x, room_y = min(one.x, WIDTH - one.x) - 2, min(one.y, HEIGHT - one.y) - 2
    return min(1.0, max(room_x, 20.0) / width, max(room_y, 20.0) / height)


def _radius(one: Area, towards: float) -> float:
    angle = towards - math.radians(one.angle)
    return one.rx * one.ry / math.hypot(one.ry * math.cos(angle), one.rx * math.sin(angle))


def _rounded(value: float) -> float:
    return round(value, 1)


class _Room:
    """What is taken: boxes of (left, top, right, bottom). ``_spare``: what had better be seen, and
    may be written over where there is no other room."""

    def __init__(self) -> None:
        self._taken: list[_Box] = []
        self._spare: list[_Box] = []

    def take(
        self, x: float, y: float, width: float, height: float, *, is_kept: bool = True
    ) -> None:
        boxes = self._taken if is_kept else self._spare
        boxes.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))

    def at(self, text: str, size: float, point: Point) -> Label:
        """There, come what may."""
        self.take(*point, _width(text, size), size * 0.8)
        return _label(point, size)

    def beside(self, text: str, size: float, point: Point, radius: float) -> Label:
        """The nearest free place; without any, right under the point."""
        found = self.find(text, size, point, radius, _FAR)
        return found or self.at(text, size, (point[0], point[1] + radius + size * 0.6))

    def find(
        self, text: str, size: float, point: Point, radius: float, reach: float
    ) -> Label | None:
        width, height = _width(text, size), size * 0.8
        for taken in (self._taken + self._spare, self._taken):
            for x, y in _around(point, width / 2 + radius, height / 2 + radius, reach):
                if _is_free((x, y), width, height, taken):
                    self.take(x, y, width, height)
                    return replace(
                        _label((x, y), size), line=_line(point, radius, (x, y), width, height)
                    )
        return None


def _is_free(centre: Point, width: float, height: float, taken: Sequence[_Box]) -> bool:
    (x, y), gap = centre, _GAP
    left, top = x - width / 2 - gap, y - height / 2 - gap
    right, bottom = x + width / 2 + gap, y + height / 2 + gap
    if left < 0 or top < 0 or right > WIDTH or bottom > HEIGHT:
        return False
    return all(right <= a or c <= left or bottom <= b or d <= top for a, b, c, d in taken)


def _around(point: Point, rx: float, ry: float, reach: float) -> Iterator[Point]:
    """Places about a point, nearer ones first, from the right on."""
    distance = _NEAR
    while distance <= reach:
        for step in range(_DIRECTIONS):
            angle = 2 * math.pi * step / _DIRECTIONS
            x, y = math.cos(angle), math.sin(angle)
            stretch = 1 / max(abs(x), abs(y))  # a box about the box
            yield (
                point[0] + x * stretch * rx + x * distance,
                point[1] + y * stretch * ry + y * distance,
            )
        distance += _STEP


def _line(
    start: Point, radius: float, centre: Point, width: float, height: float
) -> tuple[float, float, float, float] | None:
    """To the nearest point of the label's box; none where that is near."""
    x = min(max(start[0], centre[0] - width / 2), centre[0] + width / 2)
    y = min(max(start[1], centre[1] - height / 2), centre[1] + height / 2)
    if math.hypot(x - start[0], y - start[1]) <= radius + 2 * _NEAR:
        return None
    return (_rounded(start[0]), _rounded(start[1]), _rounded(x), _rounded(y))


def _width(text: str, size: float) -> float:
    return max(len(text), 1) * size * _WIDE


def _label(centre: Point, size: float) -> Label:
    return Label(x=_rounded(centre[0]), y=_rounded(centre[1] + size * 0.34))
