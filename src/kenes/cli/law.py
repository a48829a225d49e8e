"""``kenes law``: acts entered, read in, shown, compared and exported."""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from kenes.access.types import operator
from kenes.cli.days import as_day
from kenes.cli.failures import CommandFailed
from kenes.engines.lawtext import compare as engine
from kenes.engines.lawtext import writing
from kenes.engines.lawtext.compare import Fate, Op
from kenes.engines.lawtext.reading import Reading
from kenes.engines.lawtext.tree import Act as Tree
from kenes.engines.lawtext.tree import Kind
from kenes.engines.typeset import to_docx, to_pdf
from kenes.languages.types import LANGUAGES
from kenes.law import printing, sentences, trees, wordings
from kenes.law.addresses import common
from kenes.law.lifecycle import ActKind
from kenes.law.models import Act, Text, Version
from kenes.law.services import acts, uploads

ACTOR = operator("kenes law")
_DIFFERENT = tuple(fate for fate in Fate if fate != Fate.SAME)
_MAKERS: dict[str, Callable[[Version, Text], bytes]] = {
    "akn": printing.akoma_ntoso,
    "pdf": lambda version, text: to_pdf(printing.paper(version, text)),
    "docx": lambda version, text: to_docx(printing.paper(version, text)),
    "text": lambda _version, text: printing.plain(text).encode(),
}


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("law", help="national acts, in dated versions")
    doings = parser.add_subparsers(dest="doing", metavar="DOING", required=True)
    enter = doings.add_parser("enter", help="enter an act; its wording follows")
    enter.add_argument("code", help="its short name in addresses: criminal-code")
    enter.add_argument("--kind", choices=ActKind.values, default="law")
    enter.add_argument("--enacted", type=as_day, required=True, metavar="DATE")
    enter.add_argument("--number", default="", help="official number")
    enter.add_argument("--prevailing", default="kk,ru", help="languages, as kk,ru")
    for code in LANGUAGES:
        enter.add_argument(f"--name-{code}", default="", help=f"its name, {code}")
    add = doings.add_parser("import", help="read a version in; without --save it is only shown")
    add.add_argument("file", type=Path, help="DOCX, HTML, Markdown, text or Akoma Ntoso")
    add.add_argument("--act", required=True, metavar="CODE")
    add.add_argument("--on", type=as_day, required=True, metavar="DATE", help="in force from")
    add.add_argument("--language", choices=LANGUAGES, default="ru")
    add.add_argument("--amended-by", default="", help="the amending act, in that language")
    add.add_argument("--save", action="store_true", help="save it as a version")
    add.add_argument("--json", action="store_true")
    show = doings.add_parser("show", help="an act as it reads on a day, or one provision of it")
    _of_act(show)
    show.add_argument("--at", default="", metavar="ADDRESS", help="a provision: art_5__para_1")
    show.add_argument("--json", action="store_true")
    compare = doings.add_parser("compare", help="two versions of an act, or two files")
    compare.add_argument("what", nargs="+", help="CODE FROM TO, or FILE FILE")
    compare.add_argument("--language", choices=LANGUAGES, default="ru")
    compare.add_argument("--json", action="store_true")
    export = doings.add_parser("export", help="a version as a file")
    _of_act(export)
    export.add_argument("--format", choices=tuple(_MAKERS), default="akn")
    export.add_argument("--output", type=Path, help="to this file; else to standard output")


def run(arguments: argparse.Namespace) -> int:
    """Status 1 when two versions differ, as diff has it; else 0."""
    doings = {
        "enter": _enter,
        "import": _import,
        "show": _show,
        "compare": _compare,
        "export": _export,
    }
    return doings[arguments.doing](arguments)


def _of_act(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code")
    parser.add_argument("--on", type=as_day, metavar="DATE", help="as it read then; else today")
    parser.add_argument("--language", choices=LANGUAGES, default="ru")


def _enter(arguments: argparse.Namespace) -> int:
    made = acts.enter(
        code=arguments.code,
        kind=arguments.kind,
        name={code: getattr(arguments, f"name_{code}") for code in LANGUAGES},
        official_number=arguments.number,
        enacted_on=arguments.enacted,
        prevailing=arguments.prevailing.split(","),
        actor=ACTOR,
        now=timezone.now(),
    )
    print(made.code)
    return 0


def _import(arguments: argparse.Namespace) -> int:
    """Without ``--save`` all is checked as well, so that a preview promises nothing too much."""
    act = _act(arguments.act)
    found = _read(arguments.file, arguments.language)
    language = found.act.language
    acts.check_version(act, arguments.on, language)
    rows = acts.check_text(found.act)
    before = _before(act, arguments.on, language)
    changes = engine.compare(trees.act_of(before), found.act) if before else None
    if arguments.save:
        acts.enter_version(
            act,
            on=arguments.on,
            text=found.act,
            amended_by={arguments.language: arguments.amended_by},
            actor=ACTOR,
            now=timezone.now(),
        )
    with override("en"):
        told: dict[str, Any] = {
            "title": found.act.title,
            "kind": found.kind,
            "language": language,
            "provisions": len(rows),
            "articles": sum(row.kind == Kind.ARTICLE for row in rows),
            "doubts": [sentences.of_problem(one) for one in found.problems],
            "left_out": [sentences.of_passed(one) for one in found.passed],
            "before": before.version.on.isoformat() if before else None,
            "changes": {str(fate): changes.count(fate) for fate in _DIFFERENT} if changes else {},
            "saved": arguments.save,
        }
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    print(told["title"])
    print(f"{told['provisions']} provisions, {told['articles']} articles ({found.kind})")
    for sentence in (*told["doubts"], *told["left_out"]):
        print(f"- {sentence}")
    if before:
        counts = ", ".join(f"{n} {fate}" for fate, n in told["changes"].items() if n)
        print(f"against {told['before']}: {counts or 'the same'}")
    if arguments.save:
        print(f"saved: {act.code} {arguments.on} {language}")
    else:
        for line in writing.as_lines(found.act.units, language):
            print(f"  {line}")
    return 0


def _before(act: Act, on: date, language: str) -> Text | None:
    """The text that a new one of that day would follow."""
    texts = Text.objects.filter(version__act=act, version__on__lt=on, language=language)
    return texts.select_related("version").order_by("-version__on").first()


def _show(arguments: argparse.Namespace) -> int:
    version, text = _text(arguments)
    if arguments.at:
        words = wordings.wording(text, arguments.at)
        if not words:
            raise CommandFailed(f"{arguments.code} has no {arguments.at} on {version.on}")
    else:
        words = printing.plain(text).rstrip()
    if arguments.json:
        told = {
            "act": arguments.code,
            "version": version.on.isoformat(),
            "language": text.language,
            "address": arguments.at,
            "label": wordings.label(text, arguments.at) if arguments.at else "",
            "text": words,
            "sha256": text.sha256,
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print(words)
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    before, after = _two(arguments.what, arguments.language)
    found = engine.compare(before, after)
    rows = [row for row in found.rows if row.fate != Fate.SAME]
    if arguments.json:
        told = [
            {
                "fate": str(row.fate),
                "before": row.old.anchor if row.old else None,
                "after": row.new.anchor if row.new else None,
                "parts": {
                    name: [[str(op), text] for op, text in words]
                    for name, words in row.parts.items()
                },
            }
            for row in rows
        ]
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            places = [one.anchor for one in (row.old, row.new) if one]
            print(f"{row.fate}: {' -> '.join(dict.fromkeys(places))}")
            for words in row.parts.values():
                print("  " + "".join(_MARKS[op].format(text) for op, text in words))
    return int(not found.is_same)


_MARKS = {Op.KEEP: "{}", Op.DELETE: "[-{}-]", Op.INSERT: "{{+{}+}}"}


def _export(arguments: argparse.Namespace) -> int:
    version, text = _text(arguments)
    with override(text.language):
        content = _MAKERS[arguments.format](version, text)
    if arguments.output:
        arguments.output.write_bytes(content)
        print(arguments.output)
    else:
        sys.stdout.buffer.write(content)
    return 0


def _two(what: list[str], language: str) -> tuple[Tree, Tree]:
    if len(what) == 2:
        one, other = (_read(Path(name), language).act for name in what)
        return one, other
    if len(what) != 3:
        raise CommandFailed("give an act and two days, or two files")
    act = _act(what[0])
    try:
        versions = [_version(act, as_day(day)) for day in what[1:]]
    except argparse.ArgumentTypeError as error:
        raise CommandFailed(str(error)) from error
    texts = common(versions[0].texts.all(), versions[1].texts.all(), (language, *act.prevailing))
    if texts is None:
        raise CommandFailed(f"{act.code}: these versions have no language in common")
    return trees.act_of(texts[0]), trees.act_of(texts[1])


def _read(path: Path, language: str) -> Reading:
    return uploads.reading_of(path.read_bytes(), path.name, language=language)


def _text(arguments: argparse.Namespace) -> tuple[Version, Text]:
    act = _act(arguments.code)
    version = _version(act, arguments.on or timezone.localdate())
    text = version.text_for(arguments.language)
    if text is None:
        raise CommandFailed(f"{act.code} has no text on {version.on}")
    return version, text


def _act(code: str) -> Act:
    found = Act.objects.filter(code=code).first()
    if found is None:
        raise CommandFailed(f"no act is called {code}; enter it with: kenes law enter {code} …")
    return found


def _version(act: Act, day: date) -> Version:
    found = act.versions.prefetch_related("texts").filter(on__lte=day).order_by("-on").first()
    if found is None:
        raise CommandFailed(f"{act.code} has no version in force on {day}")
    return found
