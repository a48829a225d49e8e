"""The desk shows each person their own ways and what waits for them, and nobody else's."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from kenes.accounts.models import User
from kenes.accounts.services import recovery
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.members.services import declarations

pytestmark = pytest.mark.django_db
DESK = "/en/desk/"


@pytest.fixture(autouse=True)
def no_second_factor(settings: Settings) -> None:
    settings.KENES_SECOND_FACTOR = False


def shown(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.get(DESK).content.decode()


def test_a_secretary_begins_everything_from_here(cast: dict[str, User]) -> None:
    page = shown(cast["amina"])
    for address in ("imports/", "recommendations/new/", "manage/", "account/people/", "journal/"):
        assert f'href="/en/{address}"' in page


def test_an_auditor_reads_the_journal_and_changes_nothing(cast: dict[str, User]) -> None:
    page = shown(cast["galym"])
    assert 'href="/en/journal/"' in page
    assert 'href="/en/imports/"' not in page
    assert 'href="/en/manage/"' not in page


def test_a_member_sees_whom_they_sit_for(cast: dict[str, User]) -> None:
    page = shown(cast["clara"])
    assert "/en/organisations/" in page
    assert "You sit for" in page
    assert 'href="/en/journal/"' not in page


def test_a_recovery_waits_for_another_secretary_than_who_asked(cast: dict[str, User]) -> None:
    clara = cast["clara"]
    clara.set_password("four quiet words here")
    clara.save()
    amina = actor_for(cast["amina"])
    recovery.ask(clara, reason="Lost her telephone", actor=amina, now=timezone.now())
    assert "Recover the account of" not in shown(cast["amina"])
    assert "Recover the account of" not in shown(cast["galym"])


def test_who_sits_is_asked_to_declare_until_they_have(cast: dict[str, User]) -> None:
    of_erik = Organisation.objects.get(slug="of-erik")
    for key in ("bolat", "clara", "damir", "erik", "helen"):  # every chamber, and observers
        assert f'href="/en/declare/of-{key}/"' in shown(cast[key])
    declarations.declare(
        cast["erik"],
        of_erik,
        interests="",
        funding="",
        language="en",
        actor=actor_for(cast["erik"]),
        now=timezone.now(),
    )
    assert "/en/declare/" not in shown(cast["erik"])
    for key in ("amina", "galym", "irina"):  # they sit for nobody
        assert "/en/declare/" not in shown(cast[key])


def test_nothing_waiting_is_said(cast: dict[str, User]) -> None:
    assert "Nothing waits for you" in shown(cast["galym"])
