"""What a recommendation's page shows it is linked to: by named persons, never by a machine."""

from dataclasses import dataclass

from django.urls import reverse

from kenes.recommendations.cited import Place, cited
from kenes.recommendations.labels import label
from kenes.recommendations.models import Recommendation

SIMILAR, PROVISION = "similar", "provision"
ROWS = ("similar__other__texts", "similar_to__recommendation__texts", "concerns__act")


@dataclass(frozen=True, kw_only=True)
class Link:
    """``kind`` and ``value`` name it to who takes it out again."""

    kind: str
    value: str
    number: str = ""  # of another recommendation
    source: str = ""  # from whom that is
    label: str = ""  # of a provision
    url: str
    words: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Links:
    similar: tuple[Link, ...]
    provisions: tuple[Link, ...]

    def __bool__(self) -> bool:
        return bool(self.similar or self.provisions)


def links(recommendation: Recommendation) -> Links:
    """Links of two recommendations are told of both (ROWS prefetched)."""
    others = [one.other for one in recommendation.similar.all()]
    others += [one.recommendation for one in recommendation.similar_to.all()]
    others.sort(key=lambda one: one.pk, reverse=True)
    concerns = list(recommendation.concerns.all())
    places = [Place(act=one.act.code, anchor=one.anchor, at=one.found_at) for one in concerns]
    known = cited(places) if places else {}
    return Links(
        similar=tuple(_similar(one) for one in others),
        provisions=tuple(
            Link(
                kind=PROVISION,
                value=f"{place.act}#{place.anchor}",
                label=f"{known[place].act}, {known[place].label}"
                if place.anchor
                else known[place].act,
                url=known[place].url,
                words=known[place].words,
                language=known[place].language,
            )
            for place in places
        ),
    )


def _similar(other: Recommendation) -> Link:
    text = other.text_for()
    year = str(other.published_on.year) if other.published_on else ""
    return Link(
        kind=SIMILAR,
        value=other.number,
        number=other.number,
        source=", ".join(filter(None, (label("mechanism", other.mechanism), year))),
        url=reverse("recommendations:one", args=[other.number]),
        words=text.text if text else "",
        language=text.language if text else "",
    )
