"""Acts of any shape and letters, from a seed: what failed is made again from its number."""

from random import Random

from kenes.engines.lawtext.tree import Act, Kind, Unit

WORDS = (
    *("суд", "адвокат", "қамау", "үш", "ішінде", "the", "person", "Статья", "5-бап", "1.", "а)"),
    *("<p>", "&amp;", "]]>", '"', "«", "»", "--", "<!--", "—", "\\", "{{", "{%", "/*", "\u202e"),
    *("عدالة", "משפט", "e\u0301", "й", "и\u0306", "👩\u200d⚖️", "條", "№", "§", "\u00a0x", "12¹"),
)
NUMBERS = ("1", "2", "3", "12-1", "12¹", "12.1", "12 bis", "III", "а", "b", "в-1", "«1»", "<2>")
KINDS = tuple(Kind)


def sentence(luck: Random, least: int = 1, most: int = 6) -> str:
    words = [luck.choice(WORDS) for _one in range(luck.randint(least, most))]
    return " ".join(" ".join(words).split())


def lines(luck: Random, most: int) -> str:
    return "\n".join(sentence(luck) for _one in range(luck.randint(0, most)))


def act(luck: Random) -> Act:
    return Act(
        title=sentence(luck, least=0),
        language=luck.choice(["kk", "ru", "en"]),
        preamble=lines(luck, 3),
        units=tuple(_unit(luck, 0) for _one in range(luck.randint(0, 4))),
        ending=lines(luck, 3),
    )


def _unit(luck: Random, rank: int) -> Unit:
    at = luck.randint(rank, len(KINDS) - 1)
    children: tuple[Unit, ...] = ()
    if at + 1 < len(KINDS):
        children = tuple(_unit(luck, at + 1) for _one in range(luck.randint(0, 3)))
    return Unit(
        kind=KINDS[at],
        number=luck.choice(("", *NUMBERS)),
        heading=sentence(luck, least=0),
        text=lines(luck, 3),
        children=children,
        tail=lines(luck, 2),
    )
