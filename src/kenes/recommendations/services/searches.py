"""Searches a person keeps."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor, NotAllowed
from kenes.journal.services import write
from kenes.recommendations import permissions
from kenes.recommendations.models import SavedSearch


@transaction.atomic
def save(*, name: str, query: str, actor: Actor, now: datetime) -> SavedSearch:
    """Keep a search under a name; the same name again keeps the newer one.

    ``query`` is the canonical query string of the register's address.
    """
    authorise(actor, permissions.SAVE_SEARCH)
    if actor.user_id is None:  # a command has every role, and no searches of its own
        raise NotAllowed(_("Sign in to do this."))
    saved, _created = SavedSearch.objects.update_or_create(
        user_id=actor.user_id, name=name, defaults={"query": query, "saved_at": now}
    )
    write("search.save", saved, actor=actor, at=now)
    return saved


@transaction.atomic
def delete(saved: SavedSearch, *, actor: Actor, now: datetime) -> None:
    """Forget a kept search of one's own."""
    authorise(actor, permissions.SAVE_SEARCH, saved)
    write("search.delete", saved, actor=actor, at=now)
    saved.delete()
