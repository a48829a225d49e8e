"""The body answers what a consultation found, and corrects what it answered."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kenes.opinions import permissions
from kenes.opinions.forms.answering import AnswerForm, CorrectForm
from kenes.opinions.services import answering
from kenes.opinions.views.door import found
from kenes.record.onwards import onwards
from kenes.ui import asking
from kenes.ui.asking import Asking, actor_of, draft_name, form_page, posted, refusal
from kenes.ui.fields import spread

_TEMPLATE = "opinions/form.html"


@form_page
def answer(request: HttpRequest, number: str) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    page = Asking(
        title=_("Answer what was found"),
        back_url=one.get_absolute_url(),
        back=one.name,
        form=AnswerForm(posted(request)),
        button=_("Publish the answer"),
        consequence=_(
            "It is public at once, with your name, and those at the table are told. It can be "
            "corrected; the record keeps every text."
        ),
        draft=draft_name(actor, "answer", number),
        refusal=refusal(request, actor, permissions.ANSWER, one),
    )
    return asking.act_on(
        request,
        page,
        lambda form: answering.answer(
            one, text=form.words("answer"), actor=actor, now=timezone.now()
        ),
        done=_("The answer is published."),
        go=lambda made: onwards(made.get_absolute_url(), made.number, actor),
        template=_TEMPLATE,
    )


@form_page
def correct(request: HttpRequest, number: str) -> HttpResponse:
    actor, one = actor_of(request), found(number)
    page = Asking(
        title=_("Correct the answer"),
        back_url=one.get_absolute_url(),
        back=one.name,
        form=CorrectForm(posted(request), initial=spread({"answer": one.answer})),
        button=_("Publish the corrected answer"),
        consequence=_(
            "The page shows the new text and says that it was corrected, and when; "
            "the record keeps the earlier one."
        ),
        draft=draft_name(actor, "answer", number, one.answer_corrected_at),
        refusal=refusal(request, actor, permissions.CORRECT_ANSWER, one),
    )
    return asking.act_on(
        request,
        page,
        lambda form: answering.correct(
            one,
            text=form.words("answer"),
            because=form.cleaned_data["reason"],
            actor=actor,
            now=timezone.now(),
        ),
        done=_("The corrected answer is published."),
        go=lambda made: onwards(made.get_absolute_url(), made.number, actor),
        template=_TEMPLATE,
    )
