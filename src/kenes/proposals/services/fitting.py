"""How a row stands on the law: against which text, at which provision, on top of what."""

import re
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kenes.engines.lawtext import amending as engine
from kenes.engines.lawtext import tree, writing
from kenes.engines.lawtext.amending import Conflict
from kenes.languages.dates import written
from kenes.languages.types import LANGUAGES
from kenes.law.models import Act, Text
from kenes.law.models import Version as LawVersion
from kenes.proposals.lifecycle import Change, Place
from kenes.proposals.models import Amendment
from kenes.proposals.services import changes
from kenes.proposals.table import finding, words
from kenes.proposals.table import rows as having

LONGEST_WORDING, LONGEST_REASON = 50_000, 10_000  # characters
_NO_PRINT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def base_for(
    act: Act, language: str, rows: Sequence[Amendment] = ()
) -> tuple[LawVersion, tree.Act]:
    """The version that a new row amends, and its text. Raises ValidationError by field."""
    last, law = text_of_newest(act, language)
    behind = [
        row for row in rows
        if row.act_id == act.pk and row.language == language and row.base_id != last.pk
    ]  # fmt: skip
    if behind:
        raise ValidationError(
            {
                "act": _(
                    "There is a version of %(day)s now: take the rows over to it first, then "
                    "add others."
                )
                % {"day": written(last.on)}
            }
        )
    return last, law


def text_of_newest(act: Act, language: str) -> tuple[LawVersion, tree.Act]:
    """The newest version of an act with its text. Raises ValidationError by field."""
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose a language of the body.")})
    last = having.newest([act.pk]).get(act.pk)
    if last is None:
        raise ValidationError(
            {"act": _("No version of this act is in the house: %(act)s.") % {"act": act.title}}
        )
    text = next((one for one in last.texts.all() if one.language == language), None)
    if text is None:
        raise ValidationError(
            {
                "language": _("The version of %(day)s is not in the house in this language.")
                % {"day": written(last.on)}
            }
        )
    return last, having.tree_of(text)


def law_of(row: Amendment) -> tree.Act:
    text = Text.objects.filter(version=row.base_id, language=row.language).first()
    if text is None:
        raise ValidationError(
            _("The text of this version is not in the house: %(version)s.")
            % {"version": words.act_in(row.act, row.base)}
        )
    return having.tree_of(text)


def anchor_of(law: tree.Act, said: str, change: str) -> str:
    """The address that is meant. Raises ValidationError where it is none, or more than one."""
    if not said.strip():
        if change == Change.INSERT:
            return ""
        raise ValidationError({"anchor": _("Say which provision is amended.")})
    found = finding.find(law, _NO_PRINT.sub("", said))
    if not found:
        raise ValidationError(
            {"anchor": _("There is no such provision in this version: %(said)s.") % {"said": said}}
        )
    if len(found) > 1:
        named = words.cited_all(law, found[:5])
        raise ValidationError(
            {
                "anchor": _("More than one provision is called so: %(names)s. Say which.")
                % {"names": "; ".join(named.values())}
            }
        )
    if len(found[0]) > Amendment._meta.get_field("anchor").max_length:  # type: ignore[operator]
        raise ValidationError({"anchor": _("This provision stands too deep to be amended.")})
    return found[0]


def lines_of(given: str, change: str) -> str:
    """Lines as printed, without empty ones."""
    if change == Change.REPEAL:
        return ""
    given = given.replace("\r\n", "\n").replace("\r", "\n")
    lines = [" ".join(_NO_PRINT.sub("", line).split()) for line in given.split("\n")]
    kept = "\n".join(line for line in lines if line)
    if not kept:
        raise ValidationError({"wording": _("Write the proposed wording.")})
    changes.check_length("wording", kept, most=LONGEST_WORDING)
    return kept


def justified(given: str) -> str:
    kept = _NO_PRINT.sub("", given.replace("\r\n", "\n").replace("\r", "\n")).strip()
    changes.check_length("justification", kept, most=LONGEST_REASON)
    return kept


def stands(law: tree.Act, rows: Sequence[Amendment], anchor: str) -> str:
    """The wording of a provision with the rows of a table on it: what a new row rests on."""
    amender = engine.Amender(law)
    for row in rows:
        amender.take(having.for_engine(row))
    return amender.written(anchor)


def opening(law: tree.Act, rows: Sequence[Amendment], anchor: str, place: str) -> str:
    """How an insertion there would begin, with its right number: «Статья 12-1. »; "" for none."""
    amender = engine.Amender(law)
    for row in rows:
        amender.take(having.for_engine(row))
    number = amender.next_number(anchor, engine.Place(place))
    found = tree.find(amender.act(), anchor)
    if not number or found is None:
        return ""
    kind = found.unit.kind
    if place == Place.FIRST:
        kind = found.unit.children[0].kind if found.unit.children else tree.Kind.PARAGRAPH
    named = writing.heading_of(tree.Unit(kind=kind, number=number), law.language)
    return f"{named}. " if kind.rank <= tree.Kind.ARTICLE.rank else f"{named} "


class Fitting:
    """The law while rows are put on it one after the other."""

    def __init__(self, law: tree.Act, earlier: Iterable[Amendment] = ()) -> None:
        self._amender = engine.Amender(law)
        for row in earlier:
            self._amender.take(having.for_engine(row))

    def fit(self, row: Amendment) -> None:
        """Set what a row is written against. Raises ValidationError: it makes no law there."""
        is_new = row.change == Change.INSERT
        row.before = "" if is_new else self._amender.written(row.anchor)
        if row.change == Change.REWORD and row.before == row.wording:
            raise ValidationError({"wording": _("It reads so already: nothing is changed.")})
        for found in self._amender.take(having.for_engine(row)).conflicts:
            said = words.conflict(found)
            if found == Conflict.NUMBER_TAKEN and is_new:
                free = self._amender.next_number(row.anchor, engine.Place(row.place))
                said = words.taken(free) if free else said
            is_about_place = found in {Conflict.GONE, Conflict.REPEALED}
            raise ValidationError({"anchor" if is_about_place else "wording": said})


def spot_of(law: tree.Act, own: Sequence[Amendment], row: Amendment) -> int:
    """Its place among the rows of the same text: in the order of the act.

    Rows that touch one another stay in the order in which they were written, since the later
    rests on the earlier.
    """
    order: dict[str, int] = {}
    parents: dict[str, str] = {}
    for place, placed in enumerate(tree.walk(law)):
        order[placed.anchor], parents[placed.anchor] = place, placed.parent

    def line(anchor: str) -> list[str]:
        """A provision and all it stands in; the act itself last."""
        found = [anchor]
        while found[-1] in parents:
            found.append(parents[found[-1]])
        return found

    def touch(one: str, other: str) -> bool:
        return one in line(other) or other in line(one)

    spot, mine = len(own), order.get(row.anchor, -1)
    while spot and order.get((last := own[spot - 1]).anchor, -1) > mine:
        if touch(last.anchor, row.anchor):
            break
        spot -= 1
    return spot
