"""The same by Captum on the whole model, from pixels and audio numbers, with no seam at z."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from depformer.explain.baselines import Recording, baseline_recording
from depformer.explain.case import Case
from depformer.explain.engine import one_person
from depformer.explain.method import Array
from depformer.explain.methods import METHODS
from depformer.labels import MODALITIES
from depformer.model import CheckpointSet, load_checkpoint
from depformer.model.one_thread import one_thread
from depformer.study import Study, load_study
from depformer.validate import one_of

Function = Callable[[Tensor, Tensor], Tensor]
Pair = tuple[Tensor, Tensor]  # faces, (1, word, height, width), and voices, (1, word, feature)
AT_ONCE = 10  # copies of the input that pass the whole model at once


def whole_model(
    study: Study | Path | str,
    checkpoint: CheckpointSet | Path | str,
    participant: str,
    methods: Sequence[str] | None = None,
    *,
    baseline: str = "training_mean",
    baseline_from: Study | Path | str | None = None,
) -> pd.DataFrame:
    """Compare attributions through z with those of Captum on the whole model.

    Parameters
    ----------
    study, checkpoint
        As in `depformer.explain.explain`.
    participant : str
        Id of the person.
    methods : sequence of str, optional
        Of `ON_THE_WHOLE`, which draw no samples; without it, all of them.
    baseline, baseline_from
        As in `depformer.explain.explain`.

    Returns
    -------
    DataFrame
        Columns ``method``, ``word``, ``modality``, ``through_z``, ``whole_model`` and
        ``difference`` in the unit of what is explained, which ``attrs`` name beside the version of
        Captum; NaN where the recording is missing.

    Raises
    ------
    DepformerError
        If the study does not fit the checkpoint, or a name is unknown.
    """
    study, checkpoint = load_study(study), load_checkpoint(checkpoint)
    chosen = [
        one_of("method", name, ON_THE_WHOLE)
        for name in (ON_THE_WHOLE if methods is None else methods)
    ]
    source = None if baseline_from is None else load_study(baseline_from)
    with one_thread:
        case, mask = one_person(study, checkpoint, participant, baseline, source)
        own = Recording.of(study.features(participant))
        absent = baseline_recording(baseline, case.checkpoint, own, mask, case.study_mean)
        if mask.any():  # what was not recorded is the training mean on both sides
            gone = baseline_recording("training_mean", case.checkpoint, own, mask, None)
            own, absent = own.where(~mask, gone), absent.where(~mask, gone)
        pairs = tuple((each.face[None], each.audio[None]) for each in (own, absent))
        with case.checkpoint.lock:
            parts = [_compared(name, case, *pairs) for name in chosen]
    cells = [(str(word), modality) for word in study.words["word_id"] for modality in MODALITIES]
    table = pd.concat(
        [
            pd.DataFrame(cells, columns=["word", "modality"]).assign(
                method=name,
                through_z=np.where(mask, np.nan, ours).ravel(),
                whole_model=np.where(mask, np.nan, theirs).ravel(),
            )
            for name, (ours, theirs) in zip(chosen, parts, strict=True)
        ],
        ignore_index=True,
    )
    table["difference"] = table["through_z"] - table["whole_model"]
    unit = case.quantity.target.unit
    table.attrs |= {"captum_version": version("captum"), "unit": unit}
    return table[["method", "word", "modality", "through_z", "whole_model", "difference"]]


def largest_differences(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row a method of `whole_model`: its largest difference, and that as a share.

    Returns
    -------
    DataFrame
        Columns ``method``, ``difference``, ``largest``, the largest cell, both in the unit of
        the table, and ``share``, the one of the other [1].
    """
    sizes = table.set_index("method")[["difference", "whole_model"]].abs()
    found = sizes.groupby("method", sort=False).max().reset_index()
    found = found.rename(columns={"whole_model": "largest"})
    found["share"] = found["difference"] / found["largest"]
    found.attrs = dict(table.attrs)
    return found


def _compared(name: str, case: Case, own: Pair, absent: Pair) -> tuple[Array, Array]:
    """Return the attributions through z and on the whole model, each (word, modality)."""

    def difference(face: Tensor, audio: Tensor) -> Tensor:
        return case.quantity.difference(case.checkpoint.model(face, audio).logits)

    spec = METHODS[name]
    face, audio = ON_THE_WHOLE[name](difference, own, absent)
    theirs = torch.stack([face[0].flatten(1).sum(dim=1), audio[0].sum(dim=1)], dim=-1)
    return spec.attribute(case, spec.options()).attribution, theirs.detach().double().numpy()


def _integrated_gradients(difference: Function, own: Pair, absent: Pair) -> Pair:
    from captum.attr import IntegratedGradients

    found: Pair = IntegratedGradients(difference).attribute(
        own,
        baselines=absent,
        n_steps=METHODS["integrated_gradients"].options().steps,
        method="gausslegendre",
        internal_batch_size=AT_ONCE,
    )
    return found


def _occlusion(difference: Function, own: Pair, absent: Pair) -> Pair:
    from captum.attr import FeatureAblation

    words = own[0].shape[1]
    ids = torch.arange(words)  # one id in two tensors would be one player: the voices go on
    face, audio = FeatureAblation(difference).attribute(
        own,
        baselines=absent,
        feature_mask=(ids.view(1, words, 1, 1), words + ids.view(1, words, 1)),
        perturbations_per_eval=AT_ONCE,
    )
    return face[..., :1, :1], audio[..., :1]  # every number of a cell has the value of the cell


def _input_x_gradient(difference: Function, own: Pair, absent: Pair) -> Pair:
    from captum.attr import Saliency

    face, audio = (each.clone().requires_grad_() for each in own)
    slopes = Saliency(difference).attribute((face, audio), abs=False)
    first, second = ((x - y) * slope for x, y, slope in zip(own, absent, slopes, strict=True))
    return first, second


ON_THE_WHOLE = MappingProxyType(
    {
        "integrated_gradients": _integrated_gradients,
        "occlusion": _occlusion,
        "input_x_gradient": _input_x_gradient,
    }
)
"""Methods of one input at a time and no samples, as Captum computes them with no seam."""
