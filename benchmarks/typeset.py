"""How long an official paper takes: made when it is asked for, while its reader waits.

    python benchmarks/typeset.py

Minutes of a meeting of six hours with 120 speeches, in Kazakh, and a plan of 600 measures, in
Russian, each as PDF/UA and as DOCX. The limit is three seconds for minutes as PDF, the first of a
process with the fonts to load included; it is printed for all. Prints milliseconds, cold (a new
process, without its imports) and warm (median), and the ratio to the limit: below 1 is within.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from kenes.engines.typeset import (
    Block,
    Document,
    Heading,
    KeyValues,
    Paragraph,
    Signature,
    Signatures,
    Table,
    to_docx,
    to_pdf,
)

LIMIT = 3_000  # milliseconds
ROUNDS = 9
COLD_ROUNDS = 3
SPEECHES, ITEMS, MEASURES = 120, 8, 600
SPEECH = (
    "Клара Вебер («Қалқан» құқықтық көмек орталығы, Азаматтық қоғам): Алғашқы кездесу сұрау "
    "салынғаннан кейін үш сағат ішінде өтуі тиіс, ал кейінге қалдыру туралы шешім жазбаша "
    "негізделіп, тіркелімге енгізілсін деп ұсынды. Ведомствоаралық топтың өткен жылғы "
    "қорытындысына сүйенді және қосымша қаржы қажет емес екенін атап өтті. "
)
MADE_AT = datetime(2026, 11, 3, 10, tzinfo=UTC)


def minutes(round_: int) -> Document:
    blocks: list[Block] = [KeyValues((("Орны", "Республика сарайы"), ("Уақыты", "10:00–16:00")))]
    number = 1
    for item in range(ITEMS):
        blocks.append(Heading(f"{item + 1}. Адвокаттың ұсталған адамға кедергісіз кіруі", 2))
        for _speech in range(SPEECHES // ITEMS):
            blocks.append(
                Paragraph(f"{SPEECH}{round_}. {SPEECH}", number=f"{number}.", anchor=f"p{number}")
            )
            number += 1
        blocks.append(Paragraph("Шешім қабылданды.\nҚолдайтыны: 16", number=f"{number}."))
        number += 1
    people = (Signature("Төраға", "Фарида Ахмет", "2026 жылғы 1 желтоқсанда бекітті"),)
    return _paper("M-2026-004 отырысының хаттамасы", "kk", (*blocks, Signatures(people)))


def plan(round_: int) -> Document:
    row = (
        "R-2026-001\nR-2016-013",
        f"{round_}. Ввести в единый электронный журнал поле фактического времени задержания",
        "Приказ, акт ввода в действие",
        "Министерство внутренних дел\nвместе с: Министерство юстиции",
        "1 июля 2026 г.",
        "48 000 000 KZT\nРеспубликанский бюджет",
        "Число регионов, где поле действует\nот 0 до 17",
        "в работе, 40 процентов",
    )
    head = ("№", "Рекомендации", "Мероприятие", "Форма", "Ответственный", "Срок", "Бюджет")
    table = Table(
        head=(*head, "Показатель", "Ход"),
        rows=tuple((str(place), *row) for place in range(1, MEASURES + 1)),
        widths=(1.1, 2.6, 5.0, 3.1, 3.3, 2.4, 2.7, 3.1, 2.6),
    )
    return _paper("Дорожная карта", "ru", (table,), landscape=True)


def _paper(
    title: str, language: str, blocks: tuple[Block, ...], *, landscape: bool = False
) -> Document:
    return Document(
        title=title,
        language=language,
        made_at=MADE_AT,
        blocks=blocks,
        masthead="Адами өлшем жөніндегі диалог кеңесі",
        left="M-2026-004",
        head=title,
        landscape=landscape,
    )


CASES: dict[str, tuple[Callable[[int], Document], Callable[[Document], bytes]]] = {
    "minutes as PDF": (minutes, to_pdf),
    "minutes as DOCX": (minutes, to_docx),
    "plan as PDF": (plan, to_pdf),
    "plan as DOCX": (plan, to_docx),
}


def main() -> None:
    for name, (paper, make) in CASES.items():
        cold = statistics.median(_in_a_new_process(name) for _round in range(COLD_ROUNDS))
        made = make(paper(0))
        warm = statistics.median(_timed(paper, make, round_) for round_ in range(1, ROUNDS + 1))
        print(
            f"{name}: cold {cold:.0f} ms, ratio {cold / LIMIT:.2f}; "
            f"warm {warm:.0f} ms, ratio {warm / LIMIT:.2f}; {len(made) / 1000:.0f} kB",
            flush=True,
        )


def _in_a_new_process(name: str) -> float:
    command = [sys.executable, __file__, name]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _timed(
    paper: Callable[[int], Document], make: Callable[[Document], bytes], round_: int
) -> float:
    """Milliseconds. Each round has other texts: the typesetter remembers what it has set."""
    document = paper(round_)
    began = time.perf_counter()
    make(document)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(_timed(*CASES[sys.argv[1]], 0))
    else:
        main()
