"""The wording of an instrument by article, out of JSON or Akoma Ntoso.

JSON is a list of ``{"instrument": …, "article": "14", "text": …}``; "instrument" may be left out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.engines.lawtext import akn_reading, writing
from kenes.engines.lawtext.tree import Kind, Unit
from kenes.law import catalogue
from kenes.law.models import Instrument
from kenes.law.numbering import is_number

LARGEST = 2_000_000  # bytes of a file
_WORDS = ("article", "art.", "статья", "ст.", "paragraph", "para.", "пункт", "бап", "тармақ")

Texts = dict[str, str]  # number of an article -> its wording


@dataclass(frozen=True, kw_only=True)
class Compared:
    """An article of a file beside what is here; ``before`` is "" where there is no wording yet."""

    number: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What entering the texts would do."""

    new: tuple[Compared, ...]  # no wording in this language yet
    differing: tuple[Compared, ...]
    same: int
    unlisted: tuple[Compared, ...]  # articles that are not listed here
    without: tuple[str, ...]  # articles listed here of which the file has nothing


def read(data: bytes, name: str, instrument: Instrument) -> Texts:
    """The texts of a file called ``name``. Raises ValidationError on ``file`` with a sentence."""
    name = Path(name.replace("\\", "/")).name[:100]
    if len(data) > LARGEST:
        raise _refused(
            _("%(name)s is larger than %(n)s MB.") % {"name": name, "n": LARGEST // 1_000_000}
        )
    begins = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if begins in {b"[", b"{"}:
        found = list(_from_json(data, name, instrument))
    elif begins == b"<":
        found = list(_from_akn(data, name))
    else:
        raise _refused(
            _("%(name)s is neither JSON nor Akoma Ntoso: give one of the two.") % {"name": name}
        )
    return _checked(found, name)


def compared(instrument: Instrument, texts: Mapping[str, str], language: str) -> Preview:
    """What entering ``texts`` would do; one query."""
    here = {one.number: one.text.get(language, "") for one in instrument.obligations.all()}
    rows = [
        Compared(number=number, before=here.get(number, ""), after=text)
        for number, text in texts.items()
    ]
    listed = [row for row in rows if row.number in here]
    return Preview(
        new=tuple(row for row in listed if not row.before),
        differing=tuple(row for row in listed if row.before and row.before != row.after),
        same=sum(row.before == row.after for row in listed),
        unlisted=tuple(row for row in rows if row.number not in here),
        without=tuple(number for number in here if number not in texts),
    )


def packed(texts: Mapping[str, str]) -> str:
    """The texts as a form carries them from the preview to the act."""
    return json.dumps(texts, ensure_ascii=False)


def unpacked(carried: str) -> Texts:
    """The inverse of ``packed``; {} for what no preview has made."""
    try:
        found = json.loads(carried)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {number: text for number, text in found.items() if isinstance(text, str)}


def _from_json(data: bytes, name: str, instrument: Instrument) -> Iterator[tuple[str, str]]:
    try:
        rows: Any = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _refused(_("%(name)s is not written in UTF-8.") % {"name": name}) from error
    except json.JSONDecodeError as error:
        raise _refused(
            _("%(name)s is no JSON: something is wrong in line %(line)s.")
            % {"name": name, "line": error.lineno}
        ) from error
    except (ValueError, RecursionError) as error:
        raise _refused(_("%(name)s is no JSON that can be read.") % {"name": name}) from error
    if not isinstance(rows, list):
        raise _refused(_("%(name)s is no list of articles.") % {"name": name})
    for place, row in enumerate(rows, 1):
        article, text = (
            (row.get("article"), row.get("text")) if isinstance(row, dict) else ("", "")
        )
        if isinstance(article, int) and not isinstance(article, bool):
            article = str(article)
        if not isinstance(article, str) or not isinstance(text, str) or not article or not text:
            raise _refused(
                _("%(name)s, article in place %(place)s: its number or its text is missing.")
                % {"name": name, "place": place}
            )
        _check_instrument(row.get("instrument"), name, instrument)
        yield article, text


def _check_instrument(said: Any, name: str, instrument: Instrument) -> None:
    if not isinstance(said, str) or not said:
        return
    plain = catalogue.plain(said)
    if catalogue.other_codes().get(plain, plain) not in {
        instrument.code,
        catalogue.plain(instrument.code),
    }:
        raise _refused(
            _("%(name)s is of another instrument: %(said)s.") % {"name": name, "said": said[:40]}
        )


def _from_akn(data: bytes, name: str) -> Iterator[tuple[str, str]]:
    try:
        act = akn_reading.read(data).act
    except akn_reading.AknError as error:
        raise _refused(
            _("%(name)s cannot be read as Akoma Ntoso: %(what)s.")
            % {"name": name, "what": str(error)}
        ) from error
    articles = list(_units(act.units, Kind.ARTICLE)) or list(_units(act.units, Kind.PARAGRAPH))
    if not articles:
        raise _refused(_("%(name)s has no articles.") % {"name": name})
    for unit in articles:
        yield unit.number, "\n".join(_lines(unit, is_top=True))


def _units(units: Iterable[Unit], kind: Kind) -> Iterator[Unit]:
    for unit in units:
        if unit.kind == kind:
            yield unit
        else:
            yield from _units(unit.children, kind)


def _lines(unit: Unit, *, is_top: bool = False) -> Iterator[str]:
    """The wording of a unit, a line for each paragraph; its own number stands elsewhere."""
    begins = "" if is_top or not unit.number else f"{writing.heading_of(unit, 'en')} "
    first = " ".join(part for part in (unit.heading, unit.text) if part)
    if is_top and unit.heading:
        yield unit.heading
        first = unit.text
    if begins or first:
        yield f"{begins}{first}".strip()
    for child in unit.children:
        yield from _lines(child)
    if unit.tail:
        yield unit.tail


def _checked(found: list[tuple[str, str]], name: str) -> Texts:
    texts: Texts = {}
    for said, text in found:
        number = _bare(said)
        if not is_number(number):
            raise _refused(
                _("%(name)s: this is no number of an article: %(number)s")
                % {"name": name, "number": said[:40]}
            )
        if number in texts:
            raise _refused(
                _("%(name)s has article %(number)s twice.") % {"name": name, "number": number}
            )
        kept = text.replace("\r\n", "\n").replace("\x00", "").strip()
        if not kept:
            raise _refused(
                _("%(name)s: article %(number)s has no text.") % {"name": name, "number": number}
            )
        texts[number] = kept
    if not texts:
        raise _refused(_("%(name)s has no articles.") % {"name": name})
    return texts


def _bare(said: str) -> str:
    """``Article 14.`` -> ``14``; ``14-бап`` -> ``14``."""
    number = said.strip()
    for word in _WORDS:
        if number.casefold().startswith(f"{word} "):
            number = number[len(word) :]
        if number.casefold().endswith(f"-{word}"):
            number = number[: -len(word) - 1]
    return number.strip(" .").replace(" ", "")


def _refused(sentence: str) -> ValidationError:
    return ValidationError({"file": sentence})
