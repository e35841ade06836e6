"""Do calibrated probabilities mean more than the model's own? Slope, intercept, Brier, by model.

    python benchmarks/calibration.py [STUDY CHECKPOINT ...] [--json]

Each checkpoint is one that was trained on the study; held-out people, each by the fold that did not
see them, their calibrated probability by a map that does not know them.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from depformer.model import load_checkpoint  # noqa: E402
from depformer.study import load_study  # noqa: E402
from depformer.train import evaluation  # noqa: E402

SHOWN = ("calibration_slope", "calibration_intercept", "brier", "accuracy", "auc")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path, nargs="?", default=ROOT / "sample_data")
    parser.add_argument("checkpoint", type=Path, nargs="*", default=[ROOT / "checkpoints" / "demo"])
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    study, found = load_study(args.study), []
    for folder in args.checkpoint:
        table = evaluation(study, load_checkpoint(folder), baselines=False)
        pooled = table[(table["scope"] == "pooled") & table["metric"].isin(SHOWN)]
        found.append(
            {
                "checkpoint": folder.name,
                "rests_on": table.attrs["calibration"],
                "metrics": pooled.drop(columns=["scope", "method"]).to_dict("records"),
            }
        )
    if args.json:
        print(json.dumps(found, indent=1))
        return
    for each in found:
        print(f"{each['checkpoint']}: {each['rests_on']}")
        for row in each["metrics"]:
            ends = f"{row['ci_low']:.2f} to {row['ci_high']:.2f}"
            print(f"  {row['model']:<21} {row['metric']:<22} {row['estimate']:6.2f} ({ends})")


if __name__ == "__main__":
    main()
