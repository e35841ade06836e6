"""Baselines by name: what words are compared with, worked out from the recordings."""

from pathlib import Path

import numpy as np
import pytest
import torch

import depformer
from depformer.errors import DepformerError
from depformer.explain.baselines import (
    Recording,
    baseline_recording,
    baseline_z,
    offered,
    study_mean,
)
from depformer.explain.engine import one_person
from depformer.model import load_checkpoint
from depformer.study import load_study


@pytest.fixture(scope="module")
def fold(tiny_checkpoint: Path):
    return load_checkpoint(tiny_checkpoint).folds[0]


def test_the_person_s_mean_is_that_of_their_recorded_words(fold) -> None:
    z = torch.randn(24, 2, fold.config.hidden_size)
    mask = np.zeros((24, 2), bool)
    mask[3, 0] = True
    got = baseline_z("participant_mean", fold, z, mask, None)
    kept = np.delete(np.arange(24), 3)
    torch.testing.assert_close(got[7, 0], z[kept, 0].mean(dim=0))
    torch.testing.assert_close(got[7, 1], z[:, 1].mean(dim=0))
    assert torch.equal(got[0], got[23])


def test_a_study_s_mean_is_the_image_of_its_mean_recording(tiny_study, fold) -> None:
    study = load_study(tiny_study)
    z = []
    for who in study.ids:
        features = study.features(who)
        z.append(fold.z(features.face[None] / np.float32(255), features.audio[None]))
    mean = study_mean(study)
    got = fold.z(mean.face[None], mean.audio[None])[0]
    torch.testing.assert_close(got, torch.cat(z).mean(dim=0), atol=1e-3, rtol=1e-4)


def test_a_study_s_mean_leaves_out_what_was_not_recorded(gappy: Path) -> None:
    study = load_study(gappy)
    people = [study.features(who) for who in study.ids]
    gone = np.stack([each.mask for each in people])
    assert gone.sum() > 3
    mean = study_mean(study)
    for i, (got, all_of_them) in enumerate(
        zip(mean, ([p.face / 255 for p in people], [p.audio for p in people]), strict=True)
    ):
        values = np.stack(all_of_them).astype(float)
        values[gone[..., i]] = np.nan
        np.testing.assert_allclose(got, np.nanmean(values, axis=0), atol=1e-5)


def test_the_recording_of_a_person_s_mean_has_the_z_of_their_recorded_words(
    gappy: Path, tiny_checkpoint: Path
) -> None:
    study, models = load_study(gappy), load_checkpoint(tiny_checkpoint)
    case, mask = one_person(study, models, "sub-001", "participant_mean", None)
    own = Recording.of(study.features("sub-001"))
    mean = baseline_recording("participant_mean", case.checkpoint, own, mask, None)
    with torch.no_grad():
        got = case.checkpoint.model.adapt(mean.face[None], mean.audio[None])[0]
    there = torch.from_numpy(~mask)
    assert not there.all()
    for i in range(2):
        kept = case.z[there[:, i], i]
        torch.testing.assert_close(got[:, i], kept.mean(dim=0).expand_as(got[:, i]))
        torch.testing.assert_close(case.baseline[there[:, i], i], got[there[:, i], i])


@pytest.mark.parametrize("name", ["training_mean", "participant_mean", "study_mean", "zero"])
def test_attributions_add_up_against_every_baseline(name, tiny_study, tiny_checkpoint) -> None:
    run = depformer.explain(
        tiny_study,
        tiny_checkpoint,
        methods={"integrated_gradients": {"steps": 100}, "shapley_valence": {}},
        participants=["sub-001"],
        baseline=name,
        baseline_from=tiny_study if name == "study_mean" else None,
    )
    whole = float(run["coalition_value"].sum())
    assert float(run["attribution"].sum()) == pytest.approx(whole, abs=0.05 * abs(whole) + 0.01)
    assert run.attrs["baseline"] == name


def test_what_was_not_recorded_moves_nothing_against_any_baseline(gappy, tiny_checkpoint) -> None:
    asked = {"methods": ["integrated_gradients", "occlusion"], "participants": ["sub-001"]}
    for name in ("training_mean", "participant_mean", "zero"):
        run = depformer.explain(gappy, tiny_checkpoint, baseline=name, **asked)
        first = run.sel(participant="sub-001")
        gone = first["missing"].values
        assert gone.sum() == 3
        study, models = load_study(gappy), load_checkpoint(tiny_checkpoint)
        case, _ = one_person(study, models, "sub-001", name, None)
        assert torch.equal(case.z[torch.from_numpy(gone)], case.baseline[torch.from_numpy(gone)])
        ends = case.values(torch.stack([case.z, case.baseline]))
        known = first["attribution"].loc[{"method": "integrated_gradients"}]
        gap = float(first["completeness_gap"].loc[{"method": "integrated_gradients"}])
        assert float(known.sum()) - gap == pytest.approx(float(ends[0] - ends[1]), abs=1e-5)


def test_the_mean_of_a_study_is_never_taken_unasked(tiny_study, tiny_checkpoint) -> None:
    for given in ({"baseline": "study_mean"}, {"baseline_from": tiny_study}):
        with pytest.raises(DepformerError, match="is the mean of a study that is named for it"):
            depformer.explain(tiny_study, tiny_checkpoint, **given)


def test_what_is_offered_can_be_had(tiny_study, tiny_checkpoint) -> None:
    checkpoint = load_checkpoint(tiny_checkpoint)
    names = offered(checkpoint)
    assert "participant_mean" in names
    assert "study_mean" not in names
    for name in names:
        depformer.explain(
            tiny_study, checkpoint, methods=["occlusion"], participants=["sub-001"], baseline=name
        )
