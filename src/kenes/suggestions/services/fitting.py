"""``kenes suggest fit``: learning from the body's own register. Nothing leaves the machine."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.engines.likeness import Index, Labeller, LabelsError
from kenes.journal.services import write
from kenes.suggestions import gathering, permissions, store, trying
from kenes.suggestions.lifecycle import SuggestionKind
from kenes.suggestions.models import Fit

Tell = Callable[[str], None]


def fit(*, actor: Actor, now: datetime, tell: Tell = lambda name: None) -> Fit:
    """Learn anew from what is coded and decided by now. Slow: seconds to minutes.

    ``facts`` of the fit: per kind how many examples there were, what was too rare to learn, and
    how good it was on texts kept back. ``tell`` is told what is being learned. What was learned
    before stays until all is learned.
    """
    authorise(actor, permissions.FIT)
    place = store.begin()
    try:
        facts = {**_labels(place, tell), **_indexes(place, tell)}
        with transaction.atomic():
            most = max(facts[kind]["examples"] for kind in store.LABELS)
            made = Fit.objects.create(at=now, examples=most, facts=facts)
            write("suggestion.fit", made, actor=actor, at=now, examples=most)
            store.settle(place, made)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return made


def _labels(place: Path, tell: Tell) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for kind, those in gathering.examples().items():
        tell(kind)
        is_single = kind == SuggestionKind.ACTION
        labeller = Labeller(is_single=is_single, random_state=0)
        try:
            labeller.fit(
                those.texts, those.labels, accepted=those.accepted, rejected=those.rejected
            )
        except LabelsError as error:
            facts[kind] = {"examples": len(those.texts), "error": str(error)}
            continue
        labeller.save(place / kind)
        facts[kind] = {
            "examples": labeller.example_count_,
            "labels": len(labeller.labels_),
            "left_out": labeller.left_out_,
            "trial": trying.tried(those, is_single=is_single),
        }
    return facts


def _indexes(place: Path, tell: Tell) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, kind, entries in (
        ("texts", SuggestionKind.SIMILAR, gathering.entries()),
        ("provisions", SuggestionKind.PROVISION, gathering.provisions()),
    ):
        tell(name)
        index = Index().add(entries)
        accepted, rejected = gathering.judged(kind)
        index.learn(accepted=accepted, rejected=rejected)
        if len(index):
            index.save(place / name)
        facts[name] = {"texts": len(index), "judged": list(index.judged_)}
    return facts
