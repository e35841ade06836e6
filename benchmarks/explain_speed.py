"""How long does an explanation take at the published size, beside Captum on the whole model?

    python benchmarks/explain_speed.py [--study STUDY --checkpoint CHECKPOINT] [--json]

Integrated gradients of one participant with a map of every pixel and audio number, 50 steps: ours
against Captum's `IntegratedGradients` on the same weights, inputs and steps, as called by default
and with some `internal_batch_size`. They take turns; medians. Peak memory beside the model is that
of a process of its own for each. Without folders the weights are those of the golden cases.
"""

from __future__ import annotations

import argparse
import copy
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from captum.attr import IntegratedGradients
from published_size import Before, forget_peak, memory_mb, parity, trained
from torch import Tensor

from depformer.explain.maps import input_maps
from depformer.explain.methods.integrated_gradients import Options, integrated_gradient

STEPS = 50
CAPTUM = {"captum default": None, **{f"captum batch {n}": n for n in (2, 5, 10, 25)}}
ORDERS = (4, 8, 12, 16, 24, 32, 40)
TOLERANCES = (0.05, 0.01)
REFERENCE = 1600  # points of the rule that stands for the integral
Maps = tuple[Tensor, Tensor]


def ours(before: Before, options: Options) -> Maps:
    """Return both maps, (word, pixel) and (word, feature), from the inputs on."""
    case = before.case
    gradient = integrated_gradient(case, options)
    standardise = before.fold.model.adapter.standardise
    with torch.no_grad():
        person = [each[0] for each in standardise(before.face, before.audio)]
        absent = [each[0] for each in standardise(before.absent_face, before.absent_audio)]
    face, audio = input_maps(case, gradient, person, absent)
    return face, audio


def captum(before: Before, batch: int | None) -> Maps:
    """Return both maps from Captum on the whole model."""

    def difference(face: Tensor, audio: Tensor) -> Tensor:
        logits = before.fold.model(face, audio).logits
        return logits[:, 1] - logits[:, 0]

    found = IntegratedGradients(difference).attribute(
        (before.face, before.audio),
        baselines=(before.absent_face, before.absent_audio),
        n_steps=STEPS,
        method="gausslegendre",
        internal_batch_size=batch,
    )
    face, audio = (each[0].detach().flatten(1).float() for each in found)
    return face, audio


def in_double(before: Before) -> Before:
    """Return the same in double precision, which says how far rounding goes."""
    model = copy.deepcopy(before.fold.model).double()
    return Before(replace(before.fold, model=model), *(each.double() for each in before[1:]))


def works(before: Before) -> dict[str, Callable[[], Maps]]:
    """Return what is measured, by name."""
    found: dict[str, Callable[[], Maps]] = {"ours": partial(ours, before, Options(STEPS))}
    return found | {name: partial(captum, before, batch) for name, batch in CAPTUM.items()}


def seconds(work: Callable[[], Maps]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def apart(a: Maps, b: Maps) -> float:
    """Return the largest difference as a share of the largest value, the greater of both maps."""
    return max(float((x - y).abs().max() / y.abs().max()) for x, y in zip(a, b, strict=True))


def cells(maps: Maps) -> Tensor:
    """Return attributions of word x modality."""
    return torch.stack([each.double().sum(dim=-1) for each in maps], dim=-1)


def error(maps: Maps, truth: Tensor) -> float:
    """Return the largest error of a cell as a share of the largest cell."""
    return float((cells(maps) - truth).abs().max() / truth.abs().max())


def equal_error(before: Before, repeats: int) -> list[dict[str, Any]]:
    """Return error and time of ours with fewer and more steps, against a fine rule."""
    truth = cells(ours(before, Options(REFERENCE)))
    settings = {f"{order}": Options(order) for order in (*ORDERS, STEPS)}
    settings |= {f"adaptive, {t:g}": Options(400, tolerance=t) for t in TOLERANCES}
    rows = []
    for name, options in settings.items():
        work = partial(ours, before, options)
        took = float(np.median([seconds(work) for _ in range(repeats)]))
        rows.append({"steps": name, "s": took, "error": error(work(), truth)})
    return rows


def opened(args: argparse.Namespace) -> Before:
    if (args.study is None) != (args.checkpoint is None):
        raise SystemExit("Name both --study and --checkpoint, or neither.")
    return parity() if args.study is None else trained(args.study, args.checkpoint)


def peak(name: str) -> float:
    """Return the peak beside the model of one setting [MB], in a process of its own."""
    told = subprocess.run(
        [sys.executable, *sys.argv, "--peak", name], check=True, capture_output=True, text=True
    )
    return float(told.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--study", type=Path)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--peak", choices=("ours", *CAPTUM), help=argparse.SUPPRESS)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    before = opened(args)
    work = works(before)
    if args.peak:
        forget_peak()
        start = memory_mb("VmRSS")
        work[args.peak]()
        print(memory_mb("VmHWM") - start)
        return
    maps = {name: each() for name, each in work.items()}  # warm, and their results
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(args.repeats):
        for name, each in work.items():
            times[name].append(seconds(each))
    median = {name: float(np.median(taken)) for name, taken in times.items()}
    best = min((name for name in CAPTUM if name != "captum default"), key=median.__getitem__)
    fastest = min(median["captum default"], median[best])
    exact = cells(captum(in_double(before), 10))
    result = {
        "weights": sum(p.numel() for p in before.fold.model.parameters()),
        "threads": args.threads,
        "steps": STEPS,
        "seconds": median,
        "best_batch": best,
        "ratio": fastest / median["ours"],
        "difference_maps": apart(maps["ours"], maps["captum default"]),
        "difference_cells": error(maps["ours"], cells(maps["captum default"])),
        "rounding_cells": {name: error(maps[name], exact) for name in ("ours", "captum default")},
        "peak_mb": {name: peak(name) for name in ("ours", "captum default", best)},
        "fewer_steps": equal_error(before, args.repeats),
    }
    print(json.dumps(result, indent=2) if args.json else text(result, fastest))


def text(result: dict[str, Any], fastest: float) -> str:
    said = [
        f"{result['weights']:,} weights, {result['threads']} threads, {result['steps']} steps, "
        "seconds a participant, maps included:"
    ]
    said += [f"  {name:<16} {taken:6.3f}" for name, taken in result["seconds"].items()]
    said.append(f"ours is {result['ratio']:.1f} times as fast as the faster of default and best")
    said.append(f"largest difference: {result['difference_maps']:.1e} (maps), ")
    said[-1] += f"{result['difference_cells']:.1e} (cells), as a share of the largest value"
    said.append("against Captum in double precision (cells): ")
    said[-1] += ", ".join(f"{name} {far:.1e}" for name, far in result["rounding_cells"].items())
    said.append("peak memory beside the model [MB]: ")
    said[-1] += ", ".join(f"{name} {mb:.0f}" for name, mb in result["peak_mb"].items())
    said.append(f"steps, seconds, error against {REFERENCE} steps, times as fast as Captum:")
    for row in result["fewer_steps"]:
        times, percent = fastest / row["s"], 100 * row["error"]
        said.append(f"  {row['steps']:>14} {row['s']:6.3f} {percent:7.3f} % {times:5.1f} x")
    return "\n".join(said)


if __name__ == "__main__":
    main()
