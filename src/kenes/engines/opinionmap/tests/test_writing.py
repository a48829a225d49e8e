"""Writing: what is written is read back the same, and a failure leaves nothing."""

import csv
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.engines.opinionmap.conversation import Conversation, Statement
from kenes.engines.opinionmap.errors import FileError
from kenes.engines.opinionmap.reading import beside, read_conversation
from kenes.engines.opinionmap.tests.downloads import DAY, HEAD, Write, cells, real
from kenes.engines.opinionmap.votes import Votes
from kenes.engines.opinionmap.writing import FILES, write_export


def conversation(**more: object) -> Conversation:
    """Participants 4, 7 and 9; statements 0, 3 and 8, the last without a vote."""
    votes = Votes.of(
        np.array([4, 4, 7, 9]),
        np.array([0, 3, 3, 0]),
        np.array([1, -1, 0, 1], np.int8),
        np.array([1_700_000_000_123, 1_699_000_000_000, 5_000, 1_700_000_009_000]),
    )
    texts = {0: "One, two", 3: '=HYPERLINK("x")\nnext', 8: "-5"}
    statements = {
        number: Statement(id=number, text=text, is_meta=number == 3, author=4, at=1_000)
        for number, text in texts.items()
    }
    given = {"votes": votes, "statements": statements, "topic": "A, “B”"} | more
    return Conversation(**given)  # type: ignore[arg-type]


def again(folder: Path) -> Conversation:
    found = beside(folder / "votes.csv")
    return read_conversation(folder / "votes.csv", comments=found.comments, summary=found.summary)


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_files_are_those_of_polis(tmp_path: Path) -> None:
    paths = write_export(tmp_path, conversation(), {4: 0, 9: 1}, url="https://x", safe=False)
    assert paths == tuple(tmp_path / name for name in FILES)
    votes, comments, wide, groups = ((tmp_path / name).read_text() for name in FILES[1:])
    assert votes == (
        HEAD + "1700000000,Tue Nov 14 2023 22:13:20 GMT+0000 (Coordinated Universal Time),0,4,1\n"
        "1700000009,Tue Nov 14 2023 22:13:29 GMT+0000 (Coordinated Universal Time),0,9,1\n"
        "1699000000,Fri Nov 03 2023 08:26:40 GMT+0000 (Coordinated Universal Time),3,4,-1\n"
        "5,Thu Jan 01 1970 00:00:05 GMT+0000 (Coordinated Universal Time),3,7,0\n"
    )
    day = "1,Thu Jan 01 1970 00:00:01 GMT+0000 (Coordinated Universal Time)"
    assert comments == (
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,is-meta,comment-body\n"
        f'{day},0,4,2,0,0,false,"One, two"\n'
        f'{day},3,4,0,1,0,true,"=HYPERLINK(""x"")\nnext"\n'
        f'{day},8,4,0,0,0,false,"-5"\n'
    )
    assert wide == (
        "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,3,8\n"
        "4,0,3,2,1,1,1,-1,\n7,,0,1,0,0,,0,\n9,1,0,1,1,0,1,,\n"
    )
    names = [f"group-{x}-{n}" for x in "ab" for n in ("votes", "agrees", "disagrees", "passes")]
    assert groups.splitlines()[0].endswith(f"total-passes,{','.join(names)}")
    assert rows(tmp_path / "comment-groups.csv")[1:] == [
        ["0", "One, two", *"220011001100"],
        ["3", '=HYPERLINK("x")\nnext', *"101010100000"],
        ["8", "-5", *"000000000000"],
    ]
    assert rows(tmp_path / "summary.csv") == [
        ["topic", "A, “B”"],
        ["url", "https://x"],
        ["voters", "3"],
        ["voters-in-conv", "2"],
        ["commenters", "1"],
        ["comments", "3"],
        ["groups", "2"],
        ["conversation-description", ""],
    ]


def test_a_sorted_file_of_votes_comes_back_to_the_byte(tmp_path: Path, write: Write) -> None:
    text = HEAD + "".join(
        f"1700002316,{DAY},{asked},{person},{(asked + person) % 3 - 1}\n"
        for asked in range(5)
        for person in range(7)
    )
    write_export(tmp_path / "out", read_conversation(write(text)), {})
    assert (tmp_path / "out" / "votes.csv").read_text() == text


def test_real_conversations_come_back(shared_data: Path, tmp_path: Path) -> None:
    for folder in sorted((shared_data / "polis").iterdir()):
        told = real(folder, "votes.csv")
        first, second = tmp_path / folder.name / "1", tmp_path / folder.name / "2"
        write_export(first, told, {}, safe=False)
        back = again(first)
        write_export(second, back, {}, safe=False)
        for name in FILES:
            assert (first / name).read_bytes() == (second / name).read_bytes(), name
        assert cells(back.votes) == cells(told.votes)
        assert cells(read_conversation(first / "participant-votes.csv").votes) == cells(told.votes)
        assert back.out.tolist() == told.out.tolist()
        assert (back.topic, back.description) == (told.topic, told.description)
        assert {n: one.text for n, one in back.statements.items()} == {
            n: one.text for n, one in told.statements.items()
        }


@given(st.text(max_size=30).filter(lambda text: "\0" not in text))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    told = conversation(
        statements={number: Statement(id=number, text=text) for number in (0, 3)}, topic=text
    )
    write_export(folder, told, {}, safe=False)
    back = again(folder)
    assert [one.text for one in back.statements.values()] == [text, text]
    assert back.topic == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_safe_export_holds_no_formula(tmp_path: Path, text: str) -> None:
    told = conversation(statements={0: Statement(id=0, text=text)}, topic=text, description=text)
    write_export(tmp_path, told, {4: 0})
    assert rows(tmp_path / "comments.csv")[1][-1] == f"'{text}"
    assert rows(tmp_path / "comment-groups.csv")[1][1] == f"'{text}"
    summary = dict(rows(tmp_path / "summary.csv"))
    assert summary["topic"] == summary["conversation-description"] == f"'{text}"
    write_export(tmp_path, told, {4: 0}, safe=False)
    assert rows(tmp_path / "comments.csv")[1][-1] == text


def test_votes_without_times_are_written_and_read(tmp_path: Path) -> None:
    votes = Votes.of(np.array([1, 2]), np.array([5, 5]), np.array([1, -1], np.int8))
    write_export(tmp_path, Conversation(votes=votes), {})
    assert (tmp_path / "votes.csv").read_text() == f"{HEAD},,5,1,1\n,,5,2,-1\n"
    back = again(tmp_path)
    assert cells(back.votes) == cells(votes)
    assert back.votes.times is None
    assert back.statements[5].text == ""


def test_an_empty_conversation_is_written_and_read(tmp_path: Path) -> None:
    nothing = np.empty(0, np.int64)
    votes = Votes.of(nothing, nothing, nothing.astype(np.int8))
    write_export(tmp_path, Conversation(votes=votes), {})
    assert again(tmp_path).votes.matrix.shape == (0, 0)


def test_pieces_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    votes = Votes.of(
        rng.integers(0, 40, 900),
        rng.integers(0, 30, 900),
        rng.integers(-1, 2, 900, np.int8),
        rng.integers(1, 10**9, 900) * 1000,
    )
    told = Conversation(votes=votes)
    write_export(tmp_path / "whole", told, {1: 0})
    monkeypatch.setattr("kenes.engines.opinionmap.writing.export._AT_ONCE", 7)
    monkeypatch.setattr("kenes.engines.opinionmap.writing.export._CELLS_AT_ONCE", 100)
    write_export(tmp_path / "pieces", told, {1: 0})
    whole, pieces = tmp_path / "whole", tmp_path / "pieces"
    for name in FILES:
        assert (whole / name).read_bytes() == (pieces / name).read_bytes()


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file grows beyond ``size`` bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_export(folder, conversation(), {})
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    long = conversation(topic="x" * 100, statements={0: Statement(id=0, text="long " * 5000)})
    with full_after(4096), pytest.raises(FileError, match="Nothing was written") as caught:
        write_export(folder, long, {})
    assert str(folder) in str(caught.value)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    write_export(folder, long, {})
    assert {path.name for path in folder.iterdir()} == set(FILES)


def test_a_place_that_is_no_folder_is_refused(write: Write) -> None:
    with pytest.raises(FileError, match="Nothing was written"):
        write_export(write("x", "taken"), conversation(), {})
