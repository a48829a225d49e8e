"""The register's tables. Coded facts are lists of codes; the search index answers for them."""

from kenes.recommendations.models.finding import (
    Indexed,
    Posting,
    SavedSearch,
)
from kenes.recommendations.models.importing import (
    Document,
    Import,
    ImportRow,
    Mapping,
    Outcome,
)
from kenes.recommendations.models.register import (
    Addressee,
    Concern,
    LawStanding,
    Origin,
    Recommendation,
    RecommendationText,
    Similar,
    Standing,
    Step,
)
from kenes.recommendations.models.views import (
    Assessment,
    Contest,
    LawChange,
    LawView,
)

__all__ = [
    "Addressee",
    "Assessment",
    "Concern",
    "Contest",
    "Document",
    "Import",
    "ImportRow",
    "Indexed",
    "LawChange",
    "LawStanding",
    "LawView",
    "Mapping",
    "Origin",
    "Outcome",
    "Posting",
    "Recommendation",
    "RecommendationText",
    "SavedSearch",
    "Similar",
    "Standing",
    "Step",
]
