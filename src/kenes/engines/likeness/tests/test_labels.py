"""Labels are learned, come with a reason, and heed what people said."""

import csv
from pathlib import Path

import numpy as np
import pytest

from kenes.engines.likeness import LabelledText, Labeller, LabelsError, evaluate
from kenes.engines.likeness.labels import LEAST_EXAMPLES
from kenes.engines.likeness.tests.conftest import Rows

ASKED = "Publish a plan against torture and for the freedom of the press."
ODD = "Забудьте <b>torture</b>\x00, “journalists” и Құқық ’tis"


def test_a_label_comes_with_its_probability_and_the_words_as_they_stand(
    labeller: Labeller,
) -> None:
    suggested = labeller.suggest(["In  CUSTODY, end Ill-Treatment\nof anyone."])[0]
    assert [one.label for one in suggested] == ["torture"]
    assert 0.5 < suggested[0].probability <= 1
    told = " ".join(suggested[0].words)
    assert "CUSTODY" in told
    assert "Ill-Treatment" in told


def test_a_text_may_have_several_labels_the_likeliest_first(labeller: Labeller) -> None:
    suggested = labeller.suggest([ASKED])[0]
    assert {one.label for one in suggested} == {"torture", "press"}
    assert [one.probability for one in suggested] == sorted(
        (one.probability for one in suggested), reverse=True
    )
    words = {one.label: " ".join(one.words) for one in suggested}
    assert "torture" in words["torture"]
    assert "press" not in words["torture"]
    assert "press" in words["press"]


def test_nothing_is_suggested_for_words_never_seen(labeller: Labeller) -> None:
    assert labeller.suggest(["Қазақстан Республикасы", "", "   ", "!?", "\x00"]) == [()] * 5


@pytest.mark.parametrize("text", [ODD, "torture " * 5_000, "İİİ torture İ", "\ud800 torture"])
def test_any_text_is_answered_with_parts_of_itself(labeller: Labeller, text: str) -> None:
    flat = " ".join(text.split())
    found = labeller.suggest([text])[0]
    assert "torture" in {one.label for one in found}
    for one in found:
        assert one.words
        assert all(" ".join(words.split()) in flat for words in one.words)


def test_exactly_one_action_is_suggested(rows: Rows) -> None:
    actions = Labeller(is_single=True).fit(
        [text for text, _theme, _action in rows], [(action,) for _text, _theme, action in rows]
    )
    found = actions.probabilities(["Continue efforts on censorship", "Ratify the treaty"])
    assert np.allclose(found.sum(axis=1), 1)
    told = actions.suggest(["Continue efforts on censorship", "Ratify the treaty on torture"])
    assert [[one.label for one in row] for row in told] == [["continue"], ["specific"]]


def test_what_was_rejected_is_not_suggested_again(rows: Rows, labeller: Labeller) -> None:
    texts, labels = [row[0] for row in rows], [row[1] for row in rows]
    assert "press" in {one.label for one in labeller.suggest([ASKED])[0]}
    before = labeller.probabilities([ASKED])[0, labeller.labels_.index("press")]
    again = Labeller(random_state=3, threads=1).fit(texts, labels, rejected=[(ASKED, "press")])
    assert {one.label for one in again.suggest([ASKED])[0]} == {"torture"}
    repeated = f"12.3. {ASKED.upper()} (Norway)"
    assert "press" not in {one.label for one in again.suggest([repeated])[0]}
    # It teaches of like texts as well, not of this one alone.
    assert again.probabilities([ASKED])[0, again.labels_.index("press")] < before


def test_what_was_rejected_of_one_learned_from_is_unlearned(rows: Rows) -> None:
    texts, labels = [row[0] for row in rows], [row[1] for row in rows]
    again = Labeller().fit(texts, labels, rejected=[(texts[0], labels[0][0])])
    assert labels[0][0] not in {one.label for one in again.suggest([texts[0]])[0]}


def test_a_rejected_action_leaves_room_for_the_next(rows: Rows) -> None:
    texts, labels = [row[0] for row in rows], [(row[2],) for row in rows]
    asked = "Continue efforts to adopt a law on torture."
    (first,) = Labeller(is_single=True).fit(texts, labels).suggest([asked])[0]
    pair = (asked, first.label)
    (second,) = Labeller(is_single=True).fit(texts, labels, rejected=[pair]).suggest([asked])[0]
    assert {first.label, second.label} == {"continue", "specific"}
    everything = [(asked, label) for label in ("consider", "continue", "specific")]
    none = Labeller(is_single=True).fit(texts, labels, rejected=everything)
    assert none.suggest([asked]) == [()]


def test_what_was_accepted_is_learned(rows: Rows) -> None:
    texts, labels = [row[0] for row in rows], [row[1] for row in rows]
    asked = "Free the poet from jail at once."
    plain = Labeller().fit(texts, labels)
    taught = Labeller().fit(texts, labels, accepted=[(asked, "press")])
    press = plain.labels_.index("press")
    assert taught.probabilities([asked])[0, press] > plain.probabilities([asked])[0, press]


def test_what_people_disagree_on_teaches_nothing(rows: Rows, labeller: Labeller) -> None:
    texts, labels = [row[0] for row in rows], [row[1] for row in rows]
    pair = [(ASKED, "press")]
    torn = Labeller(random_state=3, threads=1).fit(texts, labels, accepted=pair, rejected=pair)
    assert torn.suggest([ASKED]) == labeller.suggest([ASKED])


def test_a_rare_label_is_left_out_and_told_of(rows: Rows) -> None:
    texts, labels = [row[0] for row in rows], [list(row[1]) for row in rows]
    for number in range(LEAST_EXAMPLES - 1):
        labels[number].append("rare")
    found = Labeller().fit(texts, labels)
    assert found.labels_ == ["children", "press", "torture"]
    assert found.left_out_ == {"rare": LEAST_EXAMPLES - 1}
    labels[-1].append("rare")
    assert "rare" in Labeller().fit(texts, labels).labels_


def test_too_little_to_learn_from_is_said() -> None:
    with pytest.raises(LabelsError, match="No label has 5 examples"):
        Labeller().fit(["One"], [("a",)])
    with pytest.raises(LabelsError, match="2 texts, but labels of 1"):
        Labeller().fit(["One", "Two"], [("a",)])
    with pytest.raises(LabelsError, match="no text"):
        evaluate([LabelledText(text="One", labels=("a",))], [])


def test_few_examples_do_not_make_a_label_of_everything(rows: Rows) -> None:
    texts, labels = [row[0] for row in rows], [list(row[1]) for row in rows]
    for number in range(0, len(rows), len(rows) // LEAST_EXAMPLES):
        labels[number].append("anything")
    found = Labeller().fit(texts, labels)
    assert "anything" in found.labels_
    told = [one.label for row in found.suggest(texts) for one in row]
    assert told.count("anything") <= 2 * LEAST_EXAMPLES


def test_a_label_that_all_have_is_still_suggested(rows: Rows) -> None:
    texts = [row[0] for row in rows]
    found = Labeller().fit(texts, [("all", *row[1]) for row in rows])
    assert "all" in found.labels_
    assert found.suggest([ASKED])


def test_the_same_seed_gives_the_same(rows: Rows, labeller: Labeller) -> None:
    texts, labels = [row[0] for row in rows], [row[1] for row in rows]
    again = Labeller(random_state=3, threads=1).fit(texts, labels)
    assert again.suggest(texts) == labeller.suggest(texts)
    at_once = Labeller(random_state=3, threads=2).fit(texts, labels)
    near = labeller.probabilities(texts) - at_once.probabilities(texts)
    assert abs(near).max() < 1e-2


def test_real_recommendations_are_labelled_better_than_by_a_plain_machine(
    shared_data: Path,
) -> None:
    path = shared_data / "upr-info" / "sessions-10-13.csv"
    lines = path.read_bytes().decode("mac-roman").replace("\r\n", "\n").replace("\r", "\n")
    real = [
        LabelledText(
            text=row["Text"],
            labels=tuple(issue.strip() for issue in row["Issue"].split(",")),
            action=row["Action"],
        )
        for row in csv.DictReader(lines.splitlines(keepends=True))
        if (row["Session"] or "").isdigit() and row["Text"]
    ]
    found = evaluate(real[::2][:2000], real[1::2][:1000])
    assert found.baseline_micro_f1
    assert found.baseline_macro_f1
    assert found.baseline_action_accuracy
    assert found.micro_f1 > found.baseline_micro_f1
    assert found.macro_f1 > found.baseline_macro_f1 + 0.05
    assert found.action_accuracy > found.baseline_action_accuracy
    assert found.calibration_error < 0.07
