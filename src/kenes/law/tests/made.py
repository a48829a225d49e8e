"""Acts for tests of this app and of those above it, out of their lines."""

from datetime import date, datetime
from typing import Any

from kenes.access.types import operator
from kenes.engines.lawtext.reading import read
from kenes.law.models import Act
from kenes.law.services import acts

MACHINE = operator("tests")


def act(code: str, *, now: datetime, **facts: Any) -> Act:
    """An act of the house without a wording yet."""
    values: dict[str, Any] = {
        "kind": "code",
        "name": {"en": code, "ru": code},
        "enacted_on": date(2014, 7, 4),
        "prevailing": ["kk", "ru"],
    }
    return acts.enter(code=code, **{**values, **facts}, actor=MACHINE, now=now)


def version(of: Act, on: date, text: str, *, now: datetime, language: str = "ru") -> None:
    """The wording of an act from a day on, as it would be printed."""
    tree = read(text.splitlines(), language=language, title=of.code).act
    acts.enter_version(of, on=on, text=tree, actor=MACHINE, now=now)
