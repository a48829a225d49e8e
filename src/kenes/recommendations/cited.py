"""Provisions that recommendations concern, as a page cites them: a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kenes.languages.types import current_language, in_order
from kenes.law import addresses
from kenes.law.models import Act, Provision, Text

WORDS = 60  # of a provision's own words


@dataclass(frozen=True, kw_only=True)
class Place:
    """An address in an act, as the act read when somebody said so; "": the act as a whole."""

    act: str  # code
    anchor: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Cited:
    """``label`` is in the reader's language, the words are in that of the act."""

    label: str
    act: str
    url: str
    words: str = ""
    language: str = ""


def cited(places: Iterable[Place]) -> Mapping[Place, Cited]:
    """Absent where the act is not in the house any more."""
    wanted = set(places)
    acts = {one.code: one for one in Act.objects.filter(code__in={one.act for one in wanted})}
    texts = _texts(acts, wanted)
    labels = addresses.labels((text, place.anchor) for place, text in texts.items())
    readings = addresses.readings((text, place.anchor) for place, text in texts.items())
    found = {}
    for place in wanted:
        act = acts.get(place.act)
        if act is None:
            continue
        text = texts.get(place)
        if text is None:
            found[place] = Cited(
                label=place.anchor, act=act.short_title, url=act.get_absolute_url()
            )
            continue
        key, text.version.act = (text.pk, place.anchor), act
        found[place] = Cited(
            label=labels[key],
            act=act.short_title,
            url=text.version.url_of(place.anchor),
            words=_words(readings.get(key, ())),
            language=text.language,
        )
    return found


def _texts(acts: Mapping[str, Act], wanted: Collection[Place]) -> dict[Place, Text]:
    """The newest version that was known then and has the address, in the reader's language."""
    rows = Provision.objects.filter(
        of__version__act__in=list(acts.values()), anchor__in={one.anchor for one in wanted}
    ).select_related("of__version")
    having: dict[tuple[int, str], list[Text]] = defaultdict(list)
    for row in rows.only(
        "anchor", "of__language", "of__entered_at", "of__version__act", "of__version__on"
    ):
        having[row.of.version.act_id, row.anchor].append(row.of)
    found = {}
    for place in wanted:
        act = acts.get(place.act)
        here = having.get((act.pk, place.anchor), []) if act else []
        known = [text for text in here if text.entered_at <= place.at] or here
        if act and known:
            order = (current_language(), *act.prevailing, *in_order(current_language()))
            newest = max(text.version.on for text in known)
            found[place] = min(
                (text for text in known if text.version.on == newest),
                key=lambda text: order.index(text.language),
            )
    return found


def _words(lines: Iterable[tuple[str, ...]]) -> str:
    """Its first words, without the addresses and numbers of what stands in it."""
    parts = (
        (f"{heading}." if heading and heading[-1].isalnum() else heading, *words)
        for _inner, _number, heading, *words in lines
    )
    said = " ".join(one for part in parts for one in part if one).split()
    return " ".join(said[:WORDS]) + (" …" if len(said) > WORDS else "")
