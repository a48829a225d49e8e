"""Papers beside a proposal: added, taken out of a draft, loaded by anyone."""

from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise
from kenes.files.uploads import received
from kenes.proposals import permissions
from kenes.proposals.forms import PaperForm
from kenes.proposals.models import Attachment
from kenes.proposals.services import attaching
from kenes.proposals.views.asking import act_on, visible
from kenes.ui.asking import Asking, Quote, actor_of, form_page, posted


@form_page
def attach(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    authorise(actor, permissions.ATTACH, proposal)

    def act(form: PaperForm) -> Attachment:
        upload = form.cleaned_data["file"]
        with received(upload) as path:
            return attaching.attach(
                proposal, path, name=upload.name, actor=actor, now=timezone.now()
            )

    page = Asking(
        title=_("Attach a paper"),
        back_url=proposal.get_absolute_url(),
        back=_("Draft") if proposal.is_draft else number,
        form=PaperForm(posted(request), request.FILES or None),
        button=_("Attach it"),
        consequence="" if proposal.is_draft else _("It is public at once and stays so."),
    )
    return act_on(
        request,
        page,
        act,
        done=_("The paper is attached."),
        then=f"{proposal.get_absolute_url()}#papers",
    )


@form_page
def detach(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    proposal = visible(number, actor)
    authorise(actor, permissions.EDIT, proposal)
    paper = get_object_or_404(proposal.attachments, pk=pk)
    page = Asking(
        title=_("Take a paper out"),
        back_url=proposal.get_absolute_url(),
        back=_("Draft"),
        form=Form(posted(request)),
        button=_("Take it out"),
        is_grave=True,
        consequence=_("The file is deleted."),
        quote=Quote(label=_("Paper"), text=paper.name, language=""),
    )
    return act_on(
        request,
        page,
        lambda form: attaching.detach(paper, actor=actor, now=timezone.now()),
        done=_("The paper is taken out."),
        then=f"{proposal.get_absolute_url()}#papers",
    )


@require_safe
def paper(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """The stripped copy, always as a download and never as a page of ours."""
    actor = actor_of(request)
    proposal = visible(number, actor)
    authorise(actor, permissions.READ, proposal)
    found = get_object_or_404(proposal.attachments, pk=pk)
    if not found.file:
        raise Http404
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=found.media_type,
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
