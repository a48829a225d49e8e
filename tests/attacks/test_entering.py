"""Who gets in and how: invitations, recovery by two, closed accounts, sessions."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from kenes.access.types import NotAllowed, operator
from kenes.accounts.models import Invitation, Recovery, User
from kenes.accounts.services import invitations, people, recovery
from kenes.accounts.services.invitations import InvitationGone
from kenes.demo.cast import CAST
from kenes.journal.models import Entry
from kenes.members.actors import actor_for

pytestmark = pytest.mark.django_db
MACHINE = operator("test")
LINK, PASSWORD = "token", "four quiet words here"
OTHERS = [person.key for person in CAST if person.key != "amina"]


@pytest.fixture
def another_secretary(cast: dict[str, User]) -> User:
    from kenes.members.models import Body, OfficeKind
    from kenes.members.services import offices

    user = User.objects.create_user("second@kenes.example", PASSWORD, full_name="Second")
    facts = {
        "kind": OfficeKind.SECRETARY,
        "user": user,
        "person_name": user.full_name,
        "starts_on": timezone.localdate(),
    }
    body = Body.objects.get(kind="plenary")
    offices.give(body, facts=facts, actor=MACHINE, now=timezone.now())
    return user


def invited(token: str = LINK) -> Invitation:
    return invitations.invite(
        "New@Kenes.Example ",
        full_name="Newcomer",
        language="kk",
        token=token,
        actor=MACHINE,
        now=timezone.now(),
    )


def join(token: str = LINK, password: str = PASSWORD) -> User:
    return invitations.accept(
        token,
        full_name="Newcomer",
        language="kk",
        password=password,
        actor=MACHINE,
        now=timezone.now(),
    )


def test_an_invitation_works_once_and_its_token_is_not_kept() -> None:
    invitation = invited()
    assert invitation.user.email == "new@kenes.example"
    assert "token" not in (invitation.token_digest, str(Entry.objects.values_list("facts")))
    assert join().check_password(PASSWORD)
    with pytest.raises(InvitationGone, match="has been used"):
        join()


def test_an_invitation_ends_after_a_week_and_with_a_newer_one() -> None:
    invited("first")
    invited("second")
    with pytest.raises(InvitationGone, match="expired"):
        join("first")
    with pytest.raises(InvitationGone, match="expired"):
        invitations.find("second", timezone.now() + timedelta(days=7, seconds=1))
    with pytest.raises(InvitationGone, match="leads to no invitation"):
        join("third")


@pytest.mark.parametrize("password", ["short", "password1234", "newcomer@kenes.example"])
def test_a_weak_password_is_refused_and_the_link_stays_good(password: str) -> None:
    invited()
    with pytest.raises(ValidationError):
        join(password=password)
    assert join().has_joined


@pytest.mark.parametrize("key", OTHERS)
def test_only_a_secretary_invites_disables_and_recovers(cast: dict[str, User], key: str) -> None:
    actor, clara, now = actor_for(cast[key]), cast["clara"], timezone.now()
    with pytest.raises(NotAllowed):
        invitations.invite(
            "x@y.example", full_name="X", language="en", token="t", actor=actor, now=now
        )
    with pytest.raises(NotAllowed):
        people.disable(clara, reason="so", actor=actor, now=now)
    with pytest.raises(NotAllowed):
        recovery.ask(clara, reason="so", actor=actor, now=now)


def test_recovery_takes_two_officers_and_ends_everything_old(
    cast: dict[str, User], another_secretary: User
) -> None:
    clara, now = cast["clara"], timezone.now()
    clara.set_password(PASSWORD)
    clara.save()
    Authenticator.objects.create(user=clara, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = Client()
    client.force_login(clara)
    amina, second = actor_for(cast["amina"]), actor_for(another_secretary)
    asked = recovery.ask(clara, reason="She called", actor=amina, now=now)
    with pytest.raises(NotAllowed, match="another officer confirms"):
        recovery.confirm(asked, token="t", actor=amina, now=now)
    with pytest.raises(ValidationError, match="waits for its second officer"):
        recovery.ask(clara, reason="again", actor=second, now=now)
    recovery.confirm(asked, token="t", actor=second, now=now)
    clara.refresh_from_db()
    assert not clara.has_usable_password()
    assert not Authenticator.objects.filter(user=clara).exists()
    assert client.get("/en/account/").status_code == 302
    with pytest.raises(ValidationError, match="closed already"):
        recovery.confirm(asked, token="t2", actor=second, now=now)
    assert list(Entry.objects.filter(kind__startswith="account.recovery").values_list("kind")) == [
        ("account.recovery_ask",),
        ("account.recovery_confirm",),
    ]


def test_nobody_confirms_their_own_recovery(
    cast: dict[str, User], another_secretary: User
) -> None:
    asked = recovery.ask(
        another_secretary, reason="lost", actor=actor_for(cast["amina"]), now=timezone.now()
    )
    own = actor_for(another_secretary)
    with pytest.raises(NotAllowed):
        recovery.confirm(asked, token="t", actor=own, now=timezone.now())
    assert Recovery.objects.get().closed_at is None


def test_a_closed_account_is_out_at_once_and_keeps_nothing_open(cast: dict[str, User]) -> None:
    amina, clara = actor_for(cast["amina"]), cast["clara"]
    client = Client()
    client.force_login(clara)
    assert client.get("/en/account/second-factor/needed/").status_code == 200
    people.disable(clara, reason="Left", actor=amina, now=timezone.now())
    assert client.get("/en/account/second-factor/needed/").status_code == 302
    with pytest.raises(NotAllowed, match="Another officer"):
        people.disable(cast["amina"], reason="me", actor=amina, now=timezone.now())


def test_an_unknown_address_gets_no_letter_and_the_same_answer(
    cast: dict[str, User], client: Client
) -> None:
    clara = cast["clara"]
    clara.set_password(PASSWORD)
    clara.save()
    known = client.post("/en/account/password/reset/", {"email": clara.email})
    unknown = client.post("/en/account/password/reset/", {"email": "nobody@kenes.example"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert [letter.to for letter in mail.outbox] == [[clara.email]]


def test_guessing_is_slowed_down(client: Client, cast: dict[str, User]) -> None:
    answers = [
        client.post(
            "/en/account/login/", {"login": cast["clara"].email, "password": f"guess {n} of many"}
        ).content.decode()
        for n in range(12)
    ]
    assert "Too many" in answers[-1]


def test_a_second_factor_is_asked_before_any_work(
    client: Client, cast: dict[str, User], settings: Settings
) -> None:
    settings.KENES_SECOND_FACTOR = True
    client.force_login(cast["amina"])
    for address in ("/en/desk/", "/en/imports/", "/en/manage/", "/en/account/people/"):
        assert client.get(address).headers["Location"].endswith("/second-factor/needed/")
