"""The network's laws: every participant alone, nothing random in evaluation, parts that add up."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from depformer.config import ModelConfig, preset
from depformer.errors import DepformerError
from depformer.model import DEPFormer, tapped
from depformer.model.attention import SharingAttention

SIZES = {
    "image_size": 6,
    "audio_size": 5,
    "hidden_size": 12,
    "adapter_size": 6,
    "d_model": 8,
    "n_heads": 2,
    "d_k": 3,
    "d_v": 3,
    "d_ff": 4,
}


def model_of(n_words: int = 24, c: int = 2, seed: int = 0) -> DEPFormer:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return DEPFormer(ModelConfig(n_words=n_words, sparsity_factor=c, **SIZES)).eval()


def inputs(batch: int, n_words: int = 24, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    face = torch.rand(batch, n_words, 6, 6, generator=generator)
    return face, torch.randn(batch, n_words, 5, generator=generator)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 6), st.sampled_from([8, 12, 24, 72]), st.integers(0, 99))
def test_a_row_of_a_batch_is_that_row_alone(batch: int, n_words: int, seed: int) -> None:
    model = model_of(n_words, seed=seed)
    face, audio = inputs(batch, n_words, seed)
    with torch.no_grad():
        together = model(face, audio).logits
        alone = torch.cat([model(face[i : i + 1], audio[i : i + 1]).logits for i in range(batch)])
    torch.testing.assert_close(together, alone, atol=1e-5, rtol=0)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(5)), st.integers(0, 99))
def test_permuting_the_batch_permutes_the_output(order: list[int], seed: int) -> None:
    model = model_of(seed=seed)
    face, audio = inputs(5, seed=seed)
    with torch.no_grad():
        expected = model(face, audio).logits[order]
        got = model(face[order], audio[order]).logits
    torch.testing.assert_close(got, expected, atol=1e-5, rtol=0)


def test_two_evaluations_are_equal_to_the_last_bit() -> None:
    model = model_of()
    face, audio = inputs(3)
    with torch.no_grad():
        assert torch.equal(model(face, audio).logits, model(face, audio).logits)


def test_branches_sum_to_the_logits_and_follow_the_published_weights() -> None:
    model = model_of()
    with torch.no_grad():
        out = model(*inputs(4))
    torch.testing.assert_close(out.branch_logits.sum(dim=1), out.logits)
    bias = model.head.bias + 3 * model.config.branch_weight * model.branch_head.bias
    torch.testing.assert_close(out.branch_logits[:, 4], bias.expand(4, 2))


def test_z_is_affine_in_the_input() -> None:
    model = model_of()
    (face, audio), (other_face, other_audio) = inputs(2, seed=1), inputs(2, seed=2)
    adapter = model.adapter
    adapter.face_shift.fill_(0.4)
    adapter.audio_scale.fill_(2.0)
    with torch.no_grad():
        half = model.adapt((face + other_face) / 2, (audio + other_audio) / 2)
        ends = model.adapt(face, audio), model.adapt(other_face, other_audio)
    torch.testing.assert_close(half, (ends[0] + ends[1]) / 2, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(
    ("n_words", "c", "expected"),
    [(24, 5, (15, 12, 6)), (72, 5, (21, 17, 14)), (24, 2, (6, 4, 3))],
)
def test_as_many_queries_are_selected_as_published(
    n_words: int, c: int, expected: tuple[int, int, int]
) -> None:
    config = ModelConfig(n_words=n_words, sparsity_factor=c)
    assert tuple(config.selected_queries(n_words // 2**i) for i in range(3)) == expected


def test_selected_queries_have_the_highest_scores_and_others_take_the_mean() -> None:
    model = model_of()
    face, audio = inputs(2)
    attention = model.multimodal.stacks[0].layers[0].attention
    with torch.no_grad(), tapped(model) as taps:
        model(face, audio)
    trace = taps.first["multimodal"]
    kept = model.config.selected_queries(24)
    assert trace.selected.sum(dim=-1).unique().tolist() == [kept]
    lowest = trace.score.masked_fill(~trace.selected, math.inf).amin(dim=-1)
    highest = trace.score.masked_fill(trace.selected, -math.inf).amax(dim=-1)
    assert (lowest >= highest).all()
    with torch.no_grad():
        features = model.adapter.merge(model.adapt(face, audio)).flatten(2)
        embedded = model.multimodal.embedding(features)
        products, value, _ = attention.products(embedded)
    # The definition, written out: max minus mean of the unscaled products over all keys.
    torch.testing.assert_close(trace.score, products.max(-1).values - products.mean(-1))
    assert value.shape == (2, 2, 24, 3)


def test_only_the_share_of_participants_below_the_threshold_takes_the_other_selection() -> None:
    model = model_of()
    unit = model.unimodal.sharing.attention
    assert isinstance(unit, SharingAttention)
    face, audio = inputs(6)
    with torch.no_grad():
        unit.confidence.bias.fill_(-20.0)
        with tapped(model) as taps:
            model(face, audio)
        below = taps.sharing["face"][0]
        shared = taps.stacks["multimodal"][-1][-1].selected
        unit.confidence.bias.fill_(20.0)
        with tapped(model) as taps:
            model(face, audio)
        above = taps.sharing["face"][0]
    assert below.shared.all()
    assert not above.shared.any()
    assert not torch.equal(below.selected, above.selected)
    assert torch.equal(below.selected, shared)
    own = above.score.topk(model.config.selected_queries(6), dim=-1).indices
    assert torch.equal(above.selected, torch.zeros_like(above.selected).scatter(-1, own, True))


def test_gradient_reaches_the_sharing_units_confidence_only_where_it_has_a_choice() -> None:
    for c, moves in ((2, True), (5, False)):  # c = 5 selects all 6 of 6 at 24 words
        model = model_of(24, c).train()
        model(*inputs(8)).logits.sum().backward()
        gradient = model.unimodal.sharing.attention.confidence.weight.grad
        assert gradient is not None
        assert bool(gradient.abs().sum() > 0) is moves


CONFIDENCE = [f"unimodal.sharing.attention.confidence.{part}" for part in ("weight", "bias")]


@pytest.mark.parametrize(
    ("n_words", "training", "idle"),
    [
        (72, True, []),  # 14 of 18 queries are selected: every parameter learns, alpha included
        (72, False, CONFIDENCE),  # in evaluation the gate is hard
        (24, True, CONFIDENCE),  # 6 of 6 are selected: both choices are the same
    ],
)
def test_every_parameter_gets_a_gradient(n_words: int, training: bool, idle: list[str]) -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        # An even chance for each branch, so that each is drawn for somebody in the batch.
        model = DEPFormer(ModelConfig(n_words=n_words, branch_weight=0.5, **SIZES)).train(training)
        model(*inputs(16, n_words)).logits[:, 1].sum().backward()
    still = [name for name, p in model.named_parameters() if p.grad is None or not p.grad.any()]
    assert still == idle


def test_taps_leave_nothing_behind_after_an_error() -> None:
    model = model_of()

    def broken() -> None:
        with tapped(model):
            model(*inputs(1, n_words=8))

    with pytest.raises(RuntimeError):
        broken()
    assert not any(module._forward_hooks for module in model.modules())


@pytest.mark.parametrize("n_words", [4, 10, 23])
def test_a_number_of_words_that_cannot_be_halved_twice_is_refused(n_words: int) -> None:
    with pytest.raises(DepformerError, match=r"multiple of 4 from 8 up.*nearest are"):
        preset("compact", n_words=n_words)


def test_an_unknown_preset_gets_the_nearest_name() -> None:
    with pytest.raises(DepformerError, match="Did you mean 'compact'"):
        preset("compct")
