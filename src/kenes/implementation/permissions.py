"""What can be done to road maps and measures, and when; roles are in access/grants.py.

Who owns a measure reports on it, and keeps up what it knows best of it; what the body agreed on is
the secretariat's to change, in public.
"""

from typing import Any

from django.utils.translation import gettext as _

from kenes.access.types import YES, Action, Actor, Decision, Role, no
from kenes.implementation.lifecycle import MeasureStatus
from kenes.implementation.models import PREPARES, Measure, RoadMap

SECRETARIAT = frozenset({Role.SECRETARY, Role.OPERATOR})


def _roadmap(subject: Any) -> RoadMap | None:
    if isinstance(subject, Measure):
        return subject.roadmap
    return subject if isinstance(subject, RoadMap) else None


def _visible(actor: Actor, subject: Any) -> Decision:
    roadmap = _roadmap(subject)
    if roadmap is None or not roadmap.is_draft or actor.roles & PREPARES:
        return YES
    return no(_("A draft is read by those who prepare it."))


def _draft(actor: Actor, subject: Any) -> Decision:
    roadmap = _roadmap(subject)
    if roadmap is None or roadmap.is_draft:
        return YES
    return no(_("This road map was adopted already."))


def owns(actor: Actor, measure: Measure) -> bool:
    """Whether they answer for the organisation that a measure belongs to."""
    return measure.owner_id in actor.drafts_for | actor.signs_for


def _own(actor: Actor, subject: Any) -> Decision:
    """A focal point acts on the measures their organisation owns; the secretariat on any."""
    if not isinstance(subject, Measure) or actor.roles & SECRETARIAT:
        return YES
    if not owns(actor, subject):
        return no(_("The organisation that owns a measure does this."))
    return _visible(actor, subject)


def _reports(actor: Actor, subject: Any) -> Decision:
    if not isinstance(subject, Measure):
        return YES
    if subject.roadmap.is_draft:
        return no(_("A measure is reported on once its road map is adopted."))
    if subject.status == MeasureStatus.DROPPED:
        return no(_("This measure was dropped."))
    return _own(actor, subject)


READ = Action("roadmap.read", when=_visible)
CHANGE = Action("roadmap.change")
PREPARE = Action("roadmap.change", when=_draft)  # what is taken out leaves no trace
ADOPT = Action("roadmap.adopt", when=_draft)
READ_MEASURE = Action("measure.read", when=_visible)
CHANGE_MEASURE = Action("measure.change", when=_own)
REPORT = Action("measure.report", when=_reports)
