"""What has just happened on the floor, in one short sentence for who listens or looks away."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from kenes.languages.fields import pick
from kenes.meetings import happenings
from kenes.meetings.lifecycle import TurnKind, VoteStatus
from kenes.meetings.live.gathering import Rows
from kenes.meetings.models import Presence, Turn

Named = Callable[[Presence], str]


def announced(rows: Rows, named: Named) -> str:
    """The last act as a sentence, "" for none worth it; ``named`` says how far people are."""
    if rows.last is None:
        return ""
    say = _SENTENCES.get(rows.last.kind)
    return say(rows, named) if say else ""


def _opened(rows: Rows, named: Named) -> str:
    return _("The meeting is open.")


def _closed(rows: Rows, named: Named) -> str:
    return _("The meeting is closed.")


def _item(rows: Rows, named: Named) -> str:
    item = rows.last.item if rows.last else None
    if item is None:
        return ""
    return _("Item %(n)s: %(title)s") % {"n": item.order, "title": pick(item.title)}


def _speaks(rows: Rows, named: Named) -> str:
    turn = _turn(rows)
    if turn is None:
        return ""
    if turn.kind == TurnKind.POINT_OF_ORDER:
        return _("On a point of order: %(who)s") % {"who": named(turn.presence)}
    return _("%(who)s: has the floor") % {"who": named(turn.presence)}


def _asked(rows: Rows, named: Named) -> str:
    turn = _turn(rows)
    if turn is None or turn.kind != TurnKind.POINT_OF_ORDER:
        return ""
    return _("A point of order is raised.")


def _vote_opened(rows: Rows, named: Named) -> str:
    return _("A vote is open: %(question)s") % {"question": _question(rows)} if rows.vote else ""


def _vote_closed(rows: Rows, named: Named) -> str:
    vote = rows.vote
    if vote is None or vote.status != VoteStatus.CLOSED:
        return ""
    return (
        _("The vote is closed: carried.")
        if vote.result.get("carried")
        else _("The vote is closed: not carried.")
    )


def _vote_void(rows: Rows, named: Named) -> str:
    return _("The vote is void.")


def _decided(rows: Rows, named: Named) -> str:
    number = rows.decisions[-1].number if rows.decisions else ""
    return _("Decision %(number)s is recorded.") % {"number": number}


def _quorum(rows: Rows, named: Named) -> str:
    if rows.quorum.is_met:
        return _("There is a quorum in every chamber.")
    return _("There is no quorum.")


def _question(rows: Rows) -> str:
    return pick(rows.vote.question) if rows.vote else ""


def _turn(rows: Rows) -> Turn | None:
    facts: dict[str, Any] = rows.last.facts if rows.last else {}
    return next((one for one in rows.turns if one.pk == facts.get("turn")), None)


_SENTENCES: dict[str, Callable[[Rows, Named], str]] = {
    happenings.OPENED: _opened,
    happenings.CLOSED: _closed,
    happenings.ITEM_BEGUN: _item,
    happenings.TURN_GIVEN: _speaks,
    happenings.TURN_ASKED: _asked,
    happenings.VOTE_OPENED: _vote_opened,
    happenings.VOTE_CLOSED: _vote_closed,
    happenings.VOTE_VOID: _vote_void,
    happenings.DECIDED: _decided,
    happenings.QUORUM: _quorum,
}
