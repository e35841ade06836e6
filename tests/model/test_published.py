"""The release's forward pass against its golden numbers, and the way of its weights into ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from depformer.errors import DepformerError
from depformer.model import CheckpointSet, classify_published, convert, load_checkpoint
from depformer.model.release.convert import UNUSED_FILE
from depformer.model.release.names import UNUSED, release_shapes
from depformer.study import default_words, word_list_digest
from depformer.wording import say
from tests.model import golden

CASES = list(enumerate(golden.recipe()["cases"]))
SEEDS = sorted({case["weight_seed"] for _, case in CASES})


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"weights-{seed}")
def converted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, CheckpointSet]]:
    """The golden weights, saved as the release saves them and converted."""
    folder = tmp_path_factory.mktemp("golden")
    weights = folder / "best_model.pth"
    torch.save(golden.state_dict(request.param), weights)
    yield request.param, convert(weights, folder / "converted")
    weights.unlink()


def test_names_and_shapes_are_those_of_the_release(
    converted: tuple[int, CheckpointSet],
) -> None:
    shapes = {name: tuple(shape) for name, shape in golden.recipe()["state_dict_shapes"].items()}
    assert len(shapes) == 272
    assert release_shapes(converted[1].config) == shapes


def test_golden_logits_and_selected_words(converted: tuple[int, CheckpointSet]) -> None:
    seed, checkpoint = converted
    for number, case in CASES:
        if case["weight_seed"] != seed:
            continue
        wanted, (face, audio) = golden.expected(number), golden.inputs(case)
        logits = checkpoint.predict(face, audio, mode="published", seed=case["torch_seed"])
        np.testing.assert_allclose(logits, wanted["logits"], atol=1e-4, rtol=0)
        fold = checkpoint.folds[0]
        draw = torch.Generator().manual_seed(case["torch_seed"])
        top = classify_published(fold.model, fold.z(face, audio), draw).top
        for stream, ours in (("multimodal", "multimodal"), ("face", "face"), ("voice", "audio")):
            np.testing.assert_array_equal(top[ours].numpy(), wanted[f"top_{stream}"])


def test_converted_weights_serve_single_participants_in_the_honest_mode(
    converted: tuple[int, CheckpointSet],
) -> None:
    checkpoint = converted[1]
    face, audio = golden.inputs(CASES[0][1])
    both = checkpoint.predict(face, audio)
    np.testing.assert_allclose(checkpoint.predict(face[:1], audio[:1]), both[:1], atol=1e-4)
    assert np.array_equal(checkpoint.predict(face, audio), both)
    assert checkpoint.config.word_list_digest == word_list_digest(default_words(24))
    with pytest.raises(DepformerError, match="no baseline 'training_mean'; it offers participant"):
        checkpoint.folds[0].baseline("training_mean")


def test_the_published_mode_draws_its_keys_from_the_seed(
    converted: tuple[int, CheckpointSet],
) -> None:
    checkpoint = converted[1]
    face, audio = golden.inputs(CASES[0][1])
    again = [checkpoint.predict(face, audio, mode="published", seed=seed) for seed in (3, 3, 4)]
    assert np.array_equal(again[0], again[1])
    assert not np.array_equal(again[0], again[2])


@pytest.mark.parametrize("size", [1, 3])
def test_odd_batches_are_refused_with_the_reason(
    converted: tuple[int, CheckpointSet], size: int
) -> None:
    face, audio = (np.repeat(each[:1], size, axis=0) for each in golden.inputs(CASES[0][1]))
    with pytest.raises(DepformerError, match=rf"got {size}, allowed is an even.*pairs"):
        converted[1].predict(face, audio, mode="published")
    with pytest.raises(DepformerError, match="honest"):
        converted[1].predict(face, audio, mode="publshed")


def test_nothing_of_the_release_is_lost(converted: tuple[int, CheckpointSet]) -> None:
    seed, checkpoint = converted
    original = golden.state_dict(seed)
    unused = load_file(checkpoint.root / UNUSED_FILE)
    for name in unused:  # each has one reason, and it stands in the card
        assert sum(bool(re.search(pattern, name)) for pattern, _ in UNUSED) == 1, name
    card = (checkpoint.root / "README.md").read_text()
    assert all(say(f"published_weights.unused_{why}") in card for _, why in UNUSED)
    assert all(torch.equal(unused[name], original[name]) for name in unused)
    weights = sum(parameter.numel() for parameter in checkpoint.folds[0].model.parameters())
    scalars = {"num_batches_tracked", "running_mean", "running_var", "pe"}
    counted = sum(
        tensor.numel()
        for name, tensor in original.items()
        if name.rsplit(".", 1)[-1] not in scalars and name not in unused
    )
    assert weights == counted


def small(**changes: torch.Tensor | None) -> dict[str, torch.Tensor]:
    """Return a state_dict of the release for 8 words and tiny inputs; None takes a tensor away."""
    from depformer.config import ModelConfig

    config = ModelConfig(n_words=8, image_size=2, audio_size=3)
    state = {name: torch.zeros(shape) for name, shape in release_shapes(config).items()}
    for name in state:
        if name.endswith("pe"):
            state[name] = torch.from_numpy(golden.sinusoid(*state[name].shape))
    state |= {name: tensor for name, tensor in changes.items() if tensor is not None}
    return {name: tensor for name, tensor in state.items() if changes.get(name, tensor) is not None}


def words_file(folder: Path, n: int) -> Path:
    path = folder / "words.tsv"
    default_words(24).iloc[:n].to_csv(path, sep="\t", index=False)
    return path


def test_sizes_are_read_off_the_weights(tmp_path: Path) -> None:
    torch.save({f"module.{k}": v for k, v in small().items()}, tmp_path / "m.pth")
    found = convert(tmp_path / "m.pth", tmp_path / "out", word_list=words_file(tmp_path, 8))
    assert (found.config.n_words, found.config.image_size, found.config.audio_size) == (8, 2, 3)
    assert "Research use only" in (tmp_path / "out" / "README.md").read_text()
    assert load_checkpoint(tmp_path / "out").predict(
        np.zeros((1, 8, 2, 2)), np.zeros((1, 8, 3))
    ).shape == (1, 2)


def test_every_unfit_tensor_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    state = small(**{"LN.weight": None, "fc1.bias": torch.zeros(7), "extra": torch.zeros(1)})
    state["fc3.bias"] = torch.full((128,), float("nan"))
    torch.save(state, tmp_path / "m.pth")
    with pytest.raises(DepformerError) as fault:
        convert(tmp_path / "m.pth", tmp_path / "out", word_list=words_file(tmp_path, 8))
    assert fault.value.faults == (
        "'LN.weight' is missing",
        "'extra' is not part of the model",
        "'fc1.bias' has shape (7,), expected is (1000,)",
        "'fc3.bias' has NaN or infinity",
    )
    assert not (tmp_path / "out").exists()


class Harmful:
    """What a pickled object can do when it is opened."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, ("raise SystemExit('code ran')",)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (Harmful(), "holds more than tensors"),
        ([1, 2], "holds no state_dict"),
        (b"not a zip", "damaged"),
    ],
)
def test_a_file_that_is_no_state_dict_is_refused(
    tmp_path: Path, content: object, says: str
) -> None:
    path = tmp_path / "m.pth"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path)
    with pytest.raises(DepformerError, match=says):
        convert(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_word_list_of_another_length_is_refused(tmp_path: Path) -> None:
    torch.save(small(), tmp_path / "m.pth")
    with pytest.raises(DepformerError, match="lists 12 words, the weights were made for 8"):
        convert(tmp_path / "m.pth", tmp_path / "out", word_list=words_file(tmp_path, 12))
