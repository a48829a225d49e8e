"""Which proposals wait for a person, each with its one action: for the desk and for reminders."""

from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.access.policy import may
from kenes.access.types import Actor
from kenes.languages.dates import written
from kenes.proposals import permissions
from kenes.proposals.lifecycle import INVITING, REVISABLE, SponsorStatus, Status
from kenes.proposals.matter import titles
from kenes.proposals.models import CoSponsor, Proposal
from kenes.proposals.table import rows as having
from kenes.proposals.table import staleness
from kenes.ui.waiting import Waiting

LISTED = 20


def waiting(actor: Actor) -> list[Waiting]:
    """What waits, the most urgent first."""
    return [
        *_checks(actor),
        *_appeals(actor),
        *_returned(actor),
        *_stale(actor),
        *_invitations(actor),
    ]


def _checks(actor: Actor) -> list[Waiting]:
    if not may(actor, permissions.CHECK):
        return []
    found = Proposal.objects.filter(status=Status.SUBMITTED).order_by("form_due_on", "id")
    listed = [one for one in found[:LISTED] if may(actor, permissions.CHECK, one)]
    return [
        Waiting(
            title=_("Check the form of %(number)s by %(day)s: %(title)s")
            % {
                "number": one.number,
                "day": written(one.form_due_on) if one.form_due_on else "",
                "title": named,
            },
            label=_("Check"),
            url=reverse("proposals:check", args=[one.number]),
            due=one.form_due_on,
        )
        for one, named in _named(listed)
    ]


def _appeals(actor: Actor) -> list[Waiting]:
    if not may(actor, permissions.HEAR):
        return []
    found = Proposal.objects.filter(status=Status.RETURNED, appealed_at__isnull=False).order_by(
        "appealed_at"
    )
    return [
        Waiting(
            title=_("Appeal about the form of %(number)s: %(title)s")
            % {"number": one.number, "title": named},
            label=_("Decide"),
            url=reverse("proposals:hear", args=[one.number]),
        )
        for one, named in _named(list(found[:LISTED]))
    ]


def _returned(actor: Actor) -> list[Waiting]:
    """Those of one's own organisation that have to be mended."""
    if not may(actor, permissions.REVISE):
        return []
    found = Proposal.objects.filter(
        status=Status.RETURNED,
        appealed_at=None,
        organisation__in=actor.organisation_ids,
    ).order_by("-id")
    return [
        Waiting(
            title=_("Returned for its form: %(number)s, %(title)s")
            % {"number": one.number, "title": named},
            label=_("Mend it"),
            url=one.get_absolute_url(),
        )
        for one, named in _named(list(found[:LISTED]))
    ]


def _stale(actor: Actor) -> list[Waiting]:
    """Tables of one's own organisation that the law has left behind, and can be taken over."""
    if not may(actor, permissions.REVISE):
        return []
    found = {
        (row.of_id, row.act_id, row.language): row
        for row in staleness.behind(
            Proposal.objects.filter(
                organisation__in=actor.organisation_ids, status__in=(Status.DRAFT, *REVISABLE)
            )
        )
    }
    listed = list(found.values())[:LISTED]
    newest = having.newest(row.act_id for row in listed)
    return [
        Waiting(
            title=_("The law has changed under %(number)s: %(act)s has a version of %(day)s")
            % {
                "number": _("a draft") if row.of.is_draft else row.of.number,
                "act": row.act.short_title,
                "day": written(newest[row.act_id].on),
            },
            label=_("Take the table over"),
            url=reverse("proposals:newer", args=[row.of.number, row.act.code, row.language]),
        )
        for row in listed
    ]


def _invitations(actor: Actor) -> list[Waiting]:
    if not may(actor, permissions.SPONSOR):
        return []
    asked = (
        CoSponsor.objects.filter(
            organisation__in=actor.organisation_ids, status=SponsorStatus.INVITED
        )
        .filter(of__status__in=INVITING)
        .select_related("of__organisation")
        .order_by("invited_at")
    )
    return [
        Waiting(
            title=_("%(name)s asks you to co-sponsor: %(title)s")
            % {"name": one.organisation, "title": named},
            label=_("Give an answer"),
            url=reverse("proposals:answer", args=[one.number]),
        )
        for one, named in _named([one.of for one in asked[:LISTED]])
    ]


def _named(proposals: list[Proposal]) -> list[tuple[Proposal, str]]:
    found = titles(proposals)
    return [(one, found[one.pk].title) for one in proposals]
