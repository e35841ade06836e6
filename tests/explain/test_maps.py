"""Maps of pixels and audio numbers against Captum on the whole model, pixels and all."""

from pathlib import Path

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients

import depformer
from depformer.errors import DepformerError
from depformer.explain import maps
from depformer.explain.baselines import study_mean
from depformer.model import load_checkpoint
from depformer.study import load_study


@pytest.mark.parametrize("name", ["training_mean", "zero", "study_mean"])
def test_maps_are_those_of_captum_on_the_whole_model(name, tiny_study, tiny_checkpoint) -> None:
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    who = study.ids[0]
    fold = checkpoint.folds[int(checkpoint.assign(study)["fold"][who])]
    features = study.features(who)
    assert not features.mask.any()
    own = (torch.from_numpy(features.face[None] / np.float32(255)), torch.tensor(features.audio))
    own = (own[0], own[1][None])
    means = {
        "training_mean": lambda: [fold.baselines[f"training_mean.{m}"] for m in ("face", "audio")],
        "zero": lambda: [torch.zeros_like(each[0]) for each in own],
        "study_mean": lambda: study_mean(study),
    }[name]()

    def difference(face: torch.Tensor, audio: torch.Tensor) -> torch.Tensor:
        logits = fold.model(face, audio).logits
        return logits[:, 1] - logits[:, 0]

    expected = IntegratedGradients(difference).attribute(
        own, baselines=tuple(each[None] for each in means), n_steps=50, method="gausslegendre"
    )
    got = maps(
        study,
        checkpoint,
        who,
        baseline=name,
        baseline_from=study if name == "study_mean" else None,
    )
    assert got["face_map"].dims == ("word", "height", "width")
    assert got["audio_map"].dims == ("word", "feature")
    for variable, captum in zip(("face_map", "audio_map"), expected, strict=True):
        whole = captum[0].detach().numpy()
        np.testing.assert_allclose(got[variable], whole, atol=1e-4 * np.abs(whole).max())


@pytest.mark.parametrize("name", ["training_mean", "participant_mean", "zero"])
def test_a_word_s_map_sums_to_its_attribution(name, gappy: Path, tiny_checkpoint: Path) -> None:
    study = load_study(gappy)
    who = "sub-001"  # misses three recordings
    run = depformer.explain(
        study,
        tiny_checkpoint,
        methods=["integrated_gradients"],
        participants=[who],
        baseline=name,
    )
    got = maps(study, tiny_checkpoint, who, baseline=name)
    sums = np.stack(
        [
            got["face_map"].sum(["height", "width"], skipna=False),
            got["audio_map"].sum("feature", skipna=False),
        ],
        axis=-1,
    )
    cells = run["attribution"].values[0, 0]
    np.testing.assert_allclose(sums, cells, atol=1e-4 * np.nanmax(np.abs(cells)))
    assert np.isnan(sums).any()


def test_names_are_checked(tiny_study, tiny_checkpoint) -> None:
    with pytest.raises(DepformerError, match="Invalid participant: got 'sub-999'"):
        maps(tiny_study, tiny_checkpoint, "sub-999")
    with pytest.raises(DepformerError, match="is the mean of a study that is named for it"):
        maps(tiny_study, tiny_checkpoint, "sub-001", baseline="study_mean")
