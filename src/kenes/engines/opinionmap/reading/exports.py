"""A conversation from the files that people download."""

from dataclasses import dataclass
from pathlib import Path

from kenes.engines.opinionmap.conversation import Conversation
from kenes.engines.opinionmap.errors import FileError
from kenes.engines.opinionmap.reading.comments import read_comments
from kenes.engines.opinionmap.reading.events import NEEDED, Events, read_events
from kenes.engines.opinionmap.reading.files import header_of, opened
from kenes.engines.opinionmap.reading.signs import put_right
from kenes.engines.opinionmap.reading.tables import read_chambers, read_summary
from kenes.engines.opinionmap.reading.wide import PARTICIPANT, is_wide, read_wide
from kenes.engines.opinionmap.votes import Votes

_VOTES = ("participants-votes.csv", "participant-votes.csv", "votes.csv")


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """Files by their usual names, None where there is none."""

    comments: Path | None
    participants: Path | None
    summary: Path | None


def beside(votes: Path) -> Beside:
    """What stands beside ``votes``: comments.csv, summary.csv, and participants.csv or
    chambers.csv, with the same beginning when that is named ``something-votes.csv``."""
    start = next((votes.name.removesuffix(end) for end in _VOTES if votes.name.endswith(end)), "")

    def found(*names: str) -> Path | None:
        paths = (votes.with_name(start + name) for name in names)
        return next((path for path in paths if path.is_file()), None)

    return Beside(
        comments=found("comments.csv"),
        participants=found("participants.csv", "chambers.csv"),
        summary=found("summary.csv"),
    )


def read_conversation(
    votes: Path,
    *,
    comments: Path | None = None,
    participants: Path | None = None,
    summary: Path | None = None,
) -> Conversation:
    """Only the files named are read; ``beside`` finds the others. Raises FileError.

    Where comments tell how many agreed and disagreed, votes whose sign is the other way round
    (as builds of late 2024 wrote them) are turned; without, the sign is taken as it is: 1 agrees.
    """
    events = _events(votes)
    table = Votes.of(events.participants, events.statements, events.values, events.times)
    notes = list(events.notes)
    del events  # gigabytes, in a large conversation
    if table.replaced:
        notes.append(f"Votes that a later one replaced: {table.replaced}.")
    told = read_comments(comments) if comments else None
    if told:
        notes += told.notes
        table, turned = put_right(table, told.agrees, told.disagrees)
        notes += turned
        unknown = [one for one in table.statements.tolist() if one not in told.statements]
        if unknown:
            listed = ", ".join(map(str, unknown[:12])) + ("…" if len(unknown) > 12 else "")
            notes.append(f"Statements voted on without a text: {listed}.")
    facts = read_summary(summary) if summary else {}
    return Conversation(
        votes=table,
        statements=told.statements if told else {},
        chambers=read_chambers(participants) if participants else {},
        topic=facts.get("topic", ""),
        description=facts.get("conversation-description", ""),
        notes=tuple(notes),
    )


def _events(path: Path) -> Events:
    with opened(path) as file:
        header = header_of(file, path)
    if is_wide(header) and not set(NEEDED) <= set(header):
        return read_wide(path, header)
    if PARTICIPANT in header and not set(NEEDED) & set(header):
        raise FileError(path, "There is no column of a statement: a number as its name.", line=1)
    return read_events(path, header)
