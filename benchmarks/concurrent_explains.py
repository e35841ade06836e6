"""Do runs that several processes make at once, some of them killed, hold the right numbers?

Two processes explain one small study at the same time, PAIRS times. In every second pair one of the
two is killed at a moment drawn at random, and the command is repeated. Every run that is finished
then is compared with one that nobody disturbed.

Usage: python benchmarks/concurrent_explains.py [--pairs 60] [--seed 0] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

METHODS = ("attention_query", "input_x_gradient")
SECONDS = 120  # of a single command, at most


@dataclass
class Pair:
    """What became of two commands.

    Attributes
    ----------
    killed : bool
        Whether one of them was killed.
    finished : int
        Runs that are there in the end.
    equal : bool
        Whether each of them equals the undisturbed one in every number.
    left : int
        Other things that are there in the end.
    exit_codes : tuple of int
        Of the commands that were not killed.
    """

    killed: bool
    finished: int
    equal: bool
    left: int
    exit_codes: tuple[int, ...]


def command(study: Path, checkpoint: Path) -> list[str]:
    """Return the command that explains the study."""
    verb = [str(Path(sys.executable).with_name("depformer")), "explain"]
    return [
        *verb,
        str(study),
        str(checkpoint),
        "--baseline",
        "zero",
        "--methods",
        "attention_query,input_x_gradient",
    ]


def environment(cache: Path) -> dict[str, str]:
    """Return the environment of a command: one thread, a cache of its own."""
    return {**os.environ, "XDG_CACHE_HOME": str(cache), "OMP_NUM_THREADS": "1"}


def a_pair(
    study: Path, checkpoint: Path, undisturbed: Path, work: Path, *, kill_after: float | None
) -> Pair:
    """Explain a copy of a study twice at once.

    Parameters
    ----------
    study, checkpoint : Path
        What is explained.
    undisturbed : Path
        The run to compare with.
    work : Path
        An empty folder.
    kill_after : float or None
        When the first is killed [s]; None: not at all.
    """
    own = work / "study"
    shutil.copytree(study, own)
    asked, env = command(own, checkpoint), environment(work / "cache")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": env}
    both = [subprocess.Popen(asked, **quiet) for _ in range(2)]
    if kill_after is not None:
        try:
            both[0].wait(kill_after)
        except subprocess.TimeoutExpired:
            both[0].kill()
    codes = [each.wait(SECONDS) for each in both]
    killed = codes[0] < 0
    if killed:
        codes[0] = subprocess.run(asked, timeout=SECONDS, check=False, **quiet).returncode
    runs = own / "derivatives" / "depformer-runs"
    finished = [path.parent for path in runs.glob("*/run.json")] if runs.is_dir() else []
    left = [each for each in runs.iterdir() if each not in finished] if runs.is_dir() else []
    equal = bool(finished) and all(same(each, undisturbed) for each in finished)
    return Pair(killed, len(finished), equal, len(left), tuple(codes))


def same(run: Path, other: Path) -> bool:
    """Return whether two runs hold the same numbers."""
    from depformer import load_run

    return bool(load_run(run).equals(load_run(other)))


def main() -> int:
    """Run the pairs and print what became of them; exit code 1 if a run is not the right one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    draw = random.Random(given.seed)
    pairs = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        study, checkpoint = made(work)
        start = time.perf_counter()
        out = work / "undisturbed"
        alone = subprocess.run(
            [*command(study, checkpoint), "--out", str(out)],
            env=environment(work / "cache"),
            check=True,
            capture_output=True,
        )
        took = time.perf_counter() - start
        assert alone.returncode == 0
        for number in range(given.pairs):
            after = draw.uniform(0, took) if number % 2 else None
            place = work / f"pair-{number}"
            place.mkdir()
            pairs.append(a_pair(study, checkpoint, out, place, kill_after=after))
            shutil.rmtree(place)
            if not given.json:
                print(f"{number + 1}/{given.pairs}", asdict(pairs[-1]), file=sys.stderr, flush=True)
    killed = [pair for pair in pairs if pair.killed]
    summary = {
        "pairs": len(pairs),
        "one of the two killed": len(killed),
        "runs finished": sum(pair.finished for pair in pairs),
        "equal to the undisturbed run": sum(pair.equal for pair in pairs),
        "with something left beside it": sum(pair.left > 0 for pair in pairs),
        "commands that failed": sum(code != 0 for pair in pairs for code in pair.exit_codes),
    }
    print(json.dumps(summary) if given.json else "\n".join(f"{k}: {n}" for k, n in summary.items()))
    return int(not all(pair.equal and pair.finished == 1 for pair in pairs))


def made(work: Path) -> tuple[Path, Path]:
    """Return a small study and a model of it."""
    from depformer.synth import write_study
    from depformer.train import TrainOptions, cross_validate

    study = write_study(work / "study", participants=24, words=24, image_size=32)
    options = TrainOptions(epochs=1)
    cross_validate(study, work / "checkpoint", folds=2, options=options)
    return study, work / "checkpoint"


if __name__ == "__main__":
    sys.exit(main())
