"""What a consultation found of one statement, in words: for its page and for what follows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.languages.dates import written
from kenes.members.models import Chamber
from kenes.opinions import findings
from kenes.opinions.models import Consultation, OpinionMap, Statement
from kenes.opinions.shares import percent


@dataclass(frozen=True, kw_only=True)
class Found:
    """``facts`` of the map, ``row`` of the statement in it."""

    map: OpinionMap
    row: Mapping[str, Any]

    @property
    def is_shared(self) -> bool:
        return self.row.get("shared") is not None

    @property
    def both_sides(self) -> bool:
        return bool(self.row.get("sides_agree"))


def found(statement: Statement) -> Found | None:
    """What is published of it; None where nothing is, or too few have voted."""
    drawn = (
        OpinionMap.objects.filter(of=statement.of_id, facts_at__isnull=False)
        .order_by("-is_final")
        .first()
    )
    rows = drawn.facts.get("statements_", ()) if drawn else ()
    for row in rows:
        if drawn and row["statement"] == statement.number and row.get("enough"):
            return Found(map=drawn, row=row)
    return None


def sentences(statement: Statement, evidence: Found) -> list[str]:
    """Who was asked, how all voted, how each chamber did: one paragraph each."""
    consultation = statement.of
    return [
        _taken(consultation, evidence),
        _everybody(evidence.row),
        *_sides(evidence.row),
        *_chambers(evidence.row),
        *_groups(evidence),
    ]


def _taken(consultation: Consultation, evidence: Found) -> str:
    persons = int(evidence.map.facts["persons"])
    said = {
        "number": consultation.number,
        "name": consultation.name,
        "n": persons,
        "period": _period(consultation),
    }
    return (
        ngettext(
            "Consultation %(number)s “%(name)s”, %(period)s: %(n)s person took part.",
            "Consultation %(number)s “%(name)s”, %(period)s: %(n)s people took part.",
            persons,
        )
        % said
    )


def _period(consultation: Consultation) -> str:
    first = written(consultation.opened_on) if consultation.opened_on else ""
    if consultation.closed_at is None:
        return _("open since %(first)s") % {"first": first}
    last = written(timezone.localtime(consultation.closed_at).date())
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _everybody(row: Mapping[str, Any]) -> str:
    return _("Of %(votes)s votes on it, %(agree)s agree and %(disagree)s disagree.") % {
        "votes": row["votes"],
        "agree": percent(row["agree"], is_exact=row["exact"]),
        "disagree": percent(row["disagree"], is_exact=row["exact"]),
    }


def _chambers(row: Mapping[str, Any]) -> list[str]:
    shares = {slug: cell for slug, cell in row["by_chamber"].items() if slug and cell}
    chambers = list(Chamber.objects.filter(slug__in=shares))
    if _sides(row) and sum(one.side == findings.CIVIL for one in chambers) == 1:
        chambers = [one for one in chambers if one.side != findings.CIVIL]  # told just before
    told = [
        _("%(chamber)s: %(share)s agree")
        % {"chamber": one, "share": percent(shares[one.slug]["agree"], is_exact=False)}
        for one in chambers
    ]
    return [f"{'; '.join(told)}."] if told else []


def _sides(row: Mapping[str, Any]) -> list[str]:
    """Only where both are told: what is asked of them is asked of both."""
    state, civil = (row["by_side"].get(side) for side in findings.SIDES)
    if not state or not civil:
        return []
    said = {
        "state": percent(state["agree"], is_exact=False),
        "civil": percent(civil["agree"], is_exact=False),
    }
    return [
        _("Of state bodies and Parliament together %(state)s agree, of civil society %(civil)s.")
        % said
    ]


def _groups(evidence: Found) -> list[str]:
    groups = evidence.map.facts["groups"]
    cells = zip(groups, evidence.row["by_group"], strict=False)
    told = [
        _("group %(letter)s: %(share)s agree")
        % {
            "letter": group["letter"],
            "share": percent(cell["agree"], is_exact=evidence.row["exact"]),
        }
        for group, cell in cells
        if cell
    ]
    return [_("Groups of opinion: %(groups)s.") % {"groups": "; ".join(told)}] if told else []
