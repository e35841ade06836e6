"""How often do intervals of mean shares hold the true one? Student's t against the bootstrap.

    python benchmarks/share_intervals.py [--studies 2000] [--json]

Each person's shares of four cells (modality x valence) are drawn from a Dirichlet distribution:
even and narrow, as those of means over 24 words are, or uneven and wide, one cell near 0. The
interval of a group's mean share has to hold the expected share in 95 of 100 studies.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from depformer.stats.inference.intervals import mean_interval, t_interval  # noqa: E402

SHAPES = {"even": (12.0, 12.0, 12.0, 12.0), "uneven": (4.0, 2.0, 1.0, 0.3)}
SIZES = (5, 10, 24, 70)
RESAMPLES = 500


def coverage(shape: tuple[float, ...], n: int, studies: int) -> dict[str, float]:
    """Return the share of studies and cells whose interval holds the expected share."""
    expected = np.array(shape) / sum(shape)
    held = {"t": 0, "bootstrap": 0}
    for seed in range(studies):
        shares = np.random.default_rng(seed).dirichlet(shape, n)
        _, student, _ = t_interval(shares)
        _, percentile = mean_interval(shares, n_bootstrap=RESAMPLES, seed=seed)
        for name, (low, high) in (("t", student), ("bootstrap", percentile)):
            held[name] += int(((low <= expected) & (expected <= high)).sum())
    return {name: count / (studies * len(shape)) for name, count in held.items()}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    rows: list[dict[str, Any]] = []
    for name, shape in SHAPES.items():
        for n in SIZES:
            rows.append({"shares": name, "people": n, **coverage(shape, n, args.studies)})
            print(f"{name}, {n} people: done", file=sys.stderr, flush=True)
    if args.json:
        print(json.dumps(rows, indent=1))
        return
    for row in rows:
        found = f"t {row['t']:.3f}  bootstrap {row['bootstrap']:.3f}"
        print(f"{row['shares']:<7} {row['people']:3} people  {found}")


if __name__ == "__main__":
    main()
