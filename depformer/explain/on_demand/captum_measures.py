"""Captum's own measures of an explanation, for one person: infidelity and largest sensitivity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from depformer.explain.case import Case
from depformer.explain.engine import one_person
from depformer.explain.method import Array
from depformer.explain.methods import METHODS, method_options
from depformer.model import CheckpointSet, load_checkpoint, tapped
from depformer.model.one_thread import one_thread
from depformer.study import Study, load_study
from depformer.validate import whole_number
from depformer.work import Progress

MUTINGS = 200  # random mutings, for the infidelity
COPIES = 10  # copies of the person with noise, for the sensitivity
RADIUS = 0.02  # of the noise, as a share of the standard deviation of what differs


def captum_metrics(
    study: Study | Path | str,
    checkpoint: CheckpointSet | Path | str,
    participant: str,
    methods: Sequence[str] | Mapping[str, Any] = ("default",),
    *,
    baseline: str = "training_mean",
    baseline_from: Study | Path | str | None = None,
    seed: int = 0,
    mutings: int = MUTINGS,
    copies: int = COPIES,
    progress: Progress = lambda done, total: None,
) -> pd.DataFrame:
    """Measure the explanations of one person by Captum's `infidelity` and `sensitivity_max`.

    Parameters
    ----------
    study, checkpoint, methods, baseline, baseline_from, seed
        As in `depformer.explain.explain`.
    participant : str
        Id of the person.
    mutings : int
        Random mutings of cells, for the infidelity.
    copies : int
        Copies of the person with a little noise, for the sensitivity.
    progress : callable
        Called with methods done and methods in all.

    Returns
    -------
    DataFrame
        Columns ``method``, ``infidelity``, ``unexplained`` and ``sensitivity_max`` [1]; see
        `infidelity_of` and `sensitivity_of`. Its ``attrs`` name the version of Captum.

    Raises
    ------
    DepformerError
        If the study does not fit the checkpoint, or a name or a number is not allowed.
    """
    study, checkpoint = load_study(study), load_checkpoint(checkpoint)
    source = None if baseline_from is None else load_study(baseline_from)
    chosen = method_options(methods)
    whole_number("mutings", mutings, low=2)
    whole_number("copies", copies, low=1)
    rows = []
    with one_thread:
        case, _ = one_person(study, checkpoint, participant, baseline, source, chosen, seed)
        with case.checkpoint.lock:
            for done, (name, options) in enumerate(chosen.items()):
                progress(done, len(chosen))
                if METHODS[name].players == "cells":
                    values = _explained(case, name, options)
                    infidelity, unexplained = infidelity_of(case, values, mutings)
                    sensitivity = sensitivity_of(case, name, options, copies)
                    rows.append((name, infidelity, unexplained, sensitivity))
    table = pd.DataFrame(rows, columns=["method", "infidelity", "unexplained", "sensitivity_max"])
    table.attrs |= {"captum_version": version("captum"), "unit": case.quantity.target.unit}
    return table


def infidelity_of(case: Case, attribution: Array, mutings: int) -> tuple[float, float]:
    """Return how badly the attributions say what muting cells does to what is explained.

    A random share of the cells is muted, each by chance. The sum of the muted attributions, times
    the one factor that suits it best, is held against the fall of the prediction (Yeh et al.,
    NeurIPS 2019): a method of another unit or scale loses nothing by it.

    Parameters
    ----------
    case : Case
        The participant before the model.
    attribution : ndarray
        Shape (word, modality).
    mutings : int
        How often cells are muted.

    Returns
    -------
    infidelity : float
        Mean squared error of the fall, in the square of its unit.
    unexplained : float
        The same as a share of what equal values for all cells miss: 0 at best, 1 is no better than
        knowing how many cells are muted.
    """
    from captum.metrics import infidelity

    draw = torch.Generator().manual_seed(case.seed)
    cells = attribution.size
    share = torch.rand(mutings, 1, generator=draw)
    muted = (torch.rand(mutings, cells, generator=draw) < share).double()

    def difference(shown: Tensor) -> Tensor:
        keep = shown.bool().view(-1, *attribution.shape, 1)
        return case.difference(torch.where(keep, case.z, case.baseline)).double()

    def measured(values: Tensor) -> float:
        left = iter(muted)

        def mute(shown: Tensor) -> tuple[Tensor, Tensor]:
            taken = torch.stack([next(left) for _ in shown])
            return taken, shown - taken

        found = infidelity(
            difference,
            mute,
            torch.ones(1, cells, dtype=torch.double),
            values,
            n_perturb_samples=mutings,
            max_examples_per_batch=min(case.rows, mutings),
            normalize=True,
        )
        return float(found)

    own = torch.from_numpy(attribution).double().nan_to_num().view(1, cells)
    missed, by_even = measured(own), measured(torch.ones(1, cells, dtype=torch.double))
    return missed, missed / by_even if by_even else float("nan")


def sensitivity_of(case: Case, name: str, options: Any, copies: int) -> float:
    """Return how far the explanation moves, at most, where the person hardly moves.

    Parameters
    ----------
    case : Case
        The participant before the model.
    name : str
        Id of the method.
    options : Any
        Its options.
    copies : int
        Copies of the person, each with noise of `RADIUS` on every cell that is there.

    Returns
    -------
    float
        The largest distance of a copy's attributions from the person's, as a share of their length
        (Yeh et al., NeurIPS 2019) [1].
    """
    from captum.metrics import sensitivity_max

    draw = torch.Generator().manual_seed(case.seed)
    spread = (case.z - case.baseline).std(dim=(0, 2), keepdim=True)  # of the face, of the voice

    def with_noise(z: Tensor) -> Tensor:
        noise = (2 * torch.rand(z.shape, generator=draw) - 1) * RADIUS * spread
        return z + noise * case.differs[..., None]

    def explanation(z: Tensor | tuple[Tensor]) -> Tensor | tuple[Tensor]:
        (rows,) = z if isinstance(z, tuple) else (z,)
        each = [_explained(replace(case, z=row), name, options) for row in rows]
        found = torch.from_numpy(np.stack(each))
        return (found,) if isinstance(z, tuple) else found  # as Captum's own methods answer

    found = sensitivity_max(
        explanation, case.z[None], perturb_func=with_noise, n_perturb_samples=copies
    )
    return float(found)


def _explained(case: Case, name: str, options: Any) -> Array:
    """Return the attributions of one method, shape (word, modality)."""
    spec = METHODS[name]
    if "taps" in spec.needs:
        with tapped(case.checkpoint.model) as taps:
            case.checkpoint.output(case.z[None], [case.participant])
        case = replace(case, taps=taps)
    return spec.attribute(case, options).attribution
