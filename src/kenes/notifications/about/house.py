"""Acts of the house itself: places given, what waits for a second officer, documents read."""

from collections.abc import Iterator
from functools import partial

from kenes.access.policy import may
from kenes.access.types import Actor
from kenes.accounts import permissions as of_accounts
from kenes.accounts.models import Recovery
from kenes.journal.models import Entry
from kenes.members.models import Duty, Office, Tenure
from kenes.notifications.about.matters import Matter, key_of, names, path, who
from kenes.notifications.people import People
from kenes.recommendations.lifecycle import ImportStatus
from kenes.recommendations.models import Import
from kenes.recommendations.tasks import AT_ONCE
from kenes.record import permissions as of_record
from kenes.record.models import Redaction


def office(act: Entry) -> Iterator[Matter]:
    for one in Office.objects.filter(pk=key_of(act)).select_related("body"):
        yield Matter(
            subject=act.subject,
            url=path("members:body", one.body.slug),
            thing=one,
            facts={"who": who(act), "office": one.kind, "body": names(one.body)},
        )


def duty(act: Entry) -> Iterator[Matter]:
    for one in Duty.objects.filter(pk=key_of(act)).select_related("organisation"):
        yield Matter(
            subject=act.subject,
            url=path("members:organisation", one.organisation.slug),
            thing=one,
            facts={"who": who(act), "duty": one.kind, "organisation": names(one.organisation)},
        )


def seat(act: Entry) -> Iterator[Matter]:
    found = Tenure.objects.filter(pk=key_of(act)).select_related("seat", "organisation")
    for one in found:
        yield Matter(
            subject=act.subject,
            url=path("members:organisation", one.organisation.slug),
            thing=one,
            facts={
                "who": who(act),
                "seat": one.seat.label,
                "organisation": names(one.organisation),
            },
        )


def holder(act: Entry, place: Office | Duty | Tenure, people: People) -> set[int]:
    """Who was given the place, if they can sign in."""
    return {place.user_id} if place.user_id and place.user and place.user.is_active else set()


def redaction(act: Entry) -> Iterator[Matter]:
    """Once it is decided there is nothing to tell any more."""
    waiting = Redaction.objects.filter(pk=key_of(act), closed_at=None).select_related("entry")
    for one in waiting:
        yield Matter(
            subject=act.subject,
            url=path("record:decide", one.pk),
            thing=one,
            facts={"who": who(act), "number": one.entry.subject},
            sees=partial(_decides, one),
        )


def recovery(act: Entry) -> Iterator[Matter]:
    waiting = Recovery.objects.filter(user=key_of(act), closed_at=None, asked_at=act.at)
    for one in waiting.select_related("user"):
        yield Matter(
            subject=act.subject,
            url=path("accounts:recovery_confirm", one.pk),
            thing=one,
            facts={"who": who(act), "person": one.user.full_name},
            sees=partial(_confirms, one),
        )


def _decides(waiting: Redaction, actor: Actor) -> bool:
    return bool(may(actor, of_record.REDACT, waiting))


def _confirms(waiting: Recovery, actor: Actor) -> bool:
    return bool(may(actor, of_accounts.CONFIRM_RECOVERY, waiting))


def import_(act: Entry) -> Iterator[Matter]:
    waiting = Import.objects.filter(pk=key_of(act), status=ImportStatus.READY)
    for one in waiting.select_related("document"):
        yield Matter(
            subject=act.subject,
            url=path("recommendations:import", one.pk),
            thing=one,
            facts={"who": who(act), "document": one.document.name},
        )


def importers(act: Entry, one: Import, people: People) -> set[int]:
    """The secretaries; and who began it, where it was so long that they were sent away."""
    found = people.secretaries()
    return found if one.document.size > AT_ONCE else found - {act.actor_id}


def secretaries(act: Entry, thing: object, people: People) -> set[int]:
    return people.secretaries()


def chairs(act: Entry, thing: object, people: People) -> set[int]:
    return people.chairs()


def officers(act: Entry, thing: object, people: People) -> set[int]:
    """Secretaries and chairs: the matter itself says which of them may act."""
    return people.secretaries() | people.chairs()
