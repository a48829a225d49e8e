"""The rank of ratified treaties among the laws, through time."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.languages.fields import picked
from kenes.law import permissions, recorded
from kenes.law.forms.acts import TreatyRuleForm
from kenes.law.models import TreatyRule
from kenes.law.services import treaty_rule as rules
from kenes.ui.asking import Asking, act_on, actor_of, draft_name, form_page, posted, refusal


@dataclass(frozen=True, kw_only=True)
class Rule:
    rule: TreatyRule
    says: tuple[str, str]  # words and their language
    basis: tuple[str, str]
    answer: str  # whether a treaty goes before a law, in words
    is_in_force: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    rules: tuple[Rule, ...]
    subject: str  # of the rule of today; "" while there is none
    may_keep: bool


@require_safe
def through_time(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    authorise(actor, permissions.READ)
    current = rules.rule_on(timezone.localdate())
    page = Page(
        rules=tuple(_rule(one, current) for one in TreatyRule.objects.order_by("-since")),
        subject=recorded.rule_subject(current) if current else "",
        may_keep=bool(may(actor, permissions.KEEP)),
    )
    return render(request, "law/treaty_rule.html", {"page": page})


@form_page
def new_rule(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = Asking(
        title=_("State the rank of treaties"),
        back_url=reverse("law:treaty_rule"),
        back=_("Rank of treaties"),
        form=TreatyRuleForm(posted(request)),
        button=_("State it"),
        consequence=_("It is public at once; earlier rules stay as they were."),
        draft=draft_name(actor, "treaty-rule"),
        refusal=refusal(request, actor, permissions.KEEP),
    )
    return act_on(
        request,
        page,
        lambda form: rules.enter(actor=actor, now=timezone.now(), **form.facts()),
        done=_("The rule is stated."),
        go=lambda _made: redirect("law:treaty_rule"),
        template="ui/asking.html",
    )


def _rule(rule: TreatyRule, current: TreatyRule | None) -> Rule:
    answers = {
        True: _("A ratified treaty goes before a law that differs from it."),
        False: _("A ratified treaty does not go before a law that differs from it."),
        None: "",
    }
    return Rule(
        rule=rule,
        says=picked(rule.rule),
        basis=picked(rule.basis),
        answer=answers[rule.treaty_prevails],
        is_in_force=rule == current,
    )
