"""Do integrated gradients add up, and do they name the words that the prediction rests on?

    python benchmarks/faithfulness.py STUDY CHECKPOINT [--orders 100] [--people N] [--json]

Held-out participants, baseline training_mean. (a) The completeness gap, sum of attributions minus
f(x) - f(x'), at 50, 200 and 800 points of the path. (b) The same with word selection frozen: the
gap is the distance of that function from f at the baseline, and the error of the integral itself.
(c) Deletion: words, then single cells (word x modality), are replaced by the baseline in the order
of their signed attribution towards the predicted class; the area under that class's logit, and
under the logit difference towards it, against the mean area of random orders.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
import xarray as xr
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.planted import markdown  # noqa: E402
from benchmarks.progress import Progress  # noqa: E402
from depformer.cli.report import plain  # noqa: E402
from depformer.errors import DepformerError  # noqa: E402
from depformer.explain import explain  # noqa: E402
from depformer.explain.case import Case  # noqa: E402
from depformer.explain.checks.muting import area  # noqa: E402
from depformer.explain.engine import case_of  # noqa: E402
from depformer.labels import HELD_OUT_ROLES  # noqa: E402
from depformer.model import CheckpointSet, frozen_selection, load_checkpoint  # noqa: E402
from depformer.model.one_thread import one_thread  # noqa: E402
from depformer.stats.inference.intervals import clopper_pearson  # noqa: E402
from depformer.stats.tables.completeness import completeness  # noqa: E402
from depformer.study import Study, load_study  # noqa: E402
from depformer.validate import whole_number  # noqa: E402

METHOD, BASELINE, SEED = "integrated_gradients", "training_mean", 0
STEPS = (50, 200, 800)
SMALL = 0.02  # of the spread over people, or of a person's own difference
ROWS = 256  # of z that pass the network at once


def attributed(
    study: Study, checkpoint: CheckpointSet, ids: list[str], steps: int, selection: str
) -> xr.Dataset:
    """Return the run of some people by integrated gradients."""
    options = {METHOD: {"steps": steps, "selection": selection}}
    report = Progress(f"{steps} steps, selection {selection}")
    return explain(
        study,
        checkpoint,
        methods=options,
        baseline=BASELINE,
        participants=ids,
        seed=SEED,
        progress=report,
    )


def gaps(run: xr.Dataset) -> dict[str, Any]:
    """Return how far the sums of a run are off."""
    table = completeness(run, METHOD)
    gap, spread = table["gap"].abs().to_numpy(), float(table["difference"].std())
    small = gap <= SMALL * spread
    own = table["share"].to_numpy() < SMALL
    return {
        "participants": len(gap),
        "sd_of_difference": spread,
        "share_within_2_percent_of_sd": float(small.mean()),
        "share_below_2_percent_of_own": float(own.mean()),
        **{f"gap_{name}": value for name, value in ends(gap).items()},
        "gap_mean_signed": float(table["gap"].mean()),
    }


def muted(case: Case, orders: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return both logits while words, or single cells, are muted one after the other.

    `depformer.explain.checks.muting.muted_in_order` does this for words and the logit difference.

    Parameters
    ----------
    case : Case
        The participant before the model.
    orders : ndarray of int
        Words, or cells (word x modality), in the order in which they are muted, (order, item).

    Returns
    -------
    ndarray
        Shape (order, step, outcome), step = number of items muted, 0 to all [logit].
    """
    items = orders.shape[1]
    place = np.argsort(orders, axis=-1)
    keep = place[:, None, :] >= np.arange(items + 1)[:, None]  # (order, step, item)
    words, modalities, _ = case.z.shape
    rows = torch.from_numpy(keep.reshape(-1, words, items // words)).expand(-1, -1, modalities)
    with torch.no_grad():
        parts = [
            case.checkpoint.model.classify(
                torch.where(some[..., None], case.z, case.baseline)
            ).logits.double()
            for some in torch.split(rows, ROWS)
        ]
    logits: NDArray[np.float64] = torch.cat(parts).numpy()
    return logits.reshape(len(orders), items + 1, -1)


def deletion(case: Case, attribution: NDArray[np.float64], orders: int) -> list[dict[str, Any]]:
    """Return the areas of one participant, one row a unit (words, cells) and target.

    Parameters
    ----------
    case : Case
        The participant before the model.
    attribution : ndarray
        Shape (word, modality) [logit]; NaN where a recording is missing, which counts as 0.
    orders : int
        Random orders, the same for both targets.
    """
    known = np.nan_to_num(attribution)
    predicted = int(float(case.values(case.z[None])) > 0)
    towards = 1.0 if predicted else -1.0
    rows = []
    for unit, value in (("words", known.sum(axis=-1)), ("cells", known.ravel())):
        draw = np.random.default_rng(case.seed)
        own = np.argsort(-towards * value, kind="stable")
        random = [draw.permutation(len(value)) for _ in range(orders)]
        logits = muted(case, np.stack([own, *random]))
        curves = {
            "class_logit": logits[..., predicted],
            "logit_difference": logits[..., predicted] - logits[..., 1 - predicted],
        }
        for target, curve in curves.items():
            areas = area(curve)
            rows.append(
                {
                    "unit": unit,
                    "target": target,
                    "below": bool(areas[0] < areas[1:].mean()),
                    "margin": float(areas[0] - areas[1:].mean()),
                    "orders_beaten": float((areas[0] < areas[1:]).mean()),
                }
            )
    return rows


def deleted(
    study: Study, checkpoint: CheckpointSet, run: xr.Dataset, orders: int
) -> list[dict[str, Any]]:
    """Return the deletion of everybody in a run, summed up by unit and target."""
    ids = run["participant"].values.tolist()
    people = checkpoint.assign(study).loc[ids]
    report, found = Progress("deletion"), []
    with one_thread:
        for done, who in enumerate(ids):
            case, _ = case_of(study, checkpoint, who, people, BASELINE, SEED)
            values = run["attribution"].loc[{"method": METHOD, "participant": who}].values
            found += deletion(case, values, orders)
            report(done + 1, len(ids))
    table = pd.DataFrame(found)
    rows = []
    for (unit, target), part in table.groupby(["unit", "target"], sort=False):
        low, high = clopper_pearson(int(part["below"].sum()), len(part))
        rows.append(
            {
                "unit": unit,
                "target": target,
                "participants": len(part),
                "share_below_mean_of_random": float(part["below"].mean()),
                "ci_low": low,
                "ci_high": high,
                "margin_median": float(part["margin"].median()),
                "random_orders_beaten_median": float(part["orders_beaten"].median()),
            }
        )
    return rows


def frozen_distance(study: Study, checkpoint: CheckpointSet, ids: list[str]) -> NDArray[np.float64]:
    """Return f with a person's selection minus f, both at the baseline, of everybody [logit]."""
    people, found = checkpoint.assign(study).loc[ids], []
    with one_thread:
        for who in ids:
            case, _ = case_of(study, checkpoint, who, people, BASELINE, SEED)
            free = float(case.values(case.baseline[None]))
            with frozen_selection(case.checkpoint.model, case.z):
                found.append(float(case.values(case.baseline[None])) - free)
    return np.array(found)


def error(run: xr.Dataset, distance: NDArray[np.float64]) -> dict[str, float]:
    """Return the error of the frozen integral itself: its gap less that distance."""
    gap = run["completeness_gap"].loc[{"method": METHOD}].values
    return {f"error_{name}": value for name, value in ends(gap + distance).items()}


def ends(values: NDArray[np.float64]) -> dict[str, float]:
    """Return median and 95th percentile of absolute values."""
    size = np.abs(values)
    return {"median": float(np.median(size)), "95_percent": float(np.quantile(size, 0.95))}


def benchmark(
    study_path: Path, checkpoint_path: Path, orders: int, people: int | None
) -> dict[str, Any]:
    """Return everything that is printed."""
    whole_number("number of random orders", orders, low=1)
    whole_number("number of people", 2 if people is None else people, low=2)
    study, checkpoint = load_study(study_path), load_checkpoint(checkpoint_path)
    checkpoint.check(study)
    roles = checkpoint.assign(study).drop(index=study.too_incomplete)["role"]
    ids = [str(who) for who in roles.index[roles.isin(HELD_OUT_ROLES)]][:people]
    if len(ids) < 2:
        raise DepformerError(f"{study.root} holds {len(ids)} held-out participants; 2 are needed.")
    runs = {n: attributed(study, checkpoint, ids, n, "recomputed") for n in STEPS}
    frozen = {n: attributed(study, checkpoint, ids, n, "frozen") for n in STEPS[:2]}
    distance = frozen_distance(study, checkpoint, ids)
    return {
        "study": study.name,
        "participants": len(ids),
        "completeness": [{"steps": n, **gaps(run)} for n, run in runs.items()],
        "frozen": [{"steps": n, **gaps(run), **error(run, distance)} for n, run in frozen.items()],
        "frozen_distance": ends(distance),
        "orders": orders,
        "deletion": deleted(study, checkpoint, runs[STEPS[0]], orders),
    }


def say(result: dict[str, Any]) -> None:
    """Print the result as markdown tables."""
    print(f"{result['study']}: {result['participants']} held-out participants.\n")
    rows = [(f"{row['steps']}", row) for row in result["completeness"]]
    rows += [(f"{row['steps']}, selection frozen", row) for row in result["frozen"]]
    head = ["points", "gap within 2 % of SD", "below 2 % of own", "gap, median", "95th percentile"]
    lines = [
        [
            name,
            f"{row['share_within_2_percent_of_sd']:.0%}",
            f"{row['share_below_2_percent_of_own']:.0%}",
            f"{row['gap_median']:.4f}",
            f"{row['gap_95_percent']:.4f}",
        ]
        for name, row in rows
    ]
    print(markdown([head, *lines]))
    distance, spread = result["frozen_distance"], result["completeness"][0]["sd_of_difference"]
    print(
        f"\nSD of f(x) - f(x') over people: {spread:.3f} logit. Distance of the frozen function "
        f"from f(x'): median {distance['median']:.4f}, 95th percentile "
        f"{distance['95_percent']:.4f} logit."
    )
    for row in result["frozen"]:
        print(
            f"Error of the frozen integral at {row['steps']} points: median "
            f"{row['error_median']:.4f}, 95th percentile {row['error_95_percent']:.4f} logit."
        )
    print()
    head = ["deleted", "area under", "share below random (95 % CI)", "margin, median", "beaten"]
    lines = [
        [
            row["unit"],
            row["target"].replace("_", " "),
            f"{row['share_below_mean_of_random']:.0%} ({row['ci_low']:.0%}–{row['ci_high']:.0%})",
            f"{row['margin_median']:.3f}",
            f"{row['random_orders_beaten_median']:.0%}",
        ]
        for row in result["deletion"]
    ]
    print(markdown([head, *lines]))


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("study", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--orders", type=int, default=100, help="random orders, the control")
    parser.add_argument("--people", type=int, help="only the first so many")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    try:
        result = benchmark(args.study, args.checkpoint, args.orders, args.people)
    except DepformerError as fault:
        raise SystemExit(str(fault)) from None
    print(json.dumps(plain(result), indent=2)) if args.json else say(result)


if __name__ == "__main__":
    main()
