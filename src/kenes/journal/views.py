"""The journal's one page: what happened, who did it, when."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kenes.access.policy import authorise
from kenes.journal import permissions, reading
from kenes.journal.forms import FilterForm


@dataclass(frozen=True, kw_only=True)
class Page:
    form: FilterForm
    entries: reading.Slice
    kinds: tuple[str, ...]
    is_filtered: bool


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """Entries of the journal, filtered by action, person and object."""
    authorise(request.actor, permissions.READ)  # type: ignore[attr-defined]
    form = FilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    filters = {name: str(given.get(name) or "") for name in form.fields}
    found = reading.filtered(filters["kind"], given.get("actor"), filters["subject"])
    page = Page(
        form=form,
        entries=reading.page(found, filters, request.GET.get("before", "")),
        kinds=tuple(reading.kinds()),
        is_filtered=any(filters.values()),
    )
    return render(request, "journal/entries.html", {"page": page})
