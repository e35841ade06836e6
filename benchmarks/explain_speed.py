"""How long does an explanation take, with the seam at z and without it?

    python benchmarks/explain_speed.py [--threads 1] [--sizes compact published] [--json]
    python benchmarks/explain_speed.py --sizes named --study STUDY --checkpoint CHECKPOINT

Integrated gradients of one participant with a map of every pixel and audio number, 50 steps, in the
compact size (the shipped sample) and the published one (the weights of the golden cases): Captum's
`IntegratedGradients` on z, as the library calls it, against the same class on the whole model, as
called by default and with some `internal_batch_size`. They take turns; medians of the processor
time, which other programs do not lengthen, and of the time on the clock. Peak memory beside the
model is that of a process of its own for each.
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
from published_size import ROOT, Before, forget_peak, memory_mb, parity, trained
from torch import Tensor

from depformer.explain.methods.integrated_gradients import Options, mean_gradient
from depformer.explain.on_demand.input_maps import input_maps

STEPS = 50
ON_Z, WHOLE = "Captum on z", "Captum on the whole model"
BATCHES = {WHOLE: None, **{f"{WHOLE}, batch {n}": n for n in (2, 5, 10, 25)}}
ORDERS = (4, 8, 12, 16, 24, 32, 40)
TOLERANCES = (0.05, 0.01)
REFERENCE = 1600  # points of the rule that stands for the integral
SIZES: dict[str, Callable[[], Before]] = {
    "compact": lambda: trained(ROOT / "sample_data", ROOT / "checkpoints" / "demo"),
    "published": parity,
}
NAMED = "named"  # a study and a checkpoint of one's own
Maps = tuple[Tensor, Tensor]


def on_z(before: Before, options: Options) -> Maps:
    """Return both maps, (word, pixel) and (word, feature), from the inputs on."""
    case = before.case
    return to_input(before, mean_gradient(case, options))


def to_input(before: Before, gradient: Tensor) -> Maps:
    """Bring a mean gradient with respect to z to every input number."""
    standardise = before.fold.model.adapter.standardise
    with torch.no_grad():
        person = [each[0] for each in standardise(before.face, before.audio)]
        absent = [each[0] for each in standardise(before.absent_face, before.absent_audio)]
    face, audio = input_maps(before.fold, gradient, person, absent)
    return face, audio


def whole(before: Before, batch: int | None) -> Maps:
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
    found: dict[str, Callable[[], Maps]] = {ON_Z: partial(on_z, before, Options(STEPS))}
    return found | {name: partial(whole, before, batch) for name, batch in BATCHES.items()}


def seconds(work: Callable[[], Maps]) -> tuple[float, float]:
    """Return the processor's and the clock's time of one call [s]."""
    busy, clock = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - busy, time.perf_counter() - clock


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
    """Return error and time with fewer and more steps, against a fine rule."""
    truth = cells(on_z(before, Options(REFERENCE)))
    settings = {f"{order}": Options(order) for order in (*ORDERS, STEPS)}
    settings |= {f"adaptive, {t:g}": Options(400, tolerance=t) for t in TOLERANCES}
    rows = []
    for name, options in settings.items():
        work = partial(on_z, before, options)
        took = float(np.median([seconds(work)[0] for _ in range(repeats)]))
        rows.append({"steps": name, "s": took, "error": error(work(), truth)})
    return rows


def peak(size: str, name: str, threads: int) -> float:
    """Return the peak beside the model of one setting [MB], in a process of its own."""
    asked = [*sys.argv, "--sizes", size, "--threads", str(threads), "--peak", name]
    told = subprocess.run([sys.executable, *asked], check=True, capture_output=True, text=True)
    return float(told.stdout)


def measured(size: str, opened: Callable[[], Before], threads: int, repeats: int) -> dict[str, Any]:
    """Return all that is said of one size."""
    before = opened()
    work = works(before)
    maps = {name: each() for name, each in work.items()}  # warm, and their results
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
    for _ in range(repeats):
        for name, each in work.items():
            times[name].append(seconds(each))
    median = {name: np.median(taken, axis=0).tolist() for name, taken in times.items()}
    best = min((name for name in BATCHES if name != WHOLE), key=lambda name: median[name][0])
    exact = cells(whole(in_double(before), 10))
    return {
        "size": size,
        "weights": sum(p.numel() for p in before.fold.model.parameters()),
        "threads": threads,
        "seconds": median,
        "best_batch": best,
        "against_double": {name: error(maps[name], exact) for name in (ON_Z, WHOLE)},
        "difference_maps": apart(maps[ON_Z], maps[WHOLE]),
        "peak_mb": {name: peak(size, name, threads) for name in (ON_Z, WHOLE, best)},
        "fewer_steps": equal_error(before, repeats),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=[*SIZES, NAMED], default=list(SIZES))
    parser.add_argument("--study", type=Path, help="of the size 'named', with --checkpoint")
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--peak", help=argparse.SUPPRESS)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    opened = SIZES | {NAMED: lambda: trained(args.study, args.checkpoint)}
    if args.peak:
        work = works(opened[args.sizes[0]]())
        forget_peak()
        start = memory_mb("VmRSS")
        work[args.peak]()
        print(memory_mb("VmHWM") - start)
        return
    results = [measured(size, opened[size], args.threads, args.repeats) for size in args.sizes]
    print(json.dumps(results, indent=2) if args.json else "\n\n".join(map(text, results)))


def text(result: dict[str, Any]) -> str:
    busy = {name: taken[0] for name, taken in result["seconds"].items()}
    said = [
        f"{result['size']}: {result['weights']:,} weights, {result['threads']} threads, {STEPS} "
        "steps, seconds a participant, maps included (processor, clock, times Captum on z):"
    ]
    said += [
        f"  {name:<36} {taken[0]:7.3f} {taken[1]:7.3f} {taken[0] / busy[ON_Z]:6.2f} x"
        for name, taken in result["seconds"].items()
    ]
    said.append("largest difference of a cell from Captum in double precision, of the largest: ")
    said[-1] += ", ".join(f"{name} {far:.1e}" for name, far in result["against_double"].items())
    said.append(f"largest difference of the maps, on z from whole: {result['difference_maps']:.1e}")
    said.append("peak memory beside the model [MB]: ")
    said[-1] += ", ".join(f"{name} {mb:.0f}" for name, mb in result["peak_mb"].items())
    said.append(f"steps, seconds, error against {REFERENCE} steps:")
    said += [
        f"  {row['steps']:>14} {row['s']:6.3f} {100 * row['error']:7.3f} %"
        for row in result["fewer_steps"]
    ]
    return "\n".join(said)


if __name__ == "__main__":
    main()
