"""The matrix: obligations down, sides across, and where each finds what.

A row is an obligation, also one nobody has looked at; in it, a line for each provision it stands
beside, with a cell for each side. Gathered in the same few queries whatever its size.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from kenes.alignment import telling
from kenes.alignment.changing import Changes
from kenes.alignment.models import Pair, View
from kenes.alignment.narrowing import Narrowing, of_theme
from kenes.alignment.standing import SIDES, is_disputed
from kenes.languages.fields import picked
from kenes.law.models import Obligation
from kenes.law.telling import cited, cited_in_full
from kenes.members.models import Chamber, Side

ROWS = 40
CHUNK = 200  # obligations of a file held at a time
MOST_LINES = 50  # provisions of one obligation that a page shows
MOST = 120  # of all its obligations together; the next page goes on from there


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one side finds; ``kind`` is a finding, "differs" or "none"."""

    side: Side
    kind: str
    word: str
    on: date | None  # of the newest view
    has_changed: bool  # the provision, since a view that stands

    @property
    def label(self) -> str:
        return str(self.side.label)


@dataclass(frozen=True, kw_only=True)
class Line:
    """An obligation beside one provision."""

    pair: Pair
    provision: str  # how it is cited; "" where the act is silent
    provision_url: str
    cells: tuple[Cell, ...]
    is_disputed: bool

    @property
    def url(self) -> str:
        return self.pair.get_absolute_url()


@dataclass(frozen=True, kw_only=True)
class Row:
    obligation: Obligation
    cited: str
    label: str
    language: str  # of the label
    lines: tuple[Line, ...]
    more: int  # lines a page leaves out

    @property
    def height(self) -> int:
        return max(1, len(self.lines) + bool(self.more))


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One page of the matrix and the ways on from it."""

    rows: tuple[Row, ...]
    previous_url: str
    next_url: str
    shown: str = ""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """How many obligations have been looked at, of how many."""

    done: int
    of: int


def sides() -> tuple[Side, ...]:
    """The sides this body has a chamber of, in the order of the house; one query."""
    known = set(Chamber.objects.values_list("side", flat=True))
    return tuple(side for side in SIDES if side in known)


def obligations(of: Narrowing) -> QuerySet[Obligation]:
    """Of the instrument, or else those that stand beside the act."""
    rows = Obligation.objects.select_related("instrument")
    if of.instrument:
        rows = rows.filter(instrument=of.instrument)
    elif of.act:
        beside = Pair.objects.filter(obligation=OuterRef("pk"), act=of.act)
        rows = rows.filter(Exists(beside))
    else:
        rows = rows.none()
    return of_theme(rows, of.theme)


def looked_at(of: Narrowing) -> Looked:
    """Obligations of which an organisation has said what it finds."""
    rows = obligations(of)
    views = View.objects.filter(of__obligation=OuterRef("pk"))
    if of.act:
        views = views.filter(of__act=of.act)
    return Looked(done=rows.filter(Exists(views)).count(), of=rows.count())


def page(of: Narrowing, *, after: str = "", before: str = "") -> Slice:
    """The page after the place ``after``, or before ``before``; places come from the links."""
    rows = obligations(of)
    behind, ahead = _place(before), _place(after)
    if behind:
        earlier = rows.filter(_before(*behind)).order_by("-instrument_id", "-order", "-id")
        found = list(earlier[: ROWS + 1])
        taken = _fitting(found, of)[::-1]
        is_more_behind, is_more_ahead = len(found) > len(taken), True
    else:
        if ahead:
            rows = rows.filter(_after(*ahead))
        found = list(rows.order_by("instrument_id", "order", "id")[: ROWS + 1])
        taken = _fitting(found, of)
        is_more_behind, is_more_ahead = ahead is not None, len(found) > len(taken)
    return Slice(
        rows=rows_of(taken, of, most=MOST_LINES),
        previous_url=of.link(before=_key(taken[0])) if taken and is_more_behind else "",
        next_url=of.link(after=_key(taken[-1])) if taken and is_more_ahead else "",
    )


def _fitting(found: Sequence[Obligation], of: Narrowing) -> list[Obligation]:
    """As many of them as a page holds with their provisions, one at least; one query."""
    pairs = _pairs(found, of).order_by().values("obligation").annotate(lines=Count("pk"))
    lines = dict(pairs.values_list("obligation", "lines"))
    taken: list[Obligation] = []
    total = 0
    for one in found[:ROWS]:
        total += min(lines.get(one.pk, 0), MOST_LINES)
        if taken and total > MOST:
            break
        taken.append(one)
    return taken


def _pairs(found: Sequence[Obligation], of: Narrowing) -> QuerySet[Pair]:
    pairs = Pair.objects.filter(obligation__in=[one.pk for one in found])
    return pairs.filter(act=of.act) if of.act else pairs


def every(of: Narrowing) -> Iterator[Row]:
    """All rows, a chunk at a time; for files."""
    found: list[Obligation] = []
    rows = obligations(of).order_by("instrument_id", "order", "id")
    for one in rows.iterator(chunk_size=CHUNK):
        found.append(one)
        if len(found) == CHUNK:
            yield from rows_of(found, of)
            found = []
    yield from rows_of(found, of)


def rows_of(
    found: Sequence[Obligation], of: Narrowing, *, most: int | None = None
) -> tuple[Row, ...]:
    """The rows of these obligations with their lines; the first ``most`` of each."""
    pairs = _pairs(found, of).select_related("act", "version").prefetch_related("version__texts")
    known = {one.pk: one for one in found}
    by_obligation: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs.order_by("act_id", "anchor"):
        pair.obligation, pair.version.act = known[pair.obligation_id], pair.act
        by_obligation[pair.obligation_id].append(pair)
    shown = {pk: those[:most] for pk, those in by_obligation.items()}
    lines = _lines([pair for those in shown.values() for pair in those])
    rows = []
    for one in found:
        label, language = picked(one.label)
        those = shown.get(one.pk, [])
        rows.append(
            Row(
                obligation=one,
                cited=cited(one) if of.instrument else cited_in_full(one),
                label=label,
                language=language,
                lines=tuple(lines[pair.pk] for pair in those),
                more=len(by_obligation.get(one.pk, ())) - len(those),
            )
        )
    return tuple(rows)


def _lines(pairs: list[Pair]) -> dict[int, Line]:
    views = standing_views(pairs)
    named = telling.provisions(pairs)
    changes = Changes.of([view for those in views.values() for view in those])
    columns = sides()
    lines = {}
    for pair in pairs:
        lines[pair.pk] = Line(
            pair=pair,
            provision=named[pair.pk],
            provision_url=pair.version.url_of(pair.anchor),
            cells=tuple(_cell(side, pair, views[pair.pk], changes) for side in columns),
            is_disputed=is_disputed(pair.standing),
        )
    return lines


def standing_views(pairs: Sequence[Pair]) -> dict[int, list[View]]:
    """The newest view of each organisation on each pair; one query."""
    keys = [pair.pk for pair in pairs]
    last = View.objects.filter(of__in=keys).order_by().values("of", "organisation")
    rows = View.objects.filter(pk__in=last.annotate(last=Max("pk")).values("last"))
    by_pair: dict[int, list[View]] = defaultdict(list)
    known = {pair.pk: pair for pair in pairs}
    for view in rows.select_related("chamber", "version").order_by("id"):
        view.of, view.version.act = known[view.of_id], known[view.of_id].act
        by_pair[view.of_id].append(view)
    return by_pair


def _cell(side: Side, pair: Pair, views: Sequence[View], changes: Changes) -> Cell:
    said = [view for view in views if view.chamber.side == side]
    finding = pair.standing.get(side, "")
    return Cell(
        side=side,
        kind=finding or "none",
        word=telling.word(finding),
        on=max((timezone.localdate(view.at) for view in said), default=None),
        has_changed=any(view.pk in changes for view in said),
    )


def _key(one: Obligation) -> str:
    return f"{one.instrument_id}_{one.order}_{one.pk}"


def _place(name: str) -> tuple[int, int, int] | None:
    """The place a link carries; None when it carries none that can be read."""
    parts = name.split("_")
    if len(parts) != 3 or not all(one.isascii() and one.isdigit() for one in parts):
        return None
    if any(len(one) > 9 for one in parts):
        return None
    instrument, order, pk = map(int, parts)
    return instrument, order, pk


def _after(instrument: int, order: int, pk: int) -> Q:
    here = Q(instrument=instrument)
    return Q(instrument__gt=instrument) | here & (Q(order__gt=order) | Q(order=order, pk__gt=pk))


def _before(instrument: int, order: int, pk: int) -> Q:
    here = Q(instrument=instrument)
    return Q(instrument__lt=instrument) | here & (Q(order__lt=order) | Q(order=order, pk__lt=pk))
