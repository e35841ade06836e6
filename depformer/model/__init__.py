"""The network, and the folder that a trained one is kept in."""

from depformer.model.checkpoint import Checkpoint
from depformer.model.folder import load_checkpoint, write_checkpoint, write_fold_list
from depformer.model.folds import CheckpointSet
from depformer.model.network import DEPFormer, Output, fresh_model
from depformer.model.release.convert import convert
from depformer.model.release.published import classify_published, even_batch
from depformer.model.selection import frozen_selection
from depformer.model.taps import Taps, tapped

__all__ = [
    "Checkpoint",
    "CheckpointSet",
    "DEPFormer",
    "Output",
    "Taps",
    "classify_published",
    "convert",
    "even_batch",
    "fresh_model",
    "frozen_selection",
    "load_checkpoint",
    "tapped",
    "write_checkpoint",
    "write_fold_list",
]
