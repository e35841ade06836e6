"""What does each part of the model bring? One table: the model, parts left out, and baselines.

    python benchmarks/ablations.py WORK [--epochs 60] [--json]

WORK is a folder for the study (`synth --participants 140 --seed 11`) and one cross-validation per
row; what is there already is not computed again. Held-out accuracy is pooled over five folds.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import pandas as pd

from depformer.export.tables import performance_table
from depformer.synth import write_study
from depformer.train import TrainOptions, cross_validate, evaluation

PARTICIPANTS, STUDY_SEED, SEED, FOLDS = 140, 11, 7, 5
MODELS: dict[str, dict[str, object]] = {
    "full model": {},
    "face only": {"sizes": {"without": "audio"}},
    "voice only": {"sizes": {"without": "face"}},
    "without adapter sharing": {"sizes": {"without": "adapter_sharing"}},
    "without ASU": {"sizes": {"without": "asu"}},
    "without MCA": {"sizes": {"without": "mca"}},
    "without FFP": {"sizes": {"without": "ffp"}},
    "permuted labels": {"permute_labels": True},
}
METRICS = ("accuracy", "balanced_accuracy", "f1", "auc")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--only", nargs="*", choices=MODELS, default=list(MODELS))
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    study = args.work / "study"
    if not study.is_dir():
        write_study(study, participants=PARTICIPANTS, words=24, seed=STUDY_SEED, image_size=64)
    tables = []
    for name in args.only:
        place = args.work / name.replace(" ", "-")
        start = time.monotonic()
        settings = {"folds": FOLDS, "seed": SEED, "options": TrainOptions(epochs=args.epochs)}
        cross_validate(study, place, reuse=True, **settings, **MODELS[name])  # type: ignore[arg-type]
        print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
        if name == "permuted labels":  # against the labels that it was trained on
            stored = json.loads((place / "folds.json").read_text())["metrics"]
            table = pd.DataFrame(stored).assign(model="depformer", scope="pooled")
        else:
            table = evaluation(study, place, baselines=name == "full model")
        table = table[(table["scope"] == "pooled") & table["metric"].isin(METRICS)]
        tables.append(table.assign(model=table["model"].replace("depformer", name)))
    whole = pd.concat(tables, ignore_index=True)
    if args.json:
        print(json.dumps(whole.to_dict("records"), indent=2))
        return
    print(performance_table(whole, "markdown"), end="")


if __name__ == "__main__":
    main()
