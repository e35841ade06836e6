"""What lies in a checkpoint folder, without loading a model."""

from __future__ import annotations

from pathlib import Path

from depformer.errors import DepformerError
from depformer.files.digests import digest, digest_file
from depformer.files.reading import read_json
from depformer.validate import shortened
from depformer.wording import say

CONFIG = "config.json"
FOLDS = "folds.json"
WEIGHTS = "model.safetensors"
CARD = "README.md"
BASELINES = "baselines.safetensors"
MOST_FOLDS = 1_000


def checkpoint_folders(root: Path) -> list[Path]:
    """Return the folder of each model in a checkpoint folder, without opening any.

    Raises
    ------
    DepformerError
        If the folder is none, or names no folds.
    """
    if root.is_file():
        raise DepformerError(
            say("files.checkpoint_is_file", path=root, name=root.name), kind="checkpoint"
        )
    if (root / FOLDS).is_file():
        names = read_json(root / FOLDS, kind="checkpoint").get("folds", [])
        if not isinstance(names, list) or not names:
            got = shortened(names)
            raise DepformerError(
                say("files.no_folds", path=root / FOLDS, got=got), kind="checkpoint"
            )
        return _inside(root, names)
    if (root / CONFIG).is_file():
        return [root]
    said = (
        say("files.no_checkpoint", path=root, config=CONFIG, folds=FOLDS)
        if root.is_dir()
        else say("files.no_checkpoint_there", path=root)
    )
    raise DepformerError(said, kind="checkpoint")


def _inside(root: Path, names: list[object]) -> list[Path]:
    """Return the folders of the folds, each named once and lying in the checkpoint's own."""
    if len(names) > MOST_FOLDS:
        facts = {"path": root / FOLDS, "got": len(names), "most": MOST_FOLDS}
        raise DepformerError(say("files.many_folds", **facts), kind="checkpoint")
    folders: list[Path] = []
    for name in names:
        plain = isinstance(name, str) and name == Path(name).name and name.isprintable()
        folder = root / str(name)
        if not plain or folder in folders or folder.resolve().parent != root.resolve():
            facts = {"path": root / FOLDS, "got": shortened(name)}
            raise DepformerError(say("files.fold_outside", **facts), kind="checkpoint")
        folders.append(folder)
    return folders


def model_digest(folder: Path) -> str:
    """Return the digest of one model's files, those that its numbers depend on."""
    paths = (folder / CONFIG, folder / WEIGHTS, folder / BASELINES)
    return digest(*(digest_file(path) for path in paths if path.is_file()))


def checkpoint_digest(root: Path) -> str:
    """Return the digest of a checkpoint folder: of all its models, without loading any.

    Raises
    ------
    DepformerError
        If the folder is none, or names no folds.
    """
    return digest(*(model_digest(folder) for folder in checkpoint_folders(root)))
