"""Where a provision stood and stands in the other versions of its act.

An address stays through the versions unless a comparison found otherwise when a text was entered:
an article that got another number is followed, and a new one under an old number is new.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kenes.engines.lawtext import compare as engine
from kenes.engines.lawtext import tree
from kenes.engines.lawtext.compare import Fate
from kenes.law import addresses
from kenes.law.models import Moved, Provision, Text


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A provision in one version. ``fate``: against the version before; None for the first."""

    text: Text  # ``version`` at hand
    anchor: str  # "": it is not there any more
    fate: Fate | None


def moves(before: tree.Act, after: tree.Act) -> Iterator[Moved]:
    """What the addresses alone would tell wrongly, of no text yet."""
    old = {placed.anchor for placed in tree.walk(before)}
    new = {placed.anchor for placed in tree.walk(after)}
    for row in engine.compare(before, after).rows:
        was = row.old.anchor if row.old else ""
        now = row.new.anchor if row.new else ""
        # New under an address that was free, and gone with nothing in its place, tell themselves.
        if was != now and (was and now or now in old or was in new):
            yield Moved(anchor=now, before=was)


def history(text: Text, anchor: str) -> list[Stop]:
    """A provision through the versions in one language, the newest first.

    From where it first stood to where it stands last, or to the version without it. A handful of
    queries, one more for each time it moved.
    """
    texts = list(
        Text.objects.filter(version__act=text.version.act_id, language=text.language)
        .select_related("version")
        .order_by("version__on")
    )
    here = next(place for place, one in enumerate(texts) if one.pk == text.pk)
    earlier, later = _before(texts, here, anchor), _after(texts, here, anchor)
    asked = {here: anchor, **earlier, **later}
    words = addresses.readings((texts[place], address) for place, address in asked.items())
    stands = {here: anchor}
    for place in range(here - 1, -1, -1):
        if (texts[place].pk, earlier.get(place, "")) not in words:
            break
        stands[place] = earlier[place]
    for place in range(here + 1, len(texts)):
        stands[place] = later[place] if (texts[place].pk, later.get(place, "")) in words else ""
        if not stands[place]:
            break
    stops = []
    for place, address in sorted(stands.items()):
        fate: Fate | None = None
        if place:
            was = stands.get(place - 1, "")
            both = [(texts[place].pk, address), (texts[place - 1].pk, was)]
            is_same = words.get(both[0]) == words.get(both[1])
            fate = _fate(was, address, is_same=is_same)
        stops.append(Stop(text=texts[place], anchor=address, fate=fate))
    return stops[::-1]


def followed(before: Text, after: Text, anchor: str) -> str:
    """Where a provision stands in a later version of the same language; "" when it is gone.

    Through every version between the two, as its history has it.
    """
    texts = list(
        Text.objects.filter(
            version__act=after.version.act_id,
            version__on__gte=before.version.on,
            version__on__lte=after.version.on,
            language=before.language,
        ).order_by("version__on")
    )
    stands = {0: anchor, **_after(texts, 0, anchor)}
    wanted = {texts[place].pk: address for place, address in stands.items()}
    rows = Provision.objects.filter(of__in=wanted, anchor__in=set(wanted.values()))
    there = set(rows.values_list("of", "anchor"))
    is_there = len(stands) == len(texts) and there.issuperset(wanted.items())
    return stands[len(texts) - 1] if is_there else ""


def _fate(was: str, now: str, *, is_same: bool) -> Fate:
    if not was or not now:
        return Fate.DELETED if was else Fate.INSERTED
    if was != now:
        return Fate.MOVED if is_same else Fate.MOVED_AND_CHANGED
    return Fate.SAME if is_same else Fate.CHANGED


def _before(texts: Sequence[Text], here: int, anchor: str) -> dict[int, str]:
    """Its address in each earlier text, as far as that goes back; one query for each move."""
    found: dict[int, str] = {}
    place = here
    while place and anchor:
        known = [one.pk for one in texts[1 : place + 1]]
        rows = Moved.objects.filter(of__in=known, anchor=anchor)
        came = dict(rows.values_list("of", "before"))
        while place and texts[place].pk not in came:
            place -= 1
            found[place] = anchor
        if place:
            anchor = came[texts[place].pk]
            place -= 1
            found[place] = anchor
    return found


def _after(texts: Sequence[Text], here: int, anchor: str) -> dict[int, str]:
    """Its address in each later text, as far as that goes on; one query for each move."""
    found: dict[int, str] = {}
    place = here + 1
    while place < len(texts) and anchor:
        known = [one.pk for one in texts[place:]]
        went = dict(Moved.objects.filter(of__in=known, before=anchor).values_list("of", "anchor"))
        while place < len(texts) and texts[place].pk not in went:
            found[place] = anchor
            place += 1
        if place < len(texts):
            anchor = found[place] = went[texts[place].pk]
            place += 1
    return found
