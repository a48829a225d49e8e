"""What the machine has learned from, and how good it was, said to who reads its suggestions."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.languages.dates import written
from kenes.recommendations.models import Recommendation
from kenes.suggestions import store
from kenes.suggestions.lifecycle import SuggestionKind
from kenes.suggestions.models import Fit


def sentences() -> tuple[str, ...]:
    """When, from how much, how well, what is left to be asked, and what it never does."""
    fit = Fit.objects.order_by("-pk").first()
    told = list(_of(fit)) if fit else [_("The machine has learned nothing yet.")]
    return (
        *told,
        _("It suggests and decides nothing; it never suggests the position of a State."),
        _("Texts are compared within one language only."),
        _("No text leaves this machine."),
    )


def figures() -> tuple[tuple[str, str], ...]:
    """Kind and sentence: how good labels were on texts kept back, how many pairs were judged."""
    fit = Fit.objects.order_by("-pk").first()
    if fit is None:
        return ()
    labels = [(kind, _tried(fit.facts.get(kind, {}))) for kind in store.LABELS]
    pairs = [
        (SuggestionKind.SIMILAR, _judged(fit.facts.get("texts", {}))),
        (SuggestionKind.PROVISION, _judged(fit.facts.get("provisions", {}))),
    ]
    return tuple((str(SuggestionKind(kind).label), said) for kind, said in (*labels, *pairs))


def _of(fit: Fit) -> Iterator[str]:
    yield ngettext(
        "Learned on %(day)s from %(n)s recommendation that people have coded.",
        "Learned on %(day)s from %(n)s recommendations that people have coded.",
        fit.examples,
    ) % {"day": written(timezone.localdate(fit.at)), "n": fit.examples}
    if left := Recommendation.objects.filter(pk__gt=fit.asked_until).count():
        yield ngettext(
            "It has not been asked about %(n)s recommendation yet: the operator runs "
            "kenes suggest run.",
            "It has not been asked about %(n)s recommendations yet: the operator runs "
            "kenes suggest run.",
            left,
        ) % {"n": left}


def _tried(facts: dict[str, object]) -> str:
    trial = facts.get("trial")
    if "error" in facts:
        return _("too few coded recommendations to learn from")
    if not isinstance(trial, dict):
        return _("too few coded recommendations to be tried on")
    suggested, right, given = trial["suggested"], trial["right"], trial["given"]
    return ngettext(
        "tried on %(n)s text it had not seen: of what it suggested %(right)s %% was right, and "
        "it found %(found)s %% of what people had given",
        "tried on %(n)s texts it had not seen: of what it suggested %(right)s %% was right, and "
        "it found %(found)s %% of what people had given",
        trial["texts"],
    ) % {
        "n": trial["texts"],
        "right": round(100 * right / suggested) if suggested else 0,
        "found": round(100 * right / given) if given else 0,
    }


def _judged(facts: dict[str, object]) -> str:
    judged = facts.get("judged")
    if not isinstance(judged, list) or not facts.get("texts"):
        return _("nothing to compare with")
    return _(
        "people have accepted %(yes)s and rejected %(no)s pairs; from ten of each on it can say "
        "how likely one is"
    ) % {"yes": judged[0], "no": judged[1]}
