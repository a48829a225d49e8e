"""What the observer's verifier says of bundles, of hostile files, and beside the library."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_LZMA, ZIP_STORED, ZipInfo

import pytest

from kenes.engines.ledger.bundle import Bundle, verify_bundle
from kenes.engines.ledger.errors import LedgerError
from kenes.engines.ledger.folder import HANDOVERS, WITNESSED, verify_folder
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.tests.making import (
    CHAIR,
    SECRETARY,
    SHOWN,
    SUBJECT,
    WITNESSES,
    Passkey,
    everything,
)
from kenes.engines.ledger.tiles import CHECKPOINT, Folder
from kenes.record.tests.observing import (
    LARGEST,
    MANY,
    PROGRAM,
    bundle_of,
    check,
    given,
    kept,
    only,
    saved,
    signed_log,
    written,
    zipped,
)

pytestmark = pytest.mark.files


def test_a_state_shown_otherwise_than_entered_is_named(tmp_path: Path) -> None:
    shown = {SUBJECT: {**SHOWN[SUBJECT], "position": "noted"}}
    bundle = saved(bundle_of(everything(), tmp_path, shown), tmp_path)
    only(check(bundle), "state-differs", "position", "entry 2")


def test_a_state_left_out_is_named(tmp_path: Path) -> None:
    shown = {SUBJECT: {"text.en": "End torture."}}
    bundle = saved(bundle_of(everything(), tmp_path, shown), tmp_path)
    only(check(bundle), "state-differs", "position", "entry 2")


def test_a_state_that_ended_may_be_left_out(tmp_path: Path) -> None:
    made = everything()
    made.add("recommendation.corrected", said={"position": None})
    bundle = bundle_of(made, tmp_path, {SUBJECT: {"text.en": "End torture."}})
    assert check(saved(bundle, tmp_path)).status == 0


@pytest.mark.parametrize("name", ["grade", "act.by"])
def test_a_state_nobody_entered_is_named(tmp_path: Path, name: str) -> None:
    shown = {SUBJECT: {**SHOWN[SUBJECT], name: "x"}}
    bundle = saved(bundle_of(everything(), tmp_path, shown), tmp_path)
    only(check(bundle), "state-unrecorded", name)


def test_a_redacted_state_is_passed_over(tmp_path: Path) -> None:
    shown = {SUBJECT: {**SHOWN[SUBJECT], "note": "no longer known"}}
    assert check(saved(bundle_of(everything(), tmp_path, shown), tmp_path)).status == 0


def test_an_entry_that_is_not_in_the_log_is_named(tmp_path: Path) -> None:
    bundle = bundle_of(everything(), tmp_path)
    bundle["entries"][6]["entry"] = bundle["entries"][6]["entry"].replace("translated", "erased")
    only(check(saved(bundle, tmp_path)), "contradiction", "entry 6")


def test_an_entry_that_stands_twice_is_named(tmp_path: Path) -> None:
    bundle = bundle_of(everything(), tmp_path)
    bundle["entries"].insert(4, bundle["entries"][4])
    assert {code for code, _ in check(saved(bundle, tmp_path)).findings} == {"repeated"}


def test_entries_out_of_order_are_found(tmp_path: Path) -> None:
    bundle = bundle_of(everything(), tmp_path)
    bundle["entries"].reverse()
    assert check(saved(bundle, tmp_path)).status == 1


def test_an_attested_entry_need_not_be_in_a_bundle(tmp_path: Path) -> None:
    bundle = bundle_of(everything(), tmp_path, {})
    del bundle["entries"][2]
    assert check(saved(bundle, tmp_path)).status == 0


def test_a_bundle_of_nothing_is_no_bundle(tmp_path: Path) -> None:
    bundle = bundle_of(everything(), tmp_path)
    only(check(saved({**bundle, "entries": []}, tmp_path)), "malformed", "no entries")


@pytest.mark.parametrize("part", ["inclusion", "consistency"])
def test_a_change_of_key_without_its_proof_is_found(tmp_path: Path, part: str) -> None:
    bundle = bundle_of(everything(), tmp_path)
    bundle["handovers"][0][part].pop()
    only(check(saved(bundle, tmp_path)), "contradiction", "entry 5")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda bundle: bundle.update(format="kenes bundle 2"),
        lambda bundle: bundle.pop("shown"),
        lambda bundle: bundle.update(extra=1),
        lambda bundle: bundle.update(entries={}),
        lambda bundle: bundle.update(policy=1),
        lambda bundle: bundle.update(checkpoint="x"),
        lambda bundle: bundle["entries"][0].update(index=True),
        lambda bundle: bundle["entries"][0].update(index=-1),
        lambda bundle: bundle["entries"][0].update(index=0.5),
        lambda bundle: bundle["entries"][0].pop("told"),
        lambda bundle: bundle["entries"][0].update(signed=None),
        lambda bundle: bundle["entries"][0].update(proof=["AA=="]),
        lambda bundle: bundle["entries"][0].update(entry="\ud800"),
        lambda bundle: bundle["since"].append({"size": 3, "proof": ["x"]}),
        lambda bundle: bundle["shown"].update({SUBJECT: {"position": None}}),
    ],
)
def test_a_bundle_of_another_shape_cannot_be_read(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], object]
) -> None:
    bundle = bundle_of(everything(), tmp_path)
    spoil(bundle)
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(bundle))
    assert check(file).status == 2


# What cannot be read


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no JSON",
        b"null",
        b"[]",
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\0}\0",
        b'{"format":"kenes bundle 1","format":"kenes bundle 1"}',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000,
        b"[" + b"[]," * 3_000_000 + b"[]]",
        b'{"since":[{"size":' + b"9" * 1_000_000 + b',"proof":[]}]}',
        b'{"since":NaN}',
        b"PK",
        b"PK\3\4 no ZIP",
    ],
)
def test_what_is_no_bundle_is_refused_in_one_sentence(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "bundle.json"
    file.write_bytes(data)
    assert check(file).status == 2


def test_what_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    folder = written(everything(), tmp_path)
    assert check(tmp_path / "nothing").status == 2
    assert check(tmp_path).status == 2
    for option in ("--policy", "--since", "--receipt"):
        assert check(folder, option, tmp_path / "nothing").status == 2
        assert check(folder, option, given(tmp_path, "empty", "")).status == 2
    for name in (CHECKPOINT, "policy"):
        text = (folder / name).read_text()
        (folder / name).unlink()
        assert check(folder).status == 2
        (folder / name).write_text(text)
    (folder / HANDOVERS).unlink()
    only(check(folder), "malformed", HANDOVERS)


def test_a_file_larger_than_a_bundle_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    with file.open("wb") as target:
        target.truncate(LARGEST + 1)
    assert "larger" in check(file).error


def test_pipes_in_place_of_files_are_refused_at_once(tmp_path: Path) -> None:
    folder = written(everything(), tmp_path)
    for name in (WITNESSED, "payload/000.jsonl", "tile/entries/000.p/7", CHECKPOINT):
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)
        assert check(folder).status in {0, 1, 2}
    assert check(folder / CHECKPOINT).status == 2


def good(tmp_path: Path) -> bytes:
    return saved(bundle_of(everything(), tmp_path), tmp_path).read_bytes()


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/x", "\\x", "..\\x", "C:\\x", "C:x", "a\\..\\..\\x"]
)
def test_a_zip_that_leads_out_of_itself_is_refused(tmp_path: Path, name: str) -> None:
    file = zipped(tmp_path, ("bundle.json", good(tmp_path)), (ZipInfo(name), b"x"))
    assert check(file).status == 2


def test_a_zip_with_a_link_is_refused(tmp_path: Path) -> None:
    link = ZipInfo("README.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    file = zipped(tmp_path, ("bundle.json", good(tmp_path)), (link, b"/etc/passwd"))
    assert check(file).status == 2


def test_a_zip_of_many_members_is_refused(tmp_path: Path) -> None:
    rest = [(f"{n}.txt", b"x") for n in range(19)]
    file = zipped(tmp_path, ("bundle.json", good(tmp_path)), *rest)
    assert check(file).status == 0
    file = zipped(tmp_path, ("bundle.json", good(tmp_path)), *rest, ("more", b"x"))
    assert "20 members" in check(file).error
    file = zipped(tmp_path, *[(f"{n}", b"") for n in range(200_000)], packed=ZIP_STORED)
    assert "20 members" in check(file).error


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    bomb = b" " * LARGEST + good(tmp_path)
    assert "larger" in check(zipped(tmp_path, ("bundle.json", bomb))).error
    packed = zipped(tmp_path, ("bundle.json", good(tmp_path)), packed=ZIP_LZMA)
    assert check(packed).status == 2


def test_a_zip_without_one_bundle_is_refused(tmp_path: Path) -> None:
    assert check(zipped(tmp_path, ("other.json", good(tmp_path)))).status == 2
    assert check(zipped(tmp_path, ("sub/bundle.json", good(tmp_path)))).status == 2
    with pytest.warns(UserWarning, match="Duplicate"):
        file = zipped(tmp_path, ("bundle.json", good(tmp_path)), ("bundle.json", b"{}"))
    assert check(file).status == 2


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    data = zipped(tmp_path, ("bundle.json", good(tmp_path))).read_bytes()
    file = tmp_path / "damaged.zip"
    for spoilt in (data[:-30], data[:2000] + b"\0\0\0\0" + data[2004:], b"x" + data):
        file.write_bytes(spoilt)
        assert check(file).status == 2


# Both verifiers


def statuses(jobs: list[str], tmp_path: Path) -> list[int]:
    listed = given(tmp_path, "jobs", "\n".join(jobs))
    done = subprocess.run(
        [sys.executable, "-I", "-c", MANY, PROGRAM, listed],
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(line) for line in done.stdout.split()]


def test_both_verifiers_agree_wherever_a_byte_of_a_bundle_is_flipped(tmp_path: Path) -> None:
    made = everything()
    since = given(tmp_path, "since", kept(made, 3, made.keys[0]))
    data = saved(bundle_of(made, tmp_path, SHOWN, 3), tmp_path).read_bytes()
    jobs, ours, places = list[str](), list[bool](), range(0, len(data), 7)
    for at in places:
        spoilt = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        file = tmp_path / f"{at}.json"
        file.write_bytes(spoilt)
        jobs.append(f"{file}|--since|{since}")
        try:
            report = verify_bundle(
                Bundle.parse(spoilt), None, now=datetime.now(UTC), since=since.read_bytes()
            )
            ours.append(report.is_sound)
        except LedgerError:
            ours.append(False)
    theirs = [status == 0 for status in statuses(jobs, tmp_path)]
    differing = [at for at, one, other in zip(places, ours, theirs, strict=True) if one != other]
    assert not differing
    assert not any(theirs)


def test_both_verifiers_agree_wherever_a_byte_of_a_folder_is_flipped(tmp_path: Path) -> None:
    made = everything()
    folder = written(made, tmp_path)
    jobs, ours = list[str](), list[bool]()
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        for at in range(0, len(data), 23):
            copy = tmp_path / f"{len(jobs)}"
            copy.mkdir()
            for other in folder.rglob("*"):
                place = copy / other.relative_to(folder)
                place.mkdir(parents=True) if other.is_dir() else os.link(other, place)
            place = copy / path.relative_to(folder)
            place.unlink()
            place.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            jobs.append(str(copy))
            try:
                policy = Policy.parse((copy / "policy").read_text(encoding="utf-8"))
                report = verify_folder(Folder(copy), policy, now=datetime.now(UTC))
                ours.append(report.is_sound)
            except (LedgerError, UnicodeDecodeError):
                ours.append(False)
    theirs = [status == 0 for status in statuses(jobs, tmp_path)]
    assert len(theirs) > 200
    assert theirs == ours
    assert not any(theirs)


@pytest.mark.parametrize("sign", [True, False])
def test_both_verifiers_name_the_same_codes(tmp_path: Path, sign: bool) -> None:
    made, passkey = signed_log()
    made.add("recommendation.recorded", said={"note": "By A. Person", "grade": "x"}, minutes=90)
    made.add("recommendation.corrected", minutes=1, said={"grade": "y"})
    made.sign(1, passkey if sign else Passkey())
    made.change(2, told={"grade": made.held[3].told["grade"]})
    made.add(
        "entry.redacted",
        facts={"entry": 9, "fields": ["x"], "ground": "g", "approvers": [SECRETARY, CHAIR]},
        minutes=91,
    )
    folder = written(made, tmp_path, WITNESSES[0])
    policy = Policy.parse((folder / "policy").read_text())
    report = verify_folder(Folder(folder), policy, now=datetime.now(UTC))
    ours = sorted(found.code for found in report.findings)
    assert sorted(code for code, _ in check(folder).findings) == ours
    assert len(ours) == (6 if sign else 7)
