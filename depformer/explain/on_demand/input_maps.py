"""Where in the face and in the voice: attributions of pixels and audio numbers, exact through z.

z is affine in the input, so the gradient of the logit with respect to a pixel is that with respect
to z times the first layer's weights. Its mean over the path is the mean gradient of integrated
gradients, and one product with the weights brings it to all pixels and audio numbers at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from torch import Tensor

from depformer.explain.baselines import Recording, baseline_recording
from depformer.explain.engine import one_person
from depformer.explain.methods import method_options
from depformer.explain.methods.integrated_gradients import mean_gradient
from depformer.model import Checkpoint, CheckpointSet, load_checkpoint
from depformer.model.one_thread import one_thread
from depformer.study import Study, load_study

METHOD = "integrated_gradients"


def maps(
    study: Study | Path | str,
    checkpoint: CheckpointSet | Path | str,
    participant: str,
    *,
    options: Mapping[str, Any] | None = None,
    baseline: str = "training_mean",
    baseline_from: Study | Path | str | None = None,
) -> xr.Dataset:
    """Return integrated gradients of every pixel and audio number of one participant.

    Parameters
    ----------
    study, checkpoint
        As in `depformer.explain.explain`.
    participant : str
        Id of the person.
    options : mapping, optional
        Options of integrated gradients.
    baseline, baseline_from
        As in `depformer.explain.explain`.

    Returns
    -------
    xarray.Dataset
        ``face_map``, dims (word, height, width), and ``audio_map``, dims (word, feature) [logit];
        NaN where the recording is missing. Summed over a word's pixels or numbers they are its
        attribution by integrated gradients.

    Raises
    ------
    DepformerError
        If the study does not fit the checkpoint, or a name is unknown.
    """
    study, checkpoint = load_study(study), load_checkpoint(checkpoint)
    source = None if baseline_from is None else load_study(baseline_from)
    chosen = method_options({METHOD: options or {}})[METHOD]
    with one_thread:
        case, mask = one_person(study, checkpoint, participant, baseline, source)
        with case.checkpoint.lock:
            gradient = mean_gradient(case, chosen)
        own = Recording.of(study.features(participant))  # what is missing is taken out below
        absent = baseline_recording(baseline, case.checkpoint, own, mask, case.study_mean)
        both = (each.standardised(case.checkpoint) for each in (own, absent))
        found = input_maps(case.checkpoint, gradient, *both)
    face, audio = (
        np.where(mask[:, [i]], np.nan, each.double().numpy()) for i, each in enumerate(found)
    )
    size = (len(face), study.image_size, study.image_size)
    about = {"units": case.quantity.target.unit, "baseline": baseline}
    return xr.Dataset(
        {
            "face_map": (("word", "height", "width"), face.reshape(size), about),
            "audio_map": (("word", "feature"), audio, about),
        },
        coords={"word": study.words["word_id"].to_numpy(dtype=str)},
        attrs={"participant": participant},
    )


def input_maps(
    fold: Checkpoint, gradient: Tensor, person: list[Tensor], baseline: list[Tensor]
) -> list[Tensor]:
    """Return the share of every input number, by modality, each of shape (word, number) [logit].

    Parameters
    ----------
    fold : Checkpoint
        Whose first layers bring the gradient to the input.
    gradient : Tensor
        Mean gradient with respect to z, shape (word, modality, hidden).
    person, baseline : list of Tensor
        Both inputs, standardised, by modality, each of shape (word, number).
    """
    adapter = fold.model.adapter
    layers = (adapter.face, adapter.audio)
    return [
        (own - absent) * (gradient[:, i].contiguous() @ layer.weight.detach())
        for i, (layer, own, absent) in enumerate(zip(layers, person, baseline, strict=True))
    ]
