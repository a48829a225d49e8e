"""``kenes witness``: an outside body watches a record, and signs that its history only grew."""

import argparse
import secrets
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from kenes.cli.failures import CommandFailed
from kenes.engines.ledger.checkpoint import told_size
from kenes.engines.ledger.errors import LedgerError
from kenes.engines.ledger.notes import LARGEST, Key
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.site import SECONDS, Site
from kenes.engines.ledger.tiles import Files, Folder
from kenes.engines.ledger.witness import Witness

PATH = "cosignature"  # below the address of a log


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("witness", help="watch a record from outside and sign it")
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    make = acts.add_parser("make", help="make a key and print what the record needs of it")
    make.add_argument("name", metavar="NAME", help="as ombudsman.example")
    sign = acts.add_parser("sign", help="check that the record continues what was seen, and sign")
    sign.add_argument(
        "where", metavar="ADDRESS|FOLDER", help="as https://kenes.example/record/, or a mirror"
    )
    sign.add_argument(
        "--log",
        required=True,
        metavar="KEY|FILE",
        help="the log's key as you got it from its keeper, or a policy that names it",
    )
    sign.add_argument(
        "--every", type=float, metavar="SECONDS", help="go on, looking again after as long"
    )
    for act in (make, sign):
        act.add_argument(
            "--state",
            type=Path,
            default=Path("witness"),
            metavar="FOLDER",
            help="the witness's key and memory (default: %(default)s)",
        )


def run(arguments: argparse.Namespace) -> int:
    if arguments.act == "make":
        made = Witness.make(arguments.state, arguments.name, secrets.token_bytes(32))
        print(f"witness {arguments.name} {made.key}")
        return 0
    witness, log = Witness(arguments.state), _log(arguments.log)
    if arguments.every is None:
        print(_sign(witness, arguments.where, log))
        return 0
    while True:
        try:
            print(_sign(witness, arguments.where, log), flush=True)
        except (LedgerError, CommandFailed) as error:
            print(f"kenes witness: {error}", file=sys.stderr, flush=True)
        time.sleep(max(arguments.every, 1))


def _sign(witness: Witness, where: str, log: Key) -> str:
    """Sign the newest checkpoint and hand the signature in; returns what was done."""
    is_site = "://" in where
    if not is_site and not Path(where).is_dir():
        raise CommandFailed(f"{where}: there is no such folder or address")
    files: Files = Site(where) if is_site else Folder(Path(where))
    note = witness.cosign(files, log, at=int(time.time()))
    if not is_site:
        return str(note).rstrip("\n")
    _hand_in(where.rstrip("/") + "/" + PATH, str(note).encode())
    return f"{log.name}: {told_size(str(note).encode())} entries signed by {witness.key.name}"


def _hand_in(address: str, note: bytes) -> None:
    request = urllib.request.Request(address, data=note, method="POST")  # noqa: S310 (Site checked)
    request.add_header("Content-Type", "text/plain; charset=utf-8")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            answer.read(LARGEST)
    except urllib.error.HTTPError as error:
        said = error.read(2_000).decode(errors="replace").strip()
        raise CommandFailed(f"{address} did not take the signature: {said}") from error
    except OSError as error:
        raise CommandFailed(f"{address} does not answer: {error}") from error


def _log(said: str) -> Key:
    path = Path(said)
    if path.is_file():
        return Policy.parse(path.read_text(encoding="utf-8", errors="replace")).log
    return Key.parse(said)
