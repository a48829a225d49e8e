"""What a reader returns: frozen facts about one document, whatever becomes of them."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of source the readers know."""

    UPR_REPORT = "upr-report"  # Working Group report: PDF, DOCX or TXT
    ADDENDUM = "addendum"  # the State's positions, by paragraph number
    MATRIX = "ohchr-matrix"  # OHCHR thematic list of recommendations (DOCX)
    UHRI_XLSX = "uhri-xlsx"
    UHRI_JSON = "uhri-json"
    UPR_INFO = "upr-info"  # UPR Info CSV
    TABLE = "table"  # any CSV, read by a Mapping


class Position(StrEnum):
    """The position the State under review has taken."""

    SUPPORTED = "supported"
    NOTED = "noted"
    PENDING = "pending"
    UNKNOWN = "unknown"


class Action(StrEnum):
    """The action asked for: UPR Info's five categories, 1 to 5, or none stated."""

    MINIMAL = "minimal"
    CONTINUE = "continue"
    CONSIDER = "consider"
    GENERAL = "general"
    SPECIFIC = "specific"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a human should look: a stable ``code`` and the facts its sentence needs."""

    code: str  # e.g. "state-unknown", "number-gap", "no-states", "heading-unclear"
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One recommendation as read from a source."""

    number: str  # paragraph number as printed, "126.36"; "" where the source has none
    text: str  # without number and without the recommending States
    states: tuple[str, ...] = ()  # recommending States, ISO alpha-3, in the source's order
    heading: str = ""  # the sentence or heading it stands under, verbatim
    position: Position = Position.UNKNOWN
    position_verbatim: str = ""  # the source's own word for the position, where it has one
    page: int | None = None  # 1-based page of the source; for tables the 1-based data row
    span: tuple[int, int] | None = None  # [start, end) in Reading.text
    raw: str = ""  # what stands in the source, number and States included
    confidence: float = 1.0  # 0 to 1
    doubts: tuple[Doubt, ...] = ()
    # what only tables tell
    country: str = ""  # State under review, alpha-3, when it differs from the Reading's
    symbol: str = ""  # document symbol of this row
    session: str = ""
    cycle: int | None = None
    body: str = ""  # mechanism as the source names it ("UPR", "CCPR", ...)
    kind: str = ""  # UHRI annotation type, verbatim
    published: str = ""  # ISO date
    annotation_id: str = ""
    action: Action = Action.UNKNOWN
    themes: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    sdgs: tuple[str, ...] = ()  # "16" for a goal, "16.b" for a target
    grade: str = ""  # a follow-up assessment in the source's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A place in the source that was not understood; nothing was made of it."""

    where: str  # "page 12", "row 345", "row 345, column Session"
    doubt: Doubt
    raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that was read from one file."""

    source: str  # file name
    kind: Kind
    items: tuple[Item, ...]
    problems: tuple[Problem, ...] = ()
    symbol: str = ""  # "A/HRC/28/10"
    country: str = ""  # State under review, alpha-3
    session: str = ""  # "20"
    cycle: int | None = None
    published: str = ""  # ISO date
    language: str = "en"
    title: str = ""
    text: str = ""  # running text that Item.span points into; pages parted by "\f"
    page_count: int | None = None
