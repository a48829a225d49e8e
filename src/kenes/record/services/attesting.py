"""A person's passkey over an entry: what nobody else, the operator included, can forge."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kenes.access.policy import authorise
from kenes.access.types import Actor
from kenes.engines.ledger.contents import attribution_hash
from kenes.journal.services import write
from kenes.record import passkeys, permissions
from kenes.record.errors import NotSigned
from kenes.record.models import Entry
from kenes.record.services.publishing import Said, publish


@transaction.atomic
def enrol(authenticator: Authenticator, *, actor: Actor, now: datetime) -> None:
    """Enter the public key of a person's passkey, once, under the person's pseudonym."""
    key = passkeys.public_key(authenticator)
    if key is None:
        return
    key_id = sha256(key).hexdigest()[:16]
    known = Entry.objects.filter(subject=f"key/{key_id}", type="key.enrolled")
    if any(entry.act.actor_id == actor.user_id for entry in known.select_related("act")):
        return
    publish(
        write("passkey.enter", authenticator, actor=actor, at=now, key=key_id),
        Said(subject=f"key/{key_id}", facts={"key": key_id}),
    )


@transaction.atomic
def attest(
    entry: Entry,
    answer: dict[str, Any],
    *,
    user: AbstractBaseUser,
    actor: Actor,
    now: datetime,
) -> Entry:
    """Add the person's signature, the answer of their device, to an entry of their own.

    Raises ValidationError when the device signed something else.
    """
    entry = Entry.objects.select_for_update(of=("self",)).select_related("act").get(pk=entry.pk)
    authorise(actor, permissions.ATTEST, entry)
    leaf = bytes(entry.leaf)
    try:
        signature = passkeys.assertion(user, leaf, answer)
    except NotSigned as error:
        raise ValidationError(_("The passkey did not sign this entry. Try again.")) from error
    for authenticator in Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN):
        enrol(authenticator, actor=actor, now=now)
    entry.signed = signature.encode()
    entry.save(update_fields=["signed"])
    publish(
        write("record.attest", entry, actor=actor, at=now, key=signature.key_id),
        Said(
            subject=entry.subject,
            facts={
                "leaf": leaf.hex(),
                "key": signature.key_id,
                "sha256": attribution_hash(signature),
            },
        ),
    )
    return entry


def may_sign(entry: Entry, actor: Actor) -> bool:
    """True when the act is this person's, has no signature, and they have a passkey."""
    return (
        actor.user_id is not None
        and entry.act.actor_id == actor.user_id
        and not entry.signed
        and passkeys.has_passkey(actor.user_id)
    )
