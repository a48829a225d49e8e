"""Units written as an official paper prints them, and named as an official cites them.

``reading.read`` of the lines gives the same units again where

- every unit but an indent has a number of its kind, and no indent has one or holds a unit;
- it has a heading only if it is an article or wider, no longer than ``reading.LONGEST_HEADING``;
- its text is one line at most, and none if it is wider than an article; nothing stands behind its
  units;
- no unit stands behind a wider one it could belong to, so that indents come first; and they come
  only behind a heading or, from articles on, a text;
- no text of an article or indent begins as a unit does.
"""

from collections.abc import Iterable, Sequence

from kenes.engines.lawtext.tree import Kind, Unit

_HEADINGS = {  # language -> kind -> how a heading begins
    "ru": {
        Kind.PART: "Часть {}",
        Kind.SECTION: "Раздел {}",
        Kind.CHAPTER: "Глава {}",
        Kind.DIVISION: "Параграф {}",
        Kind.ARTICLE: "Статья {}",
    },
    "kk": {
        Kind.PART: "{}-бөлік",
        Kind.SECTION: "{}-бөлім",
        Kind.CHAPTER: "{}-тарау",
        Kind.DIVISION: "{}-параграф",
        Kind.ARTICLE: "{}-бап",
    },
    "en": {
        Kind.PART: "Part {}",
        Kind.SECTION: "Section {}",
        Kind.CHAPTER: "Chapter {}",
        Kind.DIVISION: "§ {}",
        Kind.ARTICLE: "Article {}",
    },
}
# Russian: named, and as what another unit belongs to. A number in the end.
_RUSSIAN = {
    Kind.PART: ("часть", "части"),
    Kind.SECTION: ("раздел", "раздела"),
    Kind.CHAPTER: ("глава", "главы"),
    Kind.DIVISION: ("параграф", "параграфа"),
    Kind.ARTICLE: ("статья", "статьи"),
    Kind.PARAGRAPH: ("пункт", "пункта"),
    Kind.SUBPARAGRAPH: ("подпункт", "подпункта"),
    Kind.INDENT: ("абзац", "абзаца"),
}
# Kazakh, after the number: alone, as what another unit belongs to, as what belongs to another.
_KAZAKH = {
    Kind.PART: ("бөлік", "бөліктің", "бөлігі"),
    Kind.SECTION: ("бөлім", "бөлімнің", "бөлімі"),
    Kind.CHAPTER: ("тарау", "тараудың", "тарауы"),
    Kind.DIVISION: ("параграф", "параграфтың", "параграфы"),
    Kind.ARTICLE: ("бап", "баптың", "бабы"),
    Kind.PARAGRAPH: ("тармақ", "тармақтың", "тармағы"),
    Kind.SUBPARAGRAPH: ("тармақша", "тармақшаның", "тармақшасы"),
    Kind.INDENT: ("абзац", "абзацтың", "абзацы"),
}
_ENGLISH = {
    Kind.PART: "part",
    Kind.SECTION: "section",
    Kind.CHAPTER: "chapter",
    Kind.DIVISION: "division",
    Kind.ARTICLE: "article",
    Kind.PARAGRAPH: "paragraph",
    Kind.SUBPARAGRAPH: "subparagraph",
    Kind.INDENT: "indent",
}


def as_lines(units: Iterable[Unit], language: str) -> list[str]:
    """The units with all that stands in them, a paragraph of print a line."""
    lines: list[str] = []
    for unit in units:
        lines += _opening(unit, language)
        lines += as_lines(unit.children, language)
        lines += _split(unit.tail)
    return lines


def heading_of(unit: Unit, language: str) -> str:
    """What a unit is called where it stands: «Статья 5», «5-бап», «1.», «2)»; "" for an indent."""
    number = unit.number
    if unit.kind in _HEADINGS[language]:
        return _HEADINGS[language][unit.kind].format(number).strip(" -")
    if unit.kind == Kind.PARAGRAPH:
        return f"{number}." if number else ""
    return f"{number})" if unit.kind == Kind.SUBPARAGRAPH and number else ""


def label_of(units: Sequence[Unit], language: str) -> str:
    """How a provision is cited. ``units``: those it stands in, the widest first, and itself last.

    An article is cited by its number alone, whatever chapter it stands in. "" for no units.
    """
    narrow = [place for place, unit in enumerate(units) if unit.kind == Kind.ARTICLE]
    path = list(units[narrow[-1] :]) if narrow else list(units)
    if language == "kk":
        return _in_kazakh(path)
    if language == "ru":
        words = [_RUSSIAN[unit.kind] for unit in path]
        named = [
            f"{forms[place + 1 < len(path)]} {_cited(unit)}".strip()
            for place, (unit, forms) in enumerate(zip(path, words, strict=True))
        ]
        return " ".join(reversed(named))
    return ", ".join(f"{_ENGLISH[unit.kind]} {_cited(unit)}".strip() for unit in path)


def _opening(unit: Unit, language: str) -> list[str]:
    head, text = heading_of(unit, language), _split(unit.text)
    if unit.kind.rank <= Kind.ARTICLE.rank:
        named = f"{head}. {unit.heading}" if unit.heading else head
        return [named, *text]
    first = " ".join(filter(None, (head, unit.heading, text[0] if text else "")))
    return [first, *text[1:]]


def _in_kazakh(path: Sequence[Unit]) -> str:
    said = []
    for place, unit in enumerate(path):
        alone, owner, owned = _KAZAKH[unit.kind]
        word = owned if place else alone
        if place + 1 < len(path):
            # «баптың тармағының тармақшасы»: what is between belongs and is belonged to.
            word = f"{owned}{'нің' if owned[-1] == 'і' else 'ның'}" if place else owner
        number = _cited(unit)
        hyphen = " " if number.endswith(")") or not number else "-"
        said.append(f"{number}{hyphen}{word}".strip(" -"))
    return " ".join(said)


def _cited(unit: Unit) -> str:
    return f"{unit.number})" if unit.kind == Kind.SUBPARAGRAPH and unit.number else unit.number


def _split(text: str) -> list[str]:
    return text.split("\n") if text else []
