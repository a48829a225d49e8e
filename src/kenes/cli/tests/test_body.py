import pytest

from kenes.cli.main import main
from kenes.journal.models import Entry
from kenes.members.models import Body, BodyKind, Office, OfficeKind

pytestmark = pytest.mark.django_db


def create(*arguments: str) -> int:
    return main(["body", "create", *arguments])


def test_a_founded_body_is_the_plenary_and_the_next_step_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert (
        create("council", "--name-en", " Council ", "--name-kk", "Кеңес", "--country", "kaz") == 0
    )
    body = Body.objects.get()
    assert (body.slug, body.kind, body.country) == ("council", BodyKind.PLENARY, "KAZ")
    assert (body.name_en, body.name_kk, body.name_ru) == ("Council", "Кеңес", "")
    assert "kenes user invite EMAIL --name NAME --secretary" in capsys.readouterr().out
    assert Entry.objects.get().actor_name == "kenes body"


@pytest.mark.parametrize(
    "arguments",
    [
        ("Not A Slug", "--name-en", "Council"),
        ("council",),
        ("council", "--name-en", "Council", "--country", "Atlantis"),
    ],
)
def test_what_cannot_be_founded_is_refused_with_a_sentence(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert create(*arguments) == 2
    err = capsys.readouterr().err
    assert err.startswith("kenes: ")
    assert "Traceback" not in err
    assert not Body.objects.exists()


def test_an_address_is_taken_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert create("council", "--name-en", "Council") == 0
    assert create("council", "--name-en", "Another") == 2
    assert capsys.readouterr().err.startswith("kenes: ")
    assert Body.objects.get().name_en == "Council"


def test_an_empty_house_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["body", "show"]) == 0
    assert "kenes body create SLUG" in capsys.readouterr().out


@pytest.mark.usefixtures("cast")
def test_show_tells_seats_and_who_holds_office_today(capsys: pytest.CaptureFixture[str]) -> None:
    former = Office.objects.get(kind=OfficeKind.CHAIR)
    former.starts_on = former.ends_on = former.starts_on.replace(year=2001)
    former.save()
    assert main(["body", "show"]) == 0
    out = capsys.readouterr().out
    assert "council  Council" in out
    assert "  seats: 5\n" in out
    assert "Amina Zhaqsylyq" in out
    assert "Farida Akhmet" not in out
