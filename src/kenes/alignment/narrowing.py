"""What the matrix and the list of gaps are narrowed to, out of an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from kenes.alignment.models import Pair
from kenes.alignment.standing import SIDES
from kenes.law import listing
from kenes.law.models import Act, Instrument, Obligation, Version
from kenes.recommendations.labels import VOCABULARIES, label

LISTED = 300  # instruments and acts to choose from
_LONGEST = 60  # characters of a code
_Coded = TypeVar("_Coded", Instrument, Act)


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    instrument: Instrument | None = None
    act: Act | None = None
    theme: str = ""
    side: str = ""

    @property
    def is_any(self) -> bool:
        return bool(self.instrument or self.act or self.theme or self.side)

    @property
    def kept(self) -> dict[str, str]:
        """What an address carries, "" for what is not narrowed."""
        return {
            "instrument": self.instrument.code if self.instrument else "",
            "act": self.act.code if self.act else "",
            "theme": self.theme,
            "side": self.side,
        }

    def link(self, **more: str) -> str:
        """``?instrument=iccpr&act=…``, without what is not narrowed; "" for nothing at all."""
        kept = {name: value for name, value in {**self.kept, **more}.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


def narrowing(given: Mapping[str, str]) -> Narrowing:
    """What makes no sense in an address is passed over."""
    theme, side = given.get("theme", ""), given.get("side", "")
    return Narrowing(
        instrument=_coded(Instrument, given.get("instrument", "")),
        act=_coded(Act, given.get("act", "")),
        theme=theme if theme in VOCABULARIES["theme"] else "",
        side=side if side in SIDES else "",
    )


def first_instrument() -> Instrument | None:
    """The oldest of which there is a pair."""
    pairs = Pair.objects.filter(obligation__instrument=OuterRef("pk"))
    return Instrument.objects.filter(Exists(pairs)).order_by("adopted_on", "code").first()


def of_theme(obligations: QuerySet[Obligation], theme: str) -> QuerySet[Obligation]:
    """Those that carry a theme; every database keeps the list as text with quoted codes."""
    if not theme:
        return obligations
    return obligations.annotate(themes_text=Cast("themes", TextField())).filter(
        themes_text__contains=f'"{theme}"'
    )


def instruments(chosen: Instrument | None) -> list[tuple[str, str]]:
    """Code and name of each that can be chosen."""
    found = list(Instrument.objects.order_by("adopted_on", "code")[:LISTED])
    if chosen is not None and chosen not in found:
        found.insert(0, chosen)
    return [(one.code, one.title) for one in found]


def acts(chosen: Act | None) -> list[tuple[str, str]]:
    """Acts that stand beside an obligation somewhere, and the chosen one."""
    there = Act.objects.filter(Exists(Pair.objects.filter(act=OuterRef("pk"))))
    found = list(there.order_by("-enacted_on", "-id")[:LISTED])
    if chosen is not None and chosen not in found:
        found.insert(0, chosen)
    return [(one.code, one.title) for one in found]


def readable_acts(words: str = "") -> tuple[list[tuple[str, str]], bool]:
    """Acts whose wording is in the house, found by their names; whether there are more."""
    there = listing.found(words=words).filter(Exists(Version.objects.filter(act=OuterRef("pk"))))
    found = list(there.order_by("-enacted_on", "-id")[: LISTED + 1])
    return [(act.code, act.title) for act in found[:LISTED]], len(found) > LISTED


def themes(instrument: Instrument | None) -> list[tuple[str, str]]:
    """The themes that the instrument's obligations carry, by name; all, without one."""
    codes = set(VOCABULARIES["theme"])
    if instrument:
        rows = instrument.obligations.order_by().values_list("themes", flat=True)
        codes = {code for row in rows[:5_000] for code in row}
    return sorted(((code, label("theme", code)) for code in codes), key=lambda one: one[1])


def _coded(model: type[_Coded], code: str) -> _Coded | None:
    if not code or len(code) > _LONGEST or not code.isprintable():
        return None
    return model._default_manager.filter(code=code).first()
