"""What is said of a row: what it does, on what it rests, what is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kenes.engines.lawtext import tree, writing
from kenes.engines.lawtext.amending import Conflict
from kenes.languages.dates import written
from kenes.law.models import Act
from kenes.law.models import Version as LawVersion
from kenes.proposals.lifecycle import Change


def head() -> tuple[str, str, str, str, str]:
    """The columns, as the region's ministries name them."""
    return (
        _("No."),
        _("Structural element"),
        _("Wording in force"),
        _("Proposed wording"),
        _("Justification"),
    )


def conflict(found: Conflict) -> str:
    """A conflict in a sentence."""
    return {
        Conflict.GONE: _("There is no such provision in this version of the act."),
        Conflict.REPEALED: _("An earlier row repeals it."),
        Conflict.NUMBER_TAKEN: _("The act has another provision with this number."),
        Conflict.OTHER_BASE: _(
            "It was written against another wording than the one that stands there: open it, "
            "look at both and save it again."
        ),
        Conflict.OVERLAPS: _(
            "An earlier row has changed what this one was written against: open it, look at "
            "both and save it again."
        ),
        Conflict.UNREADABLE: _("It cannot be read as one provision with its number."),
    }[found]


def taken(free: str) -> str:
    return _("This number is taken in the act. The next one here is %(number)s.") % {
        "number": free
    }


def stacked(numbers: Sequence[int]) -> str:
    """On which rows a row rests."""
    said = ", ".join(map(str, numbers))
    return ngettext(
        "It is read on top of row %(numbers)s, which amends the same provision.",
        "It is read on top of rows %(numbers)s, which amend the same provision.",
        len(numbers),
    ) % {"numbers": said}


def rival(number: str) -> str:
    return _("%(number)s amends it too.") % {"number": number}


def act_in(act: Act, version: LawVersion) -> str:
    """``Criminal Procedure Code, version of 1 January 2026``."""
    return _("%(act)s, version of %(day)s") % {"act": act.title, "day": written(version.on)}


def missing(title: str) -> str:
    return _("The text of this act is not in the house: %(act)s.") % {"act": title}


def stale(later: LawVersion) -> str:
    """Of rows written against an older version than there is."""
    return _(
        "The law has changed since: there is a version of %(day)s, and these rows are written "
        "against an earlier one."
    ) % {"day": written(later.on)}


def absent() -> str:
    """In the place of the wording in force of what is new."""
    return pgettext("wording in force", "absent")


def repealed() -> str:
    """In the place of the proposed wording of what is repealed."""
    return pgettext("proposed wording", "repealed")


def cited(act: tree.Act, anchor: str) -> str:
    """A provision as it is cited, in the language of its text; "" for the act itself."""
    return cited_all(act, [anchor])[anchor]


def cited_all(act: tree.Act, anchors: Iterable[str]) -> dict[str, str]:
    """As ``cited``, of many at once. Indents are counted, since they have no number to go by."""
    placed = {one.anchor: one for one in tree.walk(act)}
    indents = counted_indents(placed.values())
    found = {}
    for anchor in anchors:
        chain: list[tree.Unit] = []
        at = anchor
        while at in placed:
            unit = placed[at].unit
            chain.insert(0, replace(unit, number=str(indents[at])) if at in indents else unit)
            at = placed[at].parent
        found[anchor] = writing.label_of(chain, act.language) if chain else anchor
    return found


def counted_indents(placed: Iterable[tree.Placed]) -> dict[str, int]:
    """The place of each indent among those of its parent, from 1."""
    counts: dict[str, int] = {}
    found = {}
    for one in placed:
        if one.unit.kind == tree.Kind.INDENT:
            counts[one.parent] = counts.get(one.parent, 0) + 1
            found[one.anchor] = counts[one.parent]
    return found


def where(provision: str, *, is_first: bool) -> str:
    """Of an insertion that has no place of its own yet."""
    if not provision:
        return _("at the beginning of the act")
    if is_first:
        return _("at the beginning of: %(provision)s") % {"provision": provision}
    return _("after: %(provision)s") % {"provision": provision}


def clause(change: str, provision: str, *, is_first: bool) -> str:
    """What an amending law says of a provision, before the new wording."""
    if change == Change.REPEAL:
        return _("%(provision)s is repealed.") % {"provision": provision}
    if change == Change.REWORD:
        return _("%(provision)s is to read as follows:") % {"provision": provision}
    if not provision:
        return _("At the beginning of the act is inserted:")
    if is_first:
        return _("At the beginning of %(provision)s is inserted:") % {"provision": provision}
    return _("After %(provision)s is inserted:") % {"provision": provision}
