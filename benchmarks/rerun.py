"""How much does a rerun of each page compute, and how much of that is streamlit's own?

    python benchmarks/rerun.py [WORK] [--size 48x24 --size 140x72] [--json]

The app runs as it always does, in a process of its own, and a reader speaks its socket as a browser
does: what is counted is the computing time of the whole process, from the script to the messages
and their digests, and what comes over the socket. `AppTest` would leave half of that out. Reruns
are as far apart as clicks are, so that nothing that is kept for a second only is counted as free.
Medians. "Click" chooses a word that was not chosen before, "next person" shows somebody new.

The sample study is 48 x 24; the other is made once in the folder WORK, with a model that has hardly
been trained: what a page computes does not depend on what the model has learnt.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from app_reader import Reader, Rerun  # noqa: E402

from tests.running_app import served, served_app  # noqa: E402

SAMPLE = "48x24"
LIMITS = {SAMPLE: 0.15, "140x72": 0.2}  # computing time of any page [s]
WHY = {
    "participant, click": (
        "where a recording is kept, the word's sound and picture are cut out of it, and what "
        "describes the word is put beside everybody's (about 0.06)"
    ),
    "participant, next person": (
        "the model traces the prediction of somebody new back to pixels (about half), and their "
        "pictures and bars are drawn; both are kept, and a spinner says so meanwhile"
    ),
}
BARE = Path(__file__).parent / "bare_page.py"
WARM = 3  # runs before the first that counts
Act = Callable[[Reader], Rerun]


def same(reader: Reader) -> Rerun:
    """Run the page again, nothing changed."""
    return reader.run()


def clicks(chart: str, n_words: int) -> Act:
    """Return the act of clicking one word after the other."""
    words = cycle(f"w{i:02d}" for i in range(1, n_words + 1))
    return lambda reader: reader.click(chart, next(words))


def next_person(reader: Reader) -> Rerun:
    """Press the button that shows the next person."""
    return reader.run(step_1=True)


def acts(n_words: int) -> Iterator[tuple[str, str, str, Act]]:
    """Yield name, page, address and act of everything that is measured."""
    yield "overview", "", "", same
    yield "participant, no word", "participant", "", same
    yield "participant, a word chosen", "participant", "word=w02", same
    yield "participant, click", "participant", "", clicks("chart_word_profile", n_words)
    yield "participant, next person", "participant", "word=w02", next_person
    yield "words", "words", "", same
    yield "words, click", "words", "", clicks("chart_query_scores", n_words)
    yield "cohorts", "cohorts", "", same
    yield "cohorts, click", "cohorts", "", clicks("chart_cohort_words", n_words)
    yield "trust", "trust", "", same
    yield "export", "export", "", same


def measured(reader: Reader, act: Act, repeats: int, pause: float) -> dict[str, Any]:
    """Return medians over reruns."""
    for _ in range(WARM):
        act(reader)
    found = []
    for _ in range(repeats):
        time.sleep(pause)
        found.append(act(reader))
    middle = {
        name: float(np.median([getattr(each, name) for each in found]))
        for name in ("cpu", "wall", "size", "runs")
    }
    return {**middle, "most_cpu": max(each.cpu for each in found)}


def pages(size: str, folders: tuple[Path, Path], args: argparse.Namespace) -> dict[str, Any]:
    """Return what each page of the app takes, and the bare page."""
    n_words, found = int(size.split("x")[1]), {}
    with tempfile.TemporaryDirectory() as home:
        homes = {"XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
        with served(BARE, WORDS=str(n_words), **homes) as (address, process):
            reader = Reader(address, process, "")
            found["bare page, two charts"] = measured(reader, same, args.repeats, args.pause)
            reader.close()
        with served_app(*folders, **homes) as (address, process):
            for name, page, query, act in acts(n_words):
                if args.only and args.only not in name:
                    continue
                reader = Reader(address, process, page, query)
                reader.run()
                found[name] = measured(reader, act, args.repeats, args.pause)
                reader.close()
    return found


def made(work: Path, size: str) -> tuple[Path, Path]:
    """Return a study of that size and a checkpoint of it; both are made once, and explained."""
    from depformer.explain import kept_run
    from depformer.synth import write_study
    from depformer.train import TrainOptions, cross_validate

    if size == SAMPLE:
        study, checkpoint = ROOT / "sample_data", ROOT / "checkpoints" / "demo"
    else:
        people, words = map(int, size.split("x"))
        study, checkpoint = work / f"study-{size}", work / f"model-{size}"
        if not study.exists():
            write_study(study, participants=people, words=words, seed=7)
        if not checkpoint.exists():
            cross_validate(study, checkpoint, folds=2, seed=7, options=TrainOptions(epochs=2))
    kept_run(study, checkpoint)
    return study, checkpoint


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", nargs="?", type=Path, help="where the larger study is kept")
    parser.add_argument("--size", action="append", help="people x words, repeatable")
    parser.add_argument("--only", help="only the acts with this in their name")
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--pause", type=float, default=1.1, help="between two reruns [s]")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as folder:
        work = args.work or Path(folder)
        sizes = args.size or list(LIMITS)
        result = {size: pages(size, made(work, size), args) for size in sizes}
    print(json.dumps(result, indent=2) if args.json else text(result))


def text(result: dict[str, Any]) -> str:
    """Return what was measured as lines, with a mark where the limit is passed."""
    lines = []
    for size, found in result.items():
        limit = LIMITS.get(size, float("nan"))
        lines.append(f"{size}: computing time a rerun, median [s]; limit {limit:g}")
        head = ("cpu", "most", "wall", "kbyte", "runs")
        lines.append(f"  {'':<28}" + "".join(f"{name:>8}" for name in head))
        for name, each in found.items():
            over = f"  above: {WHY.get(name, 'not known why')}" if each["cpu"] > limit else ""
            lines.append(
                f"  {name:<28}{each['cpu']:8.3f}{each['most_cpu']:8.3f}{each['wall']:8.3f}"
                f"{each['size'] / 1000:8.0f}{each['runs']:8.0f}{over}"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
