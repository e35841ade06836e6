"""How fast is max-T over every word and modality, and does it give SciPy's p?

    python benchmarks/permutation.py [--participants 140] [--words 72] [--permutations 9999]

Once all cells together, step-down max-T by products of matrices, as `stats.cohort_tests` does it;
once a loop of `scipy.stats.permutation_test` over the cells, with Welch's t and as many
permutations. The loop gives each cell's own p, which must be the same but for the draws of both; it
knows nothing of the other cells. It runs over some of the cells, evenly spread, and its time is
that of one cell times their number. Times are of the processor, so that what else the machine does
is not in them; the time on the clock stands beside. Memory is the most that the process ever held.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats as scipy_stats

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from depformer.stats.inference.groups.max_t import MaxT, max_t  # noqa: E402
from depformer.stats.inference.groups.welch import welch  # noqa: E402
from depformer.stats.inference.permutations import permuted  # noqa: E402


def drawn(participants: int, words: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return values (participant, cell) that go together within a person, and who is in a."""
    rng = np.random.default_rng(seed)
    in_a = np.arange(participants) < participants // 2
    values = 0.5 * rng.normal(size=(participants, 1)) + rng.normal(size=(participants, 2 * words))
    values[in_a, ::3] += rng.uniform(0, 0.7, len(range(0, 2 * words, 3)))
    return values, in_a


def together(values: np.ndarray, in_a: np.ndarray, n: int, seed: int = 0) -> MaxT:
    """Return what `stats.cohort_tests` computes of all cells."""
    groups = permuted(in_a, n, np.random.default_rng(seed))
    observed = welch(values, in_a[None]).t[0]
    return max_t(observed, lambda draws: welch(values, groups[draws]).t, n)


def t_of(a: np.ndarray, b: np.ndarray, axis: int) -> np.ndarray:
    """Return Welch's t along an axis, as lean as SciPy's loop can have it."""
    error = a.var(axis=axis, ddof=1) / a.shape[axis] + b.var(axis=axis, ddof=1) / b.shape[axis]
    return np.asarray((a.mean(axis=axis) - b.mean(axis=axis)) / np.sqrt(error))


def one_by_one(values: np.ndarray, in_a: np.ndarray, cells: np.ndarray, n: int) -> np.ndarray:
    """Return the two-sided p of each of some cells by `scipy.stats.permutation_test`."""
    return np.array(
        [
            scipy_stats.permutation_test(
                (values[in_a, cell], values[~in_a, cell]),
                lambda a, b, axis: np.abs(t_of(a, b, axis)),
                vectorized=True,
                n_resamples=n,
                alternative="greater",
                rng=np.random.default_rng(int(cell)),
            ).pvalue
            for cell in cells
        ]
    )


def measured(participants: int, words: int, n: int, looped: int) -> dict[str, Any]:
    values, in_a = drawn(participants, words)
    times, clock = [], []
    for _ in range(5):
        start, begun = time.process_time(), time.perf_counter()
        found = together(values, in_a, n)
        times.append(time.process_time() - start)
        clock.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cells = np.linspace(0, values.shape[1] - 1, looped).round().astype(int)
    start = time.process_time()
    p = one_by_one(values, in_a, cells, n)
    loop = (time.process_time() - start) / len(cells) * values.shape[1]
    own = found.p[cells]
    error = np.sqrt((own * (1 - own) + p * (1 - p)) / n)
    return {
        "participants": participants,
        "cells": values.shape[1],
        "permutations": n,
        "seconds": min(times),
        "seconds_on_the_clock": min(clock),
        "loop_seconds": loop,
        "looped_cells": len(cells),
        "ratio": loop / min(times),
        "memory_mb": peak,
        "largest_difference_in_errors": float((np.abs(own - p) / np.maximum(error, 1 / n)).max()),
        "significant": int((found.p_adjusted < 0.05).sum()),
    }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--participants", type=int, default=140)
    parser.add_argument("--words", type=int, default=72)
    parser.add_argument("--permutations", type=int, default=9999)
    parser.add_argument("--looped", type=int, default=24)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    found = measured(args.participants, args.words, args.permutations, args.looped)
    if args.json:
        print(json.dumps(found, indent=1))
        return
    print(
        f"{found['participants']} people, {found['cells']} cells, {found['permutations']} draws: "
        f"{found['seconds']:.2f} s ({found['seconds_on_the_clock']:.2f} s on the clock), "
        f"at most {found['memory_mb']:.0f} MB\n"
        f"scipy.stats.permutation_test a cell ({found['looped_cells']} cells timed): "
        f"{found['loop_seconds']:.1f} s, {found['ratio']:.0f} times as long\n"
        f"largest difference of p: {found['largest_difference_in_errors']:.1f} standard errors; "
        f"{found['significant']} cells significant after max-T"
    )


if __name__ == "__main__":
    main()
