"""Import: give a file, check what was read beside its source page, save, or take it back."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kenes.access.moves import IllegalMove
from kenes.access.policy import authorise
from kenes.engines import undocs
from kenes.files.uploads import received
from kenes.recommendations import permissions, progress, tasks
from kenes.recommendations.forms.register import RowForm, UploadForm
from kenes.recommendations.lifecycle import ImportStatus
from kenes.recommendations.messages import doubt_sentence, error_sentence, say
from kenes.recommendations.models import Import, ImportRow, Outcome
from kenes.recommendations.preview import Row, Sheet, sheet_of
from kenes.recommendations.rows import unpack
from kenes.recommendations.services import imports, staging
from kenes.ui.exports import safe_cell

LISTED = 30  # imports on the page


@dataclass(frozen=True, kw_only=True)
class ListPage:
    form: UploadForm
    imports: tuple[Import, ...]


@dataclass(frozen=True, kw_only=True)
class OnePage:
    of: Import
    failure: str
    is_ready: bool
    is_busy: bool
    is_applied: bool
    done: int
    total: int
    will_save: int
    doubtful: int
    sheet: Sheet | None


def index(request: HttpRequest) -> HttpResponse:
    """The imports so far, and the form to begin one."""
    actor = request.actor  # type: ignore[attr-defined]
    authorise(actor, permissions.READ_IMPORT)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            with received(upload) as path:
                import_ = staging.start(
                    path,
                    name=upload.name,
                    kind=form.cleaned_data["kind"],
                    mapping=form.cleaned_data["mapping"],
                    actor=actor,
                    now=timezone.now(),
                )
        except undocs.UndocsError as error:
            form.add_error("file", error_sentence(error.code, error.facts, upload.name))
        except ValidationError as error:
            form.add_error("file", error)
        else:
            tasks.begin_reading(import_, by=actor)
            return redirect("recommendations:import", import_.pk)
    listed = Import.objects.select_related("document", "started_by")[:LISTED]
    page = ListPage(form=form, imports=tuple(listed))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "recommendations/imports.html", {"page": page}, status=status)


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    import_ = _get(request, pk)
    return render(request, "recommendations/import.html", {"page": _page(import_, request.GET)})


def _page(import_: Import, query: Any) -> OnePage:
    told = progress.told(import_.pk)
    done, total = told or (import_.done, import_.total)
    is_ready = import_.status == ImportStatus.READY and told is None
    rows = import_.rows.all()
    return OnePage(
        of=import_,
        failure=say(import_) if import_.status == ImportStatus.FAILED else "",
        is_ready=is_ready,
        is_busy=import_.status in {ImportStatus.WAITING, ImportStatus.READING}
        or (import_.status == ImportStatus.READY and told is not None),
        is_applied=import_.status == ImportStatus.APPLIED,
        done=done,
        total=total,
        will_save=rows.filter(included=True).count() if is_ready else 0,
        doubtful=rows.filter(is_doubtful=True).count() if is_ready else 0,
        sheet=sheet_of(import_, query) if import_.total else None,
    )


@require_GET
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress, for the script that shows it."""
    page = _page(_get(request, pk), {})
    return JsonResponse({"busy": page.is_busy, "done": page.done, "total": page.total})


@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Save, undo or discard; then back to the import with what happened."""
    import_ = _get(request, pk)
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    try:
        if what == "apply":
            authorise(actor, permissions.APPLY_IMPORT, import_)
            tasks.begin_applying(import_, by=actor)
        elif what == "undo":
            imports.undo(import_, actor=actor, now=now)
            messages.success(request, _("The import was taken back."))
        else:
            staging.discard(import_, actor=actor, now=now)
            messages.success(request, _("The import was put aside; nothing was saved."))
            return redirect("recommendations:imports")
    except IllegalMove:
        messages.error(
            request, _("This import is already %(status)s.") % {"status": _now(import_)}
        )
    return redirect("recommendations:import", pk)


@require_POST
def include(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """Take one row along or leave it out."""
    row = get_object_or_404(_get(request, pk).rows.select_related("of__document"), index=index)
    staging.include(
        row,
        request.POST.get("included") == "yes",
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    return redirect(f"{reverse('recommendations:import', args=[pk])}{_back(request)}#row-{index}")


def row(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """Correct what was read in one row, its source page beside it."""
    import_ = _get(request, pk)
    row = get_object_or_404(import_.rows.exclude(outcome=Outcome.NOT_UNDERSTOOD), index=index)
    row.of = import_
    form = RowForm(request.POST or None, item=unpack(row.item))
    if request.method == "POST" and form.is_valid():
        try:
            staging.revise(row, form.item(), actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
        except IllegalMove:
            messages.error(
                request, _("This import is already %(status)s.") % {"status": _now(import_)}
            )
        return redirect(
            f"{reverse('recommendations:import', args=[pk])}{_back(request)}#row-{index}"
        )
    context = {"form": form, "row": Row.of(row, {}, import_.document), "of": import_}
    status = 422 if form.is_bound else 200
    return render(request, "recommendations/import_row.html", context, status=status)


@require_GET
def not_understood(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The rows nothing was made of, as CSV: where, why, and what stands there."""
    import_ = _get(request, pk)
    rows = import_.rows.filter(outcome=Outcome.NOT_UNDERSTOOD).order_by("index")
    response = StreamingHttpResponse(_problem_lines(rows.iterator()), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="import-{pk}-not-understood.csv"'
    return response


def _problem_lines(rows: Iterator[ImportRow]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("place"), _("why"), _("what stands there")])
    for row in rows:
        item = row.item
        cells = [item["where"], doubt_sentence(item["code"], item["facts"]), item["raw"]]
        writer.writerow([safe_cell(cell) for cell in cells])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _get(request: HttpRequest, pk: int) -> Import:
    authorise(request.actor, permissions.READ_IMPORT)  # type: ignore[attr-defined]
    return get_object_or_404(Import.objects.select_related("document", "started_by"), pk=pk)


def _now(import_: Import) -> str:
    import_.refresh_from_db(fields=["status"])
    return str(ImportStatus(import_.status).label)


def _back(request: HttpRequest) -> str:
    """The query string the person came from, kept only when it is ours to read."""
    page, show = request.POST.get("page", ""), request.POST.get("show", "")
    parts = [
        f"page={page}" if page.isdigit() else "",
        f"show={show}" if show.isidentifier() else "",
    ]
    given = "&".join(part for part in parts if part)
    return f"?{given}" if given else ""
