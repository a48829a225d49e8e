"""The log as static files, for mirrors and witnesses (docs/reference/record-format.md)."""

import re
from collections.abc import Iterator
from hashlib import sha256

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from kenes.engines.ledger.checkpoint import told_size
from kenes.engines.ledger.errors import LedgerError, Malformed
from kenes.engines.ledger.folder import HANDOVERS, LARGEST_PAYLOADS, WITNESSED, payload_path
from kenes.engines.ledger.tiles import (
    CHECKPOINT,
    LARGEST_ENTRY,
    WIDTH,
    Folder,
    bundled,
    entries_in,
    levels_of,
    tile_path,
    tiles_of,
)
from kenes.engines.ledger.tree import HASH_SIZE
from kenes.record.errors import Refused
from kenes.record.places import log_folder
from kenes.record.services import trust
from kenes.record.services.integrating import note_at

TEXTS = frozenset({CHECKPOINT, WITNESSED, HANDOVERS, trust.POLICY})
LARGEST_COSIGNATURE = 64_000  # bytes
_TILE = re.compile(r"tile/(entries|\d{1,2})/((?:x\d{3}/)*\d{3})(?:\.p/(\d{1,3}))?")
_PAYLOAD = re.compile(r"payload/(?:x\d{3}/)*\d{3}\.jsonl")
_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def file(request: HttpRequest, path: str) -> HttpResponse:
    """One file of the log: tiles for ever, the others as they are now."""
    if path in TEXTS or _PAYLOAD.fullmatch(path):
        return _as_it_is_now(request, path)
    if not (match := _TILE.fullmatch(path)):
        raise Http404
    level, place, width = match.groups()
    response = HttpResponse(
        _tile(path, level, place, int(width) if width else WIDTH),
        content_type="application/octet-stream",
    )
    response["Cache-Control"] = _FOR_EVER
    return response


@require_safe
def listing(request: HttpRequest) -> StreamingHttpResponse:
    """The address of every file, one a line, for ``wget -x -i``."""
    note = note_at(CHECKPOINT)
    if note is None:
        raise Http404
    base = request.build_absolute_uri(reverse("root:record_file", args=[CHECKPOINT]))
    base = base.removesuffix(CHECKPOINT)
    return StreamingHttpResponse(
        (f"{base}{path}\n" for path in _paths(told_size(note))),
        content_type="text/plain; charset=utf-8",
    )


@csrf_exempt  # what counts is the witness's signature, not who brings it
@require_POST
def cosignature(request: HttpRequest) -> HttpResponse:
    """Take a witness's signature: the note of a checkpoint that the witness has signed."""
    data = request.read(LARGEST_COSIGNATURE + 1)
    status, said = 200, "taken\n"
    if len(data) > LARGEST_COSIGNATURE:
        status, said = 400, "The note is too large.\n"
    else:
        try:
            trust.take_cosignature(data, timezone.now())
        except Refused as error:
            status, said = 400, f"{error}\n"
    return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")


def _as_it_is_now(request: HttpRequest, path: str) -> HttpResponse:
    try:
        data = Folder(log_folder()).read(path, LARGEST_PAYLOADS)
    except Malformed as error:
        raise Http404 from error
    etag = f'"{sha256(data).hexdigest()[:32]}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(data, content_type="text/plain; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response


def _tile(path: str, level: str, place: str, width: int) -> bytes:
    """A tile; a part of it as long as it is not full, and of the full one ever after."""
    folder = Folder(log_folder())
    try:
        return folder.read(path, WIDTH * (LARGEST_ENTRY + 2))
    except Malformed as missing:
        if not 0 < width < WIDTH:
            raise Http404 from missing
    index = int(place.replace("x", "").replace("/", ""))
    try:
        if level == "entries":
            return bundled(entries_in(folder, index)[:width])
        return folder.read(tile_path(int(level), index), WIDTH * HASH_SIZE)[: width * HASH_SIZE]
    except LedgerError as error:
        raise Http404 from error


def _paths(size: int) -> Iterator[str]:
    yield from (CHECKPOINT, HANDOVERS, trust.POLICY)
    if note_at(WITNESSED):
        yield WITNESSED
    for level in levels_of(size):
        for index, width in tiles_of(size, level):
            yield tile_path(level, index, width)
    for index, width in tiles_of(size, 0):
        yield tile_path("entries", index, width)
        yield payload_path(index)
