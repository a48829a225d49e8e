"""A small code, amendments of it, and others like it to draw."""

from hypothesis import strategies as st

from kenes.engines.lawtext.amending import (
    Amendment,
    Change,
    Place,
    next_number,
    written,
)
from kenes.engines.lawtext.reading import read
from kenes.engines.lawtext.tree import Act, Placed, walk
from kenes.engines.lawtext.writing import as_lines

CODE = """Code
Chapter 1. General
Article 1. Counsel
1. A person detained has access to counsel within 24 hours.
2. Counsel is chosen by the person.
3. Counsel may be waived in writing only.
Article 2. Complaints
A complaint of torture is investigated by the police.
Chapter 2. Detention
Article 3. Grounds
A person is detained where
a) there is a reasonable suspicion;
b) a court has ordered it.
"""


def act(text: str = CODE, language: str = "en") -> Act:
    return read(text.splitlines(), language=language).act


def reword(anchor: str, wording: str, key: str = "1", before: str | None = None) -> Amendment:
    return Amendment(key=key, change=Change.REWORD, anchor=anchor, wording=wording, before=before)


def insert(anchor: str, wording: str, key: str = "1", place: Place = Place.AFTER) -> Amendment:
    return Amendment(key=key, change=Change.INSERT, anchor=anchor, wording=wording, place=place)


def repeal(anchor: str, key: str = "1") -> Amendment:
    return Amendment(key=key, change=Change.REPEAL, anchor=anchor)


def lines(made: Act) -> str:
    return "\n".join(as_lines(made.units, made.language))


WORDS = ["суд", "адвокат", "сағат", "the", "person", "shall", "have", "counsel", "delay", "two"]


@st.composite
def codes(draw: st.DrawFn) -> Act:
    """Acts as papers have them: chapters, articles through them, paragraphs."""
    rows, article = ["Code"], 0
    for chapter in range(1, draw(st.integers(1, 3)) + 1):
        rows.append(f"Chapter {chapter}. {draw(sentences())}")
        for _one in range(draw(st.integers(1, 4))):
            article += 1
            rows.append(f"Article {article}. {draw(sentences())}")
            count = draw(st.integers(0, 3))
            rows += [f"{place}. {draw(sentences())}" for place in range(1, count + 1)]
            if not count:
                rows.append(draw(sentences()))
    return act("\n".join(rows))


def sentences() -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(" ".join)


@st.composite
def amended(draw: st.DrawFn) -> tuple[Act, list[Amendment]]:
    code = draw(codes())
    places = [placed for placed in walk(code)]
    made = []
    for key in range(draw(st.integers(0, 6))):
        placed = draw(st.sampled_from(places))
        made.append(draw(an_amendment(code, placed, f"k{key}")))
    return code, made


@st.composite
def an_amendment(draw: st.DrawFn, code: Act, placed: Placed, key: str) -> Amendment:
    kind = draw(st.sampled_from(list(Change)))
    if kind == Change.REPEAL:
        return repeal(placed.anchor, key)
    if kind == Change.REWORD:
        words = written(code, placed.anchor).split(" ")
        at = draw(st.integers(2, len(words)))
        return reword(placed.anchor, " ".join([*words[:at], "новое", *words[at:]]), key)
    number = draw(st.sampled_from([next_number(code, placed.anchor), "77", "2"])) or "5"
    forms = {"article": "Article {}. A\nb", "paragraph": "{}. c", "chapter": "Chapter {}. d"}
    form = forms.get(str(placed.unit.kind), "{}) e")
    return insert(placed.anchor, form.format(number), key)
