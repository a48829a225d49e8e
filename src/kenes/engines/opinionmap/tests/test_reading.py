"""Reading: every form of the files, and a sentence with the line for each that cannot be read."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.engines.opinionmap.errors import FileError, VotesError
from kenes.engines.opinionmap.reading import (
    events,
    files,
    read_conversation,
)
from kenes.engines.opinionmap.tests.downloads import DAY, HEAD, WIDE, Write, cells, read, refusal
from kenes.engines.opinionmap.votes import Votes

# Votes from events


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0, 3, 4, 70_000, 2_000_000_000]),
            st.sampled_from([0, 1, 7, 90_000]),
            st.integers(-1, 1),
            st.integers(0, 3),
        ),
        max_size=40,
    ),
    st.booleans(),
)
def test_the_last_vote_of_a_pair_counts(log: list[tuple[int, int, int, int]], timed: bool) -> None:
    columns = np.array(log, np.int64).reshape(-1, 4).T
    values = columns[2].astype(np.int8)
    votes = Votes.of(columns[0], columns[1], values, columns[3] if timed else None)
    order = sorted(log, key=lambda one: one[3]) if timed else log
    assert cells(votes) == {(person, asked): vote for person, asked, vote, _ in order}
    assert votes.replaced == len(log) - votes.count
    assert votes.matrix.has_canonical_format
    assert (np.diff(votes.participants) > 0).all()
    assert (np.diff(votes.statements) > 0).all()
    if not timed:
        assert votes.times is None
        return
    first = {person: min(t for p, _, _, t in log if p == person) for person, *_ in log}
    expected = sorted(first, key=lambda person: (first[person], person))
    assert votes.participants[votes.rows_in_time].tolist() == expected
    assert votes.times is not None
    last = {(person, asked): time for person, asked, _, time in order}
    at = votes.matrix.tocoo()
    for row, column, time in zip(at.row, at.col, votes.times, strict=True):
        assert time == last[int(votes.participants[row]), int(votes.statements[column])]


def test_votes_do_not_depend_on_the_order_of_lines() -> None:
    rng = np.random.default_rng(5)
    people, asked = rng.integers(0, 50, 3000), rng.integers(0, 30, 3000)
    values, times = rng.integers(-1, 2, 3000, np.int8), rng.permutation(3000)
    one, order = Votes.of(people, asked, values, times), rng.permutation(3000)
    other = Votes.of(people[order], asked[order], values[order], times[order])
    assert cells(one) == cells(other)
    assert one.times is not None
    assert other.times is not None
    assert np.array_equal(one.times, other.times)
    assert one.replaced == other.replaced > 0


def test_votes_outside_the_set_and_of_other_lengths_are_refused() -> None:
    with pytest.raises(VotesError, match="2 is no vote"):
        Votes.of(np.array([1]), np.array([1]), np.array([2], np.int8))
    with pytest.raises(VotesError, match="not of one length"):
        Votes.of(np.array([1, 2]), np.array([1]), np.array([1], np.int8))


# votes.csv


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}1700000000,{DAY},0,5,1\n1700000009,{DAY},2,7,-1\n",
        f"{HEAD}1700000000000,{DAY},0,5,1\n1700000009000,{DAY},2,7,-1\n",
        f"{HEAD}1700000000,{DAY},0,5,1\n1700000009,{DAY},2,7,-1",
        f"{HEAD}1700000000,{DAY},0,5,1\n\n1700000009,{DAY},2,7,-1\n\n\n",
        f'{HEAD}"1700000000","{DAY}","0","5","1"\n"1700000009","Tue, Nov","2","7","-1"\n',
        f"{HEAD}1700000000,{DAY},0,5,1,\n1700000009,{DAY},2,7,-1,\n",
        "vote,comment-id,timestamp,voter-id\n1,0,1700000000,5\n-1,2,1700000009,7\n",
        " Vote , Comment-ID,Timestamp,voter-id\n1,0,1700000000,5\n-1,2,1700000009,7\n",
    ],
)
@pytest.mark.parametrize("change", ["as it is", "crlf", "bom"])
def test_every_form_of_votes_reads_alike(write: Write, text: str, change: str) -> None:
    text = text.replace("\n", "\r\n") if change == "crlf" else text
    told = read_conversation(write("\ufeff" + text if change == "bom" else text))
    assert cells(told.votes) == {(5, 0): 1, (7, 2): -1}
    assert told.votes.times is not None
    assert told.votes.times.tolist() == [1_700_000_000_000, 1_700_000_009_000]
    assert told.arrivals is not None
    assert told.arrivals.tolist() == [1_700_000_000, 1_700_000_009]


@pytest.mark.parametrize(
    "text",
    [
        "voter-id,comment-id,vote\n5,0,-1\n5,0,1\n",
        f"{HEAD},,0,5,-1\n,,0,5,1\n",
        f"{HEAD}0,,0,5,-1\n0,,0,5,1\n",
    ],
)
def test_without_times_the_lower_line_counts(write: Write, text: str) -> None:
    told = read_conversation(write(text))
    assert cells(told.votes) == {(5, 0): 1}
    assert told.votes.times is None
    assert told.arrivals is None
    assert any("times" in note for note in told.notes)
    assert "Votes that a later one replaced: 1." in told.notes


def test_times_in_both_units_are_put_into_one_order(write: Write) -> None:
    text = f"{HEAD}1700000001,{DAY},0,5,1\n1700000000999,{DAY},0,5,-1\n"
    told = read_conversation(write(text))
    assert cells(told.votes) == {(5, 0): 1}
    assert "Some times are in seconds, some in milliseconds." in told.notes


def test_a_file_with_names_alone_is_an_empty_conversation(write: Write) -> None:
    for text in (HEAD, HEAD.rstrip(), WIDE + "0,1\n"):
        told = read_conversation(write(text))
        assert told.votes.matrix.shape == (0, 0)
        assert told.votes.count == 0
        assert told.out.shape == told.meta.shape == (0,)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (f"1700000000,{DAY},0,5,2", "vote “2” is no vote"),
        (f"1700000000,{DAY},0,5,999", "vote “999” is no vote"),
        (f"1700000000,{DAY},0,5,1.5", "vote “1.5” is no vote"),
        (f"1700000000,{DAY},0,5,agree", "vote “agree” is no vote"),
        (f"1700000000,{DAY},0,5,", "vote “” is no vote"),
        (f"1700000000,{DAY},0,five,1", "voter-id “five” is not a whole number"),
        (f"1700000000,{DAY},0,-5,1", "voter-id “-5” is below zero"),
        (f"1700000000,{DAY},3000000000,5,1", "comment-id “3000000000” is too large"),
        (f"1700000000,{DAY},{'9' * 5000},5,1", "comment-id “9999"),
        (f"{'9' * 5000},{DAY},1,5,1", "timestamp “9999"),
        (f"1700000000,{DAY},1,5,{'0' * 5000}", "vote “0000"),
        (f"1700000000,{DAY},,5,1", "comment-id “” is not a whole number"),
        (f"yesterday,{DAY},0,5,1", "timestamp “yesterday” is not a whole number"),
        (f"999999999999999999,{DAY},0,5,1", "timestamp “999999999999999999” is no time"),
        (f"1700000000,{DAY},0,5", "has 4 fields, where the first line names 5"),
        (f"1700000000,{DAY},0,5,1,1", "has 6 fields"),
        ("1700000000,Tue, Nov 14,0,5,1", "has 6 fields"),
        (f'1700000000,"{DAY},0,5,1', "has 2 fields"),
        ("1700000000,\0,\0,5,1", "A NUL byte"),
        (b"1700000000,M\xe4rz,0,5,1", "not UTF-8"),
    ],
)
@pytest.mark.parametrize("lines_before", [0, 300])
def test_a_bad_line_is_named(
    write: Write, monkeypatch: pytest.MonkeyPatch, line: str | bytes, what: str, lines_before: int
) -> None:
    monkeypatch.setattr(events, "PIECE", 1000)  # so that the line stands in a later piece
    good = f"1700000000,{DAY},1,5,1\n".encode() * lines_before
    bad = line if isinstance(line, bytes) else line.encode()
    path = write(HEAD.encode() + good + b"\n" + bad + b"\n" + f"1,{DAY},2,2,1\n".encode())
    error = refusal(path)
    assert error.line == lines_before + 3
    assert what in error.what
    assert f"{path}, line {error.line}" in str(error)


def test_a_time_where_the_first_vote_has_none_is_named(write: Write) -> None:
    error = refusal(write(f"{HEAD},,0,5,1\n,,1,5,1\n1700000000,{DAY},2,5,1\n"))
    assert (error.line, "timestamp “1700000000” stands in a column" in error.what) == (4, True)


def test_a_last_line_cut_short_is_named(write: Write) -> None:
    whole = f"{HEAD}1700000000,{DAY},0,5,1\n1700000000,{DAY},0,17,-1"
    assert read(write(whole)) == {(5, 0): 1, (17, 0): -1}
    for end in range(1, len(f"{DAY},0,17,-1")):
        assert refusal(write(whole[:-end])).line == 3


def test_missing_columns_are_named_with_those_found(write: Write) -> None:
    error = refusal(write("timestamp,voter,vote\n1,2,1\n"))
    assert "Missing columns: comment-id, voter-id. Found: timestamp, voter, vote." in str(error)
    assert error.line == 1
    twice = refusal(write("vote,comment-id,voter-id,vote\n1,2,1,1\n"))
    assert "column vote stands there twice" in str(twice)


def test_what_is_no_file_of_votes_is_refused(tmp_path: Path, write: Write) -> None:
    assert "empty" in str(refusal(write("")))
    assert "no such file" in str(refusal(tmp_path / "nowhere.csv"))
    assert "folder" in str(refusal(tmp_path))
    assert "NUL byte" in str(refusal(write(b"\0" * 5000)))
    assert "UTF-8" in str(refusal(write(HEAD.encode("utf-16"))))
    assert "UTF-8" in str(refusal(write(b"\xff\xd8\xff\xe0 picture")))


def test_a_file_that_may_not_be_read_is_refused(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(HEAD)

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert "not permitted" in str(refusal(path))


def test_a_file_too_large_for_memory_is_refused_before_it_is_read(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = write("MemTotal: 1 kB\nMemAvailable:      1 kB\n", "meminfo")
    monkeypatch.setattr(files, "_MEMINFO", told)
    path = write(HEAD + f"1700000000,{DAY},0,5,1\n" * 100)
    assert "GB of memory; 0.0 GB are free" in str(refusal(path))
    wide = write(WIDE + "0,1\n" + "".join(f"{n},,,,,,1,1\n" for n in range(60)))
    assert "GB of memory" in str(refusal(wide))
    monkeypatch.setattr(files, "_MEMINFO", tmp_path / "not on this system")
    assert len(read(wide)) == 120


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    for start in (b"", HEAD.encode(), (WIDE + "0,1\n").encode()):
        path.write_bytes(start + data)
        with suppress(FileError):
            read_conversation(path)


# participant-votes.csv


def test_a_wide_file_reads_to_the_same_votes(write: Write) -> None:
    told = read_conversation(write(WIDE + "0,2,10\n5,0,0,2,1,0,1,,0\n\n7,,1,1,0,1,,-1,\n"))
    assert cells(told.votes) == {(5, 0): 1, (5, 10): 0, (7, 2): -1}
    assert told.votes.times is None


def test_a_wide_file_of_other_programs_is_read(write: Write) -> None:
    text = 'participant,xid,mood,3,4\n5,"a,b",x,1.0,\n6,c,y,,-1.0\n8,d,z,,\n'
    told = read_conversation(write(text))
    assert cells(told.votes) == {(5, 3): 1, (6, 4): -1}
    assert "Participants without a vote: 1." in told.notes
    assert "Columns that were not read: mood." in told.notes


@pytest.mark.parametrize(
    ("head", "line", "what"),
    [
        ("0,1", "5,,,,,,1,2", "1 “2” is no vote"),
        ("0,1", "5,,,,,,1,-128", "1 “-128” is no vote"),
        ("0,1", "5,,,,,,1,0.5", "1 “0.5” is no vote"),
        ("0,1", "5,,,,,,1,nan", "1 “nan” is no vote"),
        ("0,1", "5,,,,,,1", "has 7 fields, where the first line names 8"),
        ("0,1", "5,,,,,,1,1,1", "has 9 fields"),
        ("0,1", '5,"x",,,,,1', "has 7 fields"),
        ("0,1", "x,,,,,,1,1", "participant “x” is not a whole number"),
        ("0,1", "-1,,,,,,1,1", "participant “-1” is below zero"),
        ("0,1", "3,,,,,,1,1", "Participant 3 has a second line"),
    ],
)
def test_a_bad_line_of_a_wide_file_is_named(write: Write, head: str, line: str, what: str) -> None:
    error = refusal(write(f"{WIDE}{head}\n3,,,,,,1,1\n{line}\n9,,,,,,1,1\n"))
    assert (error.line, what in error.what) == (3, True), str(error)


@pytest.mark.parametrize("head", ["0,1,0", "1,01", "1,9" + "9" * 5000])
def test_two_columns_of_a_statement_and_no_ids_are_refused(write: Write, head: str) -> None:
    error = refusal(write(f"{WIDE}{head}\n"))
    assert error.line == 1
    assert any(word in error.what for word in ("twice", "two columns", "too large"))


def test_a_table_of_participants_is_no_table_of_votes(write: Write) -> None:
    error = refusal(write("participant,chamber\n1,state\n"))
    assert "no column of a statement" in str(error)
