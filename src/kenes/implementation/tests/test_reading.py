"""Deadlines and sums of money as officials write them, weights as they are added up."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.implementation import places, progress
from kenes.implementation.importing import deadlines, money
from kenes.implementation.importing.doubts import NotUnderstood
from kenes.implementation.importing.money import Unit

pytestmark = pytest.mark.files
STARTS, ENDS = date(2026, 1, 1), date(2028, 12, 31)
MONTHS = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "en": "January February March April May June July August September October November December",
}


def read(text: object) -> deadlines.Deadline:
    return deadlines.read(text, starts=STARTS, ends=ENDS)


@pytest.mark.parametrize(
    ("text", "due", "starts"),
    [
        ("01.07.2027", date(2027, 7, 1), None),
        ("1.7.27", date(2027, 7, 1), None),
        ("2027-07-01", date(2027, 7, 1), None),
        ("декабрь 2026 г.", date(2026, 12, 31), None),
        ("Ноябрь, 2026", date(2026, 11, 30), None),
        ("II квартал 2027 года", date(2027, 6, 30), None),
        ("3 кв. 2027г", date(2027, 9, 30), None),
        ("четвёртый квартал 2026", date(2026, 12, 31), None),
        ("2027 жылғы II тоқсан", date(2027, 6, 30), None),
        ("second quarter of 2027", date(2027, 6, 30), None),
        ("Q3 2027", date(2027, 9, 30), None),
        ("первое полугодие 2027", date(2027, 6, 30), None),
        ("2027 жылғы бірінші жартыжылдық", date(2027, 6, 30), None),
        ("H2 2027", date(2027, 12, 31), None),
        ("2026–2027", date(2027, 12, 31), date(2026, 1, 1)),
        ("2026-2028 жж.", date(2028, 12, 31), date(2026, 1, 1)),
        ("до 1 июля 2027 г.", date(2027, 7, 1), None),
        ("2027 жылғы 1 шілдеге дейін", date(2027, 7, 1), None),
        ("no later than July 1, 2027", date(2027, 7, 1), None),
        ("в течение 2027 года", date(2027, 12, 31), None),
        ("январь – декабрь 2027", date(2027, 12, 31), date(2027, 1, 1)),
        ("I–IV кварталы 2027", date(2027, 12, 31), date(2027, 1, 1)),
        ("IV квартал 2026 – II квартал 2027", date(2027, 6, 30), date(2026, 10, 1)),
        ("с 1 марта 2026 по 1 июля 2027 года", date(2027, 7, 1), date(2026, 3, 1)),
        ("декабрь 2026 г., декабрь 2027 г.", date(2027, 12, 31), None),
        ("июнь, декабрь 2027 года", date(2027, 12, 31), None),
        ("постоянно", ENDS, None),
        ("на постоянной основе", ENDS, None),
        ("тұрақты негізде", ENDS, None),
        ("on a permanent basis", ENDS, None),
        ("ежегодно, до 25 декабря", ENDS, None),
        ("с января 2026 года", ENDS, date(2026, 1, 1)),
        (2027, date(2027, 12, 31), None),
        (2027.0, date(2027, 12, 31), None),
        (46387, date(2026, 12, 31), None),
        (datetime.fromisoformat("2027-03-04T05:00"), date(2027, 3, 4), None),
        (date(2027, 3, 4), date(2027, 3, 4), None),
    ],
)
def test_a_deadline_is_the_last_day_of_what_is_written(
    text: object, due: date, starts: date | None
) -> None:
    found = read(text)
    assert (found.due_on, found.starts_on) == (due, starts)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_deadline"),
        (None, "no_deadline"),
        ("  ", "no_deadline"),
        ("декабрь", "no_year"),
        ("15 декабря", "no_year"),
        ("31 апреля 2027", "deadline"),
        ("40.13.2027", "deadline"),
        ("после принятия закона", "deadline"),
        ("10", "deadline"),
        (3, "deadline"),
        (True, "deadline"),
        (1e300, "deadline"),
        (float("nan"), "deadline"),
        ("2027 " * 100, "deadline"),
        ("\x00", "deadline"),
    ],
)
def test_what_is_no_deadline_is_not_guessed(text: object, code: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read(text)
    assert refused.value.code == code


@given(st.dates(STARTS, ENDS), st.sampled_from(sorted(MONTHS)))
def test_every_day_in_words_is_that_day(day: date, language: str) -> None:
    month = MONTHS[language].split()[day.month - 1]
    forms = {
        "ru": f"до {day.day} {month} {day.year} года",
        "kk": f"{day.year} жылғы {day.day} {month}",
        "en": f"by {month} {day.day}, {day.year}",
    }
    assert read(forms[language]).due_on == day
    assert read(day.strftime("%d.%m.%Y")).due_on == day


@given(st.text(max_size=60) | st.floats() | st.integers() | st.booleans())
def test_no_text_at_all_breaks_the_reader(value: object) -> None:
    for reader in (read, money.read):
        with suppress(NotUnderstood):
            assert reader(value)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1 250,5 тыс. тенге", "1250500.00", "KZT"),
        ("1\u00a0250\u202f000", "1250000.00", ""),
        ("12 млн", "12000000.00", ""),
        ("2,75 млрд. тг", "2750000000.00", "KZT"),
        ("350 мың теңге", "350000.00", "KZT"),
        ("1,250,000 KZT", "1250000.00", "KZT"),
        ("1.250.000,50", "1250000.50", ""),
        ("$5,000.00", "5000.00", "USD"),
        ("1’000’000 евро", "1000000.00", "EUR"),
        ("0,250 млн", "250000.00", ""),
        (1250.5, "1250.50", ""),
        (0, "0.00", ""),
    ],
)
def test_a_sum_is_what_is_written(text: object, amount: str, currency: str) -> None:
    found = money.read(text)
    assert (found.amount, found.currency) == (Decimal(amount), currency)


def test_a_heading_gives_the_unit_and_a_cell_may_give_its_own() -> None:
    unit = money.unit_in("Предполагаемые расходы (тыс. тенге)")
    assert unit == Unit(1_000, "KZT")
    assert money.read(5, unit).amount == 5_000
    assert money.read("5 млн тенге", unit).amount == 5_000_000
    assert money.read("Не требуются", unit).words == "Не требуются"
    assert money.read("—", unit) == money.Sum()


@pytest.mark.parametrize("text", ["-5", "5–10 млн", "1,2,3", "1e5", "12 и 13", True, -1])
def test_what_is_no_sum_is_not_guessed(text: object) -> None:
    with pytest.raises(NotUnderstood):
        money.read(text)


@given(st.decimals(0, 10**12, places=2, allow_nan=False, allow_infinity=False))
def test_every_sum_as_it_is_written_in_russian_is_that_sum(amount: Decimal) -> None:
    text = f"{amount:,.2f}".replace(",", " ").replace(".", ",") + " тенге"
    assert money.read(text).amount == amount


@given(
    st.lists(st.tuples(st.integers(1, 1000), st.fractions(0, 100)), min_size=1, max_size=30),
)
def test_a_mean_lies_between_its_parts_and_is_exact(parts: list[tuple[int, Fraction]]) -> None:
    mean = progress.mean(progress.Part(weight, share) for weight, share in parts)
    assert min(share for _w, share in parts) <= mean <= max(share for _w, share in parts)
    assert mean * sum(weight for weight, _s in parts) == sum(w * s for w, s in parts)
    assert 0 <= progress.shown(mean) <= 100


@pytest.mark.parametrize(
    ("share", "percent"),
    [("1/2", 1), ("49/100", 0), ("25/2", 13), ("199/2", 100), ("994/10", 99), ("0", 0)],
)
def test_halves_are_rounded_up(share: str, percent: int) -> None:
    assert progress.shown(Fraction(share)) == percent


def test_of_nothing_nothing_is_done() -> None:
    assert progress.mean([]) == progress.of_goal(0, 0) == 0


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 99)), min_size=1, unique=True))
def test_numbers_of_measures_are_ordered_as_people_count(pairs: list[tuple[int, int]]) -> None:
    written = [f"{first}.{second}" for first, second in pairs]
    assert sorted(written, key=places.in_order) == [f"{a}.{b}" for a, b in sorted(pairs)]
