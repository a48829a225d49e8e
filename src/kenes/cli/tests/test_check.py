import shutil
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.cli.main import main
from kenes.journal.models import Entry as Act
from kenes.notifications.models import Outage
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
    assert lines[0].startswith("✓ settings, ")
    assert lines[1:] == [
        "✓ disk",
        "✓ database",
        "✓ search index",
        "✓ public record, 1 entries signed",
        "✓ notices",
        "✓ letters",
    ]


@pytest.mark.usefixtures("recommendation")
def test_that_nobody_is_told_anything_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.create_user("a@kenes.example", full_name="A")
    Act.objects.create(kind="office.give", subject="x:1", at=timezone.now() - timedelta(hours=2))
    Outage.objects.create(pk=1, since=timezone.now(), retry_at=timezone.now(), why="no route")
    status, lines = checked(capsys)
    assert status == 1
    assert "! notices: 1 acts were told to nobody yet" in lines[-2]
    assert lines[-1].startswith("! letters: the mail server fails since 20")
    assert lines[-1].endswith(" UTC: no route")


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
