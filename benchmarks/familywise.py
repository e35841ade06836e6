"""Does max-T keep its error, and do intervals of Hedges' g hold the true one?

    python benchmarks/familywise.py [--studies 1000] [--permutations 999] [--json]

Each study has two groups and cells (word x modality) that go together within a person, with heavy
tails in every fourth cell. Without an effect, a study with any cell significant after max-T at 0.05
is a family-wise error: it has to happen in 3.5 to 6.5 % of studies. With an effect of d = 0.5 in
every cell, the BCa intervals of g have to hold 0.5 in 93 to 97 % of cells.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.permutation import together  # noqa: E402
from depformer.stats.inference.groups.effect_sizes import hedges_g, with_interval  # noqa: E402
from depformer.stats.inference.intervals import clopper_pearson  # noqa: E402

TRUE_D = 0.5
RESAMPLES = 1000


def study(seed: int, people: int, cells: int) -> tuple[np.ndarray, np.ndarray]:
    """Return values of unit variance (participant, cell), and who is in the first group."""
    rng = np.random.default_rng(seed)
    own = rng.normal(size=(2 * people, cells))
    own[:, ::4] = rng.standard_t(5, (2 * people, len(range(0, cells, 4)))) / np.sqrt(5 / 3)
    values = np.sqrt(0.4) * rng.normal(size=(2 * people, 1)) + np.sqrt(0.6) * own
    return values, np.arange(2 * people) < people


def measured(studies: int, people: int, cells: int, permutations: int) -> dict[str, Any]:
    start, wrong, uncorrected, held = time.perf_counter(), 0, 0, 0
    for seed in range(studies):
        values, in_a = study(seed, people, cells)
        found = together(values, in_a, permutations, seed)
        wrong += bool((found.p_adjusted <= 0.05).any())
        uncorrected += bool((found.p <= 0.05).any())
        values[in_a] += TRUE_D
        _, (low, high) = with_interval(
            hedges_g, values[in_a], values[~in_a], n_bootstrap=RESAMPLES, seed=seed
        )
        held += int(((low <= TRUE_D) & (high >= TRUE_D)).sum())
    low, high = clopper_pearson(wrong, studies)
    return {
        "studies": studies,
        "people": 2 * people,
        "cells": cells,
        "familywise_error": wrong / studies,
        "familywise_low": low,
        "familywise_high": high,
        "without_correction": uncorrected / studies,
        "coverage_of_g": held / (studies * cells),
        "seconds": time.perf_counter() - start,
    }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("--people", type=int, default=70, help="in each group")
    parser.add_argument("--cells", type=int, default=48)
    parser.add_argument("--permutations", type=int, default=999)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    found = measured(args.studies, args.people, args.cells, args.permutations)
    if args.json:
        print(json.dumps(found, indent=1))
        return
    print(
        f"{found['studies']} studies of {found['people']} people, {found['cells']} cells: "
        f"{found['seconds']:.0f} s\n"
        f"family-wise error of max-T at 0.05: {found['familywise_error']:.3f} "
        f"({found['familywise_low']:.3f} to {found['familywise_high']:.3f}); "
        f"without correction {found['without_correction']:.3f}\n"
        f"95 % intervals of g that hold the true one: {found['coverage_of_g']:.3f}"
    )


if __name__ == "__main__":
    main()
