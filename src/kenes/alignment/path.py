"""The path of a pair: when it was put here, who found what, and where a gap goes on to."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.alignment import telling
from kenes.alignment.models import Pair, View
from kenes.languages.dates import written
from kenes.record.models import Entry
from kenes.record.proofs import proved
from kenes.ui.path import PathStep, ordered


def path_of(pair: Pair, entries: Mapping[str, Entry]) -> tuple[PathStep, ...]:
    """What happened, oldest first, then what comes next (``views`` at hand).

    ``entries`` are the record's, by the field of the pair's state they tell of.
    """
    put = PathStep(
        title=_("Obligation and provision put side by side"),
        when=timezone.localdate(pair.opened_at),
    )
    steps = [proved(put, entries.get("obligation"))]
    if moved := _moved(entries):
        follow = PathStep(
            title=_("Followed to the version of %(day)s") % {"day": written(pair.version.on)},
            when=timezone.localdate(moved.at),
        )
        steps.append(proved(follow, moved))
    steps += [_step(view, entries.get(f"view.{view.pk}")) for view in pair.views.all()]
    return ordered([*steps, *_ahead(pair)])


def _moved(entries: Mapping[str, Entry]) -> Entry | None:
    """The entry that says where the provision was followed to; None: it is where it was put."""
    first = entries.get("obligation")
    later = [entries[name] for name in ("version", "provision") if name in entries]
    found = max(later, key=lambda entry: entry.pk, default=None)
    return None if found is None or first is None or found.pk == first.pk else found


def _step(view: View, entry: Entry | None) -> PathStep:
    told = PathStep(
        title=telling.word(view.finding).capitalize(),
        when=timezone.localdate(view.at),
        side=view.chamber.side,
        by=str(view.organisation),
        detail=_("on the version of %(day)s") % {"day": written(view.version.on)},
    )
    return proved(told, entry)


def _ahead(pair: Pair) -> list[PathStep]:
    if not pair.standing:
        return [PathStep(title=_("What the chambers find"), state="next")]
    if not pair.gap_since:
        return []
    return [
        PathStep(title=_("On the agenda of a meeting"), state="next"),
        PathStep(title=_("Change in law, or a reasoned refusal"), state="open"),
    ]
