"""The checker of the verify page, in a real browser: held against forgeries and the engine."""

import base64
import io
import json
import random
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, expect

from kenes.engines.ledger.attribution import Attribution
from kenes.engines.ledger.bundle import LARGEST, MEMBER, Bundle, verify_bundle, zipped
from kenes.engines.ledger.errors import LedgerError
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.report import Report
from kenes.engines.ledger.tests import making
from kenes.engines.ledger.tests.making import BEGAN, NOW, SHOWN, SUBJECT, WITNESSES, Made
from kenes.engines.ledger.tree import consistency, inclusion, leaf_hash, root_of, subtrees
from kenes.record.sentences import SENTENCES, sentence
from tests.conftest import serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.files]

SOURCE = Path(__file__).resolve().parents[2] / "src" / "kenes"
STATIC = [SOURCE / app / "static" for app in ("record", "ui")]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
CHECK_PAGE = """<!doctype html><title>Check</title><link rel="icon" href="data:,">
<script type="module" src="/check.js"></script>"""
CHECK_SCRIPT = """
import { checkBundle } from "/static/record/check/bundle.js";
import { checkConsistency, checkInclusion } from "/static/record/check/tree.js";
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const holds = (checked) => checked.then(() => true, (error) => {
  if (error.code !== "contradiction") throw error;
  return false;
});
globalThis.check = (text, options) => checkBundle(bytes(text), options);
globalThis.checkInclusion = (leaf, index, size, root, proof) =>
  holds(checkInclusion(bytes(leaf), index, size, bytes(root), proof.map(bytes)));
globalThis.checkConsistency = (old, oldRoot, size, root, proof) =>
  holds(checkConsistency(old, bytes(oldRoot), size, bytes(root), proof.map(bytes)));
"""
Check = Callable[..., dict[str, Any]]


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def verify_page(report: Any = None) -> str:
    page = SimpleNamespace(sentences=tuple(SENTENCES.items()), report=report)
    return render_to_string("record/verify.html", {"page": page})


class Site(SimpleHTTPRequestHandler):
    """The static files as written and two pages, under the policy that the product sends."""

    posted: list[bytes] = []

    def do_GET(self) -> None:
        made = {"/check.html": CHECK_PAGE, "/check.js": CHECK_SCRIPT, "/verify/": verify_page()}
        if self.path in made:
            self.answer(made[self.path])
        else:
            super().do_GET()

    def do_POST(self) -> None:
        self.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
        found = [sentence("payload-changed", {"index": "12", "field": "text.en"})]
        self.answer(verify_page(page_report(Report(findings=()), found)))

    def answer(self, said: str) -> None:
        kind = "text/javascript" if self.path.endswith(".js") else "text/html; charset=utf-8"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(said.encode())

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        name = path.removeprefix("/static/").partition("?")[0]
        found = [root / name for root in STATIC if (root / name).is_file()]
        return str(found[0]) if found else "/nowhere"

    def log_message(self, *said: Any) -> None:
        pass


def page_report(report: Report, findings: list[str]) -> SimpleNamespace:
    """What the view gives the page of the engine's report."""
    return SimpleNamespace(
        is_sound=not findings,
        origin=report.origin or "kenes.example/record",
        size=report.size,
        root_hex=report.root.hex() or "ab" * 32,
        key=report.key or "kenes.example/record+00000000+AQ==",
        witnesses=report.witnesses,
        entries=report.entries,
        payloads=report.payloads,
        redacted=report.redacted,
        signed=report.signed,
        trusted_own_key=True,
        findings=findings,
    )


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def check(page: Page, site: str) -> Check:
    """The browser's report on a bundle: bytes, or its JSON not yet written."""
    page.goto(f"{site}/check.html")

    def checked(said: Any, *, policy: str | None = None, now: Any = NOW) -> dict[str, Any]:
        data = said if isinstance(said, bytes) else written(said)
        options = {"now": now.timestamp() * 1000} | ({} if policy is None else {"policy": policy})
        return dict(
            page.evaluate("([text, options]) => check(text, options)", [text(data), options])
        )

    return checked


def written(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


class Maker:
    """Bundles of logs, each made in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.made = folder, 0

    def __call__(self, made: Made | None = None, shown: Any = SHOWN, *since: int) -> Bundle:
        made = made or making.everything()
        note = made.note(*WITNESSES[:2])
        self.made += 1
        folder = made.write(self.folder / str(self.made), note)
        return made.bundle(folder, note, shown, *since)

    def json(self, made: Made | None = None, shown: Any = SHOWN) -> dict[str, Any]:
        return json.loads(json.dumps(self(made, shown).encode()))


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    return Maker(tmp_path)


def engine(said: Any, *, policy: str | None = None, now: Any = NOW) -> list[str]:
    """The codes of what the engine finds."""
    data = said if isinstance(said, bytes) else written(said)
    try:
        trusted = None if policy is None else Policy.parse(policy)
        return [one.code for one in verify_bundle(Bundle.parse(data), trusted, now=now).findings]
    except LedgerError as error:
        return [error.code]


def codes(report: dict[str, Any]) -> list[str]:
    assert report["sound"] == (report["findings"] == [])
    return [finding["code"] for finding in report["findings"]]


# What is sound


@pytest.mark.parametrize("is_zip", [True, False], ids=["a zip", "its json"])
def test_a_sound_bundle_is_sound_and_told_as_the_engine_tells_it(
    check: Check, make: Maker, is_zip: bool
) -> None:
    bundle = make(None, SHOWN, 3)
    data = zipped(bundle, {"README.txt": b"Hello"}) if is_zip else written(bundle.encode())
    report = check(data)
    told = verify_bundle(Bundle.parse(data), None, now=NOW).encode()
    assert report.pop("trustedOwnKey") is True
    assert told.pop("witnessed") == report["size"]
    assert report == told
    assert (report["sound"], report["entries"], report["signed"]) == (True, 7, 1)


def test_a_policy_from_elsewhere_is_trusted_instead_of_the_bundles_own(
    check: Check, make: Maker
) -> None:
    made = making.everything()
    said = make.json(made)
    said["policy"] = "no policy at all"
    report = check(said, policy=making.policy_of(made.keys[0].key))
    assert (report["sound"], report["trustedOwnKey"]) == (True, False)
    assert report["witnesses"] == ["witness1.example", "witness2.example"]


def test_who_trusts_the_newest_key_passes_over_the_change_before_it(
    check: Check, make: Maker
) -> None:
    made = making.everything()
    said = make.json(made)
    said["handovers"][0]["inclusion"] = []
    assert check(said, policy=making.policy_of(made.keys[-1].key))["sound"] is True
    assert codes(check(said)) == ["contradiction"]


def test_the_state_of_a_matter_may_have_ended(check: Check, make: Maker) -> None:
    made = making.everything()
    made.add("recommendation.corrected", said={"position": None})
    assert check(make.json(made, {SUBJECT: {"text.en": "End torture."}}))["sound"] is True


def test_proofs_of_small_trees_hold_and_without_a_hash_they_do_not(page: Page, site: str) -> None:
    page.goto(f"{site}/check.html")
    leaves = [leaf_hash(str(n).encode()) for n in range(20)]
    roots = [text(root_of(leaves[:size])) for size in range(21)]
    asked: list[tuple[str, list[Any]]] = []
    for size in range(1, 21):
        part = subtrees(leaves[:size])
        for at in range(size):
            proof = [text(one) for one in inclusion(at, size, part)]
            asked.append(("checkInclusion", [text(leaves[at]), at, size, roots[size], proof]))
            old = at + 1
            proof = [text(one) for one in consistency(old, size, part)]
            asked.append(("checkConsistency", [old, roots[old], size, roots[size], proof]))
    broken = [(name, [*said[:-1], said[-1][:-1]]) for name, said in asked if said[-1]]
    longer = [(name, [*said[:-1], [*said[-1], roots[0]]]) for name, said in asked]
    ask = "(asked) => Promise.all(asked.map(([name, said]) => globalThis[name](...said)))"
    assert page.evaluate(ask, asked) == [True] * len(asked)
    assert page.evaluate(ask, broken + longer) == [False] * len(broken + longer)


# What is not: one forgery for each sentence


def another(made: Made, index: int, before: bytes, after: bytes) -> None:
    made.change(index, data=made.held[index].data.replace(before, after))


def redact(made: Made, **facts: Any) -> None:
    whole = {"entry": 1, "fields": ["note"], "ground": "x", "approvers": ["a" * 16, "b" * 16]}
    made.add("entry.redacted", facts=whole | facts)


def three_witnesses(policy: str) -> str:
    third = f"witness third {WITNESSES[2].key}\ngroup three all both third\nquorum three\n"
    return policy.replace("quorum both\n", third)


@dataclass(frozen=True)
class Forgery:
    """One thing that is done to a log, to its bundle, or to what it is checked with."""

    code: str
    log: Callable[[Made], Any] = lambda made: None
    said: Callable[[dict[str, Any]], Any] = lambda said: None
    shown: dict[str, str] = field(default_factory=dict)
    policy: Callable[[str], str] | None = None
    now: datetime = NOW
    facts: dict[str, str] = field(default_factory=dict)


STRANGER = making.policy_of(making.signer(making.ORIGIN, 99).key)
BACK, AHEAD = "2026-11-25T08:05:00.000000Z", "2026-11-25T09:06:00.000000Z"
TOLD = {"index": "1", "field": "act.by"}
FORGERIES = {
    "of another format": Forgery("malformed", said=lambda said: said.update(format="bundle 2")),
    "an entry of no form": Forgery(
        "malformed", lambda made: another(made, 6, b'"v":1', b'"v":2'), facts={"index": "6"}
    ),
    "signed by another key": Forgery("untrusted", policy=lambda policy: STRANGER),
    "too few witnesses": Forgery("untrusted", policy=three_witnesses),
    "not in the log": Forgery(
        "contradiction", said=lambda said: said["entries"][6]["proof"].insert(0, text(bytes(32)))
    ),
    "out of order": Forgery(
        "contradiction", said=lambda said: said["entries"].append(said["entries"][6])
    ),
    "one id twice": Forgery(
        "repeated", lambda made: another(made, 6, b"8000-000000000006", b"8000-000000000005")
    ),
    "a payload taken out": Forgery(
        "payload-missing", said=lambda said: said["entries"][1]["told"].pop("act.by"), facts=TOLD
    ),
    "a payload rewritten": Forgery(
        "payload-changed",
        said=lambda said: said["entries"][1]["told"]["act.by"].update(payload='"y"'),
        facts=TOLD,
    ),
    "a key never entered": Forgery(
        "key-unknown", said=lambda said: said["entries"].pop(0), facts={"index": "2"}
    ),
    "a signature taken out": Forgery(
        "signature-missing",
        said=lambda said: said["entries"][2].pop("signed"),
        facts={"index": "3"},
    ),
    "a signature of another entry": Forgery(
        "signature-false",
        lambda made: made.change(3, attribution=made.held[2].attribution),
        facts={"index": "3"},
    ),
    "one approver twice": Forgery(
        "redaction-alone",
        lambda made: redact(made, approvers=["a" * 16] * 2),
        facts={"index": "7"},
    ),
    "no ground": Forgery("redaction-alone", lambda made: redact(made, ground="")),
    "redacting itself": Forgery("redaction-blind", lambda made: redact(made, entry=7)),
    "a clock set back": Forgery(
        "time-back", lambda made: made.add("x", minutes=-55), facts={"index": "7", "time": BACK}
    ),
    "from the future": Forgery(
        "time-ahead", now=BEGAN - timedelta(minutes=55), facts={"time": AHEAD}
    ),
    "shown otherwise": Forgery(
        "state-differs", shown={"position": "noted"}, facts={"subject": SUBJECT, "index": "2"}
    ),
    "shown out of nothing": Forgery(
        "state-unrecorded", shown={"by": "x"}, facts={"subject": SUBJECT, "field": "by"}
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_one_forgery_is_found_and_nothing_else_is(check: Check, make: Maker, name: str) -> None:
    forgery, made = FORGERIES[name], making.everything()
    forgery.log(made)
    said = make.json(made, {SUBJECT: SHOWN[SUBJECT] | forgery.shown})
    forgery.said(said)
    own = making.policy_of(made.keys[0].key)
    options = {"now": forgery.now, "policy": forgery.policy(own) if forgery.policy else None}
    report = check(said, **options)
    assert codes(report) == [forgery.code] == engine(said, **options)
    assert report["findings"][0]["facts"].items() >= forgery.facts.items()


def test_a_browser_without_ed25519_says_so_and_decides_nothing(
    check: Check, make: Maker, page: Page
) -> None:
    page.evaluate(
        "() => { SubtleCrypto.prototype.importKey = async () => "
        "{ throw new DOMException('no', 'NotSupportedError'); }; }"
    )
    report = check(make.json())
    assert codes(report) == ["unsupported"]
    assert report["findings"][0]["facts"] == {"detail": "Ed25519 signatures"}


def test_every_code_has_a_sentence_whose_places_are_filled() -> None:
    reached = {forgery.code for forgery in FORGERIES.values()} | {"unsupported"}
    assert reached == set(SENTENCES)
    facts = {"index": "3", "field": "f", "subject": "R-1", "detail": "d"}
    for code in SENTENCES:
        said = sentence(code, facts | {"time": "2026-11-25T09:06:00.123456Z"})
        assert not {"{", "?"} & set(said)
        assert "2026-11-25 09:06:00 UTC" in said or "time" not in code


def test_one_key_under_two_names_is_not_two_witnesses(check: Check, make: Maker) -> None:
    made = making.everything()
    one = WITNESSES[0].key
    policy = (
        f"log {made.keys[0].key}\nwitness a {one}\nwitness b {one}\ngroup g all a b\nquorum g\n"
    )
    assert codes(check(make.json(made), policy=policy)) == ["malformed"]


def test_groups_that_name_each_other_often_are_counted_once(check: Check, make: Maker) -> None:
    made = making.everything()
    one, two = (signer.key for signer in WITNESSES[:2])
    lines = [f"log {made.keys[0].key}", f"witness g0 {one}", f"witness g1 {two}"]
    lines += [f"group g{n} all g{n - 1} g{n - 2}" for n in range(2, 200)]
    report = check(make.json(made), policy="\n".join([*lines, "quorum g199 # all of them", ""]))
    assert report["sound"] is True


# Passkeys of every kind


def is_short(signature: bytes) -> bool:
    return any(number < 2**248 for number in decode_dss_signature(signature))


def with_p256(said: bytes) -> tuple[Any, bytes]:
    """Numbers of a signature are written without zeros before them: find one that has some."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = (key.sign(said, ec.ECDSA(SHA256())) for _ in range(100_000))
    return key, next(filter(is_short, made))


def with_p384(said: bytes) -> tuple[Any, bytes]:
    key = ec.generate_private_key(ec.SECP384R1())
    return key, key.sign(said, ec.ECDSA(SHA256()))


def with_ed25519(said: bytes) -> tuple[Any, bytes]:
    key = ed25519.Ed25519PrivateKey.generate()
    return key, key.sign(said)


def with_rsa(said: bytes) -> tuple[Any, bytes]:
    key = rsa.generate_private_key(65537, 2048)
    return key, key.sign(said, padding.PKCS1v15(), SHA256())


def signed_log(sign: Callable[[bytes], tuple[Any, bytes]], **parts: bytes) -> Made:
    """A log with one entry that a person signed with a key of their own."""
    made = Made()
    made.add("recommendation.corrected", actor=making.AUTHOR, said={"position": "supported"})
    plain = making.Passkey().sign(leaf_hash(made.held[0].data))
    given = {"authenticator": plain.authenticator, "client": plain.client} | parts
    key, signature = sign(given["authenticator"] + sha256(given["client"]).digest())
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    made.change(0, attribution=Attribution(key=der, signature=signature, **given))
    key_id = sha256(der).hexdigest()[:16]
    made.add("key.enrolled", subject="record", actor=making.AUTHOR, facts={"key": key_id})
    return made


@pytest.mark.parametrize("sign", [with_p256, with_ed25519, with_rsa])
def test_a_good_passkey_of_each_kind_is_good(
    check: Check, make: Maker, sign: Callable[[bytes], tuple[Any, bytes]]
) -> None:
    said = make.json(signed_log(sign), {})
    report = check(said)
    assert (codes(report), report["signed"], engine(said)) == ([], 1, [])
    signed = said["entries"][0]["signed"]
    wrong = bytearray(base64.b64decode(signed["signature"]))
    wrong[-1] ^= 1
    signed["signature"] = text(bytes(wrong))
    assert codes(check(said)) == ["signature-false"] == engine(said)


def test_a_curve_that_the_format_does_not_name_is_refused(check: Check, make: Maker) -> None:
    assert codes(check(make.json(signed_log(with_p384), {}))) == ["signature-false"]


def test_a_passkey_that_signed_something_else_is_refused(check: Check, make: Maker) -> None:
    for parts in (
        {"authenticator": bytes(37)},  # nobody was present
        {"authenticator": bytes(32) + b"\1"},
        {"client": b'{"type":"webauthn.create","challenge":"","origin":"x"}'},
        {"client": b'{"type":"webauthn.get","challenge":"AAAA","origin":"x"}'},
        {"client": b"[]"},
        {"client": b"\xff"},
    ):
        said = make.json(signed_log(with_ed25519, **parts), {})
        assert codes(check(said)) == ["signature-false"] == engine(said)


# Files made to hurt


def archive(
    *members: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_DEFLATED
) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as made:
        for name, data in members:
            made.writestr(name, data, how)
    return target.getvalue()


def patched(data: bytes, local: int, central: int, form: str, value: int) -> bytes:
    """The first member's field, in its own head and in the directory, says something else."""
    wrong = bytearray(data)
    struct.pack_into(form, wrong, local, value)
    struct.pack_into(form, wrong, data.index(b"PK\1\2") + central, value)
    return bytes(wrong)


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


def hostile(good: bytes) -> dict[str, bytes]:
    member = (MEMBER, good)
    names = ["../out", "/out", "..\\out", "C:out", "in/../../out"]
    nothing = b"\0" * (LARGEST + 1)
    return {
        **{name: archive(member, (name, b"")) for name in names},
        "link": archive(member, (link("readme"), b"/etc/passwd")),
        "linked bundle": archive((link(MEMBER), b"/etc/passwd")),
        "many": archive(member, *((str(n), b"") for n in range(20))),
        "bomb": archive((MEMBER, nothing)),
        "bomb that hides": patched(archive((MEMBER, nothing)), 22, 24, "<L", 1000),
        "bomb beside": archive(member, ("x", nothing)),
        "encrypted": patched(archive(member), 6, 8, "<H", 1),
        "bzip2": archive(member, how=zipfile.ZIP_BZIP2),
        "not there": archive(("other.json", good)),
        "cut": archive(member)[:-30],
        "head only": archive(member)[:40],
        "two letters": b"PK",
        "empty zip": archive(),
        "empty": b"",
        "too large": b" " * (LARGEST + 1),
        "deep": b"[" * 1_000_000,
        "words": b"just words",
    }


def test_files_made_to_hurt_are_refused_as_malformed(check: Check, make: Maker) -> None:
    found = {name: codes(check(data)) for name, data in hostile(written(make.json())).items()}
    assert {name: what for name, what in found.items() if what != ["malformed"]} == {}


def test_a_stored_bundle_is_read(check: Check, make: Maker) -> None:
    assert check(archive((MEMBER, written(make.json())), how=zipfile.ZIP_STORED))["sound"] is True


@pytest.mark.parametrize("is_zip", [True, False], ids=["a zip", "its json"])
def test_browser_and_engine_agree_on_every_changed_byte(
    check: Check, make: Maker, is_zip: bool
) -> None:
    bundle = make()
    data = zipped(bundle, {"README.txt": b"Hello"}) if is_zip else written(bundle.encode())
    chosen, differing = random.Random(7), []
    for at in chosen.sample(range(len(data)), 150):
        wrong = bytearray(data)
        wrong[at] ^= 1 << chosen.randrange(8)
        here, there = check(bytes(wrong))["sound"], not engine(bytes(wrong))
        if here != there:
            differing.append((at, bytes(wrong)[max(0, at - 30) : at + 30], here, there))
    assert differing == []


# The page


@pytest.fixture
def verify(page: Page, site: str) -> Page:
    page.clock.set_fixed_time(NOW)
    page.goto(f"{site}/verify/")
    return page


def given(name: str, data: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def test_the_page_checks_a_chosen_bundle_and_sends_nothing(verify: Page, make: Maker) -> None:
    sent: list[str] = []
    verify.on("request", lambda request: sent.append(request.url))
    verify.get_by_label("Bundle").set_input_files(given("b.zip", zipped(make(), {})))
    verify.get_by_role("button", name="Check").click()
    heading = verify.get_by_role("heading", name="Sound: everything in this bundle")
    expect(heading).to_be_focused()
    expect(verify.locator("#result")).to_contain_text("The key itself was taken from the bundle.")
    facts = verify.locator("dl.facts")
    expect(facts).to_contain_text("witness1.example, witness2.example")
    expect(facts.locator("div").nth(1)).to_have_text("Entries in the log7")
    expect(verify.locator("form")).not_to_have_attribute("aria-busy", "true")
    expect(verify.get_by_text("Not sound")).to_have_count(0)
    assert sent == []
    assert serious_findings(verify) == []


def test_the_page_says_what_is_wrong_in_sentences(verify: Page, make: Maker) -> None:
    said = make.json()
    FORGERIES["a payload rewritten"].said(said)
    verify.get_by_label("Bundle").set_input_files(given("bundle.json", written(said)))
    verify.get_by_role("button", name="Check").click()
    expect(verify.get_by_role("heading", name="Not sound")).to_be_focused()
    expect(verify.locator("#result li")).to_have_text(
        ["Entry 1: “act.by” was changed after it was entered."]
    )
    assert serious_findings(verify) == []


def test_the_page_takes_a_policy_and_then_says_nothing_of_the_bundles_own_key(
    verify: Page, make: Maker
) -> None:
    made = making.everything()
    policy = making.policy_of(made.keys[0].key).replace("\n", "\r\n").encode()
    verify.get_by_label("Bundle").set_input_files(given("b.zip", zipped(make(made), {})))
    verify.get_by_text("Trust another key").click()
    verify.get_by_label("Policy").set_input_files(given("policy", policy))
    verify.get_by_role("button", name="Check").click()
    expect(verify.get_by_role("heading", name="Sound")).to_be_focused()
    expect(verify.get_by_text("The key itself was taken")).to_have_count(0)


DROP = """([selector, text]) => {
  const dropped = new DataTransfer();
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  dropped.items.add(new File([bytes], "dropped.zip"));
  for (const kind of ["dragover", "drop"]) {
    const options = { bubbles: true, cancelable: true, dataTransfer: dropped };
    document.querySelector(selector).dispatchEvent(new DragEvent(kind, options));
  }
}"""


def test_a_bundle_can_be_dropped_anywhere_on_the_form(verify: Page, make: Maker) -> None:
    verify.evaluate(DROP, [".actions", text(zipped(make(), {}))])
    expect(verify.get_by_role("heading", name="Sound")).to_be_focused()
    assert verify.get_by_label("Bundle").input_value().endswith("dropped.zip")
    # The second is judged anew.
    verify.evaluate(DROP, ["form", text(b"PK no zip")])
    expect(verify.locator("#result li")).to_have_text(
        ["This is not in the form of the record: the archive is cut off or damaged."]
    )
    expect(verify.locator("dl.facts")).to_have_count(0)


def test_of_very_many_findings_the_page_shows_the_first(verify: Page, make: Maker) -> None:
    said = make.json(None, {SUBJECT: {f"field{n}": "x" for n in range(150)}})
    verify.get_by_label("Bundle").set_input_files(given("bundle.json", written(said)))
    verify.get_by_role("button", name="Check").click()
    expect(verify.locator("#result li")).to_have_count(100)
    expect(verify.get_by_text("The first 100 of 152 findings are shown.")).to_be_visible()


def test_a_browser_that_cannot_check_offers_to_send_the_file(verify: Page, make: Maker) -> None:
    verify.evaluate(
        "() => { SubtleCrypto.prototype.importKey = async () => "
        "{ throw new DOMException('no', 'NotSupportedError'); }; }"
    )
    verify.get_by_label("Bundle").set_input_files(given("b.zip", zipped(make(), {})))
    verify.get_by_role("button", name="Check").click()
    expect(verify.get_by_role("heading", name="Not decided")).to_be_focused()
    Site.posted.clear()
    verify.get_by_role("button", name="Send the file").click()
    expect(verify.get_by_role("heading", name="Not sound")).to_be_visible()
    assert len(Site.posted) == 1


def test_without_scripts_the_form_is_sent_and_the_answer_is_the_same_page(
    browser: Browser, site: str, make: Maker
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/verify/")
    expect(page.get_by_text("It is sent to this site to be checked")).to_be_visible()
    expect(page.get_by_text("is not sent anywhere")).to_be_hidden()
    Site.posted.clear()
    data = zipped(make(), {})
    page.get_by_label("Bundle").set_input_files(given("b.zip", data))
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="Not sound")).to_be_visible()
    expect(page.locator("#result li")).to_have_text(
        ["Entry 12: “text.en” was changed after it was entered."]
    )
    assert data in Site.posted[0]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_narrow_screen(verify: Page, make: Maker, scheme: Any) -> None:
    verify.set_viewport_size({"width": 320, "height": 640})
    verify.emulate_media(color_scheme=scheme)
    said = make.json() | {"shown": {SUBJECT: {"long" * 40: "x"}}}
    verify.evaluate(DROP, ["form", text(written(said))])
    expect(verify.get_by_role("heading", name="Not sound")).to_be_focused()
    verify.get_by_text("Trust another key").click()
    assert verify.evaluate("() => document.documentElement.scrollWidth") <= 320
    assert serious_findings(verify) == []
