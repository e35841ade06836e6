"""Captum on the whole model, and Captum's own measures, for one person."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

import numpy as np
import pytest
import torch

import depformer
from depformer.errors import DepformerError
from depformer.explain import captum_metrics, whole_model
from depformer.explain.methods import METHODS
from depformer.explain.on_demand.captum_measures import infidelity_of, sensitivity_of
from depformer.explain.on_demand.captum_whole import ON_THE_WHOLE
from tests.explain.toy import Linear, linear_case, pairs_case, weights

PERSON = "sub-001"


@pytest.mark.parametrize("baseline", ["training_mean", "participant_mean", "zero", "study_mean"])
def test_the_whole_model_says_what_is_said_through_z(baseline, tiny_study, tiny_checkpoint) -> None:
    asked = {
        "baseline": baseline,
        "baseline_from": tiny_study if baseline == "study_mean" else None,
    }
    table = whole_model(tiny_study, tiny_checkpoint, PERSON, **asked)
    assert table.attrs["captum_version"] == version("captum")
    run = depformer.explain(
        tiny_study, tiny_checkpoint, methods=list(ON_THE_WHOLE), participants=[PERSON], **asked
    )
    for name, rows in table.groupby("method"):
        own = run["attribution"].loc[{"method": name}].values.ravel()
        np.testing.assert_array_equal(rows["through_z"], own)
        assert rows["difference"].abs().max() <= 1e-5 * np.abs(own).max()
        assert list(rows["word"].iloc[:3]) == ["w01", "w01", "w02"]
        assert list(rows["modality"].iloc[:3]) == ["face", "audio", "face"]


def test_what_was_not_recorded_is_compared_with_nothing(gappy, tiny_checkpoint) -> None:
    table = whole_model(gappy, tiny_checkpoint, PERSON, baseline="participant_mean")
    gone = table["whole_model"].isna()
    assert gone.sum() == 3 * len(ON_THE_WHOLE)
    assert (gone == table["through_z"].isna()).all()
    assert table["difference"].abs().max() <= 1e-5 * table["whole_model"].abs().max()


def test_a_seam_that_is_wrong_shows(tiny_study, tiny_checkpoint, monkeypatch) -> None:
    spec = METHODS["occlusion"]

    def wrong(case, options):
        found = spec.attribute(case, options)
        return replace(found, attribution=found.attribution[:, ::-1])  # face and voice exchanged

    monkeypatch.setitem(METHODS._by_id, "occlusion", replace(spec, attribute=wrong))
    table = whole_model(tiny_study, tiny_checkpoint, PERSON, ["occlusion"])
    assert table["difference"].abs().max() > 0.1 * table["whole_model"].abs().max()


def test_methods_that_draw_are_not_compared(tiny_study, tiny_checkpoint) -> None:
    with pytest.raises(DepformerError, match="allowed are integrated_gradients, occlusion"):
        whole_model(tiny_study, tiny_checkpoint, PERSON, ["kernel_shap"])


def test_infidelity_is_the_mean_squared_error_written_out() -> None:
    case, _ = pairs_case()
    values = METHODS["occlusion"].attribute(case, METHODS["occlusion"].options()).attribution
    got, share = infidelity_of(case, values, mutings=64)
    draw = torch.Generator().manual_seed(case.seed)
    muted = torch.rand(64, 1, generator=draw)
    muted = (torch.rand(64, values.size, generator=draw) < muted).numpy()
    whole = float(case.values(case.z[None]))
    fall = whole - case.shown(~muted.reshape(64, *values.shape))
    said = muted @ values.ravel()
    expected = missed(said, fall)
    assert got == pytest.approx(expected, rel=1e-4)
    assert share == pytest.approx(expected / missed(muted.sum(axis=1), fall), rel=1e-4)


def missed(said: np.ndarray, fall: np.ndarray) -> float:
    """Return the mean squared error of what is said, times the factor that suits it best."""
    factor = (said @ fall) / (said @ said)
    return float(((factor * said - fall) ** 2).mean())


def test_infidelity_of_the_truth_is_nothing_in_any_unit() -> None:
    case = linear_case(weights())
    truth = ((case.z - case.baseline) * weights()).sum(dim=-1).double().numpy()
    for values in (truth, 100 * truth):
        assert infidelity_of(case, values, 50)[1] == pytest.approx(0, abs=1e-9)
    even = infidelity_of(case, np.full_like(truth, -0.3), 50)
    assert even[1] == pytest.approx(1)
    with_gap = truth.copy()
    with_gap[0, 0] = np.nan  # a recording that is missing
    assert np.isfinite(infidelity_of(case, with_gap, 50)[0])


def test_sensitivity_is_the_largest_share_that_a_copy_moves_by() -> None:
    case = linear_case(weights())
    options = METHODS["input_x_gradient"].options()
    got = sensitivity_of(case, "input_x_gradient", options, 5)
    values = METHODS["input_x_gradient"].attribute(case, options).attribution
    draw = torch.Generator().manual_seed(case.seed)
    spread = (case.z - case.baseline).std(dim=(0, 2), keepdim=True)
    noise = (2 * torch.rand(5, *case.z.shape, generator=draw) - 1) * 0.02 * spread
    moved = (noise * weights()).sum(dim=-1).flatten(1).norm(dim=1)
    assert got == pytest.approx(float(moved.max()) / np.linalg.norm(values), rel=1e-3)
    flat = linear_case(torch.zeros_like(weights()))
    assert sensitivity_of(flat, "input_x_gradient", options, 2) == 0
    assert isinstance(flat.checkpoint.model, Linear)


def test_the_measures_of_a_person_repeat_and_leave_nothing_behind(
    tiny_study, tiny_checkpoint
) -> None:
    methods = {"occlusion": {}, "attention_query": {}, "expected_gradients": {"samples": 10}}
    asked = {"mutings": 20, "copies": 2}
    state = torch.get_rng_state()
    first, again = (
        captum_metrics(tiny_study, tiny_checkpoint, PERSON, methods, **asked) for _ in range(2)
    )
    assert first.equals(again)
    assert torch.equal(torch.get_rng_state(), state)
    assert list(first["method"]) == ["expected_gradients", "occlusion", "attention_query"]
    unexplained = first.set_index("method")["unexplained"]
    assert unexplained[["expected_gradients", "occlusion"]].between(0, 0.9).all()
    assert (first["sensitivity_max"] >= 0).all()
    other = captum_metrics(tiny_study, tiny_checkpoint, PERSON, methods, seed=1, **asked)
    assert not other["infidelity"].equals(first["infidelity"])
    with pytest.raises(DepformerError, match="Invalid copies: got 0"):
        captum_metrics(tiny_study, tiny_checkpoint, PERSON, copies=0)
