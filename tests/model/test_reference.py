"""The network against a forward pass written out by hand, and what only training does."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from depformer.config import ModelConfig
from depformer.model import DEPFormer, tapped
from depformer.model.attention import SharingAttention, spread
from tests.model.reference import Reference
from tests.model.test_network import SIZES, inputs

SEEDS = range(8)


def model_of(seed: int, **sizes: int | float) -> DEPFormer:
    """Return a model in which no weight, bias, norm or running mean is what it starts with."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = DEPFormer(ModelConfig(**{**SIZES, "n_words": 24, **sizes})).eval()
        for name, tensor in model.state_dict().items():
            if name.endswith("running_var") or name.endswith("_scale"):
                tensor.copy_(0.5 + torch.rand(tensor.shape))
            elif name.endswith(("bias", "running_mean", "_shift")):
                tensor.copy_(0.3 * torch.randn(tensor.shape))
            elif name.endswith("norm.weight"):
                tensor.copy_(1 + 0.2 * torch.randn(tensor.shape))
            elif name.endswith("confidence.weight"):
                tensor.mul_(4)
    return model


def reference_of(model: DEPFormer) -> Reference:
    weights = {name: t.double().numpy() for name, t in model.state_dict().items()}
    return Reference(model.config, weights)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("n_words", "c"), [(24, 2), (24, 5), (8, 1), (12, 2)])
def test_the_network_is_what_is_written_out(seed: int, n_words: int, c: int) -> None:
    model = model_of(seed, n_words=n_words, sparsity_factor=c, branch_weight=0.3)
    reference = reference_of(model)
    face, audio = inputs(2, n_words, seed)
    with torch.no_grad(), tapped(model) as taps:
        out = model(face, audio)
    for row in range(2):
        wanted = reference.branches(face[row].double().numpy(), audio[row].double().numpy())
        np.testing.assert_allclose(out.branch_logits[row], wanted, atol=2e-4, rtol=1e-3)
        np.testing.assert_allclose(out.logits[row], wanted.sum(axis=0), atol=5e-4, rtol=1e-3)
        for stream in ("multimodal", "face", "audio"):
            got = taps.first[stream].selected[row].numpy()
            np.testing.assert_array_equal(got, reference.selected[f"{stream}.0.0"])
        for stream in ("face", "audio"):
            for stack, trace in enumerate(taps.sharing[stream]):
                alpha = reference.confidence[f"{stream}.{stack}.sharing"]
                assert float(trace.confidence[row]) == pytest.approx(alpha, abs=1e-4)
                assert bool(trace.shared[row]) == (alpha < model.config.asu_threshold)


def test_the_cases_hold_both_choices_of_the_sharing_unit() -> None:
    below = []
    for seed in SEEDS:
        reference = reference_of(model_of(seed, sparsity_factor=2))
        face, audio = inputs(2, 24, seed)
        reference.branches(face[0].double().numpy(), audio[0].double().numpy())
        below += [alpha < 0.5 for alpha in reference.confidence.values()]
    assert 0.2 < np.mean(below) < 0.8


def test_in_training_a_branch_is_kept_with_its_probability() -> None:
    model = model_of(0, branch_weight=0.2).train()
    stacked = torch.zeros(4000, 3, 5)
    weight = model._weights(stacked)
    assert set(weight.unique().tolist()) == {0.0, 1.0}
    np.testing.assert_allclose(weight.mean(dim=0), 0.2, atol=0.03)
    assert (model.eval()._weights(stacked) == 0.2).all()


def test_in_training_queries_are_scored_against_the_keys_that_are_drawn() -> None:
    model = model_of(1, sparsity_factor=2).train()
    attention = model.multimodal.stacks[0].layers[0].attention
    products = torch.randn(2, 2, 24, 24)
    model.sampler.generator.manual_seed(5)
    score, selected = attention.select(products)
    model.sampler.generator.manual_seed(5)
    keys = model.sampler.draw(24, 6)  # u = 2 ln 24 = 6 keys a query
    assert keys.shape == (24, 6)
    for query in range(24):
        seen = products[:, :, query, keys[query]]
        torch.testing.assert_close(score[:, :, query], seen.amax(-1) - seen.mean(-1))
    assert (selected.sum(-1) == 6).all()
    torch.testing.assert_close(
        model.eval().multimodal.stacks[0].layers[0].attention.select(products)[0],
        products.amax(-1) - products.mean(-1),
    )


def test_the_gate_of_training_chooses_as_evaluation_does() -> None:
    model = model_of(2, sparsity_factor=2, dropout=0.0)
    unit = model.unimodal.sharing.attention
    assert isinstance(unit, SharingAttention)
    x = torch.randn(40, 6, 8)
    other = torch.zeros(40, 2, 6, dtype=torch.bool)
    other[:, :, 4:] = True
    with torch.no_grad():
        hard, trace = unit(x, other)
        assert 0 < int(trace.shared.sum()) < 40
        unit.train()
        products, value, _ = unit.products(x)
        # All keys in training, too, so that nothing but the gate can differ.
        unit.sampler.draw = lambda length, count: torch.arange(length).expand(length, -1)  # type: ignore[method-assign]
        soft, _ = unit(x, other)
    torch.testing.assert_close(soft, hard, atol=1e-5, rtol=1e-5)
    assert products.shape == (40, 2, 6, 6)
    mean = spread(torch.softmax(products, -1), torch.zeros_like(other)) @ value
    torch.testing.assert_close(mean, value.mean(dim=2, keepdim=True).expand_as(mean))
