"""The path of a recommendation: one line from where it came from to the law in force."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kenes.languages.dates import written
from kenes.languages.fields import pick
from kenes.recommendations.labels import label
from kenes.recommendations.lifecycle import Assessor, Grade, Position, RequestedAction, Stage
from kenes.recommendations.models import Assessment, LawChange, Recommendation, Step
from kenes.record.models import Entry
from kenes.record.proofs import proved
from kenes.ui.path import PathStep, Wording, ordered, written_to_wrap


def path_of(recommendation: Recommendation, entries: Mapping[str, Entry]) -> tuple[PathStep, ...]:
    """What happened, oldest first, then what comes next (``related`` rows prefetched).

    ``entries`` are the record's, by the field of the recommendation's state they tell of.
    """
    happened = [
        ("position", _position(recommendation)),
        *((f"step.{step.pk}", _step(step)) for step in recommendation.steps.all()),
        *((f"assessment.{one.pk}", _assessment(one)) for one in recommendation.assessments.all()),
        *((f"law.{change.pk}", _law(change)) for change in recommendation.law_changes.all()),
    ]
    known = [proved(step, entries.get(name)) for name, step in happened if step is not None]
    origin = proved(_origin(recommendation), entries.get("source"))
    return (origin, *ordered([*known, *_ahead(recommendation)]))


def latest_views(recommendation: Recommendation) -> tuple[Assessment, ...]:
    """The newest assessment of each assessor, to stand side by side."""
    newest = {
        assessment.by: assessment
        for assessment in sorted(recommendation.assessments.all(), key=lambda a: (a.on, a.pk))
    }
    return tuple(newest[by] for by in Assessor.values if by in newest)


def standing(recommendation: Recommendation) -> str:
    """Where it stands, in one sentence."""
    changes = list(recommendation.law_changes.all())
    if changes:
        day = max(change.in_force_on for change in changes)
        return _("In law since %(day)s.") % {"day": written(day)}
    views = {a.by: a.grade for a in latest_views(recommendation)}
    state, civil = views.get(Assessor.STATE), views.get(Assessor.CIVIL)
    if state and civil and state == civil:
        return _("Both sides: %(grade)s.") % {"grade": Grade(state).label}
    if state and civil:
        return _("The sides differ. State: %(state)s; civil society: %(civil)s.") % {
            "state": Grade(state).label,
            "civil": Grade(civil).label,
        }
    if state:
        return _("State: %(grade)s; civil society has not assessed it yet.") % {
            "grade": Grade(state).label
        }
    if civil:
        return _("Civil society: %(grade)s; the State has not assessed it yet.") % {
            "grade": Grade(civil).label
        }
    if recommendation.position == Position.PENDING:
        return _("Waiting for the State’s position.")
    return _("Nobody has assessed it yet.")


def _origin(recommendation: Recommendation) -> PathStep:
    states = ", ".join(label("state", code) for code in recommendation.states)
    url, source = _source(recommendation)
    return PathStep(
        title=_("Recommended"),
        when=recommendation.published_on,
        side="mechanism",
        side_label=label("mechanism", recommendation.mechanism),
        by=_("Recommended by %(states)s") % {"states": states} if states else "",
        detail=recommendation.heading,
        link_url=url,
        link_label=source,
    )


def _source(recommendation: Recommendation) -> tuple[str, str]:
    """Where its document is read, at its page where that is known, and what the link says."""
    if recommendation.document is None:
        return "", ""
    url = reverse("recommendations:document", args=[recommendation.document.pk])
    if page := recommendation.page:
        return f"{url}?page={page}", _("Source, page %(n)s") % {"n": page}
    return url, _("Source document")


def _position(recommendation: Recommendation) -> PathStep | None:
    if recommendation.position in {Position.UNKNOWN, Position.PENDING}:
        return None
    return PathStep(
        title=_("Position of the State: %(position)s")
        % {"position": Position(recommendation.position).label},
        when=recommendation.published_on,
        side="state",
        side_label=_("State under review"),
        said=recommendation.position_verbatim,
    )


def _step(step: Step) -> PathStep:
    names = {
        "position": (_("Position: %(after)s"), Position),
        "action": (_("Requested action: %(after)s"), RequestedAction),
        "stage": (_("Stage of work: %(after)s"), Stage),
    }
    if step.axis in names:
        template, choices = names[step.axis]
        title = template % {"after": choices(step.after).label}
    else:
        title = _("Record corrected")
    return PathStep(
        title=title,
        when=timezone.localdate(step.at),
        by=step.organisation.name if step.organisation else _("Secretariat"),
        said=pick(step.reason),
    )


def _assessment(assessment: Assessment) -> PathStep:
    detail = ""
    if assessment.evidence_until:
        detail = _("On evidence up to %(day)s") % {
            "day": written_to_wrap(assessment.evidence_until)
        }
    return PathStep(
        title=_("Assessed: %(grade)s") % {"grade": Grade(assessment.grade).label},
        when=assessment.on,
        side=assessment.by,
        side_label=capfirst(str(Assessor(assessment.by).label)),
        by=assessment.organisation.name if assessment.organisation else "",
        said=pick(assessment.note) or assessment.grade_verbatim,
        detail=detail,
    )


def _law(change: LawChange) -> PathStep:
    return PathStep(
        title=_("In force: %(act)s, %(provision)s")
        % {"act": pick(change.act), "provision": pick(change.provision)},
        when=change.in_force_on,
        detail=_("Confirmed by %(names)s") % {"names": pick(change.confirmed_by)},
        wording=Wording(before=pick(change.before), after=pick(change.after)),
    )


def _ahead(recommendation: Recommendation) -> list[PathStep]:
    """What is still to come: the nearest one is next, the others open."""
    views = {a.by for a in recommendation.assessments.all()}
    waiting = [
        (recommendation.position == Position.PENDING, _("Position of the State")),
        (recommendation.stage == Stage.RECEIVED, _("An institution is named to act")),
        (Assessor.STATE not in views, _("Assessment by the State")),
        (Assessor.CIVIL not in views, _("Assessment by civil society")),
        (not recommendation.law_changes.all(), _("Change in law, or a reasoned refusal")),
    ]
    ahead = [title for waits, title in waiting if waits]
    return [
        PathStep(title=title, state="next" if place == 0 else "open")
        for place, title in enumerate(ahead)
    ]
