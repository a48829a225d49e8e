"""How long the comparison of two versions of a code takes, and whether what moved is seen.

    python benchmarks/lawtext.py

A code of 300 articles in Russian, some 3,800 units, and the code after a reform: articles put in
and repealed so that those behind are renumbered, articles carried to other chapters, one in five
reworded in a few words. Sentences are drawn from few words, so that articles are alike as those of
real codes are. The limit is two seconds. Beside it, in the same run: ``difflib.unified_diff`` of
the printed lines, which is the floor and knows neither articles nor moves, and xmldiff on the acts
as Akoma Ntoso, in an environment of its own, on a tenth of the code, since the whole takes it too
long. Prints milliseconds of one processor (median) and the ratio to the limit, below 1 is within;
how many of the articles that were kept are shown as what they are; and two hundred amendments
applied to the code and brought over the reform.
"""

import random
import resource
import statistics
import subprocess
import tempfile
import time
import venv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from difflib import unified_diff
from pathlib import Path

from kenes.engines.lawtext import akn
from kenes.engines.lawtext.amending import Amendment, Change, apply, next_number, written
from kenes.engines.lawtext.compare import Comparison, applied, compare
from kenes.engines.lawtext.rebasing import rebase
from kenes.engines.lawtext.tree import Act, Kind, Unit, walk
from kenes.engines.lawtext.writing import as_lines

LIMIT = 2_000  # milliseconds
ROUNDS = 7
ARTICLES, CHAPTERS, TENTH = 300, 20, 30
AMENDMENTS = 200
NOUNS = (
    *("суд", "прокурор", "следователь", "адвокат", "защитник", "обвиняемый", "потерпевший"),
    *("свидетель", "орган", "лицо", "протокол", "постановление", "ходатайство", "жалоба"),
    *("решение", "показание", "доказательство", "задержание", "обыск", "допрос", "срок"),
    *("порядок", "участие", "право", "обязанность", "производство", "основание"),
)
VERBS = (
    *("обязан", "вправе", "рассматривает", "направляет", "составляет", "уведомляет"),
    *("обеспечивает", "разъясняет", "выносит", "прекращает", "возобновляет", "обжалует"),
)
LINKS = (
    *("в течение трех суток", "не позднее двадцати четырех часов", "в письменной форме"),
    *("незамедлительно", "по месту нахождения", "в порядке, установленном настоящим Кодексом,"),
    "за исключением случаев, предусмотренных законом,",
)
IDENTITY = akn.Identity(
    country="kz", number="1", enacted_on=date(2014, 7, 4), version_on=date(2026, 1, 1)
)
Reform = tuple[Act, dict[str, str]]  # the code after it; the new numbers of kept articles by old


def sentence(luck: random.Random, least: int = 18) -> str:
    said: list[str] = []
    while len(said) < least:
        said += [luck.choice(NOUNS), luck.choice(VERBS), luck.choice(NOUNS)]
        said += luck.choice(LINKS).split()
    return " ".join(said).capitalize() + "."


def article(luck: random.Random, number: str) -> Unit:
    paragraphs = []
    for place in range(1, luck.randint(4, 7)):
        points = tuple(
            Unit(kind=Kind.SUBPARAGRAPH, number=str(n), text=sentence(luck, 10))
            for n in range(1, luck.choice([1, 1, 3, 5]))
        )
        text = sentence(luck)
        paragraphs.append(Unit(kind=Kind.PARAGRAPH, number=str(place), text=text, children=points))
    heading = sentence(luck, 5).rstrip(".")
    return Unit(kind=Kind.ARTICLE, number=number, heading=heading, children=tuple(paragraphs))


def code(luck: random.Random, articles: int) -> Act:
    each = max(1, articles // CHAPTERS)
    numbers = iter(range(1, articles + 1))
    chapters = []
    for place in range(articles // each):
        held = tuple(article(luck, str(next(numbers))) for _one in range(each))
        heading = sentence(luck, 4).rstrip(".")
        chapters.append(
            Unit(kind=Kind.CHAPTER, number=str(place + 1), heading=heading, children=held)
        )
    return Act(title="Кодекс", language="ru", units=tuple(chapters))


def reform(luck: random.Random, old: Act) -> Reform:
    held: list[list[Unit]] = []
    for chapter in old.units:
        kept = [one for one in chapter.children if luck.random() >= 0.03]
        held.append([reworded(luck, one) if luck.random() < 0.2 else one for one in kept])
    for _moved in range(sum(map(len, held)) // 30):
        source = luck.choice([articles for articles in held if articles])
        target = luck.choice(held)
        carried = source.pop(luck.randrange(len(source)))
        target.insert(luck.randint(0, len(target)), carried)
    for articles in held:
        if luck.random() < 0.5:
            articles.insert(luck.randint(0, len(articles)), article(luck, ""))
    kept_as: dict[str, str] = {}
    last = 0
    units = []
    for chapter, articles in zip(old.units, held, strict=True):
        made = []
        for one in articles:
            last += 1
            if one.number:
                kept_as[one.number] = str(last)
            made.append(replace(one, number=str(last)))
        units.append(replace(chapter, children=tuple(made)))
    return replace(old, units=tuple(units)), kept_as


def reworded(luck: random.Random, one: Unit) -> Unit:
    at = luck.randrange(len(one.children))
    said = one.children[at].text.split(" ")
    for _word in range(3):
        said[luck.randrange(len(said))] = luck.choice(NOUNS)
    child = replace(one.children[at], text=" ".join(said))
    return replace(one, children=(*one.children[:at], child, *one.children[at + 1 :]))


def amendments(luck: random.Random, act: Act) -> list[Amendment]:
    places = [placed for placed in walk(act) if placed.unit.kind != Kind.CHAPTER]
    found = []
    for key in range(AMENDMENTS):
        placed = luck.choice(places)
        change = luck.choice([Change.REWORD, Change.REWORD, Change.INSERT, Change.REPEAL])
        wording = ""
        if change == Change.REWORD:
            wording = f"{written(act, placed.anchor).rstrip('.')} и свидетель."
        if change == Change.INSERT:
            unit = replace(placed.unit, number=next_number(act, placed.anchor))
            wording = "\n".join(as_lines([unit], act.language))
        found.append(Amendment(key=str(key), change=change, anchor=placed.anchor, wording=wording))
    return found


def seen(found: Comparison, kept_as: dict[str, str]) -> float:
    """The part of kept articles that the comparison shows as the same ones."""
    shown = {
        row.old.unit.number: row.new.unit.number
        for row in found.rows
        if row.old and row.new and row.new.unit.kind == Kind.ARTICLE
    }
    return sum(shown.get(old) == new for old, new in kept_as.items()) / len(kept_as)


def seen_by_lines(lines: list[str], kept_as: dict[str, str]) -> float:
    """… and that a comparison of lines does not show as taken out and put in."""
    out = {line[1:].split(".")[0].split(" ")[-1] for line in lines if line.startswith("-Статья")}
    return sum(old not in out for old in kept_as) / len(kept_as)


def median(do: Callable[[], object]) -> float:
    """Milliseconds."""
    took = []
    for _round in range(ROUNDS):
        began = time.process_time()
        do()
        took.append((time.process_time() - began) * 1000)
    return statistics.median(took)


def of_children() -> float:
    """Milliseconds that processes begun here have taken."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime * 1000


def xmldiff(old: Act, new: Act) -> str:
    """How long xmldiff takes, or why it cannot be told."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder, with_pip=True)
        install = [str(folder / "bin" / "pip"), "install", "-q", "--disable-pip-version-check"]
        if subprocess.run([*install, "xmldiff"], check=False, capture_output=True).returncode:
            return "xmldiff could not be installed: nothing to compare with"
        for version, act in (("old", old), ("new", new)):
            (folder / version).write_bytes(akn.written(act, IDENTITY))
        command = [str(folder / "bin" / "xmldiff"), str(folder / "old"), str(folder / "new")]
        began = of_children()
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        took = of_children() - began
    began = time.process_time()
    compare(old, new)
    ours = (time.process_time() - began) * 1000
    actions = len(done.stdout.splitlines())
    return (
        f"{TENTH} articles: xmldiff {took:,.0f} ms and {actions} actions; ours {ours:.0f} ms, "
        f"ratio {ours / took:.3f}"
    )


def main() -> None:
    luck = random.Random(1)
    old = code(luck, ARTICLES)
    new, kept_as = reform(luck, old)
    found = compare(old, new)
    assert applied(old, found) == new
    took = median(lambda: compare(old, new))
    print(
        f"{len(list(walk(old))):,} units compared: {took:.0f} ms, ratio {took / LIMIT:.2f}",
        flush=True,
    )
    before, after = (as_lines(act.units, act.language) for act in (old, new))
    by_lines = list(unified_diff(before, after, n=0))
    floor = median(lambda: list(unified_diff(before, after, n=0)))
    print(f"unified_diff of {len(before):,} lines: {floor:.0f} ms, ratio {took / floor:.1f}")
    renumbered = sum(was != now for was, now in kept_as.items())
    print(
        f"articles kept {len(kept_as)}, of them renumbered {renumbered}; shown as the same ones: "
        f"{seen(found, kept_as):.1%}, by lines {seen_by_lines(by_lines, kept_as):.1%}",
        flush=True,
    )
    rewritten = code(random.Random(2), ARTICLES)
    worst = median(lambda: compare(old, rewritten))
    print(
        f"against another code, where nothing is kept: {worst:.0f} ms, ratio {worst / LIMIT:.2f}"
    )
    those = amendments(luck, old)
    fit = sum(step.is_applied for step in apply(old, those).steps)
    applying, moving = median(lambda: apply(old, those)), median(lambda: rebase(old, new, those))
    print(
        f"{AMENDMENTS} amendments, {fit} of which do not meet another: applied in {applying:.0f} "
        f"ms, brought over the reform in {moving:.0f} ms, ratio {moving / LIMIT:.2f}",
        flush=True,
    )
    small = code(luck, TENTH)
    print(xmldiff(small, reform(luck, small)[0]))


if __name__ == "__main__":
    main()
