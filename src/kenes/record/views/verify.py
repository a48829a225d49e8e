"""Checking a bundle: in the reader's browser, and here for those who have no scripts."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kenes.access.policy import authorise
from kenes.engines.ledger.bundle import Bundle, verify_bundle
from kenes.engines.ledger.errors import LedgerError
from kenes.engines.ledger.policy import LARGEST as LARGEST_POLICY
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.report import Finding, Report
from kenes.record import permissions
from kenes.record.sentences import SENTENCES, sentence

LARGEST = 10_000_000  # bytes: a visitor must not keep this site busy; the browser takes more


@dataclass(frozen=True, kw_only=True)
class Result:
    """A report in the reader's language."""

    is_sound: bool
    origin: str
    size: int
    root_hex: str
    key: str
    witnesses: tuple[str, ...]
    entries: int
    payloads: int
    redacted: int
    signed: int
    trusted_own_key: bool
    findings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    sentences: tuple[tuple[str, Promise], ...]
    report: Result | None
    failure: str


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The form, and what was found in the bundle that came with it."""
    authorise(request.actor, permissions.READ)  # type: ignore[attr-defined]
    report, failure = None, ""
    if request.method == "POST":
        report, failure = _checked(request.FILES.get("bundle"), request.FILES.get("policy"))
    page = Page(sentences=tuple(SENTENCES.items()), report=report, failure=failure)
    return render(request, "record/verify.html", {"page": page}, status=422 if failure else 200)


def _checked(
    bundle: "UploadedFile[bytes] | None", policy: "UploadedFile[bytes] | None"
) -> tuple[Result | None, str]:
    if bundle is None:
        return None, _("Choose a bundle first.")
    if (bundle.size or 0) > LARGEST:
        return None, _(
            "This file is larger than this site checks. Your browser can check it, with scripts, "
            "or the program that is in the bundle."
        )
    trusted = None
    if policy is not None:
        try:
            said = policy.read(LARGEST_POLICY + 1).decode(errors="replace")
            trusted = Policy.parse(said.replace("\r\n", "\n"))
        except LedgerError as error:
            return None, _("The policy cannot be read: %(why)s.") % {"why": error}
    try:
        made = Bundle.parse(bundle.read(), LARGEST)
    except LedgerError as error:
        found = Report(findings=(Finding.of(error),))
    else:
        found = verify_bundle(made, trusted, now=timezone.now())
    return _result(found, trusted_own_key=trusted is None), ""


def _result(found: Report, *, trusted_own_key: bool) -> Result:
    return Result(
        is_sound=found.is_sound,
        origin=found.origin,
        size=found.size,
        root_hex=found.root.hex(),
        key=found.key,
        witnesses=found.witnesses,
        entries=found.entries,
        payloads=found.payloads,
        redacted=found.redacted,
        signed=found.signed,
        trusted_own_key=trusted_own_key,
        findings=tuple(
            sentence(one.code, {"detail": one.sentence, **one.facts}) for one in found.findings
        ),
    )
