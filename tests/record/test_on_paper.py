"""The root that a printed page carries: of a checkpoint over all it tells, or none."""

import pytest
from django.template import Context, Template

from kenes.engines.ledger.tiles import CHECKPOINT
from kenes.recommendations.models import Recommendation
from kenes.record.models import Entry
from kenes.record.places import log_folder, put
from kenes.record.services.integrating import integrate
from kenes.record.services.keeping import root_line, root_over

pytestmark = pytest.mark.django_db


def newest() -> Entry:
    return Entry.objects.latest("pk")


def test_there_is_no_root_over_nothing() -> None:
    assert root_over(None) == ""


def test_what_waits_has_no_root_yet(matter: Recommendation) -> None:
    assert root_over(newest()) == ""


def test_what_is_signed_has_its_root_on_paper(matter: Recommendation) -> None:
    line = root_line(integrate())
    assert root_over(newest()) == line
    template = Template("{% load record %}{% in_record subject %}")
    html = template.render(Context({"subject": matter.number}))
    assert f'<p class="on-paper">The state of the record: <code>{line}</code></p>' in html


def test_an_older_checkpoint_says_nothing_of_a_newer_entry(matter: Recommendation) -> None:
    size = integrate().size
    entry = newest()
    entry.index = size
    assert root_over(entry) == ""


def test_a_damaged_checkpoint_takes_no_page_down(matter: Recommendation) -> None:
    integrate()
    put(log_folder() / CHECKPOINT, b"not a checkpoint")
    assert root_over(newest()) == ""
