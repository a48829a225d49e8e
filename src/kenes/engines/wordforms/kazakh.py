"""Stripping Kazakh endings, so that the forms of a word meet in one stem.

Kazakh adds endings in a row: stem, plural, possessive, case; a verb: stem, tense. Each ending has
a back and a front form in harmony with the vowel before it, and begins with a sound that suits
the letter before it. An ending is stripped only where both fit, until none is left. A stem is a
key, not a word of the dictionary: what counts is that all forms reach the same one.
"""

_BACK, _FRONT = "аоұыяё", "әөүіеэ"  # у, ю and и go with either
_VOWELS = _BACK + _FRONT + "уюи"
_VOICELESS = "пфкқтсшщчцхһбвгдғ"
_NASAL = "мнң"
_GLIDE = "рй"
_VOICED = "лзж" + _NASAL + _GLIDE
_CLOSED = _VOICED + _VOICELESS + "у"  # у closes a syllable here: тауы, ұсынуы
# A final consonant softens before a vowel: құқық, құқығы; кітап, кітабы.
_HARD = {"б": "п", "г": "к", "ғ": "қ"}

# (back form, front form, letters it may follow)
_ENDINGS: tuple[tuple[str, str, str], ...] = (
    # plural
    ("лар", "лер", _VOWELS + _GLIDE),
    ("дар", "дер", "лзж" + _NASAL),
    ("тар", "тер", _VOICELESS),
    # possessive: our, your, his or their; with the accusative of the latter
    ("мыз", "міз", _VOWELS),
    ("ымыз", "іміз", _CLOSED),
    ("ңыз", "ңіз", _VOWELS),
    ("ыңыз", "іңіз", _CLOSED),
    ("сы", "сі", _VOWELS),
    ("ы", "і", _CLOSED),
    ("сын", "сін", _VOWELS),
    ("ын", "ін", _CLOSED),
    # genitive
    ("ның", "нің", _VOWELS + _NASAL),
    ("дың", "дің", "лзж" + _GLIDE + "у"),
    ("тың", "тің", _VOICELESS),
    # dative
    ("ға", "ге", _VOWELS + _VOICED),
    ("қа", "ке", _VOICELESS),
    ("на", "не", "ыі"),
    # accusative, and the past tense of verbs
    ("ны", "ні", _VOWELS),
    ("ды", "ді", _VOWELS + _VOICED),
    ("ты", "ті", _VOICELESS),
    # locative, and what is there
    ("да", "де", _VOWELS + _VOICED),
    ("та", "те", _VOICELESS),
    ("нда", "нде", "ыі"),
    ("дағы", "дегі", _VOWELS + _VOICED),
    ("тағы", "тегі", _VOICELESS),
    ("ндағы", "ндегі", "ыі"),
    # ablative
    ("дан", "ден", _VOWELS + "лзж" + _GLIDE),
    ("тан", "тен", _VOICELESS),
    ("нан", "нен", _NASAL + "ыі"),
    # instrumental: one form for all
    ("мен", "мен", _VOWELS + "л" + _NASAL + _GLIDE),
    ("бен", "бен", "зж"),
    ("пен", "пен", _VOICELESS),
    # verbs: infinitive, participles, converb, condition
    ("у", "у", _VOWELS.replace("у", "") + _VOICED + _VOICELESS),
    ("ған", "ген", _VOWELS + _VOICED),
    ("қан", "кен", _VOICELESS),
    ("атын", "етін", _VOICED + _VOICELESS),
    ("йтын", "йтін", _VOWELS),
    ("ып", "іп", _VOICED + _VOICELESS),
    ("са", "се", _VOWELS + _VOICED + _VOICELESS),
    # nouns made of verbs: жұмыс, whose жұмысы cannot be told from -сы after a vowel
    ("с", "с", "ыі"),
)  # fmt: skip
_INVARIANT = frozenset({"мен", "бен", "пен", "у", "с"})


def _by_letter() -> dict[str, list[tuple[str, str, str]]]:
    """``last letter -> [(ending, vowels it agrees with, letters before it)]``, longest first."""
    table: dict[str, list[tuple[str, str, str]]] = {}
    for back, front, before in _ENDINGS:
        for form, vowels in {(back, _BACK + "уюи"), (front, _FRONT + "уюи")}:
            agrees = _VOWELS if form in _INVARIANT else vowels
            table.setdefault(form[-1], []).append((form, agrees, before))
    for rules in table.values():
        rules.sort(key=lambda rule: (-len(rule[0]), rule[0]))
    return table


_RULES = _by_letter()


def stem_kazakh(word: str) -> str:
    """The stem of a folded Kazakh word.

    >>> {stem_kazakh(form) for form in ("құқық", "құқығы", "құқықтарына", "құқығын")}
    {'құқық'}
    """
    while (shorter := _strip(word)) != word:
        word = shorter
    return word[:-1] + _HARD[word[-1]] if len(word) > 2 and word[-1] in _HARD else word


def _strip(word: str) -> str:
    """``word`` less its last ending; the same when it has none."""
    for form, vowels, before in _RULES.get(word[-1:], ()):
        rest = word[: -len(form)]
        if (
            word.endswith(form)
            and rest[-1:] in before
            and _is_stem(rest)
            and _last_vowel(rest) in vowels
        ):
            return rest
    return word


def _is_stem(rest: str) -> bool:
    """Three letters with a vowel among them, or two that begin with one: ел, үй, іс."""
    if len(rest) == 2:
        return rest[0] in _VOWELS and rest[1] not in _VOWELS
    return len(rest) > 2 and bool(_last_vowel(rest))


def _last_vowel(word: str) -> str:
    return next((letter for letter in reversed(word) if letter in _VOWELS), "")
