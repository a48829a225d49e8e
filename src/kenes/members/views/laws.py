"""The by-laws as they are in force."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kenes.access.policy import authorise
from kenes.members import permissions
from kenes.members.rules import RULES, Rule
from kenes.members.services import bylaws as services


@dataclass(frozen=True, kw_only=True)
class Page:
    rules: tuple[tuple[Rule, Any], ...]


@require_GET
def bylaws(request: HttpRequest) -> HttpResponse:
    """Every rule with its value."""
    authorise(request.actor, permissions.READ)  # type: ignore[attr-defined]
    laws = services.in_force(timezone.localdate())
    page = Page(rules=tuple((rule, laws.text(rule.name)) for rule in RULES))
    return render(request, "members/bylaws.html", {"page": page})
