"""Collect the sentences of code and templates into the catalogues, and check them.

python tools/messages.py           update the three catalogues and compile them
python tools/messages.py --check   fail when they are not up to date or not complete
"""

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "kenes"
LOCALES = ("kk", "ru", "en")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = "# Kenes: {language} catalogue. Collected by `make messages`; translations are by hand."
NAMES = {"kk": "Kazakh", "ru": "Russian", "en": "English"}


def collect() -> Catalog:
    """Every sentence under src/kenes, tests aside, with the files it stands in."""
    from django.utils.translation.template import templatize

    catalog = Catalog(project="kenes", charset="utf-8")
    for path in sorted(SOURCE.rglob("*")):
        place = path.relative_to(ROOT).as_posix()
        if "/tests/" in place or "/migrations/" in place:
            continue
        if path.suffix == ".py":
            text = path.read_text(encoding="utf-8")
        elif path.suffix in {".html", ".txt"} and "/templates/" in place:
            text = templatize(path.read_text(encoding="utf-8"), origin=place)
        else:
            continue
        found = extract("python", io.BytesIO(text.encode()), KEYWORDS, ["Translators:"])
        for _line, message, comments, context in found:
            catalog.add(
                message, locations=[(place, None)], auto_comments=comments, context=context
            )
    return catalog


def merged(language: str, template: Catalog) -> Catalog:
    """The catalogue of one language brought up to date with ``template``."""
    path = catalogue_file(language)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    else:
        catalog = Catalog(locale=language, charset="utf-8")
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = HEADER.format(language=NAMES[language])
    if language == "en":
        for message in catalog:
            if message.id and not any(strings(message)):
                message.string = message.id
    return catalog


def catalogue_file(language: str) -> Path:
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def written(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=99, sort_output=True, omit_header=False, include_lineno=False)
    # Dates and tool versions would make every run differ.
    changing = rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By)[^\n]*\n'
    return re.sub(changing, b"", out.getvalue())


def faults(language: str, catalog: Catalog) -> list[str]:
    """What is missing or wrong: untranslated, fuzzy, or with other placeholders."""
    found = []
    for message in catalog:
        if not message.id:
            continue
        if not all(strings(message)) or message.fuzzy:
            found.append(f"{language}: not translated: {message.id!r}")
        elif any(placeholders(s) - placeholders(message.id) for s in strings(message)):
            found.append(f"{language}: unknown placeholder in {message.string!r}")
    return found


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string or "",)


def placeholders(text: str | tuple[str, ...]) -> set[str]:
    parts = text if isinstance(text, tuple) else (text,)
    return {name for part in parts for name in re.findall(r"%\((\w+)\)", part)}


def main() -> int:
    checking = "--check" in sys.argv[1:]
    template = collect()
    wrong: list[str] = []
    for language in LOCALES:
        catalog = merged(language, template)
        text, path = written(catalog), catalogue_file(language)
        if checking and (not path.exists() or path.read_bytes() != text):
            wrong.append(f"{path.relative_to(ROOT)} is not up to date: run make messages")
        if not checking:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        with path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalog)
        missing = faults(language, catalog)
        wrong += missing
        print(f"{language}: {len(catalog)} sentences, {len(missing)} to translate")
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if checking and wrong else 0


if __name__ == "__main__":
    sys.exit(main())
