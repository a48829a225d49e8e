"""An observer checks a recommendation offline; an official signs; what is edited is named."""

import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kenes.access.types import operator
from kenes.cli.main import main
from kenes.recommendations.lifecycle import Position
from kenes.recommendations.models import Recommendation
from kenes.recommendations.services import entries, imports, staging
from kenes.record.models import Entry
from kenes.record.services import trust
from tests.journeys.conftest import Enter

pytestmark = pytest.mark.browser


@pytest.fixture
def matter(live_server: LiveServer, people: object, shared_data: Path) -> Recommendation:
    """A recommendation of a real report: imported, corrected, its position taken."""
    actor, now = operator("test"), timezone.now()
    report = shared_data / "upr-reports" / "kazakhstan2014.pdf"
    import_ = staging.start(report, name=report.name, actor=actor, now=now)
    staging.read(import_, actor=actor, now=now)
    imports.apply(import_, actor=actor, now=now)
    found = Recommendation.objects.order_by("number")[25]
    for facts in ({"heading": "Corrected by eye"}, {"position": Position.PENDING}):
        found = entries.correct(
            found, facts=facts, reason={"en": "Compared with the page."}, actor=actor, now=now
        )
    return found


def downloaded(page: Page, origin: str, matter: Recommendation, folder: Path) -> Path:
    """The bundle, as an observer gets it: by the link on the matter's page."""
    page.goto(f"{origin}/en/recommendations/{matter.number}/?{timezone.now().timestamp()}")
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Download, to check it yourself").click()
    path = folder / f"{len(list(folder.iterdir()))}.zip"
    arriving.value.save_as(path)
    return path


def by_both(bundle: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[list[str]]:
    """The sentences both verifiers find; the single file is the one in the bundle itself."""
    capsys.readouterr()
    status = main(["record", "verify", str(bundle), "--json", *options])
    ours = json.loads(capsys.readouterr().out)
    assert status == (0 if ours["sound"] else 1)
    single = bundle.with_suffix(".py")
    with ZipFile(bundle) as archive:
        single.write_bytes(archive.read("kenes_verify.py"))
    done = subprocess.run(
        [sys.executable, "-I", single, bundle, "--json", *options],
        capture_output=True,
        text=True,
        check=False,
    )
    other = json.loads(done.stdout)
    assert done.returncode == status, done.stderr
    assert other["entries"] == ours["entries"] > 0
    return [[finding["sentence"] for finding in one["findings"]] for one in (ours, other)]


def in_the_browser(page: Page, origin: str, bundle: Path) -> None:
    page.goto(f"{origin}/en/record/verify/")
    page.set_input_files("input[name=bundle]", bundle)
    page.get_by_role("button", name="Check").click()


def test_an_observer_checks_a_matter_and_an_edit_is_named(
    page: Page,
    live_server: LiveServer,
    matter: Recommendation,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bundle = downloaded(page, live_server.url, matter, tmp_path)
    with ZipFile(bundle) as archive:
        said = json.loads(archive.read("bundle.json"))
    types = [json.loads(one["entry"])["type"] for one in said["entries"]]
    assert types == [
        "document.kept",
        "recommendation.imported",
        "import.applied",
        "recommendation.corrected",
        "recommendation.corrected",
    ]
    assert by_both(bundle, capsys) == [[], []]
    in_the_browser(page, live_server.url, bundle)
    expect(page.locator("#result h2")).to_have_text(
        "Sound: everything in this bundle is what was entered."
    )

    Recommendation.objects.filter(pk=matter.pk).update(position=Position.SUPPORTED)
    edited = downloaded(page, live_server.url, matter, tmp_path)
    index = Entry.objects.filter(subject=matter.number).latest("id").index
    for found in by_both(edited, capsys):
        assert len(found) == 1
        assert f"entry {index}" in found[0]
        assert "position" in found[0]
    in_the_browser(page, live_server.url, edited)
    expect(page.locator("#result h2")).to_have_text("Not sound")
    expect(page.locator("#result .findings li")).to_contain_text(f"entry {index} says")
    assert main(["record", "verify"]) == 1
    assert f"position is shown otherwise than entry {index} says" in capsys.readouterr().out
    page.goto(f"{live_server.url}/en/recommendations/{matter.number}/?edited")
    expect(page.get_by_text("This page does not say what the record says.")).to_be_visible()


def test_two_witnesses_sign_and_a_bundle_shows_it(
    page: Page,
    live_server: LiveServer,
    matter: Recommendation,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = f"{live_server.url}/record/"
    page.request.get(f"{live_server.url}/en/record/bundle/?subject={matter.number}")
    lines = []
    for name in ("ngo", "ombudsman"):
        capsys.readouterr()
        main(["witness", "make", f"{name}.example", "--state", str(tmp_path / name)])
        key = capsys.readouterr().out.split()[2]
        lines.append(f"witness {name} {key}")
    lines += ["group both all ngo ombudsman", "quorum both"]
    named = tmp_path / "witnesses"
    named.write_text("\n".join(lines))
    assert main(["record", "witnesses", str(named)]) == 0
    own = tmp_path / "policy"
    own.write_text(f"log {trust.policy().log}\n" + "\n".join(lines))

    (tmp_path / "bundles").mkdir()
    for name, count in (("ngo", 1), ("ombudsman", 0)):
        status = main(["witness", "sign", log, "--log", str(own), "--state", str(tmp_path / name)])
        assert status == 0, capsys.readouterr().err
        bundle = downloaded(page, live_server.url, matter, tmp_path / "bundles")
        for found in by_both(bundle, capsys, "--policy", str(own)):
            assert len(found) == count, found
    page.goto(f"{live_server.url}/en/record/")
    size = trust.seen_by_witnesses()[0][1]
    expect(page.get_by_text(f"ombudsman.example: {size} entries signed")).to_be_visible()


def test_an_official_signs_an_assessment_with_a_passkey(
    page: Page,
    live_server: LiveServer,
    matter: Recommendation,
    sign_in: Enter,
    settings: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in("bolat")
    page.goto(f"{live_server.url}/en/account/second-factor/webauthn/add/")
    page.get_by_label("Name").fill("office")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    enrolled = Entry.objects.get(type="key.enrolled")

    page.goto(f"{live_server.url}/en/recommendations/{matter.number}/assess/")
    page.get_by_label("Assessed by").select_option("state")
    page.get_by_label("Assessment", exact=True).select_option("in_progress")
    page.get_by_label("Evidence up to").fill(str(timezone.localdate()))
    page.get_by_role("button", name="Enter the assessment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign with your passkey")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.wait_for_url(f"**/recommendations/{matter.number}/")
    expect(page.get_by_text("signed by its author")).to_be_visible()

    bundle = downloaded(page, live_server.url, matter, tmp_path)
    assert by_both(bundle, capsys) == [[], []]
    in_the_browser(page, live_server.url, bundle)
    expect(page.locator("#result [data-part=signed]")).to_have_text("1")
    # Another's signature is not taken, and the operator cannot put the signature aside.
    said = json.loads(ZipFile(bundle).read("bundle.json"))
    (signed,) = (one for one in said["entries"] if "signed" in one)
    assert json.loads(signed["entry"])["actor"] == enrolled.form().actor
    del signed["signed"]
    stripped = tmp_path / "stripped.json"
    stripped.write_text(json.dumps(said))
    assert main(["record", "verify", str(stripped)]) == 1
    assert "a person's signature that is not there any more" in capsys.readouterr().out
