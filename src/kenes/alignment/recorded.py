"""What the public record says of the alignment matrix, and where it shows."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kenes.alignment import telling
from kenes.alignment.lifecycle import Finding
from kenes.alignment.models import Pair, View
from kenes.languages.types import Language
from kenes.record.subjects import Kind, State, moment, register

CHUNK = 500
_CODES = {str(value): text for choices in (Finding, Language) for value, text in choices.choices}


def facts_state(pair: Pair) -> State:
    return {
        "obligation": f"{pair.obligation.instrument.code}/{pair.obligation.number}",
        "act": f"act/{pair.act_id}",
        "version": pair.version.on.isoformat(),
        "provision": pair.anchor,
    }


def view_state(view: View) -> State:
    return {
        f"view.{view.pk}": {
            "organisation": f"organisation/{view.organisation_id}",
            "chamber": f"chamber/{view.chamber_id}",
            "version": view.version.on.isoformat(),
            "provision": view.anchor,
            "finding": str(view.finding),
            "reason": view.reason,
            "language": str(view.language),
            "person": view.person,
            "at": moment(view.at),
        }
    }


def state_of(pair: Pair) -> State:
    """All that is shown of one (views prefetched)."""
    state = facts_state(pair)
    for view in pair.views.all():
        state |= view_state(view)
    return state


def shown(numbers: Sequence[str]) -> dict[str, State]:
    found = Pair.objects.filter(number__in=numbers)
    found = found.select_related("obligation__instrument", "version")
    return {one.number: state_of(one) for one in found.prefetch_related("views__version")}


def _every() -> Iterator[str]:
    numbers = Pair.objects.order_by("pk").values_list("number", flat=True)
    yield from numbers.iterator(chunk_size=CHUNK)


def _titles(numbers: Sequence[str]) -> dict[str, str]:
    found = Pair.objects.filter(number__in=numbers).select_related("obligation__instrument", "act")
    return {one.number: f"{one.number}: {telling.title(one)}" for one in found}


def _related(number: str) -> Sequence[str]:
    """The instrument and the act."""
    one = Pair.objects.filter(number=number).select_related("obligation").first()
    return (f"instrument/{one.obligation.instrument_id}", f"act/{one.act_id}") if one else ()


def _erase(number: str, field: str, is_shown: bool) -> None:
    kind, _dot, pk = field.partition(".")
    if is_shown and kind == "view" and pk.isdigit() and len(pk) < 19:
        View.objects.filter(of__number=number, pk=int(pk)).update(reason="", person="")


def _label(name: str) -> str:
    """A field, or a part of one."""
    labels = {
        "obligation": _("obligation"),
        "act": _("act"),
        "version": _("version of the act"),
        "provision": _("provision"),
        "view": _("view on alignment"),
        "organisation": _("organisation"),
        "chamber": _("chamber"),
        "finding": _("finding"),
        "reason": _("reasons"),
        "language": _("language"),
        "person": _("person"),
        "at": pgettext("part of an entry", "time"),
        "by": pgettext("part of an entry", "by"),
    }
    return labels.get(name) or labels.get(name.partition(".")[0], name)


def _word(part: str, code: str) -> str:
    return str(_CODES.get(code, code))


def register_kinds() -> None:
    register(
        Kind(
            name="A",
            titles=_titles,
            url=lambda number: reverse("alignment:pair", args=[number]),
            shown=shown,
            every=_every,
            label=_label,
            word=_word,
            erase=_erase,
            related=_related,
        )
    )
