"""Instruments, acts, changes in law and suggestions, for whoever opens every address."""

from datetime import date
from typing import Any

from django.utils import timezone

from kenes.access.types import Role
from kenes.accounts.models import User
from kenes.law.models import Instrument
from kenes.law.services import instruments, reports, uploads
from kenes.law.tests import made as law
from kenes.members.actors import actor_for
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import law as changing_law
from kenes.suggestions.models import Suggestion

Things = dict[str, dict[str, Any]]


def bound(people: dict[Role, User]) -> Things:
    """An instrument of the catalogue and one that is not, with a report."""
    act: dict[str, Any] = {"actor": actor_for(people[Role.SECRETARY]), "now": timezone.now()}
    instruments.enter_catalogue(**act)
    instruments.enter(
        code="own", kind="other", name={"en": "x"}, adopted_on=date(1995, 5, 26), **act
    )
    known = Instrument.objects.get(code="iccpr")
    report = reports.enter(known, due_on=timezone.localdate(), **act)
    names = ("instrument", "instrument_text", "commitment", "report_new", "report", "obligation")
    return {
        **{f"law:{name}": {"code": known.code, "number": "14", "pk": report.pk} for name in names},
        "law:instrument_change": {"code": "own"},
    }


def suggested(people: dict[Role, User], recommendation: Recommendation) -> Things:
    """A suggestion that waits, and a change in law that the member's side may speak on."""
    Suggestion.objects.create(
        of=recommendation, kind="theme", value="human-rights-education", probability=900
    )
    change = changing_law.record_law_change(
        recommendation,
        act={"en": "Act"},
        provision={"en": "article 1"},
        before={"en": "a"},
        after={"en": "b"},
        in_force_on=date(2024, 1, 1),
        actor=actor_for(people[Role.SECRETARY]),
        now=timezone.now(),
    )
    at = {"number": recommendation.number, "pk": change.pk}
    return {
        "suggestions": {"number": recommendation.number},
        "recommendations:law_from": {"code": "procedure-code"},
        "recommendations:law_confirm": at,
        "recommendations:law_contest": at,
    }


def entered(people: dict[Role, User]) -> Things:
    """An act in two versions, a provision of it, and a file that waits to be looked at."""
    now = timezone.now()
    act = law.act("entered-act", now=now)
    for day, words in ((date(2015, 1, 1), "Первое."), (date(2020, 1, 1), "Второе.")):
        law.version(act, day, f"Статья 1. Право\n1. {words}", now=now)
    waiting = uploads.keep(
        act,
        data="Закон\nСтатья 1. Право\n1. Третье.".encode(),
        name="act.txt",
        on=date(2024, 1, 1),
        language="ru",
        actor=actor_for(people[Role.SECRETARY]),
        now=now,
    )
    at = {"code": act.code, "on": "2015-01-01", "anchor": "art_1__para_1", "pk": waiting.pk}
    names = ("act", "change_act", "on_day", "compare", "upload", "version", "provision")
    files = ("version_pdf", "version_docx", "version_akn", "version_txt")
    of_files = ("check", "save_upload", "discard_upload")
    return {f"law:{name}": at for name in (*names, *files, *of_files)}
