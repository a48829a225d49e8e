"""Kinds of paragraphs of minutes, and the numbers by which people cite them."""

from collections.abc import Iterable
from typing import Final

from kenes.meetings.models import Paragraph

TITLE: Final = "title"
SECTION: Final = "section"
HEADING: Final = "heading"  # of an item
FACT: Final = "fact"
ATTENDANCE: Final = "attendance"
NOTE: Final = "note"  # what was asked of the body, or why a meeting was called
SPEECH: Final = "speech"
QUESTION: Final = "question"  # put to the vote
RESULT: Final = "result"
VOTES: Final = "votes"  # who voted how
REASON: Final = "reason"  # of a vote
DECISION: Final = "decision"
VERBATIM: Final = "verbatim"  # the words of a decision
TEXT: Final = "text"  # written by hand

HEADINGS: Final = {TITLE: 1, SECTION: 2, HEADING: 3}  # kind -> level; they have no number
# Under the Chatham House rule these tell what was said, and not by whom.
VIEWS: Final = frozenset({SPEECH, REASON, NOTE, TEXT})


def numbered(paragraphs: Iterable[Paragraph]) -> dict[int, int]:
    """Key of each paragraph that is no heading -> its number, counted from 1 in their order."""
    rest = (one.pk for one in paragraphs if one.kind not in HEADINGS)
    return {pk: number for number, pk in enumerate(rest, 1)}
