"""Public numbers people can cite: P-2026-014, R-2014-126."""

from kenes.members.models import NumberSeries


def take(letter: str, year: int, count: int = 1) -> list[str]:
    """The next ``count`` numbers of a series; call inside the transaction that uses them."""
    NumberSeries.objects.bulk_create(
        [NumberSeries(letter=letter, year=year)], ignore_conflicts=True
    )
    series = NumberSeries.objects.select_for_update().get(letter=letter, year=year)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    return [f"{letter}-{year}-{number:03}" for number in range(first, first + count)]
