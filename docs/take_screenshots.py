"""Take one screenshot a page from the running app.

Usage: python docs/take_screenshots.py STUDY CHECKPOINT
The run and its checks are computed first if they are not kept yet, which takes minutes. Chromium
must be on the path.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from depformer.config import Question  # noqa: E402
from depformer.explain import kept_run  # noqa: E402
from tests.running_app import FLAGS, find_browser, running_app  # noqa: E402

OUT = Path(__file__).parent / "screenshots"
WIDTH, HEIGHT = 1400, 900
LIMIT_MS = 600_000
LARGEST = 300_000
WORD = "word=w04"
SHOTS = {
    "overview": ("", "Is it face or voice"),
    "participant": (f"participant?{WORD}", "Which words moved"),
    "word": (f"participant?{WORD}&label=gloss", "what was seen and heard"),
    "words": (f"words?{WORD}", "queries are active for"),
    "cohorts": (f"cohorts?{WORD}", "On which words do the groups differ"),
    "trust": ("trust", "how fast does the prediction fall"),
    "recordings": ("recordings?participant=sub-001&word=w04", "When is which word said"),
    "export": ("export", "Word profile"),
    "dark": (f"participant?{WORD}", "Which words moved"),
}
SCROLLED = ("word", "recordings")


def main(study: str, checkpoint: str) -> None:
    """Start the app, visit every page, and write a PNG of each."""
    browser_path = find_browser()
    if browser_path is None:
        sys.exit("No Chromium was found; install one (make system).")
    kept_run(study, checkpoint, Question(checks=True))
    OUT.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        running_app(Path(study), Path(checkpoint), XDG_CONFIG_HOME=home) as address,
    ):
        _visit(address, browser_path)


def _visit(address: str, browser_path: str) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=FLAGS)
        for name, (path, heading) in SHOTS.items():
            page = browser.new_page(
                viewport={"width": WIDTH, "height": HEIGHT},
                color_scheme="dark" if name == "dark" else "light",
            )
            page.goto(f"{address}/{path}")
            place = page.get_by_role("heading", name=heading)
            place.wait_for(timeout=LIMIT_MS)
            _settle(page)
            if name in SCROLLED:
                place.evaluate("element => element.scrollIntoView()")
                page.wait_for_timeout(500)
            target = OUT / f"{name}.png"
            page.screenshot(path=target)
            size = target.stat().st_size
            sys.stdout.write(f"{target.relative_to(ROOT)}  {size / 1000:.0f} kB\n")
            if size > LARGEST:
                sys.exit(f"{target} is larger than {LARGEST / 1000:.0f} kB.")
            page.close()
        browser.close()


def _settle(page: Page) -> None:
    """Wait until the page has run to its end and its charts stand."""
    page.get_by_text("Research use only").last.wait_for(state="attached", timeout=LIMIT_MS)
    page.locator("[data-testid=stSpinner]").wait_for(state="detached", timeout=LIMIT_MS)
    page.wait_for_timeout(2500)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Usage: python docs/take_screenshots.py STUDY CHECKPOINT")
    main(sys.argv[1], sys.argv[2])
