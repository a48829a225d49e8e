"""What is seen of a meeting's floor, as data: what the templates of the floor are given."""

from dataclasses import dataclass

from kenes.meetings.live.scopes import Scope
from kenes.meetings.reading import Words


@dataclass(frozen=True, kw_only=True)
class Who:
    """Somebody at the table; under the Chatham House rule, to everybody, the chamber alone."""

    side: str = ""
    chamber: str = ""
    name: str = ""
    organisation: str = ""
    presence: int = 0  # 0: not told
    seat: int = 0


@dataclass(frozen=True, kw_only=True)
class Paper:
    pk: int
    name: str
    size: int
    media_type: str
    by: str
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class ShownItem:
    pk: int
    order: int
    title: Words
    note: Words
    about: str
    about_url: str
    presenter: str
    minutes: int
    since: str  # ISO 8601, "" when it is not under discussion
    began: str
    status: str
    is_present: bool
    is_confidential: bool
    papers: tuple[Paper, ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """An item of the agenda."""

    pk: int
    order: int
    title: Words
    status: str
    is_present: bool
    is_waiting: bool
    is_next: bool
    is_confidential: bool


@dataclass(frozen=True, kw_only=True)
class Turned:
    """A place on the speaking list, or the speech that is held."""

    pk: int
    who: Who
    is_point: bool
    at: str  # the hour it was asked at, or begun
    since: str = ""  # ISO 8601, of the speech that is held
    limit: int = 0  # seconds
    summary: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class ChamberTime:
    """How long a chamber has spoken on the item, without the speech that is held."""

    side: str
    chamber: str
    seconds: int
    in_all: int  # in the whole meeting
    since: str  # ISO 8601: it speaks now
    scale: int  # seconds that fill the bar


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A chamber at the table."""

    side: str
    chamber: str
    present: int
    seats: int
    needed: int
    is_met: bool
    people: tuple[Who, ...]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A chamber's part of a result."""

    side: str
    chamber: str
    for_: int
    against: int
    abstain: int
    present: int
    carried: bool
    votes: tuple[tuple[Who, str, str], ...]  # of an open vote: who, what, why


@dataclass(frozen=True, kw_only=True)
class Ballot:
    pk: int
    kind: str
    is_test: bool
    rule: str
    is_secret: bool
    keeps_reasons: bool
    question: Words
    is_open: bool
    is_void: bool
    is_newest: bool  # nobody has been given the floor since it was closed
    opened: str
    closed: str
    voted: tuple[Who, ...]  # while an open vote is open
    count: int
    present: int
    outcomes: tuple[Outcome, ...]
    is_carried: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class Decided:
    pk: int
    number: str
    item: int
    kind: str
    text: Words
    amended: Words
    recommendation: str
    recommendation_url: str
    dissent: tuple[str, ...]
    at: str
    is_corrected: bool


@dataclass(frozen=True, kw_only=True)
class Absent:
    """Somebody invited who is not here."""

    invitation: int
    name: str
    organisation: str
    side: str
    chamber: str
    answer: str
    is_alternate: bool


@dataclass(frozen=True, kw_only=True)
class Floor:
    """``stage`` changes with what people can do; ``said`` is what happened last."""

    number: str
    name: str
    scope: Scope
    version: int
    status: str
    is_open: bool
    is_called: bool
    is_closed: bool
    opened: str
    stage: str
    said: str
    item: ShownItem | None
    next_item: Line | None
    agenda: tuple[Line, ...]
    speaking: Turned | None
    waiting: tuple[Turned, ...]
    spoken: tuple[Turned, ...]  # speeches on the item, for who takes notes
    times: tuple[ChamberTime, ...]
    ballot: Ballot | None
    decisions: tuple[Decided, ...]
    benches: tuple[Bench, ...]
    others: tuple[Who, ...]  # present without a seat that votes
    has_quorum: bool
    absent: tuple[Absent, ...]
    hides_names: bool

    @property
    def leads(self) -> bool:
        return self.scope == Scope.LEAD

    @property
    def is_public(self) -> bool:
        return self.scope == Scope.PUBLIC
