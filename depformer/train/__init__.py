"""Fit models and say how well they do on people they have not seen."""

from depformer.train.crossval import cross_validate
from depformer.train.evaluation.cautions import cautions
from depformer.train.evaluation.held_out import held_out
from depformer.train.evaluation.performance import evaluate, evaluation
from depformer.train.folds import Partition
from depformer.train.options import TrainOptions, parse_options
from depformer.train.seeds import several_seeds
from depformer.train.untrained import write_untrained

__all__ = [
    "Partition",
    "TrainOptions",
    "cautions",
    "cross_validate",
    "evaluate",
    "evaluation",
    "held_out",
    "parse_options",
    "several_seeds",
    "write_untrained",
]
