"""Do the explanations find the planted cells? AUROC over (word, modality), held-out people only.

    python benchmarks/planted.py [STUDY CHECKPOINT] [--untrained 20] [--methods all] [--json]

Two scores per method: the absolute difference of the cohorts' mean attributions, and the mean
absolute attribution. AUROC: 0.5 is chance, 1 means that every planted cell ranks above every other.
Precision at k: the share of planted cells among the k that rank highest, k = number planted.
Intervals: 95 %, percentile bootstrap over participants within cohorts. `--untrained N` asks the
same of N copies of the checkpoint with fresh weights, and of N that keep the adapter's first maps.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.progress import Progress  # noqa: E402
from depformer.cli.report import plain  # noqa: E402
from depformer.config import Question  # noqa: E402
from depformer.errors import DepformerError  # noqa: E402
from depformer.explain import (  # noqa: E402
    METHODS,
    explain,
    kept_run,
    untrained,
)
from depformer.explain.fresh_weights import ADAPTER_INPUTS, STAGES, each_fold  # noqa: E402
from depformer.explain.methods import methods_of, options_by_method  # noqa: E402
from depformer.labels import MODALITIES, human  # noqa: E402
from depformer.model import CheckpointSet, load_checkpoint  # noqa: E402
from depformer.stats.inference.intervals import bootstrap_interval  # noqa: E402
from depformer.stats.inference.planted import (  # noqa: E402
    SCORES,
    auroc,
    cell_scores,
    precision_at_k,
    resampled_scores,
)
from depformer.stats.people import GROUPS, SMALLEST_CELL, choose, members  # noqa: E402
from depformer.study import Study, load_study  # noqa: E402
from depformer.validate import whole_number  # noqa: E402

RESAMPLES, SEED = 2000, 0
CONTROL_PERCENTILE = 0.95
ALL_FRESH, FIRST_MAPS_KEPT = "all weights fresh", "adapter's first maps kept"
MEASURES = {"auroc": auroc, "precision": precision_at_k}


def planted_cells(study: Study) -> NDArray[np.bool_]:
    """Return whether each cell is planted, shape (word, modality).

    Raises
    ------
    DepformerError
        If the study says of no cell, or of every cell, that it is planted.
    """
    planted = study.planted()
    table = pd.DataFrame(columns=["word_id", "modality"]) if planted is None else planted
    cells = set(zip(table["word_id"], table["modality"], strict=True))
    words = study.words["word_id"].tolist()
    truth = np.array([[(word, m) in cells for m in MODALITIES] for word in words])
    if truth.all() or not truth.any():
        raise DepformerError(
            f"{study.root} has no planted.tsv that tells some cells from others; make a study with "
            "`depformer synth OUT --effect 1`."
        )
    return truth


def cell_methods(names: str) -> list[str]:
    """Return the ids among ``default``, ``all`` or a list that attribute to single cells."""
    found = [name for name in methods_of(names) if METHODS[name].players == "cells"]
    if not found:
        raise DepformerError(f"None of the methods '{names}' attributes to words and modalities.")
    return found


def held_out(run: xr.Dataset) -> xr.Dataset:
    """Return the held-out people of both cohorts.

    Raises
    ------
    DepformerError
        If a cohort has fewer than five.
    """
    people = choose(run)
    people = people.isel(participant=members(people, GROUPS[0]) | members(people, GROUPS[1]))
    for group in GROUPS:
        if (n := int(members(people, group).sum())) < SMALLEST_CELL:
            raise DepformerError(
                f"{n} held-out participants are {group}, at least {SMALLEST_CELL} are needed."
            )
    return people


def measured(people: xr.Dataset, truth: NDArray[np.bool_], resamples: int) -> list[dict[str, Any]]:
    """Measure every method of a run.

    Parameters
    ----------
    people : xarray.Dataset
        From `held_out`.
    truth : ndarray of bool
        From `planted_cells`.
    resamples : int
        Of the bootstrap, the same people for every method; 0: no intervals.

    Returns
    -------
    list of dict
        One a method and score: ``method score auroc precision`` and the ends of their intervals.
    """
    groups = [members(people, group) for group in GROUPS]
    rows = []
    for method in people["method"].values.astype(str):
        values = people["attribution"].loc[{"method": method}]
        cells = values.transpose("participant", "word", "modality").values
        own, drawn = cell_scores(cells, *groups), {}
        if resamples:
            drawn = resampled_scores(cells, *groups, n_bootstrap=resamples, seed=SEED)
        for score in SCORES:
            row: dict[str, Any] = {"method": method, "score": score}
            for name, measure in MEASURES.items():
                row[name] = measure(truth, own[score])
                if resamples:
                    again = np.array([[measure(truth, each)] for each in drawn[score]])
                    low, high = bootstrap_interval(again)
                    row |= {f"{name}_low": float(low[0]), f"{name}_high": float(high[0])}
            rows.append(row)
    return rows


def control(
    study: Study,
    checkpoint: CheckpointSet,
    people: xr.Dataset,
    truth: NDArray[np.bool_],
    trained: list[dict[str, Any]],
    copies: int,
) -> list[dict[str, Any]]:
    """Measure untrained copies by the methods that draw no samples.

    Returns
    -------
    list of dict
        One a variant, method and score: mean, range and 95th percentile of the AUROC over copies,
        the trained AUROC, whether it lies above that percentile, and how many copies reach it.
    """
    methods = [name for name in people["method"].values.tolist() if not METHODS[name].stochastic]
    ids = people["participant"].values.tolist()
    makers = {
        ALL_FRESH: lambda seed: each_fold(checkpoint, seed=seed, stages=STAGES),
        FIRST_MAPS_KEPT: lambda seed: replace(
            checkpoint,
            folds=tuple(untrained(fold, seed, keep=ADAPTER_INPUTS) for fold in checkpoint.folds),
        ),
    }
    report = Progress(f"{len(makers)} x {copies} untrained copies")
    steps, found = len(makers) * copies * len(ids), []
    for at, (variant, make) in enumerate(makers.items()):
        for seed in range(copies):
            before = (at * copies + seed) * len(ids)
            run = explain(
                study,
                make(seed),
                methods=methods,
                participants=ids,
                progress=lambda done, _, before=before: report(before + done, steps),  # type: ignore[misc]
            )
            rows = measured(held_out(run), truth, resamples=0)
            found += [{"variant": variant, **row} for row in rows]
    reached = {(row["method"], row["score"]): row["auroc"] for row in trained}
    table = pd.DataFrame(found)
    return [
        _against(variant, method, score, part["auroc"].to_numpy(), reached[method, score])
        for (variant, method, score), part in table.groupby(
            ["variant", "method", "score"], sort=False
        )
    ]


def _against(
    variant: str, method: str, score: str, values: np.ndarray, trained: float
) -> dict[str, Any]:
    limit = float(np.quantile(values, CONTROL_PERCENTILE))
    return {
        "variant": variant,
        "method": method,
        "score": score,
        "copies": len(values),
        "mean": float(values.mean()),
        "low": float(values.min()),
        "high": float(values.max()),
        "percentile_95": limit,
        "trained": trained,
        "trained_above": bool(trained > limit),
        "copies_at_or_above": int((values >= trained).sum()),
        "values": values.tolist(),
    }


def markdown(rows: list[list[str]]) -> str:
    """Return a table in markdown; the first row is its head."""
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def say(result: dict[str, Any]) -> None:
    """Print the result as sentences and markdown tables."""
    print(
        f"{result['study']}: {result['planted']} planted of {result['cells']} cells; "
        f"{result['participants']} held-out participants; 95 % intervals from "
        f"{result['resamples']} resamples of people within cohorts, seed {result['seed']}.\n"
    )
    by_method: dict[str, list[str]] = {}
    for row in result["methods"]:
        cells = by_method.setdefault(row["method"], [human(row["method"])])
        cells += [f"{row[m]:.3f} ({row[f'{m}_low']:.2f}–{row[f'{m}_high']:.2f})" for m in MEASURES]
    head = ["method", "difference: AUROC", "precision", "magnitude: AUROC", "precision"]
    print(markdown([head, *by_method.values()]))
    lines = [
        [
            human(row["method"]),
            row["score"].split("_")[1],
            row["variant"],
            f"{row['trained']:.3f}",
            f"{row['mean']:.3f} ({row['low']:.2f}–{row['high']:.2f})",
            f"{row['percentile_95']:.3f}",
            "yes" if row["trained_above"] else "no",
        ]
        for row in result["untrained"]
    ]
    if lines:
        print(f"\nAgainst {result['untrained'][0]['copies']} untrained copies, AUROC:\n")
        head = ["method", "score", "copies", "trained", "mean (range)", "95th percentile", "above"]
        print(markdown([head, *lines]))


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("study", nargs="?", default=ROOT / "sample_data", type=Path)
    parser.add_argument("checkpoint", nargs="?", default=ROOT / "checkpoints/demo", type=Path)
    parser.add_argument("--untrained", type=int, default=0, metavar="N", help="copies, 0: none")
    parser.add_argument("--methods", default="default", help="default, all, or ids with commas")
    parser.add_argument("--resamples", type=int, default=RESAMPLES, help="of the bootstrap")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    try:
        result = benchmark(
            args.study, args.checkpoint, args.methods, args.untrained, args.resamples
        )
    except DepformerError as fault:
        raise SystemExit(str(fault)) from None
    print(json.dumps(plain(result), indent=2)) if args.json else say(result)


def benchmark(
    study_path: Path, checkpoint_path: Path, names: str, copies: int, resamples: int
) -> dict[str, Any]:
    """Return everything that is printed."""
    whole_number("number of untrained copies", copies, low=0)
    whole_number("number of resamples", resamples, low=1)
    methods = cell_methods(names)
    if copies and all(METHODS[name].stochastic for name in methods):
        raise DepformerError(
            f"Untrained copies are asked only with methods that draw no samples, and {names} names "
            "none; add integrated_gradients."
        )
    study, checkpoint = load_study(study_path), load_checkpoint(checkpoint_path)
    truth = planted_cells(study)
    run, _ = kept_run(
        study, checkpoint, Question(options_by_method(methods)), progress=Progress("explaining")
    )
    people = held_out(run)
    rows = measured(people, truth, resamples)
    return {
        "study": study.name,
        "participants": people.sizes["participant"],
        "planted": int(truth.sum()),
        "cells": truth.size,
        "resamples": resamples,
        "seed": SEED,
        "methods": rows,
        "untrained": control(study, checkpoint, people, truth, rows, copies) if copies else [],
    }


if __name__ == "__main__":
    main()
