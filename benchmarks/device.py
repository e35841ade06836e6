"""What does an explanation cost on the processor, and what on the devices that are here?

    python benchmarks/device.py [STUDY CHECKPOINT] [--people 8] [--methods ...] [--json]

The same people before the same models, explained one by one and with shared passes, on the
processor and on every accelerator that torch finds. Beside the time stands how far the numbers are
from those of the processor one by one, as a share of a method's largest cell. Loading is not
counted, nor is the first time of each, in which libraries set themselves up.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from typing import Any
from unittest import mock

import numpy as np
import xarray as xr

from depformer.config import DEVICES, Question
from depformer.errors import DepformerError
from depformer.explain import engine
from depformer.explain.methods import METHODS, methods_of
from depformer.explain.together.people import PEOPLE
from depformer.model import CheckpointSet, load_checkpoint
from depformer.model.processor import device_named, processor
from depformer.study import Study, load_study

HOW = {"one by one": 1, "shared passes": PEOPLE}


def present() -> tuple[list[str], list[str]]:
    """Return the devices that are here, and a sentence for each that is not."""
    found, absent = [], []
    for name in DEVICES:
        try:
            device_named(name)
            found.append(name)
        except DepformerError as fault:
            absent.append(str(fault))
    return found, absent


def of_largest(run: xr.Dataset, truth: xr.Dataset) -> float:
    """Return the largest difference of a cell, as a share of its method's largest."""
    shares = [0.0]
    for method in truth["method"].values:
        here, there = (each["attribution"].sel(method=method).values for each in (truth, run))
        if not np.isnan(here).all():
            shares.append(float(np.nanmax(np.abs(there - here)) / np.nanmax(np.abs(here))))
    return max(shares)


def measured(
    study: Study, models: CheckpointSet, method: str, people: list[str], repeats: int
) -> list[dict[str, Any]]:
    """Return a row a device and a way: seconds of one person, and the difference."""
    asked = Question(methods_of(method))
    rows: list[dict[str, Any]] = []
    truth: xr.Dataset | None = None
    for device in present()[0]:
        placed = models.on(device_named(device))
        for how, at_once in HOW.items():
            times = []
            for _ in range(repeats + 1):
                with mock.patch.object(engine, "people_at_once", lambda _, n=at_once: n):
                    busy, clock = time.process_time(), time.perf_counter()
                    run = engine.answer(study, placed, asked, participants=people)
                    times.append((time.process_time() - busy, time.perf_counter() - clock))
            truth = run if truth is None else truth
            busy, clock = np.median(times[1:], axis=0) / len(people)
            rows.append(
                {
                    "method": method,
                    "device": device,
                    "how": how,
                    "processor_s": float(busy),
                    "clock_s": float(clock),
                    "difference": of_largest(run, truth),
                }
            )
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", nargs="?", default="sample_data")
    parser.add_argument("checkpoint", nargs="?", default="checkpoints/demo")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--methods", default="integrated_gradients,occlusion,shapley_valence")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    found, absent = present()
    try:
        study, models = load_study(args.study), load_checkpoint(args.checkpoint)
        names = [*methods_of(args.methods)]
    except DepformerError as fault:
        raise SystemExit(str(fault)) from fault
    # Those of one fold, as a run shares them.
    folds = models.assign(study)["fold"]
    people = [str(who) for who in folds.index[folds == folds.iloc[0]]][: args.people]
    rows = [
        row
        for name in METHODS.ids
        if name in names
        for row in measured(study, models, name, people, args.repeats)
    ]
    result = {"people": len(people), "devices": [processor(name) for name in found], "rows": rows}
    if args.json:
        print(json.dumps({**result, "absent": absent}, indent=2))
        return
    print(f"{len(people)} people of one fold, on: {'; '.join(result['devices'])}")
    for sentence in absent:
        print(f"Not measured: {sentence}")
    print("method, device, way: seconds a person (processor, clock), difference of a cell")
    for row in rows:
        print(
            f"  {row['method']:<22} {row['device']:<5} {row['how']:<14} {row['processor_s']:7.3f} "
            f"{row['clock_s']:7.3f} {row['difference']:8.1e}"
        )


if __name__ == "__main__":
    main()
