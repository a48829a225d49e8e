"""A pair and what is found of it, in words: as pages, agendas, files and lists say it."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kenes.alignment.lifecycle import DIFFERS, Finding
from kenes.alignment.models import Pair
from kenes.alignment.standing import sides_with_gap
from kenes.languages.dates import written
from kenes.law import addresses
from kenes.law.telling import cited_in_full


def title(pair: Pair) -> str:
    """What stands beside what (``obligation__instrument`` and ``act`` at hand)."""
    return _("%(obligation)s, and %(act)s") % {
        "obligation": cited_in_full(pair.obligation),
        "act": pair.act.short_title,
    }


def provisions(pairs: Collection[Pair]) -> dict[int, str]:
    """How the provision of each is cited, "" where the act is silent; a few queries.

    ``version`` with its ``act`` and ``texts`` at hand.
    """
    texts = [(pair, pair.version.text_for()) for pair in pairs]
    named = addresses.labels((text, pair.anchor) for pair, text in texts if text is not None)
    return {
        pair.pk: named.get((text.pk, pair.anchor), pair.anchor) if text else pair.anchor
        for pair, text in texts
    }


def word(finding: str) -> str:
    """A finding, or what stands of a side; "" for a side that has said nothing."""
    if not finding:
        return pgettext("alignment", "not assessed")
    if finding == DIFFERS:
        return pgettext("alignment", "its members differ")
    return str(Finding(finding).label)


def standing(pair: Pair) -> str:
    """Where it stands, in one sentence."""
    if not pair.standing:
        return _("No chamber has said yet what it finds.")
    if pair.gap_since:
        return _("A gap, whole or in part, is seen since %(day)s: %(sides)s.") % {
            "day": written(pair.gap_since),
            "sides": named(pair.standing),
        }
    return _("Aligned, as all chambers find that have said so.")


def named(of: Mapping[str, str]) -> str:
    """The sides that see a gap, each with what it finds: ``civil society (gap)``."""
    return ", ".join(f"{side.label} ({word(of[side])})" for side in sides_with_gap(of))


def tone(pair: Pair) -> str:
    """As ``{% status %}`` has it."""
    return "wait" if pair.gap_since else "plain"
