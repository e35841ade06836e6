"""The app in a real browser: choose a person, click a bar, read the word, save the figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.running_app import FLAGS, running_app

pytestmark = pytest.mark.browser
LIMIT_MS = 60_000
STILL = """([bars, index]) => {
  const bar = document.querySelectorAll(bars)[index];
  const place = bar && JSON.stringify(bar.getBoundingClientRect());
  const still = bar && bar === window.lastBar && place === window.lastPlace;
  window.lastBar = bar;
  window.lastPlace = place;
  return still;
}"""


@pytest.fixture
def address(
    browser_path: str, homes: Path, kept_folder: Path, tiny_study: Path, tiny_checkpoint: Path
) -> Iterator[str]:
    """The app on a free port."""
    with running_app(tiny_study, tiny_checkpoint) as address:
        yield address


def _at_rest(page: Page, bars: str, index: int) -> dict[str, float]:
    """Return where a bar stands once it no longer moves and is no longer drawn anew."""
    page.wait_for_function(STILL, arg=[bars, index], polling=300)
    return dict(page.locator(bars).nth(index).bounding_box() or {})


def test_from_a_bar_to_its_word_and_its_file(address: str, browser_path: str) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1400})
        page.set_default_timeout(LIMIT_MS)
        outside: list[str] = []
        page.on("request", lambda r: outside.append(r.url) if address not in r.url else None)
        page.goto(f"{address}/participant?label=gloss&participant=sub-002")
        bars = ".st-key-card_word_profile .bars .point path"
        page.get_by_role("heading", name="moved the prediction for sub-002").wait_for()
        page.get_by_role("button", name="Next").click()
        page.wait_for_url(lambda url: "sub-002" not in url)
        who = page.url.split("participant=")[1].split("&")[0]
        page.get_by_role("heading", name=f"moved the prediction for {who}").wait_for()
        box = _at_rest(page, bars, 3)
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.get_by_role("heading", name="tragedy: what was seen and heard").wait_for()
        assert "word=w04" in page.url
        with page.expect_download() as saved:
            page.locator(".st-key-svg_word_profile button").first.click()
        content = Path(saved.value.path()).read_text(encoding="utf-8")
        assert saved.value.suggested_filename == f"word_profile_{who}.svg"
        assert content.startswith("<svg")
        assert "tragedy" in content
        assert "<image" not in content
        assert [url for url in outside if not url.startswith(("data:", "blob:", "ws:"))] == []
        browser.close()


def test_a_saved_picture_has_its_title_its_reading_and_its_mark(
    address: str, browser_path: str
) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1400})
        page.set_default_timeout(LIMIT_MS)
        page.goto(f"{address}/overview")
        for name in ("modality_balance", "cohort_words", "roc", "confusion"):
            card = page.locator(f".st-key-card_{name}")
            title = card.locator(".gtitle")
            title.wait_for(state="attached")
            assert not title.is_visible()  # it stands above the chart as text
            question = card.get_by_role("heading").inner_text()
            card.locator(".js-plotly-plot").hover()
            with page.expect_download() as saved:
                card.locator(".modebar-btn").click()
            content = Path(saved.value.path()).read_text(encoding="utf-8")
            words = re.sub(r"<[^>]+>", " ", content.replace("\u00a0", " "))
            assert question in words
            reading = card.locator("[data-testid=stCaptionContainer]").first.inner_text()
            assert " ".join(reading.split())[:40] in " ".join(words.split())
            assert "Synthetic data" in words
        browser.close()


CONTRAST = """button => {
  const light = colour => colour.match(/[0-9.]+/g).slice(0, 3).map(part => part / 255)
    .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0.05);
  const both = [getComputedStyle(button.querySelector("p") || button).color,
                getComputedStyle(button).backgroundColor].map(light).sort((a, b) => a - b);
  return both[1] / both[0];
}"""


def test_a_button_can_be_read_in_both_themes_and_no_table_is_cut_off(
    address: str, browser_path: str
) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=FLAGS)
        for theme in ("light", "dark"):
            page = browser.new_page(viewport={"width": 800, "height": 900}, color_scheme=theme)
            page.set_default_timeout(LIMIT_MS)
            page.goto(f"{address}/recordings")
            table = page.locator(".dvn-scroller").first
            table.wait_for()
            page.get_by_text("Study and checkpoint").click()
            button = page.locator("[data-testid=stBaseButton-primaryFormSubmit]")
            assert button.evaluate(CONTRAST) >= 4.5
            assert table.evaluate("each => each.scrollWidth <= each.clientWidth")
            page.close()
        browser.close()
