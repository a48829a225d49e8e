"""Requests and replies on the page of an organisation, as a component."""

from typing import Any

from django import template
from django.utils import timezone

from kenes.access.policy import may
from kenes.access.types import VISITOR, Actor
from kenes.members.models import Organisation
from kenes.replies import permissions, rates, telling

register = template.Library()


@register.inclusion_tag("replies/parts/organisation.html", takes_context=True)
def asked_of(context: dict[str, Any], organisation: Organisation) -> dict[str, Any]:
    """The way to ask ``organisation``; how it has answered, where it owes an account of that."""
    actor: Actor = getattr(context.get("request"), "actor", VISITOR)
    found = rates.of(organisation, today=timezone.localdate())
    return {
        "organisation": organisation,
        "sentences": telling.rate_sentences(found) if found else (),
        "may_ask": bool(may(actor, permissions.ASK))
        and organisation.pk not in actor.organisation_ids,
    }
