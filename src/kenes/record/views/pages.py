"""What people read of the record: its newest entries, one matter, one entry, its proof."""

import json
import re
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kenes.access.policy import authorise, may
from kenes.access.types import Actor, Decision
from kenes.engines.ledger.attribution import check_attribution
from kenes.engines.ledger.checkpoint import Checkpoint
from kenes.engines.ledger.contents import ACT
from kenes.engines.ledger.errors import LedgerError
from kenes.engines.ledger.tiles import Folder, subtrees_in
from kenes.engines.ledger.tree import inclusion
from kenes.record import permissions, reading
from kenes.record.errors import NothingToBundle
from kenes.record.models import Entry, Redaction
from kenes.record.places import log_folder
from kenes.record.services import bundling, trust
from kenes.record.services.attesting import may_sign
from kenes.record.services.keeping import checkpoint_now, root_line
from kenes.record.services.receipts import receipt_for
from kenes.record.services.redacting import Ground, tombstones
from kenes.record.subjects import kind_of, titles_of
from kenes.record.words import in_words, references, type_label

MOST_SUBJECTS = 20
_SUBJECT = re.compile(r"[A-Za-z]+[-/][\w./-]{1,60}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class LogPage:
    entries: reading.Slice
    root: str
    size: int
    key: str
    witnesses: tuple[tuple[str, int], ...]  # name, entries it has signed
    files_url: str
    redactions: tuple[Redaction, ...]  # that wait for a second officer, for who decides


@dataclass(frozen=True, kw_only=True)
class MatterPage:
    subject: str
    title: str
    url: str
    entries: reading.Slice


@dataclass(frozen=True, kw_only=True)
class Told:
    label: str
    name: str
    text: str
    redaction: Redaction | None
    ground: str


@dataclass(frozen=True, kw_only=True)
class EntryPage:
    entry: Entry
    what: str
    title: str
    fields: tuple[Told, ...]
    facts: tuple[tuple[str, str], ...]
    actor: str
    raw: str
    leaf: str
    proof: tuple[str, ...]
    checkpoint: Checkpoint | None
    signed_on: str  # the site a person signed on; "" without a signature
    may_sign: bool
    may_redact: Decision


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The record itself: its root, who watches it, its newest entries."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    authorise(actor, permissions.READ)
    checkpoint = checkpoint_now()
    waiting = Redaction.objects.filter(closed_at=None).select_related("entry")[:MOST_SUBJECTS]
    page = LogPage(
        entries=reading.page(Entry.objects.all(), before=request.GET.get("before", "")),
        root=root_line(checkpoint) if checkpoint else "",
        size=checkpoint.size if checkpoint else 0,
        key=str(trust.policy().log) if checkpoint else "",
        witnesses=tuple((name, size) for name, size, _at in trust.seen_by_witnesses()),
        files_url=reverse("root:record_listing"),
        redactions=tuple(one for one in waiting if may(actor, permissions.REDACT, one)),
    )
    return render(request, "record/log.html", {"page": page})


@require_safe
def matter(request: HttpRequest) -> HttpResponse:
    """All entries on one matter, and whether what is shown of it agrees with them."""
    authorise(request.actor, permissions.READ)  # type: ignore[attr-defined]
    subject = _subject(request.GET.get("subject", ""))
    found = Entry.objects.filter(subject=subject)
    if not found.exists():
        raise Http404
    kind = kind_of(subject)
    page = MatterPage(
        subject=subject,
        title=titles_of([subject])[subject],
        url=kind.url(subject) if kind else "",
        entries=reading.page(found, before=request.GET.get("before", ""), subject=subject),
    )
    return render(request, "record/matter.html", {"page": page})


@require_safe
def entry(request: HttpRequest, uuid: str) -> HttpResponse:
    """One entry: what it says, what was erased, its proof and signature."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    authorise(actor, permissions.READ)
    found = get_object_or_404(Entry.objects.select_related("act"), uuid=uuid)
    form = found.form()
    checkpoint = checkpoint_now()
    page = EntryPage(
        entry=found,
        what=type_label(found.type),
        title=titles_of([found.subject])[found.subject],
        fields=_told(found),
        facts=tuple((name, in_words(value)) for name, value in form.facts.items()),
        actor=form.actor,
        raw=bytes(found.data).decode(),
        leaf=bytes(found.leaf).hex(),
        proof=_proof(found, checkpoint),
        checkpoint=checkpoint,
        signed_on=_signed_on(found),
        may_sign=may_sign(found, actor),
        may_redact=may(actor, permissions.ASK_REDACTION, found),
    )
    return render(request, "record/entry.html", {"page": page})


@require_safe
def receipt(request: HttpRequest, uuid: str) -> HttpResponse:
    """The signed promise that this entry is in the log 24 hours later at the latest."""
    authorise(request.actor, permissions.READ)  # type: ignore[attr-defined]
    found = get_object_or_404(Entry.objects.select_related("act"), uuid=uuid)
    response = HttpResponse(receipt_for(found), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipt-{uuid}.txt"'
    return response


@require_safe
def bundle(request: HttpRequest) -> HttpResponse:
    """Matters with all that checks them, as one file; ``since`` is a size of the log once seen."""
    authorise(request.actor, permissions.READ)  # type: ignore[attr-defined]
    subjects = [_subject(one) for one in request.GET.getlist("subject")[:MOST_SUBJECTS]]
    since = [int(size) for size in request.GET.getlist("since")[:MOST_SUBJECTS] if _is_size(size)]
    try:
        made = bundling.bundle(subjects, since=since)
    except NothingToBundle as error:
        raise Http404 from error
    response = HttpResponse(bundling.as_file(made), content_type="application/zip")
    name = "-".join(subjects).replace("/", "-")[:80]
    response["Content-Disposition"] = f'attachment; filename="kenes-{name}.zip"'
    return response


def _subject(text: str) -> str:
    """A subject as it may stand in an address; no other is asked for."""
    return text if _SUBJECT.fullmatch(text) else ""


def _is_size(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _told(found: Entry) -> tuple[Told, ...]:
    kind, graves = kind_of(found.subject), tombstones(found)
    values = {name: json.loads(payload) for name, payload in found.payloads().items()}
    titles = titles_of(references(list(values.values())))

    def label(name: str) -> str:
        return kind.label(name) if kind else name

    def word(part: str, code: str) -> str:
        return titles.get(code) or (kind.word(part, code) if kind else code)

    return tuple(
        Told(
            label=label(name.removeprefix(ACT)),
            name=name,
            text=in_words(values[name], name, label, word) if name in values else "",
            redaction=graves.get(name),
            ground=str(Ground(graves[name].ground).label) if name in graves else "",
        )
        for name in found.form().commitments
    )


def _proof(found: Entry, checkpoint: Checkpoint | None) -> tuple[str, ...]:
    if checkpoint is None or found.index is None or found.index >= checkpoint.size:
        return ()
    subtree = subtrees_in(Folder(log_folder()), checkpoint.size)
    try:
        proof = inclusion(found.index, checkpoint.size, subtree)
    except LedgerError:  # a damaged tile: `kenes record verify` names it
        return ()
    return tuple(part.hex() for part in proof)


def _signed_on(found: Entry) -> str:
    attribution = found.attribution()
    if attribution is None:
        return ""
    try:
        return check_attribution(attribution, bytes(found.leaf))
    except LedgerError:
        return ""
