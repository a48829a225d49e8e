"""``kenes request``: what waits, one of them, asking, and the clock."""

import io
import json
from collections.abc import Callable

import pytest
from django.utils import timezone

from kenes.accounts.models import User
from kenes.cli.main import main
from kenes.members.actors import actor_for
from kenes.members.models import Organisation
from kenes.replies.models import Reminder, Request
from kenes.replies.services import drafting, signing

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kenes(cast: dict[str, User], capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; its status and what it printed."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["request", *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_an_empty_list_is_said_with_the_status(kenes: Run) -> None:
    assert kenes("list") == (1, "", "")
    assert kenes("list", "--json") == (1, "[]\n", "")


def test_the_body_asks_and_the_list_shows_it(kenes: Run) -> None:
    status, out, _err = kenes("ask", "of-bolat", "When will it be published?", "--days", "10")
    assert status == 0
    made = Request.objects.get()
    assert out == (
        f"{made.number} is asked of Ministry of Internal Affairs; "
        f"the reply is due on {made.due_on}.\n"
    )
    assert (made.asked_by, made.asker_id) == (None, None)
    kenes("ask", "of-erik", "In confidence?", "--in-confidence", "--about", "R-2014-126")
    status, out, _err = kenes("list")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == list(
        Request.objects.order_by("due_on").values_list("number", flat=True)
    )
    assert "(in confidence)" in out
    assert "in confidence" not in kenes("list", "--public")[1]
    (one,) = json.loads(kenes("list", "--json", "--kind", "international")[1])
    assert (one["addressee"], one["about"], one["is_public"]) == ("of-erik", "R-2014-126", False)
    assert kenes("list", "--overdue")[0] == 1
    assert len(kenes("list", "--limit", "1")[1].splitlines()) == 1


def test_a_text_is_read_from_the_pipe(kenes: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Сұрақ?\n"))
    assert kenes("ask", "of-bolat", "-", "--language", "kk")[0] == 0
    assert Request.objects.get().text == "Сұрақ?"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask", "nobody", "x"), "no organisation has the address 'nobody'"),
        (("ask", "of-bolat", "  "), "Write what you ask."),
        (("ask", "of-bolat", "x", "--due", "2020-01-01"), "cannot be due before tomorrow"),
        (("ask", "of-bolat", "x", "--about", "?"), "Give a number"),
        (("show", "Q-1999-001"), "there is no request Q-1999-001"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    kenes: Run, arguments: tuple[str, ...], said: str
) -> None:
    status, _out, err = kenes(*arguments)
    assert status == 2
    assert said in err
    assert "Traceback" not in err


def test_one_is_shown_with_its_signed_replies(kenes: Run, cast: dict[str, User]) -> None:
    kenes("ask", "of-bolat", "When?")
    request = Request.objects.get()
    out = kenes("show", request.number)[1]
    assert "Waiting for the reply of Ministry of Internal Affairs, due in" in out
    now = timezone.now()
    drafting.save_draft(
        request, kind="answered", text="In May.", language="en", edited=0,
        actor=actor_for(cast["bolat"]), now=now,
    )  # fmt: skip
    assert "In May." not in kenes("show", request.number)[1]
    reply = request.replies.get()
    drafting.hand_up(reply, edited=1, actor=actor_for(cast["bolat"]), now=now)
    signing.sign(reply, edited=1, actor=actor_for(cast["irina"]), now=now)
    out = kenes("show", request.number)[1]
    assert "answer, signed by Irina Sokolova\nIn May." in out
    told = json.loads(kenes("show", request.number, "--json")[1])
    assert told["status"] == "answered"
    assert told["replies"][0]["text"] == "In May."


def test_a_tick_tells_what_it_did_and_the_next_has_nothing_to_do(kenes: Run) -> None:
    kenes("ask", "of-bolat", "When?")
    request = Request.objects.get()
    Request.objects.update(remind_on=timezone.localdate())
    status, out, _err = kenes("tick")
    assert status == 0
    assert out == (
        f"{request.number:<12} due soon  due {request.due_on}  Ministry of Internal Affairs\n"
        "reminders made: 1\n"
    )
    assert kenes("tick")[1] == "reminders made: 0\n"
    Reminder.objects.all().delete()
    assert len(json.loads(kenes("tick", "--json")[1])["reminders"]) == 1


def test_of_very_many_reminders_some_are_told_and_the_rest_counted(kenes: Run) -> None:
    for n in range(53):
        kenes("ask", "of-bolat", f"When? {n}")
    Request.objects.update(remind_on=timezone.localdate())
    lines = kenes("tick")[1].splitlines()
    assert len(lines) == 52
    assert lines[-2:] == ["… and 3 more", "reminders made: 53"]
    assert Organisation.objects.filter(requests_received__isnull=False).distinct().count() == 1
