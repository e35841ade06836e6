"""How long does a cohort take, against a user's own loop of Captum calls over the whole model?

    python benchmarks/captum_loop.py [--participants 6] [--preset published] [--json]

A synthetic study (224 x 224 faces, 24 words) and a checkpoint of fresh weights of the published
size, 59 M. Once all default methods by `depformer.explain.explain`, with what is read of the study
and written into the run; once person by person what somebody would write who has the model and
Captum: `IntegratedGradients`, `FeatureAblation` over words x modalities, `ShapleyValues` of valence
x modality, `InputXGradient`, and a pass for each of the three methods of attention, whose numbers
are small beside it. Both get the same baseline (zero), 50 steps, one thread, and turns; Captum's
batches are the fastest of those that are tried on the first person. Times are of the processor.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from captum.attr import (
    FeatureAblation,
    InputXGradient,
    IntegratedGradients,
    ShapleyValues,
)
from torch import Tensor

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import depformer  # noqa: E402
from depformer.explain.methods.shapley_valence import players  # noqa: E402
from depformer.model import Checkpoint, load_checkpoint, tapped  # noqa: E402
from depformer.study import load_study  # noqa: E402
from depformer.synth import write_study  # noqa: E402
from depformer.train import write_untrained  # noqa: E402

BATCHES = (1, 4, 10, 50)
STEPS = 50
BATCHED = ("integrated_gradients", "occlusion", "shapley_valence")
COMPARED = ("integrated_gradients", "occlusion", "input_x_gradient")  # numbers of cells
ATTENTION = ("attention_query", "attention_received", "rollout")
Pair = tuple[Tensor, Tensor]


class Loop:
    """What a user writes: one model, one person after the other, from pixels and audio numbers."""

    def __init__(self, fold: Checkpoint, valence: tuple[str, ...]) -> None:
        self.model = fold.model
        words = len(valence)
        of_player = players(valence)[1].argmax(axis=0)  # (word, modality)
        each = np.arange(2 * words).reshape(words, 2)
        self.cells, self.valences = (self._mask(ids) for ids in (each, of_player))

    @staticmethod
    def _mask(ids: np.ndarray) -> Pair:
        face, audio = torch.from_numpy(ids).unbind(dim=-1)
        return face.view(1, -1, 1, 1), audio.view(1, -1, 1)

    def difference(self, face: Tensor, audio: Tensor) -> Tensor:
        """Return the logit difference, shape (row,)."""
        logits: Tensor = self.model(face, audio).logits
        return logits[:, 1] - logits[:, 0]

    def calls(self, own: Pair) -> dict[str, Callable[[int], Tensor]]:
        """Return a call a method; it gets how many copies of the input pass at once."""
        zero = tuple(torch.zeros_like(each) for each in own)
        return {
            "integrated_gradients": lambda batch: self._sums(
                IntegratedGradients(self.difference).attribute(
                    own, zero, n_steps=STEPS, method="gausslegendre", internal_batch_size=batch
                )
            ),
            "occlusion": lambda batch: self._cells(
                FeatureAblation(self.difference).attribute(
                    own, zero, feature_mask=self.cells, perturbations_per_eval=batch
                )
            ),
            "shapley_valence": lambda batch: self._cells(
                ShapleyValues(self.difference).attribute(
                    own, zero, feature_mask=self.valences, perturbations_per_eval=batch
                )
            ),
            "input_x_gradient": lambda batch: self._sums(
                InputXGradient(self.difference).attribute(
                    tuple(each.clone().requires_grad_() for each in own)
                )
            ),
            **dict.fromkeys(ATTENTION, lambda batch: self._attention(own)),
        }

    @staticmethod
    def _sums(found: Pair) -> Tensor:
        """Return attributions summed over what belongs to a cell, shape (word, modality)."""
        return torch.stack([each[0].flatten(1).sum(dim=1) for each in found], dim=-1).detach()

    @staticmethod
    def _cells(found: Pair) -> Tensor:
        """Return what each number of a cell has in common, shape (word, modality)."""
        return torch.stack([each[0].flatten(1)[:, 0] for each in found], dim=-1).detach()

    def _attention(self, own: Pair) -> Tensor:
        with torch.no_grad(), tapped(self.model) as taps:
            self.model(*own)
        return taps.first["multimodal"].weights


def _fastest(call: Callable[[int], Tensor]) -> int:
    times = {batch: took(partial(call, batch))[0] for batch in BATCHES}
    return min(times, key=times.__getitem__)


def took(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor's time of a call [s], and what it returns."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def measured(folder: Path, participants: int, preset: str, image_size: int) -> dict[str, Any]:
    """Return times a person of both ways, by method, and how far their numbers are apart."""
    root = folder / "study"
    write_study(root, participants=participants, image_size=image_size)
    study = load_study(root)
    checkpoint = load_checkpoint(write_untrained(root, folder / "model", preset_name=preset).root)
    fold = checkpoint.folds[0]
    loop = Loop(fold, tuple(study.words["valence"].astype(str)))

    def inputs(who: str) -> Pair:
        features = study.features(who)
        return torch.from_numpy(features.face)[None] / 255, torch.from_numpy(features.audio)[None]

    first = loop.calls(inputs(study.ids[0]))
    best = {name: _fastest(first[name]) for name in BATCHED}
    explained = partial(depformer.explain, study, checkpoint, baseline="zero")
    explained(participants=study.ids[:1])  # warm
    own_s, run = took(explained)
    theirs: dict[str, float] = dict.fromkeys(first, 0.0)
    apart: dict[str, float] = {}
    for row, who in enumerate(study.ids):
        for name, call in loop.calls(inputs(who)).items():
            seconds, found = took(partial(call, best.get(name, 1)))
            theirs[name] += seconds
            if name in COMPARED:
                mine = run["attribution"].loc[{"method": name}].values[row]
                far = float(np.abs(found.numpy() - mine).max() / np.abs(mine).max())
                apart[name] = max(apart.get(name, 0.0), far)
    by_method = {name: took(partial(explained, methods=[name]))[0] for name in first}
    count = len(study.ids)
    return {
        "participants": count,
        "weights": sum(each.numel() for each in fold.model.parameters()),
        "seconds_a_person": own_s / count,
        "loop_seconds_a_person": sum(theirs.values()) / count,
        "ratio": sum(theirs.values()) / own_s,
        "by_method": {name: each / count for name, each in by_method.items()},
        "loop_by_method": {name: each / count for name, each in theirs.items()},
        "batches": best,
        "apart": apart,
    }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--participants", type=int, default=6)
    parser.add_argument("--preset", default="published")
    parser.add_argument("--image-size", type=int, default=224)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder), args.participants, args.preset, args.image_size)
    if args.json:
        print(json.dumps(found, indent=1))
        return
    print(f"{found['participants']} people, {found['weights']:,} weights")
    print(
        f"all default methods: {found['seconds_a_person']:.2f} s a person; "
        f"loop of Captum calls: {found['loop_seconds_a_person']:.2f} s, {found['ratio']:.1f} times"
    )
    for name, loop in found["loop_by_method"].items():
        far = f", at most {found['apart'][name]:.1e} apart" if name in found["apart"] else ""
        batch = f", {found['batches'][name]} at once" if name in found["batches"] else ""
        print(f"  {name}: {found['by_method'][name]:.2f} s alone; loop {loop:.2f} s{batch}{far}")


if __name__ == "__main__":
    main()
