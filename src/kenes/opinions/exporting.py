"""The map as files, made of the published facts and of the words of statements alone."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kenes.engines.opinionmap.writing.cells import line, text
from kenes.opinions.disclosure import Facts

_SHARES = ("agree", "disagree", "pass")
_STRENGTHS = ("polis", "geometric", "lower", "bridging")
_NOTE = """Counts are rounded down to fives, and shares to 5 %, nothing nearer to all or none than
90 % and 10 %, but where every part is of {least} people or more. agrees, disagrees and passes are
shares of rounded counts: they need not add up. An empty cell: fewer than {least} people, or one
that would tell of them. No votes are in these files.
"""


def columns(facts: Facts, chambers: Mapping[str, str]) -> dict[str, str]:
    """Of the table of statements: the stable name of each column, and the one for readers."""
    sides = {"agree": _("agree"), "disagree": _("disagree")}
    names = {
        "number": _("Number"),
        "statement": _("Statement"),
        "votes": _("Votes"),
        "agree": _("agree"),
        "disagree": _("disagree"),
        "pass": _("pass"),
        "shared": _("Shared"),
        "sides_agree": _("Shared by both sides"),
        "enough": _("Enough votes of every group"),
        "polis": _("Product"),
        "geometric": _("Geometric mean"),
        "lower": _("Lower bound"),
        "bridging": _("Bridging"),
    }
    for group in facts["groups"]:
        label = pgettext("group of opinion", "Group %(letter)s") % group
        for side, word in sides.items():
            names[f"group_{group['letter'].lower()}_{side}"] = f"{label}: {word}"
    for slug in _slugs(facts):
        for side, word in sides.items():
            names[f"{slug or 'public'}_{side}"] = f"{chambers.get(slug, slug)}: {word}"
    return names


def rows(facts: Facts, words: Mapping[int, str]) -> Iterator[Sequence[Any]]:
    """Cells in the order of ``columns``; None for what is not told."""
    for row in sorted(facts["statements_"], key=lambda one: int(one["statement"])):
        cells = [*_padded(row["by_group"], len(facts["groups"]))]
        cells += [row["by_chamber"].get(slug) for slug in _slugs(facts)]
        yield [
            row["statement"],
            words.get(row["statement"], ""),
            row["votes"],
            *(row[side] for side in _SHARES),
            row["shared"],
            "yes" if row["sides_agree"] else "no",
            "yes" if row["enough"] else "no",
            *(row["strength"].get(name) for name in _STRENGTHS),
            *(cell and cell[side] for cell in cells for side in ("agree", "disagree")),
        ]


def polis(facts: Facts, words: Mapping[int, str], *, topic: str, url: str) -> bytes:
    """A ZIP in the form in which Polis exports, but for what would tell of people."""
    found = sorted(facts["statements_"], key=lambda one: int(one["statement"]))
    tables = {
        "summary.csv": _summary(facts, topic, url),
        "comments.csv": _comments(found, words),
        "comment-groups.csv": _comment_groups(facts, found, words),
        "README.txt": [_NOTE.format(least=facts["least"])],
    }
    return zipped({name: "".join(lines).encode() for name, lines in tables.items()})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Without the time it was made: equal files make equal archives."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _summary(facts: Facts, topic: str, url: str) -> Iterator[str]:
    grouped = [group["persons"] for group in facts["groups"]]
    yield line(["topic", text(topic, safe=True)])
    yield line(["url", url])
    yield line(["voters", facts["persons"]])
    yield line(["voters-in-conv", None if None in grouped else sum(grouped)])
    yield line(["comments", facts["statements"]])
    yield line(["groups", facts["k"]])


def _comments(found: Sequence[Any], words: Mapping[int, str]) -> Iterator[str]:
    names = ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees"]
    yield line([*names, "moderated", "is-meta", "comment-body"])
    for row in found:
        _votes, agrees, disagrees, _passes = _four(row)
        body = text(words.get(row["statement"], ""), safe=True)
        yield line([None, None, row["statement"], None, agrees, disagrees, 1, "false", body])


def _comment_groups(facts: Facts, found: Sequence[Any], words: Mapping[int, str]) -> Iterator[str]:
    four = ("votes", "agrees", "disagrees", "passes")
    letters = [group["letter"].lower() for group in facts["groups"]]
    heads = [f"group-{letter}-{name}" for letter in letters for name in four]
    yield line(["comment-id", "comment", *(f"total-{name}" for name in four), *heads])
    for row in found:
        body = text(words.get(row["statement"], ""), safe=True)
        cells = [cell for one in _padded(row["by_group"], len(letters)) for cell in _four(one)]
        yield line([row["statement"], body, *_four(row), *cells])


def _four(cell: Mapping[str, Any] | None) -> list[int | None]:
    """Votes, agrees, disagrees, passes: as many as the published shares make."""
    if cell is None or cell["votes"] is None:
        return [None] * 4
    return [cell["votes"], *(round(cell["votes"] * cell[side]) for side in _SHARES)]


def _padded(cells: Sequence[Any], width: int) -> list[Any]:
    return [*cells, *[None] * (width - len(cells))][:width]


def _slugs(facts: Facts) -> list[str]:
    return [one["slug"] for one in facts["chambers"]]
