"""The path of a recommendation: one line from where it came from to the law in force."""

from collections.abc import Mapping
from dataclasses import replace

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kenes.languages.dates import written
from kenes.languages.fields import pick
from kenes.languages.types import current_language
from kenes.law.telling import cited_in_full
from kenes.recommendations.labels import label
from kenes.recommendations.lifecycle import Assessor, Grade, Position, RequestedAction, Stage
from kenes.recommendations.models import (
    Assessment,
    Contest,
    LawChange,
    LawStanding,
    LawView,
    Recommendation,
    Step,
)
from kenes.recommendations.models import Standing as Stands
from kenes.recommendations.standing import latest
from kenes.record.models import Entry
from kenes.record.proofs import proved
from kenes.record.subjects import kind_of
from kenes.ui.path import PathStep, Wording, ordered, written_to_wrap


def path_of(recommendation: Recommendation, entries: Mapping[str, Entry]) -> tuple[PathStep, ...]:
    """What happened, oldest first, then what comes next (``related`` rows prefetched).

    ``entries`` are the record's, by the field of the recommendation's state they tell of.
    """
    happened = [
        ("position", _position(recommendation)),
        *((f"step.{step.pk}", _step(step)) for step in recommendation.steps.all()),
        *((f"assessment.{one.pk}", _assessment(one)) for one in recommendation.assessments.all()),
        *(
            (f"contest.{contest.pk}", _contest(contest, one))
            for one in recommendation.assessments.all()
            for contest in one.contests.all()
        ),
        *((f"law.{change.pk}", _law(change)) for change in recommendation.law_changes.all()),
        *(
            (f"law_view.{view.pk}", _law_view(view))
            for change in recommendation.law_changes.all()
            for view in change.views.all()
        ),
    ]
    known = [proved(step, entries.get(name)) for name, step in happened if step is not None]
    first = _adopted(recommendation) if hasattr(recommendation, "origin") else None
    origin = proved(first or _origin(recommendation), entries.get("source"))
    return (origin, *ordered([*known, *_ahead(recommendation)]))


def latest_views(recommendation: Recommendation) -> tuple[Assessment, ...]:
    """The newest assessment of each assessor, to stand side by side."""
    newest = latest(recommendation.assessments.all())
    return tuple(newest[by] for by in Assessor.values if by in newest)


def standing(recommendation: Recommendation) -> str:
    """Where it stands, in one sentence."""
    if said := _standing_in_law(recommendation):
        return said
    views = {a.by: a.grade for a in latest_views(recommendation)}
    state, civil = views.get(Assessor.STATE), views.get(Assessor.CIVIL)
    if recommendation.standing == Stands.CONTESTED and _contested(recommendation):
        return _("An assessment is contested; the matter returns to the agenda.")
    if state and civil and state == civil:
        return _("Both sides: %(grade)s.") % {"grade": Grade(state).label}
    if state and civil and recommendation.standing == Stands.NOT_DONE:
        return _("Both sides: still not done. State: %(state)s; civil society: %(civil)s.") % {
            "state": Grade(state).label,
            "civil": Grade(civil).label,
        }
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
    if hasattr(recommendation, "origin"):
        return _("Adopted by the body on %(day)s; nobody has assessed it yet.") % {
            "day": written(recommendation.origin.adopted_on)
        }
    if recommendation.position == Position.PENDING:
        return _("Waiting for the State’s position.")
    return _("Nobody has assessed it yet.")


def _standing_in_law(recommendation: Recommendation) -> str:
    """What is to be said first once a change in law is recorded; "" before."""
    if recommendation.law == LawStanding.NONE:
        return ""
    day = max(change.in_force_on for change in recommendation.law_changes.all())
    if recommendation.law == LawStanding.CONFIRMED:
        return _("In law since %(day)s, as both sides confirm.") % {"day": written(day)}
    if recommendation.law == LawStanding.CONTESTED:
        return _("A change in law is contested; the matter returns to the agenda.")
    return _("A change in law of %(day)s is recorded; both sides have yet to confirm it.") % {
        "day": written(day)
    }


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


def _adopted(recommendation: Recommendation) -> PathStep:
    """The first step of the body's own: by which decision, out of which proposal."""
    origin = recommendation.origin
    details = []
    if origin.decision:
        details.append(_("Decision %(number)s") % {"number": origin.decision})
    if origin.proposal:
        details.append(_("out of proposal %(number)s") % {"number": origin.proposal})
    return PathStep(
        title=_("Adopted by the body"),
        when=origin.adopted_on,
        detail=", ".join(details),
        link_url=place_of(origin.meeting),
        link_label=_("Meeting %(number)s") % {"number": origin.meeting} if origin.meeting else "",
    )


def place_of(number: str) -> str:
    """The page of a matter of a higher app, by its public number; "" for none."""
    kind = kind_of(number) if number else None
    return kind.url(number) if kind else ""


def _contested(recommendation: Recommendation) -> bool:
    return any(one.contests.all() for one in latest_views(recommendation))


def _contest(contest: Contest, assessment: Assessment) -> PathStep:
    return PathStep(
        title=_("Assessment contested: %(by)s, %(grade)s")
        % {
            "by": Assessor(assessment.by).label,
            "grade": assessment.grade_verbatim or Grade(assessment.grade).label,
        },
        when=timezone.localdate(contest.at),
        by=str(contest.organisation),
        said=contest.reason,
        said_language=contest.language if contest.language != current_language() else "",
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
    if hasattr(recommendation, "origin"):
        return None  # its addressees answered later; the steps tell when
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
    is_own_scale = bool(assessment.grade_verbatim) and assessment.grade == Grade.NOT_ASSESSED
    grade = _("“%(words)s”") % {"words": assessment.grade_verbatim} if is_own_scale else ""
    return PathStep(
        title=_("Assessed: %(grade)s") % {"grade": grade or Grade(assessment.grade).label},
        when=assessment.on,
        side=assessment.by,
        side_label=capfirst(str(Assessor(assessment.by).label)),
        by=assessment.organisation.name if assessment.organisation else assessment.assessor,
        said=pick(assessment.note) or ("" if is_own_scale else assessment.grade_verbatim),
        detail=detail,
    )


def _law(change: LawChange) -> PathStep:
    """The provision before and after, by which act, out of which obligation."""
    amended_by = pick(change.amended_by)
    return PathStep(
        title=_("In force: %(act)s, %(provision)s")
        % {"act": pick(change.act), "provision": pick(change.provision)},
        when=change.in_force_on,
        detail=_("Amended by %(act)s") % {"act": amended_by} if amended_by else "",
        wording=Wording(
            before=pick(change.before),
            after=pick(change.after),
            note=_("There was no such provision.")
            if not change.before
            else _("The provision was repealed."),
        ),
        links=_law_links(change),
    )


def _law_links(change: LawChange) -> tuple[tuple[str, str], ...]:
    """Where the obligation and both wordings stand in the house."""
    links = []
    if one := change.obligation:
        links.append((cited_in_full(one), one.get_absolute_url()))
    for version, anchor, sentence in (
        (change.before_version, change.before_anchor, _("As it read before %(day)s")),
        (change.after_version, change.after_anchor, _("As it reads since %(day)s")),
    ):
        if version is not None and anchor:
            day = written_to_wrap(change.in_force_on)
            links.append((sentence % {"day": day}, version.url_of(anchor)))
    return tuple(links)


def _law_view(view: LawView) -> PathStep:
    title = _("Change in law confirmed") if view.confirms else _("Change in law contested")
    return PathStep(
        title=title,
        when=timezone.localdate(view.at),
        side=view.side,
        by=", ".join(filter(None, (view.person, str(view.organisation)))),
        said=view.reason,
        said_language=view.language if view.language != current_language() else "",
    )


def _ahead(recommendation: Recommendation) -> list[PathStep]:
    """What is still to come: the nearest one is next, the others open."""
    views = {a.by for a in recommendation.assessments.all()}
    own = getattr(recommendation, "origin", None)
    asked = _("Position of those it addresses") if own else _("Position of the State")
    waiting = [
        (recommendation.position == Position.PENDING, asked),
        (recommendation.stage == Stage.RECEIVED, _("An institution is named to act")),
        (Assessor.STATE not in views, _("Assessment by the State")),
        (Assessor.CIVIL not in views, _("Assessment by civil society")),
        (not recommendation.law, _("Change in law, or a reasoned refusal")),
        (recommendation.law == LawStanding.RECORDED, _("Both sides confirm the change in law")),
    ]
    ahead = [PathStep(title=title, state="open") for waits, title in waiting if waits]
    if own and own.due_on and recommendation.standing != Stands.DONE:
        title = _("Carried out by those it addresses")
        ahead.insert(1 if ahead else 0, PathStep(title=title, state="open", due=own.due_on))
    return [
        replace(step, state="next" if place == 0 else "open") for place, step in enumerate(ahead)
    ]
