"""The record's pages and files: what they show, to whom, and with how many questions."""

import json
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kenes.access.types import operator
from kenes.accounts.models import User
from kenes.engines.ledger.bundle import Bundle, verify_bundle
from kenes.engines.ledger.receipts import Receipt
from kenes.engines.ledger.site import Site
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import entries
from kenes.record import keys
from kenes.record.models import Entry
from kenes.record.services.integrating import integrate
from tests.record.conftest import WORDS

pytestmark = pytest.mark.django_db


def newest(matter: Recommendation) -> Entry:
    return Entry.objects.filter(subject=matter.number).latest("id")


def asked(client: Client, address: str) -> int:
    """How many queries a page takes, once everything that is kept is kept."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_log_asks_no_more_for_many_entries_than_for_few(
    client: Client, matter: Recommendation, now: datetime, cast: Mapping[str, User]
) -> None:
    integrate()
    few = asked(client, "/en/record/")
    for number in range(60):
        entries.record(
            text=f"Text {number}", language="en", facts={}, actor=operator("test"), now=now
        )
    integrate()
    assert asked(client, "/en/record/") == few
    page = client.get("/en/record/").content.decode()
    assert page.count("/en/record/entries/") == 50
    assert "?before=" in page


def test_a_page_of_a_matter_asks_the_record_once(client: Client, matter: Recommendation) -> None:
    address = f"/en/recommendations/{matter.number}/"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{address}?again")
    of_the_record = [query for query in queries if "record_entry" in query["sql"]]
    assert len(of_the_record) == 1


def test_a_page_says_that_it_agrees_and_when_it_does_not(
    client: Client, matter: Recommendation
) -> None:
    address = f"/en/recommendations/{matter.number}/"
    assert "This page says what they say." in client.get(address).content.decode()
    Recommendation.objects.filter(pk=matter.pk).update(position="noted")
    page = client.get(f"{address}?after").content.decode()
    assert "This page does not say what the record says." in page
    assert "<li>position of the State</li>" in page


def test_an_entry_shows_what_it_says_and_its_proof(client: Client, matter: Recommendation) -> None:
    recorded = Entry.objects.get(subject=matter.number, type="recommendation.recorded")
    waiting = client.get(f"/en/record/entries/{recorded.uuid}/").content.decode()
    assert "waits for its place" in waiting
    integrate()
    page = client.get(f"/en/record/entries/{recorded.uuid}/").content.decode()
    assert "Айтұлы &lt;b&gt;Ұлан&lt;/b&gt;" in page
    assert WORDS not in page
    assert bytes(recorded.leaf).hex() in page
    assert "Ask for a redaction" not in page


def test_who_submits_has_a_signed_receipt_before_the_entry_is_in_the_log(
    client: Client, matter: Recommendation
) -> None:
    entry = newest(matter)
    response = client.get(f"/en/record/entries/{entry.uuid}/receipt/")
    receipt = Receipt.opened(response.content, keys.signer().key)
    assert receipt.leaf == bytes(entry.leaf)
    assert "attachment" in response["Content-Disposition"]


def test_a_bundle_has_the_matter_and_checks_out(
    client: Client, matter: Recommendation, now: datetime
) -> None:
    response = client.get(f"/en/record/bundle/?subject={matter.number}")
    made = Bundle.parse(response.content)
    report = verify_bundle(made, None, now=now)
    assert report.findings == ()
    assert report.entries == 3
    assert matter.number in report.subjects
    with ZipFile(BytesIO(response.content)) as archive:
        assert set(archive.namelist()) == {"bundle.json", "kenes_verify.py", "README.txt"}


def test_a_bundle_proves_growth_since_a_size_once_seen(
    client: Client, matter: Recommendation
) -> None:
    address = f"/en/record/bundle/?subject={matter.number}&since=1&since=x&since=-4&since=99999"
    made = Bundle.parse(client.get(address).content)
    assert list(made.since) == [1]


@pytest.mark.parametrize("subject", ["R-1999-001", "", "key/", "seat/9" * 30, "\x00"])
def test_nothing_is_made_of_a_matter_the_record_does_not_know(
    client: Client, matter: Recommendation, subject: str
) -> None:
    for address in ("/en/record/bundle/", "/en/record/matter/"):
        assert client.get(address, {"subject": subject}).status_code == 404


def test_tiles_are_kept_for_ever_and_texts_are_asked_for_again(
    client: Client, matter: Recommendation
) -> None:
    size = integrate().size
    tile = client.get(f"/record/tile/0/000.p/{size}")
    assert "immutable" in tile["Cache-Control"]
    assert len(tile.content) == 32 * size
    text = client.get("/record/payload/000.jsonl")
    assert text["Cache-Control"] == "no-cache"
    again = client.get("/record/payload/000.jsonl", headers={"If-None-Match": text["ETag"]})
    assert again.status_code == 304
    assert not again.cookies
    assert "Set-Cookie" not in tile.headers


def test_a_part_of_a_tile_is_there_when_the_tile_is_full(
    client: Client, matter: Recommendation, now: datetime
) -> None:
    for number in range(256):
        entries.record(
            text=f"Text {number}", language="en", facts={}, actor=operator("test"), now=now
        )
    integrate()
    whole = client.get("/record/tile/0/000").content
    assert client.get("/record/tile/0/000.p/7").content == whole[: 7 * 32]
    part = client.get("/record/tile/entries/000.p/2").content
    assert client.get("/record/tile/entries/000").content.startswith(part)
    listed = client.get("/record/files.txt").getvalue().decode().split()
    paths = [address.partition("/record/")[2] for address in listed]
    assert {"checkpoint", "tile/0/000", "tile/entries/000", "payload/001.jsonl"} <= set(paths)
    assert all(client.get(f"/record/{path}").status_code == 200 for path in paths)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/999",
        "tile/0/000.p/0",
        "tile/0/000.p/999",
        "tile/99/000",
        "tile/x/000",
        "../keys/record/signing",
        "tile/../../keys/record/signing",
        ".lock",
        "payload/000.jsonl.draft",
        "payload/999.jsonl",
    ],
)
def test_no_other_file_is_served(client: Client, matter: Recommendation, path: str) -> None:
    integrate()
    assert client.get(f"/record/{path}").status_code == 404


def test_the_address_of_a_log_is_http_and_of_this_machine_for_verifying() -> None:
    for address in ("file:///etc", "ftp://x/", "http://", "nonsense"):
        with pytest.raises(Exception, match="no http address"):
            Site(address)
    with pytest.raises(Exception, match="not on this machine"):
        Site("http://kenes.example/record/", loopback_only=True)
    for address in ("http://127.0.0.1:1/", "http://localhost/", "http://[::1]/record"):
        Site(address, loopback_only=True)


def posted(client: Client, **given: bytes) -> str:
    files = {name: SimpleUploadedFile(f"{name}.zip", data) for name, data in given.items()}
    page = client.post("/en/record/verify/", files).content.decode()
    return page.partition('<template id="report-blank"')[0]


def test_a_bundle_is_checked_here_for_who_has_no_scripts(
    client: Client, matter: Recommendation
) -> None:
    bundle = client.get(f"/en/record/bundle/?subject={matter.number}").content
    page = posted(client, bundle=bundle)
    assert "Sound: everything in this bundle is what was entered." in page
    assert "The key itself was taken from the bundle." in page
    policy = client.get("/record/policy").content
    assert "The key itself was taken" not in posted(client, bundle=bundle, policy=policy)
    said = Bundle.parse(bundle).encode()
    said["shown"][matter.number]["position"] = json.dumps(["noted", ""], separators=(",", ":"))
    page = posted(client, bundle=json.dumps(said).encode())
    index = Entry.objects.get(subject=matter.number, type="recommendation.corrected").index
    assert f"“position” was shown on the site otherwise than entry {index} says." in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choose a bundle first."),
        ({"bundle": b"PK\x03\x04nonsense"}, "Not sound"),
        ({"bundle": b"{}"}, "Not sound"),
        ({"bundle": b"{}", "policy": b"\xff\xfe nonsense"}, "The policy cannot be read"),
    ],
)
def test_what_is_no_bundle_is_answered_with_a_sentence(
    client: Client, db: None, given: dict[str, bytes], said: str
) -> None:
    assert said in posted(client, **given)
