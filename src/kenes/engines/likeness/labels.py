"""Labels of texts: learned from labelled ones, suggested with a probability and the words for it.

Each label has a linear support vector machine over words and pieces of words, as Joachims (1998,
doi:10.1007/BFb0026683) found best for texts; its distances become probabilities by a sigmoid
fitted on folds the machine had not seen. A label is suggested from the probability on at which it
would have had its best F1 on those folds: rare rights matter as much as frequent ones, and half
is too much to ask of them.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kenes.engines.likeness import store
from kenes.engines.likeness.calibration import Floats, Marks, sigmoid
from kenes.engines.likeness.errors import LabelsError, ModelError
from kenes.engines.likeness.features import Vectors
from kenes.engines.likeness.learning import Learned, learn
from kenes.engines.likeness.reasons import reasons_in
from kenes.engines.likeness.repeats import mark_of

LEAST_EXAMPLES = 5  # of a label: with fewer nothing is learned, and nothing suggested
JUDGED_WEIGHT = 4.0  # of what a person accepted or rejected, against an example
_AT_ONCE = 2_000  # texts, so that any number of them needs little memory
_KIND, _VERSION = "labels", 1

TextAndLabel = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """One label for one text. ``words``: what of the text speaks most for it, as it stands there,
    the strongest first; never empty: a label without a reason is not suggested."""

    label: str
    probability: float  # 0 to 1, calibrated
    words: tuple[str, ...]


class Labeller:
    """Learns any number of labels a text, or exactly one.

    Parameters
    ----------
    is_single : exactly one label a text, the likeliest (an action); else any number (themes).
    strength : inverse of regularisation, C of the machine; > 0.
    random_state : seed of the folds and of the machine.
    threads : machines that learn at once; None for as many as there are processors. They share
    one source of randomness, so two fits agree to a thousandth; with 1 to the last bit.

    Attributes after ``fit``
    ------------------------
    labels_ : sorted. thresholds_ : {label: probability} from which on it is suggested.
    left_out_ : {label: examples} of those with fewer than LEAST_EXAMPLES, never suggested.
    example_count_ : texts learned from.
    """

    def __init__(
        self,
        *,
        is_single: bool = False,
        strength: float = 0.5,
        random_state: int = 0,
        threads: int | None = None,
    ) -> None:
        self.is_single = is_single
        self.strength = strength
        self.random_state = random_state
        self.threads = threads

    def fit(
        self,
        texts: Sequence[str],
        labels: Sequence[Iterable[str]],
        *,
        accepted: Iterable[TextAndLabel] = (),
        rejected: Iterable[TextAndLabel] = (),
    ) -> "Labeller":
        """Learn from texts, the labels of each, and what people said of suggestions.

        An accepted or rejected pair weighs JUDGED_WEIGHT examples, on every repetition of its
        text; its text need not be among ``texts``, and tells nothing of other labels then. What
        was rejected is not suggested again for the same text, however sure the machine is. A pair
        both accepted and rejected teaches nothing. Raises LabelsError.
        """
        if len(texts) != len(labels):
            raise LabelsError(f"There are {len(texts)} texts, but labels of {len(labels)}.")
        given = [frozenset(one) for one in labels]
        yes = {(mark_of(text), label): text for text, label in accepted}
        no = {(mark_of(text), label): text for text, label in rejected}
        judged = {**dict.fromkeys(yes, True), **dict.fromkeys(no, False)}
        for pair in yes.keys() & no.keys():
            del judged[pair]
        counts = Counter(label for one in given for label in one)
        counts.update(label for (mark, label), is_right in judged.items() if is_right)
        most = len(texts) + len(judged)
        self.labels_ = sorted(label for label, n in counts.items() if n >= LEAST_EXAMPLES)
        self.left_out_ = {label: n for label, n in sorted(counts.items()) if n < LEAST_EXAMPLES}
        if not self.labels_ or not most:
            raise LabelsError(f"No label has {LEAST_EXAMPLES} examples.")
        marks = [mark_of(text) for text in texts] if judged else []
        known = set(marks)
        beside = {mark: {**yes, **no}[mark, label] for mark, label in judged if mark not in known}
        place = {label: number for number, label in enumerate(self.labels_)}
        wanted = np.zeros((len(texts) + len(beside), len(place)), bool)
        for number, one in enumerate(given):
            for label in one & place.keys():
                wanted[number, place[label]] = True
        weights = np.ones(wanted.shape, np.float32)
        weights[len(texts) :] = 0.0
        rows_of: dict[int, list[int]] = {}
        for number, mark in enumerate([*marks, *beside]):
            rows_of.setdefault(mark, []).append(number)
        for (mark, label), is_right in judged.items():
            if label in place:
                wanted[rows_of[mark], place[label]] = is_right
                weights[rows_of[mark], place[label]] = JUDGED_WEIGHT
        self._rejected = {
            (mark, place[label])
            for (mark, label), is_right in judged.items()
            if not is_right and label in place
        }
        self._vectors = self._new_vectors()
        features = self._vectors.fit_transform([*texts, *beside.values()])
        self._learned = learn(
            features,
            wanted,
            weights,
            is_single=self.is_single,
            strength=self.strength,
            random_state=self.random_state,
            threads=self.threads or os.cpu_count() or 1,
        )
        self.example_count_ = len(texts)
        self._tell_thresholds()
        return self

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """(texts, labels) in the order of ``labels_``; a single label's rows add up to 1."""
        parts = [self._probabilities(part) for part in _parted(texts)]
        return np.concatenate(parts) if parts else np.empty((0, len(self.labels_)))

    def chosen(self, probabilities: Floats) -> Marks:
        """Which labels are suggested; of a single one the likeliest."""
        if self.is_single:
            best = probabilities.argmax(axis=1)
            return np.asarray(np.eye(len(self.labels_), dtype=bool)[best])
        return np.asarray(probabilities >= self._learned.thresholds)

    def suggest(self, texts: Sequence[str], *, reasons: int = 4) -> list[tuple[Suggestion, ...]]:
        """Labels of each text, the likeliest first, each with at most ``reasons`` reasons.

        When the likeliest of single labels was rejected for a text, the next is suggested with
        the probability it has since.
        """
        return [
            self._suggested(text, row, reasons)
            for part in _parted(texts)
            for text, row in zip(part, self._probabilities(part), strict=True)
        ]

    def save(self, path: Path) -> None:
        about = {
            "labels": self.labels_,
            "left_out": self.left_out_,
            "examples": self.example_count_,
            "is_single": self.is_single,
            "strength": self.strength,
            "random_state": self.random_state,
        }
        rejected = sorted(self._rejected)
        arrays = {
            **self._vectors.arrays(),
            **self._learned.arrays(),
            "rejected_texts": np.array([mark for mark, _label in rejected], np.uint64),
            "rejected_labels": np.array([label for _mark, label in rejected], np.int32),
        }
        store.save(path, kind=_KIND, version=_VERSION, about=about, arrays=arrays)

    @classmethod
    def load(cls, path: Path) -> "Labeller":
        """What was saved, without anything being fitted again. Raises ModelError."""
        about, arrays = store.load(path, kind=_KIND, version=_VERSION)
        try:
            labeller = cls(
                is_single=about["is_single"],
                strength=about["strength"],
                random_state=about["random_state"],
            )
            labeller.labels_ = list(about["labels"])
            labeller.left_out_ = dict(about["left_out"])
            labeller.example_count_ = int(about["examples"])
            labeller._vectors = labeller._new_vectors().from_arrays(arrays)
            labeller._learned = Learned.from_arrays(arrays)
            pairs = zip(arrays["rejected_texts"], arrays["rejected_labels"], strict=True)
            labeller._rejected = {(int(mark), int(label)) for mark, label in pairs}
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{path.name} is damaged, or no saved model.") from error
        if labeller._learned.weights.shape != (
            len(labeller._vectors.terms_),
            len(labeller.labels_),
        ):
            raise ModelError(f"{path.name} is damaged: its parts do not fit each other.")
        labeller._tell_thresholds()
        return labeller

    def _new_vectors(self) -> Vectors:
        """What is asked for is told by few whole words; what it is about by parts of any."""
        return Vectors(run=2, piece_weight=0.5) if self.is_single else Vectors()

    def _tell_thresholds(self) -> None:
        self.thresholds_ = dict(
            zip(self.labels_, map(float, self._learned.thresholds), strict=True)
        )

    def _probabilities(self, texts: Sequence[str]) -> Floats:
        one = self._learned
        distances = self._vectors.transform(texts) @ one.weights + one.intercepts
        found = sigmoid(one.slopes * distances + one.offsets)
        return found / found.sum(axis=1, keepdims=True) if self.is_single else found

    def _suggested(self, text: str, row: Floats, most: int) -> tuple[Suggestion, ...]:
        if self._rejected:
            row = self._without_rejected(text, row)
        places = np.flatnonzero(self.chosen(row[np.newaxis])[0] & (row > 0))
        places = places[np.argsort(-row[places], kind="stable")]
        if not len(places):
            return ()
        told = reasons_in(text, self._vectors, self._learned.weights[:, places], most)
        return tuple(
            Suggestion(label=self.labels_[place], probability=float(row[place]), words=words)
            for place, words in zip(places, told, strict=True)
            if words
        )

    def _without_rejected(self, text: str, row: Floats) -> Floats:
        mark = mark_of(text)
        gone = [place for place in range(len(row)) if (mark, place) in self._rejected]
        if not gone:
            return row
        row = row.copy()
        row[gone] = 0.0
        return row / row.sum() if self.is_single and row.any() else row


def _parted(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), _AT_ONCE):
        yield texts[start : start + _AT_ONCE]
