"""Weights and inputs of the published golden cases, rebuilt from their recipe."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

DATA = Path(__file__).parents[1] / "data"


@cache
def recipe() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DATA / "published_forward.json").read_text())
    return loaded


def expected(case: int) -> dict[str, np.ndarray]:
    with np.load(DATA / "published_forward.npz", allow_pickle=False) as stored:
        prefix = f"case{case}_"
        return {name.removeprefix(prefix): stored[name] for name in stored if prefix in name}


def state_dict(weight_seed: int) -> dict[str, torch.Tensor]:
    """Return the release's state_dict with the weights of a seed."""
    shapes = recipe()["state_dict_shapes"]
    return {
        name: torch.from_numpy(_tensor(weight_seed, i, name, tuple(shapes[name])))
        for i, name in enumerate(sorted(shapes))
    }


def _tensor(weight_seed: int, i: int, name: str, shape: tuple[int, ...]) -> np.ndarray:
    if name.endswith("position_embedding.pe"):
        return sinusoid(*shape)
    if name.endswith("num_batches_tracked"):
        return np.array(0)
    drawn = np.random.default_rng([weight_seed, i]).standard_normal(shape, dtype=np.float32)
    if name.endswith("running_var"):
        return np.float32(0.5) + np.abs(drawn)
    if name.endswith(("running_mean", "bias")):
        return np.float32(0.1) * drawn
    if len(shape) == 1:
        return np.asarray(1 + np.float32(0.1) * drawn, dtype=np.float32)
    return drawn * np.float32(1 / np.sqrt(np.prod(shape[1:])))


def sinusoid(rows: int, width: int) -> np.ndarray:
    """Vaswani et al. (2017), section 3.5, one number at a time."""
    table = np.empty((rows, width), dtype=np.float32)
    position = np.arange(rows)
    for column in range(width):
        angle = position / math.pow(10_000, (column - column % 2) / width)
        table[:, column] = np.cos(angle) if column % 2 else np.sin(angle)
    return table


def inputs(case: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return faces (participant, word, height, width) from 0 to 1, and audio vectors."""
    rng = np.random.default_rng([case["input_seed"], 10_000])
    face = rng.integers(0, 256, (case["batch"], 224, 224, 24), dtype=np.uint8)
    audio = rng.standard_normal((case["batch"], 24, 1000), dtype=np.float32)
    return np.moveaxis(face, -1, 1).astype(np.float32) / np.float32(255), audio
