"""The checker of the verify page, in a real browser: held against forgeries and the engine."""

import base64
import io
import json
import random
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
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
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, expect

from kenes.engines.ledger.attribution import Attribution
from kenes.engines.ledger.bundle import LARGEST, MEMBER, Bundle, verify_bundle, zipped
from kenes.engines.ledger.errors import LedgerError
from kenes.engines.ledger.policy import Policy
from kenes.engines.ledger.tests import making
from kenes.engines.ledger.tests.making import BEGAN, NOW, SHOWN, SUBJECT, WITNESSES, Made
from kenes.engines.ledger.tree import consistency, inclusion, leaf_hash, root_of, subtrees
from kenes.record.sentences import SENTENCES, sentence
from tests.conftest import serious_findings
from tests.contracts.places import SOURCE

pytestmark = [pytest.mark.browser, pytest.mark.files]

STATIC = [SOURCE / app / "static" for app in ("record", "ui")]
SECURITY_POLICY = "; ".join(
    f"{name} {' '.join(allowed)}"
    for name, allowed in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
CHECK_PAGE = '<!doctype html><title>Check</title><script type="module" src="/check.js"></script>'
CHECK_SCRIPT = """
import { checkBundle } from "/static/record/check/bundle.js";
import { checkConsistency, checkInclusion } from "/static/record/check/tree.js";
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const holds = (checked) => checked.then(() => true, ({ code }) => code !== "contradiction");
globalThis.check = (text, options) => checkBundle(bytes(text), options);
globalThis.checkZeros = (length) => checkBundle(new Uint8Array(length));
globalThis.inclusion = (leaf, index, size, root, proof) =>
  holds(checkInclusion(bytes(leaf), index, size, bytes(root), proof.map(bytes)));
globalThis.consistency = (old, oldRoot, size, root, proof) =>
  holds(checkConsistency(old, bytes(oldRoot), size, bytes(root), proof.map(bytes)));
"""
WITHOUT_KEYS = """() => { SubtleCrypto.prototype.importKey = async () => {
  throw new DOMException("no", "NotSupportedError");
}; }"""
Check = Callable[..., dict[str, Any]]
Said = dict[str, Any]  # a bundle's JSON


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def written(said: Said) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def verify_page(report: Any = None) -> str:
    page = SimpleNamespace(sentences=tuple(SENTENCES.items()), report=report)
    return render_to_string("record/verify.html", {"page": page})


class Site(SimpleHTTPRequestHandler):
    """The static files as written and two pages, under the policy that the product sends."""

    posted: list[bytes] = []

    def do_GET(self) -> None:
        made = {"/check.html": CHECK_PAGE, "/check.js": CHECK_SCRIPT, "/verify/": verify_page()}
        self.answer(made[self.path]) if self.path in made else super().do_GET()

    def do_POST(self) -> None:
        self.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
        found = [sentence("payload-changed", {"index": "12", "field": "text.en"})]
        self.answer(verify_page(SimpleNamespace(is_sound=False, findings=found, root_hex="ab")))

    def answer(self, said: str) -> None:
        kind = "text/javascript" if self.path.endswith(".js") else "text/html; charset=utf-8"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(said.encode())

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", SECURITY_POLICY)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        found = [root / path.removeprefix("/static/") for root in STATIC]
        return str(next(filter(Path.is_file, found), "/nowhere"))

    def log_message(self, *said: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def check(page: Page, site: str) -> Check:
    """The browser's report on a bundle: bytes, or its JSON not yet written."""
    page.goto(f"{site}/check.html")

    def checked(said: Said | bytes, policy: str | None = None, now: Any = NOW) -> Said:
        data = said if isinstance(said, bytes) else written(said)
        options = {"now": now.timestamp() * 1000} | ({} if policy is None else {"policy": policy})
        return page.evaluate("([text, options]) => check(text, options)", [text(data), options])

    return checked


def codes(report: Said) -> list[str]:
    assert report["sound"] == (report["findings"] == [])
    return [finding["code"] for finding in report["findings"]]


def engine(said: Said | bytes, policy: str | None = None, now: Any = NOW) -> list[str]:
    """The codes of what the engine finds."""
    data = said if isinstance(said, bytes) else written(said)
    try:
        trusted = None if policy is None else Policy.parse(policy)
        return [one.code for one in verify_bundle(Bundle.parse(data), trusted, now=now).findings]
    except LedgerError as error:
        return [error.code]


class Maker:
    """Bundles of logs, each made in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folders = (folder / str(n) for n in range(100))

    def __call__(self, made: Made | None = None, shown: Any = SHOWN, *since: int) -> Bundle:
        made = made or making.everything()
        note = made.note(*WITNESSES[:2])
        return made.bundle(made.write(next(self.folders), note), note, shown, *since)

    def json(self, made: Made | None = None, shown: Any = SHOWN) -> Said:
        return json.loads(json.dumps(self(made, shown).encode()))

    def zip(self) -> bytes:
        return zipped(self(), {"README.txt": b"Hello"})


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    return Maker(tmp_path)


@pytest.mark.parametrize("is_zip", [True, False], ids=["a zip", "its json"])
def test_a_sound_bundle_is_told_as_the_engine_tells_it(
    check: Check, make: Maker, is_zip: bool
) -> None:
    bundle = make(None, SHOWN, 3)
    data = zipped(bundle, {}) if is_zip else written(bundle.encode())
    report, told = check(data), verify_bundle(Bundle.parse(data), None, now=NOW).encode()
    assert report.pop("trustedOwnKey") is True
    assert told.pop("witnessed") == report["size"]
    assert report == told
    assert (report["sound"], report["entries"], report["signed"]) == (True, 7, 1)


def test_another_policy_is_trusted_instead_of_the_bundles_own(check: Check, make: Maker) -> None:
    made = making.everything()
    old, new = (making.policy_of(signer.key) for signer in made.keys)
    said = make.json(made) | {"policy": "no policy at all"}
    report = check(said, old)
    assert (report["sound"], report["trustedOwnKey"]) == (True, False)
    assert report["witnesses"] == ["witness1.example", "witness2.example"]
    # Who trusts the new key passes over the change before it.
    said["handovers"][0]["inclusion"] = []
    assert (codes(check(said, new)), codes(check(said, old))) == ([], ["contradiction"])


def test_what_has_ended_is_shown_no_more(check: Check, make: Maker) -> None:
    made = making.everything()
    made.add("recommendation.corrected", said={"position": None})
    assert codes(check(make.json(made, {SUBJECT: {"text.en": "End torture."}}))) == []


def test_proofs_of_small_trees_hold_and_without_a_hash_they_do_not(page: Page, site: str) -> None:
    page.goto(f"{site}/check.html")
    leaves = [leaf_hash(str(n).encode()) for n in range(20)]
    roots = [text(root_of(leaves[:size])) for size in range(21)]
    asked: list[tuple[str, list[Any]]] = []
    for size in range(1, 21):
        part = subtrees(leaves[:size])
        for at, old in zip(range(size), range(1, size + 1), strict=True):
            proof = [text(one) for one in inclusion(at, size, part)]
            asked.append(("inclusion", [text(leaves[at]), at, size, roots[size], proof]))
            proof = [text(one) for one in consistency(old, size, part)]
            asked.append(("consistency", [old, roots[old], size, roots[size], proof]))
    wrong = [(name, [*said[:-1], said[-1][:-1]]) for name, said in asked if said[-1]]
    wrong += [(name, [*said[:-1], [*said[-1], roots[0]]]) for name, said in asked]
    ask = "(asked) => Promise.all(asked.map(([name, said]) => globalThis[name](...said)))"
    assert page.evaluate(ask, asked) == [True] * len(asked)
    assert page.evaluate(ask, wrong) == [False] * len(wrong)


def another(index: int, before: bytes, after: bytes) -> Callable[[Made], Any]:
    return lambda made: made.change(index, data=made.held[index].data.replace(before, after))


def redact(**facts: Any) -> Callable[[Made], Any]:
    whole = {"entry": 1, "fields": ["note"], "ground": "x", "approvers": ["a" * 16, "b" * 16]}
    return lambda made: made.add("entry.redacted", facts=whole | facts)


def sign_again(made: Made) -> None:
    made.change(3, attribution=made.held[2].attribution)


def rewrite(one: Said) -> None:
    one["told"]["act.by"]["payload"] = '"y"'


def at(index: int, act: Callable[[Said], Any]) -> Said:
    return {"said": lambda said: act(said["entries"][index])}


TWICE = f"witness again {WITNESSES[0].key}\n"
STRANGER = making.policy_of(making.signer(making.ORIGIN, 99).key)
THREE = f"witness third {WITNESSES[2].key}\ngroup three all both third\nquorum three\n"
# Code; what is done to the log, to its bundle ("said"), to the policy and so on; what is found.
FORGERIES: dict[str, tuple[str, Said, Said]] = {
    "another format": ("malformed", {"said": lambda said: said.update(format="bundle 2")}, {}),
    "no entry": ("malformed", {"log": another(6, b'"v":1', b'"v":2')}, {"index": "6"}),
    "another key": ("untrusted", {"policy": lambda own: STRANGER}, {}),
    "one as two": ("malformed", {"policy": lambda own: own + TWICE}, {}),
    "witnesses": ("untrusted", {"policy": lambda own: own.replace("quorum both\n", THREE)}, {}),
    "not in the log": ("contradiction", at(6, lambda one: one["proof"].pop()), {}),
    "order": ("contradiction", {"said": lambda s: s["entries"].append(s["entries"][6])}, {}),
    "twice": ("repeated", {"log": another(6, b"00000000006", b"00000000005")}, {"index": "6"}),
    "untold": ("payload-missing", at(1, lambda one: one["told"].pop("act.by")), {}),
    "rewritten": ("payload-changed", at(1, rewrite), {"index": "1", "field": "act.by"}),
    "a stranger": ("key-unknown", {"said": lambda s: s["entries"].pop(0)}, {"index": "2"}),
    "unsigned": ("signature-missing", at(2, lambda one: one.pop("signed")), {"index": "3"}),
    "another's": ("signature-false", {"log": sign_again}, {"index": "3"}),
    "alone": ("redaction-alone", {"log": redact(approvers=["a" * 16] * 2)}, {"index": "7"}),
    "no ground": ("redaction-alone", {"log": redact(ground="")}, {"index": "7"}),
    "blind": ("redaction-blind", {"log": redact(entry=7)}, {"index": "7"}),
    "yesterday": ("time-back", {"log": lambda m: m.add("x", minutes=-55)}, {"index": "7"}),
    "tomorrow": ("time-ahead", {"now": BEGAN - timedelta(minutes=55)}, {"index": "6"}),
    "otherwise": ("state-differs", {"shown": {"position": "noted"}}, {"index": "2"}),
    "invented": ("state-unrecorded", {"shown": {"by": "x"}}, {"subject": SUBJECT, "field": "by"}),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_one_forgery_is_found_and_nothing_else_is(check: Check, make: Maker, name: str) -> None:
    (code, done, facts), made = FORGERIES[name], making.everything()
    done.get("log", lambda made: None)(made)
    said = make.json(made, {SUBJECT: SHOWN[SUBJECT] | done.get("shown", {})})
    done.get("said", lambda said: None)(said)
    policy = done["policy"](said["policy"]) if "policy" in done else None
    now = done.get("now", NOW)
    report = check(said, policy, now)
    assert codes(report) == [code] == engine(said, policy, now)
    assert report["findings"][0]["facts"].items() >= facts.items()


def test_every_code_has_a_sentence_whose_places_are_filled() -> None:
    assert {code for code, _, _ in FORGERIES.values()} | {"unsupported"} == set(SENTENCES)
    facts = {"index": "3", "field": "f", "subject": "R-1", "detail": "d"}
    for code in SENTENCES:
        said = sentence(code, facts | {"time": "2026-11-25T09:06:00.123456Z"})
        assert not {"{", "?"} & set(said)
        assert "2026-11-25 09:06:00 UTC" in said or "time" not in code


def test_groups_of_groups_of_groups_are_counted_at_once(check: Check, make: Maker) -> None:
    said = make.json()
    policy = said["policy"].replace("quorum both", "group g0 any ngo\ngroup g1 all ombudsman")
    policy += "".join(f"group g{n} all g{n - 1} g{n - 2}\n" for n in range(2, 1000))
    assert codes(check(said, f"{policy}quorum g999 # all of them\n")) == []


KEYS: dict[str, tuple[Callable[[], Any], tuple[Any, ...]]] = {
    "P-256": (partial(ec.generate_private_key, ec.SECP256R1()), (ec.ECDSA(SHA256()),)),
    "P-384": (partial(ec.generate_private_key, ec.SECP384R1()), (ec.ECDSA(SHA256()),)),
    "Ed25519": (ed25519.Ed25519PrivateKey.generate, ()),
    "RSA": (partial(rsa.generate_private_key, 65537, 2048), (padding.PKCS1v15(), SHA256())),
}


def signed_log(name: str, **parts: bytes) -> Made:
    """A log with one entry that a person signed with a key of their own."""
    made, (generate, how) = Made(), KEYS[name]
    made.add("recommendation.corrected", actor=making.AUTHOR, said={"position": "supported"})
    usual = making.Passkey().sign(leaf_hash(made.held[0].data))
    given = {"authenticator": usual.authenticator, "client": usual.client} | parts
    key, message = generate(), given["authenticator"] + sha256(given["client"]).digest()
    signature = key.sign(message, *how)
    # Numbers of ECDSA are written without the zeros before them: one has to have some.
    while name == "P-256" and min(decode_dss_signature(signature)) >= 2**248:
        signature = key.sign(message, *how)
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    made.change(0, attribution=Attribution(key=der, signature=signature, **given))
    facts = {"key": sha256(der).hexdigest()[:16]}
    made.add("key.enrolled", subject="record", actor=making.AUTHOR, facts=facts)
    return made


@pytest.mark.parametrize("name", ["P-256", "Ed25519", "RSA"])
def test_a_good_passkey_of_each_kind_is_good(check: Check, make: Maker, name: str) -> None:
    said = make.json(signed_log(name), {})
    report = check(said)
    assert (codes(report), report["signed"], engine(said)) == ([], 1, [])
    signed = said["entries"][0]["signed"]
    wrong = bytearray(base64.b64decode(signed["signature"]))
    wrong[-1] ^= 1
    signed["signature"] = text(bytes(wrong))
    assert codes(check(said)) == ["signature-false"] == engine(said)


def test_a_passkey_that_signed_something_else_is_refused(check: Check, make: Maker) -> None:
    wrong = [signed_log("P-384")]
    wrong += [signed_log("Ed25519", authenticator=data) for data in (bytes(37), bytes(32) + b"\1")]
    clients = b"[]", b"\xff", b'{"type":"webauthn.get","challenge":"AAAA","origin":"x"}'
    wrong += [signed_log("Ed25519", client=client) for client in clients]
    for said in (make.json(made, {}) for made in wrong):
        assert codes(check(said)) == ["signature-false"] == engine(said)


def archive(*members: tuple[Any, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
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


def hostile(good: bytes) -> dict[str, bytes]:
    member, nothing = (MEMBER, good), b"\0" * (LARGEST + 1)
    link, linked = zipfile.ZipInfo("readme"), zipfile.ZipInfo(MEMBER)
    link.external_attr = linked.external_attr = 0o120777 << 16
    leading_out = ["../out", "/out", "..\\out", "C:out", "in/../../out"]
    return {
        **{name: archive(member, (name, b"")) for name in leading_out},
        "link": archive(member, (link, b"/etc/passwd")),
        "linked bundle": archive((linked, b"/etc/passwd")),
        "many": archive(member, *((str(n), b"") for n in range(20))),
        "bomb": archive((MEMBER, nothing)),
        "bomb that hides": patched(archive((MEMBER, nothing)), 22, 24, "<L", 1000),
        "bomb beside": archive(member, ("x", nothing)),
        "encrypted": patched(archive(member), 6, 8, "<H", 1),
        "bzip2": archive(member, how=zipfile.ZIP_BZIP2),
        "not there": archive(("other.json", good)),
        "cut": archive(member)[:-30],
        "empty": b"",
        "deep": b"[" * 1_000_000,
    }


def test_files_made_to_hurt_are_refused(check: Check, make: Maker, page: Page) -> None:
    found = {name: codes(check(data)) for name, data in hostile(written(make.json())).items()}
    found["large"] = codes(page.evaluate("(n) => checkZeros(n)", LARGEST + 1))
    assert {name: what for name, what in found.items() if what != ["malformed"]} == {}
    assert codes(check(archive((MEMBER, written(make.json())), how=zipfile.ZIP_STORED))) == []


@pytest.mark.parametrize("is_zip", [True, False], ids=["a zip", "its json"])
def test_what_the_engine_refuses_after_one_changed_bit_the_browser_refuses(
    check: Check, make: Maker, is_zip: bool
) -> None:
    data, chosen = make.zip() if is_zip else written(make.json()), random.Random(7)
    for at in chosen.sample(range(len(data)), 150):
        wrong = bytearray(data)
        wrong[at] ^= 1 << chosen.randrange(8)
        here, there = check(bytes(wrong))["sound"], not engine(bytes(wrong))
        # Of a ZIP's own bookkeeping the browser takes less than Python does.
        assert here == there or (there and is_zip), (at, wrong[at - 20 : at + 20])


@pytest.fixture
def verify(page: Page, site: str) -> Page:
    page.clock.set_fixed_time(NOW)
    page.goto(f"{site}/verify/")
    return page


def submit(page: Page, data: bytes, heading: str, **files: bytes) -> None:
    """Choose a bundle and press the button; the verdict comes and the reader is led to it."""
    for name, content in {"bundle": data, **files}.items():
        given: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        page.locator(f"input[name={name}]").set_input_files(given)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name=heading)).to_be_focused()


DROP = """(text) => {
  const dropped = new DataTransfer();
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  dropped.items.add(new File([bytes], "dropped.zip"));
  const options = { bubbles: true, cancelable: true, dataTransfer: dropped };
  const place = document.querySelector("form .actions");
  for (const kind of ["dragover", "drop"]) place.dispatchEvent(new DragEvent(kind, options));
}"""


def test_the_page_checks_a_chosen_bundle_and_sends_nothing(verify: Page, make: Maker) -> None:
    verify.context.set_offline(True)
    submit(verify, make.zip(), "Sound: everything in this bundle")
    result = verify.locator("#result")
    expect(result).to_contain_text("The key itself was taken from the bundle.")
    expect(result.locator("dl")).to_contain_text("witness1.example, witness2.example")
    expect(result.locator("dl div").nth(1)).to_have_text("Entries in the log7")
    expect(result.get_by_role("heading")).to_have_count(1)
    assert serious_findings(verify) == []
    policy = make.json()["policy"].replace("\n", "\r\n").encode()
    submit(verify, make.zip(), "Sound", policy=policy)
    expect(result).not_to_contain_text("The key itself was taken")


def test_a_bundle_can_be_dropped_and_what_is_wrong_is_said_in_sentences(
    verify: Page, make: Maker
) -> None:
    said = make.json(None, {SUBJECT: {f"field{n}": "x" for n in range(150)}})
    FORGERIES["rewritten"][1]["said"](said)
    verify.evaluate(DROP, text(written(said)))
    expect(verify.get_by_role("heading", name="Not sound")).to_be_focused()
    assert verify.get_by_label("Bundle").input_value().endswith("dropped.zip")
    lines = verify.locator("#result li")
    expect(lines).to_have_count(100)
    expect(lines.first).to_have_text("Entry 1: “act.by” was changed after it was entered.")
    expect(verify.get_by_text("The first 100 of 153 findings are shown.")).to_be_visible()


def test_a_browser_that_cannot_check_offers_to_send_the_file(verify: Page, make: Maker) -> None:
    verify.evaluate(WITHOUT_KEYS)
    submit(verify, make.zip(), "Not decided")
    expect(verify.locator("#result li")).to_contain_text("Ed25519 signatures")
    Site.posted.clear()
    verify.get_by_role("button", name="Send the file").click()
    expect(verify.get_by_role("heading", name="Not sound")).to_be_visible()
    assert len(Site.posted) == 1


def test_without_scripts_the_form_is_sent_and_the_answer_is_the_same_page(
    browser: Browser, site: str
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/verify/")
        expect(page.get_by_text("It is sent to this site")).to_be_visible()
        expect(page.get_by_text("is not sent anywhere")).to_be_hidden()
        Site.posted.clear()
        given: Any = {"name": "b.zip", "mimeType": "x/y", "buffer": b"PK of a bundle"}
        page.get_by_label("Bundle").set_input_files(given)
        page.get_by_role("button", name="Check").click()
        found = page.locator("#result li")
        expect(found).to_have_text(["Entry 12: “text.en” was changed after it was entered."])
        assert b"PK of a bundle" in Site.posted[0]


def test_the_page_fits_a_narrow_screen(verify: Page, make: Maker) -> None:
    verify.set_viewport_size({"width": 320, "height": 640})
    submit(verify, written(make.json(None, {SUBJECT: {"long" * 40: "x"}})), "Not sound")
    verify.get_by_text("Trust another key").click()
    assert verify.evaluate("() => document.documentElement.scrollWidth") <= 320
    for scheme in ("light", "dark"):
        verify.emulate_media(color_scheme=scheme)
        assert serious_findings(verify) == []
