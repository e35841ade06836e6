"""Files of weights as people have them: taken with the same numbers, or refused in a sentence."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from depformer.errors import DepformerError
from depformer.model import convert
from tests.model.test_published import small, words_file

NAME = "fc1.weight"  # of the adapter for faces
State = dict[str, torch.Tensor]
pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated")  # by those who save such files


@pytest.fixture(scope="module")
def state() -> State:
    """Weights that float16 holds exactly."""
    draw = torch.Generator().manual_seed(0)
    found = small()
    for name, tensor in found.items():
        if not name.endswith("pe"):
            found[name] = torch.randint(-8, 9, tensor.shape, generator=draw) / 64
    return found


def prefixed(prefix: str) -> Callable[[State], object]:
    return lambda state: {prefix + name: tensor for name, tensor in state.items()}


def as_kind(kind: torch.dtype) -> Callable[[State], object]:
    return lambda state: {name: tensor.to(kind) for name, tensor in state.items()}


TAKEN: dict[str, Callable[[State], object]] = {
    "plain": lambda state: state,
    "compiled": prefixed("_orig_mod."),
    "distributed": prefixed("_orig_mod.module."),
    "lightning": lambda state: {"state_dict": prefixed("model.")(state), "epoch": 3},
    "with its optimiser": lambda s: {"epoch": 3, "model_state_dict": s, "optimizer": {}},
    "with a number of NumPy": lambda s: {"state_dict": s, "best": np.float64(0.9)},
    "with a count of NumPy": lambda s: {"state_dict": s, "best": np.int64(9)},
    "bfloat16": as_kind(torch.bfloat16),
    "float16": as_kind(torch.float16),
    "float64": as_kind(torch.float64),
}


@pytest.mark.parametrize("name", [*TAKEN, "safetensors"])
def test_the_same_weights_come_out_however_they_were_saved(
    name: str, state: State, tmp_path: Path
) -> None:
    path = tmp_path / ("m.safetensors" if name == "safetensors" else "m.pth")
    if name == "safetensors":
        save_file(state, path)
    else:
        torch.save(TAKEN[name](state), path)
    convert(path, tmp_path / "out", word_list=words_file(tmp_path, 8))
    found = load_file(tmp_path / "out/model.safetensors")
    for ours, theirs in (("adapter.face.weight", NAME), ("head.bias", "fc.bias")):
        assert torch.equal(found[ours].float(), state[theirs])


def with_one(change: Callable[[torch.Tensor], torch.Tensor]) -> Callable[[State, Path], object]:
    return lambda state, path: torch.save({**state, NAME: change(state[NAME])}, path)


class Harmful:
    """A pickled object that would make a folder when it is opened."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.canary),)


class Room:
    """A pickled object of a few bytes that asks for a terabyte."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return bytearray, (10**12,)


def archive(_: State, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a.txt", "x")


def cut(state: State, path: Path) -> None:
    torch.save(state, path)
    path.write_bytes(path.read_bytes()[:10_000])


REFUSED: dict[str, tuple[Callable[[State, Path], Any], str]] = {
    "complex": (with_one(lambda t: t + 0j), "'fc1.weight' is complex64, expected are plain"),
    "sparse": (with_one(lambda t: t.to_sparse()), "'fc1.weight' is sparse or nested"),
    "quantised": (
        with_one(lambda t: torch.quantize_per_tensor(t, 0.1, 0, torch.qint8)),
        "'fc1.weight' is quantised",
    ),
    "meta": (with_one(lambda t: t.to("meta")), "'fc1.weight' is without its numbers"),
    "whole numbers": (with_one(lambda t: t.long()), "'fc1.weight' is int64"),
    "NaN": (with_one(lambda t: t * float("nan")), "'fc1.weight' has NaN or infinity"),
    "past float32": (with_one(lambda t: t.double() * 1e300), "'fc1.weight' has NaN or infinity"),
    "TorchScript": (
        lambda _, p: torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), str(p)),
        "is a TorchScript archive",
    ),
    "zip": (archive, "is an archive and no file of weights"),
    "HTML": (lambda _, p: p.write_text("<!DOCTYPE html><html>"), "is a page of HTML"),
    "pointer": (
        lambda _, p: p.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:a\n"),
        "is a pointer of Git LFS",
    ),
    "code": (
        lambda _, p: torch.save({"a": Harmful(p.parent / "canary")}, p),
        "holds more than tensors",
    ),
    "room": (lambda _, p: torch.save({"a": Room()}, p), "holds more than tensors"),
    "room, old format": (
        lambda _, p: torch.save({"a": Room()}, p, _use_new_zipfile_serialization=False),
        "holds more than tensors",
    ),
    "pipe": (lambda _, p: os.mkfifo(p), "is a pipe, expected is a file of weights"),
    "folder": (lambda _, p: p.mkdir(), "is a folder, expected is a file of weights"),
    "cut": (cut, "damaged"),
    "empty": (lambda _, p: p.touch(), "is empty, expected is a file of weights"),
    "two models": (
        lambda s, p: torch.save({"net": s, "model": s}, p),
        r"holds weights under several names \(model, net\)",
    ),
    "two others": (
        lambda s, p: torch.save({"a": s, "b": s}, p),
        r"holds weights under several names \(a, b\)",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_holds_no_such_weights_is_refused_in_a_sentence(
    name: str, state: State, tmp_path: Path
) -> None:
    make, says = REFUSED[name]
    make(state, tmp_path / "m.pth")
    with pytest.raises(DepformerError, match=says) as said:
        convert(tmp_path / "m.pth", tmp_path / "out", word_list=words_file(tmp_path, 8))
    assert said.value.kind == "checkpoint"
    assert len(str(said.value).splitlines()) == 1
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "canary").exists()
