"""Trained models on disk: one folder a fold, nothing pickled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from safetensors.torch import save
from torch import Tensor

from depformer.config import LARGEST, ModelConfig
from depformer.errors import DepformerError
from depformer.files import (
    BASELINES,
    CARD,
    CONFIG,
    FOLDS,
    TRAINING,
    WEIGHTS,
    checkpoint_folders,
    checkpoint_place,
    model_digest,
    read_json,
    read_training,
    write_bytes,
    write_json,
    write_text,
)
from depformer.labels import MODALITIES
from depformer.model.checkpoint import Checkpoint
from depformer.model.folds import CheckpointSet
from depformer.model.network import DEPFormer, fresh_model, tensor_shapes
from depformer.model.tensors import (
    MOST_NAMED,
    claim_faults,
    claims_of_file,
    finite_faults,
    read_tensors,
)
from depformer.schema import Target
from depformer.study.people import LONGEST_SCALE
from depformer.validate import number, shortened
from depformer.wording import say

STORED_MEANS = ("training_mean", "healthy_mean")


def load_checkpoint(path: Path | str | CheckpointSet) -> CheckpointSet:
    """Load a checkpoint folder: one model, or the folds of a cross-validation.

    Parameters
    ----------
    path : Path, str or CheckpointSet
        A folder with ``config.json``, or one with ``folds.json`` and a folder per fold; or, as
        text, ``hf:ORG/NAME[@REVISION]``, which is fetched from the hub unless it is cached.

    Returns
    -------
    CheckpointSet
        With `.folds`; `.predict` needs `fold=` if there are several.

    Raises
    ------
    DepformerError
        If the folder is none, a file is missing, damaged, or does not fit the config; or if what
        lies on a hub is neither fetched nor cached.
    """
    if isinstance(path, CheckpointSet):
        return path
    root = checkpoint_place(path, fetch=True)
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
    weights = _compared(
        folder / WEIGHTS,
        tensor_shapes(config),
        say("checkpoint.config_unfit", path=folder / WEIGHTS),
    )
    stored, baselines = folder / BASELINES, dict[str, Tensor]()
    if stored.exists():
        means = _mean_shapes(config, claims_of_file(stored))
        baselines = _compared(stored, means, say("checkpoint.baselines_unfit", path=stored))
    model = fresh_model(config)  # its weights are overwritten here
    model.load_state_dict(weights)
    return Checkpoint(
        folder=folder,
        model=model.eval().requires_grad_(False),
        baselines={name: mean.float() for name, mean in baselines.items()},
        training=_training(folder / TRAINING, config.target),
        digest=model_digest(folder),
    )


def _compared(path: Path, wanted: Mapping[str, tuple[int, ...]], unfit: str) -> dict[str, Tensor]:
    """Read tensors whose claims are what is wanted, or name each that is not, reading none."""
    if faults := claim_faults(claims_of_file(path), wanted):
        raise DepformerError.listing(unfit, faults, most=MOST_NAMED, kind="checkpoint")
    tensors = read_tensors(path)
    if faults := finite_faults(tensors):
        said = say("checkpoint.weights_not_finite", path=path)
        raise DepformerError.listing(said, faults, most=MOST_NAMED, kind="checkpoint")
    return tensors


def _mean_shapes(config: ModelConfig, claims: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the means whose parts a file holds: each has all of its parts."""
    shapes = {
        "face": (config.n_words, config.image_size, config.image_size),
        "audio": (config.n_words, config.audio_size),
        "z": (config.n_words, len(MODALITIES), config.hidden_size),
    }
    means = {name.split(".")[0] for name in claims} & set(STORED_MEANS)
    return {f"{mean}.{part}": shape for mean in means for part, shape in shapes.items()}


def _training(path: Path, target: str) -> dict[str, Any]:
    """Return ``training.json``, with whatever is read of it later checked."""
    training = read_training(path)
    if Target(target).is_score:
        scale = training.get("severity")
        if not isinstance(scale, dict):
            scale = {}
        for name, low in (("mean", -LARGEST), ("sd", 0)):
            said = say("checkpoint.severity_scale", name=name, path=path)
            number(said, scale.get(name), low=low, high=LARGEST, kind="checkpoint")
        name = scale.get("scale", "")
        if not isinstance(name, str) or len(name) > LONGEST_SCALE:
            want = say("checkpoint.training_scale", most=LONGEST_SCALE)
            facts = {"path": path, "key": "severity", "got": shortened(name), "want": want}
            raise DepformerError(say("checkpoint.training_unfit", **facts), kind="checkpoint")
        for end in ("lowest", "highest"):  # older ones do not say them
            if end in scale:
                said = say("checkpoint.severity_scale", name=end, path=path)
                number(said, scale[end], low=-LARGEST, high=LARGEST, kind="checkpoint")
    return training
