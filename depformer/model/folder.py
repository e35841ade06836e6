"""Trained models on disk: one folder a fold, nothing pickled."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from depformer.config import ModelConfig
from depformer.errors import DepformerError
from depformer.files import (
    BASELINES,
    CONFIG,
    FOLDS,
    WEIGHTS,
    checkpoint_folders,
    model_digest,
    read_json,
    user_path,
    write_bytes,
    write_json,
    write_text,
)
from depformer.model.checkpoint import Checkpoint, CheckpointSet
from depformer.model.network import DEPFormer, fresh_model
from depformer.validate import same_shape
from depformer.wording import say

TRAINING = "training.json"
CARD = "README.md"


def load_checkpoint(path: Path | str | CheckpointSet) -> CheckpointSet:
    """Load a checkpoint folder: one model, or the folds of a cross-validation.

    Parameters
    ----------
    path : Path, str or CheckpointSet
        A folder with ``config.json``, or one with ``folds.json`` and a folder per fold.

    Returns
    -------
    CheckpointSet
        With `.folds`; `.predict` needs `fold=` if there are several.

    Raises
    ------
    DepformerError
        If the folder is none, a file is missing, damaged, or does not fit the config.
    """
    if isinstance(path, CheckpointSet):
        return path
    root = user_path(path)
    folders = checkpoint_folders(root)
    folds = tuple(_load_one(folder) for folder in folders)
    for folder, fold in zip(folders, folds, strict=True):
        if fold.config != folds[0].config:
            raise DepformerError(
                say("checkpoint.other_config", folder=folder, config=CONFIG, first=folders[0]),
                kind="checkpoint",
            )
    return CheckpointSet(root, folds)


def write_checkpoint(
    folder: Path,
    model: DEPFormer,
    baselines: Mapping[str, Tensor],
    training: Mapping[str, Any],
    card: str,
) -> None:
    """Write one model's files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {"model_type": "depformer", "format_version": 1, **model.config.to_dict()}
    write_json(folder / CONFIG, config)
    write_tensors(folder / WEIGHTS, model.state_dict())
    write_tensors(folder / BASELINES, baselines)
    write_json(folder / TRAINING, dict(training))
    write_text(folder / CARD, card)


def write_tensors(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """Write tensors by name as safetensors; the library's own writer reports no full disk."""
    write_bytes(path, save({name: tensor.contiguous() for name, tensor in tensors.items()}))


def write_fold_list(root: Path, names: list[str], summary: Mapping[str, Any]) -> None:
    """Write ``folds.json``, which makes a folder a cross-validated set."""
    write_json(root / FOLDS, {"folds": names, **summary})


def _load_one(folder: Path) -> Checkpoint:
    config = ModelConfig.from_dict(read_json(folder / CONFIG, kind="checkpoint"))
    model = fresh_model(config)  # its weights are overwritten below
    _load_weights(model, _tensors(folder / WEIGHTS), folder / WEIGHTS)
    stored = folder / BASELINES
    baselines = _tensors(stored) if stored.is_file() else {}
    for name, tensor in baselines.items():
        if name.endswith(".z"):
            sizes = (config.n_words, 2, config.hidden_size)
            same_shape(f"{name} in {stored}", tensor.shape, sizes, kind="checkpoint")
    return Checkpoint(
        folder=folder,
        model=model.eval().requires_grad_(False),
        baselines=baselines,
        training=_training(folder / TRAINING),
        digest=model_digest(folder),
    )


def _training(path: Path) -> dict[str, Any]:
    """Return ``training.json``, its splits checked: part -> participant -> digest."""
    training = read_json(path, kind="checkpoint")
    splits = training.get("splits", {})
    if not isinstance(splits, dict) or not all(isinstance(part, dict) for part in splits.values()):
        raise DepformerError(say("checkpoint.splits_unreadable", path=path), kind="checkpoint")
    return training


def _tensors(path: Path) -> dict[str, Tensor]:
    if not path.is_file():
        raise DepformerError(say("checkpoint.file_missing", path=path), kind="checkpoint")
    try:
        return dict(load_file(path))
    except (SafetensorError, OSError, ValueError) as fault:
        raise DepformerError(
            say("checkpoint.tensors_damaged", path=path, fault=fault), kind="checkpoint"
        ) from fault


def _load_weights(model: DEPFormer, tensors: dict[str, Tensor], path: Path) -> None:
    """Load the weights, naming each missing, unexpected or misshapen tensor."""
    wanted = model.state_dict()
    missing, unknown = wanted.keys() - tensors.keys(), tensors.keys() - wanted.keys()
    faults = [say("checkpoint.tensor_missing", name=name) for name in missing]
    faults += [say("checkpoint.tensor_unknown", name=name) for name in unknown]
    for name in wanted.keys() & tensors.keys():
        got, want = tuple(tensors[name].shape), tuple(wanted[name].shape)
        if got != want:
            faults.append(say("checkpoint.tensor_misshapen", name=name, got=got, want=want))
    if faults:
        raise DepformerError.listing(
            say("checkpoint.config_unfit", path=path), sorted(faults), kind="checkpoint"
        )
    model.load_state_dict(tensors)
