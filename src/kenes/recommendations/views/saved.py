"""Saved searches: kept under a name, opened again, forgotten."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kenes.access.policy import authorise
from kenes.recommendations import permissions
from kenes.recommendations.models import SavedSearch
from kenes.recommendations.query import from_address
from kenes.recommendations.search import Search
from kenes.recommendations.services import searches
from kenes.recommendations.views.register import chip_labels


class SearchForm(forms.Form):
    """A name, and the query string of the register; it is kept in its canonical form."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    query = forms.CharField(max_length=2000, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        given = QueryDict(self.cleaned_data["query"])
        address = from_address(given).address()
        if not address:
            raise forms.ValidationError(_("This search asks for nothing."))
        if len(address) > 2000:
            raise forms.ValidationError(_("This search is too long to be kept."))
        return address


@dataclass(frozen=True, kw_only=True)
class Kept:
    pk: int
    name: str
    asks: str  # what it asks, in words
    url: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Page:
    searches: tuple[Kept, ...]
    register_url: str


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """One's own searches, and how much each finds today."""
    authorise(request.actor, permissions.SAVE_SEARCH)  # type: ignore[attr-defined]
    place = reverse("recommendations:register")
    kept = []
    for search in SavedSearch.objects.filter(user_id=request.actor.user_id):  # type: ignore[attr-defined]
        query = from_address(QueryDict(search.query))
        kept.append(
            Kept(
                pk=search.pk,
                name=search.name,
                asks=chip_labels(query),
                url=f"{place}?{query.address()}",
                count=len(Search(query)),
            )
        )
    page = Page(searches=tuple(kept), register_url=place)
    return render(request, "recommendations/saved.html", {"page": page})


@require_POST
def save_search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect("recommendations:register")
    kept = searches.save(
        name=form.cleaned_data["name"],
        query=form.cleaned_data["query"],
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    messages.success(request, _("The search is kept as “%(name)s”.") % {"name": kept.name})
    return redirect(f"{reverse('recommendations:register')}?{kept.query}")


@require_POST
def delete_search(request: HttpRequest, pk: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    kept = get_object_or_404(SavedSearch, pk=pk, user_id=actor.user_id)
    searches.delete(kept, actor=actor, now=timezone.now())
    messages.success(request, _("The search “%(name)s” is forgotten.") % {"name": kept.name})
    return redirect("recommendations:saved")
