"""How long from a click on a word until the word stands there? In a real browser.

    python benchmarks/click.py [STUDY CHECKPOINT] [--repeats 10] [--json]

Chromium shows the page Participant and clicks the face of one word after the other. Measured in the
page itself, from the click to the frame in which the word's heading is there, and to the frame in
which the chart is drawn anew with the word marked. Seconds depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.running_app import FLAGS, find_browser, running_app  # noqa: E402

LIMIT_MS = 60_000
# Waits for the marked band to stand elsewhere than before, and for another heading.
WATCH = """
() => {
  const band = () => {
    const at = document.querySelector('.st-key-card_word_profile .shapelayer path');
    return at && at.getAttribute('d');
  };
  const heading = () => {
    const all = [...document.querySelectorAll('h3')].map(each => each.textContent);
    return all.find(each => each.includes('what was seen and heard'));
  };
  const before = [band(), heading()];
  window.clicked = { word: null, chart: null };
  addEventListener('pointerdown', () => {
    const start = performance.now();
    const look = () => {
      const spent = performance.now() - start;
      if (window.clicked.chart === null && band() && band() !== before[0])
        window.clicked.chart = spent;
      if (window.clicked.word === null && heading() && heading() !== before[1])
        window.clicked.word = spent;
      if (window.clicked.word === null || window.clicked.chart === null)
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, { once: true, capture: true });
}
"""


def clicks(page: Page, repeats: int) -> list[dict[str, float]]:
    """Return the seconds of every click after the first two."""
    faces = page.locator(".st-key-card_word_profile .imagelayer image")
    faces.first.wait_for()
    found = []
    for i in range(repeats + 2):
        page.wait_for_timeout(1500)
        box = faces.nth(i).bounding_box()
        assert box is not None
        page.evaluate(WATCH)
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        done = "() => window.clicked.word !== null && window.clicked.chart !== null"
        page.wait_for_function(done, timeout=LIMIT_MS)
        found.append(page.evaluate("() => window.clicked"))
    return found[2:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", nargs="?", default=ROOT / "sample_data", type=Path)
    parser.add_argument("checkpoint", nargs="?", default=ROOT / "checkpoints/demo", type=Path)
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    browser_path = find_browser()
    if browser_path is None:
        raise SystemExit("No Chromium was found; install one (make system).")
    with (
        tempfile.TemporaryDirectory() as home,
        running_app(args.study, args.checkpoint, XDG_CONFIG_HOME=home) as address,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(LIMIT_MS)
        page.goto(f"{address}/participant")
        found = clicks(page, args.repeats)
        browser.close()
    result: dict[str, Any] = {
        name: {
            "median_s": float(np.median([each[name] for each in found])) / 1000,
            "most_s": max(each[name] for each in found) / 1000,
        }
        for name in ("chart", "word")
    }
    print(json.dumps(result, indent=2) if args.json else text(result))


def text(result: dict[str, Any]) -> str:
    """Return what was measured as lines."""
    names = {"chart": "chart with the word marked", "word": "heading of the word"}
    return "\n".join(
        f"from the click to the {names[name]:<27} {each['median_s']:.2f} s, "
        f"most {each['most_s']:.2f} s"
        for name, each in result.items()
    )


if __name__ == "__main__":
    main()
