"""What comes of work that is killed, crowded out or cut off, once it is asked for again?

Every kind of work is done once undisturbed, and then again and again on a fresh copy of a small
study: killed (SIGKILL, the whole process group) at a moment drawn at random, or with a disk that
is full at a byte or an inode drawn at random, by a user who may not write, with a worker that
dies, with a scheduler that goes away, by two at once, and with a clock that jumps. Then it is asked
for once more. What is there in the end is held against the undisturbed result: every array bit by
bit, every file byte by byte; not the time at which it was made, and not the ids that plotly draws.

A repetition is LOST where the work does not come to its end when it is asked for again, or ends in
a traceback; it DIFFERS where anything in the end is another; something LEFT lies beside the result.

Usage: python benchmarks/resilience.py [--times N] [--seed 0] [--only explain,jobs] [--json]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.disturbances import DISTURBANCES, KILLED, CannotError, Work  # noqa: E402

MINUTES = 30.0  # in all, at most; what is not done by then is said
TINY = {"hidden_size": 16, "adapter_size": 8, "d_model": 8, "n_heads": 2}
TINY |= {"d_k": 4, "d_v": 4, "d_ff": 8}
STAMPS = ("created",)  # attributes of a run that say when it was made
WORDS, PEOPLE, PIXELS = 24, 8, 32


@dataclass
class Row:
    """What became of one kind of disturbance."""

    what: str
    times: int = 0
    disturbed: int = 0
    lost: int = 0
    differing: int = 0
    left: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)


def main(asked: list[str] | None = None) -> int:
    """Disturb, print the table, and return 1 if anything was lost or differed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, help="of each; without it 50, 15 or 3")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="names of rows, separated by commas")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(asked)
    only = [name for name in given.only.split(",") if name]
    until = time.monotonic() + 60 * MINUTES
    rows = []
    with tempfile.TemporaryDirectory(prefix="resilience-") as folder, homes_in(Path(folder)):
        works = prepared(Path(folder))
        for name, times, disturb in (*KILLED, *DISTURBANCES):
            if only and name not in only:
                continue
            draw = random.Random(f"{given.seed} {name}")
            rows.append(repeated(name, given.times or times, disturb, works, draw, until))
            if not given.json:
                print(f"{name}: {asdict(rows[-1])}", file=sys.stderr, flush=True)
    if given.json:
        print(json.dumps([asdict(row) for row in rows]))
    else:
        print(table(rows, given.seed))
    return int(any(row.lost or row.differing for row in rows))


def repeated(
    name: str,
    times: int,
    disturb: Callable[[Path, dict[str, Work], random.Random], tuple[Work, bool]],
    works: dict[str, Work],
    draw: random.Random,
    until: float,
) -> Row:
    """Disturb so many times, ask again each time, and compare."""
    row = Row(name)
    begun = time.monotonic()
    for number in range(times):
        if time.monotonic() > until:
            row.notes.append(f"time was up after {number} of {times}")
            break
        with tempfile.TemporaryDirectory(prefix="place-") as folder:
            place = Path(folder)
            try:
                work, disturbed = disturb(place, works, draw)
            except CannotError as why:
                row.notes.append(f"skipped: {why}")
                break
            except AssertionError as why:
                row.times, row.lost = row.times + 1, row.lost + 1
                row.notes.append(f"{number}: {why}")
                continue
            row.times += 1
            row.disturbed += disturbed
            found = work.made(place)
            if missing := sorted({*work.reference} - {*found}):
                row.lost += 1
                row.notes.append(f"{number}: not there: {missing[:3]}")
            differing = [each for each in found if found[each] != work.reference.get(each)]
            extra = sorted({*found} - {*work.reference})
            if changed := sorted({*differing} - {*extra}):
                row.differing += 1
                row.notes.append(f"{number}: differing: {changed[:3]}")
            if extra:
                row.left += 1
                row.notes.append(f"{number}: left: {extra[:3]}")
    row.seconds = round(time.monotonic() - begun, 1)
    return row


def prepared(folder: Path) -> dict[str, Work]:
    """Return every kind of work, on a study and a model that are made for it."""
    import torch

    from depformer.synth import write_study
    from depformer.train import TrainOptions, cross_validate
    from tests.model import golden

    study = write_study(folder / "study", participants=PEOPLE, words=WORDS, image_size=PIXELS)
    options = TrainOptions(epochs=2)
    model = folder / "checkpoint"
    cross_validate(study, model, folds=2, options=options, sizes=TINY)
    torch.save(golden.state_dict(1), folder / "weights.pth")
    at, out = "{place}/study", "{place}/out"
    of_model = [at, str(model)]
    how = ["--baseline", "zero"]
    drawn = ["--figure", "word_profile", "--figure", "roc", "--format", "svg"]
    small = ["--participants", str(PEOPLE), "--image-size", str(PIXELS)]
    return {
        "explain": Work(["explain", *of_model, *how], runs_in, study),
        "train": Work(["train", at, out, "--folds", "2", "--epochs", "3"], files_in, study, True),
        "synth": Work(["synth", out, *small], files_in, None, True),
        "convert": Work(["convert", str(folder / "weights.pth"), out], files_in, None, True),
        "figures": Work(["figures", *of_model, out, *how, *drawn], files_in, study),
    }


def runs_in(place: Path) -> dict[str, str]:
    """Return the arrays of every kept run, and what lies beside the runs, by name."""
    from depformer import load_run
    from depformer.runs import homes

    found: dict[str, str] = {}
    for home in homes(place / "study"):
        for each in sorted(home.iterdir()) if home.is_dir() else []:
            if not (each / "run.json").is_file():
                found |= {each.name: "beside"} if not each.name.endswith(".lock") else {}
                continue
            run = load_run(each)
            for name, array in run.variables.items():
                found[f"{each.name} {name}"] = digest(array.values)
            about = {key: str(of) for key, of in run.attrs.items() if key not in STAMPS}
            found[f"{each.name} attributes"] = digest(about)
    return found


def files_in(place: Path) -> dict[str, str]:
    """Return the files of what a command has written, and what lies beside it, by name."""
    import re

    found = {}
    for path in sorted(place.rglob("*")):
        inside = path.relative_to(place)
        if not path.is_file() or inside.parts[0] in ("study", "cache"):
            continue
        content = path.read_bytes()
        if path.suffix == ".svg":
            for drawn in re.findall(rb'(?:-|trace)([0-9a-f]{6})"', content):
                content = content.replace(drawn, b"")
        if not path.name.endswith(".lock"):
            found[str(inside)] = hashlib.sha256(content).hexdigest()
    return found


def digest(of: object) -> str:
    """Return a digest of an array with its kind and shape, or of facts."""
    import numpy as np

    if isinstance(of, np.ndarray):
        bits = repr(of.tolist()).encode() if of.dtype.kind in "OUT" else of.tobytes()
        about = f"{of.shape} {of.dtype.kind}".encode()
        return hashlib.sha256(about + bits).hexdigest()
    return hashlib.sha256(json.dumps(of, sort_keys=True).encode()).hexdigest()


@contextmanager
def homes_in(folder: Path) -> Iterator[None]:
    """Keep the user's own folders out of it, here and in every process that is started."""
    before = dict(os.environ)
    os.environ |= {"XDG_CACHE_HOME": str(folder / "cache"), "OMP_NUM_THREADS": "1"}
    os.environ |= {"XDG_CONFIG_HOME": str(folder / "config")}
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), before.get("PYTHONPATH", "")])
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def table(rows: list[Row], seed: int) -> str:
    """Return the rows as lines."""
    width = max(len(row.what) for row in rows)
    head = f"{'what':{width}}  times  disturbed  lost  differing  left  seconds"
    lines = [f"seed {seed}, {PEOPLE} people, {WORDS} words", head]
    for row in rows:
        numbers = f"{row.times:5d}  {row.disturbed:9d}  {row.lost:4d}  {row.differing:9d}"
        lines.append(f"{row.what:{width}}  {numbers}  {row.left:4d}  {row.seconds:7.1f}")
        lines += [f"    {note}" for note in row.notes[:5]]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
