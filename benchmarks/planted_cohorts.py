"""Do the tests of cohort differences find what was planted, and how much else?

    depformer synth STUDY --participants 140 --seed 11
    depformer train STUDY CHECKPOINT
    python benchmarks/planted_cohorts.py STUDY CHECKPOINT [--method integrated_gradients] [--json]

Held-out people only, 9,999 permutations. Of the cells (word, modality) that are significant at
0.05: how many are planted, how many planted ones are missed, and the false discovery proportion,
the share of significant cells that are not planted. A cell that is not planted can differ for
good reason: the model may use it. The contrast of positive and negative words comes first.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.planted import planted_cells  # noqa: E402
from benchmarks.progress import Progress  # noqa: E402
from depformer.config import Question  # noqa: E402
from depformer.errors import DepformerError  # noqa: E402
from depformer.explain import kept_run  # noqa: E402
from depformer.explain.methods import options_by_method  # noqa: E402
from depformer.labels import MODALITIES  # noqa: E402
from depformer.stats import cohort_tests, performance, valence_contrast  # noqa: E402
from depformer.study import load_study  # noqa: E402

LEVEL = 0.05
ADJUSTMENTS = ("max_t", "bh", "by")


def benchmark(study_path: Path, model_path: Path, method: str) -> dict[str, Any]:
    """Return everything that is printed."""
    study = load_study(study_path)
    words = study.words["word_id"].tolist()
    truth = pd.DataFrame(planted_cells(study), index=words, columns=list(MODALITIES)).stack()
    question = Question(options_by_method([method]))
    run, _ = kept_run(study, model_path, question, progress=Progress("explaining"))
    contrast = valence_contrast(run, method).iloc[0]
    table = cohort_tests(run, method)
    found = {}
    for name in ADJUSTMENTS:
        rows = table[(table["adjustment"] == name) & (table["unit"] == contrast["unit"])]
        p = rows.set_index(["word", "modality"])["p_adjusted"].reindex(truth.index)
        significant = p < LEVEL
        hits, others = int((significant & truth).sum()), int((significant & ~truth).sum())
        found[name] = {
            "significant": hits + others,
            "planted": hits,
            "missed": int(truth.sum()) - hits,
            "false_discovery_proportion": others / max(hits + others, 1),
        }
    accuracy = performance(run).set_index("metric")["estimate"]["accuracy"]
    return {
        "accuracy": float(accuracy),
        "cells": len(truth),
        "planted": int(truth.sum()),
        "contrast": {name: contrast[name] for name in ("estimate", "unit", "ci_low", "ci_high")}
        | {"p": float(contrast["p"]), "n": int(contrast["n_a"] + contrast["n_b"])},
        "found": found,
    }


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("study", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--method", default="integrated_gradients")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    try:
        result = benchmark(args.study, args.checkpoint, args.method)
    except DepformerError as fault:
        raise SystemExit(str(fault)) from None
    if args.json:
        print(json.dumps(result, indent=2, default=float))
        return
    contrast = result["contrast"]
    print(
        f"accuracy {result['accuracy']:.2f}; positive - negative words, face and voice, "
        f"n = {contrast['n']}: {contrast['estimate']:+.3f} {contrast['unit']} (95 % CI "
        f"{contrast['ci_low']:+.3f} to {contrast['ci_high']:+.3f}), p = {contrast['p']:.4f}"
    )
    for name, row in result["found"].items():
        print(
            f"{name}: {row['significant']} of {result['cells']} cells significant, "
            f"{row['planted']} of {result['planted']} planted ones among them; "
            f"false discovery proportion {row['false_discovery_proportion']:.2f}"
        )


if __name__ == "__main__":
    main()
