"""Which sign agreement has. Downloads say 1; builds of late 2024 and the server's own tables say
−1, and nothing in a file of votes tells which."""

from collections.abc import Mapping
from dataclasses import replace

from kenes.engines.opinionmap.blocks import totals
from kenes.engines.opinionmap.votes import Votes

_CLEARLY = 2  # the other sign must explain the counts so many times better
NOTE = "Agreement was written as −1; all votes were turned."


def put_right(
    votes: Votes, agrees: Mapping[int, int], disagrees: Mapping[int, int]
) -> tuple[Votes, tuple[str, ...]]:
    """The votes with agreement as 1, and a note where they were turned. ``agrees`` and
    ``disagrees`` by statement, as the file of statements counts them.

    It counts every vote cast where the votes are the last ones, and may be of another day, so
    neither sign need fit exactly.
    """
    counts = totals(votes.matrix)
    as_it_is = turned = 0
    for column, number in enumerate(votes.statements.tolist()):
        if number in agrees and number in disagrees:
            yes, no = int(counts.agrees[column]), int(counts.disagrees[column])
            as_it_is += abs(yes - agrees[number]) + abs(no - disagrees[number])
            turned += abs(yes - disagrees[number]) + abs(no - agrees[number])
    if turned * _CLEARLY >= as_it_is:
        return votes, ()
    matrix = votes.matrix.copy()
    matrix.data *= -1
    return replace(votes, matrix=matrix), (NOTE,)
