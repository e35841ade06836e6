"""Specimens in batches, each batch in a process of its own."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FINE = ("ok", "a sentence")
SILENCE = 90  # seconds after which a process that says nothing is ended


def tried(
    sound: Path, kind: str, seeds: Sequence[int], batch: int = 50
) -> Iterator[dict[str, Any]]:
    """Try specimens and yield what became of each.

    Parameters
    ----------
    sound : Path
        From `specimens.write_sound`.
    kind : str
        One of `specimens.KINDS`.
    seeds : sequence of int
        One a specimen.
    batch : int
        Specimens a process.
    """
    left = list(seeds)
    while left:
        with tempfile.TemporaryDirectory() as folder:
            results = _child(sound, Path(folder), kind, left[:batch])
            answered = []
            for result in results:
                answered.append(result["seed"])
                yield result
        if len(answered) < len(left[:batch]):  # the process died over the next one
            seed = left[len(answered)]
            answered.append(seed)
            yield {
                "kind": kind, "seed": seed, "outcome": "the process ended", "said": "",
                "done": [], "seconds": 0.0, "grown": 0,
            }  # fmt: skip
        left = left[len(answered) :]


def _child(sound: Path, work: Path, kind: str, seeds: Sequence[int]) -> Iterator[dict[str, Any]]:
    (work / "cache").mkdir()
    (work / "tried").mkdir()
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "XDG_CACHE_HOME": str(work / "cache"),
    }
    asked = [sys.executable, "-m", "tests.fuzz.child", str(sound), str(work / "tried"), kind]
    child = subprocess.Popen(
        [*asked, *map(str, seeds)], stdout=subprocess.PIPE, env=env, cwd=ROOT, text=True
    )
    assert child.stdout is not None
    try:
        while select.select([child.stdout], [], [], SILENCE)[0]:
            if not (line := child.stdout.readline()):
                break
            yield json.loads(line)
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
        shutil.rmtree(work / "tried", ignore_errors=True)
