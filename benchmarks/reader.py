"""The reader over all coded reports: what it finds, beside the corrected coding and pdftotext.

Aims: numbers found and right ≥ 0.99, texts ≥ 0.95, States F1 ≥ 0.98, position ≥ 0.97; time of a
report ≤ 1.3 × pdftotext + 50 ms. Usage: reader.py [FOLDER]
"""

import collections
import csv
import difflib
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from kenes.engines import undocs
from kenes.engines.undocs.states import find_states

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("KENES_TEST_DATA", ROOT.parent / "shared" / "data"))
# The coding's words; "implemented" is what a State says of what it supports.
POSITIONS = {
    "implemented": "supported",
    "support": "supported",
    "consider": "pending",
    "reject": "noted",
    "noted": "noted",
}
_STATES = re.compile(r"(\s*\([^()]*(\([^()]*\))?[^()]*\))+[;.\s]*$")
ROUNDS = 5


def coded(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    """report -> number -> row of the coding."""
    rows: dict[str, dict[str, dict[str, str]]] = collections.defaultdict(dict)
    with (folder / "recommendations.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["report"]][row["number"]] = row
    return rows


def words(text: str) -> list[str]:
    return re.sub(r"\W+", " ", text.casefold()).split()


def likeness(ours: str, theirs: str) -> float:
    match = difflib.SequenceMatcher(None, words(ours), words(_STATES.sub("", theirs)), False)
    return match.ratio()


def median_ms(act: object) -> float:
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()  # type: ignore[operator]
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def main(folder: Path) -> None:
    total: collections.Counter[str] = collections.Counter()
    likenesses, over, disagreements = [], [], []
    for report, truth in coded(folder).items():
        path = folder / f"{report}.pdf"
        reading = undocs.read(path, name=path.name)
        ours = {item.number: item for item in reading.items}
        both = sorted(set(ours) & set(truth))
        total.update(both=len(both), ours=len(reading.items), truth=len(truth))
        for number in both:
            item, row = ours[number], truth[number]
            states = set(find_states(row["recommending_states"])[0])
            total.update(
                right=len(states & set(item.states)),
                wrong=len(set(item.states) - states),
                missed=len(states - set(item.states)),
                position=str(item.position) == POSITIONS[row["decision"]],
            )
            likenesses.append(likeness(item.text, row["text"]))
            if set(item.states) != states:
                coding, read = sorted(states), sorted(item.states)
                disagreements.append(f"{report} {number}: coded {coding}, read {read}")
        extra = sorted(set(ours) - set(truth))
        if extra:
            disagreements.append(f"{report}: stand in the report, not in the coding: {extra}")
        line = f"{report:<24}{len(ours):>4} of {len(truth):>4}"
        if shutil.which("pdftotext"):
            plain = median_ms(
                lambda path=path: subprocess.run(["pdftotext", path, os.devnull], check=True)
            )
            mine = median_ms(lambda path=path: undocs.read(path, name=path.name))
            over.append(mine / (1.3 * plain + 50))
            line += f"  {mine:5.0f} ms, pdftotext {plain:4.0f} ms: {over[-1]:.2f} of the limit"
        print(line, flush=True)
    print(f"numbers: recall {total['both'] / total['truth']:.4f}", end=", ")
    print(f"precision {total['both'] / total['ours']:.4f}")
    f1 = 2 * total["right"] / (2 * total["right"] + total["wrong"] + total["missed"])
    print(f"texts: {statistics.mean(likenesses):.4f}; States F1 {f1:.4f}", end="; ")
    print(f"position {total['position'] / total['both']:.4f}")
    if over:
        print(f"time: median {statistics.median(over):.2f} of the limit, most {max(over):.2f}")
    print(f"where the coding and the report differ ({len(disagreements)}):")
    print("\n".join(f"  {line}" for line in disagreements))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA / "upr-reports")
