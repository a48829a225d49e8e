"""Beginning a road map, changing it, adopting or discarding its draft."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.access.policy import authorise
from kenes.implementation import permissions
from kenes.implementation.forms import AdoptForm, ChangeForm, RoadMapForm, of_roadmap
from kenes.implementation.models import RoadMap
from kenes.implementation.services import adopting, changing, drafting
from kenes.implementation.views.asking import Asking, act_on, name_of, quoted, visible
from kenes.ui.asking import actor_of, draft_name, form_page, posted, refusal


@form_page
def begin(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    reason = refusal(request, actor, permissions.CHANGE)
    page = Asking(
        title=_("Prepare a road map"),
        back_url=reverse("implementation:all"),
        back=_("Road maps"),
        form=RoadMapForm(posted(request)),
        button=_("Save the draft"),
        consequence=_("It is a draft until it is adopted: only those who prepare it read it."),
        draft=draft_name(actor, "roadmap", RoadMap.objects.count()),
        refusal=reason,
    )
    return act_on(
        request,
        page,
        lambda form: drafting.begin(**form.facts(), actor=actor, now=timezone.now()),
        done=_("The draft is saved. Add its measures, one by one or from a workbook."),
        then=lambda made: made.get_absolute_url(),
    )


@form_page
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Its title, purpose, period and recommendations; of an adopted one with reasons."""
    actor = actor_of(request)
    roadmap = visible(number, actor)
    reason = refusal(request, actor, permissions.CHANGE, roadmap)
    initial = of_roadmap(roadmap)
    make = RoadMapForm if roadmap.is_draft else ChangeForm
    page = Asking(
        title=_("Change the draft") if roadmap.is_draft else _("Change the road map"),
        back_url=roadmap.get_absolute_url(),
        back=name_of(roadmap),
        form=make(posted(request), initial=initial),
        button=_("Save the draft") if roadmap.is_draft else _("Change it"),
        consequence=""
        if roadmap.is_draft
        else _("The change is public at once and entered for good, with its reasons."),
        draft=draft_name(actor, "roadmap", number, roadmap.edited),
        refusal=reason,
    )

    def act(form: RoadMapForm) -> RoadMap:
        given = {**form.facts(), "seen": form.cleaned_data["seen"]}
        if roadmap.is_draft:
            return drafting.prepare(roadmap, **given, actor=actor, now=timezone.now())
        return changing.change(
            roadmap, **given, reason=form.said("reason"), actor=actor, now=timezone.now()
        )

    return act_on(
        request,
        page,
        act,
        done=_("The draft is saved.") if roadmap.is_draft else _("The road map is changed."),
        then=roadmap.get_absolute_url(),
        now=lambda: of_roadmap(RoadMap.objects.get(pk=roadmap.pk)),
        signs="" if roadmap.is_draft else number,
        actor=actor,
    )


@form_page
def adopt(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    roadmap = visible(number, actor)
    authorise(actor, permissions.ADOPT, roadmap)
    count = roadmap.measures.count()
    page = Asking(
        title=_("Adopt the road map"),
        back_url=roadmap.get_absolute_url(),
        back=name_of(roadmap),
        form=AdoptForm(posted(request), initial={"on": timezone.localdate()}),
        button=_("Adopt it"),
        quote=quoted(roadmap.title),
        consequence=ngettext(
            "The road map and its %(n)s measure become public and are entered in the public "
            "record. From then on every change is told there.",
            "The road map and its %(n)s measures become public and are entered in the public "
            "record. From then on every change is told there.",
            count,
        )
        % {"n": count},
    )
    return act_on(
        request,
        page,
        lambda form: adopting.adopt(
            roadmap,
            decision=form.cleaned_data["decision"],
            on=form.cleaned_data["on"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The road map is adopted."),
        then=lambda made: made.get_absolute_url(),
        signs=lambda made: str(made.number),
        actor=actor,
    )


@form_page
def discard(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    roadmap = visible(number, actor)
    authorise(actor, permissions.PREPARE, roadmap)
    page = Asking(
        title=_("Discard the draft"),
        back_url=roadmap.get_absolute_url(),
        back=name_of(roadmap),
        form=Form(posted(request)),
        button=_("Discard it"),
        is_grave=True,
        quote=quoted(roadmap.title),
        consequence=_("The road map and its measures are deleted. This cannot be undone."),
    )
    return act_on(
        request,
        page,
        lambda form: drafting.discard(roadmap, actor=actor, now=timezone.now()),
        done=_("The draft is discarded."),
        then=reverse("implementation:all"),
    )
