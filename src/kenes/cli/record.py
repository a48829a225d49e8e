"""``kenes record``: keep the public record, and verify one, this house's or another's."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from django.db import Error as DatabaseError
from django.utils import timezone

from kenes.access.types import operator
from kenes.cli import house
from kenes.cli.failures import SPOKEN, CommandFailed, sentence
from kenes.engines.ledger.bundle import LARGEST as LARGEST_BUNDLE
from kenes.engines.ledger.bundle import Bundle, verify_bundle
from kenes.engines.ledger.folder import verify_folder
from kenes.engines.ledger.notes import LARGEST
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.report import Report
from kenes.engines.ledger.site import Site, mirror
from kenes.engines.ledger.tiles import Files, Folder
from kenes.record import keys
from kenes.record.services import trust
from kenes.record.services.bundling import as_file, bundle
from kenes.record.services.checking import check
from kenes.record.services.integrating import integrate, is_waiting, note_at
from kenes.record.services.keeping import open_over, recover, root_line, rotate

POLICY = "policy"


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("record", help="keep, verify and copy the public record")
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    verify = acts.add_parser("verify", help="check a bundle, a copy, or this house itself")
    verify.add_argument(
        "where",
        nargs="?",
        metavar="BUNDLE|FOLDER|ADDRESS",
        help="a bundle, a folder, or an address on this machine; without it, all of this house: "
        "its log, and everything its database shows",
    )
    verify.add_argument("--policy", type=Path, metavar="FILE", help="whose keys you trust")
    verify.add_argument(
        "--since", type=Path, metavar="CHECKPOINT", help="a checkpoint you kept from before"
    )
    verify.add_argument(
        "--receipt", type=Path, action="append", default=[], metavar="FILE", help="a receipt"
    )
    verify.add_argument("--json", action="store_true", help="one JSON object")
    pack = acts.add_parser("bundle", help="write all that checks a matter into one file")
    pack.add_argument("subjects", nargs="+", metavar="SUBJECT", help="R-2014-126, seat/12 …")
    pack.add_argument("--out", type=Path, metavar="FILE", help="default: named by the matter")
    pack.add_argument(
        "--since", type=int, action="append", default=[], metavar="N", help="entries you have seen"
    )
    copy = acts.add_parser("mirror", help="copy a log into a folder and verify the copy")
    copy.add_argument("address", metavar="ADDRESS", help="as https://kenes.example/record/")
    copy.add_argument("folder", type=Path, metavar="FOLDER")
    copy.add_argument("--policy", type=Path, metavar="FILE", help="whose keys you trust")
    bring_in = acts.add_parser("integrate", help="bring waiting entries into the signed log")
    bring_in.add_argument(
        "--anew", action="store_true", help="write every file again from the database"
    )
    bring_in.add_argument(
        "--every", type=float, metavar="SECONDS", help="go on, looking again after as long"
    )
    acts.add_parser("root", help="print the line for minutes and reports")
    key = acts.add_parser("key", help="make, show or change the key of the log")
    key.add_argument("what", choices=["make", "show", "rotate"])
    key.add_argument("--name", help="of a new log, as kenes.example/record")
    witnesses = acts.add_parser("witnesses", help="name those who watch this record")
    witnesses.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="lines: witness NAME KEY, group NAME any|all|NUMBER NAMES, quorum NAME; without it "
        "the policy is printed",
    )
    acts.add_parser("recover", help="bring published entries back into an older database")
    acts.add_parser("open", help="enter matters that were there before the record was")


def run(arguments: argparse.Namespace) -> int:
    needs_house = not (
        arguments.act == "mirror" or (arguments.act == "verify" and arguments.where)
    )
    if needs_house:
        house.prepare_database()
    acts = {
        "verify": _verify,
        "bundle": _bundle,
        "mirror": _mirror,
        "integrate": _integrate,
        "root": _root,
        "key": _key,
        "witnesses": _witnesses,
        "recover": _recover,
        "open": _open,
    }
    return acts[arguments.act](arguments)


def keep_up() -> None:
    """Bring what a command did into the signed log; the server may not be running."""
    if is_waiting():
        integrate()


def _verify(arguments: argparse.Namespace) -> int:
    since = _read(arguments.since, LARGEST) if arguments.since else None
    receipts = [_read(path, LARGEST) for path in arguments.receipt]
    policy = _policy(arguments.policy)
    now = timezone.now()
    own_key = policy is None and bool(arguments.where)
    if not arguments.where:
        report = check(now, policy=policy, since=since, receipts=receipts)
    elif (path := Path(arguments.where)).is_file():
        if receipts:
            raise CommandFailed("A bundle holds some entries only: check receipts with a copy.")
        made = Bundle.parse(_read(path, LARGEST_BUNDLE))
        report = verify_bundle(made, policy, now=now, since=since)
    else:
        files: Files
        if path.is_dir():
            files = Folder(path)
        elif "://" in arguments.where:
            files = Site(arguments.where, loopback_only=True)
        else:
            raise CommandFailed(f"{arguments.where}: there is no such bundle, folder or address")
        trusted = policy or Policy.parse(files.read(POLICY, LARGEST).decode(errors="replace"))
        report = verify_folder(files, trusted, now=now, since=since, receipts=receipts)
    _tell(report, as_json=arguments.json, own_key=own_key)
    return 0 if report.is_sound else 1


def _tell(report: Report, *, as_json: bool, own_key: bool) -> None:
    if as_json:
        print(json.dumps({**report.encode(), "trusted_own_key": own_key}, ensure_ascii=False))
        return
    if report.size:
        print(f"log        {report.origin}")
        print(f"entries    {report.size}, root {report.root.hex()}")
        if report.witnesses:
            print(f"witnesses  {', '.join(report.witnesses)}: {report.witnessed} entries")
        print(
            f"checked    {report.entries} entries, {report.payloads} payloads, "
            f"{report.redacted} redacted, {report.signed} signed by their authors"
        )
    if own_key:
        print(f"key        {report.key}\n           told by what you check: compare it elsewhere")
    for finding in report.findings:
        print(f"! {_printable(finding.sentence)}")
    print("sound" if report.is_sound else f"NOT SOUND: {len(report.findings)} findings")


def _printable(text: str) -> str:
    """Names of fields come from whoever made the log: nothing in them steers a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _bundle(arguments: argparse.Namespace) -> int:
    made = bundle(arguments.subjects, since=arguments.since)
    name = "-".join(arguments.subjects).replace("/", "-")
    out = arguments.out or Path(f"kenes-{name[:80]}.zip")
    out.write_bytes(as_file(made))
    print(f"{out}: {len(made.entries)} entries")
    return 0


def _mirror(arguments: argparse.Namespace) -> int:
    site = Site(arguments.address)
    policy = _policy(arguments.policy)
    own_key = policy is None
    told = policy or Policy.parse(site.read(POLICY, LARGEST).decode(errors="replace"))
    checkpoint = arguments.folder / "checkpoint"
    since = checkpoint.read_bytes() if checkpoint.exists() else None
    mirror(site, arguments.folder, told.log)
    report = verify_folder(Folder(arguments.folder), told, now=timezone.now(), since=since)
    if since and not report.is_sound:
        kept = arguments.folder / "checkpoint.before"
        kept.write_bytes(since)
        print(f"What you had before is kept in {kept}: it is evidence.", file=sys.stderr)
    _tell(report, as_json=False, own_key=own_key)
    return 0 if report.is_sound else 1


def _integrate(arguments: argparse.Namespace) -> int:
    if arguments.every is None:
        _say(integrate(anew=arguments.anew))
        return 0
    said, pause = "", max(arguments.every, 0.05)
    while True:
        try:
            if is_waiting():
                integrate()
            said = ""
        except (*SPOKEN, DatabaseError) as error:
            if said != (said := sentence(error)):
                print(f"kenes record: {said}", file=sys.stderr, flush=True)
            time.sleep(5)
        time.sleep(pause)


def _root(arguments: argparse.Namespace) -> int:
    print(root_line(integrate()))
    return 0


def _key(arguments: argparse.Namespace) -> int:
    if arguments.what == "rotate":
        print(rotate(actor=operator("kenes record"), now=timezone.now()))
        return 0
    if arguments.what == "make":
        if keys.read(keys.SIGNING):
            raise CommandFailed("This record has a key; `kenes record key rotate` changes it.")
        print(keys.make(keys.SIGNING, arguments.name or keys.log_name()).key)
        return 0
    signer = keys.read(keys.SIGNING)
    if signer is None:
        raise CommandFailed("This record has no key yet: `kenes record key make`.")
    print(signer.key)
    return 0


def _witnesses(arguments: argparse.Namespace) -> int:
    integrate()
    if arguments.file:
        text = _read(arguments.file, LARGEST).decode(errors="replace")
        trust.change_witnesses(text)
    print((note_at(trust.POLICY) or b"").decode(), end="")
    return 0


def _recover(arguments: argparse.Namespace) -> int:
    count = recover(actor=operator("kenes record"), now=timezone.now())
    print(f"{count} entries brought back. `kenes record verify` names what they tell of.")
    _say(integrate())
    return 0


def _open(arguments: argparse.Namespace) -> int:
    count = open_over(actor=operator("kenes record"), now=timezone.now())
    print(f"{count} matters entered as they are shown today.")
    _say(integrate())
    return 0


def _say(signed: Any) -> None:
    print(f"{signed.origin}: {signed.size} entries are signed.")


def _policy(path: Path | None) -> Policy | None:
    """A policy from a file, which may come from Windows."""
    if path is None:
        return None
    return Policy.parse(_read(path, LARGEST).decode(errors="replace").replace("\r\n", "\n"))


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise CommandFailed(f"{path}: more than {limit} bytes, that is too large")
    return data
