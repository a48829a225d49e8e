"""Sums of money as officials write them: «1 250,5 тыс. тенге», «12 млн», «Не требуются»."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from kenes.implementation.importing.doubts import NotUnderstood

LONGEST = 300  # characters
_MOST = Decimal(10) ** 14
_CENT = Decimal("0.01")
_SCALES = (
    (re.compile(r"\b(?:тыс|мың|thousand|k\b|ths)"), 10**3),
    (re.compile(r"\b(?:млн|миллион|million|mln|mn\b)"), 10**6),
    (re.compile(r"\b(?:млрд|миллиард|billion|bln|bn\b)"), 10**9),
)
_CURRENCIES = (
    (re.compile(r"тенге|теңге|\bтг\b|₸|\bkzt\b|\btenge\b"), "KZT"),
    (re.compile(r"доллар|\$|\busd\b|\bdollar"), "USD"),
    (re.compile(r"евро|€|\beur\b|\beuro"), "EUR"),
    (re.compile(r"рубл|₽|\brub\b|\bruble"), "RUB"),
)
_FIGURES = re.compile(r"\d[\d\s.,'’]*")
_NONE = re.compile(r"[-–—−\s.]*")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a heading says of the sums beneath it: «тыс. тенге»."""

    scale: int = 1
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """``words`` where a cell has no figures: whence the money comes, or that none is needed."""

    amount: Decimal | None = None
    currency: str = ""
    words: str = ""


def unit_in(text: str) -> Unit:
    """The unit a heading or a cell names."""
    folded = text.casefold()
    scale = next((times for pattern, times in _SCALES if pattern.search(folded)), 1)
    currency = next((code for pattern, code in _CURRENCIES if pattern.search(folded)), "")
    return Unit(scale, currency)


def read(value: object, unit: Unit = Unit()) -> Sum:
    """The sum a cell gives; ``unit`` is its heading's, which the cell's own goes before.

    Raises NotUnderstood.
    """
    if isinstance(value, bool):
        raise NotUnderstood("money", text=str(value))
    if isinstance(value, int | float | Decimal):
        return _sum(Decimal(repr(value) if isinstance(value, float) else value), unit, str(value))
    text = " ".join(str("" if value is None else value).split())
    if _NONE.fullmatch(text):
        return Sum()
    if len(text) > LONGEST:
        raise NotUnderstood("money", text=text[:LONGEST])
    figures = _FIGURES.findall(text)
    if not figures:
        return Sum(words=text)
    if len(figures) > 1 or re.search(r"[-−–]\s*\d", text):
        raise NotUnderstood("money", text=text)
    own = unit_in(text)
    scale = own.scale if own.scale > 1 or own.currency else unit.scale
    return _sum(_figure(figures[0], text), Unit(scale, own.currency or unit.currency), text)


def _figure(written: str, text: str) -> Decimal:
    """1 250,5 and 1,250,000 and 1.250,50: marks that repeat part thousands, one parts the cents.

    1,250 alone could be either, a thousand times apart: nobody guesses that.
    """
    plain = re.sub(r"[\s'’]", "", written).rstrip(".,")
    marks = [mark for mark in plain if mark in ".,"]
    groups = re.split(r"[.,]", plain)
    is_grouped = 0 < len(groups[0]) <= 3 and all(len(part) == 3 for part in groups[1:])
    if len(marks) == 1:
        if is_grouped and int(groups[0]):
            raise NotUnderstood("money_ambiguous", text=text)
        plain = ".".join(groups)
    elif len(set(marks)) == 1:
        if not is_grouped:
            raise NotUnderstood("money", text=text)
        plain = "".join(groups)
    elif marks:
        if marks.count(marks[-1]) > 1:
            raise NotUnderstood("money", text=text)
        plain = "".join(groups[:-1]) + "." + groups[-1]
    try:
        return Decimal(plain)
    except InvalidOperation as error:
        raise NotUnderstood("money", text=text) from error


def _sum(amount: Decimal, unit: Unit, text: str) -> Sum:
    if not amount.is_finite() or amount < 0:
        raise NotUnderstood("money", text=text)
    whole = amount * unit.scale
    if whole >= _MOST:
        raise NotUnderstood("money_large", text=text)
    return Sum(whole.quantize(_CENT, ROUND_HALF_UP), unit.currency)
