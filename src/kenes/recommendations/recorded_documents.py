"""What the public record says of source documents and of imports."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from kenes.recommendations.models import Document, Import
from kenes.recommendations.recorded import CHUNK, label_of, word_of
from kenes.record.subjects import Kind, State, register


def document_state(document: Document) -> State:
    return {
        "file": {
            "sha256": document.sha256,
            "name": document.name,
            "media_type": document.media_type,
            "size": document.size,
        }
    }


def import_state(one: Import) -> State:
    names = ("created", "updated", "removed", "restored", "kept")
    return {
        "document": f"document/{one.document_id}",
        "status": str(one.status),
        "counts": {name: one.counts[name] for name in names if name in one.counts},
    }


def _shown_documents(subjects: Sequence[str]) -> dict[str, State]:
    found = Document.objects.defer("text").filter(pk__in=_keys(subjects))
    return {f"document/{one.pk}": document_state(one) for one in found}


def _shown_imports(subjects: Sequence[str]) -> dict[str, State]:
    found = Import.objects.filter(pk__in=_keys(subjects), applied_at__isnull=False)
    return {f"import/{one.pk}": import_state(one) for one in found}


def _keys(subjects: Sequence[str]) -> list[int]:
    keys = [subject.partition("/")[2] for subject in subjects]
    return [int(key) for key in keys if key.isdigit() and len(key) < 19]


def _every_document() -> Iterator[str]:
    keys = Document.objects.order_by("pk").values_list("pk", flat=True)
    yield from (f"document/{pk}" for pk in keys.iterator(chunk_size=CHUNK))


def _every_import() -> Iterator[str]:
    done = Import.objects.filter(applied_at__isnull=False)
    keys = done.order_by("pk").values_list("pk", flat=True)
    yield from (f"import/{pk}" for pk in keys.iterator(chunk_size=CHUNK))


def _document_titles(subjects: Sequence[str]) -> dict[str, str]:
    found = Document.objects.defer("text").filter(pk__in=_keys(subjects))
    return {f"document/{one.pk}": str(one) for one in found}


def _import_titles(subjects: Sequence[str]) -> dict[str, str]:
    found = Import.objects.filter(pk__in=_keys(subjects)).select_related("document")
    return {
        f"import/{one.pk}": _("Import of %(document)s") % {"document": one.document}
        for one in found.defer("document__text")
    }


def _document_url(subject: str) -> str:
    keys = Document.objects.filter(pk__in=_keys([subject])).values_list("pk", flat=True)
    return reverse("recommendations:document", args=[keys[0]]) if keys else ""


def _import_url(subject: str) -> str:
    found = Import.objects.filter(pk__in=_keys([subject])).values_list("document_id", flat=True)
    return reverse("recommendations:document", args=[found[0]]) if found else ""


def _erase_nothing(subject: str, field: str, is_shown: bool) -> None:
    """A file's name and hash: with the file itself they are no words about persons."""


def register_kinds() -> None:
    register(
        Kind(
            name="document",
            titles=_document_titles,
            url=_document_url,
            shown=_shown_documents,
            every=_every_document,
            label=label_of,
            word=word_of,
            erase=_erase_nothing,
        )
    )
    register(
        Kind(
            name="import",
            titles=_import_titles,
            url=_import_url,
            shown=_shown_imports,
            every=_every_import,
            label=label_of,
            word=word_of,
            erase=_erase_nothing,
            related=lambda subject: [
                str(state["document"]) for state in _shown_imports([subject]).values()
            ],
        )
    )
