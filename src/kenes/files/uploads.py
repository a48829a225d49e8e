"""Files from outside: held to a limit, scanned, and stripped before anyone else may load them."""

import io
import socket
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

_PIECE = 1 << 16  # bytes a read
_SCANNER_PATIENCE = 30  # seconds
# What a PDF can carry beside its pages: scripts, actions, files, forms that send.
_ACTIVE_ROOT = ("/OpenAction", "/AA", "/AcroForm", "/Names", "/Metadata", "/PieceInfo")
_ACTIVE_PAGE = ("/AA", "/PieceInfo", "/Metadata")
_PASSIVE_NOTES = frozenset({"/Link", "/Popup", "/Text", "/Highlight"})
# What an office file can carry beside its text.
_ACTIVE_PARTS = ("vbaProject", "vbaData", "/embeddings/", "/activeX/", "docProps/", "customXml/")


@contextmanager
def received(upload: UploadedFile[Any]) -> Iterator[Path]:
    """The uploaded file on disk for the length of the block.

    Raises ValidationError when it is too large or the scanner finds something.
    """
    if (upload.size or 0) > settings.KENES_UPLOAD_LIMIT:
        raise ValidationError(
            _("%(name)s is %(size)s; at most %(limit)s is taken.")
            % {
                "name": upload.name,
                "size": filesizeformat(upload.size or 0),
                "limit": filesizeformat(settings.KENES_UPLOAD_LIMIT),
            }
        )
    with NamedTemporaryFile(suffix=Path(upload.name or "").suffix) as file:
        for piece in upload.chunks(_PIECE):
            file.write(piece)
        file.flush()
        path = Path(file.name)
        if settings.KENES_CLAMAV_SOCKET and (found := scan(path)):
            raise ValidationError(
                _("%(name)s was refused: the scanner found %(found)s.")
                % {"name": upload.name, "found": found}
            )
        yield path


def scan(path: Path) -> str:
    """What the ClamAV daemon finds in the file, or "" when it is clean.

    Raises ValidationError when the scanner does not answer: unscanned is not clean.
    """
    try:
        with (
            path.open("rb") as file,
            socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as daemon,
        ):
            daemon.settimeout(_SCANNER_PATIENCE)
            daemon.connect(settings.KENES_CLAMAV_SOCKET)
            daemon.sendall(b"zINSTREAM\0")
            while piece := file.read(_PIECE):
                daemon.sendall(struct.pack(">I", len(piece)) + piece)
            daemon.sendall(struct.pack(">I", 0))
            answer = daemon.makefile("rb").read().rstrip(b"\0").decode("utf-8", "replace")
    except OSError as error:
        raise ValidationError(
            _("The scanner does not answer, so the file was not taken. Try again later.")
        ) from error
    verdict = answer.partition("stream:")[2].strip() or answer
    return "" if verdict == "OK" else verdict.removesuffix(" FOUND")


def stripped(path: Path, media_type: str) -> bytes:
    """The file's content without what could act on a reader's machine or name its authors."""
    if media_type == "application/pdf":
        return _strip_pdf(path)
    if zipfile.is_zipfile(path):
        return _strip_office(path)
    return path.read_bytes()


def _strip_pdf(path: Path) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(path) as pdf:
        for name in _ACTIVE_ROOT:
            if name in pdf.Root:
                del pdf.Root[name]
        for page in pdf.pages:
            for name in _ACTIVE_PAGE:
                if name in page:
                    del page[name]
            if "/Annots" in page:
                page["/Annots"] = pikepdf.Array(
                    note for note in page["/Annots"].as_list() if _is_passive(note)
                )
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        pdf.save(out, deterministic_id=True)  # the same file gives the same copy
    return out.getvalue()


def _is_passive(note: pikepdf.Object) -> bool:
    """Links within the document stay; anything that runs, opens or sends goes."""
    action = note.get("/A")
    return (
        str(note.get("/Subtype", "")) in _PASSIVE_NOTES
        and "/AA" not in note
        and (action is None or str(action.get("/S", "")) in {"/GoTo", "/URI"})
    )


def _strip_office(path: Path) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(path) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            if not any(active in part.filename for active in _ACTIVE_PARTS):
                target.writestr(part.filename, source.read(part))
    return out.getvalue()
