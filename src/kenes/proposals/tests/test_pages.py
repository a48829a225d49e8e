"""The pages as people meet them: what is shown, refused, kept, escaped, and how many queries."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from pytest_django import Settings

from kenes.members.models import Tenure
from kenes.proposals.lifecycle import FormGround, Stance, Status
from kenes.proposals.models import Comment, Proposal
from kenes.proposals.services import claiming, drafting
from kenes.proposals.tests.conftest import HOSTILE, PDF, WORDING, Table
from kenes.replies.services.asking import ask

Enter = Callable[[str], Client]
ALL = "/en/proposals/"


@pytest.fixture
def enter(table: Table, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Enter:
    settings.KENES_SECOND_FACTOR = False
    settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("files"))

    def client_of(key: str) -> Client:
        client = Client()
        if key:
            client.force_login(table.users[key])
        return client

    return client_of


def url(name: str, proposal: Proposal, *more: object) -> str:
    with override("en"):
        return reverse(f"proposals:{name}", args=[proposal.number, *more])


def text_at(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def lived(table: Table) -> Proposal:
    """A proposal of which everybody has said something."""
    proposal = table.at(Status.IN_COMMENT)
    for by in ("bolat", "helen", "damir", "erik"):
        table.comment(proposal, by)
        table.comment(proposal, by, 0)
    for by, stance in (("bolat", Stance.OPPOSE), ("damir", Stance.RESERVATION)):
        table.position(proposal, by, stance, f"Reasons {HOSTILE}")
        table.position(proposal, by, stance, f"Other reasons {HOSTILE}")
    claiming.claim(
        proposal,
        organisation=table.organisation("bolat"),
        kind="fact",
        words=dict.fromkeys(("text", "evidence", "method", "capacity", "on_behalf"), HOSTILE),
        language="kk",
        actor=table.actor("bolat"),
        now=table.now,
    )
    ask(
        addressee=table.organisation("bolat"),
        text=f"How many? {HOSTILE}",
        language="en",
        about=proposal.number,
        asked_by=table.organisation("helen"),
        actor=table.actor("helen"),
        now=table.now,
    )
    return table.revise(proposal, title=f"Shorter {HOSTILE}")


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_a_proposal_is_read_at_every_place_of_its_life(
    status: str, language: str, table: Table, enter: Enter
) -> None:
    proposal = table.at(status)
    address = f"/{language}/proposals/{proposal.number}/"
    assert text_at(enter("clara"), address)
    assert text_at(enter(""), address, 404 if status == Status.DRAFT else 200)


def test_nothing_hostile_is_markup_on_any_page(table: Table, enter: Enter) -> None:
    proposal = lived(table)
    draft = table.draft()
    checked = table.at(Status.SUBMITTED)
    pages = [
        ("", ALL),
        ("clara", ALL),
        ("", url("one", proposal)),
        ("", f"{url('one', proposal)}?version=1"),
        ("", url("compare", proposal)),
        ("clara", url("one", draft)),
        ("clara", url("edit", draft)),
        ("clara", url("submit", draft)),
        ("clara", url("discard", draft)),
        ("clara", url("revise", proposal)),
        ("bolat", f"{url('comment', proposal)}?paragraph=2"),
        ("bolat", url("position", proposal)),
        ("bolat", url("retract", proposal, proposal.claims.get().pk)),
        ("amina", url("check", checked)),
        ("amina", "/en/desk/"),
        ("farida", url("decide", table.at(Status.AGENDA))),
    ]
    for key, address in pages:
        shown = text_at(enter(key), address)
        assert "<script>alert" not in shown, address
        assert "Ұлы" in shown or key == "bolat", address
    assert "&lt;script&gt;alert" in text_at(enter(""), url("one", proposal))


def test_a_page_tells_all_that_was_said_of_the_proposal(table: Table, enter: Enter) -> None:
    proposal = lived(table)
    shown = text_at(enter(""), url("one", proposal))
    for part in (
        "Open for comments until",
        "on version 1",  # a comment on what did not change
        "Earlier",  # a folded position
        "Q-",
        "Evidence",
        "In the public record",
        "This page says what they say",
        "Version 2",
    ):
        assert part in shown, part
    assert proposal.number in text_at(enter(""), ALL)


def test_the_permanent_address_and_an_old_link_of_a_draft_lead_to_the_page(
    table: Table, enter: Enter
) -> None:
    proposal = table.at(Status.SUBMITTED)
    cited = enter("").get(f"/{proposal.number}", headers={"Accept-Language": "ru"})
    assert cited["Location"] == f"/ru/proposals/{proposal.number}/"
    old = enter("").get(f"{ALL}{proposal.draft_key}/")
    assert old["Location"] == url("one", proposal)


@pytest.mark.parametrize(
    "name",
    [
        "one",
        "edit",
        "submit",
        "discard",
        "invite",
        "answer",
        "claim",
        "attach",
        "compare",
        "follow",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_organisations_draft_is_not_found(
    name: str, method: str, table: Table, enter: Enter
) -> None:
    draft = table.draft()
    for key in ("helen", "bolat", "amina", "farida"):
        response = getattr(enter(key), method)(url(name, draft))
        assert response.status_code == (
            405
            if (method, name) in {("get", "follow"), ("post", "one"), ("post", "compare")}
            else 404
        )


def test_a_proposal_is_written_submitted_and_numbered_on_its_pages(
    table: Table, enter: Enter
) -> None:
    clara = enter("clara")
    organisation = table.organisation("clara").pk
    given = {**WORDING, "organisation": organisation, "language": "en", "links": "", "seen": 0}
    empty = clara.post(f"{ALL}new/", {**given, "title": " "})
    assert empty.status_code == 422
    assert WORDING["proposal"].splitlines()[0] in empty.content.decode()
    made = clara.post(f"{ALL}new/", given)
    draft = Proposal.objects.get()
    assert made["Location"] == url("one", draft)
    assert "Submit" in text_at(clara, url("one", draft))
    sent = clara.post(url("submit", draft))
    draft.refresh_from_db()
    assert sent["Location"] == url("one", draft)
    assert draft.number.startswith("P-")


def test_who_was_slower_sees_both_texts_and_saves_with_the_next_press(
    table: Table, enter: Enter
) -> None:
    draft = table.draft()
    table.sponsor(draft, "helen")
    table.edit(draft, "helen", seen=0, proposal="Within SIX hours.")
    mine = {**WORDING, "proposal": "Within TWO hours.", "language": "en", "links": "", "seen": 0}
    clara = enter("clara")
    refused = clara.post(url("edit", draft), mine)
    shown = refused.content.decode()
    assert refused.status_code == 422
    assert "<del>SIX</del><ins>TWO</ins>" in shown
    assert "Within TWO hours." in shown  # in the form
    assert draft.versions.get().proposal == "Within SIX hours."
    seen = re.search(r'name="seen" value="(\d+)"', shown)
    assert seen
    saved = clara.post(url("edit", draft), {**mine, "seen": seen[1]})
    assert saved.status_code == 302
    assert draft.versions.get().proposal == "Within TWO hours."


def test_who_lost_the_seat_a_minute_ago_is_told_and_keeps_the_text(
    table: Table, enter: Enter
) -> None:
    proposal = table.at(Status.IN_COMMENT)
    bolat = enter("bolat")
    assert text_at(bolat, url("comment", proposal))
    Tenure.objects.filter(user=table.users["bolat"]).update(
        starts_on=table.today - timedelta(days=9), ends_on=table.today - timedelta(days=1)
    )
    given = {
        "text": "Half an hour of work",
        "language": "en",
        "organisation": table.organisation("bolat").pk,
        "version": 1,
        "paragraph": 1,
    }
    refused = bolat.post(url("comment", proposal), given)
    assert refused.status_code == 403
    assert "Half an hour of work" in refused.content.decode()
    assert "Your role does not include this" in refused.content.decode()
    assert not Comment.objects.exists()


def test_who_edits_what_was_submitted_meanwhile_keeps_the_text(table: Table, enter: Enter) -> None:
    draft = table.draft()
    table.sponsor(draft, "helen")
    address = url("edit", draft)
    drafting.submit(draft, actor=table.actor("clara"), now=table.now)
    mine = {**WORDING, "proposal": "Within TWO hours.", "language": "en", "links": "", "seen": 0}
    refused = enter("helen").post(address, mine)
    assert refused.status_code == 403
    assert "Within TWO hours." in refused.content.decode()
    assert "Only a draft can be changed in place" in refused.content.decode()


def test_a_comment_written_on_an_older_version_is_kept_and_sent_with_the_next_press(
    table: Table, enter: Enter
) -> None:
    proposal = table.at(Status.IN_COMMENT)
    table.revise(proposal, problem=f"{WORDING['problem']}\n\nA third.")
    given = {
        "text": "On the hours",
        "language": "en",
        "organisation": table.organisation("bolat").pk,
        "version": 1,
        "paragraph": 3,
    }
    bolat = enter("bolat")
    shown = bolat.post(url("comment", proposal), given).content.decode()
    assert "A new version was made" in shown
    assert "Comment on paragraph 4" in shown  # where the same paragraph stands now
    again = {**given, "version": 2, "paragraph": 4}
    for name, value in (("version", "2"), ("paragraph", "4")):
        assert re.search(rf'name="{name}" value="{value}"', shown), name
    assert bolat.post(url("comment", proposal), again).status_code == 302
    assert Comment.objects.get().paragraph == 4


@pytest.mark.parametrize(("limit", "status"), [(20, 422), (50, 302)])
def test_a_file_of_30_megabytes_is_taken_or_refused_by_the_limit_with_a_sentence(
    limit: int, status: int, table: Table, enter: Enter, settings: Settings
) -> None:
    settings.KENES_UPLOAD_LIMIT = limit * 1024 * 1024
    draft = table.draft()
    # Behind its end a PDF may carry anything: this one carries 30 MB.
    large = SimpleUploadedFile("large.pdf", PDF + b"%" + b"x" * 30_000_000)
    response = enter("clara").post(url("attach", draft), {"file": large})
    assert response.status_code == status
    assert draft.attachments.count() == (status == 302)
    if status == 422:
        assert "at most 20.0" in response.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"no pdf"),
        ("a.exe", b"MZ"),
        ("a.pdf", b""),
        ("a.docx", b"PK\x03\x04"),
        ("a.png", b"\x89PNG"),
    ],
)
def test_what_is_no_paper_is_refused_with_a_sentence(
    name: str, content: bytes, table: Table, enter: Enter
) -> None:
    draft = table.draft()
    given = {"file": SimpleUploadedFile(name, content)}
    response = enter("clara").post(url("attach", draft), given)
    assert response.status_code == 422
    assert not draft.attachments.exists()


def test_a_paper_is_loaded_as_a_download_and_never_as_a_page(table: Table, enter: Enter) -> None:
    draft = table.draft()
    given = {"file": SimpleUploadedFile('"><script>.pdf', PDF)}
    clara = enter("clara")
    assert clara.post(url("attach", draft), given).status_code == 302
    address = url("paper", draft, draft.attachments.get().pk)
    loaded = clara.get(address)
    assert loaded["Content-Disposition"].startswith("attachment")
    assert "sandbox" in loaded["Content-Security-Policy"]
    assert b"".join(loaded).startswith(b"%PDF-")
    assert enter("helen").get(address).status_code == 404
    assert "<script>" not in text_at(clara, url("one", draft)).replace("<script type", "")


def test_the_secretariat_accepts_or_returns_on_the_page_of_the_check(
    table: Table, enter: Enter
) -> None:
    amina = enter("amina")
    first, second = table.at(Status.SUBMITTED), table.at(Status.SUBMITTED)
    assert "look" in text_at(amina, url("check", first))
    bare = amina.post(url("check", first), {"verdict": "return", "return-reason_en": "Say what"})
    assert bare.status_code == 422
    assert "Say what" in bare.content.decode()
    given = {
        "verdict": "return",
        "return-grounds": [FormGround.NOT_CLEAR],
        "return-reason_ru": "Скажите, что",
    }
    assert amina.post(url("check", first), given).status_code == 302
    first.refresh_from_db()
    assert first.status == Status.RETURNED
    shown = text_at(enter(""), url("one", first))
    assert "It does not say what the body is asked to do." in shown
    short = {"verdict": "accept", "accept-short": "on"}
    assert amina.post(url("check", second), short).status_code == 422
    assert amina.post(url("check", second), {"verdict": "accept"}).status_code == 302
    second.refresh_from_db()
    assert second.status == Status.IN_COMMENT


def test_following_is_a_button(table: Table, enter: Enter) -> None:
    proposal, galym = table.at(Status.IN_COMMENT), enter("galym")
    assert "Follow" in text_at(galym, url("one", proposal))
    galym.post(url("follow", proposal))
    assert "Follow it no longer" in text_at(galym, url("one", proposal))
    galym.post(url("follow", proposal), {"act": "end"})
    assert "Follow it no longer" not in text_at(galym, url("one", proposal))


def test_the_desk_tells_what_waits(table: Table, enter: Enter) -> None:
    proposal = table.at(Status.SUBMITTED)
    assert f"Check the form of {proposal.number}" in text_at(enter("amina"), "/en/desk/")
    draft = table.draft()
    draft.cosponsors.create(organisation=table.organisation("helen"), invited_at=table.now)
    assert "asks you to co-sponsor" in text_at(enter("helen"), "/en/desk/")
    returned = table.at(Status.RETURNED)
    assert f"Returned for its form: {returned.number}" in text_at(enter("clara"), "/en/desk/")
    for key in ("bolat", "galym"):
        assert proposal.number not in text_at(enter(key), "/en/desk/")


def queries(client: Client, address: str) -> int:
    client.get(address)  # what is kept is kept before
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_asks_as_often_for_30_proposals_as_for_one(table: Table, enter: Enter) -> None:
    clara = enter("clara")
    table.draft()
    table.at(Status.SUBMITTED)
    one = queries(clara, ALL)
    for number in range(29):
        table.at((Status.SUBMITTED, Status.REFERRED)[number % 2], ("clara", "bolat")[number % 2])
        table.draft()
    assert queries(clara, ALL) == one


def test_a_page_asks_as_often_for_30_comments_and_positions_as_for_one(
    table: Table, enter: Enter
) -> None:
    helen, proposal = enter("helen"), lived(table)
    one = queries(helen, url("one", proposal))
    for number in range(30):
        table.comment(proposal, "bolat", number % 4, version=2, text=f"{number} {HOSTILE}")
        table.position(proposal, "damir", Stance.OPPOSE, f"{number} {HOSTILE}")
    assert queries(helen, url("one", proposal)) == one


def test_the_desk_asks_as_often_for_30_proposals_as_for_one(table: Table, enter: Enter) -> None:
    amina = enter("amina")
    table.at(Status.SUBMITTED)
    one = queries(amina, "/en/desk/")
    for _number in range(29):
        table.at(Status.SUBMITTED)
    assert queries(amina, "/en/desk/") == one
