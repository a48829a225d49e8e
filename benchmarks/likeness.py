"""Labels of recommendations beside a plain machine, and texts found again among 300,000.

    python benchmarks/likeness.py [TEXTS]

Labels: learned from UPR Info's sessions 1 to 13, suggested for sessions 14 to 16, without and with
texts that repeat one learned from. Aims: micro-F1 0.88, macro-F1 0.80, actions 0.88, error of
calibration 0.05, learned within 60 s; TF-IDF with a linear support vector machine as it comes is
printed beside, from the same rows. Texts: other wordings of planted recommendations among the
first ten neighbours (aim 0.9 in English and Russian), repeated texts (aim 1.0), milliseconds a
question (aim 50); beside it, the cosine with every row of the same texts by TF-IDF of words.
"""

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import _likeness_texts
import _rows

from kenes.engines.likeness import Entry, Index, LabelledText, evaluate, normalised

COUNT = 300_000
REPEATED = 200  # texts asked for again, with another number, case, punctuation and States
LAST_LEARNED, LAST_TESTED = 13, 16


def labels() -> None:
    rows = _rows.real()
    train = [_labelled(row) for row in rows if int(row["Session"]) <= LAST_LEARNED]
    tested = range(LAST_LEARNED + 1, LAST_TESTED + 1)
    test = [_labelled(row) for row in rows if int(row["Session"]) in tested]
    learned = {normalised(row.text) for row in train}
    unseen = [row for row in test if normalised(row.text) not in learned]
    for what, asked in (("without repeats", unseen), ("all", test)):
        found = evaluate(train, asked)
        print(
            f"labels of {found.test_count:,} texts, {what}, learned from {found.train_count:,}:\n"
            f"  micro-F1 {found.micro_f1:.3f} (plain {found.baseline_micro_f1:.3f}, "
            f"aim 0.88: {found.micro_f1 / 0.88:.2f})\n"
            f"  macro-F1 {found.macro_f1:.3f} (plain {found.baseline_macro_f1:.3f}, "
            f"aim 0.80: {found.macro_f1 / 0.80:.2f})\n"
            f"  actions {found.action_accuracy:.3f} "
            f"(plain {found.baseline_action_accuracy:.3f}, "
            f"aim 0.88: {found.action_accuracy / 0.88:.2f})\n"
            f"  error of calibration {found.calibration_error:.3f}, of actions "
            f"{found.action_calibration_error:.3f} (aim 0.05)\n"
            f"  learned in {found.train_seconds:.1f} s (aim 60), "
            f"{found.texts_per_second:,.0f} texts a second with their words",
            flush=True,
        )


def texts(language: str, count: int) -> None:
    planted = {which: _likeness_texts.pairs(which, language) for which in ("first", "later")}
    others = _likeness_texts.others(language, count - sum(map(len, planted.values())))
    entries = [
        Entry(key=f"other {number}", text=text, language=language)
        for number, text in enumerate(others)
    ]
    entries += [
        Entry(key=f"{which} {number}", text=text, language=language)
        for which, pairs in planted.items()
        for number, (text, _other) in enumerate(pairs)
    ]
    began = time.perf_counter()
    index = Index().add(entries)
    built = time.perf_counter() - began
    print(f"{language}: {len(index):,} texts, built in {built:.1f} s", flush=True)
    took: list[float] = []
    for which, pairs in planted.items():
        _ask(index, language, which, pairs, took)
    step = max(1, len(others) // REPEATED)
    asked = [f"12.{number}. {text.upper()} (Norway)" for number, text in enumerate(others[::step])]
    missed = 0
    for number, text in enumerate(asked):
        began = time.perf_counter()
        found = index.nearest(text, language=language, count=10)
        took.append((time.perf_counter() - began) * 1000)
        wanted = f"other {number * step}"
        missed += wanted not in index.repeats(text, language=language) or not found[0].is_repeat
    print(f"  repeated texts found: {1 - missed / len(asked):.3f} of {len(asked)}")
    began = time.perf_counter()
    index.add([Entry(key="one more", text="Abolish it.", language=language)])
    one = (time.perf_counter() - began) * 1000
    median, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  median {median:.1f} ms, p95 {p95:.1f} ms (aim 50: {median / 50:.2f}); "
        f"one more text {one:.1f} ms; peak {peak:,.0f} MB",
        flush=True,
    )
    if language == "en":
        _plain([entry.text for entry in entries], [entry.key for entry in entries], planted)


def _ask(
    index: Index, language: str, which: str, pairs: list[tuple[str, str]], took: list[float]
) -> None:
    first = among = 0
    for number, (_text, other) in enumerate(pairs):
        began = time.perf_counter()
        found = index.nearest(other, language=language, count=10)
        took.append((time.perf_counter() - began) * 1000)
        keys = [(one.key, *one.also) for one in found]
        wanted = f"{which} {number}"
        first += wanted in keys[0]
        among += any(wanted in some for some in keys)
    print(
        f"  other wordings ({which} {len(pairs)} pairs): first {first / len(pairs):.3f}, "
        f"among ten {among / len(pairs):.3f}",
        flush=True,
    )


def _plain(texts: list[str], keys: list[str], planted: dict[str, Any]) -> None:
    """Words alone, every row asked: what an afternoon's work would do."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True)
    rows = vectorizer.fit_transform(texts)
    took, among, count = [], 0, 0
    for which, pairs in planted.items():
        for number, (_text, other) in enumerate(pairs):
            began = time.perf_counter()
            cosines = (rows @ vectorizer.transform([other]).T).toarray().ravel()
            best = np.argsort(-cosines)[:10]
            took.append((time.perf_counter() - began) * 1000)
            among += f"{which} {number}" in {keys[place] for place in best}
            count += 1
    print(
        f"  plain TF-IDF of words: among ten {among / count:.3f}, "
        f"median {statistics.median(took):.1f} ms"
    )


def _labelled(row: dict[str, str]) -> LabelledText:
    issues = tuple(dict.fromkeys(issue.strip() for issue in row["Issue"].split(",")))
    return LabelledText(text=row["Text"], labels=issues, action=row["Action"])


def _apart(act: Callable[[], None]) -> None:
    """In a process of its own, so that its memory is its own."""
    child = os.fork()
    if child == 0:
        act()
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit("stopped")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    _apart(labels)
    for language in ("en", "ru", "kk"):
        _apart(lambda language=language: texts(language, count))
