"""The map's page and files: who sees them and when, what they tell, and what they never do."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kenes.accounts.models import User
from kenes.journal.models import Entry
from kenes.members.models import Chamber
from kenes.opinions.lifecycle import Status, Way
from kenes.opinions.models import Consultation, OpinionMap, Participant, Vote
from kenes.opinions.services import mapping, voting
from kenes.opinions.tests.conftest import Enter
from kenes.opinions.tests.opened import HOSTILE, opened

STATEMENTS = 12
FILES = ("map.json", "map.csv", "map.xlsx", "map.zip", "map.pdf")

pytestmark = pytest.mark.django_db


def voted(consultation: Consultation, people: int = 120) -> Consultation:
    """Two camps that share statements 1 to 3: fifteen of each chamber that votes, and the
    public."""
    generator = np.random.default_rng(2)
    now = timezone.now() - timedelta(hours=1)
    chambers = list(Chamber.objects.exclude(side="observer"))
    seats = [chamber for chamber in chambers for _ in range(15)]
    made = Participant.objects.bulk_create(
        Participant(
            of=consultation,
            number=1_000 + n,
            way=Way.MEMBER if n < len(seats) else Way.PUBLIC,
            chamber=seats[n] if n < len(seats) else None,
            digest=f"{n:064}",
            entered_on=now.date(),
        )
        for n in range(people)
    )
    asked = list(consultation.statements.order_by("number"))
    votes = []
    for n, person in enumerate(made):
        for one in asked:
            side = 1 if one.number <= 3 or (n + one.number) % 2 else -1
            drawn = generator.random()
            value = side if drawn < 0.85 else 0 if drawn < 0.93 else -side
            votes.append(
                Vote(of=consultation, participant=person, statement=one, value=value, at=now)
            )
    Vote.objects.bulk_create(votes)
    return consultation


@pytest.fixture
def live(cast: dict[str, User]) -> Consultation:
    """Open, and 120 have voted."""
    made = voted(opened(STATEMENTS))
    mapping.draw(made, now=timezone.now())
    return made


@pytest.fixture
def over(live: Consultation) -> Consultation:
    Consultation.objects.filter(pk=live.pk).update(
        status=Status.CLOSED, closed_at=timezone.now(), is_sealed=True
    )
    live.refresh_from_db()
    mapping.draw(live, now=timezone.now())
    return live


def url(consultation: Consultation, name: str = "", language: str = "en") -> str:
    return f"/{language}/consultations/{consultation.number}/map/{name}"


def content(client: Client, address: str, status: int = 200) -> bytes:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.getvalue()


def come_in(client: Client, consultation: Consultation, votes: int) -> None:
    """A visitor who has voted on so many statements."""
    before = set(consultation.participants.values_list("pk", flat=True))
    client.post(f"/en/consultations/{consultation.number}/enter/")
    person = consultation.participants.exclude(pk__in=before).get()
    person.of = consultation
    for number in range(1, votes + 1):
        voting.cast(person, number, 1, now=timezone.now())


@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_everybody_reads_the_map_of_a_closed_one(
    language: str, over: Consultation, client: Client
) -> None:
    shown = content(client, url(over, language=language)).decode()
    assert f'<html lang="{language}"' in shown
    assert "<svg" in shown
    assert "<script>alert" not in shown
    assert 'style="' not in shown  # the policy of content forbids it
    assert "<style" not in shown


def test_it_says_what_was_found(over: Consultation, client: Client) -> None:
    shown = content(client, url(over)).decode()
    for said in (
        "Two groups of opinion",
        "They share 3 statements of 12.",
        "By 120 people",
        "What all groups share",
        "What divides",
        "What each group stands for",
        "90\N{NO-BREAK SPACE}% or more",
        "shared by both sides",
        "How it was computed",
        "The public",
    ):
        assert said in shown, said
    assert "No map here yet" not in shown


def test_one_query_more_for_no_statement_more(
    over: Consultation, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    content(client, url(over))
    with django_assert_max_num_queries(12):
        content(client, url(over))


def test_while_it_is_open_it_is_shown_to_who_has_voted(live: Consultation, client: Client) -> None:
    shown = content(client, url(live)).decode()
    assert "so that nobody votes with it in mind" in shown
    assert "Two groups" not in shown
    come_in(client, live, votes=9)
    assert "Two groups" not in content(client, url(live)).decode()
    for name in FILES:
        assert client.get(url(live, name)).status_code in {302, 403}
    other = Client()
    come_in(other, live, votes=10)
    answer = other.get(url(live))
    assert "Two groups of opinion" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    for name in FILES:
        assert other.get(url(live, name)).status_code == 200


def test_a_live_map_is_never_served_stale(
    live: Consultation, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kenes.opinions.views.map._refusal", lambda *_args: ("", None))
    assert "Two groups" in content(client, url(live)).decode()
    OpinionMap.objects.filter(of=live).update(facts_at=None)
    assert "Two groups" not in content(client, url(live)).decode()


def test_nothing_is_there_before_enough_have_voted(cast: dict[str, User], client: Client) -> None:
    empty = opened(STATEMENTS)
    come_in(client, empty, votes=10)
    mapping.draw(empty, now=timezone.now())
    assert "A map is shown once 11 people have voted." in content(client, url(empty)).decode()


def test_a_closed_one_of_few_people_tells_so(cast: dict[str, User], client: Client) -> None:
    few = voted(opened(STATEMENTS), people=9)
    Consultation.objects.filter(pk=few.pk).update(
        status=Status.CLOSED, closed_at=timezone.now(), is_sealed=True
    )
    few.refresh_from_db()
    assert "its map is being drawn" in content(client, url(few)).decode()
    mapping.draw(few, now=timezone.now())
    shown = content(client, url(few)).decode()
    assert "Too few people have voted" in shown
    assert "<table" not in shown
    for name in FILES:
        content(client, url(few, name))


def test_a_draft_has_no_page_for_others(cast: dict[str, User], enter: Enter) -> None:
    draft = opened(STATEMENTS, status=Status.DRAFT)
    assert enter("").get(url(draft)).status_code in {302, 403}
    assert "once people have voted" in content(enter("amina"), url(draft)).decode()


@pytest.mark.parametrize("order", ["number", "shared", "divides", "votes", "\x00", "x" * 9_999])
def test_the_table_is_ordered_as_asked(order: str, over: Consultation, client: Client) -> None:
    answer = client.get(url(over), {"order": order})
    assert answer.status_code == 200


def test_wrong_numbers_and_methods_are_answered(over: Consultation, client: Client) -> None:
    assert client.get("/en/consultations/C-1999-001/map/").status_code == 404
    assert client.post(url(over)).status_code == 405
    assert client.get(url(over, "votes/")).status_code in {302, 405}


def test_files_tell_what_the_page_tells(over: Consultation, client: Client) -> None:
    facts = OpinionMap.objects.get(of=over).facts
    told = json.loads(content(client, url(over, "map.json")))
    assert told["consultation"] == over.number
    assert {key: told[key] for key in facts} == facts
    table = csv.DictReader(io.StringIO(content(client, url(over, "map.csv")).decode("utf-8-sig")))
    rows = list(table)
    assert len(rows) == STATEMENTS
    published = {row["statement"]: row for row in facts["statements_"]}
    for row in rows:
        assert float(row["agree"]) == published[int(row["Number"])]["agree"]
    assert content(client, url(over, "map.xlsx")).startswith(b"PK")
    assert content(client, url(over, "map.pdf")).startswith(b"%PDF")


def test_the_zip_is_of_aggregates_alone(over: Consultation, client: Client) -> None:
    archive = zipfile.ZipFile(io.BytesIO(content(client, url(over, "map.zip"))))
    names = {"summary.csv", "comments.csv", "comment-groups.csv", "README.txt"}
    assert set(archive.namelist()) == names
    facts = OpinionMap.objects.get(of=over).facts
    rows = list(csv.DictReader(io.StringIO(archive.read("comment-groups.csv").decode())))
    assert len(rows) == STATEMENTS
    for row, told in zip(
        rows, sorted(facts["statements_"], key=lambda r: r["statement"]), strict=True
    ):
        assert row["total-votes"] == str(told["votes"])
        assert int(row["group-a-votes"]) == told["by_group"][0]["votes"]


def test_formulas_are_words_in_files(over: Consultation, client: Client) -> None:
    over.statements.filter(number=1).update(text={"en": "=HYPERLINK(1)"})
    rows = content(client, url(over, "map.csv")).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in rows
    archive = zipfile.ZipFile(io.BytesIO(content(client, url(over, "map.zip"))))
    assert '"\'=HYPERLINK(1)"' in archive.read("comments.csv").decode()


def test_votes_are_taken_out_by_the_secretariat_and_it_is_written_down(
    over: Consultation, enter: Enter
) -> None:
    secretary = enter("amina")
    assert "Take out the votes" in content(secretary, url(over)).decode()
    answer = secretary.post(url(over, "votes/"))
    assert answer.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    rows = list(csv.DictReader(io.StringIO(archive.read("votes.csv").decode())))
    assert len(rows) == Vote.objects.count()
    voters = {int(row["voter-id"]) for row in rows}
    assert voters == set(range(1, 121))  # none of the numbers they voted under
    assert {row["timestamp"] for row in rows} == {""}
    entry = Entry.objects.get(kind="consultation.export")
    assert entry.actor_name


@pytest.mark.parametrize("key", ["", "clara", "eva"])
def test_nobody_else_takes_votes_out(
    key: str, over: Consultation, enter: Enter, cast: dict[str, User]
) -> None:
    client = enter(key if key in cast else "")
    assert "Take out the votes" not in content(client, url(over)).decode()
    assert client.post(url(over, "votes/")).status_code in {302, 403}
    assert not Entry.objects.filter(kind="consultation.export").exists()


def test_votes_stay_in_while_it_is_open(live: Consultation, enter: Enter) -> None:
    assert enter("amina").post(url(live, "votes/")).status_code == 403
    assert not Entry.objects.filter(kind="consultation.export").exists()


def test_hostile_words_stay_words(over: Consultation, client: Client) -> None:
    assert HOSTILE.split(">")[0] + ">" not in content(client, url(over)).decode()


def test_a_map_without_scripts_has_every_fact_in_words(
    over: Consultation, signed_in: Callable[[str], Client]
) -> None:
    shown = content(signed_in("clara"), url(over)).decode()
    table = shown[shown.index("<table") : shown.index("</table>")]
    assert table.count('<th scope="row">') == STATEMENTS
    assert 'role="img"' in shown
    assert "<title id" in shown
    assert "<desc id" in shown
