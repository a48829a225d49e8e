"""``kenes demo``: who can sign in, and what it refuses."""

from argparse import Namespace

import pytest
from django.utils import timezone
from pytest_django import Settings

from kenes.cli import demo
from kenes.cli.failures import CommandFailed
from kenes.demo.cast import CAST, PASSWORD, assemble
from kenes.members.models import Body


def test_everyone_of_the_cast_is_told_with_a_sentence_and_the_password() -> None:
    told = demo.sign_ins()
    assert PASSWORD in told
    for person in CAST:
        assert f"{person.email}" in told
        assert person.sentence in told
    assert max(len(line) for line in told.splitlines()) <= 100


def test_a_second_factor_is_announced_only_when_it_is_asked_for(
    settings: Settings,
) -> None:
    settings.KENES_SECOND_FACTOR = True
    assert "second factor" in demo.sign_ins()
    settings.KENES_SECOND_FACTOR = False
    assert "second factor" not in demo.sign_ins()


@pytest.mark.django_db
def test_a_wrong_address_is_told_before_anything_is_loaded() -> None:
    with pytest.raises(CommandFailed, match="HOST:PORT"):
        demo.run(Namespace(serve="localhost"))
    assert not Body.objects.exists()


@pytest.mark.django_db
def test_a_working_body_is_named_and_left_alone() -> None:
    assemble(timezone.localdate())
    with pytest.raises(CommandFailed, match="Council already works here"):
        demo.run(Namespace(serve=None))
    assert Body.objects.count() == 1


@pytest.mark.django_db
def test_a_second_run_says_that_nothing_was_changed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "load", lambda now, say: False)
    assert demo.run(Namespace(serve=None)) == 0
    printed = capsys.readouterr().out
    assert "nothing was changed" in printed
    assert PASSWORD in printed
