"""Official papers: the address they print, and how a file made on request is sent."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xml": "application/xml",
    "txt": "text/plain; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}


def whole_address(name: str, *args: object) -> str:
    """``https://kenes.example/ru/record/verify/``, in the reader's language, to be typed in."""
    origin = settings.KENES_ADDRESS or f"http://{settings.ALLOWED_HOSTS[0]}"
    return origin.rstrip("/") + reverse(name, args=args)


def sent(content: bytes, name: str) -> HttpResponse:
    """The file as a download, never as a page of ours; ``name`` is ASCII, and tells its kind."""
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[name.rpartition(".")[2]],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-cache",
        },
    )
