"""Entering acts in the record, in the transaction that does them."""

import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from uuid_utils import uuid7

from kenes.database import bulk
from kenes.engines.ledger import entry as form
from kenes.engines.ledger.contents import ACT
from kenes.engines.ledger.tree import leaf_hash
from kenes.journal.models import Entry as Act
from kenes.record.acts import PUBLIC
from kenes.record.models import Entry

CHUNK = 100  # entries inserted at a time: of many, only so many are held


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an act says of one matter."""

    subject: str
    state: Mapping[str, Any] = field(default_factory=dict)  # fields it set; None: ended
    act: Mapping[str, Any] = field(default_factory=dict)  # of the act itself: by, reason …
    type: str = ""  # one of the act's types; the first unless told
    before: str = ""  # status
    after: str = ""
    language: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)  # public for ever: codes only


def publish(act: Act, said: Said) -> Entry:
    """Enter what was just done, as the journal tells it. Call inside the act's transaction."""
    (made,) = _enter(act, [said])
    return made


def publish_many(act: Act, sayings: Iterable[Said]) -> None:
    """Enter one act on many matters. Raises Malformed when one is too large for an entry."""
    waiting = iter(sayings)
    while some := list(islice(waiting, CHUNK)):
        _enter(act, some)


def pseudonym(user_id: int | None, name: str) -> str:
    """16 hex digits that stand for a person, the same each time; a secret keeps them apart from
    the person."""
    who = f"user {user_id}" if user_id is not None else f"machine {name}"
    key = settings.KENES_PSEUDONYM_KEY.encode()
    return hmac.new(key, who.encode(), "sha256").hexdigest()[:16]


def _enter(act: Act, sayings: Sequence[Said]) -> list[Entry]:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an act is published where it is done")
    types, actor = PUBLIC[act.kind], pseudonym(act.actor_id, act.actor_name)
    time = act.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    made = []
    for said in sayings:
        kind = said.type or types[0]
        if kind not in types:
            raise ValueError(f"{act.kind} does not enter {kind}")
        told, commitments = _told(said)
        uuid = str(uuid7())
        data = form.Entry(
            id=uuid,
            type=kind,
            time=time,
            actor=actor,
            subject=said.subject,
            before=said.before,
            after=said.after,
            commitments=commitments,
            language=said.language,
            facts=said.facts,
        ).encode()
        made.append(
            Entry(
                act=act,
                uuid=uuid,
                type=kind,
                subject=said.subject,
                at=act.at,
                data=data,
                leaf=leaf_hash(data),
                told=told,
            )
        )
    bulk.insert(Entry, made)
    return made


def _told(said: Said) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """What is told of each field, and what the entry commits to.

    As ``form.Disclosure`` has it; an import makes so many that objects for each would be felt.
    """
    values = {**said.state, **{f"{ACT}{name}": value for name, value in said.act.items()}}
    salts = secrets.token_bytes(form.SALT_SIZE * len(values))
    told, commitments = {}, {}
    for place, (name, value) in enumerate(values.items()):
        salt = salts[place * form.SALT_SIZE : (place + 1) * form.SALT_SIZE]
        payload = form.canonical(value)
        told[name] = {"salt": form.encode_bytes(salt), "payload": payload}
        commitments[name] = form.committed(salt, payload)
    return told, commitments
