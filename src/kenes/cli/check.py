"""``kenes check``: is this installation healthy?"""

import argparse
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from kenes.accounts.models import User
from kenes.notifications.services import delivering, reading
from kenes.recommendations import index
from kenes.record.errors import RecordError
from kenes.record.services.checking import unrecorded
from kenes.record.services.integrating import integrate

LATE = timedelta(hours=1)  # acts that nobody looked at for so long
RECENT = timedelta(days=7)  # letters whose fate is still of interest
SPARE = 500_000_000  # bytes that should be free on the disk


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("check", help="is this installation healthy?")
    parser.add_argument(
        "--rebuild", action="store_true", help="build the search index anew from the register"
    )


def run(arguments: argparse.Namespace) -> int:
    """Prints one line a finding; status 1 when something needs a hand."""
    is_well = True
    for name, trouble in _findings(rebuild=arguments.rebuild):
        print(f"{'!' if trouble else '✓'} {name}{': ' + trouble if trouble else ''}")
        is_well = is_well and not trouble
    return 0 if is_well else 1


def _findings(*, rebuild: bool) -> Iterator[tuple[str, str]]:
    """``(what was looked at, what is wrong or "")``."""
    yield f"settings, {settings.KENES_HOME}", "; ".join(str(found.msg) for found in run_checks())
    free = shutil.disk_usage(settings.KENES_HOME).free
    yield "disk", "" if free > SPARE else f"only {free // 1_000_000} MB are free"
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield "database", str(error)
        return
    yield "database", "the tables are not up to date; `kenes serve` brings them" if plan else ""
    if plan:
        return
    if rebuild:
        yield f"search index, built from {index.rebuild()} recommendations", ""
    off = index.out_of_step()
    yield "search index", f"{off} recommendations out of step; use --rebuild" if off else ""
    yield _record()
    yield from _telling(timezone.now())


def _telling(now: datetime) -> Iterator[tuple[str, str]]:
    """Whether people are told what happened."""
    # Where nobody can sign in there is nobody to tell.
    late = reading.unread_since(now - LATE) if User.objects.exists() else 0
    broken = reading.faults()
    yield (
        "notices",
        f"{late} acts were told to nobody yet: does `kenes serve` or `kenes tick` run?"
        if late
        else f"{broken} acts cannot be told; the log of `kenes tick` says why"
        if broken
        else "",
    )
    found = delivering.troubles(now - RECENT)
    outage = delivering.outage()
    yield (
        "letters",
        f"the mail server fails since {outage.since:%Y-%m-%d %H:%M} UTC: {outage.why}"
        if outage
        else f"{found['doubtful']} in doubt, {found['refused']} refused within a week; "
        "their readers find the notices in the house"
        if any(found.values())
        else "",
    )


def _record() -> tuple[str, str]:
    """What is signed of the public record; `kenes record verify` checks all that it says."""
    try:
        signed = integrate()
    except RecordError as error:
        return "public record", str(error)
    if sum(1 for _subject in islice(unrecorded(), 1)):
        return "public record", "matters of before the record are not in it: kenes record open"
    return f"public record, {signed.size} entries signed", ""
