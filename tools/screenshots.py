"""Take the pictures of docs/guides: the demonstration, served and looked at in a browser.

python tools/screenshots.py REPORT.pdf    REPORT is the Working Group's report that is read in
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "guides" / "pictures"
KENES = str(Path(sys.executable).with_name("kenes"))
ADDRESS = "127.0.0.1:8123"
ORIGIN = f"http://{ADDRESS}"
WIDTH, HEIGHT = 1100, 720
COLOURS = 64  # enough for pages of type; keeps the repository small


@contextmanager
def served() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as home:
        settings = {"KENES_HOME": home, "KENES_SECOND_FACTOR": "no", "KENES_DEMONSTRATION": "yes"}
        server = subprocess.Popen(  # noqa: S603 (our own command)
            [KENES, "demo", "--serve", ADDRESS],
            env={**os.environ, **settings},
            stdout=subprocess.DEVNULL,
        )
        try:
            for _ in range(900):
                try:
                    urllib.request.urlopen(f"{ORIGIN}/health/").close()  # noqa: S310 (our own)
                    break
                except OSError:
                    time.sleep(0.2)
            yield
        finally:
            server.terminate()
            server.wait()


def keep(page: Page, name: str) -> None:
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        fewer = picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS)
        fewer.save(path, optimize=True)
    print(path.relative_to(ROOT), f"{path.stat().st_size // 1000} kB")


def first_day(page: Page, report: Path) -> None:
    """The secretary's first day, in the order of its guide."""
    page.goto(f"{ORIGIN}/en/")
    keep(page, "front")
    page.goto(f"{ORIGIN}/en/account/login/")
    page.fill("input[name=login]", "amina@kenes.example")
    page.fill("input[name=password]", "altyn-kenes-2013")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/desk/")
    keep(page, "desk")
    page.get_by_role("link", name="Read in a document").click()
    page.set_input_files("input[type=file]", report)
    keep(page, "imports")
    page.get_by_role("button", name="Read the document").click()
    page.locator("figure img").first.wait_for()
    page.locator(".split").first.scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, 170)")
    keep(page, "preview")
    page.get_by_role("button", name="Save in the register").click()
    page.get_by_role("link", name="Show in the register").click()
    page.goto(f"{ORIGIN}/en/register/?q=torture&position=noted")
    keep(page, "register")
    page.goto(f"{ORIGIN}/ru/recommendations/R-2014-020/")
    keep(page, "path")
    page.goto(f"{ORIGIN}/kk/bodies/dialogue-council/")
    keep(page, "body")


def observer(page: Page, folder: Path) -> None:
    """A bundle, downloaded and checked, as the observer's guide tells."""
    page.goto(f"{ORIGIN}/en/recommendations/R-2025-045/")
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Download, to check it yourself").click()
    bundle = folder / "bundle.zip"
    arriving.value.save_as(bundle)
    page.goto(f"{ORIGIN}/en/record/verify/")
    page.set_input_files("input[name=bundle]", bundle)
    page.get_by_role("button", name="Check").click()
    page.locator("#result h2").wait_for()
    page.evaluate("window.scrollTo(0, document.querySelector('#result').offsetTop - 120)")
    keep(page, "verify")


def consultation(page: Page) -> None:
    """A statement to vote on, and the map of a consultation that was held."""
    page.goto(f"{ORIGIN}/en/consultations/C-2026-002/enter/")
    page.get_by_role("button", name="Take part", exact=True).click()
    voted = page.locator(".progress-words")
    for count in range(1, 4):
        page.get_by_role("button", name="Agree", exact=True).click()
        voted.get_by_text(f"on {count} of").wait_for()
    page.evaluate("window.scrollTo(0, 0)")
    keep(page, "vote")
    page.goto(f"{ORIGIN}/en/consultations/C-2026-001/map/")
    page.locator(".map-sheet").evaluate("sheet => window.scrollTo(0, sheet.offsetTop - 20)")
    keep(page, "map")


def main() -> int:
    report = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    default = ROOT.parent / "shared" / "data" / "upr-reports" / "kazakhstan2014.pdf"
    report = report or default
    if not report.is_file():
        print(f"no report at {report}; name one: python tools/screenshots.py REPORT.pdf")
        return 2
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with served(), sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=browser_path, args=flags)
        first_day(browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}), report)
        size = {"width": WIDTH, "height": HEIGHT}
        consultation(browser.new_page(viewport=size, reduced_motion="reduce"))
        with tempfile.TemporaryDirectory() as folder:
            page = browser.new_page(viewport=size, reduced_motion="reduce")
            observer(page, Path(folder))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
