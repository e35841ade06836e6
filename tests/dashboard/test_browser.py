"""The app in a real browser: choose a person, click a bar, read the word, save the figure."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, sync_playwright

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LIMIT_MS = 60_000


def find_browser() -> str:
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
    )
    if not found and os.environ.get("CI") == "true":
        pytest.fail("no Chromium was found, and CI must run this test")
    return found or pytest.skip("no Chromium was found")


@pytest.fixture
def address(
    homes: Path, kept_folder: Path, tiny_study: Path, tiny_checkpoint: Path
) -> Iterator[str]:
    """The app on a free port."""
    find_browser()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DEPFORMER_STUDY": str(tiny_study),
        "DEPFORMER_CHECKPOINT": str(tiny_checkpoint),
    }
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
    with subprocess.Popen(
        [*command, "--server.headless=true", f"--server.port={port}"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            yield _healthy(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()


def _healthy(address: str, server: subprocess.Popen[bytes]) -> str:
    for _ in range(300):
        assert server.poll() is None, "the server ended at its start"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return address
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not answer within 30 s")


def _at_rest(bar: Locator) -> dict[str, float]:
    """Return where a bar stands once it no longer moves and is no longer drawn anew."""
    before = None
    for _ in range(100):
        now = bar.bounding_box() if bar.count() else None
        if now is not None and now == before:
            return dict(now)
        before = now
        time.sleep(0.3)
    pytest.fail("the chart did not come to rest")


def test_from_a_bar_to_its_word_and_its_file(address: str) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1400})
        page.set_default_timeout(LIMIT_MS)
        outside: list[str] = []
        page.on("request", lambda r: outside.append(r.url) if address not in r.url else None)
        page.goto(f"{address}/participant?label=gloss&participant=sub-002")
        bars = page.locator(".st-key-card_word_profile .bars .point path")
        page.get_by_role("heading", name="moved the prediction for sub-002").wait_for()
        page.get_by_role("button", name="Next").click()
        page.wait_for_url(lambda url: "sub-002" not in url)
        who = page.url.split("participant=")[1].split("&")[0]
        page.get_by_role("heading", name=f"moved the prediction for {who}").wait_for()
        box = _at_rest(bars.nth(3))
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
