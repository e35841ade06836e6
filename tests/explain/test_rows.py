"""How many rows pass at once: counted of the model, whatever memory there is."""

import gc
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from depformer.explain.rows import BUDGET, bytes_of_a_row, rows_of
from depformer.model import load_checkpoint


def test_rows_depend_on_the_model_alone(tiny_checkpoint: Path) -> None:
    fold = load_checkpoint(tiny_checkpoint).folds[0]
    assert rows_of(fold) == 64
    large = replace(fold.config, d_model=512, d_ff=2048, n_words=72, n_heads=8)
    assert 1 <= BUDGET // bytes_of_a_row(large) < 64


def test_a_row_takes_what_it_takes_of_the_model_with_its_weights(tiny_checkpoint: Path) -> None:
    model = load_checkpoint(tiny_checkpoint).folds[0].model
    kept = []
    z = torch.zeros(2, model.config.n_words, 2, model.config.hidden_size, requires_grad=True)
    for rows in (z[:1], z):
        storages: dict[int, int] = {}
        held = []  # so that no place is used twice

        def note(tensor: torch.Tensor, held: list = held, storages: dict = storages) -> None:
            held.append(tensor.detach())
            storages[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()

        with torch.autograd.graph.saved_tensors_hooks(note, lambda nothing: nothing):
            model.classify(rows)
        kept.append(sum(storages.values()))
    assert bytes_of_a_row(model.config) == pytest.approx(2 * (kept[1] - kept[0]), rel=0.05)


def test_counting_leaves_no_tensor_behind(tiny_checkpoint: Path) -> None:
    fold = load_checkpoint(tiny_checkpoint).folds[0]

    def tensors() -> int:
        gc.collect()
        return sum(type(each) is torch.Tensor for each in gc.get_objects())

    bytes_of_a_row.__wrapped__(fold.config)
    before = tensors()
    bytes_of_a_row.__wrapped__(fold.config)
    assert tensors() == before
