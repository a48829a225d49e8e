"""What a person wants to be told, and how: read for many, changed by themselves."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.accounts.models import User
from kenes.journal.services import write
from kenes.notifications import permissions
from kenes.notifications.lifecycle import HABITS, Category, Mode
from kenes.notifications.models import Choice

EVERYTHING = "all"  # beside the names of categories and modes


@dataclass(frozen=True)
class Wish:
    """For one category: shown in the house, and when as a letter."""

    is_shown: bool
    email: Mode


class Choices:
    """What some people chose; where they chose nothing, the habits of the house."""

    def __init__(self, rows: Collection[Choice]) -> None:
        self._rows = {
            (row.user_id, row.category): Wish(row.is_shown, Mode(row.email)) for row in rows
        }

    @classmethod
    def of(cls, user_ids: Collection[int]) -> "Choices":
        if len(user_ids) > 200:  # more names than one statement should carry
            return cls([row for row in Choice.objects.all() if row.user_id in user_ids])
        return cls(Choice.objects.filter(user__in=user_ids))

    def wish(self, user_id: int, category: str) -> Wish:
        known = self._rows.get((user_id, category))
        return known or Wish(True, HABITS[category].email)

    def at(self, user_id: int, category: str) -> tuple[bool, bool]:
        """Whether something new is shown in the house, and whether it waits for a letter."""
        wish = self.wish(user_id, category)
        return wish.is_shown, wish.email != Mode.NONE


def offered(actor: Actor, user: User) -> list[Category]:
    """The categories of which the person is ever told, and those they chose about before."""
    chosen = set(Choice.objects.filter(user=user).values_list("category", flat=True))
    return [
        category
        for category in Category
        if category in chosen or not HABITS[category].roles or actor.roles & HABITS[category].roles
    ]


@transaction.atomic
def choose(user: User, wishes: Mapping[str, Wish], *, actor: Actor, now: datetime) -> list[str]:
    """Keep what a person chose; returns the categories that changed.

    It holds at once, for letters that are queued as well. Raises ValidationError.
    """
    authorise(actor, permissions.CHOOSE, user)
    if unknown := wishes.keys() - set(Category.values):
        raise ValidationError(_("There is no category “%(name)s”.") % {"name": min(unknown)})
    return _keep(user, wishes, "choose", actor=actor, now=now)


def meant_by(user: User, scope: frozenset[str]) -> list[Category]:
    """The categories of a scope of which the person still gets letters."""
    choices = Choices.of({user.pk})
    modes = {category: choices.wish(user.pk, category).email for category in Category}
    return [
        category
        for category, mode in modes.items()
        if mode != Mode.NONE and scope & {EVERYTHING, mode.value, category.value}
    ]


@transaction.atomic
def stop(user: User, *, scope: frozenset[str], now: datetime) -> list[str]:
    """Stop letters, by the link in one of them: whoever holds it needs no sign-in.

    ``scope`` holds categories, modes whose categories are meant, or EVERYTHING. Returns the
    categories that changed; in the house everything is shown as before.
    """
    choices = Choices.of({user.pk})
    meant = {
        category.value: Wish(choices.wish(user.pk, category).is_shown, Mode.NONE)
        for category in meant_by(user, scope)
    }
    return _keep(user, meant, "stop", actor=Actor(), now=now)


def _keep(
    user: User, wishes: Mapping[str, Wish], how: str, *, actor: Actor, now: datetime
) -> list[str]:
    User.objects.select_for_update().get(pk=user.pk)
    choices, changed = Choices.of({user.pk}), {}
    for category, wish in wishes.items():
        if choices.wish(user.pk, category) == wish:
            continue
        changed[category] = wish
        Choice.objects.update_or_create(
            user=user,
            category=category,
            defaults={"is_shown": wish.is_shown, "email": wish.email},
        )
    if not changed:
        return []
    said = {category: [wish.is_shown, wish.email.value] for category, wish in changed.items()}
    if how == "choose":
        write("notice.choose", user, actor=actor, at=now, chosen=said)
    else:
        write("notice.stop", user, actor=actor, at=now, chosen=said)
    return list(changed)
