"""Weights are found in whatever dict and under whatever prefix people save them."""

from pathlib import Path

import pytest
import torch

from depformer.model.release.unwrap import plain_names, unwrapped

WEIGHTS = {"fc.weight": torch.ones(2), "fc.bias": torch.zeros(1)}


@pytest.mark.parametrize(
    "content",
    [
        WEIGHTS,
        {"epoch": 3, "model_state_dict": WEIGHTS, "optimizer_state_dict": {"state": {}}},
        {"best": {"net": WEIGHTS}, "model": {"net": WEIGHTS}},
        {"mine": WEIGHTS, "epoch": 3},
    ],
)
def test_the_one_dict_of_tensors_is_taken(content: dict[str, object]) -> None:
    assert unwrapped(content, Path("m.pth")) == WEIGHTS


@pytest.mark.parametrize("prefix", ["", "module.", "_orig_mod.module.", "model.net.module."])
def test_what_wrapped_a_model_leaves_its_names(prefix: str) -> None:
    assert plain_names({prefix + name: each for name, each in WEIGHTS.items()}) == WEIGHTS


def test_a_dict_that_holds_itself_ends() -> None:
    endless: dict[str, object] = {}
    endless["model"] = endless
    assert unwrapped(endless, Path("m.pth")) == {}
