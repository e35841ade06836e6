"""Do the explanations find the planted cells? AUROC over (word, modality), held-out people only.

    python benchmarks/planted.py [STUDY CHECKPOINT] [--json]

Two scores per method: (a) the absolute difference of the cohorts' mean attributions, (b) the mean
absolute attribution. 0.5 is chance; 1 means that every planted cell ranks above every other.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from sklearn.metrics import roc_auc_score

from depformer.explain import kept_run
from depformer.labels import HELD_OUT_ROLES
from depformer.study import load_study

ROOT = Path(__file__).parents[1]


def planted_cells(study_words: list[str], planted: pd.DataFrame) -> np.ndarray:
    """Return whether each cell is planted, shape (word, modality)."""
    cells = set(zip(planted["word_id"], planted["modality"], strict=True))
    return np.array([[(word, m) in cells for m in ("face", "audio")] for word in study_words])


def scores(run: xr.Dataset, method: str) -> dict[str, np.ndarray]:
    """Return both scores of every cell, shape (word, modality)."""
    held_out = run.isel(participant=np.isin(run["role"].values, HELD_OUT_ROLES))
    values = held_out["attribution"].loc[{"method": method}]
    mean = {
        group: values.isel(participant=(held_out["group"] == group).values).mean("participant")
        for group in ("depressed", "healthy")
    }
    return {
        "cohort_difference": np.abs(mean["depressed"] - mean["healthy"]).values,
        "mean_magnitude": np.abs(values).mean("participant").values,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", nargs="?", default=ROOT / "sample_data", type=Path)
    parser.add_argument("checkpoint", nargs="?", default=ROOT / "checkpoints/demo", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    study = load_study(args.study)
    planted = study.planted()
    if planted is None or planted.empty:
        raise SystemExit(f"{args.study} has no planted.tsv with cells in it.")
    run, _ = kept_run(study, args.checkpoint)
    truth = planted_cells(study.words["word_id"].tolist(), planted).ravel()
    rows = [
        {
            "method": method,
            **{
                name: float(roc_auc_score(truth, cells.ravel()))
                for name, cells in scores(run, method).items()
            },
        }
        for method in run["method"].values.tolist()
    ]
    if args.json:
        print(
            json.dumps({"planted": int(truth.sum()), "cells": truth.size, "auroc": rows}, indent=2)
        )
        return
    held_out = int(np.isin(run["role"].values, HELD_OUT_ROLES).sum())
    print(f"{truth.sum()} planted of {truth.size} cells; {held_out} held-out participants; AUROC:")
    print(pd.DataFrame(rows).to_string(index=False, float_format=lambda x: f"{x:.3f}"))


if __name__ == "__main__":
    main()
