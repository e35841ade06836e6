"""Take the screenshots of the documentation from the running app, all of them by one command.

Usage: python docs/take_screenshots.py STUDY CHECKPOINT [--nothing WORK]

Those of the README come from the study; with --nothing also the pairs of docs/nothing.md, of the
study and of its twin without an effect, which lies in WORK/study and WORK/model
(`python benchmarks/nothing_pages.py WORK` makes it). Runs and their checks are computed first if
they are not kept yet, which takes minutes. Chromium must be on the path.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from depformer.config import Question  # noqa: E402
from depformer.explain import kept_run  # noqa: E402
from depformer.wording import say  # noqa: E402
from tests.running_app import FLAGS, find_browser, running_app  # noqa: E402

OUT = Path(__file__).parent / "screenshots"
LIMIT_MS = 120_000
LARGEST = 250_000
COLOURS = 256
WORD, GLOSS = "word=w04", "label=gloss"


@dataclass(frozen=True)
class Shot:
    """One picture of the app.

    Parameters
    ----------
    address : str
        Page and query.
    place : str
        Selector of what must stand before the picture is taken, a heading or a figure.
    scrolled : bool
        Whether the page is scrolled to it.
    dark : bool
        In which theme.
    """

    address: str
    place: str
    scrolled: bool = False
    dark: bool = False


def card(figure: str) -> str:
    """Return the selector of a figure's heading."""
    return f".st-key-card_{figure} h3"


def heading(text: str) -> str:
    """Return the selector of a heading that holds a text."""
    return f':is(h1, h2, h3, h4):has-text("{text}")'


DRAWN = "[data-testid=stMain] img"
SHOTS = {
    "overview": Shot("", card("cohort_top_words")),
    "participant": Shot(f"participant?{WORD}", card("word_profile")),
    "word": Shot(f"participant?{WORD}&{GLOSS}", heading("what was seen and heard"), scrolled=True),
    "words": Shot(f"words?{WORD}", card("query_scores")),
    "cohorts": Shot(f"cohorts?{WORD}", card("cohort_raster")),
    "trust": Shot("trust", card("deletion_curves")),
    "recordings": Shot(
        f"recordings?participant=sub-001&{WORD}", heading("When is which word said"), scrolled=True
    ),
    "export": Shot("export", DRAWN),
    "dark": Shot(f"participant?{WORD}", card("word_profile"), dark=True),
}
PAIRS = {
    "overview": Shot(f"?{GLOSS}", card("cohort_top_words")),
    "guards": Shot(f"?{GLOSS}", heading(say("pages.before_believing")), scrolled=True),
    "participant": Shot(f"participant?{GLOSS}", card("word_profile")),
    "words": Shot(f"words?{GLOSS}", card("selection_rate"), scrolled=True),
    "raster": Shot(f"cohorts?{GLOSS}", card("cohort_raster"), scrolled=True),
    "compared": Shot(f"cohorts?{GLOSS}", heading(say("pages.compared")), scrolled=True),
    "forest": Shot(f"cohorts?{GLOSS}", card("cohort_forest"), scrolled=True),
    "volcano": Shot(f"cohorts?{GLOSS}", card("volcano"), scrolled=True),
    "trust": Shot(f"trust?{GLOSS}", card("deletion_curves")),
    "untrained": Shot(f"trust?{GLOSS}", card("untrained_band"), scrolled=True),
    "export": Shot(f"export?{GLOSS}", DRAWN, scrolled=True),
}
WINDOW = (1400, 900)
BESIDE = (1200, 1000)  # of two that stand side by side, where the side bar is cut off


def main(study: Path, checkpoint: Path, nothing: Path | None) -> None:
    """Take every picture and write it as a PNG."""
    browser_path = find_browser()
    if browser_path is None:
        sys.exit("No Chromium was found; install one (make system).")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=FLAGS)
        pairs = {OUT / "sample": PAIRS} if nothing else {}
        _take(browser, study, checkpoint, {OUT: SHOTS, **pairs})
        if nothing:
            _take(browser, nothing / "study", nothing / "model", {OUT / "nothing": PAIRS})
        browser.close()


def _take(
    browser: Browser, study: Path, checkpoint: Path, asked: Mapping[Path, Mapping[str, Shot]]
) -> None:
    """Start the app on a study and take the pictures that are asked for, by their folders."""
    kept_run(study, checkpoint, Question(checks=True))
    with (
        tempfile.TemporaryDirectory() as home,
        running_app(study, checkpoint, XDG_CONFIG_HOME=home) as address,
    ):
        for folder, shots in asked.items():
            folder.mkdir(exist_ok=True)
            whole = folder == OUT
            for name, shot in shots.items():
                _write(_picture(browser, address, shot, whole=whole), folder / f"{name}.png")


def _picture(browser: Browser, address: str, shot: Shot, *, whole: bool) -> bytes:
    """Return a PNG of the window, or of the page beside the side bar."""
    width, height = WINDOW if whole else BESIDE
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.dark else "light",
    )
    page.goto(f"{address}/{shot.address}")
    place = page.locator(shot.place).first
    place.wait_for(timeout=LIMIT_MS)
    _settle(page)
    if shot.scrolled:
        _bring_up(page, place)
    taken = page.screenshot() if whole else page.locator("[data-testid=stMain]").screenshot()
    page.close()
    return taken


def _settle(page: Page) -> None:
    """Wait until the page has run to its end and its charts stand."""
    page.get_by_text("Research use only").last.wait_for(state="attached", timeout=LIMIT_MS)
    page.locator("[data-testid=stSpinner]").wait_for(state="detached", timeout=LIMIT_MS)
    page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached", timeout=LIMIT_MS)
    page.wait_for_timeout(2500)


def _bring_up(page: Page, place: Locator) -> None:
    """Scroll to a place; charts on the way are drawn then, and move it once more."""
    for _ in range(2):
        place.evaluate("element => element.scrollIntoView()")
        page.wait_for_timeout(1000)


def _write(png: bytes, target: Path) -> None:
    """Write a picture with a palette, which is small and looks the same."""
    # Covering most colours, not most pixels: else a few marks of one colour take that of others.
    kind, plain = Image.Quantize.MAXCOVERAGE, Image.Dither.NONE
    Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, kind, dither=plain).save(
        target, optimize=True
    )
    size = target.stat().st_size
    sys.stdout.write(f"{target.relative_to(ROOT)}  {size / 1000:.0f} kB\n")
    if size > LARGEST:
        sys.exit(f"{target} is larger than {LARGEST / 1000:.0f} kB.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("study", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--nothing", type=Path, metavar="WORK")
    main(**vars(parser.parse_args()))
