"""How long until the first chart stands? From the server's start, with and without a kept run.

    python benchmarks/start.py [STUDY CHECKPOINT] [--json]

The study is copied, so that its first run must be computed; the second start finds it kept.
Seconds depend on the machine and what else it does; the least of three second starts is shown, too.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.running_app import FLAGS, find_browser, running_app  # noqa: E402

REPEATS = 3
LIMIT_MS = 180_000


def first_chart(study: Path, checkpoint: Path, home: Path, browser_path: str) -> float:
    """Return the time from the server's start to the first chart on the screen [s]."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        start = time.monotonic()
        with running_app(study, checkpoint, XDG_CONFIG_HOME=str(home)) as address:
            page.goto(address)
            page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=LIMIT_MS)
            seconds = time.monotonic() - start
            page.close()
        browser.close()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", nargs="?", default=ROOT / "sample_data", type=Path)
    parser.add_argument("checkpoint", nargs="?", default=ROOT / "checkpoints/demo", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    browser_path = find_browser()
    if browser_path is None:
        raise SystemExit("No Chromium was found; install one (make system).")
    with tempfile.TemporaryDirectory() as folder:
        study, home = Path(folder) / "study", Path(folder) / "home"
        shutil.copytree(args.study, study, ignore=shutil.ignore_patterns("depformer-runs"))
        new = first_chart(study, args.checkpoint, home, browser_path)
        kept = [first_chart(study, args.checkpoint, home, browser_path) for _ in range(REPEATS)]
    result = {"run_computed_s": new, "run_kept_s": kept, "ratio": new / min(kept)}
    if args.json:
        print(json.dumps(result, indent=2))
        return
    print(f"first chart, run computed first: {new:6.1f} s")
    print(f"first chart, run kept:           {min(kept):6.1f} s (least of {len(kept)}:", end=" ")
    print(", ".join(f"{seconds:.1f}" for seconds in kept) + ")")
    print(f"ratio:                           {result['ratio']:6.1f}")


if __name__ == "__main__":
    main()
