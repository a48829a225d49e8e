"""``kenes suggest run``: what the newest fit suggests. It decides nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.engines.likeness import Index, Labeller, Neighbour
from kenes.journal.services import write
from kenes.recommendations.models import (
    Concern,
    Recommendation,
    RecommendationText,
    Similar,
)
from kenes.suggestions import gathering, permissions, store
from kenes.suggestions.lifecycle import SuggestionKind
from kenes.suggestions.models import UNKNOWN, Fit, Suggestion

CHUNK = 200
MOST_SIMILAR, MOST_PROVISIONS = 5, 3
LEAST_SIMILAR, LEAST_PROVISION = 0.35, 0.12  # of likeness, below which nothing is told
_MARGIN = 4  # neighbours asked for to find one that is older
_Made = tuple[str, str, float | None, tuple[str, ...]]  # kind, value, probability, reason
_With = tuple[Recommendation, RecommendationText]
_Key = tuple[int, str, str]  # recommendation, kind, value


def run(
    numbers: Sequence[str] = (),
    *,
    again: bool = False,
    actor: Actor,
    now: datetime,
    tell: Callable[[int], None] = lambda asked: None,
) -> int:
    """Suggest for these recommendations; returns how many suggestions are new.

    Without numbers for all that the newest fit was not asked of yet, ``again`` for those as well.
    What was decided once is never suggested again. ``tell`` is told how many were asked of by
    now; what was suggested till then stays when it is interrupted. Raises ValidationError when
    nothing was fitted yet, or a number is unknown.
    """
    authorise(actor, permissions.FIT)
    fit = store.newest()
    if fit is None:
        raise ValidationError(_("Nothing was learned yet: kenes suggest fit comes first."))
    rows = _named(numbers) if numbers else gathering.prevailing(0 if again else fit.asked_until)
    suggester = _Suggester(fit)
    asked = made = 0
    while chunk := list(islice(rows, CHUNK)):
        made += _keep(fit, chunk, suggester.of(chunk), is_of_all=not numbers)
        asked += len(chunk)
        tell(asked)
    write("suggestion.run", fit, actor=actor, at=now, suggestions=made)
    return made


def _named(numbers: Sequence[str]) -> Iterator[_With]:
    found = Recommendation.objects.filter(number__in=numbers).prefetch_related("texts")
    if missing := sorted(set(numbers) - {one.number for one in found}):
        raise ValidationError(
            _("There is no recommendation %(number)s.") % {"number": ", ".join(missing)}
        )
    texts = ((one, one.text_for(one.language)) for one in found)
    return iter([(one, text) for one, text in texts if text is not None])


class _Suggester:
    """The models of a fit, loaded once, with what was entered since."""

    def __init__(self, fit: Fit) -> None:
        self._labellers: dict[str, Labeller] = {}
        for kind in store.LABELS:
            labeller = store.labeller(fit, kind)
            if labeller is not None:
                self._labellers[kind] = labeller
        self._texts = store.index(fit, "texts") or Index()
        self._texts.add(gathering.entries(since=fit.at))
        self._provisions = store.index(fit, "provisions") or Index()

    def of(self, chunk: Sequence[_With]) -> list[list[_Made]]:
        """What is suggested of each."""
        found: list[list[_Made]] = [[] for _one in chunk]
        words = [text.text for _one, text in chunk]
        for kind, labeller in self._labellers.items():
            for place, said in enumerate(labeller.suggest(words)):
                known = gathering.labels_of(chunk[place][0], kind)
                if kind == SuggestionKind.ACTION and known:
                    continue  # somebody has said which it is
                found[place] += [
                    (kind, one.label, one.probability, one.words)
                    for one in said
                    if one.label not in known
                ]
        for place, (one, text) in enumerate(chunk):
            found[place] += self._near(one, text)
        return found

    def _near(self, one: Recommendation, text: RecommendationText) -> Iterator[_Made]:
        yield from islice(self._alike(one, text), MOST_SIMILAR)
        near = self._provisions.nearest(
            text.text, language=text.language, count=MOST_PROVISIONS, least=LEAST_PROVISION
        )
        for each in near:
            yield SuggestionKind.PROVISION, each.key, each.probability, each.words

    def _alike(self, one: Recommendation, text: RecommendationText) -> Iterator[_Made]:
        """Older ones: each two are told of once, of the newer of them."""
        near: Iterable[Neighbour] = self._texts.nearest(
            text.text,
            language=text.language,
            count=MOST_SIMILAR * _MARGIN,
            without={one.number},
            least=LEAST_SIMILAR,
        )
        for each in near:
            for number in (each.key, *each.also):
                if _age(number) < _age(one.number):
                    yield SuggestionKind.SIMILAR, number, each.probability, each.words


def _age(number: str) -> tuple[int, ...]:
    """In the order of years and of numbers within one: R-2014-126."""
    return tuple(int(part) for part in number.split("-") if part.isdecimal())


@transaction.atomic
def _keep(
    fit: Fit, chunk: Sequence[_With], found: Sequence[list[_Made]], *, is_of_all: bool
) -> int:
    """Those that were not suggested before, for what is not linked already."""
    known = _known([one.pk for one, _text in chunk])
    rows = []
    for (one, _text), made in zip(chunk, found, strict=True):
        for kind, value, probability, reason in made:
            key = one.pk, str(kind), value
            if key in known:
                continue
            known.add(key)
            rows.append(
                Suggestion(
                    of=one,
                    kind=kind,
                    value=value,
                    probability=UNKNOWN if probability is None else round(probability * 1000),
                    reason=list(reason),
                    fit=fit,
                )
            )
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    last = chunk[-1][0].pk
    if is_of_all and last > fit.asked_until:
        fit.asked_until = last
        fit.save(update_fields=["asked_until"])
    return len(rows)


def _known(ids: Sequence[int]) -> set[_Key]:
    """What was suggested of these, or is linked to them already."""
    said = Suggestion.objects.filter(of__in=ids).values_list("of_id", "kind", "value")
    known: set[_Key] = set(said)
    pairs = Similar.objects.filter(Q(recommendation__in=ids) | Q(other__in=ids))
    columns = ("recommendation_id", "recommendation__number", "other_id", "other__number")
    for pk, number, other_pk, other in pairs.values_list(*columns):
        known |= {(pk, SuggestionKind.SIMILAR, other), (other_pk, SuggestionKind.SIMILAR, number)}
    concerns = Concern.objects.filter(recommendation__in=ids)
    for pk, code, anchor in concerns.values_list("recommendation_id", "act__code", "anchor"):
        known.add((pk, SuggestionKind.PROVISION, f"{code}#{anchor}"))
    return known
