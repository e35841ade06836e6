"""A budget of memory bounds the rows that pass at once, and changes no number."""

import gc
import re
from pathlib import Path

import numpy as np
import pytest
import torch

import depformer
from depformer.errors import DepformerError
from depformer.explain.memory import bytes_of_a_row, parse_memory, rows_within
from depformer.model import load_checkpoint


@pytest.mark.parametrize(
    ("text", "size"), [("2GB", 2 * 10**9), ("500 mb", 5 * 10**8), ("1.5gb", 15 * 10**8)]
)
def test_sizes_are_read(text: str, size: int) -> None:
    assert parse_memory(text) == size


@pytest.mark.parametrize("text", ["2", "two GB", "-1GB", "0MB", "", "9" * 400 + "GB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(DepformerError, match="allowed is a size in MB or GB"):
        parse_memory(text)


def test_a_budget_bounds_the_rows_and_changes_no_number(
    tiny_study: Path, tiny_checkpoint: Path
) -> None:
    fold = load_checkpoint(tiny_checkpoint).folds[0]
    row = bytes_of_a_row(fold.config)
    assert rows_within(7 * row, fold) == 7
    assert rows_within(None, fold) == 64
    with pytest.raises(DepformerError, match="are needed") as fault:
        rows_within(row * 3 // 4, fold)
    got, needed = re.findall(r"([\d.]+) MB", str(fault.value))
    assert float(got) < float(needed)
    ask = {"methods": ["integrated_gradients", "occlusion"], "participants": ["sub-001"]}
    plain = depformer.explain(tiny_study, tiny_checkpoint, **ask)
    bounded = depformer.explain(tiny_study, tiny_checkpoint, memory=7 * row, **ask)
    np.testing.assert_allclose(bounded["attribution"], plain["attribution"], atol=1e-5)


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
