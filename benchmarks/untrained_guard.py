"""Does the guard 'like an untrained model' speak of models that have learned nothing?

    python benchmarks/untrained_guard.py [STUDY CHECKPOINT] [--copies 26] [--permuted FOLDER ...]
                                         [--methods integrated_gradients] [--keep FOLDER] [--json]

Untrained copies of the checkpoint are judged one by one by the others: the judged copy is not in
its own null, and its numbers do not enter the limit. Three limits stand side by side: the mean
share of a copy (what the guard took before), the interpolated 95th percentile of the copies' own
leave-one-out shares, and the rank that a further copy stays within (what the guard takes). Beside
them: copies whose folds draw weights of their own, which are not drawn as the null is; checkpoints
trained on shuffled labels, each judged by copies of its own; and the checkpoint itself, of which
the guard must not speak. `--keep` holds what is computed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.progress import Progress  # noqa: E402
from depformer.explain import explain  # noqa: E402
from depformer.explain.check_run import COPIES  # noqa: E402
from depformer.explain.fresh_weights import STAGES, each_fold, randomised  # noqa: E402
from depformer.files import digest  # noqa: E402
from depformer.model import CheckpointSet, load_checkpoint  # noqa: E402
from depformer.stats.inference.intervals import clopper_pearson  # noqa: E402
from depformer.stats.inference.mean_sizes import in_mean_sizes  # noqa: E402
from depformer.stats.inference.untrained import (  # noqa: E402
    LEVEL,
    largest_by_chance,
    share_outside,
    shares_left_out,
)
from depformer.stats.people import GROUPS, choose, members  # noqa: E402
from depformer.study import Study, load_study  # noqa: E402

Floats = NDArray[np.float64]
RULE = "rank"
LIMITS: dict[str, Callable[[Floats], float]] = {
    "mean": lambda shares: float(shares.mean()),
    "interpolated": lambda shares: float(np.quantile(shares, LEVEL)),
    RULE: largest_by_chance,
}


def own_weights_a_fold(checkpoint: CheckpointSet, seed: int) -> CheckpointSet:
    """Return a copy whose folds draw different weights, as trained folds have."""
    seeds = [10_000 + 100 * seed + number for number in range(len(checkpoint.folds))]
    pairs = zip(checkpoint.folds, seeds, strict=True)
    return replace(checkpoint, folds=tuple(randomised(fold, s, STAGES) for fold, s in pairs))


def one_weights(checkpoint: CheckpointSet, seed: int) -> CheckpointSet:
    """Return a copy as those of the check: all folds draw the same weights."""
    return each_fold(checkpoint, seed=seed, stages=STAGES)


class Maps:
    """The group difference of every cell, in multiples of the model's mean size, by a method."""

    def __init__(self, study: Study, methods: list[str], keep: Path | None, steps: int) -> None:
        self.study, self.methods, self.keep = study, methods, keep
        self.report, self.steps, self.done = Progress("models explained"), steps, 0

    def of(self, checkpoint: CheckpointSet) -> dict[str, Floats]:
        """Return shape (word, modality) by method; computed once if there is a folder."""
        name = digest(self.study.digest, checkpoint.digest, *self.methods)[:16]
        place = None if self.keep is None else self.keep / f"{name}.npz"
        if place is None or not place.is_file():
            found = self._computed(checkpoint)
            if place is not None:
                np.savez(place, **found)
        else:
            with np.load(place) as stored:
                found = {method: stored[method] for method in self.methods}
        self.done += 1
        self.report(self.done, self.steps)
        return found

    def _computed(self, checkpoint: CheckpointSet) -> dict[str, Floats]:
        held = choose(explain(self.study, checkpoint, methods=self.methods))
        groups = [members(held, group) for group in GROUPS]
        dims = ("method", "participant", "word", "modality")
        values = held["attribution"].transpose(*dims).sel({"method": self.methods}).values
        return {
            method: in_mean_sizes(each, groups)
            for method, each in zip(self.methods, values, strict=True)
        }

    def copies(
        self,
        checkpoint: CheckpointSet,
        n: int,
        draw: Callable[[CheckpointSet, int], CheckpointSet] = one_weights,
    ) -> dict[str, Floats]:
        """Return shape (copy, word, modality) by method."""
        found = [self.of(draw(checkpoint, seed)) for seed in range(n)]
        return {method: np.stack([each[method] for each in found]) for method in self.methods}


def judged(own: Floats, null: Floats) -> dict[str, Any]:
    """Return a model's share, each limit, and whether the guard would speak under it."""
    share, shares = share_outside(own, null), shares_left_out(null)
    limits = {name: limit(shares) for name, limit in LIMITS.items()}
    return {
        "share": share,
        "limits": limits,
        "speaks": {name: bool(share <= limit) for name, limit in limits.items()},
    }


def beside_others(copies: Floats, size: int) -> list[dict[str, Any]]:
    """Judge every copy by the `size` that follow it, itself not among them."""
    order = np.arange(len(copies))
    return [judged(copies[i], copies[np.roll(order, -i)[1 : size + 1]]) for i in order]


def counted(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return how often the guard speaks under each limit, with the exact interval."""
    found = {}
    for name in LIMITS:
        times = sum(row["speaks"][name] for row in rows)
        low, high = clopper_pearson(times, len(rows))
        found[name] = {"speaks": times, "of": len(rows), "low": low, "high": high}
    return found


def measured(
    study: Study,
    checkpoint: CheckpointSet,
    permuted: list[CheckpointSet],
    methods: list[str],
    n: int,
    keep: Path | None,
) -> list[dict[str, Any]]:
    """Return one result a method."""
    in_run = min(COPIES, n - 1)
    maps = Maps(study, methods, keep, 2 * n + 1 + len(permuted) * (1 + in_run))
    null, own = maps.copies(checkpoint, n), maps.of(checkpoint)
    by_fold = maps.copies(checkpoint, n, own_weights_a_fold)
    shuffled = [(maps.of(each), maps.copies(each, in_run)) for each in permuted]
    results = []
    for method in methods:
        rows = {
            f"{n} copies, by the other {n - 1}": beside_others(null[method], n - 1),
            f"{n} copies, by {in_run} others, as in a run": beside_others(null[method], in_run),
            f"{n} copies with own weights a fold, by {in_run} of the check": [
                judged(each, null[method][:in_run]) for each in by_fold[method]
            ],
            f"{n} copies with own weights a fold, by {in_run} others of them": beside_others(
                by_fold[method], in_run
            ),
        }
        results.append(
            {
                "method": method,
                "untrained": {name: counted(each) for name, each in rows.items()},
                "shares": sorted(row["share"] for row in next(iter(rows.values()))),
                "permuted": [
                    {"checkpoint": each.root.name, **judged(model[method], copies[method])}
                    for each, (model, copies) in zip(permuted, shuffled, strict=True)
                ],
                "checkpoint": judged(own[method], null[method][:in_run]),
            }
        )
    return results


def printed(result: dict[str, Any]) -> str:
    """Return a result as text."""
    lines = [f"{result['method']}: the guard speaks of"]
    for name, each in result["untrained"].items():
        lines.append(f"  {name}")
        for rule, found in each.items():
            ends = f"{found['low']:.2f} to {found['high']:.2f}"
            lines.append(
                f"    limit {rule:<13} {found['speaks']:3} of {found['of']} (95 % CI {ends})"
            )
    shares = " ".join(f"{share:.2f}" for share in result["shares"])
    lines.append(f"  shares of the copies by all others: {shares}")
    models = [*result["permuted"], {"checkpoint": "the checkpoint", **result["checkpoint"]}]
    for each in models:
        verdicts = ", ".join(
            f"{name} {limit:.2f}: {'speaks' if each['speaks'][name] else 'silent'}"
            for name, limit in each["limits"].items()
        )
        lines.append(f"  {each['checkpoint']:<16} share {each['share']:.2f}; {verdicts}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path, nargs="?", default=ROOT / "sample_data")
    parser.add_argument("checkpoint", type=Path, nargs="?", default=ROOT / "checkpoints" / "demo")
    parser.add_argument("--copies", type=int, default=26)
    parser.add_argument("--permuted", type=Path, nargs="*", default=[])
    parser.add_argument("--methods", default="integrated_gradients")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    if args.copies < 3:
        parser.error(f"--copies {args.copies}: at least 3 are needed, one judged by two others")
    if args.keep is not None:
        args.keep.mkdir(parents=True, exist_ok=True)
    results = measured(
        load_study(args.study),
        load_checkpoint(args.checkpoint),
        [load_checkpoint(each) for each in args.permuted],
        args.methods.split(","),
        args.copies,
        args.keep,
    )
    print(json.dumps(results, indent=1) if args.json else "\n".join(map(printed, results)))


if __name__ == "__main__":
    main()
