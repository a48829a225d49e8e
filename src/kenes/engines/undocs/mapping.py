"""Which column of a table holds what; saved by name and used again."""

from dataclasses import asdict, dataclass, field
from typing import Any

from kenes.engines.undocs.errors import MappingNeeded

FIELDS = (
    "number",
    "text",
    "states",
    "country",
    "position",
    "action",
    "themes",
    "affected",
    "sdgs",
    "body",
    "symbol",
    "session",
    "cycle",
    "published",
    "annotation_id",
    "grade",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """``columns``: field of Item -> column title. ``separator`` parts several values of a cell."""

    columns: dict[str, str] = field(default_factory=dict)
    separator: str = ","

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Mapping":
        """Raises MappingNeeded for a field that is not known or a missing text column."""
        columns = {str(k): str(v) for k, v in dict(data.get("columns", {})).items() if v}
        unknown = sorted(set(columns) - set(FIELDS))
        if unknown or "text" not in columns:
            wrong = ", ".join(unknown) or "text"
            raise MappingNeeded(f"The mapping is wrong at: {wrong}.", columns=wrong)
        return cls(columns=columns, separator=str(data.get("separator") or ","))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


UPR_INFO = Mapping(
    columns={
        "country": "To",
        "text": "Text",
        "states": "From",
        "position": "Response",
        "action": "Action",
        "themes": "Issue",
        "session": "Session",
    }
)
