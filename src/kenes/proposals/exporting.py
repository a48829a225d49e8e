"""A public proposal with all that was said of it, as plain data for files and other machines."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from kenes.languages.types import LANGUAGES
from kenes.members.models import Body, Organisation
from kenes.proposals import matter
from kenes.proposals.models import PARTS, Proposal, Version
from kenes.proposals.table.exporting import row_facts

CHUNK = 100  # proposals held at a time


def exported(proposals: Iterator[Proposal]) -> Iterator[dict[str, Any]]:
    """All that is public of each; persons are not named."""
    chunk: list[Proposal] = []
    for proposal in proposals:
        chunk.append(proposal)
        if len(chunk) == CHUNK:
            yield from _all_of(chunk)
            chunk = []
    yield from _all_of(chunk)


def told(proposal: Proposal) -> dict[str, Any]:
    """One proposal as data (``matter.gather``)."""
    versions = {version.pk: version.number for version in proposal.versions.all()}
    return {
        "number": proposal.number,
        "status": str(proposal.status),
        "language": proposal.language,
        "author": _named(proposal.organisation),
        "chamber": proposal.chamber.slug,
        "co_sponsors": [_named(one.organisation) for one in matter.sponsors(proposal)],
        "recommendations": [link.number for link in proposal.links.all()],
        "submitted_at": _at(proposal.submitted_at),
        "form_due_on": _at(proposal.form_due_on),
        "comments_until": _at(proposal.comments_until),
        "agenda_on": _at(proposal.agenda_on),
        "decided_on": _at(proposal.decided_on),
        "decision_reason": proposal.decision_reason,
        "referred_to": proposal.goes_to and _named(proposal.goes_to),
        "versions": [_version(version, proposal) for version in proposal.versions.all()],
        "claims": [
            {
                "organisation": _named(one.organisation),
                **_fields(one, "kind", "text", "evidence", "method", "capacity", "on_behalf"),
                "language": one.language,
                "made_at": _at(one.made_at),
                "retracted_at": _at(one.retracted_at),
            }
            for one in proposal.claims.all()
        ],
        "comments": [
            {
                "organisation": _named(one.organisation),
                "chamber": one.chamber.slug,
                "version": versions[one.version_id],
                **_fields(one, "paragraph", "text", "language"),
                "at": _at(one.at),
            }
            for one in proposal.comments.all()
        ],
        "positions": [
            {
                "organisation": _named(one.organisation),
                "chamber": one.chamber.slug,
                "version": versions[one.version_id],
                **_fields(one, "stance", "reason", "language"),
                "at": _at(one.at),
            }
            for one in proposal.positions.all()
        ],
        "papers": [
            _fields(one, "name", "media_type", "size", "sha256")
            for one in proposal.attachments.all()
        ],
        "steps": [
            {
                **_fields(one, "act", "before", "after", "reason", "facts"),
                "organisation": one.organisation and _named(one.organisation),
                "at": _at(one.at),
            }
            for one in proposal.steps.all()
        ],
    }


def _all_of(chunk: list[Proposal]) -> Iterator[dict[str, Any]]:
    if chunk:
        matter.gather(*chunk)
        yield from map(told, chunk)


def _version(version: Version, proposal: Proposal) -> dict[str, Any]:
    rows = [row for row in proposal.amendments.all() if row.version_id == version.pk]
    return {
        "number": version.number,
        "is_current": version.is_current,
        **_fields(version, "title", *PARTS, "note"),
        "made_at": _at(version.made_at),
        "table": [row_facts(row) for row in sorted(rows, key=lambda row: row.order)],
    }


def _named(one: Organisation | Body) -> dict[str, str]:
    names = {code: str(getattr(one, f"name_{code}")) for code in LANGUAGES}
    return {"slug": one.slug, **names}


def _fields(row: Model, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _at(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
