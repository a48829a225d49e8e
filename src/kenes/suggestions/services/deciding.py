"""A named person accepts or rejects what was suggested; what is accepted is done at once."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.journal.services import write
from kenes.languages.types import LANGUAGES
from kenes.law.models import Act
from kenes.members.actors import as_of
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import entries, linking
from kenes.recommendations.services.changes import held
from kenes.suggestions import gathering, lifecycle, permissions
from kenes.suggestions.lifecycle import SuggestionKind
from kenes.suggestions.models import Suggestion


@transaction.atomic
def accept(suggestion: Suggestion, *, actor: Actor, now: datetime) -> Suggestion:
    """Do what was suggested, in this person's name.

    Raises IllegalMove when it is decided already, ValidationError when it cannot be done any more.
    """
    suggestion, actor = _held(suggestion, actor, now)
    _move(suggestion, "suggestion.accept", actor, now)
    if suggestion.kind == SuggestionKind.SIMILAR:
        linking.link_similar(suggestion.of, _other(suggestion), actor=actor, now=now)
    elif suggestion.kind == SuggestionKind.PROVISION:
        act, anchor = _provision(suggestion)
        linking.link_provision(suggestion.of, act, anchor, actor=actor, now=now)
    else:
        said = lambda: _("Suggested by the machine, accepted by a person.")  # noqa: E731
        _code(suggestion, with_it=True, reason=said, actor=actor, now=now)
    write("suggestion.accept", suggestion, actor=actor, at=now, of=suggestion.of.number)
    return suggestion


@transaction.atomic
def reject(suggestion: Suggestion, *, actor: Actor, now: datetime) -> Suggestion:
    """It never comes back, and teaches the next fit. Raises IllegalMove when it is decided."""
    suggestion, actor = _held(suggestion, actor, now)
    _move(suggestion, "suggestion.reject", actor, now)
    write("suggestion.reject", suggestion, actor=actor, at=now, of=suggestion.of.number)
    return suggestion


@transaction.atomic
def take_back(suggestion: Suggestion, *, actor: Actor, now: datetime) -> Suggestion:
    """Undo what accepting has done, where nobody has undone it yet.

    Raises IllegalMove when it was not accepted.
    """
    suggestion, actor = _held(suggestion, actor, now)
    _move(suggestion, "suggestion.take_back", actor, now)
    if suggestion.kind == SuggestionKind.SIMILAR:
        other = _other(suggestion)
        if linking.are_linked(suggestion.of, other):
            linking.unlink_similar(suggestion.of, other, actor=actor, now=now)
    elif suggestion.kind == SuggestionKind.PROVISION:
        act, anchor = _provision(suggestion)
        if suggestion.of.concerns.filter(act=act, anchor=anchor).exists():
            linking.unlink_provision(suggestion.of, act, anchor, actor=actor, now=now)
    else:
        said = lambda: _("An accepted suggestion was taken back.")  # noqa: E731
        _code(suggestion, with_it=False, reason=said, actor=actor, now=now)
    write("suggestion.take_back", suggestion, actor=actor, at=now, of=suggestion.of.number)
    return suggestion


def _held(suggestion: Suggestion, actor: Actor, now: datetime) -> tuple[Suggestion, Actor]:
    actor = as_of(actor, now)
    authorise(actor, permissions.DECIDE)
    rows = Suggestion.objects.select_for_update(of=("self",)).select_related("of")
    return rows.get(pk=suggestion.pk), actor


def _move(suggestion: Suggestion, move: str, actor: Actor, now: datetime) -> None:
    suggestion.status = lifecycle.after(move, suggestion.status)
    suggestion.decided_by_id = actor.user_id
    suggestion.decided_at = now
    suggestion.save(update_fields=["status", "decided_by", "decided_at"])


def _code(
    suggestion: Suggestion,
    *,
    with_it: bool,
    reason: Callable[[], str],
    actor: Actor,
    now: datetime,
) -> None:
    """Code the recommendation with the label, or without it again."""
    one = held(suggestion.of)
    known = gathering.labels_of(one, suggestion.kind)
    if not with_it and suggestion.value not in known:
        return  # somebody has put it right already
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = reason()
    if suggestion.kind == SuggestionKind.ACTION:
        if with_it and known:
            raise ValidationError(_("Somebody has said meanwhile what action it requests."))
        facts: dict[str, object] = {"action": suggestion.value if with_it else "unknown"}
    else:
        name = gathering.FIELDS[SuggestionKind(suggestion.kind)]
        codes = [code for code in getattr(one, name) if code != suggestion.value]
        facts = {name: [*codes, suggestion.value] if with_it else codes}
    entries.correct(one, facts=facts, reason=said, actor=actor, now=now)


def _other(suggestion: Suggestion) -> Recommendation:
    other = Recommendation.objects.filter(number=suggestion.value).first()
    if other is None:
        raise ValidationError(_("That recommendation is no longer in the register."))
    return other


def _provision(suggestion: Suggestion) -> tuple[Act, str]:
    code, _hash, anchor = suggestion.value.partition("#")
    act = Act.objects.filter(code=code).first()
    if act is None:
        raise ValidationError(_("That act is no longer in the house."))
    return act, anchor
