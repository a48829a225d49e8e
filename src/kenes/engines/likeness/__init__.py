"""Labels of texts, and texts like them, each with its reason. No Django, no product.

``Labeller``   learns labels from labelled texts and from what people accepted or rejected, and
               suggests labels with a calibrated probability and the words that spoke for them.
``Index``      repeated and similar texts among hundreds of thousands, or the provisions that a
               text concerns, with the words in common; calibrated once people have judged.
``evaluate``   how good a labeller is on texts it has not seen, a plain one beside it.
``semantic``   meaning across languages, when the extra ``[semantic]`` is installed.

Estimators: ``fit`` returns self, learned names end in ``_``, randomness is given. What was
learned is saved as arrays and JSON, never pickled; a damaged file raises ModelError.

    labeller = Labeller(random_state=7).fit(texts, labels, accepted=[], rejected=[])
    labeller.suggest(["Ratify the Convention"])[0]    # (Suggestion(label, probability, words), …)
    labeller.save(path); labeller = Labeller.load(path)

    index = Index().add([Entry(key="101", text="Ratify the Convention", language="en")])
    index.nearest("Accede to the Convention", language="en", count=10)
                          # [Neighbour(key, language, likeness, probability, is_repeat, words), …]
    index.learn(accepted=[Pair(text, language, key)], rejected=[…])    # probabilities from now on
    index.add([…]).remove(["101"]).save(path); index = Index.load(path)
"""

from kenes.engines.likeness.errors import LabelsError, LikenessError, ModelError
from kenes.engines.likeness.evaluation import Evaluation, LabelledText, evaluate
from kenes.engines.likeness.labels import Labeller, Suggestion
from kenes.engines.likeness.repeats import normalised
from kenes.engines.likeness.similar import Entry, Index, Neighbour, Pair

__all__ = [
    "Entry",
    "Evaluation",
    "Index",
    "LabelledText",
    "Labeller",
    "LabelsError",
    "LikenessError",
    "ModelError",
    "Neighbour",
    "Pair",
    "Suggestion",
    "evaluate",
    "normalised",
]
