"""Does anything in damaged or hostile inputs cost more than a sentence?

Studies, checkpoints and weights are damaged, each by a seed, and used as a user would: bytes,
cells, JSON, arrays, headers, encodings, and other things in the place of files, among them pipes,
and pickles that run code. Fine is an answer, or an error that a person can read. Everything else
is a fault: another exception, more than 10 s or 1 GB, code that ran, an input that changed.

Usage: python benchmarks/fuzz.py [--studies 1500] [--checkpoints 300] [--weights 100] [--first 0]
       python benchmarks/fuzz.py --kind study --seed 17
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.conftest import TINY_SIZES
from tests.fuzz.batches import FINE, tried
from tests.fuzz.specimens import KINDS, write_sound


def made(folder: Path) -> Path:
    """Write the sound inputs; the same as those of the tests but for the number of people."""
    from depformer.synth import write_study
    from depformer.train import TrainOptions, cross_validate

    study = write_study(folder / "study", participants=12, words=24, seed=3, image_size=32)
    options = TrainOptions(epochs=1)
    cross_validate(study, folder / "model", folds=2, seed=1, options=options, sizes=TINY_SIZES)
    write_sound(study, folder / "model", folder / "sound")
    return folder / "sound"


def show(results: list[dict[str, Any]]) -> None:
    """Print the counts, the extremes and every fault."""
    counts = Counter((each["kind"], each["outcome"]) for each in results)
    for (kind, outcome), n in sorted(counts.items()):
        print(f"{kind:<11} {outcome:<28} {n:>5}")
    for what, name, unit in (("seconds", "slowest", 1), ("grown", "largest growth", 1e6)):
        worst = max(results, key=lambda each: each[what])
        where = f"--kind {worst['kind']} --seed {worst['seed']}"
        print(f"{name} [{'s' if unit == 1 else 'MB'}]: {worst[what] / unit:.2f} ({where})")
    for each in results:
        if each["outcome"] not in FINE:
            print(f"\n--kind {each['kind']} --seed {each['seed']}: {each['outcome']}")
            print("\n".join([*each["done"], each["said"].strip()]))


def main() -> int:
    """Try the specimens and print what became of them; exit code 1 if there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=1500)
    parser.add_argument("--checkpoints", type=int, default=300)
    parser.add_argument("--weights", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="the first seed of each kind")
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--sound", type=Path, help="keep the sound inputs here, or take them")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--seed", type=int)
    given = parser.parse_args()
    asked = dict(zip(KINDS, (given.studies, given.checkpoints, given.weights), strict=True))
    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        place = given.sound or Path(folder)
        sound = place / "sound" if (place / "sound").is_dir() else made(place)
        for kind in KINDS if given.kind is None else (given.kind,):
            seeds = range(given.first, given.first + asked[kind])
            for each in tried(
                sound, kind, seeds if given.seed is None else [given.seed], given.batch
            ):
                results.append(each)
                if len(results) % given.batch == 0:
                    bad = sum(result["outcome"] not in FINE for result in results)
                    print(
                        f"{kind}: {len(results)} tried, {bad} faults", file=sys.stderr, flush=True
                    )
    show(results)
    return int(any(each["outcome"] not in FINE for each in results))


if __name__ == "__main__":
    sys.exit(main())
