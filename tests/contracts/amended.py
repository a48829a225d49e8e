"""A comparative table that the law has left behind, for the addresses about it."""

from datetime import date, datetime
from typing import Any

from kenes.access.types import Actor
from kenes.law.tests import made as law
from kenes.proposals.models import Proposal
from kenes.proposals.services import amending


def amended(draft: Proposal, member: Actor, now: datetime) -> dict[str, dict[str, Any]]:
    """Two rows of a draft's table, which the law has left behind since."""
    act = law.act("amended-act", now=now)
    law.version(act, date(2015, 1, 1), "Статья 1. Право\n1. Первое.\n2. Второе.", now=now)
    rows = [
        amending.add(
            draft,
            act=act,
            language="ru",
            change="reword",
            anchor=f"art_1__para_{n}",
            wording=f"{n}. Иное.",
            actor=member,
            now=now,
        )
        for n in (1, 2)
    ]
    law.version(act, date(2026, 1, 1), "Статья 1. Право\n1. Третье.\n2. Второе.", now=now)
    at = {"number": draft.number, "pk": rows[0].pk}
    names = ("table", "amend", "amendment", "amendment_move", "amendment_remove")
    return {
        **{f"proposals:{name}": at for name in names},
        "proposals:table_file": {"number": draft.number, "kind": "txt"},
        "proposals:newer": {"number": draft.number, "code": act.code, "language": "ru"},
    }
