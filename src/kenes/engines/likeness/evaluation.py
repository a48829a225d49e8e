"""How good a labeller is on texts it has not seen, a plain one beside it."""

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from kenes.engines.likeness.calibration import Marks, calibration_error, scores
from kenes.engines.likeness.errors import LabelsError
from kenes.engines.likeness.labels import Labeller


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledText:
    """``action`` is "" when none is known."""

    text: str
    labels: tuple[str, ...]
    action: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """All from 0 to 1, but for the last ones.

    micro_f1, macro_f1 : of the labels; macro is the mean over all labels that a text of the test
    has or was given, one too rare to be learned included (0).
    action_accuracy : texts whose likeliest action is theirs, of those that have one.
    calibration_error : expected calibration error over 10 equal-width bins of the probabilities
    of the chosen labels: the mean difference between the probability said and how many of the
    labels chosen with such a probability were right, weighed by how many were chosen.
    action_calibration_error : the same of the likeliest actions.
    baseline_… : TF-IDF of words and pairs of words with a linear support vector machine a label,
    as scikit-learn has them, from the same texts; None when it was not asked for.
    train_seconds : labels and actions together. texts_per_second : labels, actions and the words
    for each, of texts not seen. train_count, test_count : texts.
    """

    micro_f1: float
    macro_f1: float
    action_accuracy: float
    calibration_error: float
    action_calibration_error: float
    baseline_micro_f1: float | None
    baseline_macro_f1: float | None
    baseline_action_accuracy: float | None
    train_seconds: float
    texts_per_second: float
    train_count: int
    test_count: int


def evaluate(
    train: Sequence[LabelledText],
    test: Sequence[LabelledText],
    *,
    with_baseline: bool = True,
    random_state: int = 0,
) -> Evaluation:
    """Learn from ``train``, suggest for ``test``. Raises LabelsError when either is too little.

    Texts of ``test`` that repeat one of ``train`` are not left out: whoever wants that, leaves
    them out before.
    """
    acting, acting_test = [[row for row in rows if row.action] for rows in (train, test)]
    if not test or not acting_test:
        raise LabelsError("There is no text, or none with an action, to test by.")
    began = time.perf_counter()
    labels = Labeller(random_state=random_state).fit(
        [row.text for row in train], [row.labels for row in train]
    )
    actions = Labeller(is_single=True, random_state=random_state).fit(
        [row.text for row in acting], [(row.action,) for row in acting]
    )
    trained = time.perf_counter()
    texts = [row.text for row in test]
    labels.suggest(texts)
    actions.suggest(texts)
    suggested = time.perf_counter()

    names = sorted({*labels.labels_, *(label for row in test for label in row.labels)})
    wanted = _marks([row.labels for row in test], names)
    place = [names.index(label) for label in labels.labels_]
    found = labels.probabilities(texts)
    chosen = labels.chosen(found)
    everywhere = np.zeros(wanted.shape, bool)
    everywhere[:, place] = chosen

    likely = actions.probabilities([row.text for row in acting_test])
    likeliest = actions.chosen(likely)
    is_right = _marks([(row.action,) for row in acting_test], actions.labels_)[likeliest]
    plain, plain_accuracy = None, None
    if with_baseline:
        guessed = _plain(train, texts, [row.labels for row in train], names) > 0
        plain = scores(wanted, guessed)
        distances = _plain(
            acting,
            [row.text for row in acting_test],
            [(row.action,) for row in acting],
            actions.labels_,
        )
        best = np.array(actions.labels_)[distances.argmax(axis=1)]
        plain_accuracy = float(np.mean(best == np.array([row.action for row in acting_test])))
    measured = scores(wanted, everywhere)
    return Evaluation(
        micro_f1=measured["micro_f1"],
        macro_f1=measured["macro_f1"],
        action_accuracy=float(is_right.mean()),
        calibration_error=calibration_error(found[chosen], wanted[:, place][chosen]),
        action_calibration_error=calibration_error(likely[likeliest], is_right),
        baseline_micro_f1=plain["micro_f1"] if plain else None,
        baseline_macro_f1=plain["macro_f1"] if plain else None,
        baseline_action_accuracy=plain_accuracy,
        train_seconds=trained - began,
        texts_per_second=len(texts) / (suggested - trained),
        train_count=len(train),
        test_count=len(test),
    )


def _marks(labels: Sequence[Sequence[str]], names: Sequence[str]) -> Marks:
    return np.array([[name in row for name in names] for row in labels], bool)


def _plain(
    train: Sequence[LabelledText],
    texts: Sequence[str],
    labels: Sequence[Sequence[str]],
    names: Sequence[str],
) -> Any:
    """Distances (texts, names) of a machine as it comes."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    rows = vectorizer.fit_transform([row.text for row in train])
    asked = vectorizer.transform(texts)
    wanted = _marks(labels, names)

    def one(label: int) -> Any:
        if len(set(wanted[:, label])) < 2:
            return np.full(len(texts), 1.0 if wanted[:, label].any() else -1.0)
        machine = LinearSVC(random_state=0).fit(rows, wanted[:, label])
        return machine.decision_function(asked)

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return np.stack(list(threads.map(one, range(len(names)))), axis=1)
