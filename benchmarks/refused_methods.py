"""Why are some of Captum's methods refused? What they say of this model, measured.

    python benchmarks/refused_methods.py [--study STUDY --checkpoint CHECKPOINT] [--people 48]

Captum's classes on z, beside integrated gradients. A method whose values are said to sum to the
difference of logits between person and baseline is wrong by what the sum misses; one that should
differ from the gradient, and does not, adds nothing; and a layer's conductances sum to the same
difference if everything passes that layer.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from captum.attr import (
    LRP,
    Deconvolution,
    DeepLift,
    DeepLiftShap,
    GuidedBackprop,
    IntegratedGradients,
    LayerConductance,
    Saliency,
)
from published_size import ROOT
from torch import Tensor, nn

from depformer.explain.case import Case
from depformer.explain.engine import one_person
from depformer.model import load_checkpoint
from depformer.study import load_study


class Difference(nn.Module):
    """The logit difference of z as a module, which these classes ask for."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.model = case.checkpoint.model
        self.case = case

    def forward(self, z: Tensor) -> Tensor:
        """Return one number a row, shape (row, 1)."""
        return self.case.difference(z)[:, None]


def gaps(case: Case, module: Difference) -> dict[str, float]:
    """Return what the sums miss of the difference of logits [logit]."""
    z, absent = case.z[None].clone().requires_grad_(), case.baseline[None]
    others = torch.cat([absent, absent])
    found = {
        "integrated_gradients": IntegratedGradients(module).attribute(z, absent, target=0),
        "deep_lift": DeepLift(module).attribute(z, absent, target=0),
        "deep_lift_shap": DeepLiftShap(module).attribute(z, others, target=0),
    }
    for name, layer in layers(module).items():
        each = LayerConductance(module, layer).attribute(z, absent, target=0, n_steps=50)
        found[f"layer_conductance, {name}"] = each
    whole = difference(case)
    return {name: float(values.sum()) - whole for name, values in found.items()}


def layers(module: Difference) -> dict[str, nn.Module]:
    """Return layers that everything passes: each runs once for the face and once for the voice."""
    return {"norm": module.model.adapter.norm, "shared map": module.model.adapter.shared}


def difference(case: Case) -> float:
    """Return the difference of logits between person and baseline."""
    ends = case.values(torch.stack([case.z, case.baseline]))
    return float(ends[0] - ends[1])


def as_gradient(case: Case, module: Difference) -> dict[str, float]:
    """Return the largest difference from the gradient, as a share of the largest gradient."""
    z = case.z[None].clone().requires_grad_()
    plain = Saliency(module).attribute(z, target=0, abs=False)
    found = {
        "guided_backprop": GuidedBackprop(module).attribute(z, target=0),
        "deconvolution": Deconvolution(module).attribute(z, target=0),
    }
    return {n: float((v - plain).abs().max() / plain.abs().max()) for n, v in found.items()}


def fault(work: Callable[[], object]) -> str:
    """Return what is raised, on one line."""
    try:
        work()
    except Exception as raised:
        return f"{type(raised).__name__}: {str(raised).splitlines()[0]}"
    return "nothing is raised"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--study", type=Path, default=ROOT / "sample_data")
    parser.add_argument("--checkpoint", type=Path, default=ROOT / "checkpoints" / "demo")
    parser.add_argument("--people", type=int, default=48)
    args = parser.parse_args()
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore", category=UserWarning)
    study, checkpoint = load_study(args.study), load_checkpoint(args.checkpoint)
    missed, whole, alike = [], [], []
    for who in study.ids[: args.people]:
        case, _ = one_person(study, checkpoint, who, "training_mean", None)
        module = Difference(case)
        missed.append(gaps(case, module))
        whole.append(difference(case))
        alike.append(as_gradient(case, module))
    size = np.abs(whole)
    print(
        f"{len(whole)} people; difference of logits: median size {np.median(size):.2f}, largest "
        f"{size.max():.2f}"
    )
    print("what the sum misses [logit]: median, largest, and share of the difference where largest")
    for name in missed[0]:
        gap = np.abs([each[name] for each in missed])
        top = gap.argmax()
        print(f"  {name:<34} {np.median(gap):7.3f} {gap.max():7.3f} of {whole[top]:6.2f}")
    print("largest difference from the gradient, of the largest gradient:")
    for name in alike[0]:
        print(f"  {name:<34} {max(each[name] for each in alike):.1e}")
    z = case.z[None].clone().requires_grad_()
    print("lrp:", fault(lambda: LRP(module).attribute(z, target=0)))


if __name__ == "__main__":
    main()
