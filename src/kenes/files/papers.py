"""Papers beside a text: PDF, DOCX, ODT and pictures, known by what they are, not by their name."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree
from PIL import Image, ImageOps

from kenes.engines.markup import parser
from kenes.files.uploads import stripped

LARGEST_UNPACKED = 400_000_000  # bytes of all members of an archive
LARGEST_RATIO = 250  # unpacked to packed, once a megabyte is passed
MOST_MEMBERS = 5_000
MOST_PIXELS = 50_000_000
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
_PICTURES = {"PNG": ("image/png", ".png"), "JPEG": ("image/jpeg", ".jpg")}
_PICTURE_NAMES = {".png", ".jpg", ".jpeg"}
# What an ODT can carry beside its text: programs, settings of menus, other files.
_ODT_ACTIVE = ("Basic/", "Scripts/", "Configurations2/", "Dialogs/", "Object ", "Thumbnails/")
_ODT_MANIFEST = "META-INF/manifest.xml"
_ODT_META = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-meta '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3">'
    "<office:meta/></office:document-meta>"
)
_PATH = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path"
ACCEPTED = ".pdf,.docx,.odt,.png,.jpg,.jpeg"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What is kept of a file: its content without what could act or name its authors."""

    name: str
    media_type: str
    content: bytes


def paper(path: Path, name: str) -> Paper:
    """The file at ``path``, called ``name`` by who sent it, made harmless.

    Raises ValidationError with a sentence for what cannot be taken.
    """
    name = Path(name.replace("\\", "/")).name
    extension = Path(name).suffix.lower()
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise ValidationError(_("%(name)s is empty.") % {"name": name})
    try:
        if extension == ".pdf" and head[:5] == b"%PDF-":
            return Paper(name=name, media_type=PDF, content=stripped(path, PDF))
        if extension == ".docx" and _holds(path, name, "word/document.xml"):
            return Paper(name=name, media_type=DOCX, content=stripped(path, DOCX))
        if extension == ".odt" and _holds(path, name, "content.xml"):
            return Paper(name=name, media_type=ODT, content=_strip_odt(path))
        if extension in _PICTURE_NAMES:
            return _picture(path, name)
    except ValidationError:
        raise
    except Exception as error:  # readers of hostile files fail in ways nobody lists
        raise ValidationError(
            _("%(name)s is damaged, locked or was cut short.") % {"name": name}
        ) from error
    raise ValidationError(
        _("%(name)s is not what its name says, or none of PDF, DOCX, ODT, PNG, JPEG.")
        % {"name": name}
    )


def _holds(path: Path, name: str, member: str) -> bool:
    """Whether the file is an archive with this member, and none made to fill the disk."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    unpacked = sum(one.file_size for one in members)
    packed = sum(one.compress_size for one in members) or 1
    is_bomb = unpacked > 1_000_000 and unpacked / packed > LARGEST_RATIO
    if is_bomb or unpacked > LARGEST_UNPACKED or len(members) > MOST_MEMBERS:
        raise ValidationError(_("%(name)s unpacks to far too much.") % {"name": name})
    return member in {one.filename for one in members}


def _picture(path: Path, name: str) -> Paper:
    """The picture drawn anew: what was hidden beside its points is not in the copy."""
    with Image.open(path, formats=list(_PICTURES)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValidationError(_("%(name)s has too many points.") % {"name": name})
        media_type, extension = _PICTURES[str(picture.format)]
        upright = ImageOps.exif_transpose(picture)
        mode = "RGB" if media_type == "image/jpeg" else "RGBA"
        drawn = Image.new(mode, upright.size)
        drawn.paste(upright.convert(mode))
    out = io.BytesIO()
    drawn.save(out, "JPEG" if mode == "RGB" else "PNG", quality=90)
    return Paper(
        name=f"{Path(name).stem}{extension}", media_type=media_type, content=out.getvalue()
    )


def _strip_odt(path: Path) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(path) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        # An ODT begins with its type, unpacked.
        target.writestr(zipfile.ZipInfo("mimetype"), ODT, zipfile.ZIP_STORED)
        for part in source.infolist():
            if part.filename == "mimetype" or _is_active(part.filename):
                continue
            content = source.read(part)
            if part.filename == "meta.xml":
                content = _ODT_META.encode()
            elif part.filename == _ODT_MANIFEST:
                content = _manifest_without_active(content)
            target.writestr(part.filename, content)
    return out.getvalue()


def _manifest_without_active(content: bytes) -> bytes:
    manifest = etree.fromstring(content, parser())
    for entry in list(manifest):
        if _is_active(entry.get(_PATH) or ""):
            manifest.remove(entry)
    return bytes(etree.tostring(manifest, xml_declaration=True, encoding="UTF-8"))


def _is_active(name: str) -> bool:
    return any(name.startswith(active) for active in _ODT_ACTIVE)
