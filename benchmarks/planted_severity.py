"""Do the explanations of a predicted score find the cells that the severity follows?

    depformer synth STUDY --participants 140 --seed 11 --severity-planted
    depformer train STUDY CHECKPOINT --target severity --folds 3
    python benchmarks/planted_severity.py STUDY CHECKPOINT [--methods all] [--people N] [--json]

Held-out people only. A cell (word, modality) scores by the absolute correlation, over people, of
its attribution with the true severity; AUROC: 0.5 is chance, 1 means that every planted cell scores
above every other. Intervals: 95 %, percentile bootstrap over participants. Beside it the same of
the mean absolute attribution, which knows nothing of the severity.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.planted import cell_methods, markdown, planted_cells  # noqa: E402
from benchmarks.progress import Progress  # noqa: E402
from depformer.cli.report import plain  # noqa: E402
from depformer.config import Question  # noqa: E402
from depformer.errors import DepformerError  # noqa: E402
from depformer.explain import explain, kept_run  # noqa: E402
from depformer.explain.methods import options_by_method  # noqa: E402
from depformer.labels import human  # noqa: E402
from depformer.model import load_checkpoint  # noqa: E402
from depformer.schema import target_of  # noqa: E402
from depformer.stats import performance  # noqa: E402
from depformer.stats.inference.intervals import bootstrap_interval  # noqa: E402
from depformer.stats.inference.planted import auroc, precision_at_k  # noqa: E402
from depformer.stats.inference.severity_cells import (  # noqa: E402
    resampled_severity_scores,
    severity_scores,
)
from depformer.stats.people import known_scores, persons_of  # noqa: E402
from depformer.study import load_study  # noqa: E402
from depformer.validate import whole_number  # noqa: E402

RESAMPLES, SEED = 1000, 0


def benchmark(
    study_path: Path, model_path: Path, names: str, resamples: int, most: int | None
) -> dict[str, Any]:
    """Return everything that is printed, of all people or of the first so many."""
    whole_number("number of resamples", resamples, low=1)
    study, checkpoint = load_study(study_path), load_checkpoint(model_path)
    truth = planted_cells(study)
    question = Question(options_by_method(cell_methods(names)))
    if most is None:
        run, _ = kept_run(study, checkpoint, question, progress=Progress("explaining"))
    else:
        some = {"participants": study.ids[:most], "progress": Progress("explaining")}
        run = explain(study, checkpoint, methods=question.methods, **some)
    if not target_of(run).is_score:
        raise DepformerError(
            f"{model_path} predicts a group; train a checkpoint with `depformer train "
            f"{study_path} OUT --target severity`."
        )
    people, severity, _ = known_scores(run)
    persons, rows = persons_of(people), []
    how: dict[str, int] = {"n_bootstrap": resamples, "seed": SEED}
    for method in people["method"].values.astype(str):
        cells = people["attribution"].loc[{"method": method}]
        values = cells.transpose("participant", "word", "modality").values
        scores = severity_scores(values, severity)
        score = scores["severity_correlation"]
        drawn = resampled_severity_scores(values, severity, persons, **how)["severity_correlation"]
        low, high = bootstrap_interval(np.array([[auroc(truth, cells)] for cells in drawn]))
        rows.append(
            {
                "method": method,
                "auroc": auroc(truth, score),
                "auroc_low": float(low[0]),
                "auroc_high": float(high[0]),
                "precision": precision_at_k(truth, score),
                "magnitude": auroc(truth, scores["mean_magnitude"]),
            }
        )
    return {
        "study": study.name,
        "participants": len(set(persons)),
        "planted": int(truth.sum()),
        "cells": truth.size,
        "resamples": resamples,
        "seed": SEED,
        "performance": performance(run).to_dict("records"),
        "methods": rows,
    }


def say(result: dict[str, Any]) -> None:
    """Print the result as sentences and a markdown table."""
    print(
        f"{result['study']}: {result['planted']} planted of {result['cells']} cells; "
        f"{result['participants']} held-out participants; 95 % intervals from "
        f"{result['resamples']} resamples of people, seed {result['seed']}."
    )
    for row in result["performance"]:
        ends = f"({row['ci_low']:.2f}–{row['ci_high']:.2f})"
        floor = f", naming the mean {row['floor']:.2f}" if row["floor"] == row["floor"] else ""
        print(f"{row['metric']} {row['estimate']:.2f} {ends}{floor}")
    head = ["method", "correlation with severity: AUROC", "precision", "mean size: AUROC"]
    lines = [
        [
            human(row["method"]),
            f"{row['auroc']:.3f} ({row['auroc_low']:.2f}–{row['auroc_high']:.2f})",
            f"{row['precision']:.3f}",
            f"{row['magnitude']:.3f}",
        ]
        for row in result["methods"]
    ]
    print(f"\n{markdown([head, *lines])}")


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("study", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--methods", default="all", help="default, all, or ids with commas")
    parser.add_argument("--resamples", type=int, default=RESAMPLES, help="of the bootstrap")
    parser.add_argument("--people", type=int, help="only the first so many, for slow methods")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    try:
        result = benchmark(args.study, args.checkpoint, args.methods, args.resamples, args.people)
    except DepformerError as fault:
        raise SystemExit(str(fault)) from None
    print(json.dumps(plain(result), indent=2)) if args.json else say(result)


if __name__ == "__main__":
    main()
