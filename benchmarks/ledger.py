"""A log of a million entries: appended in bulk, then verified whole from its files.

Aims: 100,000 entries a second; verified in 10 s and 150 MiB. Usage: ledger.py [ENTRIES]
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kenes.engines.ledger.checkpoint import Checkpoint
from kenes.engines.ledger.log import Writer, verify
from kenes.engines.ledger.tiles import Folder


def entries(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield b'{"act":"recommendation.correct","subject":"R-2014-%07d","field":"%064x"}' % (
            number,
            number,
        )


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.perf_counter()
        writer = Writer(folder)
        writer.append(entries(count))
        writer.flush()
        root, appended = writer.root(), time.perf_counter()
        verify(Folder(folder), Checkpoint("benchmark", count, root))
        took = time.perf_counter() - appended
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate = count / (appended - began)
    print(f"{count:,} appended at {rate:,.0f} a second: {rate / 100_000:.1f} of the aim")
    print(f"verified in {took:.1f} s ({took / 10:.2f} of the limit), peak {peak:.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
