"""How much faster are two workers than one? And are the numbers the same, wherever they are made?

    python benchmarks/scale.py [--participants 140] [--words 72] [--trust-words 24] [--json]

A synthetic study is explained with the default methods, and one with every check (`--trust`), by
the command: in one process, in several processes of this machine, and on as many workers of a
scheduler that is started by hand. Ratios are of the time from the command to its end, and of that
from the beginning of the first piece to the end of the last, when the workers are up. All is made
once more on both, and one worker is killed meanwhile. It needs as many free cores as workers: what
else runs on the machine makes the ratios smaller.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[1]
METHODS = {"default": (), "trust": ("--trust",)}


def command(*asked: str) -> None:
    """Be the command, and write down when lists of work begin and end; `TIMES` names the file."""
    from depformer.work import on_dask
    from depformer.work.here import Here

    spans: list[list[float]] = []

    def timed(results: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        def run(*given: Any) -> Iterator[Any]:
            began = time.time()
            yield from results(*given)
            spans.append([began, time.time()])

        return run

    Here.results = timed(Here.results)  # type: ignore[method-assign]
    on_dask.Shared.results = timed(on_dask.Shared.results)  # type: ignore[method-assign]
    sys.argv = ["depformer", *asked]
    from depformer.cli import main as depformer

    try:
        depformer()
    finally:
        if "TIMES" in os.environ:
            Path(os.environ["TIMES"]).write_text(json.dumps(spans), "utf-8")


def called(
    work: Path, name: str, *asked: str, meanwhile: Callable[[int], None] = lambda number: None
) -> dict[str, float]:
    """Run the command with caches of its own, and return its time in all and of its pieces [s]."""
    times = work / f"{name}.json"
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(work / f"cache-{name}"),
        "TIMES": str(times),
    }
    began = time.time()
    process = subprocess.Popen(
        [sys.executable, __file__, "--command", *asked], env=environment, stdout=subprocess.DEVNULL
    )
    meanwhile(process.pid)
    if process.wait():
        raise SystemExit(f"depformer {' '.join(asked)} failed.")
    spans = json.loads(times.read_text("utf-8"))
    return {"all": time.time() - began, "pieces": sum(end - begin for begin, end in spans)}


@contextmanager
def scheduler(work: Path, workers: int) -> Iterator[str]:
    """Start a scheduler and its workers by hand, and yield its address."""
    file = work / "scheduler.json"
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "dask"]
    named = ["--scheduler-file", str(file)]
    here = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    begun = [subprocess.Popen([*dask, "scheduler", *here, *named], env=environment, **quiet)]
    try:
        while not file.exists():
            time.sleep(0.1)
        one = ["--nthreads", "1", "--no-dashboard", "--nworkers", str(workers)]
        begun.append(
            subprocess.Popen([*dask, "worker", *one, *named], env=environment, cwd=work, **quiet)
        )
        yield json.loads(file.read_text("utf-8"))["address"]
    finally:
        for process in reversed(begun):
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


def killer(cache: Path, of: Callable[[int], int]) -> Callable[[int], None]:
    """Return what waits for the first finished part of a run, and kills a worker then."""

    def kill(number: int) -> None:
        while psutil.pid_exists(number) and not any(cache.rglob("part-*")):
            time.sleep(0.05)
        for child in psutil.Process(of(number)).children(recursive=True):
            with suppress(psutil.Error):
                if "spawn_main" in " ".join(child.cmdline()):
                    child.kill()
                    return
        raise SystemExit("No worker was found that could be killed.")

    return kill


def same(one: Path, other: Path) -> bool:
    """Return whether two runs have the same bits."""
    from depformer import runs

    first, second = (runs.load_run(path).drop_attrs(deep=False) for path in (one, other))
    return bool(first.identical(second))


def measured(kind: str, people: int, words: int, workers: int) -> dict[str, Any]:
    """Explain one study in all places, and return the times, their ratios and what is the same."""
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        work = Path(folder)
        study, model = str(work / "study"), str(work / "model")
        several = ("--workers", str(workers))
        size = ("--participants", str(people), "--words", str(words), "--seed", "11")
        called(work, "synth", "synth", study, *size, *several)
        called(work, "train", "train", study, model, "--epochs", "2", *several)

        def explained(name: str, *where: str, **named: Any) -> dict[str, float]:
            asked = ("explain", study, model, *METHODS[kind], "--out", str(work / name))
            return called(work, name, *asked, *where, **named)

        times = {"one": explained("one"), "processes": explained("processes", *several)}
        kill = killer(work / "cache-killed", lambda number: number)
        explained("killed", *several, meanwhile=kill)
        with scheduler(work, workers) as address:
            there = ("--scheduler", address, "--unencrypted")
            # Workers of a scheduler are up when they have loaded what they need, too.
            warm = ("explain", study, model, "--methods", "attention_query")
            called(work, "warm", *warm, "--out", str(work / "warm"), *there)
            times["scheduler"] = explained("scheduler", *there)
            kill = killer(work / "cache-killed-there", lambda number: os.getpid())
            explained("killed-there", *there, meanwhile=kill)
        others = ("processes", "scheduler", "killed", "killed-there")
        return {
            "kind": kind,
            "participants": people,
            "words": words,
            "workers": workers,
            "seconds": times,
            "ratios": {
                place: {span: times["one"][span] / times[place][span] for span in ("all", "pieces")}
                for place in ("processes", "scheduler")
            },
            "same_bits": {name: same(work / "one", work / name) for name in others},
        }


def text_of(result: dict[str, Any]) -> str:
    """Return a result as lines of text."""
    n, words, workers = result["participants"], result["words"], result["workers"]
    head = f"{result['kind']}: {n} people, {words} words, {workers} workers against one"
    lines = [f"{head} ({result['seconds']['one']['all']:.0f} s)"]
    for place, ratio in result["ratios"].items():
        lines.append(f"  {place}: {ratio['all']:.2f} x, once they are up {ratio['pieces']:.2f} x")
    same_bits = ", ".join(f"{name} {each}" for name, each in result["same_bits"].items())
    return "\n".join([*lines, f"  same bits: {same_bits}"])


def main(argv: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--participants", type=int, default=140)
    parser.add_argument("--words", type=int, default=72, help="with the default methods")
    parser.add_argument("--trust-words", type=int, default=24, help="with every check")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", choices=METHODS, help="one of both")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    words = {"default": asked.words, "trust": asked.trust_words}
    kinds = [asked.only] if asked.only else [*METHODS]
    found = []
    for kind in kinds:
        result = measured(kind, asked.participants, words[kind], asked.workers)
        found.append(result)
        if not asked.json:
            print(text_of(result), flush=True)
    if asked.json:
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--command"]:
        command(*sys.argv[2:])
    else:
        main()
