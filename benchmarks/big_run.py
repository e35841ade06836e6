"""Does a run of a thousand people and 72 words stay usable in the app? In a real browser.

    python benchmarks/big_run.py WORK [--participants 1000] [--words 72] [--json]

WORK keeps what is made there the first time, in about half an hour: a synthetic study, fresh
weights and the run of all default methods. The server opens this run twice; then Chromium goes
through the menu, two rounds. Measured from the click in the menu: until the page's heading stands
there with its first chart or table, and until nothing on it works any more. Memory is that of the
server's process. Seconds depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from dashboard.pages import PAGES  # noqa: E402
from depformer.config import Question  # noqa: E402
from depformer.explain import kept_run  # noqa: E402
from depformer.synth import write_study  # noqa: E402
from depformer.train import write_untrained  # noqa: E402
from tests.running_app import FLAGS, find_browser, served_app  # noqa: E402

LIMIT_MS = 180_000
IMAGE_SIZE = 32  # of the faces; the run does not show it
SHOWN = ".js-plotly-plot .main-svg, [data-testid=stTable], [data-testid=stMain] img"
AT_WORK = ("stSpinner", "stSkeleton", "stProgress", "stStatusWidget")
# In the page's own time: the next frame in which it holds, as a number of milliseconds.
REACHED = """
([title, shown, atWork]) => {
  const heading = [...document.querySelectorAll('h1')].some(each => each.textContent === title);
  if (!heading || !document.querySelector(shown)) return false;
  if (atWork && document.querySelector(atWork)) return false;
  return true;
}
"""


def made(work: Path, participants: int, words: int) -> tuple[Path, Path, Path]:
    """Return a study, a checkpoint and a run, made where they are not there."""
    study, model = work / "study", work / "ckpt"
    if not study.exists():
        write_study(study, participants=participants, words=words, image_size=IMAGE_SIZE)
    if not model.exists():
        write_untrained(study, model)
    _, run = kept_run(study, model, Question(baseline="zero"))
    return study, model, run


def opened(page: Page, address: str, title: str) -> float:
    """Open the app, and return the time until its first chart stands there [s]."""
    page.goto(address)
    page.wait_for_function(REACHED, arg=[title, SHOWN, ""], timeout=LIMIT_MS)
    return time.monotonic()


def visited(page: Page, title: str) -> dict[str, float]:
    """Go to a page by the menu, and return the time to what it shows first and to its end [s]."""
    start = time.monotonic()
    page.locator("[data-testid=stSidebarNav] a", has_text=title).first.click()
    page.wait_for_function(REACHED, arg=[title, SHOWN, ""], timeout=LIMIT_MS)
    first = time.monotonic() - start
    at_work = ", ".join(f"[data-testid={name}]" for name in AT_WORK)
    page.wait_for_function(REACHED, arg=[title, SHOWN, at_work], timeout=LIMIT_MS)
    return {"first_s": first, "all_s": time.monotonic() - start}


def measured(study: Path, model: Path, run: Path, browser_path: str) -> dict[str, Any]:
    """Return the times of two starts and of two rounds through the menu, and memory."""
    titles = {spec.id: spec.title for spec in PAGES}
    first = PAGES.ids[0]
    starts, rounds = [], []
    with tempfile.TemporaryDirectory() as home, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=FLAGS)
        for last in (False, True):
            start = time.monotonic()
            given = {"DEPFORMER_RUN": str(run.resolve()), "XDG_CONFIG_HOME": home}
            with served_app(study, model, **given) as (address, number):
                page = browser.new_page(viewport={"width": 1440, "height": 1000})
                starts.append(opened(page, address, titles[first]) - start)
                if last:
                    for _ in range(2):
                        page.wait_for_timeout(3000)
                        order = [*PAGES.ids[1:], first]
                        rounds.append({name: visited(page, titles[name]) for name in order})
                    memory = psutil.Process(number).memory_info().rss / 2**20
                page.close()
        browser.close()
    return {"start_s": starts, "rounds": rounds, "server_mb": memory}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--participants", type=int, default=1000)
    parser.add_argument("--words", type=int, default=72)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    browser_path = find_browser()
    if browser_path is None:
        raise SystemExit("No Chromium was found; install one (make system).")
    args.work.mkdir(parents=True, exist_ok=True)
    found = measured(*made(args.work, args.participants, args.words), browser_path)
    if args.json:
        print(json.dumps(found, indent=2))
        return
    first, second = found["start_s"]
    print(f"from the server's start to the first chart: {first:.1f} s, again {second:.1f} s")
    print(f"memory of the server after two rounds: {found['server_mb']:.0f} MB")
    for name in found["rounds"][0]:
        times = [each[name] for each in found["rounds"]]
        said = "; again ".join(f"{t['first_s']:.2f} s, all {t['all_s']:.2f} s" for t in times)
        print(f"  {name:<13} first {said}")


if __name__ == "__main__":
    main()
