"""Which column holds what, by the headings ministries write in Kazakh, Russian and English."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kenes.implementation.importing.money import Unit, unit_in

# Field -> language -> beginnings of headings, folded; the first that fits counts, in this order.
# A heading fits by its whole words: "срок" takes "срок исполнения", not "срочность".
_NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "place": {
        "kk": ("р/с", "р/н", "рет саны", "рет №", "№ р/с"),
        "ru": ("№ п/п", "п/п", "№п/п", "номер"),
        "en": ("no", "number", "item no"),
    },
    "percent": {
        "kk": ("орындалды %", "орындалды пайызбен", "орындалу пайызы"),
        "ru": ("сделано %", "выполнено в процентах", "процент исполнения",
               "процент выполнения"),
        "en": ("done per cent", "done %", "progress", "per cent done"),
    },
    "status": {
        "kk": ("күйі", "орындалу барысы", "орындалу жағдайы", "мәртебесі"),
        "ru": ("статус", "состояние", "ход исполнения", "отметка об исполнении"),
        "en": ("status", "state of implementation"),
    },
    "starts_on": {
        "kk": ("басталуы", "басталу мерзімі", "басталады"),
        "ru": ("начало", "срок начала", "дата начала"),
        "en": ("begins", "start", "start date", "from"),
    },
    "due_on": {
        "kk": ("орындау мерзімі", "орындалу мерзімі", "аяқталу мерзімі", "мерзімі", "мерзім"),
        "ru": ("срок исполнения", "сроки исполнения", "срок реализации", "сроки реализации",
               "срок завершения", "срок выполнения", "срок", "сроки"),
        "en": ("deadline", "due", "due date", "time frame", "timeframe", "term"),
    },
    "result": {
        "kk": ("аяқталу нысаны", "аяқтау нысаны", "орындау нысаны", "күтілетін нәтиже", "нәтиже"),
        "ru": ("форма завершения", "форма исполнения", "ожидаемый результат",
               "ожидаемые результаты", "результат", "вид документа"),
        "en": ("form of completion", "expected result", "expected results", "result", "output",
               "deliverable"),
    },
    "partners": {
        "kk": ("бірлесіп орындаушылар", "бірлескен орындаушылар", "қоса орындаушылар", "бірлесіп"),
        "ru": ("соисполнители", "соисполнитель", "партнеры", "совместно с"),
        "en": ("together with", "partners", "partner", "co executors"),
    },
    "owner": {
        "kk": ("жауапты орындаушылар", "жауапты орындаушы", "жауаптылар", "жауапты",
               "орындаушылар", "орындаушы"),
        "ru": ("ответственные исполнители", "ответственный исполнитель",
               "ответственные за исполнение", "ответственный за исполнение",
               "ответственные государственные органы", "ответственные", "ответственный",
               "исполнители", "исполнитель"),
        "en": ("responsible", "responsible body", "responsible institution", "responsible agency",
               "owner", "lead agency"),
    },
    "budget_source": {
        "kk": ("қаржыландыру көзі", "қаржыландыру көздері", "қаражат көзі"),
        "ru": ("источник финансирования", "источники финансирования", "источник средств"),
        "en": ("source of funds", "source of funding", "funding source"),
    },
    "currency": {"kk": ("валюта",), "ru": ("валюта",), "en": ("currency",)},
    "budget": {
        "kk": ("болжамды шығыстар", "болжамды шығындар", "шығыстар", "қаржыландыру көлемі",
               "бюджет"),
        "ru": ("предполагаемые расходы", "объем финансирования", "объемы финансирования",
               "стоимость", "расходы", "бюджет"),
        "en": ("estimated costs", "estimated cost", "budget", "cost", "costs"),
    },
    "baseline": {
        "kk": ("бастапқы мәні", "бастапқы мән", "базалық мәні"),
        "ru": ("базовое значение", "исходное значение"),
        "en": ("baseline",),
    },
    "target": {
        "kk": ("нысаналы мәні", "нысаналы мән", "мақсатты мәні"),
        "ru": ("целевое значение", "плановое значение"),
        "en": ("target",),
    },
    "indicator": {
        "kk": ("индикатор", "индикаторлар", "көрсеткіш", "көрсеткіштер"),
        "ru": ("индикатор", "индикаторы", "показатель", "показатели", "целевые индикаторы"),
        "en": ("indicator", "indicators"),
    },
    "goals": {
        "kk": ("ұсынымдар", "ұсыным", "ұсынымның нөмірі"),
        "ru": ("рекомендация", "рекомендации", "номер рекомендации", "№ рекомендации"),
        "en": ("recommendation", "recommendations", "recommendation number"),
    },
    "title": {
        "kk": ("іс шаралар", "іс шара", "іс шараның атауы", "шаралар", "атауы"),
        "ru": ("мероприятие", "мероприятия", "наименование мероприятия",
               "наименование мероприятий", "меры", "мера", "наименование"),
        "en": ("measure", "measures", "action", "activity", "name of the measure"),
    },
}  # fmt: skip
UNREAD = frozenset({"status", "percent"})  # what was done is reported, never read in
NEEDED = ("title", "owner", "due_on")
SOUGHT = 40  # rows at the top of a sheet
_WORDS = re.compile(r"[^\W_]+(?:/[^\W_]+)?|[№#%]")
_YEAR = re.compile(r"(?:19|20)\d\d\W*(?:год|г|жыл|ж|year)?\W*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Table:
    """The header of a table: rows up to ``below`` are above its first row of data.

    ``columns`` maps a field to its column; a budget may have several, one a year.
    """

    columns: dict[str, int]
    budgets: tuple[int, ...]
    unit: Unit
    below: int
    language: str

    @property
    def lacking(self) -> tuple[str, ...]:
        return tuple(field for field in NEEDED if field not in self.columns)


def table_of(rows: Sequence[Sequence[object]]) -> Table | None:
    """The header among the first rows of a sheet: the row with the most headings, two at least.

    A heading may stand one row above or below the others, where cells were merged.
    """
    best: tuple[int, int] | None = None
    for place, row in enumerate(rows[:SOUGHT]):
        found = len(dict(_known(row)))
        if found >= 2 and (best is None or found > best[0]):
            best = found, place
    if best is None:
        return None
    place = best[1]
    columns: dict[str, int] = {}
    spoken: Counter[str] = Counter()
    below = place + 1
    for near in (place, place + 1, place - 1):
        if not 0 <= near < min(len(rows), SOUGHT):
            continue
        known = list(_known(rows[near]))
        if near != place and not _continues(rows[near], known, columns):
            continue
        for field, (column, languages) in known:
            if field not in columns and column not in columns.values():
                columns[field] = column
                spoken.update(languages)
        below = max(below, near + 1)
    while below < len(rows) and _is_counting(rows[below]):
        below += 1
    top = rows[place][columns["budget"]] if "budget" in columns else ""
    years = rows[place + 1] if below > place + 1 else ()
    return Table(
        columns=columns,
        budgets=_budgets(columns, years),
        unit=unit_in(str(top)),
        below=below,
        language=spoken.most_common(1)[0][0] if spoken else "ru",
    )


def field_of(heading: object) -> tuple[str, tuple[str, ...]] | None:
    """The field a heading names, with the languages it could be in."""
    words = _folded(heading)
    if not words:
        return None
    best: tuple[int, str, tuple[str, ...]] | None = None
    for field, by_language in _NAMES.items():
        for language, names in by_language.items():
            for name in names:
                wanted = _folded(name)
                if words[: len(wanted)] == wanted and (best is None or len(wanted) > best[0]):
                    best = len(wanted), field, (language,)
                elif best and words[: len(wanted)] == wanted and (len(wanted), field) == best[:2]:
                    best = (*best[:2], (*best[2], language))
    if best is None:
        return ("place", ()) if words == ("№",) or words == ("#",) else None
    return best[1], best[2]


def _folded(heading: object) -> tuple[str, ...]:
    if not isinstance(heading, str) or len(heading) > 200:
        return ()
    return tuple(_WORDS.findall(heading.casefold().replace("ё", "е")))


def _known(row: Sequence[object]) -> Iterator[tuple[str, tuple[int, tuple[str, ...]]]]:
    """The fields a row names, each at its first column."""
    seen = set()
    for column, cell in enumerate(row):
        if (found := field_of(cell)) and found[0] not in seen:
            seen.add(found[0])
            yield found[0], (column, found[1])


def _continues(row: Sequence[object], known: Sequence[object], columns: dict[str, int]) -> bool:
    """Whether a row beside the header belongs to it: more headings or years, and no measure."""
    title = columns.get("title")
    if title is not None and title < len(row) and str(row[title]).strip():
        return False
    years = [cell for cell in row if _is_year(cell)]
    return bool(known) or bool(years)


def _budgets(columns: dict[str, int], years: Sequence[object]) -> tuple[int, ...]:
    """The columns of sums: the budget's own, or those of the years that stand under it."""
    if "budget" not in columns:
        return ()
    first = columns["budget"]
    found = []
    for column in range(first, len(years)):
        taken = column != first and column in columns.values()
        if taken or not _is_year(years[column]):
            break
        found.append(column)
    return tuple(found) or (first,)


def _is_year(cell: object) -> bool:
    if isinstance(cell, int | float):
        return 1990 <= cell <= 2100
    return isinstance(cell, str) and _YEAR.fullmatch(cell.strip()) is not None


def _is_counting(row: Sequence[object]) -> bool:
    """1, 2, 3 … under the headings, as forms have it."""
    cells = [str(cell).strip().removesuffix(".0") for cell in row if str(cell).strip()]
    return len(cells) >= 3 and cells == [str(number) for number in range(1, len(cells) + 1)]
