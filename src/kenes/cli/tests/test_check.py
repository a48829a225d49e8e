import shutil
from typing import NamedTuple

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from kenes.access.types import operator
from kenes.cli.main import main
from kenes.recommendations import index
from kenes.recommendations.models import Posting, Recommendation
from kenes.recommendations.services import entries


class Usage(NamedTuple):
    free: int  # bytes


pytestmark = pytest.mark.django_db


@pytest.fixture
def recommendation() -> Recommendation:
    return entries.record(
        text="End torture in prisons",
        language="en",
        facts={"country": "KAZ", "mechanism": "UPR"},
        actor=operator("test"),
        now=timezone.now(),
    )


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    status = main(["check", *arguments])
    return status, capsys.readouterr().out.splitlines()


@pytest.mark.usefixtures("recommendation")
def test_a_healthy_house_is_status_nought(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = checked(capsys)
    assert status == 0
    assert [line[0] for line in lines] == ["✓"] * 4
    assert lines[1:] == ["✓ disk", "✓ database", "✓ search index"]


def test_what_the_index_does_not_know_is_counted_and_mended(
    recommendation: Recommendation, capsys: pytest.CaptureFixture[str]
) -> None:
    index.forget([recommendation.pk])
    status, lines = checked(capsys)
    assert status == 1
    assert "! search index: 1 recommendations out of step; use --rebuild" in lines
    status, lines = checked(capsys, "--rebuild")
    assert status == 0
    assert "✓ search index, built from 1 recommendations" in lines
    assert Posting.objects.filter(field="word").exists()


def test_a_full_disk_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(free=7_000_000))
    status, lines = checked(capsys)
    assert status == 1
    assert "! disk: only 7 MB are free" in lines


def test_tables_of_an_older_kenes_are_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    MigrationRecorder.Migration.objects.filter(app="journal").latest("id").delete()
    status, lines = checked(capsys)
    assert status == 1
    assert lines[-1] == "! database: the tables are not up to date; `kenes serve` brings them"
