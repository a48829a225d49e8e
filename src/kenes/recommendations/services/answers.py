"""An addendum's positions find the recommendations they answer."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kenes.engines import undocs
from kenes.recommendations.models import Recommendation


def matched(
    entries: Iterable[undocs.Item | undocs.Problem],
) -> Iterator[undocs.Item | undocs.Problem]:
    """The entries with the paragraph numbers of the register.

    An addendum often counts from 1 where its report prints ``115.1``: a bare number is taken for
    the one paragraph of that report that ends with it. What answers nothing is a problem, never
    a recommendation without a text.
    """
    reports: dict[str, dict[str, str]] = {}
    for entry in entries:
        if isinstance(entry, undocs.Problem) or entry.text:
            yield entry
            continue
        if entry.symbol not in reports:
            reports[entry.symbol] = _numbers(entry.symbol)
        if number := reports[entry.symbol].get(entry.number):
            yield replace(entry, number=number)
        else:
            facts = {"number": entry.number, "symbol": entry.symbol}
            doubt = undocs.Doubt("report-missing", facts)
            yield undocs.Problem(where=f"page {entry.page}", doubt=doubt, raw=entry.raw)


def _numbers(symbol: str) -> dict[str, str]:
    """``as an addendum may write it -> paragraph`` for the recommendations of one report."""
    if not symbol:
        return {}
    paragraphs = Recommendation.objects.filter(symbol=symbol).exclude(paragraph="")
    full = list(paragraphs.order_by("id").values_list("paragraph", flat=True))
    known = {number: number for number in full}
    bare: dict[str, list[str]] = {}
    for number in full:
        bare.setdefault(number.rpartition(".")[2], []).append(number)
    for short, meant in bare.items():
        if len(meant) == 1:  # two chapters that count alike leave it open
            known.setdefault(short, meant[0])
    return known
