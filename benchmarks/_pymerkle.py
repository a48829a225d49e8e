"""Pymerkle in an environment of its own: COUNT entries of TEMPLATE appended, some of them proved.

Run by ledger.py; prints JSON. Usage: _pymerkle.py COUNT TEMPLATE
"""

import json
import sys
import time

from pymerkle import InmemoryTree, verify_inclusion  # type: ignore[import-not-found]

PROVED = 1_000


def main(count: int, template: str) -> None:
    entries = [template.encode() % (number, number, number, number) for number in range(count)]
    tree = InmemoryTree(algorithm="sha256")
    began = time.perf_counter()
    for entry in entries:
        tree.append_entry(entry)
    appended = time.perf_counter()
    root = tree.get_root()
    places = range(1, count + 1, max(1, count // PROVED))
    for place in places:
        verify_inclusion(tree.get_leaf(place), root, tree.prove_inclusion(place))
    took = time.perf_counter() - appended
    told = {"seconds": appended - began, "root": root.hex(), "proof": took / len(places)}
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
