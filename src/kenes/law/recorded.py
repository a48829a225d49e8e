"""What the public record says of instruments and acts, and where it shows.

Of a text the record holds its hash, computed from the provisions themselves whenever it is
compared: who changes a word in the database is found out.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kenes.languages.types import Language
from kenes.law import hashing
from kenes.law.lifecycle import ActKind, CommitmentStatus, InstrumentKind
from kenes.law.models import (
    Act,
    Commitment,
    Instrument,
    Obligation,
    Report,
    Text,
    TreatyRule,
    Version,
)
from kenes.record.subjects import Kind, State, day, register

CHUNK = 500
_CODES = {
    str(value): text
    for choices in (InstrumentKind, CommitmentStatus, ActKind, Language)
    for value, text in choices.choices
}


def key(subject: str) -> int:
    """The row's key in ``act/12``; 0 when it is none."""
    pk = subject.partition("/")[2]
    return int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else 0


def instrument_subject(instrument: Instrument) -> str:
    return f"instrument/{instrument.pk}"


def act_subject(act: Act) -> str:
    return f"act/{act.pk}"


def rule_subject(rule: TreatyRule) -> str:
    return f"treaty-rule/{rule.pk}"


def instrument_facts(instrument: Instrument) -> State:
    """What its own row says."""
    return {
        "code": instrument.code,
        "kind": str(instrument.kind),
        "name": instrument.name,
        "short": instrument.short,
        "parent": f"instrument/{instrument.parent_id}" if instrument.parent_id else None,
        "adopted": day(instrument.adopted_on),
        "in_force": day(instrument.in_force_on),
        "mechanism": instrument.mechanism,
        "reports_every": instrument.reports_every,
        "complaints": instrument.has_complaints,
    }


def obligation_state(one: Obligation) -> State:
    return {
        f"article.{one.pk}": {
            "number": one.number,
            "order": one.order,
            "label": one.label,
            "text": one.text,
            "themes": one.themes,
        }
    }


def commitment_state(one: Commitment) -> State:
    return {
        "commitment": {
            "status": str(one.status),
            "signed": day(one.signed_on),
            "joined": day(one.joined_on),
            "joined_year": one.joined_year,
            "in_force": day(one.in_force_on),
            "reservations": one.reservations,
            "takes_complaints": one.takes_complaints,
            "complaints_since": day(one.complaints_since),
            "note": one.note,
            "source": one.source,
        }
    }


def report_state(one: Report) -> State:
    return {
        f"report.{one.pk}": {
            "name": one.name,
            "due": day(one.due_on),
            "submitted": day(one.submitted_on),
            "considered": day(one.considered_on),
            "symbol": one.symbol,
        }
    }


def instrument_state(instrument: Instrument) -> State:
    """All that is shown of one (related rows prefetched)."""
    state = instrument_facts(instrument)
    for one in instrument.obligations.all():
        state |= obligation_state(one)
    if (commitment := getattr(instrument, "commitment", None)) is not None:
        state |= commitment_state(commitment)
    for report in instrument.reports.all():
        state |= report_state(report)
    return state


def act_facts(act: Act) -> State:
    """What its own row says."""
    return {
        "code": act.code,
        "kind": str(act.kind),
        "name": act.name,
        "short": act.short,
        "official_number": act.official_number,
        "enacted": day(act.enacted_on),
        "prevailing": act.prevailing,
        "source": act.source,
    }


def version_state(version: Version, hash_of: Callable[[Text], str] = hashing.of_text) -> State:
    """A version with the hashes of its texts, computed from the provisions."""
    return {
        f"version.{version.on.isoformat()}": {
            "amended_by": version.amended_by,
            "note": version.note,
            "texts": {
                text.language: hash_of(text)
                for text in sorted(version.texts.all(), key=lambda one: one.language)
            },
        }
    }


def act_state(act: Act, hash_of: Callable[[Text], str] = hashing.of_text) -> State:
    """All that is shown of one (versions and texts prefetched)."""
    state = act_facts(act)
    for version in act.versions.all():
        state |= version_state(version, hash_of)
    return state


def page_state(act: Act, text: Text | None = None) -> State:
    """As a page shows it: the wording it prints is hashed, of the others it names the hash."""
    return act_state(act, lambda one: hashing.of_text(one) if one == text else one.sha256)


def rule_state(rule: TreatyRule) -> State:
    return {
        "since": day(rule.since),
        "rule": rule.rule,
        "basis": rule.basis,
        "treaty_prevails": rule.treaty_prevails,
    }


def _instruments(subjects: Sequence[str]) -> dict[str, State]:
    found = Instrument.objects.filter(pk__in=[key(one) for one in subjects])
    found = found.select_related("commitment").prefetch_related("obligations", "reports")
    return {instrument_subject(one): instrument_state(one) for one in found}


def _acts(subjects: Sequence[str]) -> dict[str, State]:
    found = Act.objects.filter(pk__in=[key(one) for one in subjects])
    return {act_subject(one): act_state(one) for one in found.prefetch_related("versions__texts")}


def _rules(subjects: Sequence[str]) -> dict[str, State]:
    found = TreatyRule.objects.filter(pk__in=[key(one) for one in subjects])
    return {rule_subject(one): rule_state(one) for one in found}


def _every(model: Any, name: str) -> Iterator[str]:
    for pk in model.objects.order_by("pk").values_list("pk", flat=True).iterator(CHUNK):
        yield f"{name}/{pk}"


def _titles(model: Any, name: str, subjects: Sequence[str]) -> dict[str, str]:
    found = model.objects.in_bulk([key(one) for one in subjects])
    return {f"{name}/{pk}": _title(one) for pk, one in found.items()}


def _title(one: Any) -> str:
    if isinstance(one, TreatyRule):
        return _("Rank of treaties since %(day)s") % {"day": one.since.isoformat()}
    return str(one.title)


def _page(model: Any, subject: str) -> str:
    one = model.objects.filter(pk=key(subject)).first()
    if one is None:
        return ""
    return reverse("law:treaty_rule") if model is TreatyRule else str(one.get_absolute_url())


def _erase(subject: str, field: str, is_shown: bool) -> None:
    """Erase words of our own; the wording of an act or treaty is public law and stays."""
    if not is_shown:
        return
    kind, _slash, pk = subject.partition("/")
    empty: dict[str, Any] = {}
    if kind == "instrument" and field == "commitment":
        Commitment.objects.filter(instrument_id=int(pk)).update(
            note=empty, reservations=empty, source=""
        )
    elif kind == "instrument" and field.startswith("report."):
        Report.objects.filter(instrument_id=int(pk), pk=key(field.replace(".", "/"))).update(
            name=empty, symbol=""
        )
    elif kind == "act" and field.startswith("version."):
        Version.objects.filter(act_id=int(pk), on=field.partition(".")[2]).update(note=empty)


def _label(name: str) -> str:
    """A field, or a part of one."""
    labels = {
        "code": _("short name in addresses"),
        "kind": _("kind"),
        "name": _("name"),
        "short": _("short name"),
        "parent": _("protocol to"),
        "adopted": _("adopted"),
        "enacted": _("enacted on"),
        "in_force": _("in force since"),
        "mechanism": _("mechanism"),
        "reports_every": _("reports every, years"),
        "complaints": _("complaints of individuals"),
        "article": _("article"),
        "number": _("number"),
        "order": _("place"),
        "label": _("short label"),
        "text": _("text"),
        "themes": _("themes"),
        "commitment": _("the country’s commitment"),
        "status": _("status"),
        "signed": _("signed on"),
        "joined": _("ratified or acceded to on"),
        "joined_year": _("ratified or acceded to in the year"),
        "reservations": _("reservations and declarations"),
        "takes_complaints": _("accepts complaints of individuals"),
        "complaints_since": _("accepts complaints since"),
        "note": _("note"),
        "source": _("source"),
        "report": _("report to the mechanism"),
        "due": _("due on"),
        "submitted": _("submitted on"),
        "considered": _("considered on"),
        "symbol": _("document symbol"),
        "official_number": _("official number"),
        "prevailing": _("prevailing languages"),
        "version": _("version of the act"),
        "amended_by": _("amended by"),
        "texts": _("hashes of the texts"),
        "since": _("since"),
        "rule": _("rule"),
        "basis": _("basis"),
        "treaty_prevails": _("a treaty goes before a law"),
        "by": pgettext("part of an entry", "by"),
        "reason": _("reason"),
    }
    return labels.get(name) or labels.get(name.partition(".")[0], name)


def _word(part: str, code: str) -> str:
    return str(_CODES.get(code, code))


def register_kinds() -> None:
    for name, model, shown in (
        ("instrument", Instrument, _instruments),
        ("act", Act, _acts),
        ("treaty-rule", TreatyRule, _rules),
    ):
        register(
            Kind(
                name=name,
                titles=partial(_titles, model, name),
                url=partial(_page, model),
                shown=shown,
                every=partial(_every, model, name),
                label=_label,
                word=_word,
                erase=_erase,
            )
        )
