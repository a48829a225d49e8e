"""The report of ``kenes map``: one page that needs nothing else, and the drawing alone.

Speaks the languages of the house without opening it.
"""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from kenes.engines.opinionmap.common import LEAST_VOTES
from kenes.engines.opinionmap.conversation import Conversation
from kenes.opinions import disclosure
from kenes.opinions.report import Report, report
from kenes.opinions.rows import Name, Words

PAGE, DRAWING = "report.html", "map.svg"
_KENES = Path(__file__).parents[1]
_OWN = _KENES / "opinions" / "static" / "opinions"
_SHARED = _KENES / "ui" / "static" / "ui"
_DRAWN, _ON_PAPER = _OWN / "picture.css", _SHARED / "print.css"
_STYLES = (
    *(_SHARED / f"{name}.css" for name in ("tokens", "base", "layout", "components")),
    _OWN / "map.css",
    _DRAWN,
)


def files(conversation: Conversation, told: Mapping[str, Any], language: str) -> dict[str, str]:
    """Name → text, of a map as JSON has it."""
    with _speaking(language):
        made = _report(conversation, told)
        context = {
            "report": made,
            "topic": conversation.topic,
            "description": conversation.description,
            "notes": told["notes"],
            "style": _style(*_STYLES),
            "print_style": _style(_ON_PAPER),
        }
        page = render_to_string("opinions/report.html", context)
        alone = {"report": made, "picture_style": _style(_DRAWN)}
        drawing = render_to_string("opinions/_map.svg", alone) if made.picture else ""
    return {PAGE: page} | ({DRAWING: drawing.strip() + "\n"} if drawing else {})


def _report(conversation: Conversation, told: Mapping[str, Any]) -> Report:
    votes, declared = conversation.votes, conversation.chambers
    table = disclosure.Table(of=declared, sides={slug: slug for slug in declared.values()})
    facts = disclosure.everything(told, votes, table, least_votes=LEAST_VOTES)
    names = {slug: Name(label=slug, kind=slug) for slug in sorted(set(declared.values()))}
    return report(facts, lambda number: _words(conversation, number), names, is_whole=True)


def _words(conversation: Conversation, number: int) -> Words:
    """In the language that it has, which no file tells."""
    known = conversation.statements.get(number)
    text = " ".join(known.text.split()) if known else ""
    if not text:
        return Words(number=number, text=_("statement without a text"))
    return Words(number=number, text=text, language="und")


def _style(*paths: Path) -> str:
    return mark_safe("\n".join(path.read_text(encoding="utf-8") for path in paths))  # noqa: S308


@contextlib.contextmanager
def _speaking(language: str) -> Iterator[None]:
    if not settings.configured:
        settings.configure(
            USE_I18N=True,
            LOCALE_PATHS=[str(_KENES / "locale")],
            TEMPLATES=[
                {
                    "BACKEND": "django.template.backends.django.DjangoTemplates",
                    "DIRS": [str(_KENES / "opinions" / "templates")],
                    "OPTIONS": {"builtins": ["django.templatetags.i18n"]},
                }
            ],
        )
        django.setup()
    with override(language):
        yield
