"""Do the numbers stay the same? Twice the same run, and each participant alone.

    python benchmarks/repeat.py [STUDY CHECKPOINT] [--alone N] [--json]

Prints the largest difference between two runs, the largest difference of N participants explained
alone from their rows of the run, how many participants have a selection that depends on a margin
below 1e-6, and the completeness gap.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import xarray as xr

import depformer

ROOT = Path(__file__).parents[1]
CLOSE = 1e-6


def largest_difference(one: xr.Dataset, other: xr.Dataset) -> float:
    """Return the largest absolute difference over all numbers; raise where a NaN faces a number."""
    worst = 0.0
    for name in one.data_vars:
        a, b = one[name].values.astype(float), other[name].values.astype(float)
        if not np.array_equal(np.isnan(a), np.isnan(b)):
            raise SystemExit(f"{name}: a number stands against a missing one.")
        if a.size:
            worst = max(worst, float(np.nanmax(np.abs(a - b), initial=0)))
    return worst


def close_calls(run: xr.Dataset) -> int:
    """Count people whose last selected and first unselected word lie closer than `CLOSE`."""
    score = run["query_score"].transpose("participant", "stream", "head", "word").values
    chosen = run["query_selected"].transpose("participant", "stream", "head", "word").values
    last = np.where(chosen, score, np.inf).min(axis=-1)
    first = np.where(chosen, -np.inf, score).max(axis=-1)
    return int((last - first < CLOSE).any(axis=(1, 2)).sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", nargs="?", default=ROOT / "sample_data", type=Path)
    parser.add_argument("checkpoint", nargs="?", default=ROOT / "checkpoints/demo", type=Path)
    parser.add_argument("--alone", type=int, default=6, help="how many participants, evenly spread")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    study = depformer.load_study(args.study)
    first, second = (depformer.explain(study, args.checkpoint) for _ in range(2))
    ids = first["participant"].values.tolist()
    chosen = [ids[i] for i in np.linspace(0, len(ids) - 1, args.alone).round().astype(int)]
    alone = [
        largest_difference(
            depformer.explain(study, args.checkpoint, participants=[who]),
            first.sel(participant=[who]),
        )
        for who in chosen
    ]
    effect = first["logit"].sel(outcome="depressed") - first["logit"].sel(outcome="healthy")
    gap = np.abs(first["completeness_gap"].loc[{"method": "integrated_gradients"}]).values
    result = {
        "participants": len(ids),
        "bytes_equal_twice": bool(
            all(first[name].values.tobytes() == second[name].values.tobytes() for name in first)
        ),
        "largest_difference_twice": largest_difference(first, second),
        "largest_difference_alone": max(alone),
        "alone": chosen,
        "people_with_a_margin_below_1e-6": close_calls(first),
        "integrated_gradients_gap_median": float(np.median(gap)),
        "integrated_gradients_gap_95_percent": float(np.quantile(gap, 0.95)),
        "sd_of_logit_difference": float(effect.std()),
    }
    if args.json:
        print(json.dumps(result, indent=2))
        return
    for name, value in result.items():
        print(f"{name.replace('_', ' '):40}{value}")


if __name__ == "__main__":
    main()
