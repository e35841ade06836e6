"""How soon is Shapley sampling sure of the top cell, at the published size?

    python benchmarks/shapley_error.py [--study STUDY --checkpoint CHECKPOINT] [--people 3] [--json]

For some participants: pairs of orders drawn until the standard error of the largest value is below
5 % of it (the method's own stopping rule), and the time that took. Without folders the weights are
those of the golden cases, with drawn inputs.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from published_size import parity, trained

from depformer.explain.case import Case
from depformer.explain.methods.shapley_sampling import Options, attribute


def measured(case: Case, options: Options) -> dict[str, float]:
    """Return time, pairs and the error of the top cell of one participant."""
    rows = 0
    shown = Case.shown

    class Counted(Case):
        def shown(self, keep: torch.Tensor) -> torch.Tensor:
            nonlocal rows
            rows += len(keep)
            return shown(self, keep)

    counted = Counted(**vars(case))
    start = time.perf_counter()
    found = attribute(counted, options)
    took = time.perf_counter() - start
    values, error = found.attribution.ravel(), np.asarray(found.error).ravel()
    top = np.abs(values).argmax()
    return {
        "s": took,
        "pairs": (rows - 2) / (2 * (values.size - 1)),
        "top": float(values[top]),
        "error_of_top": float(error[top] / abs(values[top])),
        "gap": found.gap,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--study", type=Path)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if (args.study is None) != (args.checkpoint is None):
        raise SystemExit("Name both --study and --checkpoint, or neither.")
    torch.set_num_threads(args.threads)
    rows = []
    for i in range(args.people):
        if args.study is None:
            case = parity(draw=i).case
        else:
            case = trained(args.study, args.checkpoint, i).case
        case.values(case.z[None])  # warm
        rows.append(measured(replace(case, seed=i), Options()))
    if args.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"tolerance {Options().tolerance:.0%}, {args.threads} threads")
    for row in rows:
        print(
            f"  {row['s']:6.2f} s, {row['pairs']:3.0f} pairs: top cell {row['top']:+.3f} logit, "
            f"standard error {row['error_of_top']:.1%} of it; sum misses by {row['gap']:+.1e}"
        )


if __name__ == "__main__":
    main()
