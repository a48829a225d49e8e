"""Reading what stands beside the votes, which sign they have, and real conversations."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.engines.opinionmap.errors import FileError
from kenes.engines.opinionmap.reading import (
    beside,
    read_conversation,
    read_server,
    read_server_result,
)
from kenes.engines.opinionmap.tests.downloads import (
    COMMENTS,
    DAY,
    HEAD,
    Write,
    cells,
    read,
    real,
    refusal,
)

# comments.csv, the participants and the summary


def test_comments_with_texts_of_several_lines(write: Write) -> None:
    text = (
        f'{COMMENTS}comment-body\n1,{DAY},2,9,5,1,-1,"One,\ntwo ""three"""\n'
        f"1,{DAY},0,9,5,1,1,plain\n"
    )
    for ends in ("\n", "\r\n"):
        comments = write(text.replace("\n", ends), "comments.csv")
        told = read_conversation(write(f"{HEAD}1,{DAY},2,5,1\n1,{DAY},0,5,1\n"), comments=comments)
        assert list(told.statements) == [0, 2]
        assert told.statements[2].text == f'One,{ends}two "three"'
        assert told.statements[0].text == "plain"
        assert told.statements[2].moderated == -1
        assert told.statements[2].author == 9
        assert told.statements[2].at == 1000
        assert told.out.tolist() == [False, True]
        assert told.meta.tolist() == [False, False]


def test_comments_of_later_exports(write: Write) -> None:
    head = COMMENTS + "is-meta,is-seed,group-informed-consensus,comment-body\n"
    text = (
        f"{head}1,{DAY},0,9,5,1,1,true,false,0.5,Who are you?\n1,{DAY},1,9,5,1,0,false,true,,B\n"
    )
    votes = write(f"{HEAD}1,{DAY},0,5,1\n1,{DAY},1,5,1\n1,{DAY},7,5,1\n")
    told = read_conversation(votes, comments=write(text, "comments.csv"))
    assert told.meta.tolist() == told.out.tolist() == [True, False, False]
    assert told.statements[1].is_seed
    assert "Statements voted on without a text: 7." in told.notes


def test_comments_without_quotes(write: Write) -> None:
    bodies = {
        0: 'He said "yes, sure", and left',
        1: '"Free" speech, is it?',
        2: "One, or\n\ntwo, or\n3 lines",
        3: "Plain",
    }
    rows = "".join(f"1700000000,{DAY},{n},9,5,1,0,{body}\n" for n, body in bodies.items())
    comments = write(f"{COMMENTS}comment-body\n{rows}", "comments.csv")
    told = read_conversation(write(f"{HEAD}1,{DAY},0,5,1\n"), comments=comments)
    assert {n: one.text for n, one in told.statements.items()} == bodies
    assert "Texts with commas or line ends and without quotes around them: 3." in told.notes


def test_comments_whose_text_does_not_stand_last(write: Write) -> None:
    comments = write('comment-body,comment-id\n"A,\nB",4\nC,5\n', "comments.csv")
    told = read_conversation(write(f"{HEAD}1,{DAY},4,5,1\n"), comments=comments)
    assert [one.text for one in told.statements.values()] == ["A,\nB", "C"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (f"1,{DAY},0,9,5,1,1,again", "Statement 0 stands there a second time"),
        (f"1,{DAY},x,9,5,1,1,text", "comment-id “x” is not a whole number"),
        (f"1,{DAY},,9,5,1,1,text", "comment-id “” is not a whole number"),
        (f"1,{DAY},1,9,5,1,2,text", "moderated “2” is none of"),
        (f"1,{DAY},1,9,5,1,yes,text", "moderated “yes” is not a whole number"),
        (f"1,{DAY},1,9,many,1,1,text", "agrees “many” is not a whole number"),
        (f"1,{DAY},1,9,5", "has 5 fields, where the first line names 8"),
        (f'1,{DAY},1,9,5,1,1,"cut off', "never close"),
    ],
)
def test_a_bad_comment_is_named(write: Write, row: str, what: str) -> None:
    text = f'{COMMENTS}comment-body\n1,{DAY},0,9,5,1,1,"of two\nlines"\n{row}\n'
    error = refusal(write(HEAD), comments=write(text, "comments.csv"))
    assert (error.line, what in error.what) == (4, True), str(error)


@pytest.mark.parametrize("column", ["chamber", "sector"])
def test_chambers_are_read(write: Write, column: str) -> None:
    told = read_conversation(
        write(f"{HEAD}1,{DAY},0,5,1\n"),
        participants=write(f"participant,group,{column}\n5,1,state\n6,0,\n", "participants.csv"),
    )
    assert told.chambers == {5: "state"}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("participant,house\n", 1, "Missing columns: chamber"),
        ("participant,chamber\n5,state\n5,civil\n", 3, "Participant 5 has a second line"),
        ("participant,chamber\nfive,state\n", 2, "participant “five” is not a whole number"),
        ("participant,chamber\n5\n", 2, "has 1 fields"),
    ],
)
def test_a_bad_participants_file_is_named(write: Write, text: str, line: int, what: str) -> None:
    error = refusal(write(HEAD), participants=write(text, "participants.csv"))
    assert (error.line, what in error.what) == (line, True), str(error)


def test_the_summary_tells_the_topic(write: Write) -> None:
    text = 'topic,"Roads, ""A"" and B"\nurl,x\nconversation-description,"Two\nlines"\n'
    told = read_conversation(write(HEAD), summary=write(text, "summary.csv"))
    assert told.topic == 'Roads, "A" and B'
    assert told.description == "Two\nlines"
    plain = write("topic,Roads, and rails\nurl,x\n", "summary.csv")
    assert read_conversation(write(HEAD), summary=plain).topic == "Roads, and rails"
    assert "summary" in str(refusal(write(HEAD), summary=write("nothing\n", "summary.csv")))


def test_files_beside_the_votes_are_found(write: Write, tmp_path: Path) -> None:
    write("x", "comments.csv")
    write("x", "2024-comments.csv")
    write("x", "2024-summary.csv")
    write("x", "chambers.csv")
    found = beside(tmp_path / "votes.csv")
    assert (found.comments, found.summary) == (tmp_path / "comments.csv", None)
    assert found.participants == tmp_path / "chambers.csv"
    assert beside(tmp_path / "participant-votes.csv") == found
    dated = beside(tmp_path / "2024-votes.csv")
    assert dated.comments == tmp_path / "2024-comments.csv"
    assert dated.summary == tmp_path / "2024-summary.csv"


# The sign


def test_a_turned_sign_is_found_and_turned_back(write: Write) -> None:
    lines = "".join(f"1,{DAY},{s},{p},{1 if p < 6 else -1}\n" for s in range(3) for p in range(8))
    told = "".join(f"1,{DAY},{s},0,{{}},1,Text\n" for s in range(3))
    right = write(f"{COMMENTS}comment-body\n" + told.format(*["6,2"] * 3), "right.csv")
    turned = write(f"{COMMENTS}comment-body\n" + told.format(*["2,6"] * 3), "turned.csv")
    unclear = write(f"{COMMENTS}comment-body\n" + told.format(*["4,4"] * 3), "unclear.csv")
    votes = write(HEAD + lines)
    as_written = read(votes)
    assert cells(read_conversation(votes, comments=right).votes) == as_written
    assert cells(read_conversation(votes, comments=unclear).votes) == as_written
    other = read_conversation(votes, comments=turned)
    assert cells(other.votes) == {pair: -vote for pair, vote in as_written.items()}
    assert any("−1" in note for note in other.notes)


@given(st.binary(max_size=120))
def test_any_bytes_beside_votes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    votes, other = folder / "few.csv", folder / "other.csv"
    votes.write_text(HEAD)
    starts = {
        "comments": f"{COMMENTS}comment-body\n1,{DAY},0,9,5,1,1,",
        "participants": "participant,chamber\n1,",
        "summary": "topic,",
    }
    for name, start in starts.items():
        other.write_bytes(start.encode() + data)
        with suppress(FileError):
            read_conversation(votes, **{name: other})


# Real conversations


def test_both_files_of_real_conversations_tell_the_same_votes(shared_data: Path) -> None:
    folders = sorted(path for path in (shared_data / "polis").iterdir() if path.is_dir())
    assert len(folders) == 7
    for folder in folders:
        log, wide = real(folder, "votes.csv"), real(folder, "participants-votes.csv")
        assert cells(log.votes) == cells(wide.votes), folder.name
        assert log.topic
        assert not any("turned" in note for note in log.notes)
        assert set(log.votes.statements.tolist()) <= set(log.statements)


def test_vtaiwan_has_the_known_numbers(shared_data: Path) -> None:
    told = real(shared_data / "polis" / "vtaiwan.uberx", "votes.csv")
    assert told.votes.matrix.shape == (1921, 197)
    assert (told.votes.count, told.votes.replaced) == (49_443, 554)
    assert told.topic == "UberX 自用車載客 — vTaiwan.tw"


def test_answers_of_the_server_are_read(shared_data: Path) -> None:
    folders = sorted(path for path in (shared_data / "polis-server").iterdir() if path.is_dir())
    assert len(folders) == 3
    for folder in folders:
        told, result = read_server(folder), read_server_result(folder / "math-pca2.json")
        assert told.topic
        assert told.votes.statements.tolist() == sorted(result["tids"])
        meta = set(told.votes.statements[told.meta].tolist())
        assert meta == set(result["meta-tids"])
        counted = json.loads((folder / "comments.json").read_bytes())
        agrees = {one.get("tid", one.get("statement_id")): one["agree_count"] for one in counted}
        found = (told.votes.matrix.toarray() == 1).sum(axis=0).tolist()
        assert found == [agrees[number] for number in told.votes.statements.tolist()]


def test_the_sign_of_the_server_is_turned(shared_data: Path, write: Write) -> None:
    folder = shared_data / "polis-server" / "below-100-ptpts"
    votes = json.loads((folder / "votes.json").read_bytes())
    turned = [one | {"vote": -one["vote"]} for one in votes]
    here = write(json.dumps(turned), "votes.json").parent
    write((folder / "comments.json").read_bytes(), "comments.json")
    told = read_server(here)
    assert cells(told.votes) == cells(read_server(folder).votes)
    assert any("turned" in note for note in told.notes)


@pytest.mark.parametrize(
    ("votes", "what"),
    [
        ("{", "no JSON"),
        ("{}", "not a list"),
        ("9" * 5000, "no JSON that can be read"),
        ("[" * 100_000, "no JSON"),
        ("[1]", "not a list"),
        ('[{"pid": 1, "tid": 2, "vote": 3, "modified": 1}]', "Record 1: vote is 3"),
        ('[{"pid": 1, "tid": 2, "vote": true, "modified": 1}]', "Record 1: vote is true"),
        ('[{"pid": 1, "vote": 1, "modified": 1}]', "statement_id is null"),
        ('[{"pid": -1, "tid": 2, "vote": 1, "modified": 1}]', "participant_id is -1"),
        ('[{"pid": 1, "tid": 2, "vote": 1, "modified": "inf"}]', "modified tells no time"),
        ('[{"pid": 1, "tid": 2, "vote": 1}]', "modified tells no time"),
    ],
)
def test_bad_answers_of_the_server_are_refused(write: Write, votes: str, what: str) -> None:
    path = write(votes, "votes.json")
    with pytest.raises(FileError, match=what):
        read_server(path.parent)


def test_a_server_without_other_answers_is_read(write: Write) -> None:
    one = {"participant_id": 4, "statement_id": 2, "vote": -1, "modified": 1691740361800.0}
    later = one | {"vote": 1, "modified": "2023-08-12T06:33:28Z"}
    told = read_server(write(json.dumps([later, one]), "votes.json").parent)
    assert cells(told.votes) == {(4, 2): 1}
    assert told.statements == {}
    assert any("sign" in note for note in told.notes)
