"""A road map with 600 measures, and workbooks of 5,000 rows out and in, on SQLite.

Aims: every page in 300 ms (p95), none from the cache of pages, and under 300 kB; a workbook out in
10 s; read, compared and taken in, in 30 s together. Prints each time and its ratio to the aim.
Usage: roadmaps.py [ROWS]
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

AIM = 300  # milliseconds
OUT, IN = 10, 30  # seconds
MEASURES, REPORTS, GOALS, OWNERS = 600, 600, 40, 30
ROUNDS = 12


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(
            KENES_HOME=home,
            DJANGO_SETTINGS_MODULE="kenes.config.settings",
            KENES_SECOND_FACTOR="no",
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        prepare()
        began = time.perf_counter()
        number = planned(MEASURES)
        reported(number)
        print(f"made: {MEASURES} measures, {REPORTS} reports in {_since(began):.0f} s", flush=True)
        page = f"/en/road-maps/{number}/"
        for name, address in {
            "first page": page,
            "a later page": f"{page}?after=400_400",
            "overdue ones": f"{page}?status=overdue",
            "list": "/en/road-maps/",
        }.items():
            tell(name, *timed(address))
        sheets(rows, Path(home))


def prepare() -> None:
    """A secretary, owners, recommendations."""
    from django.utils import timezone

    from kenes.accounts.models import User
    from kenes.members.models import Body, Office, Organisation
    from kenes.recommendations.services import entries

    body = Body.objects.create(slug="council", kind="plenary", name_en="Council")
    user = User.objects.create_user("amina@example.org", None, full_name="Amina")
    Office.objects.create(
        body=body,
        kind="secretary",
        user=user,
        person_name="Amina",
        starts_on=timezone.localdate() - timedelta(days=1),
    )
    for place in range(OWNERS):
        Organisation.objects.create(
            slug=f"o{place}", kind="state_body", name_ru=f"Министерство отрасли {place}"
        )
    for place in range(GOALS):
        entries.record(
            text=f"End the practice {place} in law and in fact, and tell how it was done.",
            language="en",
            facts={"symbol": "A/HRC/28/10", "paragraph": f"126.{place}"},
            **act(),
        )


def act() -> dict[str, Any]:
    from django.utils import timezone

    from kenes.accounts.models import User
    from kenes.members.actors import actor_for

    return {"actor": actor_for(User.objects.earliest("pk")), "now": timezone.now()}


def begun(goals: int) -> Any:
    from kenes.implementation.services import drafting
    from kenes.recommendations.models import Recommendation

    numbers = Recommendation.objects.order_by("pk").values_list("number", flat=True)[:goals]
    return drafting.begin(
        title={"ru": "План действий в области прав человека"},
        starts_on=date(2026, 1, 1),
        ends_on=date(2030, 12, 31),
        goals=dict.fromkeys(numbers, 1),
        **act(),
    )


def table(rows: int) -> list[list[Any]]:
    """Rows as a ministry keeps them."""
    return [
        [
            f"{1 + place // 50}.{place % 50 + 1}",
            f"Разработать и утвердить порядок исполнения рекомендации, этап {place}",
            "Приказ, зарегистрированный в органах юстиции",
            f"Министерство отрасли {place % OWNERS}, Министерство отрасли {(place + 7) % OWNERS}",
            f"{('I', 'II', 'III', 'IV')[place % 4]} квартал {2026 + place % 5} года",
            f"{place + 1} 250,5",
            "Республиканский бюджет",
            "Доля учреждений, исполняющих порядок",
            f"126.{place % GOALS}",
        ]
        for place in range(rows)
    ]


def written(rows: int, path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("План")
    head = ["№ п/п", "Мероприятие", "Форма завершения", "Ответственные исполнители",
            "Срок исполнения", "Предполагаемые расходы (тыс. тенге)", "Источник финансирования",
            "Индикатор", "Рекомендация"]  # fmt: skip
    for line, row in enumerate([head, *table(rows)]):
        sheet.write_row(line, 0, row)
    book.close()


def planned(rows: int) -> str:
    """An adopted road map, its measures out of a workbook."""
    from kenes.implementation.services import adopting, staging

    roadmap = begun(GOALS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        written(rows, path)
        staging.take_in(staging.stage(roadmap, path, name=path.name, **act()), **act())
    return str(adopting.adopt(roadmap, **act()).number)


def reported(number: str) -> None:
    from django.utils import timezone

    from kenes.implementation.models import RoadMap
    from kenes.implementation.services import reporting

    measures = list(RoadMap.objects.get(number=number).measures.all())
    for place in range(REPORTS):
        reporting.report(
            measures[place % len(measures)],
            status=("under_way", "done")[place % 2],
            percent=(40, 100)[place % 2],
            text="Приказ подготовлен и согласован. " * 5,
            language="ru",
            on=timezone.localdate(),
            **act(),
        )


def timed(address: str) -> tuple[list[tuple[float, float]], int]:
    """Milliseconds of whole answers, by the clock and of the processor, and the size of one."""
    from django.core.cache import caches
    from django.test import Client

    client, took, size = Client(), [], 0
    for round_ in range(ROUNDS + 1):
        caches["pages"].clear()
        began, worked = time.perf_counter(), time.process_time()
        response = client.get(address, headers={"host": "localhost"})
        if round_:  # the first warms up
            took.append((_since(began) * 1000, (time.process_time() - worked) * 1000))
        assert response.status_code == 200, (address, response.status_code)
        size = len(response.content)
    return took, size


def tell(what: str, took: list[tuple[float, float]], size: int) -> None:
    waited = [wall for wall, _cpu in took]
    p95, median = statistics.quantiles(waited, n=20)[-1], statistics.median(waited)
    cpu = statistics.median(cpu for _wall, cpu in took)
    print(
        f"{what}: p95 {p95:.0f} ms, ratio {p95 / AIM:.2f}; median {median:.0f} ms, of the "
        f"processor {cpu:.0f} ms; {size / 1000:.0f} kB",
        flush=True,
    )


def sheets(rows: int, folder: Path) -> None:
    """A workbook in, out, and in again, where nothing may have changed."""
    from kenes.implementation import exporting
    from kenes.implementation.importing.judging import Outcome, judge
    from kenes.implementation.models import RoadMap
    from kenes.implementation.services import staging

    roadmap = begun(GOALS)
    path = folder / "plan.xlsx"
    written(rows, path)
    staged, read = clocked(lambda: staging.stage(roadmap, path, name=path.name, **act()))
    judged, compared = clocked(lambda: judge(staged))
    assert {one.outcome for one in judged} == {Outcome.NEW}
    _taken, taken = clocked(lambda: staging.take_in(staged, **act()))
    whole = read + compared + taken
    print(
        f"in, {rows:,} rows: read {read:.1f} s, compared {compared:.1f} s, taken in {taken:.1f} s;"
        f" {rows / whole:,.0f} rows/s, ratio {whole / IN:.2f}",
        flush=True,
    )
    content, out = clocked(lambda: exporting.workbook(RoadMap.objects.get(pk=roadmap.pk)))
    print(f"out, {rows:,} rows: {out:.1f} s; {rows / out:,.0f} rows/s, ratio {out / OUT:.2f}")
    path.write_bytes(content)
    again = staging.stage(roadmap, path, name=path.name, language="ru", **act())
    same = sum(one.outcome == Outcome.SAME for one in judge(again))
    print(f"in again: {same:,} of {rows:,} rows the same")
    assert same == rows


def clocked(do: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return do(), _since(began)


def _since(began: float) -> float:
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
