"""How soon does the server answer while jobs take every core?

A server is started over the sample study, and asked for its page and its state all the time; first
alone, then while as many processes as there are cores explain another study, as one job.

Usage: python benchmarks/beside_jobs.py [--seconds 15] [--port 8599] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Measure, print, and return 1 if one answer in a hundred takes more than 0.1 s."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--port", type=int, default=8599)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    from depformer.jobs.job import read_job
    from depformer.jobs.submit import cancel, submit
    from depformer.synth import write_study
    from depformer.train import TrainOptions

    options = {"epochs": TrainOptions().epochs, "patience": 10_000}
    asked = {"seed": 1, "seeds": 1, "preset_name": "compact", "folds": 4, "split": None}
    asked |= {"options": options, "sizes": {"without": "", "target": "group"}, "curves": None}
    asked |= {"permute_labels": False, "nested": True}
    serve = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "app.py")]
    serve += ["--server.headless=true", f"--server.port={given.port}"]
    serve += ["--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"XDG_CACHE_HOME": f"{folder}/cache", "OMP_NUM_THREADS": "1"}
        study = write_study(Path(folder) / "study", participants=60, words=24, image_size=64)
        asked |= {"study": str(study), "out": f"{folder}/out"}
        with subprocess.Popen(serve, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as app:
            try:
                awaited(given.port)
                rows = {"alone": answers(given.port, given.seconds)}
                job = submit("train", asked, study=study, workers=os.cpu_count() or 1)
                while len(psutil.Process(job.process.number).children(recursive=True)) < 2:
                    time.sleep(0.2)
                time.sleep(5.0)  # until they work
                rows["beside a job"] = answers(given.port, given.seconds)
                assert read_job(job.folder).alive, "the job had ended before all was measured"
                begun = time.monotonic()
                cancel(job)
                ended = time.monotonic() - begun
            finally:
                app.terminate()
    found = {what: summary(took) for what, took in rows.items()} | {"cancelled_s": round(ended, 2)}
    if given.json:
        print(json.dumps(found))
    else:
        print("\n".join(f"{what}: {values}" for what, values in found.items()))
    return int(summary(rows["beside a job"])["p99_ms"] > 100)


def awaited(port: int) -> None:
    """Wait for the server."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            answer(port, "_stcore/health")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("the server does not answer")


def answer(port: int, path: str) -> float:
    """Return how long the server takes to answer [s]."""
    begun = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=10) as got:
        got.read()
    return time.monotonic() - begun


def answers(port: int, seconds: float) -> list[float]:
    """Return how long the answers take during some seconds [s]."""
    until, took = time.monotonic() + seconds, []
    while time.monotonic() < until:
        took += [answer(port, path) for path in ("", "_stcore/health")]
        time.sleep(0.02)
    return took


def summary(took: list[float]) -> dict[str, float]:
    """Return what is said of times [ms]."""
    percent = statistics.quantiles(took, n=100)
    found = {"answers": len(took), "median_ms": 1000 * statistics.median(took)}
    found |= {"p99_ms": 1000 * percent[98], "most_ms": 1000 * max(took)}
    return {name: round(value, 1) for name, value in found.items()}


if __name__ == "__main__":
    sys.exit(main())
