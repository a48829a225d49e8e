import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kenes.access.types import Role
from kenes.accounts.models import User
from kenes.cli.main import main
from kenes.journal.models import Entry
from kenes.members.actors import actor_for
from kenes.members.models import Body, BodyKind, Office

pytestmark = pytest.mark.django_db
EMAIL = "amina@example.org"
WORD = "a long and good password"


def user(*arguments: str) -> int:
    return main(["user", *arguments])


def invite(*flags: str) -> int:
    return user("invite", EMAIL, "--name", "Amina", *flags)


def link(capsys: pytest.CaptureFixture[str]) -> str:
    """The path of the link that was printed."""
    found = re.search(r"^http://127\.0\.0\.1:8000(/\S+)$", capsys.readouterr().out, re.MULTILINE)
    assert found
    return found[1]


def accept(path: str) -> int:
    """The status of the page that answers the form."""
    facts = {"full_name": "Amina", "language": "kk", "password": WORD, "again": WORD}
    return Client().post(path, facts).status_code


@pytest.fixture
def body() -> Body:
    return Body.objects.create(slug="council", kind=BodyKind.PLENARY, name_en="Council")


def test_the_printed_link_lets_the_first_secretary_in(
    body: Body, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invite("--secretary", "--language", "kk") == 0
    path = link(capsys)
    assert path.startswith("/kk/account/accept/")
    assert Client().get(path).status_code == 200
    assert accept(path) == 302
    joined = User.objects.get(email=EMAIL)
    assert joined.check_password(WORD)
    assert Role.SECRETARY in actor_for(joined).roles
    assert Client().get(path).status_code == 410


def test_inviting_again_gives_a_fresh_link_and_no_second_office(
    body: Body, capsys: pytest.CaptureFixture[str]
) -> None:
    invite("--secretary")
    first = link(capsys)
    assert invite("--secretary") == 0
    second = link(capsys)
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    assert Office.objects.count() == 1


def test_a_secretary_needs_a_body_to_serve(capsys: pytest.CaptureFixture[str]) -> None:
    assert invite("--secretary") == 2
    assert "kenes body create" in capsys.readouterr().err
    assert not User.objects.exists()


def test_an_auditor_reads_the_journal() -> None:
    assert invite("--auditor") == 0
    assert Role.AUDITOR in actor_for(User.objects.get()).roles


def test_a_link_ends_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    invite()
    path = link(capsys)
    User.objects.get().invitations.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(path).status_code == 410


def test_the_list_tells_who_joined_and_who_is_disabled(
    cast: dict[str, User], capsys: pytest.CaptureFixture[str]
) -> None:
    invite()
    user("disable", cast["clara"].email, "--reason", "Left")
    capsys.readouterr()
    assert user("list") == 0
    lines = dict(line.split("  ", 1) for line in capsys.readouterr().out.splitlines())
    assert lines[EMAIL].endswith("  invited")
    assert lines[cast["clara"].email].endswith("  disabled")
    assert len(lines) == len(cast) + 1


def test_a_disabled_person_is_out_at_once_until_enabled(cast: dict[str, User]) -> None:
    client, clara = Client(), cast["clara"]
    client.force_login(clara)
    assert user("disable", clara.email.upper(), "--reason", "Telephone lost") == 0
    assert client.get("/en/account/").headers["Location"].startswith("/en/account/login/")
    assert user("enable", clara.email) == 0
    clara.refresh_from_db()
    assert clara.is_active
    acts = Entry.objects.filter(actor_name="kenes user").order_by("id")
    assert [entry.kind for entry in acts] == ["account.disable", "account.enable"]


def test_a_recovered_person_comes_back_by_the_link_and_not_by_the_password(
    cast: dict[str, User], capsys: pytest.CaptureFixture[str]
) -> None:
    clara = cast["clara"]
    clara.set_password("an old and known password")
    clara.save()
    assert user("recover", clara.email, "--reason", "Password forgotten") == 0
    path = link(capsys)
    clara.refresh_from_db()
    assert not clara.has_usable_password()
    assert accept(path) == 302
    clara.refresh_from_db()
    assert clara.check_password(WORD)


def test_nobody_of_that_address_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert user("enable", "nobody@example.org") == 2
    assert "nobody has the address nobody@example.org" in capsys.readouterr().err
